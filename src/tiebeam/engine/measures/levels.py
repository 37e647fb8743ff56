"""Who is at each level, at the top and at the bottom, and who is hired into each level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from tiebeam.engine.cells import aggregate
from tiebeam.engine.disclosure import EVERYWHERE
from tiebeam.engine.flows import windows
from tiebeam.engine.measures.asking import Question, described
from tiebeam.engine.measures.counting import (
    Answer,
    At,
    Count,
    Group,
    answered,
    by_group_and_all,
    in_order,
    row_of,
)
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.stats import power

OFF_THE_LADDER: Final = "off the ladder"


def headcount_share(dataset: Dataset, question: Question) -> Answer:
    """Of everybody at a level on the last day, each group's share."""
    there = windows.on_day(dataset.spells, question.window.last)
    return _shares_by_level(dataset, question, there)


def hire_share(dataset: Dataset, question: Question) -> Answer:
    """Of everybody hired into a level, each group's share."""
    hired = windows.joiners(dataset.spells, question.window)
    return _shares_by_level(dataset, question, hired)


def top_share(dataset: Dataset, question: Question) -> Answer:
    """Of each group, the share at the lowest level, and at each higher one or above."""
    there = windows.on_day(dataset.spells, question.window.last)
    there = there.filter(there.level.notnull())
    cells = aggregate(described(dataset, there, question), (*question.by, "level"))
    steps = sorted(int(level) for level in cells.labels["level"])
    sizes = {group: cell["n"] for group, cell in by_group_and_all(cells, question.by)}
    at_level: dict[Group, dict[int, int]] = {group: {} for group in sizes}
    for group, cell in by_group_and_all(cells, question.by, "level"):
        at_level[group][int(cell["level"])] = cell["n"]
    counts = []
    for group, n in sizes.items():
        held = at_level[group]
        for end, step, count in _ends(steps, held):
            counts.append(
                Count(group=group, at={"end": end, "level": step}, count=count, n=n, members=n)
            )
    return answered(counts, question)


def _shares_by_level(dataset: Dataset, question: Question, rows: Any) -> Answer:
    """Of all people at a level, the share in each group; and at all levels together."""
    rows, places = _places(described(dataset, rows, question))
    cells = aggregate(rows, (*question.by, *places))
    counts = []
    for place in ((), places) if places else ((),):
        everybody = [(_level_or_all(cell), cell["n"]) for cell in cells.over(*place).rows()]
        held = {
            (group, _hashable(_level_or_all(cell))): cell["n"]
            for group, cell in by_group_and_all(cells, question.by, *place)
        }
        # A group with nobody at a level is the finding, so it has a row there too.
        counts += [
            Count(group=group, at=at, count=people, n=n, members=people)
            for group, _ in by_group_and_all(cells, question.by)
            for at, n in everybody
            for people in [held.get((group, _hashable(at)), 0)]
        ]
    ordered = sorted(counts, key=in_order(counts))
    return Answer(
        rows=tuple(row_of(each, per_year=False) for each in ordered if each.n > 0),
        comparisons=(),
        smallest_gap=_gap_between_levels(counts),
        unit="share",
    )


def _places(rows: Any) -> tuple[Any, tuple[str, ...]]:
    """The columns by which shares are located: the level, where there is a ladder."""
    if "level" not in rows.columns:
        return rows, ()
    return rows, ("level",)


def _at_level(cell: Mapping[str, Any]) -> At:
    level = cell["level"]
    return {"level": OFF_THE_LADDER if level is None else int(level)}


def _level_or_all(cell: Mapping[str, Any]) -> At:
    return _at_level(cell) if "level" in cell else {"level": EVERYWHERE}


def _hashable(at: At) -> tuple[Any, ...]:
    return tuple(at.items())


def _gap_between_levels(counts: Sequence[Count]) -> float | None:
    """The smallest gap in a group's share between one level and all others that could be seen."""
    total = next((c.n for c in counts if c.at == {"level": EVERYWHERE}), 0)
    gaps = []
    for each in counts:
        rest = total - each.n
        if each.group and each.n > 0 and rest > 0:
            base = each.count / each.n
            gaps.append(power.smallest_gap(int(each.n), int(rest), base))
    return min((gap for gap in gaps if gap is not None), default=None)


def _ends(steps: Sequence[int], held: Mapping[int, int]) -> Iterable[tuple[str, int, int]]:
    """The lowest level; then each higher one and all above it."""
    if steps:
        yield "bottom", steps[0], held.get(steps[0], 0)
    for step in steps[1:]:
        yield "top", step, sum(people for level, people in held.items() if level >= step)
