"""The linear program over groups of people whom no line tells apart."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from tiebeam.engine.disclosure.attack.equations import Equations, Numbers


class Contradiction(ValueError):
    """No answers of the people agree with all that was published."""


class Program:
    """What all points have to agree with.

    Its unknowns are, for each free answer and each group, how many people of the group give it.
    """

    def __init__(self, equations: Equations) -> None:
        self.equations = equations
        self.group, one_of = equations.alike
        self.size = np.bincount(self.group, minlength=len(one_of)).astype(np.float64)
        self.of_group: Any = sparse.csr_array(equations.members[:, one_of])
        adds = equations.adds[equations.value_of]
        blocks = [sparse.diags_array(column) @ self.of_group for column in adds.T]
        self.left: Any = sparse.hstack(blocks, format="csr")
        self.from_rest = equations.always[equations.value_of] * equations.size

    @property
    def bounds(self) -> tuple[Numbers, Numbers]:
        """From what to what each unknown can be, in people."""
        high = np.tile(self.size, self.equations.free)
        return np.zeros_like(high), high

    def add_up(self, wide: int) -> list[LinearConstraint]:
        """Nobody gives more than one answer; none where that is no matter.

        wide  how many unknowns there are, those of the caller among them
        """
        if self.equations.several or self.equations.free < 2:
            return []
        eye = sparse.eye_array(len(self.size), format="csr")
        each = sparse.hstack([eye] * self.equations.free, format="csr")
        return [LinearConstraint(widened(each, wide), -np.inf, self.size)]

    def answers_of(self, unknowns: Numbers) -> Numbers:
        """The free answers of one person of each group, shape (groups, free)."""
        return unknowns.reshape(self.equations.free, -1).T / self.size[:, None]


def widened(left: Any, wide: int) -> Any:
    """The same rows over more unknowns, which play no part in them."""
    rows, have = left.shape
    return sparse.hstack([left, sparse.csr_array((rows, wide - have))], format="csr")


def solved(
    cost: Numbers,
    constraints: list[LinearConstraint],
    bounds: Bounds,
    *,
    whole: NDArray[np.int64] | None = None,
) -> Numbers:
    """The cheapest point, by HiGHS.

    whole   1 where an unknown is a whole number; none of them where it is left out
    Raises  Contradiction where there is no such point
    """
    found = milp(cost, constraints=constraints, bounds=bounds, integrality=whole)
    if found.status != 0:
        raise Contradiction(
            "The numbers, the roster and the protection contradict one another. "
            "Check that they are of the same releases."
        )
    return np.asarray(found.x, dtype=np.float64)
