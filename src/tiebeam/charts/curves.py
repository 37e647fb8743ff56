"""Curves with their bands, in panels of one scale, each curve labelled where it ends.

Up to three groups share a panel and differ by how their line is dashed; with more, each group has a
panel of its own, in which the others are thin grey lines. Steps of time and fans both draw so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from tiebeam.charts.canvas import Canvas, Spec, centred_within, pixel_channel
from tiebeam.charts.text import lines_of, width_of
from tiebeam.charts.tokens import STYLES
from tiebeam.engine.words import inside, trn

Interpolation: TypeAlias = Literal["step-after", "linear"]

MOST_IN_ONE = 3
DASHES: tuple[list[int], ...] = ([1, 0], [8, 4], [2, 3])
COLUMN_GAP, PANEL_GAP, LABEL_GAP, TICK_GAP = 30.0, 20.0, 12.0, 8.0
SINGLE_HEIGHT, HEIGHT = 250.0, 170.0
LABEL_PART = 0.4  # of the width of a panel, at most
LABEL_SPACE = 8.0  # between two labels
WORD_GAP = 6.0  # between a name and its value
MOVED = 5.0  # pixels from which a label is tied to its curve by a thin line


@dataclass(frozen=True, kw_only=True)
class Point:
    """A place of a curve: time, share, and the ends of its band (the share where it has none)."""

    time: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One group's curve.

    name   of the group; written where the curve ends, unless the panel bears it
    value  what is written there: "6.7 %"
    band   and its band: "4.1 to 9.0 %"
    hurts  whether it is the group that stands clear on the side that hurts
    kept   a share that a dotted line keeps in sight along the whole panel
    """

    name: str
    points: tuple[Point, ...]
    value: str = ""
    band: str = ""
    hurts: bool = False
    kept: float | None = None


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One panel: its heading, its curves, and the groups that are thin grey lines behind them."""

    heading: str
    curves: tuple[Curve, ...]
    behind: tuple[Curve, ...] = ()
    names: bool = True


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What all panels share: ends of time and share, and the words along them."""

    times: tuple[float, float]
    shares: tuple[float, float]
    time_ticks: tuple[tuple[float, str], ...]
    share_ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Where one panel stands, in pixels, and the scale in it."""

    left: float
    right: float
    top: float
    bottom: float
    label: float
    edge: float
    scale: Scale

    def x(self, time: float) -> float:
        """Where a time stands."""
        first, last = self.scale.times
        return self.left + (time - first) / (last - first) * (self.right - self.left)

    def y(self, share: float) -> float:
        """Where a share stands; what lies beyond the scale stands at its end."""
        low, high = self.scale.shares
        part = (min(max(share, low), high) - low) / (high - low)
        return self.bottom - part * (self.bottom - self.top)


@dataclass(frozen=True, kw_only=True)
class _Label:
    """What stands where a curve ends: lines, each of them words and the style of these words."""

    curve: Curve
    lines: tuple[tuple[tuple[str, str], ...], ...]
    wanted: float

    @property
    def height(self) -> float:
        return sum(_leading(line) for line in self.lines)


def framed(
    curves: Sequence[Curve], *, heading: str, most: int, first: Sequence[str] = ()
) -> list[Frame]:
    """One panel for up to three groups, else a panel for each of `most` groups.

    first  names of groups that a sentence speaks of: they get a panel whatever their place
    """
    if len(curves) <= MOST_IN_ONE:
        return [Frame(heading=heading, curves=tuple(curves))] if curves else []
    ranked = sorted(curves, key=lambda each: each.name not in first)[:most]
    return [
        Frame(
            heading=f"{curve.name}: {inside(heading)}" if heading else curve.name,
            curves=(curve,),
            behind=tuple(each for each in curves if each is not curve),
            names=False,
        )
        for curve in curves
        if curve in ranked
    ]


def more_groups(more: int) -> str:
    """How many groups are not drawn."""
    return trn("One more group is in the table.", "%(n)s more groups are in the table.", more)


def draw_frames(
    canvas: Canvas,
    frames: Sequence[Frame],
    scale: Scale,
    *,
    shape: Interpolation,
    narrow: bool,
) -> None:
    """All panels, two beside each other where there is room."""
    beside = 1 if narrow or len(frames) == 1 else 2
    width = (canvas.width - (beside - 1) * COLUMN_GAP) / beside
    layers = _Layers(canvas, shape)
    label = max((_label_width(frame, width) for frame in frames), default=0.0)
    for start in range(0, len(frames), beside):
        row = frames[start : start + beside]
        _draw_row(canvas, row, scale, layers, width=width, label=label, single=len(frames) == 1)
    layers.finish()


def _draw_row(
    canvas: Canvas,
    row: Sequence[Frame],
    scale: Scale,
    layers: _Layers,
    *,
    width: float,
    label: float,
    single: bool,
) -> None:
    """Panels beside each other: their headings, then their plots, as tall as the tallest needs."""
    style = STYLES["heading"]
    heads = [lines_of(frame.heading, style, room=width, most=3) for frame in row]
    tall = max(len(lines) for lines in heads) if any(frame.heading for frame in row) else 0
    ticks = max((width_of(words, STYLES["tick"]) for _, words in scale.share_ticks), default=0.0)
    labels = [_labels(frame, label) for frame in row]
    needed = max(sum(each.height + LABEL_SPACE for each in some) for some in labels)
    height = max(SINGLE_HEIGHT if single else HEIGHT, needed)
    for place, (frame, lines) in enumerate(zip(row, heads, strict=True)):
        left = place * (width + COLUMN_GAP)
        for index, words in enumerate(lines if tall else ()):
            y = canvas.y + 12 + 20 * (tall - len(lines) + index)
            canvas.text(words, x=left, y=y, style="heading", full=frame.heading)
        top = canvas.y + 20 * tall + (14 if tall else 8)
        plot = Plot(
            left=left + ticks + TICK_GAP,
            right=left + width - label - LABEL_GAP,
            top=top,
            bottom=top + height,
            label=left + width - label,
            edge=left + width,
            scale=scale,
        )
        _axes(canvas, plot, layers)
        layers.add(frame, plot)
        _write_labels(canvas, plot, labels[place], layers)
    canvas.y += 20 * tall + (14 if tall else 8) + height + 24 + PANEL_GAP


def _axes(canvas: Canvas, plot: Plot, layers: _Layers) -> None:
    for share, words in plot.scale.share_ticks:
        y = plot.y(share)
        layers.grid.append({"x": plot.left, "x2": plot.right, "y": y})
        canvas.text(words, x=plot.left - TICK_GAP, y=y, style="tick", align="right")
    before = plot.left - TICK_GAP * 4
    for time, words in _apart(plot):
        x = plot.x(time)
        layers.nicks.append({"x": x, "y": plot.bottom, "y2": plot.bottom + 4})
        centre = centred_within(words, x=x, style="tick", left=before, right=plot.edge)
        canvas.text(words, x=centre, y=plot.bottom + 14, style="tick", align="center")


def _apart(plot: Plot) -> list[tuple[float, str]]:
    """Ticks of time whose words stand apart: all, or every so many from the first to the last."""
    ticks = plot.scale.time_ticks
    last = len(ticks) - 1
    for step in (step for step in range(1, last + 1) if last % step == 0):
        some = ticks[::step]
        boxes = [(plot.x(time), width_of(words, STYLES["tick"]) / 2) for time, words in some]
        if all(x + half + 6 <= then - other for (x, half), (then, other) in pairwise(boxes)):
            return list(some)
    return list(ticks[-1:])


# --- labels ---------------------------------------------------------------------------------------


def _label_width(frame: Frame, width: float) -> float:
    labels = _labels(frame, width * LABEL_PART)
    return max((_width(line) for label in labels for line in label.lines), default=0.0)


def _width(line: Sequence[tuple[str, str]]) -> float:
    widths = [width_of(words, STYLES[style]) for words, style in line]
    return sum(widths) + WORD_GAP * (len(widths) - 1)


def _leading(line: Sequence[tuple[str, str]]) -> float:
    return max(STYLES[style].leading for _, style in line)


def _labels(frame: Frame, room: float) -> list[_Label]:
    """Name and value on one line where they fit, the band below them."""
    found = []
    for curve in frame.curves:
        style = "hurt" if curve.hurts else "value"
        name = [(curve.name, "label")] if frame.names else []
        value = [(curve.value, style)] if curve.value else []
        both = tuple(name + value)
        lines = [both] if both and _width(both) <= room else []
        if not lines:
            wrapped = lines_of(curve.name, STYLES["label"], room=room, most=2) if name else []
            lines = [((words, "label"),) for words in wrapped]
            lines += [((words, style),) for words in _fitting(curve.value, style, room)]
        lines += [((words, "note"),) for words in _fitting(curve.band, "note", room)]
        if lines and curve.points:
            found.append(_Label(curve=curve, lines=tuple(lines), wanted=curve.points[-1].value))
    return found


def _fitting(words: str, style: str, room: float) -> list[str]:
    return lines_of(words, STYLES[style], room=room, most=2) if words else []


def _write_labels(canvas: Canvas, plot: Plot, labels: Sequence[_Label], layers: _Layers) -> None:
    """Each label at the end of its curve, moved as little as keeps them apart."""
    ordered = sorted(labels, key=lambda each: (plot.y(each.wanted), each.curve.name))
    for label, centre in zip(ordered, _spread(ordered, plot), strict=True):
        y = centre - label.height / 2
        for line in label.lines:
            x = plot.label
            for words, style in line:
                full = label.curve.name if style == "label" else ""
                canvas.text(words, x=x, y=y + _leading(line) / 2, style=style, full=full)
                x += width_of(words, STYLES[style]) + WORD_GAP
            y += _leading(line)
        last = label.curve.points[-1]
        x, end = plot.x(last.time), plot.y(last.value)
        if abs(end - centre) > MOVED or plot.right - x > LABEL_GAP:
            layers.ties.append({"x": x + 2, "y": end, "x2": plot.label - 3, "y2": centre})


def _spread(labels: Sequence[_Label], plot: Plot) -> list[float]:
    """Middles of labels from the top down: labels that would touch form a block around its middle.

    Source  pooling neighbours until none touch: Barlow et al. (1972), Statistical Inference under
            Order Restrictions, chapter 1
    """
    blocks: list[tuple[float, float, int]] = []  # middle, height, labels
    for label in labels:
        height = label.height + LABEL_SPACE
        block = _inside(plot.y(label.wanted), height, 1, plot)
        while blocks and blocks[-1][0] + blocks[-1][1] / 2 > block[0] - block[1] / 2 + 1e-9:
            middle, tall, count = blocks.pop()
            both = count + block[2]
            # The middle of the block is where its labels would be moved least, all counting alike.
            aim = (
                (middle - tall / 2) * count + (block[0] - block[1] / 2 - tall) * block[2]
            ) / both + (tall + block[1]) / 2
            block = _inside(aim, tall + block[1], both, plot)
        blocks.append(block)
    middles = []
    place = 0
    for middle, tall, count in blocks:
        top = middle - tall / 2
        for label in labels[place : place + count]:
            middles.append(top + (label.height + LABEL_SPACE) / 2)
            top += label.height + LABEL_SPACE
        place += count
    return middles


def _inside(middle: float, height: float, count: int, plot: Plot) -> tuple[float, float, int]:
    half = height / 2
    return max(plot.top + half, min(middle, plot.bottom - half)), height, count


# --- marks ----------------------------------------------------------------------------------------


class _Layers:
    """The marks of all panels, so that each kind becomes one layer."""

    def __init__(self, canvas: Canvas, shape: Interpolation) -> None:
        self.canvas = canvas
        self.shape = shape
        self.grid: list[Spec] = []
        self.nicks: list[Spec] = []
        self.ties: list[Spec] = []
        self.kept: list[Spec] = []
        self.behind: list[Spec] = []
        self.bands: dict[bool, list[Spec]] = {False: [], True: []}
        self.lines: dict[tuple[bool, int], list[Spec]] = {}
        self.panels = 0

    def add(self, frame: Frame, plot: Plot) -> None:
        """The curves of one panel."""
        self.panels += 1
        for place, curve in enumerate(frame.behind):
            self.behind += _line(curve, plot, f"{self.panels}.{place}", frame.heading)
        for place, curve in enumerate(frame.curves):
            key = f"{self.panels}.{place}"
            if curve.kept is not None:
                about = {"group": curve.name, "share": curve.kept}
                y = plot.y(curve.kept)
                self.kept.append(about | {"x": plot.left, "x2": plot.right, "y": y})
            self.bands[curve.hurts] += _band(curve, plot, key, frame.heading)
            dash = self.lines.setdefault((curve.hurts, place % len(DASHES)), [])
            dash += _line(curve, plot, key, frame.heading)

    def finish(self) -> None:
        """Hand every layer to the canvas, the quietest first."""
        palette, canvas = self.canvas.palette, self.canvas
        x = pixel_channel("x")
        detail = {"field": "curve", "type": "nominal"}
        thin = {"type": "rule", "strokeWidth": 1}
        flat: dict[str, Spec] = {"x": x, "x2": {"field": "x2"}}
        canvas.marks("grid", self.grid, thin | {"stroke": palette.hairline}, **flat)
        nick = thin | {"stroke": palette.everybody}
        canvas.marks("nicks", self.nicks, nick, x=x, y2={"field": "y2"})
        tie = thin | {"stroke": palette.everybody}
        canvas.marks("ties", self.ties, tie, **flat, y2={"field": "y2"})
        line = {"type": "line", "interpolate": self.shape, "strokeJoin": "round"}
        for hurts, values in self.bands.items():
            fill = palette.rust if hurts else palette.accent
            mark = {
                "type": "area",
                "orient": "vertical",
                "interpolate": self.shape,
                "fill": fill,
                "fillOpacity": 0.16,
            }
            name = "bands_hurt" if hurts else "bands"
            canvas.marks(name, values, mark, x=x, y2={"field": "y2"}, detail=detail)
        quiet = line | {"stroke": palette.everybody, "strokeWidth": 1, "strokeOpacity": 0.5}
        canvas.marks("behind", self.behind, quiet, x=x, detail=detail)
        dotted = thin | {"stroke": palette.quiet, "strokeDash": [1, 3]}
        canvas.marks("kept", self.kept, dotted, **flat)
        for (hurts, dash), values in sorted(self.lines.items()):
            stroke = palette.rust if hurts else palette.accent
            mark = line | {"stroke": stroke, "strokeWidth": 2.5, "strokeDash": DASHES[dash]}
            name = f"curves_{dash}{'_hurt' if hurts else ''}"
            canvas.marks(name, values, mark, x=x, detail=detail)


def _line(curve: Curve, plot: Plot, key: str, heading: str) -> list[Spec]:
    return [
        {
            "curve": key,
            "group": curve.name,
            "place": heading,
            "time": point.time,
            "share": point.value,
            "x": plot.x(point.time),
            "y": plot.y(point.value),
        }
        for point in curve.points
    ]


def _band(curve: Curve, plot: Plot, key: str, heading: str) -> list[Spec]:
    return [
        {
            "curve": key,
            "group": curve.name,
            "place": heading,
            "time": point.time,
            "low": point.low,
            "high": point.high,
            "x": plot.x(point.time),
            "y": plot.y(point.high),
            "y2": plot.y(point.low),
        }
        for point in curve.points
    ]
