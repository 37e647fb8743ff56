"""Funnels: of the people who applied in a window, how many came to each stage.

Whoever came to a stage came to all before it. So the cells of such a table lie within one another,
and what two of them differ by are the people who got as far as the one and no further. They are
told apart as if they were a cell of their own: they are nobody, or many.

A funnel is looked at once, on the same day for everybody: half a year after its window ends, when
nearly all that was applied for is decided. It is never counted again, because the few about whom
something was decided later would be what two looks at it differ by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from tiebeam.engine.disclosure.noise import Protection
from tiebeam.engine.disclosure.population import Cell
from tiebeam.engine.records.window import Window

#: What a funnel shows: who applied, by the stages that they came to.
APPLIED: Final = "applied"
#: The field of its cells.
STAGE: Final = "stage"
#: Half a year, as between two releases.
DAYS_TO_DECIDE: Final = 181


def decided_by(window: Window) -> date:
    """The last day whose decisions about the applications of a window are counted."""
    return window.last + timedelta(days=DAYS_TO_DECIDE)


def seen_by(shows: str, window: Window) -> date:
    """The day by which everything is known that a table of a window shows."""
    return decided_by(window) if shows == APPLIED else window.last


def kept_apart(sizes: Sequence[int], protection: Protection) -> list[bool]:
    """Which stages are shown: those that differ from each other by nobody, or by many.

    The first stage and the last are more important than those between, which are taken in order.

    sizes    people at each stage, from the first on; never more than at the one before
    Returns  of each stage
    """
    kept: dict[int, bool] = {}
    for place in sorted(range(len(sizes)), key=lambda each: (0 < each < len(sizes) - 1, each)):
        others = [sizes[each] for each, is_kept in kept.items() if is_kept]
        kept[place] = sizes[place] >= protection.smallest_group and all(
            sizes[place] == other or abs(sizes[place] - other) >= protection.hold
            for other in others
        )
    return [kept[place] for place in range(len(sizes))]


def too_near(sizes: Mapping[Cell, int], protection: Protection) -> set[Cell]:
    """The cells of a funnel that are not shown, because too few people are in them or between them.

    Who they are plays no part, and how many they are is known to nobody but HR.
    """
    order = sorted(sizes, key=lambda cell: -sizes[cell])
    kept = kept_apart([sizes[cell] for cell in order], protection)
    return {cell for cell, is_kept in zip(order, kept, strict=True) if not is_kept}


def in_order(sizes: Mapping[str, int], stages: Sequence[str]) -> list[str]:
    """Stages from the first to the last, which fewer people come to; alike ones as they are named.

    sizes   people at each stage
    stages  as the newest release names them, which may lack one of an older release
    """
    place = {stage: number for number, stage in enumerate(stages)}
    return sorted(sizes, key=lambda stage: (-sizes[stage], place.get(stage, len(place)), stage))
