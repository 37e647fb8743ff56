"""How long until somebody is promoted or leaves, asked of a dataset: exact; and as a figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import ibis
import numpy as np
import numpy.typing as npt

from tiebeam.engine.cells import Cells, aggregate
from tiebeam.engine.disclosure import SMALLEST_GROUP, Comparison, Exact, Row
from tiebeam.engine.flows import durations
from tiebeam.engine.flows.durations import LEFT_FOR, LOST, PROMOTED, STILL_THERE
from tiebeam.engine.measures.asking import (
    CannotMeasure,
    among,
    check_groups,
    check_ladder,
    check_moves,
    field_class_of,
    level_number,
    with_groups,
)
from tiebeam.engine.measures.counting import are_of_people, people_in
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.dates import day_number
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN, FieldClass
from tiebeam.engine.records.window import Window
from tiebeam.engine.stats.survival import (
    Estimate,
    Incidence,
    cumulative_incidence,
    estimate_difference,
    log_rank,
    none_so_far,
)

__all__ = ["Course", "Gap", "TimeTo", "as_figure", "time_to"]

#: Days in a year, the leap ones spread over all.
YEAR: Final = 365.25
#: A curve is given for every so many months, and no further than ten years.
STEP_MONTHS: Final = 6
MOST_MONTHS: Final = 120

Group = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Course:
    """What became of one group.

    people    episodes under observation
    members   different people whose episodes these are
    unknown   episodes left out, because nothing says when they began
    lost      episodes that end because somebody is no longer shown; known until then
    events    episodes by what ended them
    shares    for each outcome, the share to whom it had happened by each of `years`
    followed  episodes still under observation just before each of the `months` is over
    curves    for each outcome, the share to whom it had happened by each of the `months`
    """

    group: Mapping[str, str]
    people: int
    members: int
    unknown: int
    lost: int
    events: Mapping[str, int]
    shares: Mapping[str, tuple[Estimate, ...]]
    followed: tuple[int, ...]
    curves: Mapping[str, tuple[Estimate, ...]]


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One group beside the reference, for one outcome.

    p            of the log-rank test of the hazards of this outcome; None where nothing happened
    differences  of the shares by each of `years`
    by_month     of the shares by each of the `months`
    """

    group: Mapping[str, str]
    reference: Mapping[str, str]
    outcome: str
    p: float | None
    differences: tuple[Estimate, ...]
    by_month: tuple[Estimate, ...]


@dataclass(frozen=True, kw_only=True)
class TimeTo:
    """Time until promotion from a level, or until leaving.

    level   None for leaving at all
    years   after which shares are given
    months  after which curves are given: every six, as far as anybody was followed
    """

    level: int | None
    level_name: str
    by: tuple[str, ...]
    window: Window
    years: tuple[float, ...]
    months: tuple[int, ...]
    courses: tuple[Course, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]
    data: Mapping[str, Any] = field(default_factory=dict)
    field_class: FieldClass = "secret"


