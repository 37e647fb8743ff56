"""Pictures and tables of released figures, drawn on the server without a script."""

from tiebeam.charts.describe import (
    between,
    claim,
    description,
    finding,
    has_noise,
    how_sure,
    noise,
    places_told,
    said_alone,
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
from tiebeam.charts.slim import slim
from tiebeam.charts.summary import (
    WITHOUT_CHANCE,
    clear_of_what,
    overview,
    set_against_chance,
    summary,
)
from tiebeam.charts.table import Grid, bench_table, bench_table_text, grid, table, table_text
from tiebeam.charts.tokens import UnknownTheme, UnknownWidth

__all__ = [
    "WITHOUT_CHANCE",
    "Grid",
    "NotAFigure",
    "NotForOthers",
    "UnknownForm",
    "UnknownTheme",
    "UnknownWidth",
    "bench_html",
    "bench_svg",
    "bench_table",
    "bench_table_text",
    "between",
    "claim",
    "clear_of_what",
    "description",
    "finding",
    "grid",
    "has_noise",
    "how_sure",
    "noise",
    "notebook_html",
    "overview",
    "picture",
    "places_told",
    "png",
    "said_alone",
    "set_against_chance",
    "slim",
    "smallest_gap",
    "smallest_gap_words",
    "stands_clear",
    "subtitle",
    "summary",
    "svg",
    "table",
    "table_text",
    "what_is_hidden",
]
