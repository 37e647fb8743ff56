"""How sure a barrier is, and how heavy: worked out from what shows it, and never typed."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Final

from tiebeam.engine.disclosure import SMALLEST_GROUP
from tiebeam.web.insight.models import Barrier, Evidence

Strength, State = Evidence.Strength, Barrier.State
#: Where no figure says how many people, it weighs like the smallest group that is ever shown.
COUNTS_AS: Final = SMALLEST_GROUP
#: These say nothing for it.
_NOTHING: Final = frozenset({Strength.WAITING, Strength.DISMISSED})


class Sure(IntEnum):
    """How sure it is. Each step counts as one quarter of a sure one."""

    QUESTION = 0
    HINTED = 1
    BY_TEXT = 2
    BY_FIGURE = 3
    BY_BOTH = 4


def sure_of(strengths: Iterable[str]) -> Sure:
    """How sure a barrier is, from all that shows it. More of it never makes it less sure."""
    there = set(strengths) - _NOTHING
    if {Strength.CLEAR, Strength.TWO} <= there:
        return Sure.BY_BOTH
    if Strength.CLEAR in there:
        return Sure.BY_FIGURE
    if Strength.TWO in there:
        return Sure.BY_TEXT
    return Sure.HINTED if there else Sure.QUESTION


def is_known(sure: Sure) -> bool:
    """Whether it is a barrier, and no longer a question."""
    return sure >= Sure.BY_TEXT


def standing(state: str, sure: Sure) -> Barrier.State:
    """How it stands now: what shows it may have changed since somebody touched it last."""
    if state in (State.ANSWERED, State.CLOSED):
        return State(state)
    return State.OPEN if is_known(sure) else State.QUESTION


def weight(people: float | None, sure: Sure) -> float:
    """How heavy: how many people, as released figures show, times how sure."""
    return (COUNTS_AS if people is None else people) * sure / Sure.BY_BOTH
