"""The one road from data to figures, and from documents to findings.

For the command line, the worker and the notebook. Nothing is imported here: who reads documents
does not wait for what reads data.
"""
