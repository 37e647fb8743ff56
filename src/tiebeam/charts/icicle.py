"""The organisation: each unit as tall as it has people, beside the unit that it belongs to.

On a phone, and where nothing belongs to anything, the same units are a list with bars. A unit too
small for words is named below; nothing is ever gathered into "Other".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tiebeam.charts.canvas import Canvas, Spec, pixel_channel
from tiebeam.charts.describe import what_is_hidden
from tiebeam.charts.telling.organisation import BETWEEN, Unit, counted, tree
from tiebeam.charts.text import lines_of, shortened, width_of
from tiebeam.charts.tokens import STYLES
from tiebeam.charts.values import people
from tiebeam.engine.disclosure import Figure
from tiebeam.engine.words import tr

MOST_COLUMNS, MOST_ROWS, MOST_NAMED = 4, 40, 12
LEAST_HEIGHT, MOST_HEIGHT = 300.0, 840.0
SILENT = 0.15  # of the units may be too small for words before the picture grows
LABELLED = 15.0  # pixels from which a block has room for words
ROOMY = 40.0  # pixels from which its words stand at its top, in two lines where they need them
PAD, GAP, BAR = 7.0, 10.0, 8.0
INDENT, ROW_GAP, LABEL_ROOM = 14.0, 10.0, 230.0
#: How deep the colour of a column is. All text in it is ink.
DEPTHS = (0.34, 0.22, 0.14, 0.08)


def draw_icicle(canvas: Canvas, figure: Figure, *, most: int | None, narrow: bool) -> None:
    """All units, as far as they can be seen; `most` is how many rows a list has."""
    root = tree(figure)
    units = list(root.all_below())
    canvas.y += 4 if canvas.y else 0
    count = counted(figure, len(units))
    everybody = tr("%(n)s people, %(units)s.", n=people(root.people), units=count)
    canvas.paragraph(everybody, style="title", after=12)
    nested = any(unit.depth for unit in units)
    if nested and not narrow:
        left_out = _draw_blocks(canvas, root)
    else:
        left_out = _draw_list(canvas, units, most or MOST_ROWS, narrow=narrow)
    canvas.y += GAP
    for sentence in _notes(figure, units, left_out, blocks=nested and not narrow):
        canvas.paragraph(sentence, style="note", after=4)


# --- blocks ---------------------------------------------------------------------------------------


def _draw_blocks(canvas: Canvas, root: Unit) -> list[Unit]:
    """A column for each step down; returns the units that have no words."""
    units = [unit for unit in root.all_below() if unit.depth < MOST_COLUMNS]
    columns = 1 + max(unit.depth for unit in units)
    per_person = _height([unit.people for unit in units if unit.people], root.people) / root.people
    width = canvas.width / columns
    blocks = list(_placed(root, canvas.y, per_person))
    drawn: list[list[Spec]] = [[] for _ in range(columns)]
    for unit, top, bottom in blocks:
        if unit.people:
            left = unit.depth * width
            about = {"unit": BETWEEN.join(unit.path), "people": unit.people}
            ends = {"x": left, "x2": left + width, "y": top, "y2": bottom}
            drawn[unit.depth].append(about | ends)
    for depth, values in enumerate(drawn):
        mark = {
            "type": "rect",
            "fill": canvas.palette.accent,
            "fillOpacity": DEPTHS[depth],
            "stroke": canvas.palette.paper,
            "strokeWidth": 1.5,
        }
        x2, y2 = {"field": "x2"}, {"field": "y2"}
        canvas.marks(f"units_{depth}", values, mark, x=pixel_channel("x"), x2=x2, y2=y2)
    silent = [
        unit
        for unit, top, bottom in blocks
        if not _write(canvas, unit, unit.depth * width, top, bottom - top, width)
    ]
    canvas.y += per_person * root.people
    return silent


def _height(sizes: Sequence[int], everybody: int) -> float:
    """As tall as gives all but the few smallest units room for their words, within limits."""
    small = sorted(sizes)[int(SILENT * len(sizes))] if sizes else everybody
    wanted = LABELLED * everybody / small
    return min(max(wanted, LEAST_HEIGHT), MOST_HEIGHT)


def _placed(root: Unit, top: float, per_person: float) -> Iterator[tuple[Unit, float, float]]:
    """Every unit with its top and bottom: one after the other, within the unit they belong to."""
    for unit in root.below:
        bottom = top + unit.people * per_person
        yield unit, top, bottom
        if unit.depth + 1 < MOST_COLUMNS:
            yield from _placed(unit, top, per_person)
        top = bottom


def _write(
    canvas: Canvas, unit: Unit, left: float, top: float, height: float, width: float
) -> bool:
    """Name and people of a unit inside its block; returns whether there was room for them."""
    if height < LABELLED or not unit.people:
        return False
    count, roomy = people(unit.people), height >= ROOMY
    style = STYLES["label" if height >= STYLES["label"].leading else "small"]
    named = "label" if style is STYLES["label"] else "small"
    room = width - 2 * PAD - width_of(count, STYLES["small"]) - GAP
    name = _shown(unit)
    lines = lines_of(name, style, room=room, most=2 if roomy else 1)
    if not roomy:
        lines = [shortened(name, style, room=room)]
    y = top + (PAD + style.leading / 2 if roomy else height / 2)
    for index, words in enumerate(lines):
        full = BETWEEN.join(unit.path)
        canvas.text(words, x=left + PAD, y=y + index * style.leading, style=named, full=full)
    canvas.text(count, x=left + width - PAD, y=y, style="small", align="right")
    return True


# --- a list ---------------------------------------------------------------------------------------


def _draw_list(canvas: Canvas, units: Sequence[Unit], most: int, *, narrow: bool) -> list[Unit]:
    """A row with a bar for each of the largest units; returns the units that have none."""
    ranked = sorted(range(len(units)), key=lambda place: -units[place].people)[:most]
    shown = [unit for place, unit in enumerate(units) if place in ranked]
    counts = max((width_of(people(u.people), STYLES["value"]) for u in shown), default=0.0)
    widest = max((width_of(_shown(unit), STYLES["label"]) for unit in shown), default=0.0)
    label = min(widest, LABEL_ROOM)
    left = 0.0 if narrow else label + 18
    right = canvas.width if narrow else canvas.width - counts - GAP
    deepest = max((unit.depth for unit in shown), default=0)
    unit_pixels = (right - left - INDENT * deepest) / max((u.people for u in shown), default=1)
    bars: list[Spec] = []
    for unit in shown:
        indent = INDENT * unit.depth
        style = "value" if narrow and deepest and not unit.depth else "label"
        room = (canvas.width - counts - GAP if narrow else label) - indent
        lines = lines_of(_shown(unit), STYLES[style], room=room, most=2)
        leading = STYLES[style].leading
        full = BETWEEN.join(unit.path)
        for index, words in enumerate(lines):
            y = canvas.y + leading * (index + 0.5)
            canvas.text(words, x=indent, y=y, style=style, full=full)
        tall = leading * len(lines)
        canvas.text(
            people(unit.people),
            x=canvas.width,
            y=canvas.y + (leading if narrow else tall) / 2,
            style="value",
            align="right",
        )
        top = canvas.y + (tall + 2 if narrow else (tall - 2 * BAR) / 2)
        height = BAR if narrow else 2 * BAR
        bars.append(
            {
                "unit": full,
                "people": unit.people,
                "x": left + indent,
                "x2": left + indent + unit.people * unit_pixels,
                "y": top,
                "y2": top + height,
            }
        )
        canvas.y += tall + (BAR + 2 if narrow else 0) + ROW_GAP
    mark = {"type": "rect", "fill": canvas.palette.accent, "strokeWidth": 0}
    x2, y2 = {"field": "x2"}, {"field": "y2"}
    canvas.marks("bars", bars, mark, x=pixel_channel("x"), x2=x2, y2=y2)
    return [unit for unit in units if all(unit is not each for each in shown)]


# --- what is said below ---------------------------------------------------------------------------


def _shown(unit: Unit) -> str:
    return unit.name if unit.is_known else tr("Not known")


def _notes(
    figure: Figure, units: Sequence[Unit], left_out: Sequence[Unit], *, blocks: bool
) -> list[str]:
    hidden = what_is_hidden(figure)
    notes = []
    if left_out:
        named = [
            f"{BETWEEN.join(unit.path[-2:])} ({people(unit.people)})"
            for unit in left_out[:MOST_NAMED]
        ]
        names = ", ".join(named)
        if more := len(left_out) - len(named):
            names = tr("%(names)s; %(n)s more are in the table", names=names, n=people(more))
        notes.append(
            tr("Too small for words here: %(names)s.", names=names)
            if blocks
            else tr("Too small for this picture: %(names)s.", names=names)
        )
    if blocks and any(unit.depth >= MOST_COLUMNS for unit in units):
        notes.append(tr("What lies more than %(n)s steps down is in the table.", n=MOST_COLUMNS))
    if blocks and any(_has_own(unit) for unit in units if unit.depth + 1 < MOST_COLUMNS):
        notes.append(
            tr("Where no unit stands beside a unit, people belong to that unit itself, or to one "
               "that is hidden.")
            if hidden
            else tr("Where no unit stands beside a unit, people belong to that unit itself.")
        )  # fmt: skip
    return [*notes, hidden] if hidden else notes


def _has_own(unit: Unit) -> bool:
    """Whether some people are in a unit and in none of those below it."""
    return bool(unit.below) and sum(each.people for each in unit.below) < unit.people
