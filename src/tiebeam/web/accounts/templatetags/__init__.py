"""Filters for the pages of accounts."""
