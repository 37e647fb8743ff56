"""Chapters of a group, each at a site: the chapter says so, and the group says so too."""
