"""Meetings of spaces: when, what about, whose turn it is, and what they changed."""
