"""The way from applying to being hired, step by step, each group beside the others.

A bar says how many of those who applied are still there. Beside it (on a phone below it) stands the
step itself: a dot for how many of those who came to it went on, its band, and a grey line for
everybody. A filled dot stands clear of everybody, as in `bands`; rust marks the side that hurts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tiebeam.charts.arrange import ALONG, Line, Panel, panels
from tiebeam.charts.bands import draw_hidden, side_of
from tiebeam.charts.canvas import Canvas, Spec, centred_within, colour_channel, pixel_channel
from tiebeam.charts.curves import more_groups
from tiebeam.charts.scale import tick_words
from tiebeam.charts.telling.hiring import (
    applied,
    in_natural_numbers,
    steps_of,
    still_there,
    told_of_funnel,
)
from tiebeam.charts.text import lines_of, width_of
from tiebeam.charts.tokens import STYLES
from tiebeam.charts.told import of_group
from tiebeam.charts.values import decimals, people, said
from tiebeam.engine.disclosure import Figure, Row
from tiebeam.engine.words import inside, listed, noop, tr

MOST_GROUPS = 6
LABEL_ROOM, GAP, COLUMN_GAP = 150.0, 10.0, 26.0
BAR, ROW_GAP, STEP_GAP, STRIP = 14.0, 10.0, 18.0, 20.0
STILL = noop("Of those who applied, still there")
WENT = noop("Of those who came to this step, went on")


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One group at one step.

    row         the step: of those who came to it, who went on
    share       of those who applied, still there after it
    still, went the same in words
    """

    line: Line
    row: Row
    share: float
    still: str
    went: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step with its groups and everybody."""

    stage: str
    passages: tuple[Passage, ...]
    everybody: Row | None


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Where things stand in every row, in pixels.

    label  room for the name of a group
    bar    ends of the bars: nobody, and all who applied
    still  right edge of the words beside the bars
    plot   ends of the steps: nobody went on, and all
    went   right edge of the words beside the steps
    """

    label: float
    bar: tuple[float, float]
    still: float
    plot: tuple[float, float]
    went: float
    narrow: bool


@dataclass
class Marks:
    """The marks of all steps, so that each kind becomes one layer."""

    tracks: list[Spec] = field(default_factory=list)
    bars: list[Spec] = field(default_factory=list)
    everybody: list[Spec] = field(default_factory=list)
    bands: list[Spec] = field(default_factory=list)
    dots: list[Spec] = field(default_factory=list)


def draw_funnel(canvas: Canvas, figure: Figure, *, most: int | None, narrow: bool) -> None:
    """A step after the other down the page; no more groups than `most`, those with most people."""
    canvas.y += 4 if canvas.y else 0
    every = steps_of(figure)
    chosen = _chosen(figure, every, most or MOST_GROUPS)
    steps = _steps(figure, every, chosen)
    if steps:
        canvas.paragraph(_beginning(figure, chosen), style="title", after=12)
        columns = _columns(canvas.width, steps, narrow=narrow)
        marks = Marks()
        if not narrow:
            _heads(canvas, columns)
        for step in steps:
            _draw_step(canvas, figure, step, columns, marks)
        _scale(canvas, figure, columns)
        _hand_over(canvas, marks)
    for panel in panels(figure, along=ALONG[figure.measure]):
        draw_hidden(canvas, panel)
    shown = {line.name for panel in every for line in panel.lines if line.row is not None}
    for sentence in _notes(steps, narrow=narrow, more=len(shown) - len(chosen)):
        canvas.paragraph(sentence, style="note", after=4)


# --- what is drawn --------------------------------------------------------------------------------


def _chosen(figure: Figure, every: Sequence[Panel], most: int) -> list[Line]:
    """The groups with most people, and the two that the finding speaks of."""
    gap = told_of_funnel(figure).gap
    told = gap.people if gap is not None else ()
    lines = [line for line in every[0].lines if line.row is not None] if every else []
    ranked = sorted(
        lines, key=lambda line: (line.people not in told, -(applied(figure, line) or 0.0))
    )[:most]
    return [line for line in lines if line in ranked]


def _steps(figure: Figure, every: Sequence[Panel], chosen: Sequence[Line]) -> list[Step]:
    names = [line.name for line in chosen]
    return [
        Step(
            stage=panel.heading,
            passages=_passages(figure, panel, names),
            # Beside one group alone, everybody is that group again.
            everybody=panel.everybody if len(panel.lines) > 1 else None,
        )
        for panel in every
    ]


