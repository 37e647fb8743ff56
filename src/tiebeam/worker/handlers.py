"""Every handler that a worker has: each module that is imported here registers its own."""

from __future__ import annotations

from tiebeam.worker import (
    bridging,
    caring,
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
    "caring",
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