def time_to(
    dataset: Dataset,
    *,
    level: str | int | None,
    by: tuple[str, ...],
    window: Window,
    years: Sequence[float] = (1, 2, 5, 10),
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> TimeTo:
    """What becomes of people at a level (or of everybody), as years pass, by group.

    Each outcome competes with the others: whoever leaves can't be promoted any more, and is not
    "not yet promoted". People are compared with the largest group.

    level    number, name or grade; None: from joining until leaving, by reason
    years    after how many years shares are given
    Raises   CannotMeasure
    """
    where = where or {}
    if level is not None:
        check_ladder(dataset, "time")
        check_moves(dataset)
    check_groups(dataset, by, where)
    number = None if level is None else level_number(dataset, level)
    # What belongs to people is put beside them last: it plays no part in finding episodes.
    later = by if are_of_people(dataset, by) else ()
    spells = with_groups(dataset, dataset.spells, () if later else by, also=where)
    if where:
        spells = spells.filter(among(dataset, spells, where))
    rows = durations.episodes(spells, window, level=number, lowest=number == 1)
    rows = rows.mutate(
        known=rows.entered.notnull(),
        entry=day_number(rows.seen) - day_number(ibis.coalesce(rows.entered, rows.seen)),
        exit=day_number(rows.until) - day_number(ibis.coalesce(rows.entered, rows.seen)),
    )
    # Held, because finding the episodes takes longer than all that is asked of them.
    asked = ("known", "entry", "exit", "outcome")
    rows = rows.select(*(() if later else by), "person", *asked).cache()
    cells = aggregate(with_groups(dataset, rows, later), (*by, *asked))
    groups = _groups(cells, by)
    if not any(bool(_known(cells)[here].any()) for here in groups.values()):
        raise CannotMeasure(
            "Of nobody here is it known when they came, so no time can be counted. A column with "
            "hire dates, or an earlier export, would say it."
        )
    outcomes = sorted({*cells.labels["outcome"]} - {STILL_THERE, LOST}, key=_in_order)
    columns = {group: _columns(cells, here, outcomes) for group, here in groups.items()}
    curves = {group: _curves(each) for group, each in columns.items()}
    months = _months(columns.values())
    members = people_in(dataset, rows.filter(rows.known), by).members(by)
    courses = [
        _course(cells, by, group, here, columns[group], curves[group], outcomes, years, months,
                members.get(tuple(zip(by, group, strict=True)), 0))
        for group, here in groups.items()
    ]  # fmt: skip
    courses.sort(key=_size)
    return TimeTo(
        level=number,
        level_name="" if number is None else dataset.levels[number - 1],
        by=by,
        window=window,
        years=tuple(float(year) for year in years),
        months=months,
        courses=tuple(courses),
        gaps=tuple(_gaps(columns, courses, outcomes)),
        notes=(*dataset.notes, *_notes(courses)),
        data={**dataset.fingerprint, "people": dataset.people_count, "spells": dataset.spell_count},
        field_class=field_class_of(
            dataset.mapping, definition("time_to_leaving"), (*by, *(where or {}))
        ),
    )


def _in_order(outcome: str) -> tuple[bool, str]:
    return outcome != PROMOTED, outcome


def _known(cells: Cells) -> npt.NDArray[np.bool_]:
    return np.asarray(cells.labels["known"], dtype=bool)[cells.codes["known"]]


def _values(cells: Cells, name: str) -> npt.NDArray[np.float64]:
    return np.asarray(cells.labels[name], dtype=np.float64)[cells.codes[name]] / YEAR


def _groups(cells: Cells, by: tuple[str, ...]) -> dict[Group, npt.NDArray[np.int64]]:
    """The cells of each group. They are in the order of their groups already."""
    number = np.zeros(len(cells), dtype=np.int64)
    for name in by:
        number = number * len(cells.labels[name]) + cells.codes[name]
    begins = np.flatnonzero(np.diff(number, prepend=-1))
    return {
        tuple(cells.labels[name][cells.codes[name][here[0]]] for name in by): here
        for here in np.split(np.arange(len(cells)), begins[1:])
        if here.size
    }


def _columns(cells: Cells, here: npt.NDArray[np.int64], outcomes: Sequence[str]) -> dict[str, Any]:
    """What the estimators take, of the episodes whose beginning is known."""
    here = here[_known(cells)[here]]
    code_of = {name: outcomes.index(name) + 1 if name in outcomes else 0
               for name in cells.labels["outcome"]}  # fmt: skip
    codes = np.array([code_of[name] for name in cells.labels["outcome"]], dtype=np.int64)
    return {
        "entry": _values(cells, "entry")[here],
        "exit": _values(cells, "exit")[here],
        "event": codes[cells.codes["outcome"][here]],
        "counts": cells.sums["n"][here],
    }


def _months(columns: Iterable[Mapping[str, Any]]) -> tuple[int, ...]:
    """As many whole steps as anybody was followed for; at least one."""
    last = max(float(each["exit"].max()) for each in columns if each["exit"].size)
    steps = min(int(12 * last), MOST_MONTHS) // STEP_MONTHS
    return tuple(STEP_MONTHS * step for step in range(1, max(1, steps) + 1))


def _curves(columns: Mapping[str, Any]) -> Mapping[int, Incidence]:
    return cumulative_incidence(**columns) if columns["exit"].size else {}


def _followed(columns: Mapping[str, Any], years: Iterable[float]) -> tuple[int, ...]:
    """Episodes under observation when so many years end."""
    entry, exit_, counts = columns["entry"], columns["exit"], columns["counts"]
    return tuple(int(counts[(entry < year) & (exit_ >= year)].sum()) for year in years)


def _course(
    cells: Cells,
    by: tuple[str, ...],
    group: Group,
    here: npt.NDArray[np.int64],
    columns: Mapping[str, Any],
    curves: Mapping[int, Incidence],
    outcomes: Sequence[str],
    years: Sequence[float],
    months: Sequence[int],
    members: int,
) -> Course:
    n, known = cells.sums["n"][here], _known(cells)[here]
    label = np.asarray(cells.labels["outcome"], dtype=object)[cells.codes["outcome"][here]]
    counted = {outcome: int(n[known & (label == outcome)].sum()) for outcome in [*outcomes, LOST]}
    ends = [month / 12 for month in months]

    return Course(
        group=dict(zip(by, group, strict=True)),
        people=int(n[known].sum()),
        members=members,
        unknown=int(n[~known].sum()),
        lost=counted.pop(LOST),
        events=counted,
        shares=_by_outcome(columns, curves, outcomes, years),
        followed=_followed(columns, ends),
        curves=_by_outcome(columns, curves, outcomes, ends),
    )


def _by_outcome(
    columns: Mapping[str, Any],
    curves: Mapping[int, Incidence],
    outcomes: Sequence[str],
    times: Sequence[float],
) -> dict[str, tuple[Estimate, ...]]:
    """For each outcome the share by each time; before the first one, none, and how many may be."""
    nothing = [Estimate(None, None, None)] * len(times)
    if columns["exit"].size:
        nothing = list(none_so_far(**columns, times=times))
    found = {}
    for code, outcome in enumerate(outcomes, start=1):
        curve = curves.get(code)
        shares = nothing if curve is None else [curve.at(time) for time in times]
        found[outcome] = tuple(
            none if share.value == 0 else share for share, none in zip(shares, nothing, strict=True)
        )
    return found


def _size(course: Course) -> tuple[bool, int, tuple[str, ...]]:
    unnamed = any(value in {UNKNOWN, NOT_STATED} for value in course.group.values())
    return unnamed, -course.people, tuple(course.group.values())


def _gaps(
    columns: Mapping[Group, Mapping[str, Any]],
    courses: Sequence[Course],
    outcomes: Sequence[str],
) -> list[Gap]:
    largest = courses[0]
    found = []
    for course in courses[1:]:
        if not course.people:
            continue
        both = [columns[tuple(each.group.values())] for each in (course, largest)]
        joined = {name: np.concatenate([each[name] for each in both]) for name in both[0]}
        which = np.repeat([0, 1], [len(each["exit"]) for each in both])
        for code, outcome in enumerate(outcomes, start=1):
            happened = course.events[outcome] or largest.events[outcome]
            found.append(
                Gap(
                    group=course.group,
                    reference=largest.group,
                    outcome=outcome,
                    p=log_rank(**joined, group=which, cause=code).p if happened else None,
                    differences=_differences(course.shares[outcome], largest.shares[outcome]),
                    by_month=_differences(course.curves[outcome], largest.curves[outcome]),
                )
            )
    return found


def _differences(one: Sequence[Estimate], other: Sequence[Estimate]) -> tuple[Estimate, ...]:
    return tuple(map(estimate_difference, one, other))


def _notes(courses: Sequence[Course]) -> list[str]:
    notes = []
    if unknown := sum(course.unknown for course in courses):
        notes.append(
            f"{unknown:,} episodes are left out, because they had begun before the export did, "
            "and nothing says when."
        )
    if lost := sum(course.lost for course in courses):
        notes.append(
            f"{lost:,} end because somebody is no longer shown; what became of them is not known, "
            "and they count until then."
        )
    happened = {outcome for course in courses for outcome in course.events}
    if PROMOTED in happened and any(outcome.startswith(LEFT_FOR) for outcome in happened):
        notes.append("Whoever leaves can't be promoted any more: outcomes compete.")
    return notes


# --- as a figure ----------------------------------------------------------------------------------


def as_figure(found: TimeTo, *, fewest: int = SMALLEST_GROUP) -> Exact:
    """The times as a figure: per group, outcome and month the share to whom it had happened.

    A curve goes as far as at least `fewest` episodes of its group are still under observation: each
    step beyond would be one person, whom others know. It has its first month in any case.
    """
    chosen = definition("time_to_leaving" if found.level is None else "time_to_promotion")
    # Of people whose beginning is not known there is no curve.
    courses = [each for each in found.courses if each.people]
    outcomes = list(courses[0].curves)
    last = {tuple(each.group.values()): _last_place(each, fewest) for each in courses}
    rows = tuple(
        _row(course, outcome, month, course.curves[outcome][place])
        for outcome in outcomes
        for place, month in enumerate(found.months)
        for course in courses
        if place <= last[tuple(course.group.values())]
    )
    return Exact(
        measure=chosen.name,
        title=chosen.title,
        unit=chosen.unit,
        by=found.by,
        window=(found.window.first, found.window.last),
        rows=rows,
        comparisons=tuple(_comparisons(found, last)),
        notes=tuple(dict.fromkeys((*found.notes, *chosen.caveats))),
        field_class=found.field_class,
        data={
            "version": chosen.version,
            **found.data,
            "level": found.level,
            "level_name": found.level_name,
        },
    )


def _last_place(course: Course, fewest: int) -> int:
    """The place of the last month that is told."""
    enough = [place for place, people in enumerate(course.followed) if people >= fewest]
    return max(enough, default=0)


def _row(course: Course, outcome: str, month: int, share: Estimate) -> Row:
    return Row(
        group=course.group,
        at={"outcome": outcome, "month": month},
        n=course.people,
        count=None,
        value=share.value,
        low=share.low,
        high=share.high,
        members=course.members,
    )


def _comparisons(found: TimeTo, last: Mapping[Group, int]) -> Iterator[Comparison]:
    """Each pair by outcome, at the last month that both are told for and that has a range."""
    for gap in found.gaps:
        until = min(last[tuple(group.values())] for group in (gap.group, gap.reference))
        told = [
            (month, each)
            for month, each in zip(found.months, gap.by_month[: until + 1], strict=False)
            if each.value is not None and each.low is not None and each.high is not None
        ]
        if told and gap.p is not None:
            month, difference = told[-1]
            yield Comparison(
                group=gap.group,
                reference=gap.reference,
                at={"outcome": gap.outcome, "month": month},
                results={
                    "difference": difference.value,
                    "low": difference.low,
                    "high": difference.high,
                    "p": gap.p,
                },
            )
