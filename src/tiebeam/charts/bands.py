"""One row per group: a dot for the figure, a line for its band, a grey line for everybody.

A filled dot stands clear of everybody, a hollow one may be chance. Rust marks a group that stands
clear on the side that hurts (promoted less, leaving more, paid less); the side of the line and the
filled dot say the same without colour. No group is the line that the others are held against.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tiebeam.charts.arrange import Line, Panel, is_composition
from tiebeam.charts.canvas import Align, Canvas, Spec, centred_within, colour_channel
from tiebeam.charts.scale import nice_step, tick_words
from tiebeam.charts.telling.market import BESIDE_MARKET, market_share
from tiebeam.charts.text import lines_of, width_of
from tiebeam.charts.tokens import STYLES
from tiebeam.charts.values import (
    PERSON_YEARS,
    Said,
    amount,
    decimals,
    people,
    said,
)
from tiebeam.engine.disclosure import Figure, Row
from tiebeam.engine.words import number, tr

LABEL_ROOM, GUTTER, SMALLEST_PLOT = 210.0, 18.0, 170.0
STRIP = 20.0  # height of the marks of one narrow row
ROW_GAP, PANEL_GAP, COLUMN_GAP = 12.0, 22.0, 10.0
HIDDEN_NAMED = 4  # of hidden groups; the table names them all
CHANCE_COUNTS_FROM = 20  # groups from which one in twenty stands clear by chance alone

# The side of everybody on which a measure hurts.
HURTS = {
    **dict.fromkeys(("promotion_rate", "promotion_by_rating", "pay_gap"), "below"),
    **dict.fromkeys(("raise_rate", "raise_size", *BESIDE_MARKET), "below"),
    "exit_rate": "above",
}
# People leave for these without having been pushed.
NEUTRAL_REASONS = {"retirement", "death", "end of contract", "end_of_contract"}


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Where things stand across the picture, in pixels.

    label        room for the name of a group
    left, right  ends of the plot
    value        right edge of the values; their left edge when stacked
    count        left edge of the counts
    stacked      narrow only: figures stand below the names, as some name leaves no room for them
    below        stacked only: counts stand below the values, as the two do not fit into one line
    """

    label: float
    left: float
    right: float
    value: float
    count: float
    narrow: bool
    stacked: bool = False
    below: bool = False


def draw_bands(canvas: Canvas, figure: Figure, panels: Sequence[Panel], *, narrow: bool) -> None:
    """All panels down the page, on one scale, with the note that says how to read them."""
    canvas.y += 14 if canvas.y else 0
    digits = decimals(figure)
    columns = _columns(canvas.width, figure, panels, digits, narrow=narrow)
    domain = _domain(figure, panels)
    canvas.across = (domain, (columns.left, columns.right))
    marks = Marks(canvas=canvas, figure=figure, columns=columns, digits=digits)
    for index, panel in enumerate(panels):
        marks.panel(panel, labelled=index == len(panels) - 1 or len(panel.lines) > 8)
    marks.finish()
    canvas.y -= PANEL_GAP - 12
    for sentence in _notes(figure, panels, some_go_on=marks.some_go_on):
        canvas.paragraph(sentence, style="note")


