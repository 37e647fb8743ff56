"""What can be said over a bridge. Each room declares how its words are made, when they are sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tiebeam.web.spaces.models import Space


@dataclass(frozen=True, kw_only=True)
class Words:
    """A title, a text in Markdown, and the path of the page that has more."""

    title: str
    text: str
    path: str


#: From a space and the public id of what it is about; None where it is there no more.
Composes = Callable[[Space, str], Words | None]
_known: Final[dict[str, Composes]] = {}


class NamedTwice(ValueError):
    """Two rooms declare one kind."""


def declare(what: str, composes: Composes) -> None:
    """Raises  NamedTwice"""
    if _known.setdefault(what, composes) is not composes:
        raise NamedTwice(f"'{what}' is said over bridges already.")


def composed(what: str, space: Space, about: str) -> Words | None:
    """The words as they are now; None where there is nothing to say any more."""
    return _known[what](space, about) if what in _known else None
