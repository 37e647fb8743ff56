"""Bridges: prompts, meetings and invitations go to where people are, and nothing is read back."""
