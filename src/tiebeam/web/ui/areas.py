"""The areas of the site and their pages. Each room names its own when it starts.

Who may open a page is what its view says, so a link is shown to exactly those for whom it works.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any, Final

from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiebeam.web.permissions import said_by
from tiebeam.web.ui.shapes import Link


class Area(IntEnum):
    """In the order in which the header has them."""

    SEE = 1
    ACT = 2
    PROVE = 3
    DATA = 4
    PEOPLE = 5
    ME = 6


CALLED: Final = {
    Area.SEE: _("See"),
    Area.ACT: _("Act"),
    Area.PROVE: _("Prove"),
    Area.DATA: _("Data"),
    Area.PEOPLE: _("People"),
    Area.ME: _("Me"),
}


class NamedTwice(ValueError):
    """Two rooms claim one page."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page that an area leads to, with all pages below its address.

    name   of its address, in urls.py
    text   what its link says
    place  in its area: low numbers first
    also   where addresses begin that belong to it, but do not lie below its own
    """

    area: Area
    name: str
    text: str | Promise
    place: int = 50
    also: tuple[str, ...] = ()


_pages: dict[str, Page] = {}


def add_page(page: Page) -> None:
    """Lead to a page from the header of every page.

    Raises  NamedTwice
    """
    if page.name in _pages:
        raise NamedTwice(f"'{page.name}' is in an area already.")
    _pages[page.name] = page


def pages_for(visitor: Any) -> list[Page]:
    """Those that somebody may open, in their order."""
    every = sorted(_pages.values(), key=lambda each: (each.area, each.place, each.name))
    return [each for each in every if _may_open(visitor, each)]


def areas_of(pages: Sequence[Page], path: str) -> list[Link]:
    """A link to the first page of each area, of the pages that somebody may open."""
    here = _here(pages, path)
    first: dict[Area, Page] = {}
    for each in pages:
        first.setdefault(each.area, each)
    # To one's own pages leads one's name, beside these.
    first.pop(Area.ME, None)
    return [
        Link(text=str(CALLED[area]), href=_address_of(page.name),
             current=here is not None and here.area is area)
        for area, page in first.items()
    ]  # fmt: skip


def neighbours_of(pages: Sequence[Page], path: str) -> list[Link]:
    """Of the pages that somebody may open those of the area that a page is in; none where it is
    alone in it, or in none."""
    here = _here(pages, path)
    beside = [each for each in pages if here and each.area is here.area]
    if len(beside) < 2:
        return []
    return [
        Link(text=str(each.text), href=_address_of(each.name), current=each is here)
        for each in beside
    ]


def is_own(pages: Sequence[Page], path: str) -> bool:
    """Whether a page is one of somebody's own, to which their name leads."""
    here = _here(pages, path)
    return here is not None and here.area is Area.ME


def _here(pages: Sequence[Page], path: str) -> Page | None:
    """The page that an address is of, or lies below: of several, the nearest."""
    starts = [(start, each) for each in pages for start in (_address_of(each.name), *each.also)]
    above = [(len(start), each) for start, each in starts if path.startswith(start)]
    return max(above, key=lambda each: each[0], default=(0, None))[1]


def _may_open(visitor: Any, page: Page) -> bool:
    said = said_by(_view_of(page.name))
    return said is not None and said(visitor)


@cache
def _address_of(name: str) -> str:
    """It never changes, and every page asks for that of every page."""
    return reverse(name)


@cache
def _view_of(name: str) -> Any:
    return resolve(_address_of(name)).func


def every_page() -> Iterator[Page]:
    """All pages of all areas, for tests that walk through them."""
    yield from _pages.values()
