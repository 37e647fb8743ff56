"""A dataset that was read and checked: the canonical tables, and how reading went."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from tiebeam.engine.records.ids import Numbering
from tiebeam.engine.records.mapping import Mapping
from tiebeam.engine.records.problems import Problem
from tiebeam.engine.records.reconcile import Balance
from tiebeam.engine.records.spells import Reach

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What became of the rows of one table: read = accepted + merged + rejected."""

    table: str
    read: int
    accepted: int
    merged: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """The canonical tables of one organisation.

    spells   one row per person and stretch of time: see records.fields
    people   one row per person: person, attributes (never null) and where they came from
    ratings, applications  where the organisation gave them
    levels   what each step of the ladder is called, lowest first
    balances  whether the people of each unit and grade add up, year by year
    changes_until  the last day on which a change would have been noticed
    ids      how ids of people are numbers in all tables; None where they are text, as usual
    meant    of units, sites and grades, what they are before the organisation calls them otherwise
    remembered  what was counted in these tables, by what was asked
    """

    mapping: Mapping
    spells: Any
    people: Any
    ratings: Any = None
    applications: Any = None
    reach: Reach
    changes_until: date
    levels: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    spell_count: int
    people_count: int
    problems: tuple[Problem, ...] = ()
    tallies: tuple[Tally, ...] = ()
    notes: tuple[str, ...] = ()
    balances: tuple[Balance, ...] = ()
    fingerprint: Table[str, str] = field(default_factory=dict)
    ids: Numbering | None = None
    meant: Table[str, tuple[str, ...]] = field(default_factory=dict)
    remembered: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, what: Any, count: Callable[[], T]) -> T:
        """What `count` finds in these tables, counted the first time it is asked for."""
        if what not in self.remembered:
            self.remembered[what] = count()
        found: T = self.remembered[what]
        return found

    @property
    def last_day(self) -> date:
        """The last day about which the export says anything."""
        return date.fromordinal(self.reach.until.toordinal() - 1)
