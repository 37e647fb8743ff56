"""The link that ends mails: what stands in the mail, and what is kept of it."""

from __future__ import annotations

import hashlib
import secrets


def new_key() -> str:
    """It says nothing, and nobody guesses it. The worker can make it, which has nothing to sign
    with.
    """
    return secrets.token_urlsafe(32)


def fingerprint(key: str) -> str:
    """What is kept of it. The key is long and random, so a plain hash can't be undone."""
    return hashlib.sha256(key.encode()).hexdigest()
