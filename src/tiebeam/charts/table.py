"""The same numbers as a table: HTML for pages, plain text for the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from tiebeam.charts.arrange import Line, Panel, hidden_everywhere, panels
from tiebeam.charts.describe import has_noise
from tiebeam.charts.draw import NotAFigure, drawable, subtitle
from tiebeam.charts.names import EVERYBODY, attribute_name, attributes_named
from tiebeam.charts.remembered import once_per_figure
from tiebeam.charts.telling.market import BESIDE_MARKET, market_share
from tiebeam.charts.values import amount, day_words, decimals, said
from tiebeam.engine.disclosure import Drawable, Exact, Figure, Row, mark_of
from tiebeam.engine.words import capital, noop, tr

# Measures that count everybody once, so that chance has no part in them.
WITHOUT_BANDS = ("flow_ledger", "organisation")
# Heads of places that two things describe together.
PLACE_HEADS: dict[tuple[str, ...], str] = {
    ("outcome", "month"): noop("Outcome, after"),
    ("level", "year"): noop("Level, by year"),
}
WHERE = noop("Where")

#: The place of a group that is hidden at all of them.
EVERY_ONE = noop("Everywhere")


@dataclass(frozen=True, kw_only=True)
class Printed:
    """One row of a table: its place, its group, then its cells or why they are hidden.

    row   what it is printed from; None where it is hidden
    """

    place: str
    group: str
    cells: tuple[str, ...]
    hidden: str = ""
    row: Row | None = None


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A figure as rows and columns, for whoever sets tables in another way.

    heads   of the places where there are some, of the groups, and of the cells of each row
    placed  whether there are places
    """

    caption: str
    heads: tuple[str, ...]
    placed: bool
    rows: tuple[Printed, ...]


@once_per_figure
def grid(figure: Drawable) -> Grid:
    """A figure as rows and columns.

    Raises  NotForOthers
    """
    rows = _printed(drawable(figure))
    return Grid(
        caption=_caption(figure),
        heads=tuple(_heads(figure, rows)),
        placed=_has_places(rows),
        rows=tuple(rows),
    )


def table(figure: Drawable) -> str:
    """A figure as an HTML table: a caption, scoped headers, hidden cells in words.

    Raises  NotForOthers
    """
    return _html(drawable(figure))


def table_text(figure: Drawable) -> str:
    """A figure as a table for the terminal.

    Raises  NotForOthers
    """
    return _text(drawable(figure))


def bench_table(figure: Exact) -> str:
    """An exact figure as an HTML table that says it is not for sharing."""
    return _html(_exact(figure))


def bench_table_text(figure: Exact) -> str:
    """An exact figure as a table for the terminal that says it is not for sharing."""
    return _text(_exact(figure))


def _exact(figure: Exact) -> Exact:
    if not isinstance(figure, Exact):
        raise NotAFigure("The bench prints exact figures. Released ones go to charts.table.")
    return figure


