"""Findings about structures that a space raises: what a rule does somewhere, and no story."""
