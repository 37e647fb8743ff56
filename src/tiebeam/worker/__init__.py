"""The process that carries jobs out: it takes one after the other, and lets none be lost.

It alone may open what is sealed. What it does for each kind of job is registered when it starts.
"""
