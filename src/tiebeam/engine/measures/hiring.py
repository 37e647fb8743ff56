"""Who was left out on the way from applying to being hired, stage by stage."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import ibis

from tiebeam.engine.cells import aggregate
from tiebeam.engine.disclosure import Comparison, Row
from tiebeam.engine.measures import applying
from tiebeam.engine.measures.asking import Question
from tiebeam.engine.measures.counting import (
    Answer,
    Count,
    Group,
    by_group_and_all,
    in_order,
    named,
    pairs,
    row_of,
    some,
)
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.dates import day_number
from tiebeam.engine.stats.funnels import Path, funnel
from tiebeam.engine.stats.selection import Comparison as Tested

#: The place that counts all steps together.
FROM_FIRST_TO_LAST: Final = "from first to last"

_REACHED: Final = "tiebeam: reached"


@dataclass(frozen=True)
class _Way:
    """One group: different people, and how many applications reached each stage."""

    people: int
    reached: tuple[int, ...]


def hiring_funnel(dataset: Dataset, question: Question) -> Answer:
    """Of each group's applications at a stage, how many reached the next; and the last."""
    stages = applying.mapping_of(dataset).stages
    rows = applying.in_window(dataset, question.window)
    rows = applying.described(dataset, rows, question)
    ways = _ways(rows, question, stages)
    steps = _steps(stages, ways)
    start = sorted(steps[0], key=in_order(steps[0]))
    groups = [each.group for each in start]
    ordered = [next(c for c in step if c.group == group) for step in steps for group in groups]
    compared = tuple(_comparisons(start, question, stages, ways))
    gaps = [each.results["smallest_detectable_gap"] for each in compared]
    return Answer(
        rows=tuple(_row(each) for each in ordered),
        comparisons=compared,
        smallest_gap=min((gap for gap in gaps if gap is not None), default=None),
        notes=tuple(_notes(dataset, rows, stages)),
    )


def _ways(rows: Any, question: Question, stages: Sequence[str]) -> dict[Group, _Way]:
    people = {group: n for (group,), n in applying.applicants(rows, question.by).items()}
    rows = rows.mutate(**{_REACHED: _furthest(rows, stages)})
    cells = aggregate(rows, (*question.by, _REACHED))
    ended: dict[Group, list[int]] = {group: [0] * len(stages) for group in people}
    for group, cell in by_group_and_all(cells, question.by, _REACHED):
        ended[group][int(cell[_REACHED])] = cell["n"]
    return {
        group: _Way(people[group], tuple(sum(at[stage:]) for stage in range(len(stages))))
        for group, at in ended.items()
        if sum(at)
    }


def _furthest(rows: Any, stages: Sequence[str]) -> Any:
    """The place of the last stage that has a day, so that a blank before it is passed over."""
    cases = [(rows[stage].notnull(), place) for place, stage in enumerate(stages)]
    return ibis.cases(*reversed(cases), else_=0).cast("int16")


def _steps(stages: Sequence[str], ways: Mapping[Group, _Way]) -> list[list[Count]]:
    """Each step from a stage to the next, by the stage it leads to; then all together."""
    last = len(stages) - 1
    moves = [(stages[to], to - 1, to) for to in range(1, len(stages))]
    return [
        [
            # Members are those who applied: a group is shown at every step or at none, because
            # what came through one step is what entered the next.
            Count(group=group, at={"stage": name}, count=way.reached[to], n=way.reached[entered],
                  members=way.people)
            for group, way in ways.items()
        ]
        for name, entered, to in [*moves, (FROM_FIRST_TO_LAST, 0, last)]
    ]  # fmt: skip


def _row(each: Count) -> Row:
    if each.n > 0:
        return row_of(each, per_year=False)
    # Nobody came so far. The row stays, as a group that only vanished would give others away.
    return Row(
        group=dict(each.group), at=each.at, n=0, count=0, value=None, low=None, high=None,
        members=each.members,
    )  # fmt: skip


def _comparisons(
    start: Sequence[Count], question: Question, stages: Sequence[str], ways: Mapping[Group, _Way]
) -> Iterable[Comparison]:
    """Each group beside its reference, which is the same at every step."""
    for a, b in pairs(start, question):
        own = ways[a.group].reached
        other = ways[b.group].reached if b.group in ways else _others(ways, own)
        found = funnel({"group": own, "reference": other}, stages=stages, reference="reference")
        yield from _compared(found.paths["group"], a.group, b.group)


def _others(ways: Mapping[Group, _Way], own: Sequence[int]) -> tuple[int, ...]:
    return tuple(all_ - mine for all_, mine in zip(ways[()].reached, own, strict=True))


def _compared(path: Path, group: Group, reference: Group) -> Iterable[Comparison]:
    def beside(at: str, found: Tested, **more: Any) -> Comparison:
        said = replace(found, name_a=named(group), name_b=named(reference))
        return Comparison(
            group=dict(group), reference=dict(reference), at={"stage": at},
            results={**said.as_dict(), **more},
        )  # fmt: skip

    for step, found in zip(path.steps, path.comparisons, strict=True):
        if found is not None:
            yield beside(step.name, found)
    if path.whole is not None:
        yield beside(FROM_FIRST_TO_LAST, path.whole, costliest_stage=path.costliest)


def _notes(dataset: Dataset, rows: Any, stages: Sequence[str]) -> Iterable[str]:
    every = dataset.applications
    last = dataset.once("last day of applications", lambda: _last_day(every, stages))
    yield (
        f"What went no further by {last}, the last day in these applications, counts as not "
        "selected: turned down, withdrawn and still open alike."
    )
    days = every[stages[-1]]
    days = day_number(days) - day_number(every[stages[0]])
    usual = dataset.once("usual wait", lambda: fetch.one(days.quantile(0.9)))
    if usual is not None and usual >= 0:
        wait = math.ceil(usual)
        young = rows.filter(
            rows[stages[-1]].isnull()
            & (day_number(rows[stages[0]]) > day_number(ibis.literal(last)) - wait)
        )
        open_ = fetch.one(young.count())
        if open_:
            yield (
                f"Nine in ten hires come within {wait} days of applying. Of the applications of "
                f"this window that did not end in one, {some(open_)} were made in the last "
                f"{wait} days, so some of them may be undecided."
            )
    undated = applying.without_a_day(dataset)
    if undated:
        unplaced = some(undated).capitalize()
        yield f"{unplaced} applications say no day of '{stages[0]}', so they are in no window."


def _last_day(every: Any, stages: Sequence[str]) -> Any:
    latest = fetch.rows(every.aggregate(**{stage: every[stage].max() for stage in stages}))[0]
    return max(day for day in latest.values() if day is not None)
