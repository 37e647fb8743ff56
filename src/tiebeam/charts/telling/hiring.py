"""What a hiring funnel says: who came through it, and at which step two groups part most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tiebeam.charts.arrange import Line, Panel, panels
from tiebeam.charts.gaps import MAY, Gap, gaps_between_groups, verdict, worth_telling
from tiebeam.charts.telling.ledger import NOTHING
from tiebeam.charts.text import clean, isolated
from tiebeam.charts.told import Told, both_parts, common_base, of_group
from tiebeam.charts.values import part_words, share_words
from tiebeam.engine.disclosure import Figure, Row
from tiebeam.engine.words import noop, tr

FROM_FIRST_TO_LAST = "from first to last"
NO_STEP = noop("%(through)s; they part at no step by more than chance may explain")


def told_of_funnel(figure: Figure) -> Told:
    """How many of two groups were hired of those who applied, and where they part most."""
    steps = steps_of(figure)
    gaps = gaps_between_groups(figure, steps)
    gap = worth_telling(gaps)
    if gap is None:
        return Told(_single(figure, steps))
    sure = verdict(gap, among=len(gaps))
    through = _through(figure, gap)
    if sure == MAY and through:
        return Told(tr(NO_STEP, through=through), "", gap)
    one, other = both_parts(gap.rows, gap.people)
    parts = {"stage": isolated(stage_of(gap.panels[0])), "one": one, "other": other}
    words = tr("at the step to “%(stage)s”: %(one)s passed it, and %(other)s", **parts)
    if through:
        words = tr("%(through)s; they part most at the step to “%(stage)s”: %(one)s passed it, and "
                   "%(other)s", through=through, **parts)  # fmt: skip
    return Told(words, sure, gap)


def steps_of(figure: Figure) -> list[Panel]:
    """The steps in their order, each named by the stage that it leads to."""
    return [panel for panel in panels(figure) if panel.shown and not _is_whole(panel)]


def whole_of(figure: Figure) -> Panel | None:
    """All steps together; None where the figure does not have them."""
    return next((panel for panel in panels(figure) if _is_whole(panel)), None)


def stage_of(panel: Panel) -> str:
    """The stage that a step leads to."""
    return clean(str(panel.at.get("stage", "")))


def applied(figure: Figure, line: Line) -> float | None:
    """How many of a group came to the first step."""
    for panel in steps_of(figure)[:1]:
        if row := row_of(panel, line):
            return row.n
    return None


def row_of(panel: Panel, line: Line) -> Row | None:
    """The same group's row at another step."""
    return next((each.row for each in panel.lines if each.name == line.name and each.row), None)


def still_there(figure: Figure, panel: Panel) -> list[tuple[Line, Row]]:
    """Of each group those who passed a step, as a share of those who applied."""
    found = []
    for line in panel.lines:
        n = applied(figure, line)
        if line.row is not None and line.row.count is not None and n:
            found.append((line, replace(line.row, n=n, value=line.row.count / n)))
    return found


def in_natural_numbers(rows: Sequence[Row]) -> list[str]:
    """Shares over one base that no group is smaller than, else the counts: "21 of 100"."""
    base = common_base(rows) if rows else None
    if base is None:
        return [part_words(row.count or 0, row.n or 0) for row in rows]
    return [part_words(round((row.value or 0.0) * base), base) for row in rows]


def _is_whole(panel: Panel) -> bool:
    return panel.at.get("stage") == FROM_FIRST_TO_LAST


def _through(figure: Figure, gap: Gap) -> str:
    """The two groups from the first step to the last, in the order of the sentence."""
    whole = whole_of(figure)
    lines = whole.lines if whole is not None else ()
    rows = [next((x.row for x in lines if x.people == name), None) for name in gap.people]
    one, other = rows
    if one is None or other is None or one.value is None or other.value is None:
        return ""
    said_one, said_other = both_parts((one, other), gap.people)
    return tr("of those who applied, %(one)s were hired, and %(other)s", one=said_one,
              other=said_other)  # fmt: skip


def _single(figure: Figure, steps: Sequence[Panel]) -> str:
    """One group alone: how many of those who applied were hired."""
    whole = whole_of(figure)
    shown = (
        [line for line in whole.lines if line.row and line.row.value is not None] if whole else []
    )
    if not shown or shown[0].row is None:
        return tr("no group came to every step") if steps else tr(NOTHING)
    row = shown[0].row
    base = common_base([row])
    share = share_words(row.count or 0, row.n or 0)
    if base is not None:
        share = share_words(round((row.value or 0.0) * base), base)
    return tr("of those who applied, %(who)s were hired", who=of_group(share, shown[0].people))
