"""Places as they are told where nobody may be recognised by them: with enough people in each.

How many people are in a place is what the newest release says everybody knows. Where none says it,
only everywhere is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from tiebeam.engine.records.mapping import BETWEEN
from tiebeam.web.insight.barriers.figures import KIND_OF
from tiebeam.web.insight.queries import Shown, shown

#: People that a place has at least: of fewer, no share of anything is told either.
ENOUGH: Final = 28


@dataclass(frozen=True, kw_only=True)
class Wide:
    """Places that have enough people, and what the others are told as.

    kind    as barriers call it: "units"; empty where no place is known
    places  each with the smaller ones that it stands for, in the order of the release
    """

    kind: str = ""
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def widened(self, place: str) -> str:
        """The smallest place with enough people that holds this one; empty is everywhere."""
        while place and place not in self.places:
            place = place.rpartition(BETWEEN)[0]
        return place


def wide_now() -> Wide:
    """As the newest release that tells how many people are where has it."""
    there = shown()
    return _wide(there) if there else Wide()


@lru_cache(maxsize=4)
def _wide(shown: Shown) -> Wide:
    offers = (each for each in shown.ledger.offers if each.measure == "organisation")
    newest = max(offers, key=lambda each: each.window.last, default=None)
    rows = [] if newest is None else shown.figure(newest).rows
    for field_name, kind in KIND_OF.items():
        # What a grade is said to suffer says too much of who is in it.
        people = {str(row.at[field_name]): row.n or 0 for row in rows if field_name in row.at}
        if people and kind != "grades":
            return _of(kind, people)
    return Wide()


def _of(kind: str, people: Mapping[str, float]) -> Wide:
    enough = {place: list[str]() for place in _apart(people)}
    wide = Wide(kind=kind, places=dict.fromkeys(enough, ()))
    for place in people:
        if place not in enough and (holds := wide.widened(place)):
            enough[holds].append(place)
    return Wide(kind=kind, places={place: tuple(small) for place, small in enough.items()})


def _apart(people: Mapping[str, float]) -> list[str]:
    """The places that can be told, in their order.

    Whoever is in a smaller place would choose that one. So those who are left to choose the place
    around it have to be enough as well: else the smallest of what it holds are told with it.
    """
    told = {place for place, n in people.items() if n >= ENOUGH}
    for place in people:
        within = sorted((each for each in told if each.rpartition(BETWEEN)[0] == place),
                        key=lambda each: people[each])  # fmt: skip
        while within and 0 < people[place] - sum(people[each] for each in within) < ENOUGH:
            small = within.pop(0)
            told -= {each for each in told if each == small or each.startswith(small + BETWEEN)}
    return [place for place in people if place in told]
