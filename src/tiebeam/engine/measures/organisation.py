"""How many people each part of the organisation has: the picture that all other figures sit in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import ibis

from tiebeam.engine.cells import aggregate
from tiebeam.engine.disclosure import Exact, Row
from tiebeam.engine.flows import windows
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import UNKNOWN

__all__ = ["organisation"]

#: What says where somebody is; the first of these that an export has is used.
PLACES: Final = ("unit", "site", "grade", "job")
#: What stands between a unit and the one it belongs to.
BETWEEN: Final = " / "


def organisation(dataset: Dataset, day: date) -> Exact:
    """People in each unit on a day, and in each unit that it belongs to.

    Without units: people at each site, in each grade, or in each job.

    Returns  rows at {"unit": "Operations / Deck"}, outermost units first, each followed by what
             belongs to it; n and count are its people, value is their share of everybody
    Raises   CannotMeasure when nobody is there on that day, or nothing says where people are
    """
    place = next((name for name in PLACES if _says_where(dataset, name)), None)
    if place is None:
        raise CannotMeasure(
            "Nothing says where people are. Name a column for unit, site, grade or job in the "
            "mapping."
        )
    there = windows.on_day(dataset.spells, day)
    cells = aggregate(there.select(place=_where(dataset, there, place)), ("place",))
    people = _with_all_below({str(cell["place"]): int(cell["n"]) for cell in cells.rows()})
    if not people:
        raise CannotMeasure(f"This data shows nobody on {day}.")
    everybody = sum(n for path, n in people.items() if BETWEEN not in path)
    chosen = definition("organisation")
    return Exact(
        measure=chosen.name,
        title=chosen.title,
        unit=chosen.unit,
        by=(),
        window=(day, day),
        rows=tuple(_row(place, path, people[path], everybody) for path in _in_order(people)),
        notes=(*dataset.notes, *chosen.caveats),
        levels=dataset.levels,
        data={"version": chosen.version, **dataset.fingerprint, "people": dataset.people_count,
              "spells": dataset.spell_count},
        field_class="directory",
    )  # fmt: skip


def _row(place: str, path: str, n: int, everybody: int) -> Row:
    return Row(
        group={}, at={place: path}, n=n, count=n, value=n / everybody, low=None, high=None,
        members=n,
    )  # fmt: skip


def _says_where(dataset: Dataset, name: str) -> bool:
    """Only what everybody may know: a place is read out with its name."""
    mapping = dataset.mapping
    return mapping.column(name) is not None and mapping.field_class(name) == "directory"


def _where(dataset: Dataset, there: Any, place: str) -> Any:
    if place == "grade" and "level" in there.columns:
        names = dict(enumerate(dataset.levels, start=1))
        if names:
            chosen = [(there.level == level, ibis.literal(name)) for level, name in names.items()]
            return ibis.cases(*chosen, else_="off the ladder")
    return there[place].cast("string").fill_null(UNKNOWN)


def _with_all_below(people: Mapping[str, int]) -> dict[str, int]:
    """Each unit with everybody in it, also those in the units that belong to it."""
    found: dict[str, int] = {}
    for path, n in people.items():
        for unit in _and_above(path):
            found[unit] = found.get(unit, 0) + n
    return found


def _and_above(path: str) -> Iterable[str]:
    parts = path.split(BETWEEN)
    for depth in range(1, len(parts) + 1):
        yield BETWEEN.join(parts[:depth])


def _in_order(people: Mapping[str, int]) -> list[str]:
    """From the largest, each followed by what belongs to it; nameless ones last."""

    def key(path: str) -> tuple[tuple[bool, int, str], ...]:
        return tuple((unit == UNKNOWN, -people[unit], unit) for unit in _and_above(path))

    return sorted(people, key=key)
