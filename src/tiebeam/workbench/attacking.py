"""Attacking a ledger as anybody could who has it, and as those could who also know who was where.

From the ledger alone: what the gate's own attack says there, and what is left when its numbers are
taken from each other. With the data that releases were made from: everything that was ever shown is
solved at once, and what the attackers say is held beside what people really told. Who anybody is
plays no part and is in nothing that comes out.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tiebeam.engine.disclosure.attack import (
    ATTACKERS,
    Contradiction,
    DoesNotFit,
    Equations,
    SeveralAnswersCrossed,
    forced,
    moves,
)
from tiebeam.engine.disclosure.attack.differences import Difference, differences
from tiebeam.engine.disclosure.attack.equations import Numbers, Value
from tiebeam.engine.disclosure.attack.precision import rightly_named
from tiebeam.engine.disclosure.cube import Attribute
from tiebeam.engine.disclosure.gate import OF_NO_VALUE, equations_of, families_of
from tiebeam.engine.disclosure.noise import STANDARD, Protection
from tiebeam.engine.disclosure.population import NoSuchField, Population
from tiebeam.engine.disclosure.protected import Shown, values_of
from tiebeam.engine.disclosure.published import CROSSED, Line
from tiebeam.engine.disclosure.stages import APPLIED
from tiebeam.engine.measures.released import (
    applicants,
    ids_apart,
    known_as,
    numbers_apart,
    there_on,
    to_whom,
    told_by_all,
)
from tiebeam.engine.records.dataset import Dataset
from tiebeam.workbench import releases
from tiebeam.workbench.releases import Release, UnknownEntry

#: Bytes of the key under which people have numbers, for as long as the attack takes.
KEY_BYTES: Final = 32

Bools = NDArray[np.bool_]


class TruthDoesNotFit(ValueError):
    """The data are not those that a ledger was made from."""


#: What can be refused, each with a sentence that says what to do.
REFUSALS: Final = (TruthDoesNotFit, Contradiction, DoesNotFit, SeveralAnswersCrossed, NoSuchField)


@dataclass(frozen=True, kw_only=True)
class FromLedger:
    """What anybody gets who has the ledger alone.

    releases     all of them, checked from the first
    differences  numbers alone, and less others, as far as anybody is left
    """

    releases: tuple[Release, ...]
    differences: tuple[Difference, ...]

    @property
    def anybody_certain(self) -> bool:
        """Whether one number, one difference or one of the gate's attacks proves anything."""
        return any(each.certain for each in self.differences) or any(
            attack["certain"] for release in self.releases for attack in attacks_of(release)
        )


