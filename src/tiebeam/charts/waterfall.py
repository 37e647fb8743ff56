"""A flow ledger, group by group: from one day's share to another's, each flow a floating bar.

Every bar begins where the last one ended. A filled bar raised the group's share, a hollow one
lowered it; the sign beside it says the same. All groups have as many points to the pixel, each on
a stretch of the scale of its own, which need not begin at nothing: the picture says so.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from tiebeam.charts.arrange import ALONG, panels
from tiebeam.charts.bands import PANEL_GAP, draw_hidden
from tiebeam.charts.canvas import Align, Canvas, Spec, centred_within, pixel_channel
from tiebeam.charts.curves import more_groups
from tiebeam.charts.names import event
from tiebeam.charts.scale import round_values, tick_words
from tiebeam.charts.telling.ledger import Account, accounts, told_account
from tiebeam.charts.text import lines_of, width_of
from tiebeam.charts.tokens import STYLES
from tiebeam.charts.values import (
    day_words,
    decimals,
    effect,
    may_be_percent,
    people_behind,
    points_with_band,
    said,
)
from tiebeam.engine.disclosure import Figure, Row
from tiebeam.engine.words import inside, noop, tr

MOST_GROUPS, MOST_FLOWS = 4, 8
MOST_LINES = 6  # of a label: flows that the ledger tells together are all named
SMALL = 0.04  # of the largest effect: flows that moved no share by more are told together
WITH_NOISE = noop("Each line says how far noise may have moved a share, or the end of a bar.")
NO_BAND = noop("Everybody was counted, so there is no band.")
LABEL_ROOM, GUTTER, COLUMN_GAP = 210.0, 18.0, 12.0
BAR, ROW_GAP, STUB = 14.0, 10.0, 4.0
LEAST_SPAN = 0.0002  # of the scale, so that a share that nothing moved has a scale at all


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of a waterfall.

    label       "Hired"; the day, where the row is the share itself
    value       "+1.2 points", "31.1 %"
    count       "12 of 30"
    start, end  of the bar, as shares; None where they are undefined
    is_share    whether it is the share itself, which has no bar
    band        how far noise may have moved the share or the effect, up or down
    """

    label: str
    value: str
    count: str
    start: float | None
    end: float | None
    is_share: bool = False
    band: float = 0.0

    @property
    def is_clear(self) -> bool:
        """Whether it says more than noise may do."""
        return abs((self.end or 0.0) - (self.start or 0.0)) > self.band


@dataclass(frozen=True, kw_only=True)
class Walk:
    """One group's way from its share on the first day to that on the last."""

    account: Account
    steps: tuple[Step, ...]

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest share on the way."""
        at = [
            x + reach
            for step in self.steps
            for x in (step.start, step.end)
            if x is not None
            for reach in (-step.band, step.band)
        ]
        return min(at, default=0.0), max(at, default=0.0)

    @property
    def is_defined(self) -> bool:
        """Whether there is a share at both ends, so that there are bars."""
        return self.account.change is not None


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Where things stand in every row, in pixels: see the columns of `bands`."""

    label: float
    left: float
    right: float
    value: float
    count: float
    narrow: bool
    stacked: bool = False


@dataclass
class Marks:
    """The marks of all groups, so that each kind becomes one layer."""

    grid: list[Spec] = field(default_factory=list)
    joints: list[Spec] = field(default_factory=list)
    raised: list[Spec] = field(default_factory=list)
    lowered: list[Spec] = field(default_factory=list)
    unclear: list[Spec] = field(default_factory=list)
    bands: list[Spec] = field(default_factory=list)
    shares: list[Spec] = field(default_factory=list)


def draw_waterfall(canvas: Canvas, figure: Figure, *, most: int | None, narrow: bool) -> None:
    """The ledgers of the groups with most people, down the page; the others are in the table."""
    canvas.y += 14 if canvas.y else 0
    every = accounts(figure)
    chosen = _chosen(figure, every, most or MOST_GROUPS)
    apart, together = _told_apart(chosen)
    walks = [_walk(figure, each, apart, together) for each in chosen]
    columns = _columns(canvas.width, walks, narrow=narrow)
    spans = [high - low for low, high in (walk.ends for walk in walks)]
    span = max(spans, default=0.0) or LEAST_SPAN
    marks = Marks()
    for walk in walks:
        _panel(canvas, figure, walk, columns, _domain(walk, span), marks)
    _hand_over(canvas, marks)
    for panel in panels(figure, along=ALONG[figure.measure]):
        draw_hidden(canvas, panel)
    for sentence in _notes(figure, walks, together, span, more=len(every) - len(chosen)):
        canvas.paragraph(sentence, style="note", after=4)