@dataclass
class Marks:
    """Collects the marks of all panels, so that each kind becomes one layer."""

    canvas: Canvas
    figure: Figure
    columns: Columns
    digits: int

    def __post_init__(self) -> None:
        self.grid: list[Spec] = []
        self.tracks: list[Spec] = []
        self.lines: list[Spec] = []
        self.bands: list[Spec] = []
        self.noise: list[Spec] = []
        self.dots: list[Spec] = []
        self.means: list[Spec] = []
        self.some_go_on = False
        room = self.columns.right - self.columns.left
        self.ticks = _ticks(self.figure, self.canvas, room)

    def panel(self, panel: Panel, *, labelled: bool) -> None:
        """A heading, its rows, the scale below them where it is wanted, and who is hidden."""
        canvas = self.canvas
        everybody = _reference(self.figure, panel)
        self._heading(panel, everybody)
        shown = [line for line in panel.lines if line.row is not None]
        top = canvas.y
        strips = [self._row(panel, line, self._beside(line, everybody)) for line in shown]
        self._market(shown, strips)
        if self.columns.narrow:
            self.tracks += [{"y": (start + end) / 2} | self._ends() for start, end in strips]
        else:
            strips = [(top, canvas.y)] if shown else []
            self.grid += [
                {"value": tick, "y": start, "y2": end}
                for tick, _ in self.ticks
                for start, end in strips
            ]
        if everybody is not None and everybody.value is not None:
            value = everybody.value
            self.lines += [{"value": value, "y": start, "y2": end} for start, end in strips]
        if labelled and shown:
            self._scale()
        canvas.y += 2 if shown else 0
        draw_hidden(canvas, panel)
        canvas.y += PANEL_GAP

    def _beside(self, line: Line, everybody: Row | None) -> Row | None:
        """What a group is held against: everybody, or its own share of the labour market."""
        share = market_share(self.figure, line.row) if line.row is not None else None
        if line.row is None or share is None:
            return everybody
        return replace(line.row, value=share)

    def _market(self, shown: Sequence[Line], strips: Sequence[tuple[float, float]]) -> None:
        """A short upright line in each row, at the share of the labour market."""
        for line, (start, end) in zip(shown, strips, strict=True):
            share = market_share(self.figure, line.row) if line.row is not None else None
            if share is not None:
                self.lines.append({"value": share, "y": start + 3, "y2": end - 3})

    def finish(self) -> None:
        """Hand every layer to the canvas, the quietest first."""
        canvas, palette = self.canvas, self.canvas.palette
        x, colour = canvas.value_channel, colour_channel("colour")
        upright = {"x": x("value"), "y2": {"field": "y2"}}
        canvas.marks("grid", self.grid, _rule(palette.hairline, 1), **upright)
        track = _rule(palette.hairline, 1)
        canvas.marks("tracks", self.tracks, track, x=x("low"), x2={"field": "high"})
        canvas.marks("everybody", self.lines, _rule(palette.everybody, 2), **upright)
        canvas.marks(
            "noise",
            self.noise,
            {"type": "rule", "strokeWidth": 10, "strokeCap": "butt", "opacity": 0.3},
            x=x("low"),
            x2={"field": "high"},
            stroke=colour,
        )
        canvas.marks(
            "bands",
            self.bands,
            {"type": "rule", "strokeWidth": 3, "strokeCap": "round"},
            x=x("low"),
            x2={"field": "high"},
            stroke=colour,
        )
        canvas.marks(
            "means",
            self.means,
            {"type": "tick", "thickness": 3, "size": 14, "opacity": 1},
            x=x("value"),
            fill=colour,
        )
        canvas.marks(
            "dots",
            self.dots,
            {"type": "point", "size": 110, "strokeWidth": 2.5, "opacity": 1, "fillOpacity": 1},
            x=x("value"),
            stroke=colour,
            fill=colour_channel("inside"),
        )

    def _heading(self, panel: Panel, everybody: Row | None) -> None:
        """The place, and on the same line, where it fits, the words at the grey line."""
        canvas = self.canvas
        lines = lines_of(panel.heading, STYLES["heading"], room=canvas.width, most=2)
        for line in lines:
            canvas.text(line, x=0, y=canvas.y + 12, style="heading", full=panel.heading)
            canvas.y += 22
        if everybody is None or everybody.value is None:
            canvas.y += 4 if lines else 0
            return
        spoken = said(everybody, self.figure, digits=self.digits)
        words = tr("everybody %(value)s", value=spoken.value or spoken.count)
        x = centred_within(
            words, x=canvas.pixel_of(everybody.value), style="note", left=0, right=canvas.width
        )
        taken = width_of(lines[-1], STYLES["heading"]) + GUTTER if lines else 0.0
        if lines and x - width_of(words, STYLES["note"]) / 2 >= taken:
            canvas.y -= 22
        canvas.text(words, x=x, y=canvas.y + 12, style="note", align="center")
        canvas.y += 26 if self.columns.narrow else 22

    def _row(self, panel: Panel, line: Line, everybody: Row | None) -> tuple[float, float]:
        """Draws a row; returns the top and bottom of its marks."""
        assert line.row is not None
        if self.columns.narrow:
            return self._narrow_row(panel, line, line.row, everybody)
        canvas, columns = self.canvas, self.columns
        top, middle = self._label(line)
        style = self._mark(panel, line, line.row, everybody, middle)
        self._figures(line, line.row, style, y=middle, value=columns.value, count=columns.count)
        return top, canvas.y

    def _narrow_row(
        self, panel: Panel, line: Line, row: Row, everybody: Row | None
    ) -> tuple[float, float]:
        """The name and the figure above, the marks below them over the whole width."""
        canvas, columns = self.canvas, self.columns
        style = STYLES["label"]
        for index, label in enumerate(lines_of(line.name, style, room=columns.label, most=2)):
            canvas.y += style.leading if index else 0
            canvas.text(label, x=0, y=canvas.y + 10, style="label", full=line.name)
        canvas.y += style.leading if columns.stacked else 0
        y = canvas.y + 10
        canvas.y += style.leading if columns.below else 0
        top = canvas.y + 20
        written = self._mark(panel, line, row, everybody, top + STRIP / 2)
        self._figures(line, row, written, y=y, value=columns.value, count=columns.count)
        canvas.y = top + STRIP + ROW_GAP
        return top, top + STRIP

    def _label(self, line: Line) -> tuple[float, float]:
        """The name at the left of a wide row; returns the top and the middle of the row."""
        canvas, style = self.canvas, STYLES["label"]
        labels = lines_of(line.name, style, room=self.columns.label, most=2)
        height = max(style.leading * len(labels), 20) + ROW_GAP
        top, middle = canvas.y, canvas.y + height / 2
        for index, label in enumerate(labels):
            y = middle + (index - (len(labels) - 1) / 2) * style.leading
            canvas.text(label, x=0, y=y, style="label", full=line.name)
        canvas.y += height
        return top, middle

    def _figures(
        self, line: Line, row: Row, style: str, *, y: float, value: float, count: float
    ) -> None:
        """The value, its right edge at one pixel, and the count from another on."""
        spoken = said(row, self.figure, digits=self.digits)
        alone = not spoken.value and row.value is not None
        align: Align = "left" if self.columns.stacked else "right"
        words = _count_words(line, spoken, self.figure)
        self.canvas.text(spoken.value, x=value, y=y, style=style, align=align)
        below = STYLES["label"].leading if self.columns.below else 0
        self.canvas.text(words, x=count, y=y + below, style=style if alone else "count")

    def _ends(self) -> Spec:
        (low, high), _ = self.canvas.across or ((0.0, 1.0), (0.0, 1.0))
        return {"low": low, "high": high}

    def _mark(self, panel: Panel, line: Line, row: Row, everybody: Row | None, y: float) -> str:
        """Draws the marks of a row; returns the style in which its value is written."""
        if row.value is None:
            return "count"
        side = side_of(row, everybody)
        hurt = side is not None and side == _hurting_side(self.figure, panel)
        palette, canvas = self.canvas.palette, self.canvas
        colour = palette.rust if hurt else palette.accent
        (low, high), _ = canvas.across or ((0.0, 1.0), (0.0, 1.0))
        about = {"group": line.name, "place": panel.heading, "y": y, "colour": colour}
        if row.low is not None and row.high is not None:
            ends = {"low": max(row.low, low), "high": min(row.high, high)}
            self.bands.append(about | ends)
            goes_on = [
                *([("‹", self.columns.left - 5)] if row.low < low else []),
                *([("›", self.columns.right + 5)] if row.high > high else []),
            ]
            for arrow, x in goes_on:
                canvas.text(arrow, x=x, y=y - 1, style="count", align="center")
            self.some_go_on = self.some_go_on or bool(goes_on)
        if row.band is not None:
            by_noise = {"low": row.value - row.band, "high": row.value + row.band}
            by_noise = {end: min(max(value, low, 0.0), high) for end, value in by_noise.items()}
            self.noise.append(about | by_noise)
        hollow = everybody is not None and side is None and row.low is not None
        inside = palette.paper if hollow else colour
        self.dots.append(about | {"value": min(max(row.value, low), high), "inside": inside})
        if line.mean is not None and line.mean.value is not None:
            self.means.append(about | {"value": min(max(line.mean.value, low), high)})
        return "hurt" if hurt else "value"

    def _scale(self) -> None:
        canvas, columns = self.canvas, self.columns
        for tick, words in self.ticks:
            x = _tick_x(canvas, tick, words)
            canvas.text(words, x=x, y=canvas.y + 10, style="tick", align="center")
        canvas.y += 20 if columns.narrow else 22


