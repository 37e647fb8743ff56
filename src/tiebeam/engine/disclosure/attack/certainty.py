"""Who is certain: people of whom the published numbers leave only one possibility.

The question is asked for each person and value twice: can it be so, and can it be otherwise? Any
point that agrees with all lines answers it for many people at once:

- Where it gives somebody the value, that can be so.
- Where every line of a person has room for one person more or less, that person may as well have
  the value as not, whatever the others have. So one point with room for one person in every line
  proves that nobody is certain.

Such a point is built from the linear-Bayes guess. Only for people whom it leaves open are linear
programs solved, and each answers for as many as it can.

What is found is certain. What is not found can be certain only because people are whole: parts of
people leave more room. `whole=True` looks there too. Where a state of whole people has room in
every line it is quick, and a proof; elsewhere it may take very long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint

from tiebeam.engine.disclosure.attack.equations import Equations, Numbers
from tiebeam.engine.disclosure.attack.guessing import gain_of
from tiebeam.engine.disclosure.attack.program import Program, solved, widened
from tiebeam.engine.disclosure.attack.whole import whole_people

#: The solver's answers are true to about 1e-7; people are whole.
CLOSE: Final = 1e-5
#: A part of a person, so small that there is some for everybody in a cell where one is counted.
A_LITTLE: Final = 1e-4
#: By how much a point may miss a line, in people; the solver allows itself about as much.
ROUNDED: Final = 1e-6
#: How often the guess is moved towards what the lines allow, before linear programs take over.
TRIES: Final = 300
#: A share of which nobody would be surprised, for attributes whose numbers say nothing of it.
LEAST_SHARE: Final = 0.01


@dataclass(frozen=True, order=True)
class Certain:
    """One thing that everybody can work out about one person.

    person     column of the roster, from 0
    attribute, value  such as "gender" and "Women"
    has        whether the person certainly has the value, or certainly has it not
    """

    person: int
    attribute: str
    value: str
    has: bool


def forced(equations: Equations, *, whole: bool = False) -> tuple[Certain, ...]:
    """What is certain about whom; nothing is what we want.

    whole    True to find also what is certain only because people are whole
    Returns  in the order of the roster
    Raises   Contradiction when the numbers can't be of this roster with this protection
    Source   bounds by linear programming: Dobra, Fienberg & Trottini (2003), Bayesian Statistics 7,
             125-144; the point with room in every line is our own
    """
    if not equations.lines:
        return ()
    questions = _Questions(equations)
    point = _with_room(equations)
    questions.hear(_of_whole_people(equations, point) if whole else point)
    if questions.open.any():
        _ask(questions, whole=whole)
    return tuple(sorted(questions.certain()))


class _Questions:
    """Can it be so, and can it be otherwise: by group of people, value, and which of the two."""

    def __init__(self, equations: Equations) -> None:
        self.equations = equations
        self.program = Program(equations)
        shape = len(self.program.size), len(equations.values), 2
        self.open = np.ones(shape, bool)
        self.impossible = np.zeros(shape, bool)

    def have(self, point: Numbers) -> Numbers:
        """People of each group who have each value, and who have it not.

        point  free answers of one person of each group, shape (groups, free)
        """
        share = self.equations.of_values(point)
        each = np.stack([share, 1 - share], axis=2)
        people: Numbers = each * self.program.size[:, None, None]
        return people

    def hear(self, point: Numbers | None) -> None:
        """Settle what a point shows to be possible; it must agree with all lines."""
        if point is None:
            return
        needs = np.maximum(1 - self.have(point), 0)
        self.open &= needs > self._room(point)[:, None, None] + CLOSE

    def _room(self, point: Numbers) -> Numbers:
        """By how many people the lines of each group can change without leaving their range."""
        equations = self.equations
        counted = equations.of_lines(point[self.program.group])
        room = np.minimum(
            np.where(equations.low > 0, counted - equations.low, np.inf),
            np.where(equations.high < equations.size, equations.high - counted, np.inf),
        )
        least: Numbers = np.full(len(self.program.size), np.inf)
        each = self.program.of_group.tocoo()
        np.minimum.at(least, each.col, np.maximum(room, 0)[each.row])
        return least

    def settle(self, which: NDArray[np.bool_], *, impossible: bool) -> None:
        self.open &= ~which
        self.impossible |= which & impossible

    def certain(self) -> Iterator[Certain]:
        for group, value, otherwise in np.argwhere(self.impossible):
            for person in np.flatnonzero(self.program.group == group):
                attribute, named = self.equations.values[value]
                yield Certain(int(person), attribute, named, bool(otherwise))


# --- a point with room ----------------------------------------------------------------------------


def _with_room(equations: Equations) -> Numbers | None:
    """A point that agrees with all lines, with room for one person where that can be.

    Clip the linear-Bayes guess to what people can be, then move it by what the lines still miss.
    """
    group, one_of = equations.alike
    common = _usual(equations)
    gain, project = gain_of(equations, common)
    low, high = _with_a_margin(equations)
    x = np.broadcast_to(common[: equations.free], (len(one_of), equations.free)).copy()
    columns = equations.members[:, one_of].T.tocsr()
    found = None
    for _ in range(TRIES):
        counted = equations.of_lines(x[group])
        misses = np.clip(counted, low, high) - counted
        if equations.fits(x[group], by=ROUNDED):
            found = x.copy()
        if np.abs(misses).max(initial=0) == 0:
            break
        x = _possible(x + columns @ (project(misses)[:, None] * gain), equations.several)
    return found


def _of_whole_people(equations: Equations, point: Numbers | None) -> Numbers | None:
    """Such a point at which people are whole: what each group gives on average."""
    if point is None:
        return None
    group, one_of = equations.alike
    low, high = equations.low, equations.high
    roomy = high - low >= 2
    low = np.where(roomy & (low > 0), low + 1, low)
    high = np.where(roomy & (high < equations.size), high - 1, high)
    answers = whole_people(equations, point[group], low, high)
    if answers is None:
        return None
    total = np.zeros((len(one_of), equations.free))
    np.add.at(total, group, answers[:, : equations.free])
    return total / np.bincount(group)[:, None]


def _with_a_margin(equations: Equations) -> tuple[Numbers, Numbers]:
    """The range of each line, less a person and a little at each end that tells anything."""
    low = np.where(equations.low > 0, equations.low + 1.01, -np.inf)
    high = np.where(equations.high < equations.size, equations.high - 1.01, np.inf)
    narrow = low > high
    middle = (equations.low + equations.high) / 2
    return np.where(narrow, middle, low), np.where(narrow, middle, high)


def _possible(x: Numbers, several: bool) -> Numbers:
    x = np.clip(x, 0, 1)
    if several:
        return x
    found: Numbers = x / np.maximum(x.sum(axis=1, keepdims=True), 1)
    return found


def _usual(equations: Equations) -> Numbers:
    """How common each answer is, roughly, from all lines together, shape (answers,)."""
    share = np.array([_share_of(equations, value) for value in range(len(equations.values))])
    if equations.several:
        return share @ equations.counts
    power = np.log(share) @ equations.counts + np.log(1 - share) @ ~equations.counts
    weights = np.exp(power - power.max())
    found: Numbers = weights / weights.sum()
    return found


def _share_of(equations: Equations, value: int) -> float:
    of = equations.value_of == value
    if not of.any():
        return 0.5
    share = equations.shown[of].sum() / max(equations.size[of].sum(), 1.0)
    return float(np.clip(share, LEAST_SHARE, 1 - LEAST_SHARE))


# --- what no such point settles -------------------------------------------------------------------


def _ask(questions: _Questions, *, whole: bool) -> None:
    """Solve for points that answer open questions with yes, until none is open.

    What a point is to give most to is drawn at random, because where all weigh the same, solvers
    like points that give a part to many. A question that stays open is asked by itself.
    """
    random = np.random.default_rng(0)
    for otherwise in (0, 1):
        _settle_those_at_nothing(questions, _one_side(questions.open, otherwise))
        while (left := _one_side(questions.open, otherwise)).any():
            before = questions.open.sum()
            questions.hear(_far(questions, left, random, whole=whole))
            if questions.open.sum() == before:
                _ask_one(questions, left, whole=whole)


def _settle_those_at_nothing(questions: _Questions, left: NDArray[np.bool_]) -> None:
    """All at once those that can't be had at all, not even by a part of a person.

    If each can be had a little, then all can be a little at the same time. So where a point gives a
    little to as many as can be, and nothing to some, these are suspects; to give as much as can be
    to them alone proves it, or doesn't.
    """
    if not left.any():
        return
    _, yes = _most(questions, left, at_most=A_LITTLE)
    suspects = np.zeros_like(left)
    suspects[tuple(np.argwhere(left)[yes < A_LITTLE / 100].T)] = True
    if suspects.any() and _most(questions, suspects)[1].sum() < 1 - CLOSE:
        questions.settle(suspects, impossible=True)


def _ask_one(questions: _Questions, left: NDArray[np.bool_], *, whole: bool) -> None:
    """Where the open questions stand in one another's way, the first of them by itself."""
    one = np.zeros_like(left)
    one[tuple(np.argwhere(left)[0])] = True
    point, yes = _most(questions, one, whole=whole)
    if yes.sum() >= 1 - CLOSE:
        questions.hear(point)
    questions.settle(one, impossible=yes.sum() < 1 - CLOSE)


