"""Exact chances of each possible count, without approximations, even for a thousand million people.

Each distribution is built from the ratios of neighbouring chances and then divided by its sum, so
that no factorial is ever needed. Counts further than 40 standard deviations (and 200 people) from
the expected one are left out: together they weigh less than 1e-300.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Two outcomes count as equally likely when their chances agree to this factor, as in R's
# fisher.test and binom.test: rounding must not drop the mirror image of what was observed.
EQUALLY_LIKELY = 1 + 1e-7


class Outcomes(NamedTuple):
    """Every count that could have come out by chance, and how likely each one is.

    lowest   the first count listed; the others follow one by one
    chances  shape (counts,), adding up to 1
    """

    lowest: int
    chances: NDArray[np.float64]

    def at_most(self, observed: int) -> float:
        """Chance of this count or a lower one."""
        return _share(self.chances[: max(0, observed - self.lowest + 1)])

    def at_least(self, observed: int) -> float:
        """Chance of this count or a higher one."""
        return _share(self.chances[max(0, observed - self.lowest) :])

    def exactly(self, observed: int) -> float:
        """Chance of this very count."""
        place = observed - self.lowest
        return float(self.chances[place]) if 0 <= place < len(self.chances) else 0.0

    def as_unlikely(self, observed: int) -> float:
        """Chance of any count that is no more likely than this one (two-sided p)."""
        counted = self.chances <= self.exactly(observed) * EQUALLY_LIKELY
        return 1.0 if counted.all() else _share(self.chances[counted])

    def mid_at_most(self, observed: int) -> float:
        """Chance of a lower count, plus half the chance of this one (mid-p).

        Source  Lancaster (1961), J. Am. Stat. Assoc. 56, 223-234
        """
        return max(0.0, self.at_most(observed) - self.exactly(observed) / 2)

    def mid_at_least(self, observed: int) -> float:
        """Chance of a higher count, plus half the chance of this one (mid-p)."""
        return max(0.0, self.at_least(observed) - self.exactly(observed) / 2)

    def mid_two_sided(self, observed: int) -> float:
        """Twice the smaller mid-p, at most 1.

        Source  Rothman & Greenland (1998), Modern Epidemiology, 2nd ed., ch. 14
        """
        return min(1.0, 2 * min(self.mid_at_most(observed), self.mid_at_least(observed)))


def selected_by_lot(*, pool_a: int, pool_b: int, selected: int) -> Outcomes:
    """How many of group a would be selected if lots were drawn among everybody.

    pool_a, pool_b  people in each group
    selected        people selected from both together, 0 to pool_a + pool_b
    Source          hypergeometric distribution; Fisher (1935), J. R. Stat. Soc. 98, 39-82
    """
    everyone = pool_a + pool_b
    expected = pool_a * selected / everyone
    variance = expected * pool_b * (everyone - selected) / (everyone * max(1, everyone - 1))

    def log_step(count: NDArray[np.float64]) -> NDArray[np.float64]:
        up = np.log(selected - count) + np.log(pool_a - count)
        down = np.log(count + 1) + np.log(pool_b - selected + count + 1)
        return np.asarray(up - down)

    possible = (max(0, selected - pool_b), min(selected, pool_a))
    return _outcomes(possible, expected, variance, log_step)


def drawn_from(*, people: int, share: float) -> Outcomes:
    """How many of a group would come up if each person were drawn from a large market.

    people  draws, 0 or more
    share   the group's share of the market, strictly between 0 and 1
    Source  binomial distribution
    """
    expected = people * share
    odds = math.log(share) - math.log1p(-share)

    def log_step(count: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.log(people - count) - np.log(count + 1) + odds)

    return _outcomes((0, people), expected, expected * (1 - share), log_step)


def _outcomes(
    possible: tuple[int, int],
    expected: float,
    variance: float,
    log_step: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> Outcomes:
    reach = 40 * math.sqrt(variance) + 200
    lowest = max(possible[0], math.floor(expected - reach))
    highest = min(possible[1], math.ceil(expected + reach))
    counts = np.arange(lowest, highest, dtype=np.float64)
    logs = np.concatenate([[0.0], np.cumsum(log_step(counts))])
    chances = np.exp(logs - logs.max())
    return Outcomes(lowest, chances / chances.sum())


def _share(chances: NDArray[np.float64]) -> float:
    return min(1.0, float(chances.sum()))