def draw_hidden(canvas: Canvas, panel: Panel) -> None:
    """The groups of a panel that are hidden, in one sentence for each reason."""
    style = STYLES["note"]
    for words in panel.said_hidden(most=HIDDEN_NAMED):
        for line in lines_of(words, style, room=canvas.width, most=3):
            canvas.text(line, x=0, y=canvas.y + 8, style="note", full=words)
            canvas.y += style.leading
        canvas.y += 4


def _columns(
    width: int, figure: Figure, panels: Sequence[Panel], digits: int, *, narrow: bool
) -> Columns:
    """Columns that hold the widest name, value and count of the figure."""
    rows = [(line, line.row) for panel in panels for line in panel.lines if line.row is not None]
    words = [(line, said(row, figure, digits=digits)) for line, row in rows]
    value = max((width_of(each.value, STYLES["value"]) for _, each in words), default=0)
    count = max((_count_width(line, each, figure) for line, each in words), default=0)
    names = [line.name for panel in panels for line in panel.lines if line.row]
    widest = max((width_of(name, STYLES["label"]) for name in names), default=0)
    if narrow:
        stacked = widest + COLUMN_GAP + value + COLUMN_GAP + count > width
        below = value + COLUMN_GAP + count > width
        start = 0.0 if stacked else width - value - COLUMN_GAP - count
        return Columns(
            label=width,
            left=8,
            right=width - 10,
            value=0 if stacked else start + value,
            count=0 if below else start + value + (COLUMN_GAP if value else 0),
            narrow=True,
            stacked=stacked,
            below=below,
        )
    right = width - value - count - COLUMN_GAP - GUTTER
    label = min(widest, max(LABEL_ROOM, right - GUTTER - 300), right - GUTTER - SMALLEST_PLOT)
    return Columns(
        label=label,
        left=label + GUTTER,
        right=right - 6,
        value=width - count - COLUMN_GAP,
        count=width - count,
        narrow=False,
    )


