"""Closing a space, and opening it again."""
