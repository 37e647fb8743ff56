"""Two groups beside each other: how far apart they stand, and whether chance may explain it.

Where the figure holds a comparison of the two, its tests decide, and their disagreement is said.
Elsewhere the bands of the two decide.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist
from typing import Any

from tiebeam.charts.arrange import Line, Panel
from tiebeam.charts.names import is_named
from tiebeam.engine.disclosure import EVERYWHERE, SMALLEST_GROUP, Figure, Row
from tiebeam.engine.words import noop

RARELY = noop("chance alone would rarely do this")
MAY = noop("chance may explain it")
AMONG_MANY = noop("among so many comparisons, chance may explain it")
DISAGREE = noop("the tests disagree on whether chance explains the gap")

TESTS = ("p", "p_z", "p_fisher", "p_mid")
LINE = 0.05
#: Places that stand beside the others: they are looked at only where there is nothing else.
SIDE_PLACES = {"off the ladder", "no exit recorded"}


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Two groups at one place, or one group at two places, the lower value first.

    people  what the two are called inside a sentence
    panels  where each of them stands
    apart   distance in widths of its own 95 % band; below 0 where there is no band
    found   what the engine's comparison of the two says; empty where it made none
    """

    people: tuple[str, str]
    rows: tuple[Row, Row]
    panels: tuple[Panel, Panel]
    apart: float
    found: Mapping[str, Any]

    @property
    def is_none(self) -> bool:
        """Whether both values are the same."""
        return self.rows[0].value == self.rows[1].value


def gaps_between_groups(figure: Figure, arranged: Sequence[Panel]) -> list[Gap]:
    """Every two groups at the same place; groups that are not known only where no others are."""
    main = _main(arranged)
    named = [panel for panel in main if len(known(panel)) > 1]
    gaps = [
        _gap(figure, (panel, one), (panel, other))
        for panel in named or main
        for one, other in combinations(worth_comparing(panel), 2)
    ]
    # Without bands, groups that overlap are set side by side only where the engine did so.
    if compared := [gap for gap in gaps if gap.found and gap.rows[0].low is None]:
        return compared
    return gaps


def gaps_between_levels(figure: Figure, arranged: Sequence[Panel]) -> list[Gap]:
    """Every group at every two levels."""
    levels = [panel for panel in arranged if isinstance(panel.at.get("level"), int)]
    return [
        _gap(figure, (lower, one), (higher, other))
        for lower, higher in combinations(levels, 2)
        for one in worth_comparing(lower)
        for other in worth_comparing(higher)
        if one.row is not None and other.row is not None and one.row.group == other.row.group
    ]


def gap_between(figure: Figure, panel: Panel, one: Line, other: Line) -> Gap:
    """Two groups at one place."""
    return _gap(figure, (panel, one), (panel, other))


def worth_comparing(panel: Panel) -> list[Line]:
    """The groups of which everything is known, or all that are shown where there are not two."""
    named = known(panel)
    return named if len(named) > 1 else [line for line in panel.lines if _is_shown(line)]


def known(panel: Panel) -> list[Line]:
    """Groups with a figure of which everything is known, and of these rather the large ones."""
    named = [
        line
        for line in panel.lines
        if _is_shown(line) and line.row is not None and is_named(line.row.group)
    ]
    large = [line for line in named if line.row is not None and line.row.members >= SMALLEST_GROUP]
    return large if len(large) > 1 else named


def widest(gaps: Sequence[Gap]) -> Gap | None:
    """The gap that is furthest from what chance would do; of shares at the top rather there."""
    top = [gap for gap in gaps if gap.panels[0].at.get("end") == "top"]
    return max(top or gaps, key=lambda gap: gap.apart, default=None)


