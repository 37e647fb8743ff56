"""Counts of a secret as they may be shown: threshold, noise, and hold, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tiebeam.engine.disclosure.cube import Table
from tiebeam.engine.disclosure.noise import STANDARD, Keys, Protection, band_people, noised
from tiebeam.engine.disclosure.population import Cell, Places, Population, changed
from tiebeam.engine.disclosure.published import Line
from tiebeam.engine.disclosure.stages import APPLIED, too_near


class ImpossibleSecret(ValueError):
    """Values, answers and people do not fit together."""


@dataclass(frozen=True, kw_only=True)
class Secret:
    """What the people of a population have told about one attribute.

    values   declared ones; V of them
    has      whether each person has each value, shape (N, V); several where that is allowed
    numbers  what `noise.person_keys` gives for each person, shape (N,)
    key      the one that made the numbers
    known_as  where some people stand under other numbers than in the population, those of all,
              shape (N,): nothing that is shown of them elsewhere tells anything of them here
    Raises   ImpossibleSecret
    """

    attribute: str
    values: tuple[str, ...]
    has: NDArray[np.bool_]
    numbers: Keys
    key: bytes
    known_as: Keys | None = None

    def __post_init__(self) -> None:
        if self.has.shape != (len(self.numbers), len(self.values)):
            raise ImpossibleSecret("Each person has each value or has not: N people by V values.")

    def of(self, values: Sequence[str]) -> Secret:
        """The same of some of its values alone."""
        places = [self.values.index(value) for value in values]
        return replace(self, values=tuple(values), has=self.has[:, places])

    def noisy(self, places: Places, value: int, protection: Protection) -> int:
        """How many of some people have a value, with the noise of just these people.

        places  of the people; value  of the values
        Raises  TooFewMembers
        """
        return noised(
            int(self.has[places, value].sum()),
            members=self.numbers[places],
            attribute=self.attribute,
            value=self.values[value],
            key=self.key,
            protection=protection,
        )


class Shown(NamedTuple):
    """A line, and whom its number counts.

    members     of the cell when the number was new, by their numbers in the population
    new         whether it is a number that was not shown before
    protection  that it was given when it was new
    """

    line: Line
    members: Keys
    new: bool = False
    protection: Protection = STANDARD


#: The lines of earlier releases that are still on show, by what they are of.
OnShow = Mapping[tuple[Any, ...], Shown]


def protected_lines(
    table: Table,
    population: Population,
    secret: Secret,
    *,
    release: int,
    at: date,
    on_show: OnShow,
    protection: Protection = STANDARD,
) -> Iterator[Shown]:
    """The lines of one table, cell by cell and value by value.

    - A cell with too few members is not shown; how many have the value plays no part in it.
    - A stock of the same people as when it was last shown stays as it was. One that differs by
      fewer than `protection.hold` is held: it keeps its number and its day. Which of the two it is
      depends on the directory alone, so it tells nothing about what anybody said.
    - A flow is shown once. A window that was shown is skipped.
    - Of a funnel, nothing is shown once a part of it was: what was corrected since would be told
      apart. Stages between which there are too few people are not all shown.

    release, at  the number and the day of this release
    on_show      by `Line.about`; only lines that show a number
    Raises       ImpossibleSecret where population and secret are not of the same people
    """
    if len(population) != len(secret.numbers):
        raise ImpossibleSecret("The secret is not that of these people.")
    cells = population.cells(table.by)
    untold: set[Cell] = set()
    if table.shows == APPLIED:
        if _was_shown(table, secret.attribute, on_show):
            return
        untold = too_near({cell: len(places) for cell, places in cells.items()}, protection)
    for cell, places in sorted(cells.items()):
        for value in range(len(secret.values)):
            line = _empty(table, cell, secret, value, release=release, at=at, n=len(places))
            if cell in untold:
                # How many they are is known to HR alone.
                yield Shown(replace(line, n=None), population.people[places])
                continue
            before = on_show.get(line.about)
            if before is not None and table.kind == "flow":
                continue
            yield _shown(line, places, population, secret, value, before, protection)


def _was_shown(table: Table, attribute: str, on_show: OnShow) -> bool:
    """Whether anything was shown of an attribute in a window."""
    return any(
        (each.line.attribute, each.line.outcome, each.line.window)
        == (attribute, table.shows, table.window)
        for each in on_show.values()
    )


def _empty(
    table: Table, cell: Cell, secret: Secret, value: int, *, release: int, at: date, n: int
) -> Line:
    return Line(
        release=release,
        at=at,
        kind=table.kind,
        attribute=secret.attribute,
        value=secret.values[value],
        outcome=table.shows if table.kind == "flow" else None,
        window=table.window,
        cell=dict(zip(table.by, cell, strict=True)),
        n=n,
        why="threshold",
    )


def _shown(
    line: Line,
    places: Places,
    population: Population,
    secret: Secret,
    value: int,
    before: Shown | None,
    protection: Protection,
) -> Shown:
    people = population.people if secret.known_as is None else secret.known_as
    members = people[places]
    if len(places) < protection.smallest_group:
        return Shown(line, members)
    difference = None if before is None else changed(before.members, members)
    if before is not None and difference == 0:
        return Shown(replace(before.line, release=line.release, at=line.at, why=None), members)
    if before is not None and difference is not None and difference < protection.hold:
        return Shown(replace(before.line, release=line.release, why="hold"), before.members)
    shown = secret.noisy(places, value, protection)
    line = replace(line, shown=shown, band=band_people(protection), why=None)
    return Shown(line, members, new=True, protection=protection)


def values_of(answers: Sequence[Sequence[str]], values: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each person has each value, shape (N, V).

    answers  what each person said; several where that is allowed
    """
    place = {value: number for number, value in enumerate(values)}
    has = np.zeros((len(answers), len(values)), dtype=np.bool_)
    for person, said in enumerate(answers):
        has[person, [place[each] for each in said if each in place]] = True
    return has
