"""A figure in reading order: panels (places) down the page, and in each one line per group.

Nothing is sorted. Places and groups stand in the order in which their rows come, because the
measure put them there on purpose: levels from the bottom to the top, reasons, pay quarters. Hidden
groups come last at their place. Pictures, tables and sentences all read this one arrangement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tiebeam.charts.names import group_name, heading, in_sentence
from tiebeam.charts.remembered import once_per_figure
from tiebeam.charts.text import clean, isolated
from tiebeam.engine.disclosure import Figure, Hidden, Row
from tiebeam.engine.kept import again
from tiebeam.engine.words import number, tr

STATISTICS = ("median", "mean")
# Measures whose groups share one whole. Others give each group a whole of its own.
COMPOSITIONS = (
    *("headcount_share", "hire_share"),
    *("hires_against_market", "applicants_against_market"),
)
# Measures that are read along one of their keys: all its places belong to one line of a group.
ALONG = {
    "flow_ledger": "flow",
    "time_to_promotion": "month",
    "time_to_leaving": "month",
    "projection": "year",
    "hiring_funnel": "stage",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One group at one place: its row, or why it is hidden.

    name    "Unknown": short, for tables and pictures
    people  "people whose gender is not known": for sentences
    mean    the row of the mean, where the measure has a median and a mean of the same group
    """

    name: str
    people: str
    row: Row | None = None
    mean: Row | None = None
    why_hidden: str = ""

    @property
    def said(self) -> str:
        """What stands in place of a hidden figure."""
        return tr("hidden: %(why)s", why=again(clean(self.why_hidden)))


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One place of a figure.

    heading    "Level 2", "Retirement"; "" when the figure has one place without a name
    everybody  the row of all groups together, None when there is none or it stands as a line
    """

    at: Mapping[str, str | int]
    heading: str
    lines: tuple[Line, ...]
    everybody: Row | None = None
    everybodys_mean: Row | None = None

    @property
    def shown(self) -> tuple[tuple[str, Row], ...]:
        """Groups with a value: (name, row)."""
        return tuple(
            (line.name, line.row)
            for line in self.lines
            if line.row is not None and line.row.value is not None
        )

    def said_hidden(self, *, most: int) -> tuple[str, ...]:
        """Who is hidden here, a sentence for each reason; no more than so many are named."""
        names: dict[str, list[str]] = {}
        for line in self.lines:
            if line.row is None:
                names.setdefault(clean(line.why_hidden), []).append(isolated(line.name))
        return tuple(
            tr("Hidden: %(groups)s (%(why)s).", groups=_some(named, most), why=again(why))
            for why, named in names.items()
        )


@once_per_figure
def panels(figure: Figure, *, along: str = "") -> tuple[Panel, ...]:
    """The places of a figure, in the order in which they first appear.

    along  a key that makes no place of its own, such as the year: a line then has the first of its
           rows, and `rows_along` has them all
    """
    places: dict[frozenset[tuple[str, str | int]], list[Row | Hidden]] = {}
    everything: list[Row | Hidden] = [*figure.rows, *figure.hidden]
    for each in everything:
        places.setdefault(frozenset(_place(each.at, along).items()), []).append(each)
    return tuple(_panel(figure, here, along) for here in places.values())


def rows_along(figure: Figure, panel: Panel, line: Line, *, along: str) -> tuple[Row, ...]:
    """All rows of a line of a panel, in their order; none where the line is hidden."""
    if line.row is None:
        return ()
    return tuple(
        row
        for row in figure.rows
        if row.group == line.row.group and _place(row.at, along) == panel.at
    )


def hidden_everywhere(arranged: Sequence[Panel]) -> tuple[Line, ...]:
    """Groups that are hidden at several places and shown at none: one line of each."""
    lines = [line for panel in arranged for line in panel.lines]
    shown = {line.name for line in lines if line.row is not None}
    hidden: dict[str, list[Line]] = {}
    for line in lines:
        if line.row is None and line.name not in shown:
            hidden.setdefault(line.name, []).append(line)
    return tuple(places[0] for places in hidden.values() if len(places) > 1)


def largest(
    arranged: Sequence[Panel], most: int | None, *, told: Sequence[Mapping[str, str | int]] = ()
) -> tuple[Panel, ...]:
    """The places with most people counted, in their order; all of them where `most` is None.

    told  places that a sentence speaks of: they are kept whatever their size
    """

    def weight(panel: Panel) -> tuple[bool, float]:
        rows = [row for _, row in panel.shown]
        counted = sum((row.n or 0) + (row.count or 0) for row in rows)
        return panel.at in told, counted

    kept = sorted(arranged, key=weight, reverse=True)[:most]
    return tuple(panel for panel in arranged if any(panel is each for each in kept))


def is_composition(figure: Figure, panel: Panel) -> bool:
    """Whether the groups of a panel share one whole, so that their values add up to all of it."""
    rows = [row for _, row in panel.shown] + ([panel.everybody] if panel.everybody else [])
    wholes = {row.n for row in rows if row.n is not None}
    counted = sum(row.count or 0 for _, row in panel.shown)
    return figure.measure in COMPOSITIONS and len(wholes) == 1 and counted <= max(wholes)


def _some(names: Sequence[str], most: int) -> str:
    more = len(names) - most
    first = ", ".join(names[:most])
    return tr("%(first)s and %(n)s more", first=first, n=number(more)) if more > 0 else first


def _panel(figure: Figure, everything: Sequence[Row | Hidden], along: str) -> Panel:
    """The panel of all rows of one place, and of all groups that are hidden there."""
    at = _place(everything[0].at, along)
    here = [each for each in everything if isinstance(each, Row)]
    groups = [row for row in _first_statistic(here) if row.group]
    everybody = next((row for row in _first_statistic(here) if not row.group), None)
    alone = [everybody] if everybody is not None and not groups else []
    lines = [_line(figure, row, here) for row in (*groups, *alone)]
    hidden = _once(each for each in everything if isinstance(each, Hidden))
    lines += [
        Line(
            name=group_name(each.group, figure.by),
            people=in_sentence(each.group, figure.by),
            why_hidden=each.why,
        )
        for each in hidden
    ]
    return Panel(
        at=at,
        heading=heading(at, figure.levels),
        lines=tuple(lines),
        everybody=None if alone else everybody,
        everybodys_mean=None if alone or everybody is None else _line(figure, everybody, here).mean,
    )


def _line(figure: Figure, row: Row, here: Iterable[Row]) -> Line:
    means = (each for each in here if each.group == row.group and _statistic(each.at) == "mean")
    mean = next(means, None)
    return Line(
        name=group_name(row.group, figure.by),
        people=in_sentence(row.group, figure.by),
        row=row,
        mean=None if mean is row else mean,
    )


def _first_statistic(rows: list[Row]) -> list[Row]:
    """Rows of the median where a group has one, else of the mean."""
    first: dict[frozenset[tuple[str, str]], Row] = {}
    for row in sorted(rows, key=lambda row: _statistic(row.at) == "mean"):
        first.setdefault(frozenset(row.group.items()), row)
    return [row for row in rows if first[frozenset(row.group.items())] is row]


def _once(hidden: Iterable[Hidden]) -> list[Hidden]:
    return list({frozenset(each.group.items()): each for each in hidden}.values())


def _statistic(at: Mapping[str, str | int]) -> str:
    return next((str(value) for value in at.values() if value in STATISTICS), "")


def _place(at: Mapping[str, str | int], along: str) -> Mapping[str, str | int]:
    return {k: value for k, value in at.items() if value not in STATISTICS and k != along}
