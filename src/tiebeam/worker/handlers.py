"""Every handler that a worker has: each module that is imported here registers its own."""

from __future__ import annotations

from tiebeam.worker import (
    delivery,
    documents,
    identity,
    intake,
    meetings,
    raising,
    reading_documents,
    redesigns,
    releasing,
    tidying,
)

__all__ = [
    "delivery",
    "documents",
    "identity",
    "intake",
    "meetings",
    "raising",
    "reading_documents",
    "redesigns",
    "releasing",
    "tidying",
]
