"""Who is promoted, and who leaves and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from tiebeam.engine.cells import Cells, aggregate
from tiebeam.engine.flows import windows
from tiebeam.engine.measures.asking import Question, described
from tiebeam.engine.measures.counting import (
    Answer,
    Count,
    Group,
    People,
    answered,
    are_of_people,
    by_group_and_all,
    exactly,
    people_in,
)
from tiebeam.engine.records.dataset import Dataset

ANY_REASON: Final = "any"


def exit_rate(dataset: Dataset, question: Question) -> Answer:
    """Of each group, the share who left, by reason; or how many left per person-year."""
    if question.window.is_one_year:
        rows = windows.over_window(dataset.spells, question.window)
        cells = aggregate(described(dataset, rows, question), (*question.by, "happened"))
        return answered(_exits(cells, question, "n"), question)
    found = _person_years(dataset, question)
    people = found.people.members(question.by)
    counts = _exits(found.cells, question, "years", people)
    return answered(counts, question, unit="per person-year")


def promotion_rate(dataset: Dataset, question: Question) -> Answer:
    """Of each group at a level, the share promoted; or how many were per person-year."""
    if question.window.is_one_year:
        rows = windows.over_window(dataset.spells, question.window)
        rows = described(dataset, rows.filter(rows.level.notnull()), question)
        sums = {"promoted": rows.promoted.sum()}
        cells, exposure = aggregate(rows, (*question.by, "level"), sums), "n"
        people: Mapping[Any, int] | None = None
    else:
        found = _person_years(dataset, question)
        cells, exposure = found.cells, "years"
        assert found.people_at_levels is not None  # without a ladder, nobody gets as far as this
        people = found.people_at_levels.members(question.by, "level")
    # Nobody can rise from the highest level of the ladder.
    grade = dataset.mapping.column("grade")
    top = len(grade.ladder) if grade else 0
    counts = []
    for group, cell in by_group_and_all(cells, question.by, "level"):
        if cell["level"] is None or cell["level"] == top:
            continue
        level = int(cell["level"])
        members = cell["n"] if people is None else people[group, level]
        counts.append(
            Count(group=group, at={"level": level}, count=cell["promoted"],
                   n=_size(cell, exposure), members=members)
        )  # fmt: skip
    return answered(counts, question, unit="share" if exposure == "n" else "per person-year")


@dataclass(frozen=True)
class _PersonYears:
    """Person-years of a window by group, level and way out, and the people who spent them."""

    by: tuple[str, ...]
    cells: Cells
    people: People
    people_at_levels: People | None


def _person_years(dataset: Dataset, question: Question) -> _PersonYears:
    """Counted once for all measures and groups: cells by more attributes serve for fewer."""
    where = tuple(sorted(question.where.items()))
    kept: list[_PersonYears] = dataset.once(("person-years", question.window, where), list)
    for each in kept:
        wider = are_of_people(dataset, each.by) and set(question.by) <= set(each.by)
        if wider or question.by == each.by:
            return each
    kept.append(_counted_person_years(dataset, question))
    return kept[-1]


def _counted_person_years(dataset: Dataset, question: Question) -> _PersonYears:
    spells, window = dataset.spells, question.window
    levels = ("level",) if "level" in spells.columns else ()
    rows = described(dataset, windows.person_time(spells, window), question)
    years = rows.years.sum()
    whole = years.floor().cast("int64")
    sums = {
        "promoted": rows.promoted.sum(),
        # Two whole numbers: they add up to the same sum whichever way cells are put together.
        "whole years": whole,
        "billionths": ((years - years.floor()) * _BILLION).cast("int64"),
    }
    keys = tuple(dict.fromkeys((*question.by, *levels, "happened")))
    cells = aggregate(rows, keys, sums)
    inside = described(dataset, windows.inside(spells, window), replace(question, by=()))
    on_the_ladder = inside.filter(inside.level.notnull()) if levels else None
    return _PersonYears(
        by=question.by,
        cells=cells,
        people=people_in(dataset, inside, question.by),
        people_at_levels=None
        if on_the_ladder is None
        else people_in(dataset, on_the_ladder, question.by, "level"),
    )


_BILLION: Final = 10**9


def _size(cell: Mapping[str, Any], exposure: str) -> float:
    """People at risk, or the person-years of a cell, to nine decimals."""
    if exposure == "n":
        return int(cell["n"])
    more, billionths = divmod(cell["billionths"], _BILLION)
    return exactly(cell["whole years"] + more + billionths / _BILLION)


def _exits(
    cells: Cells, question: Question, exposure: str, people: Mapping[Group, int] | None = None
) -> list[Count]:
    sizes = {group: _size(cell, exposure) for group, cell in by_group_and_all(cells, question.by)}
    reasons = [reason for reason in cells.labels["happened"] if reason is not None]
    left: dict[Group, dict[str, int]] = {group: {} for group in sizes}
    for group, cell in by_group_and_all(cells, question.by, "happened"):
        if cell["happened"] is not None:
            left[group][cell["happened"]] = cell["n"]
    counts = []
    for group, n in sizes.items():
        members = people[group] if people is not None else int(n)
        recorded = [r for r in left[group] if r != windows.NO_EXIT_RECORDED]
        by_reason = {ANY_REASON: sum(left[group][reason] for reason in recorded)}
        by_reason |= {reason: left[group].get(reason, 0) for reason in reasons}
        counts += [
            Count(group=group, at={"reason": reason}, count=count, n=n, members=members)
            for reason, count in by_reason.items()
        ]
    return counts
