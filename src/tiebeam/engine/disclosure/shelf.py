"""What the releases show, ready to be looked up: which tables there are, and their cells.

Everything here is read from the lines of the ledger. No row about a person is near.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from tiebeam.engine import kept
from tiebeam.engine.disclosure.cube import PAY, PEOPLE, Refused, Table
from tiebeam.engine.disclosure.noise import STANDARD, Protection
from tiebeam.engine.disclosure.noisy import Noisy, added, shown
from tiebeam.engine.disclosure.published import (
    CROSSED,
    EVERYBODY_BUT,
    EVERYBODY_ELSE,
    WHY,
    Line,
)
from tiebeam.engine.records.window import Window
from tiebeam.engine.words import noop

#: Where a merged category joins the values that are told together.
AND: Final = "; "
_SHOWN_BY: Final = {"stock": PEOPLE, "directory": PEOPLE, "median": PAY}


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One release, as everybody may read it.

    number      from 1
    at          the day it speaks of
    lines       what it shows, and what it hides
    several     attributes to which a person can give several answers
    protection  how strongly its counts are protected
    """

    number: int
    at: date
    lines: tuple[Line, ...]
    several: frozenset[str] = frozenset()
    protection: Protection = STANDARD


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a table: its members, and what is shown of each value.

    where  directory fields and their values, as the lines have them
    n      members; everybody may know it
    day    the earliest day that its numbers speak of
    lines  by value; they show a number
    empty  by value: those that show none, and say why
    several  whether a person can have several of the values
    """

    where: Mapping[str, str]
    n: int
    day: date
    lines: Mapping[str, Line]
    empty: Mapping[str, Line] = field(default_factory=dict)
    several: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """All values of which something is said, and everybody else where that follows."""
        said = (*self.lines, *self.empty)
        return (*said, EVERYBODY_ELSE) if self._rest_follows else said

    def of(self, value: str) -> Noisy | None:
        """How many have a value; None where it is not shown."""
        if value == EVERYBODY_ELSE:
            return _less(self.n, self._counted) if self._rest_follows else None
        line = self.lines.get(value)
        return None if line is None else shown(line)

    def outside(self, value: str) -> Noisy | None:
        """How many do not have a value; None where it is not shown."""
        if value == EVERYBODY_ELSE:
            return self._counted if self._rest_follows else None
        line = self.lines.get(value)
        return None if line is None else _less(line.n or 0, shown(line))

    @property
    def _counted(self) -> Noisy:
        return added([shown(line) for line in self.lines.values()])

    @property
    def _rest_follows(self) -> bool:
        """Whether all values are counted of the same people, and nobody can have two of them."""
        alike = len({(line.n, line.at) for line in self.lines.values()}) == 1
        return alike and not self.empty and not self.several

    def why(self, value: str) -> str:
        """Why a value is not shown, in words."""
        line = self.empty.get(value) or next(iter(self.empty.values()), None)
        if line is None or line.why is None:
            return noop("not counted here")
        return noop("not due in this release") if line.why == "hold" else WHY[line.why]


def _less(n: int, counted: Noisy) -> Noisy:
    left = Noisy(n) - counted
    # Noise may add up to more than there are; fewer than nobody is nobody.
    return left if left.value >= 0 else Noisy(0.0, left.noise)


class Shelf:
    """The releases about one secret attribute, or about several that are crossed.

    attributes  as in the mapping
    Raises      Refused when no release is about them; it names what the releases are about
    """

    def __init__(self, editions: Sequence[Edition], attributes: Sequence[str]) -> None:
        self.editions = tuple(editions)
        self.name = self._named(attributes)
        last = self.editions[-1]
        self.several = any(self.name in each.several for each in self.editions)
        self.protection = last.protection

    def _named(self, attributes: Sequence[str]) -> str:
        there = dict.fromkeys(
            str(line.attribute)
            for each in self.editions
            for line in each.lines
            if line.attribute is not None
        )
        for name in there:
            if sorted(name.split(CROSSED)) == sorted(attributes):
                return name
        about = ", ".join(f"'{name}'" for name in there)
        asked = CROSSED.join(attributes) or "everybody"
        said = kept.IN_NO_RELEASE if about else kept.NO_RELEASE
        raise Refused(said % {"name": asked, "names": about})

    @property
    def factors(self) -> tuple[str, ...]:
        """The attributes, in the order in which their values are joined."""
        return tuple(self.name.split(CROSSED))

    def group(self, value: str) -> dict[str, str]:
        """What describes the people who have a value."""
        if value == EVERYBODY_ELSE or value.startswith(EVERYBODY_BUT):
            return dict.fromkeys(self.factors, value)
        return dict(zip(self.factors, value.split(CROSSED), strict=True))

    def edition_of(self, day: date) -> Edition | None:
        """The release that speaks of a day."""
        return next((each for each in self.editions if each.at == day), None)

    def there_on(self, day: date, table: Table) -> list[Cell]:
        """The cells of a table of people, or of pay, as the release of a day shows them.

        Raises  Refused when no release speaks of the day, or none of its lines is of the table
        """
        edition = self.edition_of(day)
        lines = [*_lines_of(edition.lines, self.name, table)] if edition else []
        if not lines:
            raise self.refusal(f"'{table.words}' of '{self.name}' on {day}")
        return [*_cells(lines, several=self.several)]

    def happened(self, table: Table) -> list[Cell]:
        """The cells of a table of what happened in a window; each number was shown once.

        Raises  Refused when no release shows this table in this window
        """
        last: dict[object, Line] = {}
        for edition in self.editions:
            for line in _lines_of(edition.lines, self.name, table):
                if line.shown is not None or line.about not in last:
                    last[line.about] = line
        if not last:
            raise self.refusal(f"'{table.words}' of '{self.name}'")
        return [*_cells(last.values(), several=self.several)]

    def there_about(self, window: Window, table: Table) -> dict[tuple[tuple[str, str], ...], Cell]:
        """Who was there, of each cell on the day shown that is nearest the middle of a window.

        Raises  Refused when no release shows such a table
        """
        middle = window.first + timedelta(days=(window.last - window.first).days // 2)
        nearest: dict[tuple[tuple[str, str], ...], Cell] = {}
        for edition in self.editions:
            lines = _lines_of(edition.lines, self.name, table)
            for cell in _cells(lines, several=self.several):
                key = tuple(sorted(cell.where.items()))
                before = nearest.get(key)
                if before is None or _is_nearer(cell, before, middle):
                    nearest[key] = cell
        if not nearest:
            raise self.refusal(f"'{table.words}' of '{self.name}', which a rate is out of,")
        return nearest

    def refusal(self, asked: str) -> Refused:
        """That something is not in the releases, and what is."""
        return Refused(f"{asked} is in no release. Of '{self.name}', there is: {self._there_is()}.")

    def _there_is(self) -> str:
        """The tables in words, with their days: "people by level on 2025-06-30"."""
        days: dict[str, list[str]] = {}
        for edition in self.editions:
            for line in edition.lines:
                if line.attribute == self.name:
                    table = table_of(line)
                    on = days.setdefault(table.words, [])
                    if table.window is None and str(edition.at) not in on:
                        on.append(str(edition.at))
        return "; ".join(f"{words} on {', '.join(on)}" if on else words
                         for words, on in days.items())  # fmt: skip


def table_of(line: Line) -> Table:
    """The table that a line belongs to."""
    return Table(line.outcome or _SHOWN_BY.get(line.kind, line.kind), tuple(line.cell), line.window)


def _lines_of(lines: Iterable[Line], attribute: str, table: Table) -> Iterator[Line]:
    return (line for line in lines if line.attribute == attribute and table_of(line) == table)


def _cells(lines: Iterable[Line], *, several: bool) -> Iterator[Cell]:
    """Lines put together by cell, in the order of their values."""
    together: dict[tuple[tuple[str, str], ...], list[Line]] = {}
    for line in lines:
        together.setdefault(tuple(sorted(line.cell.items())), []).append(line)
    for where, each in sorted(together.items(), key=lambda found: _order(found[0])):
        # Those outside each value are told apart unless all that is shown of them is the same.
        apart = len({line.shown for line in each if line.among}) > 1
        numbers = {_called(line, apart): line for line in each if line.shown is not None}
        yield Cell(
            where=dict(where),
            n=next(iter([*numbers.values(), *each])).n or 0,
            day=min((line.at for line in numbers.values()), default=each[0].at),
            lines=numbers,
            empty={_called(line, apart): line for line in each if line.shown is None},
            several=several,
        )


def _called(line: Line, apart: bool) -> str:
    """The value of a line; of several values, those outside each by what they are outside of."""
    return f"{EVERYBODY_BUT}{line.among}" if apart and line.among else str(line.value)


def _order(where: tuple[tuple[str, str], ...]) -> tuple[tuple[str, bool, int, str], ...]:
    """Numbers by their size, and before words."""
    return tuple((name, not _leading(value), _leading(value), value) for name, value in where)


def _leading(value: str) -> int:
    first = value.split(AND)[0]
    return int(first) if first.isdigit() else 0


def _is_nearer(cell: Cell, before: Cell, middle: date) -> bool:
    if bool(cell.lines) != bool(before.lines):
        return bool(cell.lines)
    return abs((cell.day - middle).days) < abs((before.day - middle).days)
