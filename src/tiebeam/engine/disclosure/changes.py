"""Two figures of one thing at two times: what of it changed by more than its band.

Counts have noise, and few people swing: the same rules might have put others into the same places.
So a change is said only where the two bands, of noise and chance, put together do not hold it.
Where many rows are set side by side the bands are widened, so that all of them together lead astray
in one case of twenty at most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tiebeam.engine.disclosure.answers import At, Group
from tiebeam.engine.disclosure.figures import Figure, Row
from tiebeam.engine.stats.normal import z_for

#: up, down   beyond the band
#: unseen     within it: no change that could be seen
#: held       the newer number is still that of the earlier day
#: no band    nothing says how far the number may be off
Way = Literal["up", "down", "unseen", "held", "no band"]
CONFIDENCE: Final = 0.95


@dataclass(frozen=True, kw_only=True)
class Change:
    """One group at one place, at two times."""

    group: Group
    at: At
    before: Row
    after: Row
    way: Way


def changes(before: Figure, after: Figure) -> tuple[Change, ...]:
    """What both figures show, in the order of the later one. Everybody together is left out."""
    earlier = {_place(row): row for row in before.rows}
    pairs = [
        (earlier[_place(row)], row) for row in after.rows if row.group and _place(row) in earlier
    ]
    judged = max(1, sum(_reach(one) is not None and _reach(other) is not None
                        for one, other in pairs))  # fmt: skip
    # Šidák and Bonferroni differ by nothing that could be seen here.
    wider = z_for(1 - (1 - CONFIDENCE) / judged) / z_for(CONFIDENCE)
    return tuple(
        Change(group=row.group, at=row.at, before=one, after=row,
               way=_way(one, row, before=before, wider=wider))
        for one, row in pairs
    )  # fmt: skip


def seen(found: Sequence[Change]) -> tuple[Change, ...]:
    """Those that are beyond their band."""
    return tuple(each for each in found if each.way in ("up", "down"))


def _way(one: Row, other: Row, *, before: Figure, wider: float) -> Way:
    if other.day is not None and other.day <= before.window[1]:
        return "held"
    reaches = _reach(one), _reach(other)
    if reaches[0] is None or reaches[1] is None or one.value is None or other.value is None:
        return "no band"
    if abs(other.value - one.value) <= wider * math.hypot(reaches[0], reaches[1]):
        return "unseen"
    return "up" if other.value > one.value else "down"


def _reach(row: Row) -> float | None:
    """How far the true value may be off; the wider side, where the band ends at nobody or all.

    Who is there on a day is shown with its noise alone. To call a change of it one, chance counts
    as well, as where two groups are compared.
    """
    if row.value is None or row.low is None or row.high is None:
        return None
    shown = max(row.value - row.low, row.high - row.value)
    if row.band is None or not row.n or not 0 <= row.value <= 1:
        return shown
    chance = z_for(CONFIDENCE) ** 2 * row.value * (1 - row.value) / row.n
    return max(shown, math.sqrt(row.band**2 + chance))


def _place(row: Row) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str | int], ...]]:
    return tuple(sorted(row.group.items())), tuple(sorted(row.at.items()))
