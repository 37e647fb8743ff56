"""Ways through an organisation's clauses, side by side: what each made-up person gets and meets.

Four small figures for each: weeks paid and days to a decision as bars, and a dot for each place
where one person decides, and for each dead end. None of it is about a person, so all is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tiebeam.charts.canvas import Canvas, Spec, pixel_channel
from tiebeam.charts.draw import finished
from tiebeam.charts.text import lines_of
from tiebeam.charts.tokens import PAGE, STYLES, palette, pixels
from tiebeam.engine.words import listed, noop, number, tr, trn

ROW_GAP, LINE, BAR = 18.0, 24.0, 9.0
LABEL, GUTTER = 208.0, 18.0
DOT, PITCH = 9.0, 12.0
#: A row of dots that is longer ends in the number alone.
MOST_DOTS = 8
#: Bars of no length are drawn so wide, to be seen.
THINNEST = 2.0
NUMBER = 34.0


@dataclass(frozen=True, kw_only=True)
class Way:
    """What one made-up person gets and meets.

    weeks, days  None where nothing is said
    """

    name: str
    weeks: float | None
    days: float | None
    gates: int
    dead_ends: int


@dataclass(frozen=True)
class _Part:
    """One of the four figures."""

    title: str
    of: Callable[[Way], float | None]
    is_bar: bool
    colour: str


_PARTS = (
    _Part(noop("Weeks paid"), lambda way: way.weeks, is_bar=True, colour="accent"),
    _Part(noop("Days to a decision"), lambda way: way.days, is_bar=True, colour="everybody"),
    _Part(noop("One person decides"), lambda way: way.gates, is_bar=False, colour="everybody"),
    _Part(noop("Dead ends"), lambda way: way.dead_ends, is_bar=False, colour="rust"),
)


def ways_svg(ways: Sequence[Way], *, width: str = "wide", theme: str = "page") -> str:
    """The ways side by side as SVG, with a sentence for whoever does not see it.

    width, theme  as of all pictures
    Raises  UnknownWidth, UnknownTheme
    """
    title = tr("What made-up people meet on their way through the documents")
    return finished(ways_picture(ways, width=width, theme=theme), title, ways_description(ways))


def ways_picture(ways: Sequence[Way], *, width: str = "wide", theme: str = "page") -> Spec:
    """The same as a Vega-Lite specification."""
    colours = palette(theme, width=width)
    margin = 0 if colours == PAGE else 12
    canvas = Canvas(width=pixels(width) - 2 * margin, palette=colours, margin=margin)
    if colours != PAGE:
        canvas.paragraph(ways_finding(ways), style="headline-narrow", after=6)
    marks = _Marks()
    (_narrow if width == "narrow" else _wide)(canvas, ways, marks)
    marks.draw(canvas)
    return canvas.spec()


# --- in words -------------------------------------------------------------------------------------


def ways_finding(ways: Sequence[Way]) -> str:
    """What the picture shows, in a sentence or two."""
    stuck = [way for way in ways if way.dead_ends]
    paid = [way for way in ways if way.weeks is not None]
    said = [trn("%(n)s of %(all)s meets a dead end.", "%(n)s of %(all)s meet a dead end.",
                len(stuck), all=number(len(ways)))]  # fmt: skip
    if len({way.weeks for way in paid}) > 1:
        least = min(way.weeks or 0.0 for way in paid)
        most = max(way.weeks or 0.0 for way in paid)
        said.append(tr("For a new child, paid weeks go from %(least)s to %(most)s.",
                       least=_number(least), most=_number(most)))  # fmt: skip
    return " ".join(said)


def ways_description(ways: Sequence[Way]) -> str:
    """Everything in the picture, for whoever does not see it."""
    return " ".join([ways_finding(ways), *(_described(way) for way in ways)])


def _described(way: Way) -> str:
    said = [tr("%(title)s %(value)s", title=tr(part.title), value=_value(part.of(way)))
            for part in _PARTS]  # fmt: skip
    return tr("%(name)s: %(said)s.", name=way.name, said=listed(said))


def _value(value: float | None) -> str:
    return "–" if value is None else _number(value)


def _number(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)


# --- drawn ----------------------------------------------------------------------------------------


class _Marks:
    """Bars and dots, gathered to be drawn as few layers."""

    def __init__(self) -> None:
        self.bars: dict[str, list[Spec]] = {}
        self.dots: dict[str, list[Spec]] = {}
        self.lines: list[Spec] = []

    def draw(self, canvas: Canvas) -> None:
        x, x2 = pixel_channel("x"), {"field": "x2"}
        line = {"type": "rule", "strokeWidth": 1, "stroke": canvas.palette.hairline}
        canvas.marks("lines", self.lines, line, x=x, x2=x2)
        for colour, bars in self.bars.items():
            paint = getattr(canvas.palette, colour)
            bar = {"type": "rect", "fill": paint, "strokeWidth": 0}
            canvas.marks(f"bars_{colour}", bars, bar, x=x, x2=x2, y2={"field": "y2"})
        for colour, dots in self.dots.items():
            paint = getattr(canvas.palette, colour)
            dot = {"type": "circle", "size": DOT**2, "opacity": 1, "fill": paint}
            canvas.marks(f"dots_{colour}", dots, dot, x=x)


def _wide(canvas: Canvas, ways: Sequence[Way], marks: _Marks) -> None:
    """A row for each, and a column for each figure."""
    room = (canvas.width - LABEL - len(_PARTS) * GUTTER) / len(_PARTS)
    lefts = [LABEL + GUTTER + place * (room + GUTTER) for place in range(len(_PARTS))]
    for part, left in zip(_PARTS, lefts, strict=True):
        for place, words in enumerate(lines_of(tr(part.title), STYLES["title"], room=room, most=2)):
            canvas.text(words, x=left, y=canvas.y + 9 + place * 18, style="title")
    canvas.y += 42
    for way in ways:
        names = lines_of(way.name, STYLES["label"], room=LABEL, most=3)
        height = max(len(names) * STYLES["label"].leading, LINE) + ROW_GAP
        marks.lines.append({"x": 0, "x2": canvas.width, "y": canvas.y})
        middle = canvas.y + height / 2
        for place, words in enumerate(names):
            y = middle + (place - (len(names) - 1) / 2) * STYLES["label"].leading
            canvas.text(words, x=0, y=y, style="label", full=way.name)
        for part, left in zip(_PARTS, lefts, strict=True):
            _figure(canvas, marks, part, way, ways, left=left, room=room, y=middle)
        canvas.y += height


def _narrow(canvas: Canvas, ways: Sequence[Way], marks: _Marks) -> None:
    """Each below the other, with its figures line by line."""
    label = 138.0
    for way in ways:
        marks.lines.append({"x": 0, "x2": canvas.width, "y": canvas.y})
        canvas.y += 8
        for words in lines_of(way.name, STYLES["value"], room=canvas.width, most=3):
            canvas.text(words, x=0, y=canvas.y + 10, style="value", full=way.name)
            canvas.y += STYLES["value"].leading
        for part in _PARTS:
            canvas.text(tr(part.title), x=0, y=canvas.y + LINE / 2, style="count")
            _figure(canvas, marks, part, way, ways, left=label, room=canvas.width - label,
                    y=canvas.y + LINE / 2)  # fmt: skip
            canvas.y += LINE
        canvas.y += 10


def _figure(
    canvas: Canvas, marks: _Marks, part: _Part, way: Way, ways: Sequence[Way],
    *, left: float, room: float, y: float,
) -> None:  # fmt: skip
    """A number, and beside it a bar or dots."""
    value = part.of(way)
    strong = "hurt" if part.colour == "rust" and value else "value"
    canvas.text(_value(value), x=left + NUMBER - 8, y=y, align="right",
                style=strong if value is not None else "count")  # fmt: skip
    if value is None:
        return
    start, width = left + NUMBER, room - NUMBER
    if part.is_bar:
        largest = max((part.of(each) or 0.0) for each in ways) or 1.0
        end = start + max(width * value / largest, THINNEST)
        marks.bars.setdefault(part.colour, []).append(
            {"x": start, "x2": end, "y": y - BAR / 2, "y2": y + BAR / 2}
        )
        return
    fitting = min(MOST_DOTS, int(width // PITCH))
    for place in range(int(value) if value <= fitting else 0):
        dot = {"x": start + (place + 0.5) * PITCH, "y": y}
        marks.dots.setdefault(part.colour, []).append(dot)
