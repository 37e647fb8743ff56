"""Who is promoted, and who leaves and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tiebeam.engine.cells import Cells, aggregate
from tiebeam.engine.flows import windows
from tiebeam.engine.measures.asking import Question, described
from tiebeam.engine.measures.counting import (
    Answer,
    Count,
    Group,
    answered,
    by_group_and_all,
    exactly,
    members_of,
)
from tiebeam.engine.records.dataset import Dataset

ANY_REASON: Final = "any"


def exit_rate(dataset: Dataset, question: Question) -> Answer:
    """Of each group, the share who left, by reason; or how many left per person-year."""
    if question.window.is_one_year:
        rows = windows.over_window(dataset.spells, question.window)
        cells = aggregate(described(dataset, rows, question), (*question.by, "happened"))
        return answered(_exits(cells, question, "n"), question)
    rows = windows.person_time(dataset.spells, question.window)
    rows = described(dataset, rows, question)
    sums = {"years": rows.years.sum()}
    cells = aggregate(rows, (*question.by, "happened"), sums)
    people = members_of(rows, question.by)
    return answered(_exits(cells, question, "years", people), question, unit="per person-year")


def promotion_rate(dataset: Dataset, question: Question) -> Answer:
    """Of each group at a level, the share promoted; or how many were per person-year."""
    if question.window.is_one_year:
        rows = windows.over_window(dataset.spells, question.window)
        exposure = "n"
    else:
        rows = windows.person_time(dataset.spells, question.window)
        exposure = "years"
    rows = described(dataset, rows.filter(rows.level.notnull()), question)
    sums = {"promoted": rows.promoted.sum()}
    if exposure == "years":
        sums["years"] = rows.years.sum()
    cells = aggregate(rows, (*question.by, "level"), sums)
    people = None if exposure == "n" else members_of(rows, question.by, "level")
    # Nobody can rise from the highest level of the ladder.
    grade = dataset.mapping.column("grade")
    top = len(grade.ladder) if grade else 0
    counts = []
    for group, cell in by_group_and_all(cells, question.by, "level"):
        level = int(cell["level"])
        if level == top:
            continue
        members = cell["n"] if people is None else people[group, level]
        counts.append(
            Count(group=group, at={"level": level}, count=cell["promoted"],
                   n=exactly(cell[exposure]), members=members)
        )  # fmt: skip
    return answered(counts, question, unit="share" if exposure == "n" else "per person-year")


def _exits(
    cells: Cells, question: Question, exposure: str, people: Mapping[Group, int] | None = None
) -> list[Count]:
    sizes = {group: exactly(cell[exposure]) for group, cell in by_group_and_all(cells, question.by)}
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
