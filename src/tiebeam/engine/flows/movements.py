"""What became of people at each level from one year to the next, counted from a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import ibis
import numpy as np

from tiebeam.engine.cells import Cells, aggregate
from tiebeam.engine.flows import windows
from tiebeam.engine.flows.projection import Movements
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.spells import CONTINUED, STILL_HERE

#: What each counted row says of somebody.
_STAYED, _LEFT, _CAME, _CAME_AND_WENT, _THERE = "stayed", "left", "came", "came and went", "there"
#: Columns of the counted rows; no attribute goes by such names.
_WHAT, _LEVEL, _NEXT = "tiebeam: what", "tiebeam: level", "tiebeam: next level"


class NotObserved(ValueError):
    """The data does not show what became of people in these years."""


def movements(dataset: Dataset, *, by: Sequence[str], first_year: int, last_year: int) -> Movements:
    """What became of people at each level, over whole calendar years added up.

    Whoever is at a level on 1 January is counted with the level of the same stay on the next
    1 January, higher or lower, whatever came between; or with having left, if that stay is over.
    Hired are those who are there on 1 January and were not, in the same stay, a year before, by the
    level they came in at. So everybody at the end is everybody at the beginning, plus hired, less
    left. It follows that

    - who came and went between two Januaries is in neither count; a note says how many;
    - who left and came back within a year has left and was hired;
    - who appears or vanishes, with no hire or exit on record, counts as hired or left;
    - who is off the ladder at either end of a year is left out of that year; a note says how many.

    by          attributes of people that describe the groups; none puts everybody in one group
    first_year  the first calendar year that is counted
    last_year   the last one, itself included; the data must show who is there on the day after
    Returns     groups in order of their values; levels at which anybody was counted
    Raises      NotObserved
    """
    _check(dataset, by, first_year, last_year)
    years = range(first_year, last_year + 1)
    found = [_of_year(dataset.spells, date(year, 1, 1), date(year + 1, 1, 1)) for year in years]
    found.append(_there_at_the_end(dataset.spells, date(last_year + 1, 1, 1)))
    rows = _together(found)
    rows = rows.left_join(dataset.people.select("person", *by), "person", rname="{name} again")
    rows = rows.mutate(**{name: rows[name].cast("string") for name in by})
    return _counted(aggregate(rows, (*by, _WHAT, _LEVEL, _NEXT)), by, len(years))


def whole_years(dataset: Dataset) -> tuple[int, int]:
    """The first and the last calendar year that the data shows from its first day to its last.

    Raises  NotObserved where it shows none
    """
    begins, until = dataset.reach.first, _until(dataset)
    first, last = begins.year + (begins > date(begins.year, 1, 1)), until.year - 1
    if first > last:
        raise NotObserved(
            f"This data shows changes from {begins} to {dataset.changes_until}, which is no whole "
            "calendar year, so there are no yearly rates."
        )
    return first, last


def _until(dataset: Dataset) -> date:
    """The day after the last one on which a change would have been seen."""
    return date.fromordinal(dataset.changes_until.toordinal() + 1)


def _together(tables: Sequence[Any]) -> Any:
    """All rows of many tables: in halves, since SQL is written by going into what is nested."""
    if len(tables) == 1:
        return tables[0]
    middle = len(tables) // 2
    return _together(tables[:middle]).union(_together(tables[middle:]))


def _check(dataset: Dataset, by: Sequence[str], first_year: int, last_year: int) -> None:
    attributes = dataset.mapping.workforce.attributes
    for name in by:
        if name not in attributes:
            raise NotObserved(
                f"'{name}' does not describe people for good, so it can't be followed into the "
                f"future. You can use: {', '.join(attributes) or 'no attribute'}."
            )
    if "level" not in dataset.spells.columns:
        raise NotObserved(
            "To see who is at which level, add a ladder to grade in the mapping: "
            'ladder = [["Junior"], ["Senior"]].'
        )
    if dataset.mapping.workforce.shape == "people":
        raise NotObserved(
            "An export with one row per person shows only the last grade, so nobody can be seen "
            "moving in it. Export snapshots of two years, or a list of events."
        )
    if last_year < first_year:
        raise NotObserved(f"The last year, {last_year}, comes before the first, {first_year}.")
    shown = whole_years(dataset)
    if first_year < shown[0] or last_year > shown[1]:
        raise NotObserved(
            f"This data shows changes over the whole years {shown[0]} to {shown[1]}; "
            f"{first_year} to {last_year} reach beyond."
        )


def _of_year(spells: Any, first: date, after: date) -> Any:
    """One row per person and what is counted of them: person, what, level, next_level."""
    now = windows.on_day(spells, first)
    came = spells.filter(
        (spells.began != CONTINUED) & (spells.begins > first) & (spells.begins <= after)
    )
    later = _still_there(spells, after).mutate(still=True)
    stayed = _followed(now, later, _STAYED, _LEFT)
    hired = _followed(came, later, _CAME, _CAME_AND_WENT).drop("next_level")
    return _as_counted(stayed).union(_as_counted(hired))


def _followed(rows: Any, later: Any, there: str, gone: str) -> Any:
    """Each of the rows, called by whether the same stay still lasts later."""
    found = rows.select("person", "stint", "level").left_join(
        later, ["person", "stint"], rname="{name} again"
    )
    return found.mutate(what=ibis.ifelse(found.still.fill_null(False), there, gone))


def _there_at_the_end(spells: Any, after: date) -> Any:
    there = _still_there(spells, after)
    return _as_counted(there.select("person", level="next_level", what=ibis.literal(_THERE)))


def _still_there(spells: Any, day: date) -> Any:
    """Who is there when a day begins, on the eve of which the data may end."""
    holds = (spells.ends > day) | (spells.ended == STILL_HERE)
    there = spells.filter((spells.begins <= day) & holds)
    return there.select("person", "stint", next_level=there.level)


def _as_counted(rows: Any) -> Any:
    next_level = rows.next_level if "next_level" in rows.columns else ibis.null("int16")
    return rows.select(
        "person",
        **{
            _WHAT: rows.what.cast("string"),
            _LEVEL: rows.level.cast("int16"),
            _NEXT: next_level.cast("int16"),
        },
    )


#: What a note calls those who are left out.
_LEFT_OUT: Final = {
    _STAYED: "Left out of a year, as off the ladder when it began or ended",
    _LEFT: "Left out of those who left, as off the ladder when the year began",
    _CAME: "Left out of the hired, as off the ladder when they came",
    _THERE: "Left out at the end, as off the ladder then",
}


def _counted(cells: Cells, by: Sequence[str], years: int) -> Movements:
    rows = list(cells.rows())
    group_of = [tuple(row[name] for name in by) or ("everybody",) for row in rows]
    groups = sorted(set(group_of))
    levels = sorted({row[key] for row in rows for key in (_LEVEL, _NEXT)} - {None})
    place = {level: number for number, level in enumerate(levels)}
    shape = len(groups), len(levels)
    start, hired = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    moved = np.zeros((*shape, len(levels) + 1), dtype=np.int64)
    left_out = dict.fromkeys(_LEFT_OUT, 0)
    came_and_went = 0
    for row, named in zip(rows, group_of, strict=True):
        what, n, level, becomes = row[_WHAT], row["n"], row[_LEVEL], row[_NEXT]
        if what == _CAME_AND_WENT:
            came_and_went += n
        elif level is None or (what == _STAYED and becomes is None):
            left_out[what] += n
        else:
            at = groups.index(named), place[level]
            if what == _STAYED:
                moved[at][place[becomes]] += n
            elif what == _LEFT:
                moved[at][-1] += n
            elif what == _CAME:
                hired[at] += n
            else:
                start[at] += n
    notes = [f"{_LEFT_OUT[what]}: {n:,}." for what, n in left_out.items() if n]
    if came_and_went:
        notes.append(
            f"Not counted, as they came and went between two Januaries: {came_and_went:,}."
        )
    return Movements(
        groups=tuple(groups), levels=tuple(levels), start=start, moved=moved, hired=hired,
        years=years, notes=tuple(notes),
    )  # fmt: skip
