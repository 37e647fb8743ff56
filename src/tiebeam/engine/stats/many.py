"""Many comparisons at once: how many of the striking ones may be chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


class ImpossibleChance(ValueError):
    """A p value is missing or lies outside 0 to 1."""


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """For each comparison, the share of false alarms if you act on it and all that are rarer.

    p        p values, shape (comparisons,), each 0 to 1; may be empty
    Returns  q values, shape (comparisons,), in the order given, each 0 to 1 and at least its p
    Raises   ImpossibleChance
    Source   Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289-300
    """
    chances = np.asarray(p, dtype=np.float64).ravel()
    # Written so that a missing value fails it too.
    if not ((chances >= 0) & (chances <= 1)).all():
        raise ImpossibleChance("Every p must lie between 0 and 1. Leave out what has no p.")
    order = np.argsort(chances)[::-1]
    ranks = np.arange(chances.size, 0, -1)
    q = np.empty_like(chances)
    q[order] = np.minimum.accumulate(chances[order] * (chances.size / ranks))
    return np.minimum(q, 1.0)
