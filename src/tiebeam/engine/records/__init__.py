"""Canonical tables: what an export must become before anything is computed from it."""