def _one_side(open_: NDArray[np.bool_], otherwise: int) -> NDArray[np.bool_]:
    left = np.zeros_like(open_)
    left[:, :, otherwise] = open_[:, :, otherwise]
    return left


def _far(
    questions: _Questions, asked: NDArray[np.bool_], random: np.random.Generator, *, whole: bool
) -> Numbers:
    """A point that gives the asked groups as much as can be, some of them more than others."""
    asks, _ = _as_rows(questions, asked)
    weight = random.exponential(size=asks.shape[0])
    found = _solve(questions, -(asks.T @ weight), [], Bounds(*questions.program.bounds), whole)
    return questions.program.answers_of(found)


def _most(
    questions: _Questions,
    asked: NDArray[np.bool_],
    *,
    at_most: float = 1.0,
    whole: bool = False,
) -> tuple[Numbers, Numbers]:
    """A point that gives the asked groups as many people as can be, and how many each.

    at_most  people that each of them is given
    """
    asks, at_least = _as_rows(questions, asked)
    count, unknowns = asks.shape
    low, high = questions.program.bounds
    found = _solve(
        questions,
        np.r_[np.zeros(unknowns), -np.ones(count)],
        [
            LinearConstraint(
                sparse.hstack([asks, -sparse.eye_array(count)], format="csr"), -at_least, np.inf
            )
        ],
        Bounds(np.r_[low, np.zeros(count)], np.r_[high, np.full(count, at_most)]),
        whole,
    )
    return questions.program.answers_of(found[:unknowns]), found[unknowns:]


