"""The vault: files that everybody may seal and only the worker may open, their keys, and chains.

`seal` needs the public half of a key, `open` the private one. The process that serves pages imports
`seal` and `chain` alone; a wall of the house keeps `open` and `keys` out of its reach.
"""
