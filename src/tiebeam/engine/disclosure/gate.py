"""The gate for secrets: from who is where and what they told, to the lines that may be shown.

Each release goes through the declared tables in their order. What has passed threshold, noise and
hold is then attacked, together with everything that was ever shown before. Where the attack
succeeds, the last table is dropped, and so on until it fails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tiebeam.engine.disclosure.attack import Equations, Precision, equations, forced, precision
from tiebeam.engine.disclosure.cube import Attribute, Cube, Table
from tiebeam.engine.disclosure.noise import Protection, noise_of
from tiebeam.engine.disclosure.population import Population
from tiebeam.engine.disclosure.protected import OnShow, Secret, Shown, protected_lines
from tiebeam.engine.disclosure.published import CROSSED, Line, Why
from tiebeam.engine.records.window import Window

#: Of whom a table is: what it shows, and in which window.
Whom = tuple[str, Window | None]

#: Half a year, less what the months differ by.
FEWEST_DAYS_BETWEEN: Final = 181

#: What an attacker calls the answers of those who have none of the declared values.
OF_NO_VALUE: Final = "none of these"


class TooSoon(ValueError):
    """The last release was less than half a year ago."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What one release is made from; nothing of it is shown.

    release, at  number and day of the release
    populations  the people of each table, with its fields in the categories that are shown
    secrets      what they have told about each attribute, by attribute and people
    """

    release: int
    at: date
    populations: Mapping[Whom, Population]
    secrets: Mapping[tuple[str, Whom], Secret]


@dataclass(frozen=True, kw_only=True)
class Attacked:
    """What attackers made of attributes that are shown together, crossed or not.

    certain    how many things they could prove about anybody; 0 in whatever is shown
    precision  how well they could guess; None where they had nothing to go by
    dropped    tables that were left out because of it, in words, the last first
    """

    attributes: tuple[str, ...]
    certain: int
    precision: Precision | None
    dropped: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.certain and (self.precision is None or self.precision.passed)

    def as_row(self) -> dict[str, Any]:
        """All of it, as the ledger keeps it."""
        return {
            "attributes": list(self.attributes),
            "certain": self.certain,
            "precision": None if self.precision is None else self.precision.as_row(),
            "dropped": list(self.dropped),
            "passed": self.passed,
        }


@dataclass(frozen=True, kw_only=True)
class Published:
    """What a release shows: every line, and of those that are new, whom they count."""

    lines: tuple[Line, ...]
    shown: tuple[Shown, ...]
    attacks: tuple[Attacked, ...]


@dataclass
class _Candidate:
    """A table of an attribute on its way through the gate; `why` it is not shown, if it is not."""

    attribute: Attribute
    table: Table
    lines: list[Shown]
    why: Why | None = None

    @property
    def new(self) -> list[Shown]:
        """The numbers that are shown for the first time."""
        return [each for each in self.lines if each.new and self.why is None]


@dataclass(frozen=True)
class _Past:
    """Every number ever shown, when it was new."""

    shown: tuple[Shown, ...]
    on_show: OnShow = field(default_factory=dict)


def publish(cube: Cube, given: Given, *, earlier: Sequence[Shown], seed: int) -> Published:
    """The lines of one release about all secrets of a cube.

    earlier  every number that was ever shown, when it was new, the first first
    seed     of the secrets that are made up for the attack
    Raises   TooSoon; Contradiction where earlier numbers are not of these people
    """
    _check_turn(given, earlier)
    past = _Past(tuple(earlier), {each.line.about: each for each in earlier})
    spent = _spent_before(cube, past)
    candidates: list[_Candidate] = []
    attacks = []
    for family in families(cube):
        mine = list(_candidates(cube, family, given, past))
        for each in mine:
            _charge(each, spent, cube.budget)
        attacks.append(_attack(cube, family, mine, past, _covered(family, given), seed))
        candidates += mine
    return Published(
        lines=tuple(line for each in candidates for line in _lines(each, past, given)),
        shown=tuple(shown for each in candidates for shown in each.new),
        attacks=tuple(attacks),
    )


def families(cube: Cube) -> list[tuple[Attribute, ...]]:
    """Attributes that are crossed with each other, together: they are attacked as one."""
    found: list[list[Attribute]] = []
    for attribute in cube.attributes:
        names = {attribute.name, *attribute.factors}
        mine = [each for each in found if any(_touches(other, names) for other in each)]
        found = [each for each in found if each not in mine]
        found.append([*(other for each in mine for other in each), attribute])
    # Factors first: what is crossed is the first to be dropped.
    return [tuple(sorted(each, key=lambda one: len(one.factors))) for each in found]


def _touches(attribute: Attribute, names: set[str]) -> bool:
    return not names.isdisjoint({attribute.name, *attribute.factors})


def _check_turn(given: Given, earlier: Sequence[Shown]) -> None:
    last = max((each.line.at for each in earlier), default=None)
    if last is not None and (given.at - last).days < FEWEST_DAYS_BETWEEN:
        raise TooSoon(
            f"The last release speaks of {last}. The next can speak of a day half a year later, "
            f"{FEWEST_DAYS_BETWEEN} days or more: what changes meanwhile hides among more people."
        )


def _candidates(
    cube: Cube, family: Iterable[Attribute], given: Given, past: _Past
) -> Iterator[_Candidate]:
    for attribute in family:
        for table in attribute.tables:
            whom = table.shows, table.window
            if whom not in given.populations or table.kind == "median":
                continue
            lines = protected_lines(
                table,
                given.populations[whom],
                given.secrets[attribute.name, whom],
                release=given.release,
                at=given.at,
                on_show=past.on_show,
                protection=cube.protection,
            )
            candidate = _Candidate(attribute, table, list(lines))
            if _had_its_turn(cube, attribute, table, past):
                candidate.why = "hold"
            yield candidate


def _had_its_turn(cube: Cube, attribute: Attribute, table: Table, past: _Past) -> bool:
    """Whether people who are shown once a year were shown in this one."""
    return (
        table.kind == "stock"
        and attribute.times_a_year == 1
        and any(
            each.line.attribute == attribute.name
            and each.line.kind == "stock"
            and cube.holds.first <= each.line.at <= cube.holds.last
            for each in past.shown
        )
    )


# --- the budget -----------------------------------------------------------------------------------


def _spent_before(cube: Cube, past: _Past) -> Counter[str]:
    """Numbers shown in the cube's year, by attribute that they are charged to."""
    found: Counter[str] = Counter()
    for each in past.shown:
        attribute = cube.attribute(str(each.line.attribute))
        if attribute is not None and cube.holds.first <= each.line.at <= cube.holds.last:
            found.update(_charged(attribute))
    return found


