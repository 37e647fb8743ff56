"""What somebody finds, source by source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import connection
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from tiebeam.web.search.index import index_of
from tiebeam.web.search.sources import Found, Indexed, sources_for
from tiebeam.web.search.words import asked

#: Of one source at most.
MOST: Final = 20


@dataclass(frozen=True, kw_only=True)
class Group:
    """What was found in one source.

    is_cut  whether there is more than is shown
    """

    title: str
    found: list[Found]
    is_cut: bool


def found_by(person: Any, text: str) -> list[Group]:
    """What somebody may find by the words of a text; sources with nothing are left out."""
    wanted = asked(text)
    if not wanted:
        return []
    sources = sources_for(person)
    indexed = _indexed(person, [each for each in sources if isinstance(each, Indexed)], wanted)
    groups = []
    for source in sources:
        found = (
            indexed.get(source.name, []) if isinstance(source, Indexed)
            else source.find(person, wanted, most=MOST + 1)
        )  # fmt: skip
        if found:
            groups.append(
                Group(title=str(source.title), found=found[:MOST], is_cut=len(found) > MOST)
            )
    return groups


def _indexed(
    person: Any, sources: Sequence[Indexed], wanted: Sequence[str]
) -> Mapping[str, list[Found]]:
    """Of each source the first ones, one more than is shown, by its name."""
    by_title = [each for each in sources if not each.newest_first]
    found = _by_title(person, by_title, wanted) if by_title else {}
    for each in sources:
        if each.newest_first:
            # The database stops at the last one that is wanted, where by title it would look at
            # each of thousands.
            rows = index_of(connection).holding(wanted).filter(each.may_find(person))
            newest = rows.order_by("-pk").values_list("title", "url")[: MOST + 1]
            found[each.name] = [Found(title=title, url=url) for title, url in newest]
    return found


def _by_title(
    person: Any, sources: Sequence[Indexed], wanted: Sequence[str]
) -> dict[str, list[Found]]:
    """All in one question, so that what has the words is looked for once."""
    place = Window(RowNumber(), partition_by=F("source"), order_by=["title", "pk"])
    guards = reduce(or_, (each.may_find(person) for each in sources))
    rows = index_of(connection).holding(wanted).filter(guards)
    found: dict[str, list[Found]] = {}
    first = rows.annotate(place=place).filter(place__lte=MOST + 1).order_by("place")
    for source, title, url in first.values_list("source", "title", "url"):
        found.setdefault(source, []).append(Found(title=title, url=url))
    return found
