"""What a hiring funnel says: who came through it, and at which step two groups part most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tiebeam.charts.arrange import Line, Panel, panels
from tiebeam.charts.gaps import MAY, Gap, gaps_between_groups, verdict, worth_telling
from tiebeam.charts.telling.ledger import NOTHING
from tiebeam.charts.text import clean, isolated
from tiebeam.charts.told import Told, both_parts, common_base
from tiebeam.charts.values import people
from tiebeam.engine.disclosure import Figure, Row

FROM_FIRST_TO_LAST = "from first to last"
NO_STEP = "they part at no step by more than chance may explain"


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
        return Told(f"{through}; {NO_STEP}", "", gap)
    one, other = both_parts(gap.rows, gap.people)
    words = f"the step to “{isolated(stage_of(gap.panels[0]))}”: {one} passed it, and {other}"
    before = f"{through}; they part most at " if through else "at "
    return Told(f"{before}{words}", sure, gap)


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
        return [f"{people(row.count or 0)} of {people(row.n or 0)}" for row in rows]
    return [f"{round((row.value or 0.0) * base):,} of {base:,}" for row in rows]


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
    return f"of those who applied, {said_one} were hired, and {said_other}"


def _single(figure: Figure, steps: Sequence[Panel]) -> str:
    """One group alone: how many of those who applied were hired."""
    whole = whole_of(figure)
    shown = (
        [line for line in whole.lines if line.row and line.row.value is not None] if whole else []
    )
    if not shown or shown[0].row is None:
        return NOTHING if not steps else "no group came to every step"
    row = shown[0].row
    (share,) = in_natural_numbers([row])
    return f"of those who applied, {share.replace(' of ', ' in ')} {shown[0].people} were hired"
