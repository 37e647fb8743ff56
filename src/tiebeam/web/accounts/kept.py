"""What is kept about people, and for what: each room says so for itself, when it starts.

It is shown to everybody at /me/data/, goes into the file that they take along, and goes when they
delete their account. Rooms that accounts stands on can't name theirs; accounts does it for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise

Words = str | Promise


class NamedTwice(ValueError):
    """Two rooms keep something under one name."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One thing that is kept about whoever has an account.

    name      in the file that people take along
    what, purpose, how_long  sentences
    export    all of it, for one person, as JSON has it; None where it can't be given out like that,
              and then `what` says how it can be seen
    forget    for what does not go by itself with the account's row; runs in the transaction that
              deletes it
    place     on the page: low numbers first
    """

    name: str
    what: Words
    purpose: Words
    how_long: Words
    export: Callable[[Any], Any] | None
    forget: Callable[[Any], None] | None = None
    place: int = 50


_kept: Final[dict[str, Kept]] = {}


def keeps(kept: Kept) -> None:
    """Say that something is kept; from the `ready` of the room that keeps it.

    Raises  NamedTwice
    """
    if kept.name in _kept:
        raise NamedTwice(f"'{kept.name}' is kept already.")
    _kept[kept.name] = kept


def everything_kept() -> Sequence[Kept]:
    """All that is kept about people, in the order of the page."""
    return sorted(_kept.values(), key=lambda each: (each.place, each.name))
