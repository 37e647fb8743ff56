"""A state of things in which every line has room: answers of whole people, not of parts of them.

If one such state agrees with all that was published, with room for one person in each line, then
any single person may have any value, and no line would tell. So it proves, without any solver, that
nobody is certain. It is looked for by letting people change their answers one by one, as long as
some line has too few or too many.
"""

from __future__ import annotations

from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tiebeam.engine.disclosure.attack.equations import Equations, Numbers

ROUNDS: Final = 100
#: How often a person changes an answer though that helps no line, so that others can: without, the
#: search gets stuck with one line that lacks one person.
SIDEWAYS: Final = 0.1
#: Of more answers that can be given at once, there are too many states to try each.
MOST_AT_ONCE: Final = 6


def whole_people(
    equations: Equations, start: Numbers, low: Numbers, high: Numbers, *, seed: int = 0
) -> NDArray[np.bool_] | None:
    """Who gives which answer, so that each line counts from low to high; None if none was found.

    start      how probable each free answer is, shape (people, free)
    low, high  people, shape (lines,)
    Returns    shape (people, answers)
    """
    many = len(equations.answers)
    if equations.several and many > MOST_AT_ONCE:
        return None
    states = np.array(list(product((0, 1), repeat=many))) if equations.several else np.eye(many)
    random = np.random.default_rng(seed)
    search = _Search(equations, states.astype(np.int64), low, high, random)
    state = _drawn(equations, states, start, random)
    for _ in range(ROUNDS):
        if search.settled(state):
            return states[state] > 0
        for person in random.permutation(search.people_in_the_way()):
            search.change(state, person)
    return None


def _drawn(
    equations: Equations, states: Numbers, start: Numbers, random: np.random.Generator
) -> NDArray[np.int64]:
    """A state for each person, as probable as the guess says."""
    found: NDArray[np.int64]
    if equations.several:
        given = random.random(start.shape) < start
        found = given @ (1 << np.arange(start.shape[1])[::-1])
    else:
        found = (random.random((len(start), 1)) > np.cumsum(start, axis=1)).sum(axis=1)
    return found


class _Search:
    """What all lines count now, and what each state of a person would add to them."""

    def __init__(
        self,
        equations: Equations,
        states: NDArray[np.int64],
        low: Numbers,
        high: Numbers,
        random: np.random.Generator,
    ) -> None:
        self.equations, self.low, self.high, self.random = equations, low, high, random
        # Shape (lines, states): whether a person in this state is counted.
        self.counts = equations.counts[equations.value_of].astype(np.int64) @ states.T
        columns = equations.members.tocsc()
        self.lines_of = np.split(columns.indices, columns.indptr[1:-1])
        self.counted = np.zeros(len(low))

    def settled(self, state: NDArray[np.int64]) -> bool:
        each = range(self.counts.shape[1])
        there = np.stack([self.equations.members @ (state == one) for one in each], axis=1)
        self.counted = (there * self.counts).sum(axis=1)
        return not self._wrong().any()

    def people_in_the_way(self) -> NDArray[np.int64]:
        return np.unique(self.equations.members[np.flatnonzero(self._wrong())].indices)

    def change(self, state: NDArray[np.int64], person: int) -> None:
        """Let a person take the state that leaves the lines nearest to their range."""
        lines = self.lines_of[person]
        without = self.counted[lines] - self.counts[lines, state[person]]
        each = without[:, None] + self.counts[lines]
        beyond = np.maximum(self.low[lines, None] - each, each - self.high[lines, None])
        cost = (np.maximum(beyond, 0) ** 2).sum(axis=0)
        best = np.flatnonzero(cost == cost.min())
        if state[person] not in best or self.random.random() < SIDEWAYS:
            state[person] = self.random.choice(best)
        self.counted[lines] = without + self.counts[lines, state[person]]

    def _wrong(self) -> NDArray[np.bool_]:
        return (self.counted < self.low) | (self.counted > self.high)