# --- what is drawn --------------------------------------------------------------------------------


def _chosen(figure: Figure, every: Sequence[Account], most: int) -> list[Account]:
    """The groups with most people, and the one that the finding speaks of."""
    told = told_account(figure)
    about = told.line if told is not None else None
    ranked = sorted(every, key=lambda each: (each.line != about, -each.people))[:most]
    return [each for each in every if each in ranked]


def _told_apart(chosen: Sequence[Account]) -> tuple[list[str], list[str]]:
    """Flows with a row of their own, and those told together; both in the ledger's order."""
    sizes: dict[str, float] = {}
    for row in (row for account in chosen for row in account.flows):
        kind = str(row.at["flow"])
        sizes[kind] = max(sizes.get(kind, 0.0), abs(row.value or 0.0))
    largest = max(sizes.values(), default=0.0)
    noisy = any(row.band is not None for account in chosen for row in account.flows)
    if not largest or noisy:
        return list(sizes), []
    apart = sorted(sizes, key=lambda kind: -sizes[kind])[:MOST_FLOWS]
    together = [kind for kind in sizes if kind not in apart or sizes[kind] <= SMALL * largest]
    if len(together) < 2:
        return list(sizes), []
    return [kind for kind in sizes if kind not in together], together


def _walk(figure: Figure, account: Account, apart: Sequence[str], together: Sequence[str]) -> Walk:
    digits = decimals(figure)
    first, last = (day_words(day) for day in figure.window)
    flows = {str(row.at["flow"]): row for row in account.flows}
    here = account.opening.value if account.change is not None else None
    steps = [_share(figure, account.opening, first, here, digits)]
    for kind in apart:
        if row := flows.get(kind):
            spoken = said(row, figure, digits=digits)
            then = None if here is None else here + (row.value or 0.0)
            steps.append(
                Step(
                    label=event(kind), value=_effect(row, figure, digits), count=spoken.count,
                    start=here, end=then, band=row.band or 0.0,
                )
            )  # fmt: skip
            here = then
    if small := [flows[kind] for kind in together if kind in flows]:
        step = _together(figure, small, here, digits)
        steps.append(step)
        here = step.end
    steps.append(_share(figure, account.closing, last, here, digits))
    return Walk(account=account, steps=tuple(steps))


def _share(figure: Figure, row: Row, day: str, here: float | None, digits: int) -> Step:
    spoken = said(row, figure, digits=digits)
    count = tr("nobody there") if row.n == 0 else spoken.count
    return Step(
        label=day, value=spoken.value, count=count, start=here, end=here, is_share=True,
        band=row.band or 0.0,
    )  # fmt: skip


def _effect(row: Row, figure: Figure, digits: int) -> str:
    """What a flow did, and how far noise may have moved that."""
    n = people_behind(row, figure)
    if row.value is None or row.band is None or not may_be_percent(n):
        return said(row, figure, digits=digits).value
    return points_with_band(row.value, row.band, digits)


def _together(figure: Figure, rows: Sequence[Row], here: float | None, digits: int) -> Step:
    """Flows that hardly moved any share, as one row; the note below names them."""
    moved = sum(row.value or 0.0 for row in rows)
    defined = here is not None
    return Step(
        label=tr("%(n)s smaller flows", n=len(rows)),
        value=effect(moved, people_behind(rows[0], figure), digits) if defined else "",
        count=tr("together"),
        start=here,
        end=here + moved if here is not None else None,
    )


# --- where it stands ------------------------------------------------------------------------------


def _columns(width: int, walks: Sequence[Walk], *, narrow: bool) -> Columns:
    steps = [step for walk in walks for step in walk.steps]
    value = max((width_of(each.value, STYLES["value"]) for each in steps), default=0.0)
    count = max((width_of(each.count, STYLES["count"]) for each in steps), default=0.0)
    widest = max((width_of(each.label, STYLES["value"]) for each in steps), default=0.0)
    if narrow:
        stacked = widest + 2 * COLUMN_GAP + value + count > width
        start = 0.0 if stacked else width - value - COLUMN_GAP - count
        return Columns(
            label=width,
            left=8,
            right=width - 8,
            value=0 if stacked else start + value,
            count=start + value + (COLUMN_GAP if value else 0),
            narrow=True,
            stacked=stacked,
        )
    label = min(widest, LABEL_ROOM)
    return Columns(
        label=label,
        left=label + GUTTER,
        right=width - value - count - COLUMN_GAP - GUTTER,
        value=width - count - COLUMN_GAP,
        count=width - count,
        narrow=False,
    )