def _count_width(line: Line, spoken: Said, figure: Figure) -> float:
    style = STYLES["count" if spoken.value else "value"]
    return width_of(_count_words(line, spoken, figure), style)


def _reference(figure: Figure, panel: Panel) -> Row | None:
    """Everybody, where that is a figure of its own and not simply all of it."""
    row = panel.everybody
    if row is None or row.value is None or is_composition(figure, panel):
        return None
    return row


def side_of(row: Row, everybody: Row | None) -> str | None:
    """The side of everybody on which the whole band of a group lies."""
    if everybody is None or everybody.value is None or row.low is None or row.high is None:
        return None
    if row.high < everybody.value:
        return "below"
    return "above" if row.low > everybody.value else None


def _hurting_side(figure: Figure, panel: Panel) -> str | None:
    if any(str(value) in NEUTRAL_REASONS for value in panel.at.values()):
        return None
    if figure.measure == "pay_gap" and figure.unit == "share":
        return None  # a gap already names its side
    return HURTS.get(figure.measure)


def _domain(figure: Figure, panels: Sequence[Panel]) -> tuple[float, float]:
    """The values shown: all figures, and their bands as far as they leave the figures apart."""
    rows = [line.row for panel in panels for line in panel.lines if line.row is not None]
    rows += [line.mean for panel in panels for line in panel.lines if line.mean is not None]
    rows += [row for panel in panels if (row := _reference(figure, panel)) is not None]
    values = [row.value for row in rows if row.value is not None] or [0.0, 1.0]
    values += [share for row in rows if (share := market_share(figure, row)) is not None]
    low = min([*values, *(row.low for row in rows if row.low is not None)])
    high = max([*values, *(row.high for row in rows if row.high is not None)])
    if figure.unit in {"share", PERSON_YEARS}:
        low, high = min(low, 0.0), min(high, max(2.5 * max(values), 0.0) or high)
    else:
        reach = 2 * (max(values) - min(values)) + 0.05 * max(values)
        low, high = max(low, min(values) - reach), min(high, max(values) + reach)
        low, high = low - 0.04 * (high - low), high + 0.04 * (high - low)
    return (low, high) if high > low else (low, low + (abs(low) or 1.0))


