"""Every handler that a worker has: each module that is imported here registers its own."""

from __future__ import annotations

from tiebeam.worker import (
    bridging,
    delivery,
    documents,
    identity,
    intake,
    meetings,
    quieting,
    raising,
    reading_documents,
    redesigns,
    releasing,
    tidying,
)

__all__ = [
    "bridging",
    "delivery",
    "documents",
    "identity",
    "intake",
    "meetings",
    "quieting",
    "raising",
    "reading_documents",
    "redesigns",
    "releasing",
    "tidying",
]
