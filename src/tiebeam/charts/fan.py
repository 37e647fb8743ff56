"""What lies ahead, level by level: each group's share as counted, and the band that opens from it.

A fan begins as a point, because the share of the first year is counted. A dotted line keeps it in
sight, so that everybody sees whether the band still holds it.
"""

from __future__ import annotations

from collections.abc import Sequence

from tiebeam.charts.arrange import ALONG, Panel, panels, rows_along
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
from tiebeam.charts.describe import has_noise, what_is_hidden
from tiebeam.charts.scale import nice_step, tick_words
from tiebeam.charts.telling.ahead import by_year, told_course
from tiebeam.charts.values import decimals, said
from tiebeam.engine.disclosure import Figure, Row
from tiebeam.engine.words import noop, tr, trn

MOST_LEVELS, MOST_GROUPS = 4, 6
FROM_NOTHING = 0.4  # of the highest share: where the lowest is below, the scale begins at nothing


def draw_fans(canvas: Canvas, figure: Figure, *, most: int | None, narrow: bool) -> None:
    """The highest levels, in the figure's order; each group labelled where its fan ends."""
    canvas.y += 14 if canvas.y else 0
    every = [p for p in panels(figure, along=ALONG[figure.measure]) if _curves(figure, p)]
    groups = max((len(_curves(figure, panel)) for panel in every), default=0)
    many = groups > MOST_IN_ONE
    chosen = _chosen(figure, every, 1 if many else most or MOST_LEVELS)
    told = told_course(figure)
    first = (told.line.name,) if told is not None else ()
    frames = [
        frame
        for panel in chosen
        for frame in framed(
            _curves(figure, panel), heading=panel.heading, most=MOST_GROUPS, first=first
        )
    ]
    scale = _scale(figure, frames) if frames else None
    if scale is not None:
        draw_frames(canvas, frames, scale, shape="linear", narrow=narrow)
    if hidden := what_is_hidden(figure):
        canvas.paragraph(hidden, style="note", after=4)
    for sentence in _notes(frames, scale, groups, levels=len(every) - len(chosen),
                           noise=has_noise(figure)):  # fmt: skip
        canvas.paragraph(sentence, style="note", after=4)


def _chosen(figure: Figure, every: Sequence[Panel], most: int) -> list[Panel]:
    """The highest levels, and the one that the finding speaks of."""
    told = told_course(figure)

    def rank(place: int) -> tuple[bool, int]:
        about = told is not None and every[place].at == told.panel.at
        level = every[place].at.get("level", 0)
        return not about, -(level if isinstance(level, int) else 0)

    ranked = sorted(range(len(every)), key=rank)[:most]
    return [panel for place, panel in enumerate(every) if place in ranked]


def _curves(figure: Figure, panel: Panel) -> list[Curve]:
    digits = decimals(figure)
    found = []
    for line in panel.lines:
        rows = by_year(rows_along(figure, panel, line, along=ALONG[figure.measure]))
        if len(rows) > 1:
            spoken = said(rows[-1], figure, digits=digits)
            points = tuple(_point(row) for row in rows)
            found.append(
                Curve(
                    name=line.name,
                    points=points,
                    value=spoken.value or spoken.count,
                    band=spoken.band,
                    kept=points[0].value,
                )
            )
    return found


def _point(row: Row) -> Point:
    value = row.value or 0.0
    return Point(
        time=int(row.at["year"]),
        value=value,
        low=value if row.low is None else row.low,
        high=value if row.high is None else row.high,
    )


def _scale(figure: Figure, frames: Sequence[Frame]) -> Scale:
    points = [p for frame in frames for c in (*frame.curves, *frame.behind) for p in c.points]
    low, high = min(point.low for point in points), max(point.high for point in points)
    low = 0.0 if low < FROM_NOTHING * high else low
    step = nice_step(((high - low) or high or 1.0) / 5)
    first = int(low / step + 1e-9)
    ticks = [first * step]
    while ticks[-1] < min(high, 1.0) - 1e-9:
        ticks.append(ticks[-1] + step)
    ticks = [tick for tick in ticks if tick <= 1 + 1e-9]
    times = sorted({point.time for point in points})
    words = [f"{time:g}" for time in times]
    return Scale(
        times=(times[0], times[-1]),
        shares=(ticks[0], max(ticks[-1], high, ticks[0] + step)),
        time_ticks=tuple(zip(times, words, strict=True)),
        share_ticks=tuple((tick, tick_words(tick, figure)) for tick in ticks),
    )


def _notes(
    frames: Sequence[Frame], scale: Scale | None, groups: int, *, levels: int, noise: bool
) -> list[str]:
    notes = []
    if scale is not None:
        nine_in_ten = noop(
            "Nine in ten of the ways in which the years could turn out lie in the light band. "
            "The dotted line is the share of %(year)s, which was counted."
        )
        with_noise = noop(
            "Nine in ten of the ways in which the years could turn out lie in the light band. "
            "The dotted line is the share of %(year)s, as releases show it."
        )
        reading = [tr(with_noise if noise else nine_in_ten, year=f"{scale.times[0]:g}")]
        if frames[0].behind:
            reading.append(tr("Thin grey lines are the other groups."))
        if scale.shares[0] > 0:
            reading.append(tr("The scale does not begin at nothing."))
        notes.append(" ".join(reading))
    more = groups - len(frames) if frames and frames[0].behind else 0
    if more > 0:
        notes.append(more_groups(more))
    if levels > 0:
        notes.append(trn("One more level is in the table.", "%(n)s more levels are in the table.",
                         levels))  # fmt: skip
    return notes
