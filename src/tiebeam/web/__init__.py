"""The web application: pages for everybody who uses Tiebeam. Nothing else knows Django.

It holds no key to any row about a person. What it shows was released; what it is given is sealed
while it arrives, and opened by the worker alone.
"""
