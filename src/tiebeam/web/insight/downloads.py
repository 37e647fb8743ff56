"""Figures and releases as files, which a spreadsheet may open without running anything in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from tiebeam import charts
from tiebeam.engine.disclosure import Released
from tiebeam.engine.disclosure.entries import Release
from tiebeam.engine.words import noop, tr
from tiebeam.web.insight.words import window_slug

#: With one of these, a spreadsheet takes a text for a formula.
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(cell: Any) -> Any:
    """A cell as a file has it: a text that a spreadsheet would run gets an apostrophe before it."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_BEGINS_A_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def as_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as a file that spreadsheets read as UTF-8."""
    written = io.StringIO()
    csv.writer(written).writerows([neutral(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def figure_rows(figure: Released) -> Iterable[Sequence[Any]]:
    """A figure row by row: as its table, then the numbers behind the words."""
    grid = charts.grid(figure)
    numbers = (
        noop("value, as a number"), noop("low, as a number"), noop("high, as a number"),
        noop("day, as a number"),
    )  # fmt: skip
    yield (*grid.heads, tr("hidden because"), *map(tr, numbers))
    width = len(grid.heads) - (2 if grid.placed else 1)
    for row in grid.rows:
        place = (row.place, row.group) if grid.placed else (row.group,)
        cells = row.cells or ("",) * width
        # Where so few people are told as counts, no share of them is a number here either.
        behind = row.row if row.cells and row.cells[0] != "–" else None
        told = (behind.value, behind.low, behind.high, behind.day) if behind else ("",) * 4
        yield (*place, *cells, row.hidden, *told)


def line_rows(release: Release) -> Iterable[Sequence[Any]]:
    """All lines of a release, as the ledger has them."""
    yield ("release", "of the day", "kind", "attribute", "value", "outcome", "window", "among",
           "cell", "people in it", "shown", "give or take", "hidden or held because")  # fmt: skip
    for line in release.lines:
        yield (
            line.release, line.at.isoformat(), line.kind, line.attribute, line.value, line.outcome,
            window_slug(line.window) if line.window else "", line.among,
            "; ".join(f"{name}: {value}" for name, value in line.cell.items()),
            line.n, line.shown, line.band, line.why,
        )  # fmt: skip
