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

So whoever knows the noisy count and everybody's pay knows already what is shown, and learns nothing
from that. Whoever does not know the noisy count learns from a median less than the count tells.

Sources  threshold and the p % rule: Hundepool and others (2012), Statistical Disclosure Control,
         Wiley, 4.2; Cox (1981), J. Stat. Planning and Inference 5, 153-164. That nothing but a
         noisy count decides is our own rule.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tiebeam.engine.disclosure.cube import Table
from tiebeam.engine.disclosure.noise import STANDARD, Keys, Protection, noised
from tiebeam.engine.disclosure.population import Places, Population, changed
from tiebeam.engine.disclosure.protected import ImpossibleSecret, OnShow, Secret, Shown
from tiebeam.engine.disclosure.published import EVERYBODY_ELSE, Line

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
    table: Table,
    population: Population,
    secret: Secret,
    pay: Floats,
    *,
    release: int,
    at: date,
    before: OnShow,
    was_this_year: bool = False,
    protection: Protection = STANDARD,
) -> Iterator[Line]:
    """The lines of one table of pay: for each cell and value, two medians, both shown or neither.

    - A cell with too few members is not shown.
    - What was shown, or decided not to be, stays as it was with its day, until the cell differs by
      `protection.hold` people. It stays also where the people are the same: they may be paid
      otherwise now, and a new median of the same people would show whose pay rose.
    - In one year of a cube it is looked at once.

    pay            of each person of the population, above 0, or NaN where nobody knows; shape (N,)
    release, at    the number and the day of this release
    before         by `Line.about`: lines of when their cells were last looked at, shown or not
    was_this_year  whether pay was already looked at in the cube's year
    Raises         ImpossibleSecret where population, secret and pay are not of the same people
    """
    if not len(population) == len(secret.numbers) == len(pay):
        raise ImpossibleSecret("The secret and the pay are not those of these people.")
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
            pair = (line, replace(line, value=EVERYBODY_ELSE, among=name))
            earlier = [before[each.about] for each in pair if each.about in before]
            people = population.people[places]
            if len(places) < protection.smallest_group:
                yield from pair
            elif earlier and (was_this_year or _hardly_changed(earlier, people, protection)):
                yield from (_as_it_was(each.line, release) for each in earlier)
            elif was_this_year:
                yield from (replace(each, why="hold") for each in pair)
            else:
                yield from _looked_at(pair, places, secret, value, pay, protection)


def _hardly_changed(earlier: Sequence[Shown], people: Keys, protection: Protection) -> bool:
    return changed(earlier[0].members, people) < protection.hold


def _as_it_was(line: Line, release: int) -> Line:
    return replace(line, release=release, why=line.why or "hold")


def _looked_at(
    pair: tuple[Line, Line],
    places: Places,
    secret: Secret,
    value: int,
    pay: Floats,
    protection: Protection,
) -> Iterator[Line]:
    has = secret.has[places, value]
    count = noised(
        int(has.sum()),
        members=secret.numbers[places],
        attribute=secret.attribute,
        value=secret.values[value],
        key=secret.key,
        protection=protection,
    )
    paid = pay[places]
    known = ~np.isnan(paid)
    if not may_be_shown(count, members=len(places), paid=paid[known], protection=protection):
        # One word for all reasons: to say that somebody's pay was the reason would tell of it.
        yield from pair
        return
    for line, among in zip(pair, (has, ~has), strict=True):
        shown = rounded(float(np.median(paid[known & among])))
        yield replace(line, shown=shown.shown, band=shown.band, why=None)


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