def _domain(walk: Walk, span: float) -> tuple[float, float]:
    """A stretch of the scale around a group's way: as long for each group, never beyond 0 and 1."""
    low, high = walk.ends
    reach = 1.12 * span
    start = min(max((low + high - reach) / 2, 0.0), max(1 - reach, 0.0))
    return start, start + reach


def _panel(
    canvas: Canvas,
    figure: Figure,
    walk: Walk,
    columns: Columns,
    domain: tuple[float, float],
    marks: Marks,
) -> None:
    """A group's name, its rows, and the scale below them."""
    canvas.across = (domain, (columns.left, columns.right))
    _heading(canvas, figure, walk)
    strips = [_row(canvas, step, walk, columns, marks) for step in walk.steps]
    if walk.is_defined:
        _join(canvas, walk, strips, columns, marks)
        _scale(canvas, figure, strips, columns, domain, marks)
    canvas.y += PANEL_GAP


def _heading(canvas: Canvas, figure: Figure, walk: Walk) -> None:
    name, style = walk.account.line.name, STYLES["heading"]
    lines = lines_of(name, style, room=canvas.width, most=2)
    for line in lines:
        canvas.text(line, x=0, y=canvas.y + 12, style="heading", full=name)
        canvas.y += 24
    canvas.y += 2 if walk.is_defined else 0
    first = next(iter(walk.account.flows), None)
    n = people_behind(first, figure) if first is not None else walk.account.opening.n
    change = effect(walk.account.change, n, decimals(figure))
    in_all = tr("%(change)s in all", change=change)
    start = width_of(lines[-1], style) + COLUMN_GAP
    if change and walk.account.band:
        change = points_with_band(walk.account.change or 0.0, walk.account.band, decimals(figure))
        in_all = tr("%(change)s in all", change=change)
    if change and start + width_of(in_all, STYLES["count"]) <= canvas.width:
        canvas.text(in_all, x=start, y=canvas.y - 14, style="count")


def _row(
    canvas: Canvas, step: Step, walk: Walk, columns: Columns, marks: Marks
) -> tuple[float, float]:
    """Writes and draws one row; returns the top and the bottom of its bar."""
    style = "value" if step.is_share else "label"
    words = lines_of(step.label, STYLES[style], room=columns.label, most=MOST_LINES)
    leading = STYLES[style].leading
    if columns.narrow:
        for index, line in enumerate(words):
            canvas.y += leading if index else 0
            canvas.text(line, x=0, y=canvas.y + 10, style=style, full=step.label)
        canvas.y += leading if columns.stacked else 0
        _figures(canvas, step, columns, canvas.y + 10)
        top = canvas.y + 22
        canvas.y = (top + BAR if walk.is_defined else canvas.y + 18) + ROW_GAP
    else:
        height = max(leading * len(words), BAR) + ROW_GAP
        middle = canvas.y + height / 2
        for index, line in enumerate(words):
            y = middle + (index - (len(words) - 1) / 2) * leading
            canvas.text(line, x=0, y=y, style=style, full=step.label)
        _figures(canvas, step, columns, middle)
        top = middle - BAR / 2
        canvas.y += height
    _bar(canvas, step, walk, top, marks)
    return top, top + BAR


def _figures(canvas: Canvas, step: Step, columns: Columns, y: float) -> None:
    align: Align = "left" if columns.stacked else "right"
    alone = columns.stacked and not step.value
    canvas.text(step.value, x=columns.value, y=y, style="value", align=align)
    canvas.text(step.count, x=columns.value if alone else columns.count, y=y, style="count")


def _bar(canvas: Canvas, step: Step, walk: Walk, top: float, marks: Marks) -> None:
    if step.start is None or step.end is None:
        return
    about = {"group": walk.account.line.name, "flow": step.label}
    if step.band:
        ends = (canvas.pixel_of(step.end + reach) for reach in (-step.band, step.band))
        low, high = (min(max(each, 0.0), canvas.width) for each in ends)
        marks.bands.append(about | {"x": low, "x2": high, "y": top + BAR / 2})
    if step.is_share:
        x = canvas.pixel_of(step.end)
        marks.shares.append(about | {"share": step.end, "x": x, "y": top + BAR / 2})
        return
    low, high = sorted((step.start, step.end))
    bar = about | {
        "start": step.start,
        "end": step.end,
        "x": canvas.pixel_of(low),
        "x2": canvas.pixel_of(high),
        "y": top,
        "y2": top + BAR,
    }
    way = marks.raised if step.end >= step.start else marks.lowered
    (way if step.is_clear or not step.band else marks.unclear).append(bar)


