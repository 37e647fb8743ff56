"""How long until somebody is promoted or leaves, asked of a dataset: exact, for the bench."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import ibis
import numpy as np
import numpy.typing as npt

from tiebeam.engine.cells import Cells, aggregate
from tiebeam.engine.flows import durations
from tiebeam.engine.flows.durations import LEFT_FOR, LOST, PROMOTED, STILL_THERE
from tiebeam.engine.measures.asking import (
    CannotMeasure,
    among,
    check_groups,
    check_ladder,
    check_moves,
    level_number,
    with_groups,
)
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.dates import day_number
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN
from tiebeam.engine.records.window import Window
from tiebeam.engine.stats.survival import (
    Estimate,
    Incidence,
    cumulative_incidence,
    incidence_difference,
    log_rank,
)

__all__ = ["Course", "Gap", "TimeTo", "time_to"]

#: Days in a year, the leap ones spread over all.
YEAR: Final = 365.25

Group = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Course:
    """What became of one group.

    people    episodes under observation
    unknown   episodes left out, because nothing says when they began
    lost      episodes that end because somebody is no longer shown; known until then
    events    episodes by what ended them
    shares    for each outcome, the share to whom it had happened by each of `years`
    """

    group: Mapping[str, str]
    people: int
    unknown: int
    lost: int
    events: Mapping[str, int]
    shares: Mapping[str, tuple[Estimate, ...]]


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One group beside the reference, for one outcome.

    p            of the log-rank test of the hazards of this outcome; None where nothing happened
    differences  of the shares by each of `years`
    """

    group: Mapping[str, str]
    reference: Mapping[str, str]
    outcome: str
    p: float | None
    differences: tuple[Estimate, ...]


@dataclass(frozen=True, kw_only=True)
class TimeTo:
    """Time until promotion from a level, or until leaving.

    level  None for leaving at all
    years  after which shares are given
    """

    level: int | None
    by: tuple[str, ...]
    window: Window
    years: tuple[float, ...]
    courses: tuple[Course, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]
    data: Mapping[str, Any] = field(default_factory=dict)


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
    spells = with_groups(dataset, dataset.spells, by, also=where)
    if where:
        spells = spells.filter(among(dataset, spells, where))
    rows = durations.episodes(spells, window, level=number, lowest=number == 1)
    rows = rows.mutate(
        known=rows.entered.notnull(),
        entry=day_number(rows.seen) - day_number(ibis.coalesce(rows.entered, rows.seen)),
        exit=day_number(rows.until) - day_number(ibis.coalesce(rows.entered, rows.seen)),
    )
    cells = aggregate(rows, (*by, "known", "entry", "exit", "outcome"))
    groups = _groups(cells, by)
    if not any(bool(_known(cells)[here].any()) for here in groups.values()):
        raise CannotMeasure(
            "Of nobody here is it known when they came, so no time can be counted. A column with "
            "hire dates, or an earlier export, would say it."
        )
    outcomes = sorted({*cells.labels["outcome"]} - {STILL_THERE, LOST}, key=_in_order)
    curves = {group: _curves(cells, here, outcomes) for group, here in groups.items()}
    courses = [
        _course(cells, by, group, here, curves[group], outcomes, years)
        for group, here in groups.items()
    ]
    courses.sort(key=_size)
    return TimeTo(
        level=number,
        by=by,
        window=window,
        years=tuple(float(year) for year in years),
        courses=tuple(courses),
        gaps=tuple(_gaps(cells, groups, curves, courses, outcomes, years)),
        notes=(*dataset.notes, *_notes(courses)),
        data={**dataset.fingerprint, "people": dataset.people_count, "spells": dataset.spell_count},
    )


def _in_order(outcome: str) -> tuple[bool, str]:
    return outcome != PROMOTED, outcome


def _known(cells: Cells) -> npt.NDArray[np.bool_]:
    return np.asarray(cells.labels["known"], dtype=bool)[cells.codes["known"]]


def _values(cells: Cells, name: str) -> npt.NDArray[np.float64]:
    return np.asarray(cells.labels[name], dtype=np.float64)[cells.codes[name]] / YEAR


def _groups(cells: Cells, by: tuple[str, ...]) -> dict[Group, npt.NDArray[np.int64]]:
    """The cells of each group."""
    found: dict[Group, list[int]] = {}
    for place in range(len(cells)):
        group = tuple(cells.labels[name][cells.codes[name][place]] for name in by)
        found.setdefault(group, []).append(place)
    return {group: np.array(places) for group, places in found.items()}


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


def _curves(
    cells: Cells, here: npt.NDArray[np.int64], outcomes: Sequence[str]
) -> Mapping[int, Incidence]:
    columns = _columns(cells, here, outcomes)
    return cumulative_incidence(**columns) if columns["exit"].size else {}


def _course(
    cells: Cells,
    by: tuple[str, ...],
    group: Group,
    here: npt.NDArray[np.int64],
    curves: Mapping[int, Incidence],
    outcomes: Sequence[str],
    years: Sequence[float],
) -> Course:
    n, known = cells.sums["n"][here], _known(cells)[here]
    label = np.asarray(cells.labels["outcome"], dtype=object)[cells.codes["outcome"][here]]
    counted = {outcome: int(n[known & (label == outcome)].sum()) for outcome in [*outcomes, LOST]}
    last = float(_columns(cells, here, outcomes)["exit"].max()) if known.any() else 0.0
    nothing = [Estimate(0.0, None, None) if year <= last else Estimate(None, None, None)
               for year in years]  # fmt: skip
    return Course(
        group=dict(zip(by, group, strict=True)),
        people=int(n[known].sum()),
        unknown=int(n[~known].sum()),
        lost=counted.pop(LOST),
        events=counted,
        shares={
            outcome: tuple(curves[code].at(year) for year in years)
            if code in curves
            else tuple(nothing)
            for code, outcome in enumerate(outcomes, start=1)
        },
    )


def _size(course: Course) -> tuple[bool, int, tuple[str, ...]]:
    unnamed = any(value in {UNKNOWN, NOT_STATED} for value in course.group.values())
    return unnamed, -course.people, tuple(course.group.values())


def _gaps(
    cells: Cells,
    groups: Mapping[Group, npt.NDArray[np.int64]],
    curves: Mapping[Group, Mapping[int, Incidence]],
    courses: Sequence[Course],
    outcomes: Sequence[str],
    years: Sequence[float],
) -> list[Gap]:
    reference = tuple(courses[0].group.values())
    found = []
    for course in courses[1:]:
        group = tuple(course.group.values())
        if not course.people:
            continue
        both = [_columns(cells, groups[each], outcomes) for each in (group, reference)]
        joined = {name: np.concatenate([each[name] for each in both]) for name in both[0]}
        which = np.repeat([0, 1], [len(each["exit"]) for each in both])
        for code, outcome in enumerate(outcomes, start=1):
            a, b = curves[group].get(code), curves[reference].get(code)
            happened = a is not None or b is not None
            p = log_rank(**joined, group=which, cause=code).p if happened else None
            found.append(
                Gap(
                    group=course.group,
                    reference=courses[0].group,
                    outcome=outcome,
                    p=p,
                    differences=tuple(
                        incidence_difference(a, b, time=year)
                        if a is not None and b is not None
                        else Estimate(None, None, None)
                        for year in years
                    ),
                )
            )
    return found


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
