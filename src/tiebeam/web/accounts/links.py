"""Links that work once: what is sent, and what is kept of it."""

from __future__ import annotations

import hashlib
import secrets


def new_key() -> str:
    """The part of a link that nobody can guess."""
    return secrets.token_urlsafe(32)


def fingerprint(key: str) -> str:
    """What is kept of it. The key is long and random, so a plain hash can't be undone."""
    return hashlib.sha256(key.encode()).hexdigest()