def _join(
    canvas: Canvas,
    walk: Walk,
    strips: Sequence[tuple[float, float]],
    columns: Columns,
    marks: Marks,
) -> None:
    """A line from the end of each bar to the beginning of the next, cut where words stand."""
    for index, step in enumerate(walk.steps[:-1]):
        assert step.end is not None
        x, foot, head = canvas.pixel_of(step.end), strips[index][1], strips[index + 1][0]
        foot -= BAR / 2 if step.is_share else 0
        head += BAR / 2 if walk.steps[index + 1].is_share else 0
        pieces = [(foot, foot + STUB), (head - STUB, head)] if columns.narrow else [(foot, head)]
        marks.joints += [{"x": x, "y": start, "y2": end} for start, end in pieces]


def _scale(
    canvas: Canvas,
    figure: Figure,
    strips: Sequence[tuple[float, float]],
    columns: Columns,
    domain: tuple[float, float],
    marks: Marks,
) -> None:
    ticks = _ticks(canvas, figure, columns, domain)
    wide = [(strips[0][0] - ROW_GAP / 2, strips[-1][1] + ROW_GAP / 2)]
    for value, words in ticks:
        x = canvas.pixel_of(value)
        for top, bottom in strips if columns.narrow else wide:
            marks.grid.append({"x": x, "y": top, "y2": bottom})
        centre = centred_within(words, x=x, style="tick", left=0, right=canvas.width)
        canvas.text(words, x=centre, y=canvas.y + 8, style="tick", align="center")
    canvas.y += 20


def _ticks(
    canvas: Canvas, figure: Figure, columns: Columns, domain: tuple[float, float]
) -> list[tuple[float, str]]:
    """Round shares on the scale, as many as leave their words apart."""
    for most in (4, 3, 2, 1):
        values = round_values(*domain, most=most)
        words = [tick_words(value, figure) for value in values]
        boxes = [
            (canvas.pixel_of(value), width_of(each, STYLES["tick"]) / 2)
            for value, each in zip(values, words, strict=True)
        ]
        if all(
            x + half + COLUMN_GAP <= then - other
            for (x, half), (then, other) in itertools.pairwise(boxes)
        ):
            return list(zip(values, words, strict=True))
    return []


def _hand_over(canvas: Canvas, marks: Marks) -> None:
    """Every layer, the quietest first."""
    palette, x = canvas.palette, pixel_channel("x")
    upright: dict[str, Spec] = {"x": x, "y2": {"field": "y2"}}
    line = {"type": "rule", "strokeWidth": 1}
    canvas.marks("grid", marks.grid, line | {"stroke": palette.hairline}, **upright)
    canvas.marks("joints", marks.joints, line | {"stroke": palette.everybody}, **upright)
    bar = {"type": "rect", "stroke": palette.accent, "strokeWidth": 1.5, "opacity": 1}
    box = {**upright, "x2": {"field": "x2"}}
    canvas.marks("raised", marks.raised, bar | {"fill": palette.accent}, **box)
    canvas.marks("lowered", marks.lowered, bar | {"fill": palette.paper}, **box)
    grey = bar | {"stroke": palette.everybody, "fill": palette.paper}
    canvas.marks("unclear", marks.unclear, grey, **box)
    band = {"type": "rule", "strokeWidth": 1.5, "stroke": palette.ink, "opacity": 1}
    canvas.marks("bands", marks.bands, band, x=x, x2={"field": "x2"})
    dot = {"type": "point", "size": 110, "fill": palette.accent, "stroke": palette.accent}
    canvas.marks("shares", marks.shares, dot | {"opacity": 1}, x=x)


# --- what is said below ---------------------------------------------------------------------------


def _notes(
    figure: Figure, walks: Sequence[Walk], together: Sequence[str], span: float, *, more: int
) -> list[str]:
    notes = []
    if together:
        first, *rest = map(event, together)
        named = "; ".join([first, *map(inside, rest)])
        notes.append(tr("Smaller flows: %(flows)s.", flows=named))
    if any(walk.is_defined for walk in walks):
        cut = any(_domain(walk, span)[0] > 0 for walk in walks)
        noise = any(step.band for walk in walks for step in walk.steps)
        reading = [tr("Filled bars raised the share, hollow ones lowered it.")]
        reading += [tr("Grey ones may be nothing but noise.")] if noise else []
        reading += [tr("The scale does not begin at nothing.")] if cut else []
        reading.append(tr(WITH_NOISE if noise else NO_BAND))
        notes.append(" ".join(reading))
    elif walks:
        notes.append(tr("Nobody was at the level on one of the days: only people can be counted."))
    return [*notes, more_groups(more)] if more else notes
