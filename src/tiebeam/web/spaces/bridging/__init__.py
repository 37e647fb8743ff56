"""Bridges: meetings go to where people are, and nothing is read back."""
