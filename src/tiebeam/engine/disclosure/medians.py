"""Median pay of those who have a value, and of everybody else in the cell, as it may be shown.

Sums and means of pay can be solved for single people like counts. A median can't be added up, and
rounded to one per cent it is a range and no longer anybody's pay. What remains to be taken care of
is what it tells that a median is shown at all, or is not.

To show it where ten people have the value would tell whether ten have it: a bound on the true
count, without noise. Nine of the ten would know the tenth. So nothing is decided by the true count.
What decides is the count with noise, the same that a table of people shows of this cell, how many
the cell has, and what all of them are paid, whoever has which value:

- The noise is at most D people. Where the noisy count is at least k + D, at least k have the value
  for certain; likewise for everybody else. By as many as have no known pay, k is larger.
- One of those people could be paid so much that the others hardly matter. Whether that can be is
  judged by the lowest and the highest pay in the cell, so that it holds whoever they are.
- Two medians of nearly the same people tell of those in whom they differ: everybody who is not a
  man and women, all women and those of a level, women of a unit and those of a site. So k people
  have to be in one of them alone, for certain, again by counts with noise. Else the median that
  matters less is hidden.

So whoever knows these noisy counts and everybody's pay knows already what is shown, and learns
nothing from that. Whoever does not know them learns from it less than such a count would tell.

Sources  threshold and the p % rule: Hundepool and others (2012), Statistical Disclosure Control,
         Wiley, 4.2; Cox (1981), J. Stat. Planning and Inference 5, 153-164. That nothing but a
         noisy count decides is our own rule.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tiebeam.engine.disclosure.cube import Table
from tiebeam.engine.disclosure.noise import STANDARD, Keys, Protection
from tiebeam.engine.disclosure.population import Places, Population, changed
from tiebeam.engine.disclosure.protected import ImpossibleSecret, OnShow, Secret
from tiebeam.engine.disclosure.published import CROSSED, EVERYBODY_ELSE, Line

#: Medians stand on a grid whose points are one per cent apart, at every size of pay.
STEP: Final = 1.01
#: Digits of a point of the grid that are kept, so that it can be read: 41,230, not 41,232.47.
DIGITS: Final = 4
#: What all but the two best paid get together, at least, in parts of what the best paid gets.
LEAST_REST: Final = 0.1

Floats = NDArray[np.float64]


class Rounded(NamedTuple):
    """An amount as it is shown, and how far the true one may be from it, up or down."""

    shown: float
    band: float


def median_lines(
    asked: Sequence[tuple[Table, Secret]],
    population: Population,
    pay: Floats,
    *,
    release: int,
    at: date,
    before: OnShow,
    had_its_turn: Collection[str] = (),
    protection: Protection = STANDARD,
) -> list[Line]:
    """The lines of all tables of pay: for each cell and value, two medians.

    - A cell with too few members is not shown.
    - What was shown, or decided not to be, stays as it was with its day, until the cell differs by
      `protection.hold` people. It stays also where the people are the same: they may be paid
      otherwise now, and a new median of the same people would show whose pay rose.
    - In one year of a cube, the pay of an attribute is looked at once.

    asked          tables and what people told, those that matter most first; a value matters more
                   than everybody else
    pay            of each person of the population, above 0, or NaN where nobody knows; shape (N,)
    release, at    the number and the day of this release
    before         by `Line.about`: lines of when their cells were last looked at, shown or not
    had_its_turn   attributes whose pay was already looked at in the cube's year
    Raises         ImpossibleSecret where population, secrets and pay are not of the same people
    """
    if any(not len(population) == len(each.numbers) == len(pay) for _, each in asked):
        raise ImpossibleSecret("The secret and the pay are not those of these people.")
    pairs = [
        pair
        for table, secret in asked
        for pair in _pairs(table, secret, population, release=release, at=at)
    ]
    lines, waiting, shown = [], [], []
    for pair in pairs:
        people = population.people[pair.places]
        settled = _settled(pair, people, before, had_its_turn, protection)
        lines.append(settled or pair.lines)
        if len(people) < protection.smallest_group:
            continue
        groups = _groups(pair, pay, protection)
        shown += [each for each, line in zip(groups, settled, strict=False) if line.shown]
        if not settled and _may_be_shown(pair, groups[0], pay, protection):
            waiting.append((len(lines) - 1, groups))
    # All values before everybody else: of two that can't both be shown, the value tells more.
    for side in (0, 1):
        for number, groups in waiting:
            fits = not any(_few_between(groups[side], each, protection) for each in shown)
            shown += [groups[side]] * fits
            lines[number] = _with(lines[number], side, groups[side] if fits else None)
    return [line for pair in lines for line in pair]


class _Pair(NamedTuple):
    """The lines of a value and of everybody else in a cell, while nothing is shown of them."""

    lines: tuple[Line, Line]
    places: Places
    secret: Secret
    value: int


class _Group(NamedTuple):
    """Those of a cell who have a value, or those who have it not.

    parts    of the value: each factor and what it is
    people   how many they are, with noise
    paid     what those of them are paid whose pay is known
    unknown  of how many in the cell it is not
    """

    pair: _Pair
    has: bool
    parts: frozenset[tuple[str, str]]
    people: int
    paid: Floats

    unknown: int

    @property
    def places(self) -> Places:
        return self.pair.places

    @property
    def cell(self) -> Mapping[str, str]:
        return self.pair.lines[0].cell

    @property
    def answers(self) -> tuple[bool, frozenset[tuple[str, str]]]:
        return self.has, self.parts


def _pairs(
    table: Table, secret: Secret, population: Population, *, release: int, at: date
) -> Iterator[_Pair]:
    for cell, places in sorted(population.cells(table.by).items()):
        for value, name in enumerate(secret.values):
            line = Line(
                release=release,
                at=at,
                kind="median",
                attribute=secret.attribute,
                value=name,
                cell=dict(zip(table.by, cell, strict=True)),
                n=len(places),
                why="threshold",
            )
            others = replace(line, value=EVERYBODY_ELSE, among=name)
            yield _Pair((line, others), places, secret, value)


def _settled(
    pair: _Pair,
    people: Keys,
    before: OnShow,
    had_its_turn: Collection[str],
    protection: Protection,
) -> tuple[Line, ...]:
    """The lines where no look at anybody's secret is needed; () where one is."""
    one, _ = pair.lines
    earlier = [before[each.about] for each in pair.lines if each.about in before]
    if len(people) < protection.smallest_group:
        return pair.lines
    had = one.attribute in had_its_turn
    if earlier and (had or changed(earlier[0].members, people) < protection.hold):
        return tuple(_as_it_was(each.line, one.release) for each in earlier)
    return tuple(replace(each, why="hold") for each in pair.lines) if had else ()