def worth_telling(gaps: Sequence[Gap]) -> Gap | None:
    """The widest gap; where chance may explain even that, the widest of the two largest groups."""
    gap = widest(gaps)
    if gap is None or verdict(gap, among=len(gaps)) in {RARELY, ""}:
        return gap
    sizes: Counter[str] = Counter()
    for each in gaps:
        for people, row in zip(each.people, each.rows, strict=True):
            sizes[people] = max(sizes[people], row.members)
    largest = {people for people, _ in sizes.most_common(2)}
    told = [each for each in gaps if {*each.people} == largest]
    all_reasons = [each for each in told if "any" in each.panels[0].at.values()]
    return widest(all_reasons or told) or gap


def verdict(gap: Gap, *, among: int) -> str:
    """Whether chance may explain the gap, given that it is the widest of so many.

    Source  the line for many is Bonferroni's
    """
    if gap.apart < 0 or gap.is_none:
        return ""
    p = [gap.found[test] for test in TESTS if gap.found.get(test) is not None]
    rare = [each < LINE for each in p]
    if any(rare) and not all(rare):
        return DISAGREE
    if p:
        return (RARELY if max(p) < LINE / among else AMONG_MANY) if all(rare) else MAY
    apart = _apart_in_percent(gap.found) or gap.apart
    if apart <= 1:
        return MAY
    clear = apart * 1.96 > NormalDist().inv_cdf(1 - LINE / 2 / among)
    return RARELY if clear else AMONG_MANY


def comparison_at(figure: Figure, one: Row, other: Row) -> Mapping[str, Any]:
    """What the engine found when it compared the two; empty where it did not."""
    if one.at != other.at:
        return {}
    for each in figure.comparisons:
        sides = (each.group, each.reference)
        if each.at == one.at and sides in ((one.group, other.group), (other.group, one.group)):
            return each.results
    return {}


def _main(arranged: Sequence[Panel]) -> list[Panel]:
    beside = {EVERYWHERE, *SIDE_PLACES}
    main = [panel for panel in arranged if not beside & {str(v) for v in panel.at.values()}]
    return main if any(len(panel.shown) > 1 for panel in main) else list(arranged)


def _gap(figure: Figure, one: tuple[Panel, Line], other: tuple[Panel, Line]) -> Gap:
    """Source of the band of a difference from two bands: Newcombe (1998), Stat. Med. 17, 873-890,
    method 10; for other measures Zou & Donner (2008), Stat. Med. 27, 1693-1702."""
    (low_panel, low_line), (high_panel, high_line) = sorted(
        (one, other), key=lambda placed: _value(placed[1].row)
    )
    low, high = low_line.row, high_line.row
    assert low is not None
    assert high is not None
    return Gap(
        people=(low_line.people, high_line.people),
        rows=(low, high),
        panels=(low_panel, high_panel),
        apart=_apart(low, high),
        found=comparison_at(figure, low, high),
    )


def _apart(low: Row, high: Row) -> float:
    distance = _value(high) - _value(low)
    if low.high is None or high.low is None:
        return -1 / (1 + distance)
    reach = math.hypot(low.high - _value(low), _value(high) - high.low, _chance(low), _chance(high))
    return distance / reach if reach else (math.inf if distance else 0.0)


def _chance(row: Row) -> float:
    """What chance adds to a band of noise alone: the same rules might have filled the places so."""
    value = _value(row)
    if row.band is None or row.n is None or row.high is None or row.low is None:
        return 0.0
    noise_alone = row.high - row.low <= 2 * row.band * (1 + 1e-9)
    return 1.96 * math.sqrt(value * (1 - value) / row.n) if noise_alone else 0.0


def _apart_in_percent(found: Mapping[str, Any]) -> float | None:
    """The same of a gap in percent, whose band the engine computed."""
    gap, low, high = (found.get(f"gap_percent{end}") for end in ("", "_low", "_high"))
    if gap is None or low is None or high is None:
        return None
    reach = gap - low if gap > 0 else high - gap
    return abs(gap) / reach if reach else math.inf


def _is_shown(line: Line) -> bool:
    return line.row is not None and line.row.value is not None


def _value(row: Row | None) -> float:
    return row.value if row is not None and row.value is not None else 0.0
