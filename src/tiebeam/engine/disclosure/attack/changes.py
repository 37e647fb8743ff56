"""Guessing by what changed and what did not, where the noise is that of those counted alone.

If the noise of a cell depends only on its members who have the value, as in textbooks, a number
changes exactly when somebody who has it came or went; or nearly: one in ten new numbers is the old
one by chance. So of whoever left alone, everybody knows. With noise that depends on all members,
the number changes whoever moves, and this says nothing.

Source  the weakness is our own finding; the textbook is Fraser & Wooton (2006), Monographs of
        Official Statistics, Eurostat, 299-302; beliefs are passed as in Pearl (1988), Probabilistic
        Reasoning in Intelligent Systems, 4.3 (a noisy "or")
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np

from tiebeam.engine.disclosure.attack.equations import Equations, Numbers

#: How often a new number is the old one by chance; 0.11 with the standard noise.
BY_CHANCE: Final = 0.1
#: How sure of a "no" anybody is, so that everything can be taken back.
SUREST: Final = 1e-4
TURNS: Final = 12


def told_by_changes(equations: Equations, shown: Numbers, common: Numbers, value: int) -> Numbers:
    """Who had a part in the changes: somebody in each change, and nobody where nothing changed.

    shown    in people, shape (lines, draws)
    common   the share of people who give each answer, shape (answers,)
    value    which of the equations' values is guessed
    Returns  0 to 1, the share of everybody where nobody moved; shape (draws, people)
    """
    usual = np.clip(equations.counts[value] @ common, SUREST, 1 - SUREST)
    start = np.full((shown.shape[1], equations.people), np.log(usual / (1 - usual)))
    pairs = [
        (_moved(equations, before, after), shown[before] == shown[after])
        for before, after in _pairs(equations)
        if equations.value_of[after] == value
    ]
    believed = _chance(start)
    for _ in range(TURNS):
        odds = start.copy()
        for moved, same in pairs:
            odds[:, moved] += _evidence(believed[:, moved], same)
        believed = (believed + _chance(odds)) / 2
    return believed


def _evidence(believed: Numbers, same: Any) -> Numbers:
    """Logarithm of how much likelier what was seen is if a person has the value than if not.

    believed  of those who moved, shape (draws, moved)
    same      whether the number stayed, shape (draws,)
    """
    nobody = np.prod(1 - believed, axis=1, keepdims=True) / (1 - believed)
    stayed = BY_CHANCE / (nobody + (1 - nobody) * BY_CHANCE)
    changed = 1 / np.maximum(1 - nobody, SUREST)
    found: Numbers = np.log(np.where(same[:, None], stayed, changed))
    return found


def _chance(odds: Numbers) -> Numbers:
    chance: Numbers = 1 / (1 + np.exp(-odds))
    return np.clip(chance, SUREST, 1 - SUREST)


def _pairs(equations: Equations) -> Iterator[tuple[int, int]]:
    """Lines of the same cell and value that follow one another in time."""
    of: dict[tuple[Any, ...], list[int]] = {}
    for place, line in enumerate(equations.lines):
        of.setdefault(line.about, []).append(place)
    for places in of.values():
        places.sort(key=lambda place: equations.lines[place].at)
        yield from pairwise(places)


def _moved(equations: Equations, before: int, after: int) -> Any:
    """Who is in one of two lines and not in the other."""
    there, later = (equations.members[[line]].indices for line in (before, after))
    return np.setxor1d(there, later, assume_unique=True)