def _ticks(figure: Figure, canvas: Canvas, room: float) -> list[tuple[float, str]]:
    """Round values on the scale, as many as leave their words apart."""
    (low, high), _ = canvas.across or ((0.0, 1.0), (0.0, 1.0))
    for wanted in (5, 4, 3, 2, 1):
        step = nice_step((high - low) / wanted)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        ticks = [index * step for index in range(first, last + 1)]
        words = [tick_words(tick, figure) for tick in ticks]
        widest = max((width_of(each, STYLES["tick"]) for each in words), default=0)
        if widest + 14 <= step / (high - low) * room and _stand_apart(ticks, words, canvas):
            return list(zip(ticks, words, strict=True))
    return []


def _stand_apart(ticks: Sequence[float], words: Sequence[str], canvas: Canvas) -> bool:
    """Whether words leave room between them even where the picture's edge moves one inwards."""
    halves = [width_of(each, STYLES["tick"]) / 2 for each in words]
    middles = [_tick_x(canvas, *each) for each in zip(ticks, words, strict=True)]
    placed = list(zip(middles, halves, strict=True))
    return all(x + half + 6 <= y - other for (x, half), (y, other) in pairwise(placed))


def _tick_x(canvas: Canvas, tick: float, words: str) -> float:
    """The middle of the words at a tick."""
    x = canvas.pixel_of(tick)
    return centred_within(words, x=x, style="tick", left=0, right=canvas.width)


def _count_words(line: Line, spoken: Said, figure: Figure) -> str:
    if line.mean is None or line.mean.value is None:
        return spoken.count
    mean = amount(line.mean.value, figure, decimals(figure), unit=False)
    words = tr("mean %(mean)s", mean=mean)
    return f"{spoken.count} · {words}" if spoken.count else words


def _notes(figure: Figure, panels: Sequence[Panel], *, some_go_on: bool) -> list[str]:
    """How to read the marks, in one or two sentences."""
    lines = [line for panel in panels for line in panel.lines if line.row is not None]
    banded = [line for line in lines if line.row is not None and line.row.low is not None]
    notes = []
    if any(line.mean is not None for line in lines):
        notes.append(tr("Dot: the median. Short bar: the mean."))
    if any(line.row is not None and line.row.band is not None for line in lines):
        notes.append(
            tr(
                "The broad part of each line is what noise may have done; the whole line is the "
                "band that probably holds the true figure."
            )
        )
    elif banded:
        notes.append(tr("Each line is the band that probably holds the true figure."))
    if some_go_on:
        notes.append(tr("Where it ends in ‹ or ›, it goes on beyond the picture."))
    if any(market_share(figure, line.row) is not None for line in lines if line.row is not None):
        notes.append(tr("Upright line: the group's share of the labour market. A filled dot stands "
                        "clear of it; a hollow one may be chance."))  # fmt: skip
    if banded and any(_reference(figure, panel) for panel in panels):
        notes.append(tr("A filled dot stands clear of everybody; a hollow one may be chance."))
        if len(banded) >= CHANCE_COUNTS_FROM:
            rows, few = number(len(banded)), people(round(len(banded) / 20))
            notes.append(
                tr(
                    "Of %(rows)s rows, about %(few)s would stand clear by chance.",
                    rows=rows,
                    few=few,
                )
            )
    return [" ".join(notes)] if notes else []


def _rule(colour: str, thickness: float) -> Spec:
    return {"type": "rule", "stroke": colour, "strokeWidth": thickness}
