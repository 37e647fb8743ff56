"""Pictures and tables of released figures, drawn on the server without a script."""

from tiebeam.charts.describe import (
    claim,
    description,
    finding,
    has_noise,
    noise,
    places_told,
    smallest_gap,
    smallest_gap_words,
    stands_clear,
    what_is_hidden,
)
from tiebeam.charts.draw import (
    NotAFigure,
    NotForOthers,
    UnknownForm,
    bench_svg,
    picture,
    png,
    subtitle,
    svg,
)
from tiebeam.charts.notebook import bench_html, notebook_html
from tiebeam.charts.table import bench_table, bench_table_text, table, table_text
from tiebeam.charts.tokens import UnknownTheme, UnknownWidth

__all__ = [
    "NotAFigure",
    "NotForOthers",
    "UnknownForm",
    "UnknownTheme",
    "UnknownWidth",
    "bench_html",
    "bench_svg",
    "bench_table",
    "bench_table_text",
    "claim",
    "description",
    "finding",
    "has_noise",
    "noise",
    "notebook_html",
    "picture",
    "places_told",
    "png",
    "smallest_gap",
    "smallest_gap_words",
    "stands_clear",
    "subtitle",
    "svg",
    "table",
    "table_text",
    "what_is_hidden",
]
