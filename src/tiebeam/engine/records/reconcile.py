"""Whether the people add up: opening + joined + moved in - moved out - left = closing.

Where they do not, somebody is shown who was never hired, or is no longer shown without having left.
A rank that an export leaves out does this: whoever is promoted into it seems to leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

import ibis

from tiebeam.engine.records.dates import days_after
from tiebeam.engine.records.spells import APPEARED, CONTINUED, JOINED, LEFT, VANISHED

#: What a place is: the unit and the grade, as far as the export has them.
PLACE: Final = ("unit", "grade")


@dataclass(frozen=True, kw_only=True)
class Balance:
    """The people of one unit and grade between two days.

    appeared  shown from some day on, without a hire
    vanished  no longer shown from some day on, without an exit
    """

    begins: date
    ends: date
    place: tuple[str | None, ...]
    opening: int = 0
    joined: int = 0
    moved_in: int = 0
    moved_out: int = 0
    left: int = 0
    appeared: int = 0
    vanished: int = 0
    closing: int = 0

    @property
    def difference(self) -> int:
        """People who are there at the end and should not be; negative: who should be, and are not.

        Worked out from the two counts and the recorded flows, so it is 0 where those add up.
        """
        expected = self.opening + self.joined + self.moved_in - self.moved_out - self.left
        return self.closing - expected


def balance_days(first: date, last: date) -> tuple[date, ...]:
    """The days between which people are counted: the first, each 1 January, and the last."""
    days = [first, *(date(year, 1, 1) for year in range(first.year, last.year + 1)), last]
    return tuple(sorted({day for day in days if first <= day <= last}))


def place_columns(spells: Any) -> tuple[str, ...]:
    """The columns that say where somebody is, as far as the spells have them."""
    return tuple(name for name in PLACE if name in spells.columns)


def flows(spells: Any, first: date, last: date) -> Any:
    """Recorded flows per place and year; a table for every part of the people can be added up.

    spells   Ibis table
    first, last  people are counted on these days, so flows lie after the first, up to the last
    Returns  one row per year, place and kind: year, the place, kind, people. A flow on 1 January
             belongs to the year before it, because people are counted on that day
    """
    place = place_columns(spells)
    before = spells.select(
        "person", "stint", begins="ends", **{f"was {name}": name for name in place}
    )
    anew = spells.filter(spells.began.isin([JOINED, APPEARED]))
    gone = spells.filter(spells.ended.isin([LEFT, VANISHED]))
    moved = spells.filter(spells.began == CONTINUED).join(before, ["person", "stint", "begins"])
    differs: Any = ibis.literal(False)
    for name in place:
        differs = differs | ~moved[name].identical_to(moved[f"was {name}"])
    moved = moved.filter(differs)
    came_from = {name: f"was {name}" for name in place}
    every = ibis.union(
        _flow(anew, anew.begins, anew.began, place),
        _flow(gone, gone.ends, gone.ended, place),
        _flow(moved, moved.begins, ibis.literal("moved in"), place),
        _flow(moved, moved.begins, ibis.literal("moved out"), place, named=came_from),
    )
    inside = every.filter((every.day > first) & (every.day <= last))
    year = days_after(inside.day, -1).year()
    inside = inside.mutate(year=year)
    return inside.group_by(["year", "kind", *place]).aggregate(people=inside.count())


def _flow(
    rows: Any, day: Any, kind: Any, place: Iterable[str], *, named: Mapping[str, str] | None = None
) -> Any:
    columns = {name: rows[(named or {}).get(name, name)].cast("string") for name in place}
    return rows.select(day=day, kind=kind, **columns)


def stock(spells: Any, day: date) -> Any:
    """People per place on a day."""
    place = place_columns(spells)
    there = spells.filter((spells.begins <= day) & (spells.ends > day))
    columns = {name: there[name].cast("string") for name in place}
    if not place:
        return there.aggregate(people=there.count())
    return there.select(**columns).group_by(place).aggregate(people=lambda t: t.count())


_NAMES: Final = {
    JOINED: "joined",
    APPEARED: "appeared",
    LEFT: "left",
    VANISHED: "vanished",
    "moved in": "moved_in",
    "moved out": "moved_out",
}

Place = tuple[str | None, ...]


def balances(
    days: tuple[date, ...],
    stocks: Mapping[date, Mapping[Place, int]],
    counted: Mapping[tuple[int, Place], Mapping[str, int]],
) -> tuple[Balance, ...]:
    """One balance per place and stretch between two days, in order.

    stocks   people per place, on each of the days
    counted  flows by year and place, as from `flows`
    """
    found = []
    for first, last in pairwise(days):
        year = (last - timedelta(days=1)).year
        places = {*stocks[first], *stocks[last], *(p for y, p in counted if y == year)}
        for place in sorted(places, key=lambda parts: tuple(part or "" for part in parts)):
            recorded = counted.get((year, place), {})
            found.append(
                Balance(
                    begins=first,
                    ends=last,
                    place=place,
                    opening=stocks[first].get(place, 0),
                    closing=stocks[last].get(place, 0),
                    **{_NAMES[kind]: people for kind, people in recorded.items()},
                )
            )
    return tuple(found)
