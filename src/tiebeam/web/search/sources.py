"""Where things are found. Each room registers its sources, each with its one guard.

The guard says what somebody may find, before anything is counted or cut off. What it leaves out
does not exist for them: it changes neither the answer nor the work that it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from tiebeam.web.search.words import holds


class NamedTwice(ValueError):
    """Two sources have one name."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something that was found."""

    title: str
    url: str
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """Things of which the words are in the index: see `search.actions.index`.

    name        by which they are indexed
    title       what pages call them, in the plural
    for_whom    to nobody else is it said that such things can be found
    visible_to  the public ids that somebody may find, as a query: it becomes part of ours
    newest_first  for what there is so much of that nobody looks through it by title
    """

    name: str
    title: str | Promise
    for_whom: Callable[[Any], bool]
    visible_to: Callable[[Any], QuerySet[Any, Any]]
    newest_first: bool = False

    def is_for(self, person: Any) -> bool:
        """Whether somebody is told that there is such a source."""
        return self.for_whom(person)

    def may_find(self, person: Any) -> Q:
        """Which entries of this source somebody may find.

        Asked of each entry that has the words. Asked as a list of all that somebody may find,
        SQLite looked up each of these for each of those: 47 seconds where 20,000 posts may be found
        and a third of them have the word.
        """
        of_entry = self.visible_to(person).filter(public_id=OuterRef("public_id"))
        return Q(of=self.name) & Q(Exists(of_entry))


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A few things that are known without the database, such as pages.

    visible_to  those that somebody may find
    """

    name: str
    title: str | Promise
    visible_to: Callable[[Any], Iterable[Found]]

    def is_for(self, person: Any) -> bool:
        return any(True for _ in self.visible_to(person))

    def find(self, person: Any, wanted: list[str], *, most: int) -> list[Found]:
        """What somebody may find in it."""
        found = [
            each for each in self.visible_to(person) if holds(f"{each.title} {each.about}", wanted)
        ]
        return found[:most]


#: A place to look in.
Source = Indexed | Listed
_SOURCES: Final[dict[str, Source]] = {}


def add_source(source: Source) -> None:
    """Let people look in it; from the `ready` of its room.

    Raises  NamedTwice
    """
    if source.name in _SOURCES:
        raise NamedTwice(f"There is a source '{source.name}' already.")
    _SOURCES[source.name] = source


def sources_for(person: Any) -> list[Source]:
    """Those in which there may be something for somebody."""
    return [each for each in _SOURCES.values() if each.is_for(person)]