def _as_it_was(line: Line, release: int) -> Line:
    return replace(line, release=release, why=line.why or "hold")


def _with(lines: tuple[Line, ...], side: int, group: _Group | None) -> tuple[Line, ...]:
    """The lines with one of them shown, or hidden because it would tell of the few between."""
    line = replace(lines[side], why="suppressed")
    if group is not None:
        shown = rounded(float(np.median(group.paid)))
        line = replace(line, shown=shown.shown, band=shown.band, why=None)
    return (line, lines[1]) if side == 0 else (lines[0], line)


def _groups(pair: _Pair, pay: Floats, protection: Protection) -> tuple[_Group, _Group]:
    _, places, secret, value = pair
    has, name = secret.has[places, value], secret.values[value]
    paid, known = pay[places], ~np.isnan(pay[places])
    parts = frozenset(zip(secret.attribute.split(CROSSED), name.split(CROSSED), strict=False))
    count, unknown = secret.noisy(places, value, protection), int((~known).sum())
    return (
        _Group(pair, True, parts, count, paid[known & has], unknown),
        _Group(pair, False, parts, len(has) - count, paid[known & ~has], unknown),
    )


def _may_be_shown(pair: _Pair, group: _Group, pay: Floats, protection: Protection) -> bool:
    # No for all reasons alike: to say that somebody's pay was the reason would tell of it.
    paid = pay[pair.places]
    known = paid[~np.isnan(paid)]
    return may_be_shown(group.people, members=len(paid), paid=known, protection=protection)


