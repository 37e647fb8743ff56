"""Time to an event as steps: the share of each group to whom it had happened, as years pass.

A step can only rise. Promotion has one panel; leaving has one for each of its most frequent
reasons. With more than three groups each has a panel of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from tiebeam.charts.arrange import ALONG, Panel, panels, rows_along
from tiebeam.charts.bands import HURTS, NEUTRAL_REASONS, draw_hidden
from tiebeam.charts.canvas import Canvas
from tiebeam.charts.curves import (
    MOST_IN_ONE,
    Curve,
    Frame,
    Point,
    Scale,
    draw_frames,
    framed,
    more_groups,
)
from tiebeam.charts.gaps import RARELY
from tiebeam.charts.names import event, years
from tiebeam.charts.scale import nice_step, tick_words
from tiebeam.charts.telling.time import LEFT_FOR, outcome_of, outcomes_told, told_of_time
from tiebeam.charts.told import Told
from tiebeam.charts.values import decimals, said
from tiebeam.engine.disclosure import Figure, Row
from tiebeam.engine.words import tr, trn

MOST_REASONS, MOST_GROUPS = 4, 6
MONTHS = 12


def draw_steps(canvas: Canvas, figure: Figure, *, most: int | None, narrow: bool) -> None:
    """Panels of step curves: outcomes that are told, groups with a label where their curve ends."""
    canvas.y += 14 if canvas.y else 0
    along = ALONG[figure.measure]
    told, outcomes = told_of_time(figure), outcomes_told(figure)
    every = [panel for panel in panels(figure, along=along) if outcome_of(panel) in outcomes]
    groups = max((len(panel.shown) for panel in every), default=0)
    chosen = _chosen(figure, every, told, 1 if groups > MOST_IN_ONE else most or MOST_REASONS)
    drawn = [_curves(figure, panel, told) for panel in chosen]
    frames = [
        frame
        for panel, curves in zip(chosen, drawn, strict=True)
        for frame in framed(
            curves, heading=_heading(panel), most=MOST_GROUPS, first=_told_names(told)
        )
    ]
    goes_on = False
    if frames:
        scale = _scale(figure, [c for frame in frames for c in (*frame.curves, *frame.behind)])
        draw_frames(canvas, frames, scale, shape="step-after", narrow=narrow)
        banded = [point for frame in frames for curve in frame.curves for point in curve.points]
        goes_on = any(point.high > scale.shares[1] + 1e-9 for point in banded)
    for panel in every[:1]:
        draw_hidden(canvas, panel)
    for sentence in _notes(frames, groups, goes_on=goes_on, reasons=len(every) - len(chosen)):
        canvas.paragraph(sentence, style="note", after=4)


def _heading(panel: Panel) -> str:
    return event(outcome_of(panel)) if outcome_of(panel).startswith(LEFT_FOR) else ""


def _chosen(figure: Figure, every: Sequence[Panel], told: Told, most: int) -> list[Panel]:
    """The outcomes that happened most often, and the one that the finding speaks of."""
    about = outcome_of(told.gap.panels[0]) if told.gap is not None else ""

    def rank(panel: Panel) -> tuple[bool, float]:
        happened = 0.0
        for line in panel.lines:
            rows = [r for r in _rows(figure, panel, line.name) if r.value is not None]
            happened += (rows[-1].value or 0.0) * (rows[-1].n or 0.0) if rows else 0.0
        return outcome_of(panel) != about, -happened

    ranked = sorted(every, key=rank)[:most]
    return [panel for panel in every if any(panel is each for each in ranked)]


def _rows(figure: Figure, panel: Panel, name: str) -> tuple[Row, ...]:
    line = next(line for line in panel.lines if line.name == name)
    return rows_along(figure, panel, line, along=ALONG[figure.measure])


def _curves(figure: Figure, panel: Panel, told: Told) -> list[Curve]:
    digits = decimals(figure)
    hurt = _hurt(panel, told)
    found = []
    for line in panel.lines:
        rows = [row for row in _rows(figure, panel, line.name) if row.value is not None]
        if not rows:
            continue
        spoken = said(rows[-1], figure, digits=digits)
        points = [_point(row) for row in rows]
        if points[0].time > 0:
            points.insert(0, Point(time=0.0, value=0.0, low=0.0, high=0.0))
        found.append(
            Curve(
                name=line.name,
                points=tuple(points),
                value=spoken.value or spoken.count,
                band=spoken.band,
                hurts=line.people == hurt,
            )
        )
    return found


def _point(row: Row) -> Point:
    value = row.value or 0.0
    return Point(
        time=int(row.at["month"]) / MONTHS,
        value=value,
        low=value if row.low is None else row.low,
        high=value if row.high is None else row.high,
    )


def _hurt(panel: Panel, told: Told) -> str:
    """The group of the finding on the side that hurts, where chance would rarely do this."""
    if told.gap is None or told.verdict != RARELY:
        return ""
    if outcome_of(told.gap.panels[0]) != outcome_of(panel):
        return ""
    if outcome_of(panel).removeprefix(LEFT_FOR) in NEUTRAL_REASONS:
        return ""
    promoted = not outcome_of(panel).startswith(LEFT_FOR)
    side = HURTS["promotion_rate" if promoted else "exit_rate"]
    return told.gap.people[0 if side == "below" else 1]


def _told_names(told: Told) -> tuple[str, ...]:
    gap = told.gap
    if gap is None:
        return ()
    return tuple(
        line.name for panel in gap.panels for line in panel.lines if line.people in gap.people
    )


def _scale(figure: Figure, curves: Sequence[Curve]) -> Scale:
    points = [point for curve in curves for point in curve.points]
    last = max(point.time for point in points)
    largest = max(point.value for point in points)
    high = min(max(point.high for point in points), 2.5 * largest or 1.0) or 1.0
    step = nice_step(high / 5)
    # The scale ends on a round share, so that no curve runs above the last line.
    ticks = [index * step for index in range(math.ceil(high / step - 1e-9) + 1)]
    ticks = [tick for tick in ticks if tick <= 1 + 1e-9]
    return Scale(
        times=(0.0, last),
        shares=(0.0, max(ticks[-1], high)),
        time_ticks=tuple(_time_ticks(last)),
        share_ticks=tuple((tick, tick_words(tick, figure)) for tick in ticks),
    )


def _time_ticks(last: float) -> list[tuple[float, str]]:
    """Whole years, the last one with its unit; half a year where there is no more."""
    if last < 1:
        return [(0.0, "0"), (last, years(round(last * MONTHS)))]
    whole = range(int(last) + 1)
    return [(float(y), years(y * MONTHS) if y == int(last) else str(y)) for y in whole]


def _notes(frames: Sequence[Frame], groups: int, *, goes_on: bool, reasons: int) -> list[str]:
    notes = []
    if frames:
        reading = [tr("The light band probably holds the true share.")]
        if goes_on:
            reading.append(tr("Where it meets the top, it goes on beyond the picture."))
        if frames[0].behind:
            reading.append(tr("Thin grey lines are the other groups."))
        ends = {curve.points[-1].time for frame in frames for curve in frame.curves}
        if len(ends) > 1:
            reading.append(tr("A curve ends where too few people were still followed."))
        notes.append(" ".join(reading))
    more = groups - len(frames) if frames and frames[0].behind else 0
    if more > 0:
        notes.append(more_groups(more))
    if reasons > 0:
        notes.append(trn("One more reason is in the table.", "%(n)s more reasons are in the table.",
                         reasons))  # fmt: skip
    return notes
