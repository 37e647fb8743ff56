"""Guessing who has a secret value, where nobody is certain, from sums of what was shown.

Attackers take many draws of the shown numbers at once, because the work that does not depend on
them is the larger part. None forms a matrix of people by people.

Sources  Dinur & Nissim (2003), Proc. PODS, 202-210 (reconstruction from noised counts; by linear
         programming, Dwork, McSherry & Talwar (2007), Proc. STOC, 85-94); Hartigan (1969), JRSS B
         31, 446-454 (linear Bayes); Boyd, Parikh, Chu, Peleato & Eckstein (2011), Foundations and
         Trends in Machine Learning 3, 1-122 (alternating directions)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from tiebeam.engine.disclosure.attack.equations import Equations, Numbers, Sparse

#: An exact number has no variance; with this one, the equations can still be solved.
ALMOST_NONE: Final = 1e-6
#: Steps of the reconstruction. After them, what it misses is within a fiftieth of the least, as
#: HiGHS finds it, and no line is a fifth of a person beyond its largest noise.
STEPS: Final = 60
#: How firmly a step holds on to what people can be, beside what the lines say.
FIRMLY: Final = 10.0

#: Equations, shown numbers of shape (lines, draws), how common each answer is, shape (answers,),
#: and which of the values to guess → how probably each person has it, shape (draws, people).
Attacker = Callable[[Equations, Numbers, Numbers, int], Numbers]


def linear_bayes(equations: Equations, shown: Numbers, common: Numbers, value: int) -> Numbers:
    """The best guess that is a sum of the shown numbers: x̂ = p + C Aᵀ (A C Aᵀ + V)⁻¹ (y − A p).

    C is the covariance of one person's answers, p(1 − p) where there is one unknown. A C Aᵀ is, for
    two lines, how many people they share times what their values share: lines by lines.

    shown    in people, shape (lines, draws)
    common   the share of people who give each answer, 0 to 1, shape (answers,)
    value    which of the equations' values is guessed
    Returns  0 to 1, mostly; shape (draws, people)
    """
    gain, project = gain_of(equations, common)
    everywhere = np.broadcast_to(common[: equations.free], (equations.people, equations.free))
    weights = project(shown - equations.of_lines(everywhere)[:, None])
    moved = equations.lines_of_groups @ (weights * (gain @ equations.adds[value])[:, None])
    start = common @ equations.counts[value]
    found: Numbers = (start + moved)[equations.alike[0]].T
    return found


def gain_of(equations: Equations, common: Numbers) -> tuple[Numbers, Callable[[Numbers], Numbers]]:
    """What a line moves each free answer of its people by, and how far each line is to move."""
    p = common[: equations.free]
    shared = np.diag(p * (1 - p)) if equations.several else np.diag(p) - np.outer(p, p)
    adds = equations.adds[equations.value_of]
    gain = adds @ shared
    together = equations.overlap * (gain @ adds.T)
    together[np.diag_indices_from(together)] += np.maximum(equations.variance, ALMOST_NONE)
    factor = linalg.cho_factor(together, overwrite_a=True, check_finite=False)
    return gain, lambda right: linalg.cho_solve(factor, right, check_finite=False)


def l1_reconstruction(equations: Equations, shown: Numbers, common: Numbers, value: int) -> Numbers:
    """Answers from 0 to 1 that are, added up, as near as can be to all numbers: min Σ|Ax − y|.

    It looks at the lines of one value alone. No number is further off than its largest noise, and
    people in the same cells get the same. It goes by alternating directions: one step moves the
    answers towards what the lines say, one the lines towards what their noise can be, and one the
    answers towards what people can be.

    shown    in people, shape (lines, draws)
    common   not used: this attacker knows nothing beforehand
    value    which of the equations' values is guessed
    Returns  0 to 1, shape (draws, people)
    """
    lines = equations.value_of == value
    if not lines.any():
        return np.full((shown.shape[1], equations.people), 0.5)
    lines_of_groups, group = _alike_to(equations, lines)
    size = np.bincount(group).astype(np.float64)
    counts = (lines_of_groups.T @ sparse.diags_array(size)).tocsr()
    together = equations.overlap[np.ix_(lines, lines)] / FIRMLY
    together[np.diag_indices_from(together)] += 1
    inverse = linalg.inv(together, overwrite_a=True, check_finite=False)
    numbers, most = shown[lines], equations.largest[lines, None]
    x = np.full((len(size), shown.shape[1]), 0.5)
    off_people, off_lines = np.zeros_like(x), np.zeros_like(numbers)
    misses = np.zeros_like(numbers)
    for _ in range(STEPS):
        asked = x - off_people
        left = numbers + misses - off_lines - counts @ asked
        moved = asked + lines_of_groups @ (inverse @ left) / FIRMLY
        counted = counts @ moved
        # The nearest to what the lines say, a person less, and within the largest noise.
        misses = counted - numbers + off_lines
        misses = np.clip(np.sign(misses) * np.maximum(np.abs(misses) - 1, 0), -most, most)
        off_lines += counted - numbers - misses
        x = np.clip(moved + off_people, 0, 1)
        off_people += moved - x
    found: Numbers = x[group].T
    return found


def _alike_to(equations: Equations, lines: NDArray[np.bool_]) -> tuple[Sparse, NDArray[np.int64]]:
    """People whom none of these lines tells apart.

    Returns  1 where those of a group are in the cell of a line, sparse, shape (groups, these
             lines); and the group of each person, shape (people,)
    """
    each = equations.lines_of_groups[:, lines].tocsr()
    # Sums of random numbers are as good as the lines themselves: of 2**64, no two are the same.
    numbers = np.random.default_rng(0).integers(2**63, size=each.shape[1], dtype=np.int64)
    marks = sparse.csr_array((numbers[each.indices], each.indices, each.indptr), each.shape)
    _, one_of, group = np.unique(marks.sum(axis=1), return_index=True, return_inverse=True)
    return each[one_of], group[equations.alike[0]]
