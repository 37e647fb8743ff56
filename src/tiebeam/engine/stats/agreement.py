"""How far two people agree who judged the same things, beyond what chance would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


class NothingInCommon(ValueError):
    """Two people judged nothing that both saw."""


@dataclass(frozen=True)
class Agreement:
    """What two people said of the same things.

    judged  how many things both judged
    alike   of how many they said the same
    kappa   1 where they always agree, 0 where they agree as often as chance would, below that less
            often; None where each said one and the same of everything, for then chance agrees too
    """

    judged: int
    alike: int
    kappa: float | None


def agreement(pairs: Sequence[tuple[Hashable, Hashable]]) -> Agreement:
    """Cohen's kappa of two people: (observed - expected) / (1 - expected).

    pairs   for each thing, what one said and what the other said
    Returns the count of things, how often they said the same, and kappa
    Raises  NothingInCommon for no pair at all
    Source  Cohen (1960), Educational and Psychological Measurement 20, 37-46
    """
    if not pairs:
        raise NothingInCommon("Both have to judge at least one thing.")
    judged = len(pairs)
    alike = sum(one == other for one, other in pairs)
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    # In whole numbers, so that a chance of exactly 1 is seen as that.
    by_chance = sum(ones[each] * others[each] for each in ones)
    if by_chance == judged**2:
        return Agreement(judged, alike, None)
    return Agreement(judged, alike, (alike * judged - by_chance) / (judged**2 - by_chance))
