"""People as dots: one dot is ten people, never fewer, in one row per group.

Where a row would not fit into a few lines of dots, one dot stands for more (20, 50, 100, …), and
the picture says so. A group of fewer than ten has no dot: its words carry it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tiebeam.charts.arrange import Line, Panel
from tiebeam.charts.bands import PANEL_GAP, ROW_GAP, draw_hidden
from tiebeam.charts.canvas import Align, Canvas, Spec, pixel_channel
from tiebeam.charts.text import lines_of, width_of
from tiebeam.charts.tokens import STYLES
from tiebeam.charts.values import decimals, people, said
from tiebeam.engine.disclosure import Figure, Row
from tiebeam.engine.words import tr

FEWEST_PER_DOT = 10
SMALLEST_PITCH, LARGEST_PITCH, TEN_GAP = 9.5, 12.0, 5.0
MOST_LINES = 4
LABEL_ROOM, GUTTER, COLUMN_GAP = 190.0, 18.0, 10.0


@dataclass(frozen=True, kw_only=True)
class Field:
    """Where things stand in every row, in pixels.

    left            of the dots
    pitch           from one dot to the next
    per_line        dots in a line
    people_per_dot  people that each dot stands for
    label           room for the name of a group
    value           right edge of the values; their left edge when stacked
    count           right edge of the counts; their left edge when stacked
    stacked         narrow only: figures stand below the names
    """

    left: float
    pitch: float
    per_line: int
    people_per_dot: int
    label: float
    value: float
    count: float
    stacked: bool


def dots_for(count: int | None, *, people_per_dot: int = FEWEST_PER_DOT) -> int:
    """How many dots a group gets: whole dots to the nearest, and none for fewer than ten."""
    if count is None or count < FEWEST_PER_DOT:
        return 0
    return math.floor(count / people_per_dot + 0.5)


def draw_dots(canvas: Canvas, figure: Figure, panels: Sequence[Panel], *, narrow: bool) -> None:
    """All panels down the page, one dot for the same number of people in each."""
    field = _field(canvas.width, figure, panels, narrow=narrow)
    per_dot = tr("One dot is %(n)s people.", n=people(field.people_per_dot))
    canvas.paragraph(per_dot, style="title", after=14)
    drawn: list[Spec] = []
    for panel in panels:
        _heading(canvas, panel)
        for line in panel.lines:
            if line.row is not None:
                draw = _narrow_row if narrow else _wide_row
                drawn += draw(canvas, figure, line, line.row, field)
        draw_hidden(canvas, panel)
        canvas.y += PANEL_GAP
    canvas.y -= PANEL_GAP - 4
    size = (0.76 * field.pitch) ** 2
    mark = {"type": "circle", "size": size, "opacity": 1, "fill": canvas.palette.accent}
    canvas.marks("people", drawn, mark, x=pixel_channel("x"))


def _heading(canvas: Canvas, panel: Panel) -> None:
    if not panel.heading:
        return
    style = STYLES["heading"]
    whole = next((row.n for _, row in panel.shown if row.n is not None), None)
    words = tr("%(n)s people", n=people(whole)) if whole is not None and _one_whole(panel) else ""
    lines = lines_of(panel.heading, style, room=canvas.width, most=2)
    for line in lines:
        canvas.text(line, x=0, y=canvas.y + 12, style="heading", full=panel.heading)
        canvas.y += 24
    start = width_of(lines[-1], style) + 10 if lines else 0.0
    if start + width_of(words, STYLES["count"]) <= canvas.width:
        canvas.text(words, x=start, y=canvas.y - 12, style="count")


def _wide_row(canvas: Canvas, figure: Figure, line: Line, row: Row, field: Field) -> list[Spec]:
    style = STYLES["label"]
    labels = lines_of(line.name, style, room=field.label, most=2)
    count = dots_for(row.count, people_per_dot=field.people_per_dot)
    tall = math.ceil(count / field.per_line) * field.pitch
    height = max(style.leading * len(labels), 36, tall) + ROW_GAP
    middle = canvas.y + height / 2
    for index, words in enumerate(labels):
        y = middle + (index - (len(labels) - 1) / 2) * style.leading
        canvas.text(words, x=0, y=y, style="label", full=line.name)
    value, quiet, band = _words(row, figure)
    _figures(canvas, value, quiet, field, middle - (9 if band else 0))
    canvas.text(band, x=canvas.width, y=middle + 9, style="note", align="right")
    canvas.y += height
    return _dots(line.name, count, field, middle - tall / 2)


def _narrow_row(canvas: Canvas, figure: Figure, line: Line, row: Row, field: Field) -> list[Spec]:
    style = STYLES["label"]
    for index, words in enumerate(lines_of(line.name, style, room=canvas.width, most=2)):
        canvas.y += style.leading if index else 0
        canvas.text(words, x=0, y=canvas.y + 10, style="label", full=line.name)
    canvas.y += style.leading if field.stacked else 0
    value, quiet, band = _words(row, figure)
    _figures(canvas, value, quiet, field, canvas.y + 10)
    canvas.y += 26
    count = dots_for(row.count, people_per_dot=field.people_per_dot)
    drawn = _dots(line.name, count, field, canvas.y)
    canvas.y += math.ceil(count / field.per_line) * field.pitch + (4 if count else 0)
    if band:
        canvas.text(band, x=0, y=canvas.y + 8, style="note")
        canvas.y += 18
    canvas.y += ROW_GAP
    return drawn


def _figures(canvas: Canvas, value: str, quiet: str, field: Field, y: float) -> None:
    align: Align = "left" if field.stacked else "right"
    canvas.text(value, x=field.value, y=y, style="value", align=align)
    style = "count" if value else "value"
    canvas.text(quiet, x=field.count, y=y, style=style, align=align)


def _words(row: Row, figure: Figure) -> tuple[str, str, str]:
    spoken = said(row, figure, digits=decimals(figure))
    return spoken.value, spoken.count, _band(spoken.band)


def _band(band: str) -> str:
    return tr("band %(band)s", band=band) if band else ""


def _dots(name: str, count: int, field: Field, top: float) -> list[Spec]:
    """Dots stand in tens, so that they can be counted."""
    dots = []
    for index in range(count):
        place, line = index % field.per_line, index // field.per_line
        x = field.left + (place + 0.5) * field.pitch + place // 10 * TEN_GAP
        dots.append({"group": name, "x": x, "y": top + (line + 0.5) * field.pitch})
    return dots


def _field(width: int, figure: Figure, panels: Sequence[Panel], *, narrow: bool) -> Field:
    """Columns that hold the widest name, value and count; the dots take what is left."""
    lines = [line for panel in panels for line in panel.lines]
    rows = [line.row for line in lines if line.row is not None]
    words = [_words(row, figure) for row in rows]
    value = max((width_of(each, STYLES["value"]) for each, _, _ in words), default=0)
    count = max(
        (width_of(each, STYLES["count" if strong else "value"]) for strong, each, _ in words),
        default=0,
    )
    band = max((width_of(each, STYLES["note"]) for _, _, each in words), default=0)
    taken = max(value + COLUMN_GAP + count, 0 if narrow else band)
    named = [line.name for line in lines if line.row is not None]
    widest = max((width_of(name, STYLES["label"]) for name in named), default=0)
    stacked = narrow and widest + COLUMN_GAP + taken > width
    label = width if narrow else min(widest, LABEL_ROOM)
    left = 0.0 if narrow else label + GUTTER
    room = width - left - (0 if narrow else taken + GUTTER)
    tens = max(1, math.floor((room + TEN_GAP) / (10 * SMALLEST_PITCH + TEN_GAP)))
    return Field(
        left=left,
        pitch=min(LARGEST_PITCH, (room - (tens - 1) * TEN_GAP) / (10 * tens)),
        per_line=10 * tens,
        people_per_dot=_people_per_dot(rows, per_line=10 * tens),
        label=label,
        value=0 if stacked else width - count - COLUMN_GAP,
        count=(value + COLUMN_GAP if value else 0) if stacked else width,
        stacked=stacked,
    )


def _people_per_dot(rows: Sequence[Row], *, per_line: int) -> int:
    largest = max((row.count or 0 for row in rows), default=0)
    steps = (base * int(10**power) for power in range(1, 12) for base in (1, 2, 5))
    most = MOST_LINES * per_line
    return next(each for each in steps if dots_for(largest, people_per_dot=each) <= most)


def _one_whole(panel: Panel) -> bool:
    return len({row.n for _, row in panel.shown}) == 1
