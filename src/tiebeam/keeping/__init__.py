"""Keeping an installation: its backup, its way back from one, and its way to a later version.

Who runs this may read all of it: on a server that is root, on a laptop its owner.
"""
