"""What the gate is given: who is in which cell, and what each has told, straight from the rows.

Nothing here is shown to anybody: it goes from the rows into the gate, within the release job.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tiebeam.engine.disclosure import SMALLEST_GROUP
from tiebeam.engine.disclosure.cube import EXIT_REASON
from tiebeam.engine.disclosure.noise import person_keys
from tiebeam.engine.disclosure.population import Coded, Population
from tiebeam.engine.disclosure.protected import Secret, values_of
from tiebeam.engine.disclosure.published import CROSSED
from tiebeam.engine.flows import windows
from tiebeam.engine.measures.applicants import (
    applicants,
    check_asked,
    ids_apart,
    known_as,
    numbers_apart,
    secret_of_applicants,
    told_by_all,
    was_asked,
)
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.rosters import Roster, id_of, told_by_people
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import EXIT_REASONS, UNKNOWN
from tiebeam.engine.records.spells import LEFT
from tiebeam.engine.records.window import Window

__all__ = [
    "OUTCOMES",
    "SOMETHING_ELSE",
    "Roster",
    "applicants",
    "check_asked",
    "ids_apart",
    "known_as",
    "numbers_apart",
    "pay_of",
    "secret_of",
    "secret_of_applicants",
    "there_on",
    "to_whom",
    "told",
    "told_by_all",
    "was_asked",
]

#: What can happen to people in a window, as everybody in the organisation sees it.
OUTCOMES: Final = ("joined", "promoted", "left")
_LEVELS_OF_PATH: Final = " / "
#: What those have told together whose value is rare: the name of a rare value would tell it.
SOMETHING_ELSE: Final = "something else"


def there_on(dataset: Dataset, day: date, *, fields: Mapping[str, int], key: bytes) -> Roster:
    """Everybody who works here on a day.

    fields  directory fields; of a path, how many of its levels from the outermost, else 0
    key     makes the numbers under which people stand; at least 32 bytes
    Raises  CannotMeasure when a field is not one that everybody knows
    """
    return _roster(dataset, windows.working_on(dataset.spells, day), fields, key)


def to_whom(
    dataset: Dataset, outcome: str, window: Window, *, fields: Mapping[str, int], key: bytes
) -> Roster:
    """Everybody to whom something happened in a window, where they were when it first did.

    outcome  one of OUTCOMES
    Raises   CannotMeasure
    """
    return _roster(dataset, _happened(dataset, outcome, window), fields, key)


def secret_of(
    dataset: Dataset, roster: Roster, *, factors: Sequence[str], values: Sequence[str], key: bytes
) -> Secret:
    """What the people of a roster have told about an attribute, or about several crossed.

    factors  attributes of people; values of several are joined like their names
    values   declared ones; whoever has another counts for none
    key      of the attribute's noise, at least 32 bytes
    Raises   CannotMeasure when an attribute is not in the data
    """
    told = told_by_people(dataset, factors)
    return Secret(
        attribute=CROSSED.join(factors),
        values=tuple(values),
        has=values_of([told.get(each, ()) for each in roster.ids], values),
        numbers=person_keys(key, roster.ids),
        key=key,
    )


def told(dataset: Dataset, roster: Roster, name: str) -> Coded:
    """What HR knows of each person of a roster, such as why they left.

    name     a field of class hr whose values are words, of jobs or of people; one value for each
    Returns  codes of shape (people of the roster,). Of reasons, the values are all that there can
             be; of other fields, those that SMALLEST_GROUP people ever had, SOMETHING_ELSE for all
             others, and UNKNOWN. So no value is there only because somebody in a cell has it
    Raises   CannotMeasure when HR knows no such field, or everybody knows it
    """
    known = _known_to_hr(dataset)
    if name not in known:
        raise CannotMeasure(
            f"'{name}' is nothing in words that HR alone knows of everybody here. "
            f"There is: {', '.join(known) or 'nothing'}."
        )
    values = EXIT_REASONS if name == EXIT_REASON else _common_values(dataset, name)
    place = {value: number for number, value in enumerate(values)}
    rare = place.get(SOMETHING_ELSE)
    had = _had(dataset, roster, name)
    codes = np.array([place.get(had.get(each) or UNKNOWN, rare) for each in roster.ids], np.int64)
    return Coded(tuple(values), codes)


def _known_to_hr(dataset: Dataset) -> list[str]:
    return [
        each.name
        for each in dataset.mapping.workforce.columns()
        if (each.field_class, each.kind, each.several) == ("hr", "category", "")
        and each.name in (*dataset.spells.columns, *dataset.people.columns)
    ]


def _had(dataset: Dataset, roster: Roster, name: str) -> dict[str, str | None]:
    """The value of each person by id: of a job, where they stand; of a person, the only one."""
    if name in dataset.spells.columns:
        first = _first_rows(dataset, roster.rows, [name])
        return {each: row[name] for each, row in first.items()}
    people = fetch.rows(dataset.people.select("person", value=dataset.people[name].cast("string")))
    return {id_of(dataset, row["person"]): row["value"] for row in people}


def _common_values(dataset: Dataset, name: str) -> list[str]:
    table = dataset.spells if name in dataset.spells.columns else dataset.people
    rows = table.filter(table[name].notnull())
    had = rows.group_by(value=rows[name].cast("string")).aggregate(n=rows.person.nunique())
    common = {row["value"] for row in fetch.rows(had) if row["n"] >= SMALLEST_GROUP}
    return [*sorted(common - {SOMETHING_ELSE, UNKNOWN}), SOMETHING_ELSE, UNKNOWN]


def pay_of(dataset: Dataset, roster: Roster) -> NDArray[np.float64]:
    """What each person of a roster is paid: what `pay_gap` compares.

    Returns  in the data's currency a year, shape (people of the roster,); NaN where not known
    Raises   CannotMeasure where pay is not in the data, or in several currencies
    """
    if "pay" not in dataset.spells.columns:
        raise CannotMeasure(
            "The cube shows pay, which the mapping does not have. Add it under [workforce.fields]."
        )
    if len(dataset.currencies) > 1:
        stated = ", ".join(name or "not stated" for name in dataset.currencies)
        raise CannotMeasure(
            f"The cube shows pay, which is in several currencies ({stated}) and can't be compared. "
            "Convert it before the export."
        )
    first = _first_rows(dataset, roster.rows, ["pay"])
    pay = [first[each]["pay"] for each in roster.ids]
    return np.array([np.nan if each is None else each for each in pay], dtype=np.float64)


def _happened(dataset: Dataset, outcome: str, window: Window) -> Any:
    spells = dataset.spells
    if outcome == "joined":
        return windows.joiners(spells, window)
    if outcome == "left":
        return spells.filter(
            (spells.ended == LEFT) & spells.left_on.between(window.first, window.last)
        )
    if outcome == "promoted":
        rows = windows.person_time(spells, window)
        return rows.filter(rows.promoted)
    raise CannotMeasure(f"'{outcome}' is not one of {', '.join(OUTCOMES)}.")


def _roster(dataset: Dataset, rows: Any, fields: Mapping[str, int], key: bytes) -> Roster:
    for name in fields:
        column = dataset.mapping.column(name)
        known = column is not None and column.field_class == "directory"
        if not known or name not in dataset.spells.columns:
            raise CannotMeasure(
                f"'{name}' is not something that everybody in the organisation knows of everybody. "
                "Tables are made by directory fields, such as unit, level and site."
            )
    asked = {name: rows[name].cast("string") for name in fields}
    first = _first_rows(dataset, rows.select("person", "begins", **asked), list(fields))
    ids = tuple(sorted(first))
    return Roster(
        ids=ids,
        population=Population(
            people=person_keys(key, ids),
            fields={
                name: _coded([_cut(first[each][name], depth) for each in ids])
                for name, depth in fields.items()
            },
        ),
        rows=rows,
    )


def _first_rows(dataset: Dataset, rows: Any, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Some columns of the first row of each person, by id."""
    first: dict[str, dict[str, Any]] = {}
    asked = rows.select("person", "begins", *names).order_by("person", "begins")
    for row in fetch.rows(asked):
        first.setdefault(id_of(dataset, row["person"]), row)
    return first


def _cut(value: str | None, depth: int) -> str:
    if value is None:
        return UNKNOWN
    parts = value.split(_LEVELS_OF_PATH)
    return _LEVELS_OF_PATH.join(parts[:depth] if depth else parts)


def _coded(values: Sequence[str]) -> Coded:
    known = tuple(sorted(set(values)))
    place = {value: number for number, value in enumerate(known)}
    return Coded(known, np.array([place[value] for value in values], dtype=np.int64))
