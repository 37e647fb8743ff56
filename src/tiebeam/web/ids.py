"""What stands in addresses in place of a number."""

from __future__ import annotations

import secrets


def public_id() -> str:
    """It says nothing about what came first, or how many there are."""
    return secrets.token_urlsafe(9)