@dataclass(frozen=True, kw_only=True)
class Scored:
    """How often naming people was right, of one value and those who joined, left or stayed.

    people  how many they are
    rate    share of them who have it: how often not looking is right
    right   by attacker, the share of those named who have it; as many are named as have it, and
            where that is nobody, None
    """

    attribute: str
    value: str
    who: str
    people: int
    rate: float
    right: Mapping[str, float | None]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What is certain of how many people: that they have a value, or have it not; and if it is so.

    true  of how many people that is right
    """

    attribute: str
    value: str
    has: bool
    people: int
    true: int


@dataclass(frozen=True, kw_only=True)
class WithRoster:
    """What whoever knows who was where makes of attributes that are solved together.

    numbers  that say something, each once
    people   who were ever counted
    beyond   numbers that are further from what people told than noise can be: they told otherwise
             when the number was made
    """

    attributes: tuple[str, ...]
    numbers: int
    people: int
    beyond: int
    certain: tuple[Found, ...]
    scored: tuple[Scored, ...]


def attack_ledger(folder: Path) -> FromLedger:
    """What everybody gets who has the ledger.

    Raises  NoLedger, BrokenChain, UnknownEntry
    """
    releases.verified(folder)
    every = tuple(releases.releases(folder))
    for release in every:
        attacks_of(release)
    noise = _Noise(every)
    found = differences(_lines(every), largest=lambda line: noise.of(line).largest)
    return FromLedger(releases=every, differences=tuple(found))


def attacks_of(release: Release) -> Sequence[Mapping[str, Any]]:
    """What the gate's attack found, as the ledger says it.

    Raises  UnknownEntry
    """
    rows: Sequence[Mapping[str, Any]] = release.content.get("attacks", (None,))
    if not all(isinstance(row, Mapping) and "certain" in row for row in rows):
        raise _unknown(release)
    return rows


def attack_with(dataset: Dataset, found: FromLedger) -> tuple[WithRoster, ...]:
    """What whoever knows who was where, and solves all at once, makes of the same ledger.

    dataset  the data that the releases were made from. The attacker sees who was where in them, and
             whether everybody has one of the values of an attribute; what people told is only held
             beside what he says
    Raises   TruthDoesNotFit, CannotMeasure, Contradiction, DoesNotFit, SeveralAnswersCrossed
    """
    rosters = Rosters(dataset, found.releases)
    for line in _lines(found.releases):
        rosters.check(line)
    shown = list(ever_shown(found.releases, rosters))
    return tuple(
        _attacked(family, mine, rosters)
        for family in families_of(_attributes(found.releases))
        if (mine := [each for each in shown if each.line.attribute in {one.name for one in family}])
    )


def _lines(every: Iterable[Release]) -> Iterator[Line]:
    """As an outsider has them, and the reader of `releases export`."""
    for release in every:
        yield from release.lines


def _unknown(release: Release) -> UnknownEntry:
    return UnknownEntry(
        f"Release {release.number} of the ledger does not say how it was made. "
        "Attack it with the version of Tiebeam that wrote it, or a newer one."
    )


class _Noise:
    """How strongly each line was protected: as the cube of the release that showed it anew says."""

    def __init__(self, every: Iterable[Release]) -> None:
        self._by_day: dict[date, Protection] = {}
        for release in every:
            try:
                self._by_day[release.at] = releases.protection_of(release)
            except (KeyError, TypeError, ValueError, AttributeError):
                raise _unknown(release) from None

    def of(self, line: Line) -> Protection:
        return self._by_day.get(line.at, STANDARD)


# --- who was where --------------------------------------------------------------------------------


class Rosters:
    """The people of each day and window, and the cells that a release parts them into."""

    def __init__(self, dataset: Dataset, every: Iterable[Release]) -> None:
        self.dataset = dataset
        self.key = secrets.token_bytes(KEY_BYTES)
        self.id_of: dict[int, str] = {}
        self._of_day = {release.at: release for release in every}
        self._people: dict[tuple[Any, ...], Population] = {}
        self._cells: dict[tuple[Any, ...], Mapping[tuple[str, ...], Any]] = {}
        self._apart: dict[str, Mapping[int, int]] = {}

    def members(self, line: Line) -> Any:
        """The numbers of those whom a line counts."""
        what = line.at, line.outcome, line.window
        by = tuple(sorted(line.cell))
        if what not in self._people:
            self._people[what] = self._population(line)
        people = self._people[what]
        if (*what, by) not in self._cells:
            self._cells[*what, by] = people.cells(by)
        places = self._cells[*what, by].get(tuple(line.cell[name] for name in by), ())
        found = people.people[np.array(places, np.int64)]
        return found if line.outcome != APPLIED else self._as_applicants(line, found)

    def _as_applicants(self, line: Line, people: Any) -> Any:
        """The numbers under which a funnel of the line's attribute has them."""
        attribute = str(line.attribute)
        if attribute not in self._apart:
            factors = attribute.split(CROSSED)
            self._apart[attribute] = numbers_apart(self.dataset, factors, self.key)
            self.id_of |= ids_apart(self.dataset, factors, self.key)
        return known_as(people, self._apart[attribute])

    def check(self, line: Line) -> None:
        """Whether a line counts as many people as it says.

        Raises  TruthDoesNotFit
        """
        if line.kind not in ("directory", "stock", "flow") or line.n is None:
            return
        there = len(self.members(line))
        if there != line.n:
            raise TruthDoesNotFit(
                f"Release {line.release} counts {line.n:,} people in '{words_of(line)}', and this "
                f"data has {there:,} there. Give the data that the releases were made from."
            )

    def _population(self, line: Line) -> Population:
        """Those there on the line's day, or to whom it happened; in the categories of its release.

        A line that was held is of the day of an earlier release, and in its categories.
        """
        first, last = self.dataset.reach.first, self.dataset.last_day
        if not first <= line.at <= last:
            raise TruthDoesNotFit(
                f"Release {line.release} shows '{words_of(line)}' of {line.at}, and this data "
                f"shows people from {first} to {last}. Give the data that the releases were made "
                "from."
            )
        release = self._of_day.get(line.at)
        if release is None:
            raise TruthDoesNotFit(
                f"Release {line.release} shows '{words_of(line)}' of {line.at}, a day of which no "
                "release in the ledger speaks. Give the whole ledger."
            )
        try:
            kept = {name: depth or 0 for name, depth in release.content["cube"]["fields"].items()}
            categories = release.content["categories"]
        except (KeyError, TypeError, AttributeError):
            raise _unknown(release) from None
        if line.window is not None and line.outcome == APPLIED:
            roster = applicants(self.dataset, line.window, key=self.key)
            # What everybody knows of colleagues describes no applicant.
            categories = {}
        elif line.window is None or line.outcome is None:
            roster = there_on(self.dataset, line.at, fields=kept, key=self.key)
        else:
            roster = to_whom(self.dataset, line.outcome, line.window, fields=kept, key=self.key)
        self.id_of |= dict(zip(roster.population.people.tolist(), roster.ids, strict=True))
        return roster.population.in_categories(categories)


def words_of(line: Line) -> str:
    """What a line counts: "gender, Women: left in 2023, level 1"."""
    what = line.outcome or "people"
    if line.window is not None:
        what += f" from {line.window.first} to {line.window.last}"
    cell = ", ".join(f"{name} {value}" for name, value in sorted(line.cell.items()))
    told = f"{line.attribute}, {line.value}: " if line.attribute else ""
    return f"{told}{what}, {cell or 'everybody'}"