def _passages(figure: Figure, panel: Panel, names: Sequence[str]) -> tuple[Passage, ...]:
    digits = decimals(figure)
    here = [(line, row) for line, row in still_there(figure, panel) if line.name in names]
    words = in_natural_numbers([row for _, row in here])
    found = []
    for (line, row), still in zip(here, words, strict=True):
        assert line.row is not None
        spoken = said(line.row, figure, digits=digits)
        found.append(
            Passage(
                line=line,
                row=line.row,
                share=row.value or 0.0,
                still=still,
                went=spoken.value or (tr("nobody came") if line.row.n == 0 else spoken.count),
            )
        )
    return tuple(found)


def _beginning(figure: Figure, chosen: Sequence[Line]) -> str:
    counted = [of_group(people(n), line.people) for line in chosen if (n := applied(figure, line))]
    return tr("%(groups)s applied.", groups=listed(counted)) if counted else ""


# --- where it stands ------------------------------------------------------------------------------


def _columns(width: int, steps: Sequence[Step], *, narrow: bool) -> Columns:
    every = [passage for step in steps for passage in step.passages]
    still = max((width_of(each.still, STYLES["value"]) for each in every), default=0.0)
    went = max((width_of(each.went, STYLES["value"]) for each in every), default=0.0)
    if narrow:
        ends = (8.0, width - max(still, went) - GAP - 8)
        return Columns(label=width, bar=ends, still=width, plot=ends, went=width, narrow=True)
    widest = max((width_of(each.line.name, STYLES["label"]) for each in every), default=0.0)
    label = min(widest, LABEL_ROOM)
    room = (width - label - still - went - 2 * GAP - 2 * COLUMN_GAP) / 2
    bar = (label + COLUMN_GAP, label + COLUMN_GAP + room)
    plot = (bar[1] + GAP + still + COLUMN_GAP, bar[1] + GAP + still + COLUMN_GAP + room)
    return Columns(
        label=label, bar=bar, still=bar[1] + GAP + still, plot=plot, went=float(width), narrow=False
    )


def _at(ends: tuple[float, float], share: float) -> float:
    return ends[0] + share * (ends[1] - ends[0])


def _heads(canvas: Canvas, columns: Columns) -> None:
    """What the two columns are, once."""
    style = STYLES["note"]
    heads = (
        (tr(STILL), columns.bar[0], columns.still),
        (tr(WENT), columns.plot[0], columns.went),
    )
    lines = [lines_of(words, style, room=end - start) for words, start, end in heads]
    for some, (_, start, _) in zip(lines, heads, strict=True):
        for index, words in enumerate(some):
            y = canvas.y + style.leading * (index + 0.5)
            canvas.text(words, x=start, y=y, style="note")
    canvas.y += style.leading * max(len(some) for some in lines) + 4


def _draw_step(canvas: Canvas, figure: Figure, step: Step, columns: Columns, marks: Marks) -> None:
    """The stage that a step leads to, and a row for each group."""
    room = columns.plot[0] - COLUMN_GAP if not columns.narrow else columns.label
    for words in lines_of(step.stage, STYLES["heading"], room=room, most=2):
        canvas.text(words, x=0, y=canvas.y + 12, style="heading", full=step.stage)
        canvas.y += 22
    everybody = step.everybody
    value = everybody.value if everybody is not None else None
    if everybody is not None and value is not None:
        spoken = said(everybody, figure, digits=decimals(figure))
        words = tr("everybody %(value)s", value=spoken.value or spoken.count)
        left = columns.plot[0] if not columns.narrow else 0.0
        x = centred_within(
            words, x=_at(columns.plot, value), style="note", left=left, right=canvas.width
        )
        y = canvas.y - 10 if not columns.narrow else canvas.y + 8
        canvas.text(words, x=x, y=y, style="note", align="center")
        canvas.y += 18 if columns.narrow else 0
    top = canvas.y
    for passage in step.passages:
        strip = _row(canvas, passage, everybody, columns, marks)
        if value is not None and columns.narrow:
            _line_of_everybody(columns, value, strip, marks)
    if value is not None and not columns.narrow:
        _line_of_everybody(columns, value, (top, canvas.y), marks)
    canvas.y += STEP_GAP


def _line_of_everybody(
    columns: Columns, share: float, strip: tuple[float, float], marks: Marks
) -> None:
    x = _at(columns.plot, share)
    marks.everybody.append({"share": share, "x": x, "y": strip[0], "y2": strip[1]})


