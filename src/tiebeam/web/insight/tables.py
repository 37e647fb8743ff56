"""Figures and releases as tables of pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tiebeam import charts
from tiebeam.charts.names import value_name
from tiebeam.engine.disclosure import Released, Row
from tiebeam.engine.disclosure.changes import Change
from tiebeam.engine.disclosure.entries import ABOUT, Release
from tiebeam.engine.disclosure.published import WHY, Line
from tiebeam.engine.records.window import Window
from tiebeam.engine.words import number, tr
from tiebeam.web.insight.attacks import Attack
from tiebeam.web.insight.words import plain, shortened
from tiebeam.web.ui.days import day_words, window_words
from tiebeam.web.ui.shapes import Cell, Column, Instead, Table

NO_BREAK: Final = "\u00a0"


def of_figure(
    figure: Released, query: Mapping[str, str], *, kept: Mapping[str, str], download: str
) -> Table:
    """The same figures as the picture, row by row; what is hidden says why."""
    grid = charts.grid(figure)
    # A place that all rows have in common is said above the picture.
    placed = len({each.place for each in grid.rows}) > 1
    heads = grid.heads if placed or not grid.placed else grid.heads[1:]
    names = 2 if placed else 1
    columns = [
        Column(key=str(place), title=head, is_number=place >= names)
        for place, head in enumerate(heads)
    ]
    rows = [
        dict(zip((each.key for each in columns), _cells(row, placed, len(heads)), strict=True))
        for row in grid.rows
    ]
    return Table.asked(
        query, name="figure", caption=grid.caption, columns=columns, rows=rows, kept=kept,
        download=download, can_be_searched=len(rows) > 12,
    )  # fmt: skip


def _cells(row: charts.Printed, placed: bool, width: int) -> list[Any]:
    first = [shortened(row.place)] * placed + [shortened(row.group)]
    if row.hidden:
        return [*first, Instead(row.hidden), *[None] * (width - len(first) - 1)]
    return [*first, *(_number(words, row.row, place) for place, words in enumerate(row.cells))]


def _number(words: str, row: Row | None, place: int) -> Cell | str:
    """A cell, sorted by what it is: the value and its band by the value, all else by people."""
    if row is None or words == "–":
        return words
    behind = row.value if place <= 1 and row.value is not None else row.count
    kept = words.replace(" ", NO_BREAK).replace(f"{NO_BREAK}(", " (")
    return Cell(words=kept, number=float(behind if behind is not None else row.n or 0))


def of_changes(found: Sequence[Change], then: Released, now: Released) -> Table:
    """Two dates side by side; an arrow only for what is beyond its band."""
    grids = [charts.grid(each) for each in (then, now)]
    words = [{id(row.row): row for row in grid.rows if row.row is not None} for grid in grids]
    columns = [
        *([Column(key="place", title=grids[1].heads[0])] if grids[1].placed else []),
        Column(key="group", title=_("Group")),
        # On a phone, what comes first is seen first.
        Column(key="change", title=_("Change")),
        Column(key="then", title=window_words(Window(*then.window)), is_number=True),
        Column(key="now", title=window_words(Window(*now.window)), is_number=True),
    ]
    rows = [
        {
            "place": shortened(after.place), "group": shortened(after.group),
            "then": before.cells[0], "now": after.cells[0], "change": way_words(each),
        }
        for each in found
        if (before := words[0].get(id(each.before))) and (after := words[1].get(id(each.after)))
    ]  # fmt: skip
    return Table(
        name="changes", caption=_("Two dates side by side"), columns=columns, rows=rows,
        can_be_sorted=False,
    )  # fmt: skip


def way_words(change: Change) -> str:
    """What is said of a change; an arrow stands only beside a change that could be seen."""
    return {
        "up": _("↑ more"),
        "down": _("↓ less"),
        "unseen": _("no change that could be seen"),
        "held": _("not counted anew since"),
        "no band": _("not said: it has no band"),
    }[change.way]


# --- releases -------------------------------------------------------------------------------------


def how_much(release: Release) -> str:
    """How much a release shows, how much of it is older, and how much is hidden."""
    shown = [line for line in release.lines if line.shown is not None]
    older = sum(line.at < release.at for line in shown)
    said = _("%(shown)s of %(all)s numbers are shown, and %(hidden)s are hidden.") % {
        "shown": number(len(shown)), "all": number(len(release.lines)),
        "hidden": number(len(release.lines) - len(shown)),
    }  # fmt: skip
    if not older:
        return said
    return f"{said} " + _("Of those shown, %(older)s are of an earlier day.") % {
        "older": number(older)
    }


def of_kinds(release: Release) -> Table:
    """How much a release shows of what."""
    rows = []
    for kinds, about in ABOUT.items():
        mine = [line for line in release.lines if line.kind in kinds]
        if mine:
            shown = sum(line.shown is not None for line in mine)
            rows.append({"about": tr(about), "shown": shown, "hidden": len(mine) - shown})
    columns = (
        Column(key="about", title=_("Numbers about")),
        Column(key="shown", title=_("Shown"), is_number=True),
        Column(key="hidden", title=_("Hidden"), is_number=True),
    )
    return Table(name="kinds", caption=_("How much it shows"), columns=columns, rows=rows,
                 can_be_sorted=False)  # fmt: skip


def of_reasons(release: Release) -> Table:
    """Why numbers are hidden, or are of an earlier day."""
    counted = Counter((str(line.why), line.shown is None) for line in release.lines if line.why)
    columns = (
        Column(key="why", title=_("Why")),
        Column(key="hidden", title=_("Hidden"), is_number=True),
        Column(key="older", title=_("Of an earlier day"), is_number=True),
    )
    rows = [
        {"why": tr(words), "hidden": counted[why, True], "older": counted[why, False]}
        for why, words in WHY.items()
        if counted[why, True] or counted[why, False]
    ]
    return Table(name="why", caption=_("Why numbers are hidden, or are of an earlier day"),
                 columns=columns, rows=rows, can_be_sorted=False)  # fmt: skip


def of_attacks(attacks: Sequence[Attack]) -> Table:
    """The best guess of each attack, beside what it may be and what not looking gives."""
    columns = (
        Column(key="whom", title=_("Guessed")),
        Column(key="right", title=_("Right, of 100 named"), is_number=True),
        Column(key="bound", title=_("At most"), is_number=True),
        Column(key="rate", title=_("Without looking"), is_number=True),
    )
    rows = [
        {
            "whom": f"{each.attribute}: {value_name(guess.value)}",
            **{
                key: f"{100 * share:.0f}"
                for key, share in (
                    ("right", guess.right), ("bound", guess.bound), ("rate", guess.rate),
                )
            },
        }
        for each in attacks
        if (guess := each.worst)
    ]  # fmt: skip
    return Table(name="attack", caption=_("How well our attackers guess, at their best"),
                 columns=columns, rows=rows, can_be_sorted=False)  # fmt: skip


def of_lines(lines: Iterable[Line], download: str) -> Table:
    """Numbers as the ledger has them."""
    columns = (
        Column(key="what", title=_("What")),
        Column(key="whom", title=_("Whom")),
        Column(key="where", title=_("Where")),
        Column(key="shown", title=_("Shown"), is_number=True),
        Column(key="day", title=_("Of the day")),
    )
    return Table(
        name="lines", caption=_("All numbers of this release"), columns=columns,
        rows=list(map(_line, lines)), download=download, can_be_sorted=False,
    )  # fmt: skip


def _line(line: Line) -> dict[str, str]:
    what = _what(line)
    if line.window is not None:
        what = f"{what}, {window_words(line.window)}"
    where = "; ".join(f"{plain(name)}: {shortened(value)}" for name, value in line.cell.items())
    whom = (
        f"{plain(line.attribute)}: {value_name(str(line.value))}"
        if line.attribute
        else _("everybody")
    )
    return {
        "what": what,
        "whom": f"{whom} ({value_name(line.among)})" if line.among else whom,
        "where": where or _("everywhere"),
        "shown": _shown(line),
        "day": day_words(line.at).replace(" ", NO_BREAK),
    }


def _what(line: Line) -> str:
    """What is counted; contexts, because a column says it otherwise than a sentence."""
    happened = {
        "joined": pgettext("what happened", "joined"),
        "left": pgettext("what happened", "left"),
        "promoted": pgettext("what happened", "promoted"),
        "raised": pgettext("what happened", "raised"),
    }
    if line.outcome is not None:
        return happened.get(line.outcome, line.outcome)
    return _("median pay") if line.kind == "median" else _("people")


def _shown(line: Line) -> str:
    if line.shown is None:
        why = WHY[line.why or "threshold"]
        return _("hidden: %(why)s") % {"why": tr(why)}
    shown = f"{number(line.shown)}{f' ± {number(line.band)}' if line.band else ''}"
    if line.n is None or line.kind == "directory":
        return shown
    return tr("%(few)s of %(many)s", few=shown, many=number(line.n))
