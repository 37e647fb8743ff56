"""Releases that are too weak: exact counts of groups of ten or more, and whom they make certain."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from engine.disclosure.employer import (
    Employer,
    Plan,
    ToNumbers,
    declared_pairs,
    employer,
    exact,
    one_way,
    planned,
    secret_of,
    two_filters,
)

from tiebeam.engine.disclosure.attack import Equations, equations, forced, members, moves

RATE = 0.12
QUARTERS = 8

#: From a size and a seed to what is shown of a made-up employer.
RELEASES: Mapping[str, Callable[[int, int], Plan]] = {
    "one day, any two filters": lambda size, seed: planned(
        employer(size, days=1, seed=seed), two_filters()
    ),
    "one day, one-way tables and three pairs": lambda size, seed: planned(
        employer(size, days=1, seed=seed), declared_pairs()
    ),
    "one day, one-way tables": lambda size, seed: planned(
        employer(size, days=1, seed=seed), one_way()
    ),
    "eight quarters of one-way tables, 2 % move": lambda size, seed: planned(
        employer(size, days=QUARTERS, seed=seed), one_way()
    ),
    "the same, shown anew when 10 changed": lambda size, seed: planned(
        employer(size, days=QUARTERS, seed=seed), one_way(), hold=10
    ),
}


def attacked(plan: Plan, gate: ToNumbers, secret: np.ndarray, *, band: float) -> Equations:
    """From the public lines and the roster alone."""
    lines = plan.lines_with(gate(secret), band=band)
    return equations(lines, members(lines, plan.company.roster))


def known(given: Equations) -> set[int]:
    """Of whom it is certain that they have the secret."""
    return {each.person for each in forced(given) if each.has}


def shares(company: Employer, plan: Plan, seed: int) -> tuple[float, float]:
    """Who is certain, of those who have the secret, and of those who have it and moved."""
    secret = secret_of(company, share=RATE, seed=seed)
    given = attacked(plan, exact(plan), secret, band=0)
    certain, parted = known(given), moves(given)
    moved = parted["joined"] | parted["left"]
    assert all(secret[list(certain)])
    return _share(certain, secret), _share(certain, secret & moved)


def _share(certain: set[int], who: np.ndarray) -> float:
    return float(np.isin(np.flatnonzero(who), list(certain)).mean()) if who.any() else np.nan


def shares_of(name: str, size: int, seed: int) -> tuple[float, float]:
    """The same of one of the releases, by its name."""
    plan = RELEASES[name](size, seed)
    return shares(plan.company, plan, seed)
