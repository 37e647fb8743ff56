"""Every handler that a worker has: each module that is imported here registers its own."""

from __future__ import annotations

from tiebeam.worker import (
    bridging,
    delivery,
    documents,
    forgetting,
    identity,
    intake,
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
    "forgetting",
    "identity",
    "intake",
    "quieting",
    "raising",
    "reading_documents",
    "redesigns",
    "releasing",
    "tidying",
]
