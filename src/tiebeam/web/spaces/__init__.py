"""Places that people join by their own act, to talk and to change structures together.

Nobody is brought in, nobody is told that a space is there unless they look, and a hidden one does
not exist for whoever is not in it (decision 28).
"""
