"""Guessing who has a secret value, where nobody is certain, from sums of what was shown.

Attackers take many draws of the shown numbers at once, because the work that does not depend on
them is the larger part. None forms a matrix of people by people.

Sources  Dinur & Nissim (2003), Proc. PODS, 202-210 (reconstruction from noised counts; by linear
         programming, Dwork, McSherry & Talwar (2007), Proc. STOC, 85-94); Hartigan (1969), JRSS B
         31, 446-454 (linear Bayes)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from scipy import linalg

from tiebeam.engine.disclosure.attack.equations import Equations, Numbers
from tiebeam.engine.disclosure.attack.program import Program

#: An exact number has no variance; with this one, the equations can still be solved.
ALMOST_NONE: Final = 1e-6

#: Equations, shown numbers of shape (lines, draws), and how common each answer is, shape (answers,)
#: → how probably each person has each value, shape (draws, people, values).
Attacker = Callable[[Equations, Numbers, Numbers], Numbers]


def linear_bayes(equations: Equations, shown: Numbers, common: Numbers) -> Numbers:
    """The best guess that is a sum of the shown numbers: x̂ = p + C Aᵀ (A C Aᵀ + V)⁻¹ (y − A p).

    C is the covariance of one person's answers, p(1 − p) where there is one unknown. A C Aᵀ is, for
    two lines, how many people they share times what their values share: lines by lines.

    shown    in people, shape (lines, draws)
    common   the share of people who give each answer, 0 to 1, shape (answers,)
    Returns  0 to 1, mostly; shape (draws, people, values)
    """
    gain, project = gain_of(equations, common)
    expected = equations.of_lines(_everywhere(equations, common))
    weights = project(shown - expected[:, None])
    start = common[: equations.free]
    found = (start + equations.members.T @ (each[:, None] * gain) for each in weights.T)
    return np.stack([equations.of_values(x) for x in found])


def _everywhere(equations: Equations, common: Numbers) -> Numbers:
    return np.broadcast_to(common[: equations.free], (equations.people, equations.free))


def gain_of(equations: Equations, common: Numbers) -> tuple[Numbers, Callable[[Numbers], Numbers]]:
    """What a line moves each free answer of its people by, and how far each line is to move."""
    p = common[: equations.free]
    shared = np.diag(p * (1 - p)) if equations.several else np.diag(p) - np.outer(p, p)
    adds = equations.adds[equations.value_of]
    gain = adds @ shared
    overlap = (equations.members @ equations.members.T).toarray()
    overlap *= gain @ adds.T
    overlap[np.diag_indices_from(overlap)] += np.maximum(equations.variance, ALMOST_NONE)
    factor = linalg.cho_factor(overlap, overwrite_a=True, check_finite=False)
    return gain, lambda residual: linalg.cho_solve(factor, residual, check_finite=False)


def l1_reconstruction(
    equations: Equations, shown: Numbers, common: Numbers | None = None
) -> Numbers:
    """Answers from 0 to 1 that are, added up, as near as can be to all numbers: min Σ|Ax − y|.

    No number is further off than its largest noise. People in the same cells get the same.

    shown    in people, shape (lines, draws)
    common   not used: this attacker knows nothing beforehand
    Returns  0 to 1, shape (draws, people, values)
    Raises   Contradiction
    """
    program = Program(equations)
    return np.stack([program.nearest(each) for each in shown.T])