def _few_between(one: _Group, other: _Group, protection: Protection) -> bool:
    """Whether two groups could be nearly, and are not exactly, the same people.

    Groups that have no answer in common, or none to do with each other, are not.
    """
    if not (_answers_within(one, other) or _answers_within(other, one)):
        return False
    enough = protection.smallest_group + one.unknown + other.unknown
    # Whoever is in the larger group and not in the smaller one: that is quick to see.
    if abs(one.people - other.people) - 2 * protection.largest >= enough:
        return False
    if one.cell != other.cell and one.cell.keys() == other.cell.keys():
        # Two cells of one table have nobody in common.
        return max(one.people, other.people) - protection.largest < enough
    only_one = np.setdiff1d(one.places, other.places, assume_unique=True)
    only_other = np.setdiff1d(other.places, one.places, assume_unique=True)
    if not len(only_one) and not len(only_other) and one.answers == other.answers:
        return False
    # Whoever is in a cell of one of them alone.
    apart = max(_at_least(one, only_one, protection), _at_least(other, only_other, protection))
    return apart < enough


def _at_least(group: _Group, places: Places, protection: Protection) -> int:
    """How many of some people of its cell are in the group for certain."""
    if len(places) < protection.smallest_group:
        return 0
    _, _, secret, value = group.pair
    count = secret.noisy(places, value, protection)
    return (count if group.has else len(places) - count) - protection.largest


def _answers_within(inner: _Group, outer: _Group) -> bool:
    """Whether whoever answers like the inner group answers like the outer one too."""
    if inner.has and outer.has:
        return outer.parts <= inner.parts
    if not inner.has:
        return not outer.has and inner.parts <= outer.parts
    # Women are among those who are not men: another value of the same factor.
    other = dict(outer.parts)
    return any(other.get(factor, value) != value for factor, value in inner.parts)


def may_be_shown(
    count: int, *, members: int, paid: Floats, protection: Protection = STANDARD
) -> bool:
    """Whether the medians of those with a value and of all others may be shown.

    count    of those with the value, with noise
    members  people in the cell
    paid     what those are paid whose pay is known, whoever has the value
    """
    fewer = min(count, members - count) - protection.largest - (members - len(paid))
    return fewer >= protection.smallest_group and not _could_be_dominated(paid, fewer)


def _could_be_dominated(paid: Floats, people: int) -> bool:
    """Whether in any group of so many, all but the two best paid could get next to nothing.

    The p % rule: whoever is paid second best, and knows what all of them get together, knows what
    the best paid gets to within p % of it, if the others get less than that.
    """
    lowest = np.sort(paid)[: people - 2]
    return bool(lowest.sum() < LEAST_REST * paid.max())


def rounded(amount: float) -> Rounded:
    """An amount at the nearest point of a grid whose points are one per cent apart.

    The points are the powers of 1.01, kept to four digits. So the step is from 0.9 to 1.1 % of the
    amount at every size, and no range is shorter because another step begins there.

    amount   of money, above 0
    Returns  the point, and half the way to the next one: the amount lies within it
    """
    nearest = round(math.log(amount) / math.log(STEP))
    # Beside it too: to four digits, points are not quite where the logarithm has them.
    number = min(
        range(nearest - 1, nearest + 2), key=lambda each: (abs(_point(each) - amount), each)
    )
    shown = _point(number)
    ways = (_point(number + 1) - shown, shown - _point(number - 1))
    return Rounded(shown, float(f"{max(ways) / 2:.{DIGITS}g}"))


def _point(number: int) -> float:
    return float(f"{STEP**number:.{DIGITS}g}")