def _charged(attribute: Attribute) -> tuple[str, ...]:
    """Whose budgets its numbers are taken from: its own, and that of each factor."""
    return (attribute.name, *attribute.factors)


def _charge(candidate: _Candidate, spent: Counter[str], budget: int) -> None:
    """Take a table's new numbers from the budgets, or leave the table out."""
    numbers = len(candidate.new)
    charged = _charged(candidate.attribute)
    if any(spent[name] + numbers > budget for name in charged):
        candidate.why = "budget"
        return
    for name in charged:
        spent[name] += numbers


# --- the attack -----------------------------------------------------------------------------------


def _attack(
    cube: Cube,
    family: Sequence[Attribute],
    candidates: Sequence[_Candidate],
    past: _Past,
    covered: Collection[str],
    seed: int,
) -> Attacked:
    """Attack what is new with all that is old, and drop tables until the attack fails."""
    names = {factor for each in family for factor in each.name.split(CROSSED)}
    # Also what an earlier cube crossed with one of them, and this one does not.
    old = [
        each for each in past.shown if not names.isdisjoint(str(each.line.attribute).split(CROSSED))
    ]
    dropped: list[str] = []
    while True:
        new = [shown for each in candidates for shown in each.new]
        found = replace(_result(cube, family, [*old, *new], covered, seed), dropped=tuple(dropped))
        if found.passed or not new:
            return found
        last = next(each for each in reversed(candidates) if each.new)
        last.why = "attack"
        dropped.append(f"{last.attribute.name}: {last.table.words}")


