"""Where things are found. Each room registers its sources, each with its one guard.

The guard says what somebody may find, before anything is counted or cut off. What it leaves out
does not exist for them: it changes neither the answer nor the work that it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise

from tiebeam.web.search.index import index_of
from tiebeam.web.search.words import holds


class NamedTwice(ValueError):
    """Two sources have one name."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something that was found."""

    title: str
    url: str
    about: str = ""


class Source(Protocol):
    """A place to look in."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str | Promise: ...

    def is_for(self, person: Any) -> bool:
        """Whether somebody is told that there is such a source."""

    def find(self, person: Any, wanted: list[str], *, most: int) -> list[Found]:
        """What somebody may find in it."""


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """Things of which the words are in the index: see `search.actions.index`.

    name        by which they are indexed
    title       what pages call them, in the plural
    for_whom    to nobody else is it said that such things can be found
    visible_to  the public ids that somebody may find, as a query: it becomes part of ours
    """

    name: str
    title: str | Promise
    for_whom: Callable[[Any], bool]
    visible_to: Callable[[Any], QuerySet[Any, Any]]

    def is_for(self, person: Any) -> bool:
        return self.for_whom(person)

    def find(self, person: Any, wanted: list[str], *, most: int) -> list[Found]:
        if not self.is_for(person):
            return []
        # Asked of each entry that has the words. Asked as a list of all that somebody may find,
        # SQLite looked up each of these for each of those: 47 seconds where 20,000 posts may be
        # found and a third of them have the word.
        may_find = self.visible_to(person).filter(public_id=OuterRef("public_id"))
        holding = index_of(connection).holding(self.name, wanted)
        found = holding.filter(Exists(may_find)).order_by("title", "pk")
        return [Found(title=each.title, url=each.url) for each in found[:most]]


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
        found = [
            each for each in self.visible_to(person) if holds(f"{each.title} {each.about}", wanted)
        ]
        return found[:most]


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