def _html(figure: Figure) -> str:
    rows = _printed(figure)
    heads = _heads(figure, rows)
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "\n".join(
        _html_row(row, placed=bool(rows and _has_places(rows)), cells=_cells(figure))
        for row in rows
    )
    warning = mark_of(figure)
    mark = f"<strong>{escape(warning)}</strong> " if warning else ""
    return (
        f"<table>\n<caption>{mark}{escape(_caption(figure))}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    )


def _html_row(row: Printed, *, placed: bool, cells: int) -> str:
    place = f"<td>{_bdi(row.place)}</td>" if placed else ""
    group = f'<th scope="row">{_bdi(row.group)}</th>'
    if row.hidden:
        return f'<tr>{place}{group}<td colspan="{cells}">{escape(row.hidden)}</td></tr>'
    values = "".join(f"<td>{escape(each)}</td>" for each in row.cells)
    return f"<tr>{place}{group}{values}</tr>"


def _bdi(words: str) -> str:
    return f"<bdi>{escape(words)}</bdi>"


def _text(figure: Figure) -> str:
    rows = _printed(figure)
    placed = _has_places(rows)
    listed = [_heads(figure, rows)]
    for row in rows:
        start = [row.place, row.group] if placed else [row.group]
        listed.append([*start, *([row.hidden] if row.hidden else row.cells)])
    columns = len(listed[0])
    # A hidden cell runs over the columns it stands in, so it does not widen the first.
    widths = [
        max(len(row[column]) for row in listed if len(row) == columns) for column in range(columns)
    ]
    names = range(2 if placed else 1)
    widths = [
        max(len(row[column]) for row in listed) if column in names else width
        for column, width in enumerate(widths)
    ]
    ruled = ["  ".join("-" * width for width in widths)]
    lines = ["  ".join(_padded(row, widths)).rstrip() for row in listed]
    mark = mark_of(figure)
    return "\n".join(
        [*([mark] if mark else []), _caption(figure), "", lines[0], *ruled, *lines[1:]]
    )


def _padded(row: list[str], widths: list[int]) -> list[str]:
    return [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]


def _printed(figure: Figure) -> list[Printed]:
    """A row for each group at each place; one alone for a group that is hidden at all of them."""
    arranged, digits = panels(figure), decimals(figure)
    nowhere = hidden_everywhere(arranged)
    names = {line.name for line in nowhere}
    rows = [
        _row(figure, panel, line, digits)
        for panel in arranged
        for line in _lines(panel)
        if line.name not in names
    ]
    folded = [
        Printed(place=tr(EVERY_ONE), group=line.name, cells=(), hidden=line.said)
        for line in nowhere
    ]
    return rows + folded


def _lines(panel: Panel) -> tuple[Line, ...]:
    if panel.everybody is None:
        return panel.lines
    everybody = Line(
        name=tr(EVERYBODY), people=tr("people"), row=panel.everybody, mean=panel.everybodys_mean
    )
    return (*panel.lines, everybody)


def _row(figure: Figure, panel: Panel, line: Line, digits: int) -> Printed:
    place, group = panel.heading, line.name
    if figure.measure == "organisation":
        # Its rows are places and nobody is set beside anybody, so there is no column of groups.
        place, group = "", panel.heading
    if line.row is None:
        return Printed(place=place, group=group, cells=(), hidden=line.said)
    spoken = said(line.row, figure, digits=digits)
    day = f" ({day_words(line.row.day)})" if line.row.day is not None else ""
    cells = [spoken.value or "–", f"{spoken.count}{day}".strip() or "–"]
    if _has_bands(figure):
        cells.insert(1, spoken.band or "–")
    if _has_means(figure):
        mean = line.mean.value if line.mean is not None else None
        cells.append(amount(mean, figure, digits) if mean is not None else "–")
    if figure.measure in BESIDE_MARKET:
        share = market_share(figure, line.row)
        cells.append(amount(share, figure, digits) if share is not None else "–")
    return Printed(place=place, group=group, cells=tuple(cells), row=line.row)


def _heads(figure: Figure, rows: list[Printed]) -> list[str]:
    by = capital(attributes_named(figure.by)) if figure.by else tr("Group")
    place = [_place_head(figure)] if _has_places(rows) else []
    by = _place_head(figure) if figure.measure == "organisation" else by
    value = tr("Median") if _has_medians(figure) else tr("Figure")
    if figure.measure == "flow_ledger":
        value = tr("Share, or change of it")
    if figure.measure == "organisation":
        value = tr("Of everybody")
    band = [tr("90 % band") if figure.measure == "projection" else tr("Band")]
    mean = [tr("Mean")] if _has_means(figure) else []
    market = [tr("Labour market")] if figure.measure in BESIDE_MARKET else []
    banded = band if _has_bands(figure) else []
    return [*place, by, value, *banded, tr("People"), *mean, *market]


def _place_head(figure: Figure) -> str:
    places = [row.at for row in figure.rows] + [each.at for each in figure.hidden]
    keys = list(dict.fromkeys(key for at in places for key in at))
    if len(keys) == 1:
        return capital(attribute_name(keys[0]))
    return tr(PLACE_HEADS.get(tuple(keys), WHERE))


def _cells(figure: Figure) -> int:
    return 2 + _has_bands(figure) + _has_means(figure) + (figure.measure in BESIDE_MARKET)


def _has_bands(figure: Figure) -> bool:
    """Whether there can be bands: where everybody was counted, as in a ledger, there are none.

    Where the counts have noise, there is its band.
    """
    return figure.measure not in WITHOUT_BANDS or has_noise(figure)


def _has_places(rows: list[Printed]) -> bool:
    return any(row.place for row in rows)


def _has_medians(figure: Figure) -> bool:
    return any("median" in row.at.values() for row in figure.rows)


def _has_means(figure: Figure) -> bool:
    """Whether rows of a mean stand beside rows of a median."""
    statistics = {value for row in figure.rows for value in row.at.values()}
    return {"mean", "median"} <= statistics


def _caption(figure: Figure) -> str:
    return f"{subtitle(figure)}."