def _solve(
    questions: _Questions,
    cost: Numbers,
    more: list[LinearConstraint],
    bounds: Bounds,
    whole: bool,
) -> Numbers:
    """The cheapest point that agrees with all lines; unknowns of the caller are not whole."""
    equations, program = questions.equations, questions.program
    low, high = equations.low - program.from_rest, equations.high - program.from_rest
    wide, unknowns = len(cost), program.left.shape[1]
    lines = LinearConstraint(widened(program.left, wide), low, high)
    integral = (np.arange(wide) < unknowns).astype(np.int64) if whole else None
    return solved(cost, [lines, *program.add_up(wide), *more], bounds, whole=integral)


def _as_rows(questions: _Questions, asked: NDArray[np.bool_]) -> tuple[Any, Numbers]:
    """How many people each asked group has: a row over the unknowns, and what is always added."""
    equations, size = questions.equations, questions.program.size
    group, value, otherwise = np.nonzero(asked)
    sign = 1.0 - 2.0 * otherwise
    always = np.abs(otherwise - equations.always[value]) * size[group]
    row = np.repeat(np.arange(len(group)), equations.free)
    column = (np.arange(equations.free)[None, :] * len(size) + group[:, None]).ravel()
    worth = (equations.adds[value] * sign[:, None]).ravel()
    shape = len(group), equations.free * len(size)
    return sparse.csr_array((worth, (row, column)), shape=shape), always