def _result(
    cube: Cube,
    family: Sequence[Attribute],
    shown: Sequence[Shown],
    covered: Collection[str],
    seed: int,
) -> Attacked:
    names = tuple(each.name for each in family)
    lines, members = [each.line for each in shown], membership(shown)
    alone = {
        each.name: each.values if each.name in covered else (*each.values, OF_NO_VALUE)
        for each in family
        if not each.factors
    }
    # Of what only an earlier cube had, nobody here knows all the values.
    for each in shown:
        for factor in str(each.line.attribute).split(CROSSED):
            alone.setdefault(factor, (OF_NO_VALUE,))
    several = any(each.several for each in family)
    system = equations(lines, members, values=alone, several=several, protection=cube.protection)
    if not system.lines:
        return Attacked(attributes=names, certain=0, precision=None)
    if certain := forced(system):
        return Attacked(attributes=names, certain=len(certain), precision=None)
    gate = _Rehearsal(system, len(lines), cube.protection, seed)
    return Attacked(attributes=names, certain=0, precision=precision(system, gate, seed=seed))


def _covered(family: Iterable[Attribute], given: Given) -> set[str]:
    """Attributes of which everybody has one of the declared values."""
    return {
        each.name
        for each in family
        if all(
            secret.has.any(axis=1).all()
            for (name, _), secret in given.secrets.items()
            if name == each.name
        )
    }


def membership(shown: Sequence[Shown]) -> Any:
    """Who is counted by each number: 1 or 0, sparse, shape (numbers, people ever counted)."""
    if not shown:
        return sparse.csr_array((0, 0))
    people = np.concatenate([each.members for each in shown])
    everybody, columns = np.unique(people, return_inverse=True)
    starts = np.cumsum([0, *(len(each.members) for each in shown)])
    return sparse.csr_array((np.ones(len(people)), columns, starts), (len(shown), len(everybody)))


class _Rehearsal:
    """Shows a made-up secret as the real one is shown, with noise from a key of its own."""

    def __init__(self, system: Equations, lines: int, protection: Protection, seed: int) -> None:
        self._system, self._lines, self._protection = system, lines, protection
        self._random = np.random.default_rng((seed, 1))

    def __call__(self, who: NDArray[np.bool_]) -> NDArray[np.float64]:
        system, protection = self._system, self._protection
        counted = system.members @ who.astype(np.float64)
        counts = counted[np.arange(len(system.lines)), system.value_of].round().astype(int)
        numbers = self._random.integers(2**64, size=len(counts), dtype=np.uint64)
        shown = np.zeros(self._lines)
        sizes = system.size.astype(int)
        for place, count, n, number in zip(system.place, counts, sizes, numbers, strict=True):
            noise = noise_of(
                int(count),
                members=int(n),
                largest=protection.largest,
                variance=protection.variance,
                never_shown=protection.never_shown,
            )
            shown[place] = count + noise.drawn(int(number))
        return shown


# --- what is said ---------------------------------------------------------------------------------


def _lines(candidate: _Candidate, past: _Past, given: Given) -> Iterator[Line]:
    for shown in candidate.lines:
        line = shown.line
        if candidate.why is None or line.why == "threshold":
            yield line
            continue
        before = past.on_show.get(line.about)
        if before is None:
            yield replace(line, shown=None, band=0.0, why=candidate.why)
        else:
            yield replace(before.line, release=given.release, why=candidate.why)
