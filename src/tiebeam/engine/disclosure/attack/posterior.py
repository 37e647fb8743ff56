"""How probable each answer is: the best guess that anybody can make who knows the same.

Source  Geman & Geman (1984), IEEE Trans. Pattern Analysis and Machine Intelligence 6, 721-741
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from tiebeam.engine.disclosure.attack.equations import Equations, Numbers
from tiebeam.engine.disclosure.noise import noise_of

#: What a count that can't be costs, as a logarithm, and how much more per person: enough to leave
#: it soon and hardly ever to go back.
IMPOSSIBLE: Final = -40.0
PER_PERSON: Final = -5.0


def sampled_posterior(
    equations: Equations,
    shown: Numbers,
    common: Numbers,
    value: int,
    *,
    rounds: int = 300,
    warm_up: int = 100,
    seed: int = 0,
) -> Numbers:
    """How probable each answer is, given all numbers and the true chances of the noise.

    Nobody who knows the same can guess better on average: to name those with the largest chances is
    the best way of naming so many. It is Gibbs sampling, with whole people: each person's answer is
    drawn anew, over and over, given those of all others. All draws walk side by side.

    shown    in people, shape (lines, draws)
    common   the share of people who give each answer, above 0, shape (answers,)
    value    which of the equations' values is guessed
    rounds   how often everybody is drawn anew and counted; `warm_up` rounds go before
    Returns  0 to 1, shape (draws, people)
    """
    random = np.random.default_rng(seed)
    walk = _Walk(equations, shown, common, random)
    for _ in range(warm_up):
        walk.around()
    total = np.zeros_like(walk.chances)
    for _ in range(rounds):
        walk.around()
        total += walk.chances
    mean = np.moveaxis(total / rounds, -1, 0)
    found: Numbers = mean @ equations.counts[value].astype(np.float64)
    return found


class _Walk:
    """One state of the answers per draw, moved on person by person."""

    def __init__(
        self, equations: Equations, shown: Numbers, common: Numbers, random: np.random.Generator
    ) -> None:
        self.random = random
        self.draws = np.arange(shown.shape[1])
        self.counts = equations.counts[equations.value_of].astype(np.int64)
        self.prior = np.log(common)[:, None]
        self.likely = _likelihoods(equations, shown)
        columns = equations.members.tocsc()
        self.lines_of = np.split(columns.indices, columns.indptr[1:-1])
        shape = equations.people, shown.shape[1]
        self.answer = random.choice(len(common), size=shape, p=common)
        self.counted = np.stack(
            [equations.members @ (self.answer == each) for each in range(len(common))]
        )
        # By line and draw, what each line counts now.
        self.total = np.einsum("la,ald->ld", self.counts, self.counted).astype(np.int64)
        self.chances = np.zeros((equations.people, len(common), shown.shape[1]))

    def around(self) -> None:
        for person in self.random.permutation(len(self.lines_of)):
            self._anew(person)

    def _anew(self, person: int) -> None:
        lines = self.lines_of[person]
        counts = self.counts[lines]
        without = self.total[lines] - counts[:, self.answer[person]]
        # Shape (lines, answers, draws): how likely each line's number is with each answer.
        there = self.likely[
            lines[:, None, None], without[:, None, :] + counts[:, :, None], self.draws
        ]
        power = there.sum(axis=0) + self.prior
        weights = np.exp(power - power.max(axis=0))
        chances = weights / weights.sum(axis=0)
        until = chances.cumsum(axis=0)[:-1]
        self.answer[person] = (self.random.random(len(self.draws)) > until).sum(axis=0)
        self.chances[person] = chances
        self.total[lines] = without + counts[:, self.answer[person]]


def _likelihoods(equations: Equations, shown: Numbers) -> NDArray[np.float32]:
    """Logarithm of the chance of each shown number, by line, true count and draw."""
    largest = int(equations.size.max(initial=0))
    likely = np.zeros((len(equations.lines), largest + 1, shown.shape[1]), np.float32)
    for line, size in enumerate(equations.size.astype(int)):
        for count in range(size + 1):
            step = np.rint(shown[line]).astype(int) - count
            likely[line, count] = _of_steps(equations, line, count, size, step)
    return likely


def _of_steps(
    equations: Equations, line: int, count: int, size: int, step: NDArray[np.int64]
) -> Numbers:
    most = int(equations.largest[line])
    far = IMPOSSIBLE + PER_PERSON * np.abs(step)
    if most == 0:
        return np.where(step == 0, 0.0, far)
    noise = noise_of(
        count,
        members=size,
        largest=most,
        variance=float(equations.variance[line]),
        never_shown=equations.never_shown,
    )
    chance = np.zeros(2 * most + 1)
    chance[np.array(noise.steps) + most] = noise.chances
    with np.errstate(divide="ignore"):
        near = np.log(chance)[np.clip(step, -most, most) + most]
    return np.where(np.abs(step) <= most, np.maximum(near, far), far)
