"""Sentences that stand in the code of findings, kept for whoever translates them."""

from __future__ import annotations

_SAID: dict[str, None] = {}


def say(message: str) -> str:
    """A sentence that is translated where it is shown; here it is kept for the list."""
    _SAID[message] = None
    return message


def said() -> tuple[str, ...]:
    """Everything that the code says, once each, as far as it was loaded."""
    return tuple(_SAID)