def _row(
    canvas: Canvas, passage: Passage, everybody: Row | None, columns: Columns, marks: Marks
) -> tuple[float, float]:
    """One group: its name, its bar and its step; returns top and bottom of the step."""
    style, name = STYLES["label"], passage.line.name
    words = lines_of(name, style, room=columns.label, most=2)
    if columns.narrow:
        for line in words:
            canvas.text(line, x=0, y=canvas.y + 9, style="label", full=name)
            canvas.y += style.leading
        at_bar, at_step = canvas.y + STRIP / 2, canvas.y + STRIP * 1.5
        canvas.y += 2 * STRIP + ROW_GAP
    else:
        height = max(style.leading * len(words), BAR) + ROW_GAP
        at_bar = at_step = canvas.y + height / 2
        for index, line in enumerate(words):
            y = at_bar + (index - (len(words) - 1) / 2) * style.leading
            canvas.text(line, x=0, y=y, style="label", full=name)
        canvas.y += height
    hurt = _mark(canvas, passage, everybody, columns, marks, (at_bar, at_step))
    canvas.text(passage.still, x=columns.still, y=at_bar, style="value", align="right")
    styled = "hurt" if hurt else "value"
    canvas.text(passage.went, x=columns.went, y=at_step, style=styled, align="right")
    return at_step - STRIP / 2, at_step + STRIP / 2


def _mark(
    canvas: Canvas,
    passage: Passage,
    everybody: Row | None,
    columns: Columns,
    marks: Marks,
    at: tuple[float, float],
) -> bool:
    """Draws the bar and the step; returns whether the group stands clear on the side that hurts."""
    row, palette = passage.row, canvas.palette
    about = {"group": passage.line.name, "place": str(passage.row.at.get("stage", ""))}
    low, high = columns.bar
    bar = about | {"y": at[0] - BAR / 2, "y2": at[0] + BAR / 2, "x": low}
    marks.tracks.append({"x": low, "x2": high, "y": at[0]})
    marks.bars.append(bar | {"share": passage.share, "x2": _at(columns.bar, passage.share)})
    marks.tracks.append({"x": columns.plot[0], "x2": columns.plot[1], "y": at[1]})
    if row.value is None:
        return False
    side = side_of(row, everybody)
    hurt = side == "below"
    colour = palette.rust if hurt else palette.accent
    mark = about | {"y": at[1], "colour": colour}
    if row.low is not None and row.high is not None:
        ends = {"x": _at(columns.plot, row.low), "x2": _at(columns.plot, row.high)}
        marks.bands.append(mark | ends | {"low": row.low, "high": row.high})
    hollow = everybody is not None and side is None and row.low is not None
    dot = {"x": _at(columns.plot, row.value), "inside": palette.paper if hollow else colour}
    marks.dots.append(mark | dot | {"share": row.value})
    return hurt


def _scale(canvas: Canvas, figure: Figure, columns: Columns) -> None:
    """Both ends of the two scales, below the last step."""
    canvas.y -= STEP_GAP - 4
    ends = [columns.plot] if columns.narrow else [columns.bar, columns.plot]
    for low, high in ends:
        for share, x in ((0.0, low), (1.0, high)):
            words = tick_words(share, figure)
            middle = centred_within(words, x=x, style="tick", left=0, right=canvas.width)
            canvas.text(words, x=middle, y=canvas.y + 8, style="tick", align="center")
    canvas.y += 30


def _hand_over(canvas: Canvas, marks: Marks) -> None:
    """Every layer, the quietest first."""
    palette, x, colour = canvas.palette, pixel_channel("x"), colour_channel("colour")
    flat: dict[str, Spec] = {"x": x, "x2": {"field": "x2"}}
    rule = {"type": "rule", "strokeWidth": 1, "stroke": palette.hairline}
    canvas.marks("tracks", marks.tracks, rule, **flat)
    bar = {"type": "rect", "fill": palette.accent, "fillOpacity": 0.35, "strokeWidth": 0}
    canvas.marks("bars", marks.bars, bar, **flat, y2={"field": "y2"})
    line = {"type": "rule", "strokeWidth": 2, "stroke": palette.everybody}
    canvas.marks("everybody", marks.everybody, line, x=x, y2={"field": "y2"})
    band = {"type": "rule", "strokeWidth": 3, "strokeCap": "round"}
    canvas.marks("bands", marks.bands, band, **flat, stroke=colour)
    canvas.marks(
        "dots",
        marks.dots,
        {"type": "point", "size": 100, "strokeWidth": 2.5, "opacity": 1, "fillOpacity": 1},
        x=x,
        stroke=colour,
        fill=colour_channel("inside"),
    )


def _notes(steps: Sequence[Step], *, narrow: bool, more: int) -> list[str]:
    notes = []
    if steps and narrow:
        still, went = inside(tr(STILL)), inside(tr(WENT))
        notes.append(tr("Bar: %(still)s. Dot: %(went)s.", still=still, went=went))
    if any(passage.row.low is not None for step in steps for passage in step.passages):
        reading = [tr("Each line is the band that probably holds the true figure.")]
        if any(step.everybody is not None for step in steps):
            reading.append(
                tr("A filled dot stands clear of everybody; a hollow one may be chance.")
            )
        notes.append(" ".join(reading))
    return [*notes, more_groups(more)] if more > 0 else notes
