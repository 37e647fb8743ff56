"""The gate for secrets: from who is where and what they told, to the lines that may be shown.

Each release goes through the declared tables in their order. What has passed threshold, noise and
hold is then attacked, together with everything that was ever shown before. A table with which the
attack succeeds is left out, and those after it are tried without it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from tiebeam.engine.disclosure.attack import (
    ATTACKERS,
    RATES,
    Attacker,
    Equations,
    Guess,
    Precision,
    Rehearsal,
    equations,
    forced,
    guesses_of,
    linear_bayes,
    moves,
    rehearsals,
)
from tiebeam.engine.disclosure.attack.equations import Value
from tiebeam.engine.disclosure.cube import FEWEST_DAYS_BETWEEN, Attribute, Cube, Table
from tiebeam.engine.disclosure.noise import noised_many
from tiebeam.engine.disclosure.population import Population
from tiebeam.engine.disclosure.protected import OnShow, Secret, Shown, protected_lines
from tiebeam.engine.disclosure.published import CROSSED, Line, Why
from tiebeam.engine.disclosure.stages import APPLIED
from tiebeam.engine.records.window import Window

#: Of whom a table is: what it shows, and in which window.
Whom = tuple[str, Window | None]

#: The attacker by which tables are chosen; what is chosen is then tried by all.
QUICK: Final = {"linear Bayes": linear_bayes}
#: What was shown stays, and who leaves later is chance: the fewer an attacker names, the further it
#: can get by luck. So much of the room is left for that, by the root of how many are named...
KEPT_FOR_CHANCE: Final = 0.8
#: ... of whom there are taken to be so many at least.
FEWEST_NAMED: Final = 4
#: The part of it that the first release leaves for later ones, and the part of what is left that
#: each later one leaves: so there is always some.
KEPT_FOR_LATER: Final = 0.3
KEPT_EACH_TIME: Final = 0.7
#: Added to the seed of the secrets by which tables are chosen, for those that try what is chosen.
OTHER_SECRETS: Final = 1_000_000
#: Rates are next to each other if neither is so many times the other.
NEARLY: Final = 1.25
#: From so many lines on, several cores are quicker than one.
MANY_LINES: Final = 1500
#: Stands for all earlier releases, where tables stand under their numbers.
OLD: Final = -1
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
    precision  how well they could guess each value; () with nothing to go by
    dropped    tables that were left out because of it, in words
    """

    attributes: tuple[str, ...]
    certain: int
    precision: tuple[Precision, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.certain and all(each.passed for each in self.precision)

    def as_row(self) -> dict[str, Any]:
        """All of it, as the ledger keeps it."""
        return {
            "attributes": list(self.attributes),
            "certain": self.certain,
            "precision": [each.as_row() for each in self.precision],
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
    """One value of a table on its way through the gate; `why` it is not shown, if it is not."""

    attribute: Attribute
    table: Table
    value: str
    lines: list[Shown]
    why: Why | None = None

    @property
    def words(self) -> str:
        return f"{self.attribute.name}, {self.value}: {self.table.words}"

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
        for table in _by_table(mine):
            _charge(table, spent, cube.budget)
        covered = _covered(family, given)
        attacks.append(_attack(cube, family, mine, past, covered, given.release, seed))
        candidates += mine
    return Published(
        lines=tuple(line for each in candidates for line in _lines(each, past, given)),
        shown=tuple(shown for each in candidates for shown in each.new),
        attacks=tuple(attacks),
    )


def families(cube: Cube) -> list[tuple[Attribute, ...]]:
    """Attributes that are crossed with each other, together: they are attacked as one."""
    return families_of(cube.attributes)


def families_of(attributes: Iterable[Attribute]) -> list[tuple[Attribute, ...]]:
    """The same of attributes that may stand in several cubes; each once."""
    found: list[list[Attribute]] = []
    for attribute in attributes:
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
            lines = list(
                protected_lines(
                    table,
                    given.populations[whom],
                    given.secrets[attribute.name, whom],
                    release=given.release,
                    at=given.at,
                    on_show=past.on_show,
                    protection=cube.protection,
                )
            )
            why: Why | None = "hold" if _had_its_turn(cube, attribute, table, past) else None
            for value in attribute.counted(table):
                mine = [each for each in lines if each.line.value == value]
                yield _Candidate(attribute, table, value, mine, why)


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


def _by_table(candidates: Iterable[_Candidate]) -> Iterator[list[_Candidate]]:
    """All values of each table together."""
    yield from (
        list(values)
        for _, values in groupby(candidates, key=lambda each: (each.attribute.name, each.table))
    )


def _charge(table: Sequence[_Candidate], spent: Counter[str], budget: int) -> None:
    """Take a table's new numbers from the budgets, or leave the table out."""
    numbers = sum(len(each.new) for each in table)
    charged = _charged(table[0].attribute)
    if any(spent[name] + numbers > budget for name in charged):
        for each in table:
            each.why = "budget"
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
    release: int,
    seed: int,
) -> Attacked:
    """Attack what is new with all that is old, and leave out the tables that let it succeed.

    Funnels are tried after all else, so that no other table is left out because of one.
    """
    names = {factor for each in family for factor in each.name.split(CROSSED)}
    # Also what an earlier cube crossed with one of them, and this one does not.
    old = [
        each for each in past.shown if not names.isdisjoint(str(each.line.attribute).split(CROSSED))
    ]
    new = [each for each in candidates if each.new]
    trial = _Trial(cube, family, old, new, covered, release, seed)
    # On several cores, small matrices take longer than on one.
    with threadpool_limits(None if trial.is_large else 1):
        kept, found = trial.outcome()
    dropped = [each for number, each in enumerate(trial.tables) if number not in kept]
    for each in dropped:
        each.why = "attack"
    return replace(found, dropped=tuple(each.words for each in dropped))


class _Trial:
    """New tables beside everything old, before attackers."""

    def __init__(
        self,
        cube: Cube,
        family: Sequence[Attribute],
        old: Sequence[Shown],
        tables: Sequence[_Candidate],
        covered: Collection[str],
        release: int,
        seed: int,
    ) -> None:
        self.tables = tables
        self._names = tuple(each.name for each in family)
        self._seed = seed
        shown = [*old, *(one for each in tables for one in each.new)]
        owners = [*(OLD for _ in old), *(n for n, each in enumerate(tables) for _ in each.new)]
        self._funnels = [n for n, each in enumerate(tables) if each.table.shows == APPLIED]
        # Whoever applied may have said nothing.
        is_funnel = any(each.line.outcome == APPLIED for each in shown)
        self._system = equations_of(family, shown, () if is_funnel else covered)
        self._owners = _owners(self._system, shown, owners)
        self._who = moves(self._system)
        self._now, self._next = part_used_by(release), part_used_by(release + 1)
        self._rates = {
            value: rates_of(value, [each.line for each in shown])
            for value in sorted({self._system.values[each] for each in self._system.value_of})
        }
        self._gate = _Gate(self._system, shown, seed)
        self._passed: dict[tuple[Value, bytes], tuple[Guess, ...]] = {}

    @property
    def is_large(self) -> bool:
        return len(self._system.lines) > MANY_LINES

    def outcome(self) -> tuple[list[int], Attacked]:
        """Which tables can be shown, and what the attackers made of all that is shown with them."""
        kept: list[int] = []
        for value in self._rates:
            kept += self._chosen(value, kept)
        # Chosen were those that came out well, each value before the next. So all of what is chosen
        # is tried together, and by other secrets.
        seed = self._seed + OTHER_SECRETS
        anew = {value: list(self._rehearsals(value, seed)) for value in self._rates}
        for value, made in anew.items():
            while near := self._near(value, kept):
                if self._pass(value, made, self._lines(kept)):
                    break
                kept.remove(near[-1])
        while True:
            found = self._attacked(anew, kept)
            too_much = self._too_much(found, kept)
            if too_much is None:
                return self._with_funnels(kept, found, anew)
            kept.remove(too_much)

    def _with_funnels(
        self, kept: list[int], found: Attacked, anew: Mapping[Value, Sequence[Rehearsal]]
    ) -> tuple[list[int], Attacked]:
        """The funnels that can be shown beside what is shown, one after the other.

        What is shown may have used up all its room, so they may use that of the next release.
        """
        self._now = self._next
        more: list[int] = []
        for funnel in self._funnels:
            lines = self._lines([*kept, *more, funnel])
            near = [value for value in anew if _are_near(_value_of(self.tables[funnel]), value)]
            if all(self._pass(value, anew[value], lines) for value in near):
                more.append(funnel)
        while more:
            with_them = self._attacked(anew, [*kept, *more])
            too_much = self._too_much(with_them, more)
            if too_much is None:
                return [*kept, *more], with_them
            more.remove(too_much)
        return kept, found

    def _chosen(self, value: Value, others: Sequence[int]) -> list[int]:
        """The tables of one value that can be shown beside those of others, by quick guesses."""
        made = list(self._rehearsals(value, self._seed))
        mine = [
            n for n, each in enumerate(self.tables)
            if _value_of(each) == value and n not in self._funnels
        ]  # fmt: skip
        # Lines of other values tell next to nothing of this one, and cost most of the time.
        near = self._lines_near(value)
        return _kept(
            mine,
            lambda more: all(
                self._leaves_room(guess)
                for guess in self._guesses(made, self._lines([*others, *more]) & near, QUICK)
            ),
        )

    def _attacked(
        self, made: Mapping[Value, Sequence[Rehearsal]], kept: Collection[int]
    ) -> Attacked:
        lines = self._lines(kept)
        precisions = (
            Precision(
                value=value,
                seed=self._seed,
                guesses=self._passed.get((value, lines.tobytes()))
                or tuple(self._guesses(each, lines, ATTACKERS)),
            )
            for value, each in made.items()
        )
        return Attacked(
            attributes=self._names,
            certain=len(forced(self._system.only(lines))),
            precision=tuple(precisions),
        )

    def _too_much(self, found: Attacked, kept: Sequence[int]) -> int | None:
        """The table to leave out next, the last one that can matter; None where all may be shown.

        What old numbers alone give away can't be helped by leaving out what says nothing of it.
        """
        if found.certain:
            return kept[-1] if kept else None
        beyond = [
            each.value
            for each in found.precision
            if not all(self._leaves_room(guess) for guess in each.guesses)
        ]
        near = [n for n in kept if any(n in self._near(value, kept) for value in beyond)]
        return near[-1] if near else None

    def _near(self, value: Value, kept: Collection[int]) -> list[int]:
        """The tables that count a value, or one that it is crossed with."""
        return [n for n in kept if _are_near(_value_of(self.tables[n]), value)]

    def _rehearsals(self, value: Value, seed: int) -> Iterator[Rehearsal]:
        return rehearsals(
            self._system, self._gate, seed=seed, value=value,
            rates=self._rates[value], who=self._who,
        )  # fmt: skip

    def _lines(self, kept: Collection[int]) -> NDArray[np.bool_]:
        there = {OLD, *kept}
        return np.array([not there.isdisjoint(of) for of in self._owners], bool)

    def _lines_near(self, value: Value) -> NDArray[np.bool_]:
        """The lines that count a value, and those in which it is crossed or a part of it stands."""
        near = [_are_near(value, each) for each in self._system.values]
        return np.array(near, bool)[self._system.value_of]

    def _guesses(
        self, made: Sequence[Rehearsal], lines: NDArray[np.bool_], attackers: Mapping[str, Attacker]
    ) -> Iterator[Guess]:
        system = self._system.only(lines)
        who = {name: these for name, these in self._who.items() if self._are_told(name, lines)}
        for each in made if lines.any() else ():
            part = replace(each, shown=each.shown[lines])
            yield from guesses_of(system, part, attackers, who)

    def _are_told(self, who: str, lines: NDArray[np.bool_]) -> bool:
        """Whether lines tell anything of those who applied and work nowhere here."""
        funnels = [line.outcome == APPLIED for line in self._system.lines]
        return who != APPLIED or bool((lines & np.array(funnels, bool)).any())

    def _pass(self, value: Value, made: Sequence[Rehearsal], lines: NDArray[np.bool_]) -> bool:
        """Whether all attackers guess badly enough; if so, what they guessed is remembered."""
        guesses = []
        for guess in self._guesses(made, lines, ATTACKERS):
            if not self._leaves_room(guess):
                return False
            guesses.append(guess)
        self._passed[value, lines.tobytes()] = tuple(guesses)
        return True

    def _leaves_room(self, guess: Guess) -> bool:
        return guess.leaves_room(self._now * ever_used(guess.named))


def part_used_by(release: int) -> float:
    """The part of the room for attackers that is ever used which releases may use by their turn."""
    return 1 - KEPT_FOR_LATER * KEPT_EACH_TIME ** (release - 1)


def ever_used(named: int) -> float:
    """The part of the room for attackers that is ever used, where they name so many people."""
    return 1 - KEPT_FOR_CHANCE / math.sqrt(max(named, FEWEST_NAMED))


def _are_near(value: Value, other: Value) -> bool:
    """Whether two values are the same, or have a part in common: "Women" and "Women × Black"."""
    return not _parts(value).isdisjoint(_parts(other))


def _parts(value: Value) -> set[tuple[str, str]]:
    """Each attribute that is crossed, and its part of the value."""
    attribute, named = value
    return set(zip(attribute.split(CROSSED), named.split(CROSSED), strict=True))


def _value_of(table: _Candidate) -> Value:
    return table.attribute.name, table.value


def rates_of(value: Value, lines: Iterable[Line]) -> tuple[float, ...]:
    """The rates at which a value is attacked: those next to its own, which is shown of everybody.

    Its own may be anywhere within the band of what is shown. A value that most have is as one that
    few have not. Where its own rate is not shown, all rates.
    """
    everybody = [
        line
        for line in lines
        if line.kind == "stock" and (line.attribute, line.value) == value and not line.cell
    ]
    if not everybody:
        return RATES
    line = max(everybody, key=lambda each: each.at)
    assert line.n is not None
    assert line.shown is not None
    found: set[float] = set()
    for count in (line.shown - line.band, line.shown, line.shown + line.band):
        share = min(max(count / line.n, 0.0), 1.0)
        found.update(_next_to(min(share, 1 - share)))
    return tuple(rate for rate in RATES if rate in found)


def _next_to(share: float) -> tuple[float, ...]:
    """The rate that a share is within a fourth of; where there is none, those around it."""
    if near := [each for each in RATES if each / NEARLY <= share <= each * NEARLY]:
        return tuple(near)
    below = [each for each in RATES if each < share][-1:]
    return (*below, next(each for each in RATES if each > share))


def _kept(tables: Sequence[int], is_hard_to_guess: Callable[[list[int]], bool]) -> list[int]:
    """Each table in its turn, if with it and those kept before it attackers guess badly.

    Whether they do hardly ever changes back as tables are added, so the next that has to be left
    out is found by halving. What is returned was itself tried.
    """
    kept: list[int] = []
    if not is_hard_to_guess(kept):
        return kept
    left = list(tables)
    while left:
        good, bad = 0, len(left) + 1
        at = len(left)
        while good + 1 < bad:
            if is_hard_to_guess([*kept, *left[:at]]):
                good = at
            else:
                bad = at
            at = (good + bad) // 2
        kept += left[:good]
        left = left[good + 1 :]
    return kept


def equations_of(
    family: Sequence[Attribute],
    shown: Sequence[Shown],
    covered: Collection[str],
) -> Equations:
    """What numbers about a family of attributes give to whoever knows whom they count.

    covered  attributes of which everybody has one of the declared values
    Raises   DoesNotFit, SeveralAnswersCrossed
    """
    alone = {
        each.name: each.values if each.name in covered else (*each.values, OF_NO_VALUE)
        for each in family
        if not each.factors
    }
    # Of what only an earlier cube had, nobody here knows all the values.
    for each in shown:
        for factor in str(each.line.attribute).split(CROSSED):
            alone.setdefault(factor, (OF_NO_VALUE,))
    found = equations(
        [each.line for each in shown],
        membership(shown),
        values=alone,
        several=any(each.several for each in family),
    )
    # Each number has the noise of its own cube: that of an earlier one may have been another.
    given = [shown[place].protection for place in found.place]
    is_exact = found.largest == 0
    return replace(
        found,
        largest=np.where(is_exact, 0.0, [each.largest for each in given]),
        variance=np.where(is_exact, 0.0, [each.variance for each in given]),
    )


def _owners(
    system: Equations, shown: Sequence[Shown], owners: Sequence[int]
) -> list[frozenset[int]]:
    """Which tables show each line of the equations: one number may stand in several."""
    number = {_told(shown[place]): line for line, place in enumerate(system.place)}
    found: list[set[int]] = [set() for _ in system.lines]
    for each, owner in zip(shown, owners, strict=True):
        if (line := number.get(_told(each))) is not None:
            found[line].add(owner)
    return [frozenset(each) for each in found]


def _told(shown: Shown) -> tuple[Any, ...]:
    """What a number says of whom, whatever its cell is called."""
    line = shown.line
    return line.attribute, line.value, line.shown, line.band == 0, np.sort(shown.members).tobytes()


def _covered(family: Iterable[Attribute], given: Given) -> set[str]:
    """Attributes of which everybody who is or was there has one of the declared values."""
    return {
        each.name
        for each in family
        if all(
            secret.has.any(axis=1).all()
            for (name, (shows, _)), secret in given.secrets.items()
            if name == each.name and shows != APPLIED
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


class _Gate:
    """Shows made-up secrets as the real one is shown, with noise from a key of its own."""

    def __init__(self, system: Equations, shown: Sequence[Shown], seed: int) -> None:
        self._system, self._lines = system, len(shown)
        self._protections = [shown[place].protection for place in system.place]
        self._random = np.random.default_rng((seed, 1))

    def __call__(self, who: NDArray[np.bool_]) -> NDArray[np.float64]:
        system = self._system
        counts = np.empty((len(system.lines), len(who)), np.int64)
        for value in np.unique(system.value_of):
            lines = system.value_of == value
            counts[lines] = np.rint(system.members[lines] @ who[:, :, value].T.astype(float))
        shown = np.zeros((self._lines, len(who)))
        shown[system.place] = self._noised(counts)
        return shown

    def _noised(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Each line with the noise of its own cube; exact numbers have none."""
        members = np.broadcast_to(self._system.size.astype(np.int64)[:, None], counts.shape)
        numbers = self._random.integers(2**64, size=counts.shape, dtype=np.uint64)
        shown = counts.copy()
        for protection in set(self._protections):
            lines = np.array([each == protection for each in self._protections])
            lines &= self._system.largest > 0
            shown[lines] = noised_many(
                counts[lines], members[lines], numbers[lines], protection=protection
            )
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
