"""Counts of what HR alone knows, such as why people left: exact where they are large, else hidden.

All tables of one window are over the same people, so they are protected together: what is hidden in
one must not follow from another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from tiebeam.engine.disclosure.population import Cell, Coded, Places, Population
from tiebeam.engine.disclosure.published import Line, Why
from tiebeam.engine.disclosure.suppression import Table, suppressed
from tiebeam.engine.disclosure.threshold import SMALLEST_GROUP, CannotBeLoosened
from tiebeam.engine.records.window import Window


class _Place(NamedTuple):
    """A cell of one of the tables; without a value, everybody in it."""

    fields: tuple[str, ...]
    cell: Cell
    value: int | None
    members: Places


def hr_lines(
    population: Population,
    *,
    field: str,
    told: Coded,
    tables: Sequence[tuple[str, ...]],
    outcome: str | None,
    window: Window | None,
    release: int,
    at: date,
    smallest_group: int = SMALLEST_GROUP,
) -> list[Line]:
    """The lines of all tables of one window, such as the reasons of those who left, or of a day.

    How many people are in each cell is known to everybody: they saw who left.

    population  those to whom it happened, or who are there; N of them
    field       what HR knows of each, such as "exit_reason"
    told        its values, with codes of shape (N,)
    tables      by which directory fields each is; () is everybody
    outcome, window  what happened to them, and when; None of people who are there
    smallest_group  people; may be made stricter, never looser than 10
    Returns     a line for each cell and value, also where nobody has it
    Raises      CannotBeLoosened, KnownAnyway, NotSolved; NoSuchField for a table
    """
    if smallest_group < SMALLEST_GROUP:
        raise CannotBeLoosened(
            f"The smallest group is {SMALLEST_GROUP} people; it can be made larger, not smaller."
        )
    places = list(_places(population, told, tables))
    if not places:
        return []
    hidden = suppressed(_table(population, told, tables, places), smallest=smallest_group)
    lines = []
    for number, place in enumerate(places):
        if place.value is None:
            continue
        why: Why | None = "threshold" if number in hidden.small else None
        if number in hidden.hidden - hidden.small:
            why = "suppressed"
        n = len(population.cells(place.fields)[place.cell])
        lines.append(
            Line(
                release=release,
                at=at,
                kind="hr",
                attribute=field,
                value=told.values[place.value],
                outcome=outcome,
                window=window,
                cell=dict(zip(place.fields, place.cell, strict=True)),
                n=n if n >= smallest_group else None,
                shown=len(place.members) if why is None else None,
                why=why,
            )
        )
    return lines


def _places(
    population: Population, told: Coded, tables: Sequence[tuple[str, ...]]
) -> Iterator[_Place]:
    for fields in dict.fromkeys(tables):
        for cell, members in sorted(population.cells(fields).items()):
            yield _Place(fields, cell, None, members)
            for value in range(len(told.values)):
                has = members[told.codes[members] == value]
                yield _Place(fields, cell, value, has)


def _table(
    population: Population, told: Coded, tables: Sequence[tuple[str, ...]], places: Sequence[_Place]
) -> Table:
    """All places as sums of the finest cells: people alike in every field, by value."""
    every = tuple(dict.fromkeys(name for fields in tables for name in fields))
    finest = list(population.cells(every).values())
    kind = np.empty(len(population), dtype=np.int64)
    for number, members in enumerate(finest):
        kind[members] = number
    width = len(told.values)
    counts = np.bincount(kind * width + told.codes, minlength=len(finest) * width)
    adds: Any = sparse.lil_array((len(places), len(counts)), dtype=np.int64)
    for number, place in enumerate(places):
        # Who is alike in every field is in the same cell; what each could have told is all values.
        kinds = np.unique(kind[population.cells(place.fields)[place.cell]])
        values = range(width) if place.value is None else [place.value]
        for value in values:
            adds[number, kinds * width + value] = 1
    known = np.array([place.value is None for place in places])
    return Table(finest=counts, adds=adds, known=known)
