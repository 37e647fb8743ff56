"""What a notebook shows of a figure: its picture, then its table."""

from __future__ import annotations

from tiebeam.charts.draw import bench_svg, svg
from tiebeam.charts.table import bench_table, table
from tiebeam.engine.disclosure import Drawable, Exact


def notebook_html(figure: Drawable) -> str:
    """Picture and table of a released figure, or of a draft that says so, as HTML.

    Raises  NotForOthers
    """
    return _figure(svg(figure, theme="light"), table(figure))


def bench_html(figure: Exact) -> str:
    """Picture and table of an exact figure, for the machine it was computed on; both say so."""
    return _figure(bench_svg(figure), bench_table(figure))


def _figure(drawn: str, printed: str) -> str:
    return f"<figure>\n{drawn}\n{printed}\n</figure>"
