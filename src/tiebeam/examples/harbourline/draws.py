"""Chance: everything random in Harbourline is drawn here, from uniform numbers alone.

Logarithms and the like may differ in the last digit between machines, and the ready-made
distributions between versions of NumPy. Uniform numbers, sums and comparisons do not, which is why
the same seed gives the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Whole: TypeAlias = NDArray[np.int64]
Real: TypeAlias = NDArray[np.float64]
Flag: TypeAlias = NDArray[np.bool_]

_SPREAD_OF_FOUR = 3.0**0.5  # the sum of four uniform numbers varies by 1/√3


class Draws:
    """A stream of chance with one seed."""

    def __init__(self, seed: np.random.SeedSequence) -> None:
        self._uniform = np.random.Generator(np.random.PCG64(seed)).random

    def shares(self, n: int) -> Real:
        """Numbers from 0 up to 1, all equally likely."""
        return self._uniform(n)

    def happens(self, chance: Real) -> Flag:
        """True for each person with that person's chance, from 0 to 1."""
        return self._uniform(len(chance)) < chance

    def whole(self, low: int, high: int, n: int) -> Whole:
        """Whole numbers from low to high, both included, all equally likely."""
        steps: Whole = (self._uniform(n) * (high - low + 1)).astype(np.int64)
        return low + steps

    def bell(self, n: int) -> Real:
        """Numbers around 0 with a standard deviation of 1, never beyond 3.5."""
        total = self._uniform(n)
        for _ in range(3):
            total += self._uniform(n)
        return (total - 2) * _SPREAD_OF_FOUR

    def pick(self, weights: Sequence[float], n: int) -> Whole:
        """One of several, by weight: a position in `weights` for each of n."""
        return self.pick_by([weights], np.zeros(n, dtype=np.int64))

    def pick_by(self, weights: ArrayLike, row: Whole) -> Whole:
        """The same where each person's weights are a row of a table."""
        table = np.asarray(weights, dtype=np.float64)
        upto = np.cumsum(table, axis=1)
        upto /= upto[:, -1:]
        # Row r covers the numbers from r to r + 1, so one search serves all rows.
        line = (upto + np.arange(len(table))[:, None]).ravel()
        found = np.searchsorted(line, row + self._uniform(len(row)), side="right")
        within = found - row * table.shape[1]
        picked: Whole = np.minimum(within, table.shape[1] - 1)
        return picked


def dealt(total: int, weights: Sequence[float] | Real) -> Whole:
    """A whole total split by weight, without losing anyone: largest remainders get the rest."""
    exact = np.asarray(weights, dtype=np.float64)
    exact = exact * (total / exact.sum())
    parts: Whole = np.floor(exact).astype(np.int64)
    # Rounded, so that equal remainders stay equal and the first of them comes first.
    largest = np.argsort(-np.round(exact - parts, 6), kind="stable")
    parts[largest[: total - int(parts.sum())]] += 1
    return parts
