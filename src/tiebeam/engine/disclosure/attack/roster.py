"""Who was in which cell: what everybody knows, set beside what was published.

Everybody at work can see who is there, in which unit and at which grade, who came, who left and who
was promoted. So an attacker knows the members of every cell, and only what they answered is secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
from scipy import sparse

from tiebeam.engine.disclosure.attack.equations import Sparse
from tiebeam.engine.disclosure.published import Line
from tiebeam.engine.records.window import Window

#: How the names of merged categories are joined.
AND: Final = "; "
NOTHING: Final[Mapping[Any, Any]] = {}

#: Directory fields of people by their ids.
People = Mapping[str, Mapping[str, str]]


class Event(NamedTuple):
    """What happened to people: in which time, what, and among whom, as a line says it."""

    window: Window | None
    outcome: str | None
    among: str | None = None


class NotOnRoster(LookupError):
    """A line is about a day, or something that happened, of which the roster says nothing."""


@dataclass(frozen=True, kw_only=True)
class Roster:
    """What everybody knows.

    days    who was there on a day, each person with the directory fields of that day
    events  to whom something happened, each person with the directory fields by which it is counted
    trees   of a field whose categories may be merged upwards: the parent of each category
    """

    days: Mapping[date, People]
    events: Mapping[Event, People] = field(default_factory=dict)
    trees: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who is ever there, by id."""
        tables = (*self.days.values(), *self.events.values())
        return tuple(sorted({person for table in tables for person in table}))


def members(lines: Sequence[Line], roster: Roster) -> Sparse:
    """Who is in the cell of each line: 1 or 0, shape (lines, people), in the roster's order.

    A person belongs to the category that names him or her most closely: the value itself, if a line
    of the same table shows it, else what is right above it, and so on.

    Raises  NotOnRoster
    """
    column = {person: place for place, person in enumerate(roster.people)}
    where: dict[tuple[Any, ...], dict[tuple[str, ...], list[str]]] = {}
    tables = [_table(line) for line in lines]
    names = _names(lines, tables)
    for line, table in zip(lines, tables, strict=True):
        if table not in where:
            where[table] = _sorted_into(names[table], sorted(line.cell), _population(line, roster),
                                        roster)  # fmt: skip
    cells = [
        where[table].get(tuple(line.cell[name] for name in sorted(line.cell)), [])
        for line, table in zip(lines, tables, strict=True)
    ]
    places = np.array([column[person] for cell in cells for person in cell], np.int64)
    starts = np.cumsum([0, *map(len, cells)])
    shape = len(lines), len(column)
    return sparse.csr_array((np.ones(len(places)), places, starts), shape=shape)


def _table(line: Line) -> tuple[Any, ...]:
    """What the lines of one table have in common, also those that were held in later releases."""
    return line.at, line.kind, line.outcome, line.window, line.among, tuple(sorted(line.cell))


def _names(
    lines: Iterable[Line], tables: Iterable[tuple[Any, ...]]
) -> dict[tuple[Any, ...], dict[str, dict[str, str]]]:
    """By table and field: which category each name is in."""
    found: dict[tuple[Any, ...], dict[str, dict[str, str]]] = {}
    for line, table in zip(lines, tables, strict=True):
        fields = found.setdefault(table, {})
        for name, category in line.cell.items():
            known = fields.setdefault(name, {})
            known.update(dict.fromkeys((category, *category.split(AND)), category))
    return found


def _population(line: Line, roster: Roster) -> People:
    """Everybody who would be in the line's cell if it were that of everybody."""
    if line.outcome is None and line.window is None and line.among is None:
        if line.at in roster.days:
            return roster.days[line.at]
        raise NotOnRoster(f"The roster lacks {line.at}. Give who was there on that day.")
    event = Event(line.window, line.outcome, line.among)
    if event in roster.events:
        return roster.events[event]
    raise NotOnRoster("The roster lacks something that happened. Give to whom, for each window.")


def _sorted_into(
    names: Mapping[str, Mapping[str, str]], fields: Sequence[str], people: People, roster: Roster
) -> dict[tuple[str, ...], list[str]]:
    """The people of each cell of a table, by its categories in the order of the fields."""
    found: dict[tuple[str, ...], list[str]] = {}
    for person, described in people.items():
        cell = tuple(
            _category(described.get(name, ""), names[name], roster.trees.get(name, NOTHING))
            for name in fields
        )
        found.setdefault(cell, []).append(person)
    return found


def _category(value: str, names: Mapping[str, str], tree: Mapping[str, str]) -> str:
    """The category that a value belongs to; its own where none of the table's holds it."""
    above: str | None = value
    while above is not None and above not in names:
        above = tree.get(above)
    return value if above is None else names[above]