def ever_shown(every: Sequence[Release], rosters: Rosters) -> Iterator[Shown]:
    """Every number that was ever shown of a secret, once, and whom it counts."""
    noise = _Noise(every)
    found: set[tuple[Any, ...]] = set()
    for line in _lines(every):
        if line.kind not in ("stock", "flow") or line.shown is None or line.attribute is None:
            continue
        if (line.about, line.at) not in found:
            found.add((line.about, line.at))
            yield Shown(line, rosters.members(line), new=True, protection=noise.of(line))


def _attributes(every: Iterable[Release]) -> list[Attribute]:
    """The attributes of all cubes there ever were, each with all the values that it ever had."""
    found: dict[str, Attribute] = {}
    for release in every:
        try:
            rows = [
                Attribute(
                    name=row["name"],
                    values=tuple(row["values"]),
                    tables=(),
                    factors=tuple(row.get("factors", ())),
                    several=bool(row.get("several", False)),
                )
                for row in release.content["cube"]["attributes"]
            ]
        except (KeyError, TypeError, AttributeError):
            raise _unknown(release) from None
        for row in rows:
            before = found.get(row.name, row)
            values = dict.fromkeys((*before.values, *row.values))
            found[row.name] = replace(row, values=tuple(values))
    return list(found.values())


# --- the attack, and the truth --------------------------------------------------------------------


def _attacked(family: Sequence[Attribute], shown: Sequence[Shown], rosters: Rosters) -> WithRoster:
    people = np.unique(np.concatenate([each.members for each in shown]))
    ids = [rosters.id_of[int(each)] for each in people]
    truth = _Truth(rosters, ids)
    alone = {each.name: each.values for each in family if not each.factors}
    covered = {name for name, values in alone.items() if truth.told(name, values).any(axis=1).all()}
    system = equations_of(family, shown, covered)
    answers = truth.answers(system)
    return WithRoster(
        attributes=tuple(each.name for each in family),
        numbers=len(system.lines),
        people=system.people,
        beyond=int((np.abs(_counted(system, answers) - system.shown) > system.largest).sum()),
        certain=tuple(_certain(system, answers)),
        scored=tuple(_scored(system, answers)),
    )


class _Truth:
    """What people told; no attacker sees it."""

    def __init__(self, rosters: Rosters, ids: Sequence[str]) -> None:
        self._dataset, self._ids = rosters.dataset, ids

    def told(self, attribute: str, values: Sequence[str]) -> Bools:
        """Whether each person has each value, shape (people, values)."""
        return values_of(told_by_all(self._dataset, self._ids, [attribute]), values)

    def answers(self, system: Equations) -> Bools:
        """Whether each person gives each answer of the equations, shape (people, answers)."""
        given = np.ones((system.people, len(system.answers)), bool)
        for name in {name for name, _ in system.values if CROSSED not in name}:
            places = [place for place, (of, _) in enumerate(system.values) if of == name]
            has = self._has(name, [system.values[place][1] for place in places])
            # Where an answer holds none of the values, it is that of those who have none of them.
            rest = ~has.any(axis=1)
            for answer in range(len(system.answers)):
                part = np.flatnonzero(system.counts[places, answer])
                given[:, answer] &= has[:, part[0]] if len(part) else rest
        return given

    def _has(self, name: str, values: Sequence[str]) -> Bools:
        has = self.told(name, values)
        if OF_NO_VALUE in values:
            place = values.index(OF_NO_VALUE)
            has[:, place] = ~np.delete(has, place, axis=1).any(axis=1)
        return has


def _counted(system: Equations, answers: Bools) -> Numbers:
    """How many people in the cell of each line have what it counts, shape (lines,)."""
    counted: Numbers = system.members @ (answers @ system.counts.T).astype(np.float64)
    return counted[np.arange(len(system.lines)), system.value_of]


def _certain(system: Equations, answers: Bools) -> Iterator[Found]:
    has = answers @ system.counts.T
    number = {value: place for place, value in enumerate(system.values)}
    people: Counter[tuple[Value, bool]] = Counter()
    true: Counter[tuple[Value, bool]] = Counter()
    for each in forced(system):
        what = (each.attribute, each.value), each.has
        people[what] += 1
        true[what] += bool(has[each.person, number[what[0]]] == each.has)
    for (value, so), n in sorted(people.items()):
        yield Found(attribute=value[0], value=value[1], has=so, people=n, true=true[value, so])


def _scored(system: Equations, answers: Bools) -> Iterator[Scored]:
    """Of each value, how often attackers were right who know how common each answer is."""
    has = answers @ system.counts.T
    common = answers.mean(axis=0)
    parted = {who: these for who, these in moves(system).items() if these.any()}
    for place, (attribute, value) in enumerate(system.values):
        if value == OF_NO_VALUE:
            continue
        believed = {
            name: attacker(system, system.shown[:, None], common, place)[0]
            for name, attacker in ATTACKERS.items()
        }
        for who, these in parted.items():
            so = has[these, place]
            yield Scored(
                attribute=attribute, value=value, who=who, people=len(so), rate=float(so.mean()),
                right={name: rightly_named(each[these], so) for name, each in believed.items()},
            )  # fmt: skip
