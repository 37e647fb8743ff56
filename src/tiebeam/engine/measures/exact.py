"""The measures, computed exactly: for the bench, not for sharing.

Each measure turns the canonical tables into cells, and cells into rows with intervals. Whatever
leaves the bench goes through `disclosure.release` first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from tiebeam.engine.cells import Cells, aggregate
from tiebeam.engine.disclosure import EVERYWHERE, OTHERS, Comparison, Exact, Row
from tiebeam.engine.flows import windows
from tiebeam.engine.measures.asking import (
    VALUES_NAMED,
    CannotMeasure,
    Question,
    check,
    described,
    notes_on,
)
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.pay import pay
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN
from tiebeam.engine.stats import intervals, person_time, power, selection

OFF_THE_LADDER: Final = "off the ladder"
ANY_REASON: Final = "any"

At = Mapping[str, str | int]
Group = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class _Count:
    """People counted among people at risk, in one group at one place."""

    group: Group
    at: At
    count: int
    n: float
    members: int


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """Counts or finished rows, with what they are compared by and what should be said."""

    rows: tuple[Row, ...]
    comparisons: tuple[Comparison, ...]
    smallest_gap: float | None
    notes: tuple[str, ...] = ()
    unit: str = ""


def measure(dataset: Dataset, question: Question) -> Exact:
    """One measure over one window, with intervals and comparisons.

    Raises  UnknownMeasure, CannotMeasure
    """
    chosen = definition(question.measure)
    check(dataset, chosen, question)
    answer = _COMPUTED_BY[chosen.name](dataset, question)
    _check_answer(dataset, question, answer)
    return Exact(
        measure=chosen.name,
        title=chosen.title,
        unit=answer.unit or chosen.unit,
        by=question.by,
        window=(question.window.first, question.window.last),
        rows=answer.rows,
        comparisons=answer.comparisons,
        smallest_gap=answer.smallest_gap,
        notes=(*answer.notes, *notes_on(dataset, chosen, question)),
        levels=dataset.levels,
        data={
            "version": chosen.version,
            **dataset.fingerprint,
            "people": dataset.people_count,
            "spells": dataset.spell_count,
        },
    )


def _check_answer(dataset: Dataset, question: Question, answer: _Answer) -> None:
    window = f"{question.window.first}:{question.window.last}"
    if not answer.rows:
        among = " with what 'where' asks for" if question.where else ""
        raise CannotMeasure(f"Nobody{among} can be counted here in the window {window}.")
    if isinstance(question.against, str):
        return
    asked = {key: str(value) for key, value in question.against.items()}
    if asked and any(row.group == asked for row in answer.rows):
        return
    known = ""
    if all(dataset.mapping.field_class(name) == "directory" for name in question.by):
        groups = dict.fromkeys(named(tuple(row.group.items())) for row in answer.rows if row.group)
        known = f" Groups: {'; '.join([*groups][:VALUES_NAMED])}."
    stated = ", ".join(f"{key}={value}" for key, value in asked.items()) or "nothing"
    raise CannotMeasure(
        f"There is no group {stated} to compare with. Name one value of each of: "
        f"{', '.join(question.by) or 'what --by asks for'}.{known}"
    )


# --- from counts to rows and comparisons ----------------------------------------------------------


def _group(by: Sequence[str], cell: Mapping[str, Any]) -> Group:
    return tuple((key, cell[key]) for key in by)


def _by_group_and_all(cells: Cells, by: Sequence[str], *places: str) -> Iterable[tuple[Group, Any]]:
    """Every cell of the groups, and everybody's, by place; the group comes first."""
    for cell in cells.over(*places).rows():
        yield (), cell
    if by:
        for cell in cells.over(*by, *places).rows():
            yield _group(by, cell), cell


def _answer(
    counts: Sequence[_Count], question: Question, *, notes: Sequence[str] = (), unit: str = "share"
) -> _Answer:
    """Rows with intervals, in order, and each group compared at each place."""
    ordered = sorted(counts, key=_order(counts))
    per_year = unit == "per person-year"
    rows = tuple(_row(each, per_year=per_year) for each in ordered if each.n > 0)
    compared = tuple(
        Comparison(
            group=dict(a.group), reference=dict(b.group), at=a.at,
            results=_compared(a, b, per_year=per_year),
        )
        for a, b in _pairs(ordered, question)
    )  # fmt: skip
    gaps = [each.results["smallest_detectable_gap"] for each in compared]
    return _Answer(
        rows=rows,
        comparisons=compared,
        smallest_gap=min((gap for gap in gaps if gap is not None), default=None),
        notes=tuple(notes),
        unit=unit,
    )


def _order(counts: Sequence[_Count]) -> Callable[[_Count], Any]:
    """Places in their order; in each, everybody, then groups from the largest; unknown last."""
    size: dict[Group, float] = {}
    for each in counts:
        # Not n: in shares of a level, it is the same for every group.
        size[each.group] = size.get(each.group, 0) + each.members

    def key(each: _Count) -> Any:
        place = tuple((isinstance(value, str), value) for value in each.at.values())
        unnamed = any(value in {UNKNOWN, NOT_STATED} for _, value in each.group)
        return place, bool(each.group), unnamed, -size[each.group], each.group

    return key


def _row(each: _Count, *, per_year: bool) -> Row:
    if per_year:
        interval = intervals.poisson_exact(events=each.count, exposure=each.n)
    else:
        interval = intervals.wilson(selected=each.count, pool=int(each.n))
    return Row(
        group=dict(each.group),
        at=each.at,
        n=each.n,
        count=each.count,
        value=each.count / each.n,
        low=float(interval.low),
        high=float(interval.high),
        members=each.members,
    )


def _pairs(counts: Sequence[_Count], question: Question) -> Iterable[tuple[_Count, _Count]]:
    """Each group with what it is compared with, at the same place."""
    places: dict[tuple[Any, ...], list[_Count]] = {}
    for each in counts:
        places.setdefault(tuple(each.at.items()), []).append(each)
    for together in places.values():
        everybody = next((each for each in together if not each.group), None)
        groups = [each for each in together if each.group and each.n > 0]
        for a in groups:
            b = _reference(a, groups, everybody, question)
            if b is not None and b.n > 0 and b.group != a.group:
                yield a, b


def _reference(
    a: _Count, groups: Sequence[_Count], everybody: _Count | None, question: Question
) -> _Count | None:
    against = question.against
    if against == "others":
        if everybody is None:
            return None
        return _Count(
            group=tuple(OTHERS.items()), at=a.at, count=everybody.count - a.count,
            n=_exactly(everybody.n - a.n), members=everybody.members - a.members,
        )  # fmt: skip
    if isinstance(against, str):
        named = [g for g in groups if not any(v in {UNKNOWN, NOT_STATED} for _, v in g.group)]
        return max(named or groups, key=lambda each: (each.n, each.group))
    return next((each for each in groups if dict(each.group) == dict(against)), None)


def _compared(a: _Count, b: _Count, *, per_year: bool) -> dict[str, Any]:
    if not per_year:
        return selection.compare(
            a.count, int(a.n), b.count, int(b.n), name_a=named(a.group), name_b=named(b.group)
        ).as_dict()
    found = person_time.compare_rates(
        events_a=a.count, exposure_a=a.n, events_b=b.count, exposure_b=b.n
    )
    gap = power.smallest_rate_gap(a.n, b.n, b.count / b.n) if b.count else None
    return {**found.as_dict(), "smallest_detectable_gap": gap}


def named(group: Group) -> str:
    """A group in words: the values that describe it."""
    return ", ".join(value for _, value in group) or "everybody"


# --- the measures ---------------------------------------------------------------------------------


def _places(rows: Any) -> tuple[Any, tuple[str, ...]]:
    """The columns by which shares are located: the level, where there is a ladder."""
    if "level" not in rows.columns:
        return rows, ()
    return rows, ("level",)


def _at_level(cell: Mapping[str, Any]) -> At:
    level = cell["level"]
    return {"level": OFF_THE_LADDER if level is None else int(level)}


def _headcount_share(dataset: Dataset, question: Question) -> _Answer:
    there = windows.on_day(dataset.spells, question.window.last)
    return _shares_by_level(dataset, question, there)


def _hire_share(dataset: Dataset, question: Question) -> _Answer:
    hired = windows.joiners(dataset.spells, question.window)
    return _shares_by_level(dataset, question, hired)


def _shares_by_level(dataset: Dataset, question: Question, rows: Any) -> _Answer:
    """Of all people at a level, the share in each group; and at all levels together."""
    rows, places = _places(described(dataset, rows, question))
    cells = aggregate(rows, (*question.by, *places))
    counts = []
    for place in ((), places) if places else ((),):
        everybody = [(_level_or_all(cell), cell["n"]) for cell in cells.over(*place).rows()]
        held = {
            (group, _hashable(_level_or_all(cell))): cell["n"]
            for group, cell in _by_group_and_all(cells, question.by, *place)
        }
        # A group with nobody at a level is the finding, so it has a row there too.
        counts += [
            _Count(group=group, at=at, count=people, n=n, members=people)
            for group, _ in _by_group_and_all(cells, question.by)
            for at, n in everybody
            for people in [held.get((group, _hashable(at)), 0)]
        ]
    ordered = sorted(counts, key=_order(counts))
    return _Answer(
        rows=tuple(_row(each, per_year=False) for each in ordered if each.n > 0),
        comparisons=(),
        smallest_gap=_gap_between_levels(counts),
        unit="share",
    )


def _level_or_all(cell: Mapping[str, Any]) -> At:
    return _at_level(cell) if "level" in cell else {"level": EVERYWHERE}


def _hashable(at: At) -> tuple[Any, ...]:
    return tuple(at.items())


def _gap_between_levels(counts: Sequence[_Count]) -> float | None:
    """The smallest gap in a group's share between one level and all others that could be seen."""
    total = next((c.n for c in counts if c.at == {"level": EVERYWHERE}), 0)
    gaps = []
    for each in counts:
        rest = total - each.n
        if each.group and each.n > 0 and rest > 0:
            base = each.count / each.n
            gaps.append(power.smallest_gap(int(each.n), int(rest), base))
    return min((gap for gap in gaps if gap is not None), default=None)


def _top_share(dataset: Dataset, question: Question) -> _Answer:
    there = windows.on_day(dataset.spells, question.window.last)
    there = there.filter(there.level.notnull())
    cells = aggregate(described(dataset, there, question), (*question.by, "level"))
    steps = sorted(int(level) for level in cells.labels["level"])
    sizes = {group: cell["n"] for group, cell in _by_group_and_all(cells, question.by)}
    at_level: dict[Group, dict[int, int]] = {group: {} for group in sizes}
    for group, cell in _by_group_and_all(cells, question.by, "level"):
        at_level[group][int(cell["level"])] = cell["n"]
    counts = []
    for group, n in sizes.items():
        held = at_level[group]
        for end, step, count in _ends(steps, held):
            counts.append(
                _Count(group=group, at={"end": end, "level": step}, count=count, n=n, members=n)
            )
    return _answer(counts, question)


def _ends(steps: Sequence[int], held: Mapping[int, int]) -> Iterable[tuple[str, int, int]]:
    """The lowest level; then each higher one and all above it."""
    if steps:
        yield "bottom", steps[0], held.get(steps[0], 0)
    for step in steps[1:]:
        yield "top", step, sum(people for level, people in held.items() if level >= step)


def _pay_quarter_share(dataset: Dataset, question: Question) -> _Answer:
    there = windows.on_day(dataset.spells, question.window.last)
    rows = described(dataset, there.filter(there.pay.notnull()), question)
    found = pay.paid(rows, question.by)
    if not found.groups:
        raise CannotMeasure("Nobody's pay is known on the window's last day.")
    counts = []
    everybody = [0, 0, 0, 0]
    for place, group in enumerate(found.groups):
        held = found.in_quarters(place)
        everybody = [so_far + count for so_far, count in zip(everybody, held, strict=True)]
        if question.by:
            counts += [_quarter(question, group, q, n, sum(held)) for q, n in enumerate(held)]
    counts += [_quarter(question, None, q, n, sum(everybody)) for q, n in enumerate(everybody)]
    return _answer(counts, question)


def _quarter(
    question: Question, group: tuple[Any, ...] | None, quarter: int, count: int, n: int
) -> _Count:
    named = tuple(zip(question.by, group, strict=True)) if group is not None else ()
    return _Count(group=named, at={"quarter": quarter + 1}, count=count, n=n, members=n)


def _exit_rate(dataset: Dataset, question: Question) -> _Answer:
    if question.window.is_one_year:
        rows = windows.over_window(dataset.spells, question.window)
        cells = aggregate(described(dataset, rows, question), (*question.by, "happened"))
        return _answer(_exits(cells, question, "n"), question)
    rows = windows.person_time(dataset.spells, question.window)
    rows = described(dataset, rows, question)
    sums = {"years": rows.years.sum()}
    cells = aggregate(rows, (*question.by, "happened"), sums)
    people = _members(rows, question.by)
    return _answer(_exits(cells, question, "years", people), question, unit="per person-year")


def _exits(
    cells: Cells, question: Question, exposure: str, people: Mapping[Group, int] | None = None
) -> list[_Count]:
    sizes = {
        group: _exactly(cell[exposure]) for group, cell in _by_group_and_all(cells, question.by)
    }
    reasons = [reason for reason in cells.labels["happened"] if reason is not None]
    left: dict[Group, dict[str, int]] = {group: {} for group in sizes}
    for group, cell in _by_group_and_all(cells, question.by, "happened"):
        if cell["happened"] is not None:
            left[group][cell["happened"]] = cell["n"]
    counts = []
    for group, n in sizes.items():
        members = people[group] if people is not None else int(n)
        recorded = [r for r in left[group] if r != windows.NO_EXIT_RECORDED]
        by_reason = {ANY_REASON: sum(left[group][reason] for reason in recorded)}
        by_reason |= {reason: left[group].get(reason, 0) for reason in reasons}
        counts += [
            _Count(group=group, at={"reason": reason}, count=count, n=n, members=members)
            for reason, count in by_reason.items()
        ]
    return counts


def _promotion_rate(dataset: Dataset, question: Question) -> _Answer:
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
    people = None if exposure == "n" else _members(rows, question.by, "level")
    # Nobody can rise from the highest level of the ladder.
    grade = dataset.mapping.column("grade")
    top = len(grade.ladder) if grade else 0
    counts = []
    for group, cell in _by_group_and_all(cells, question.by, "level"):
        level = int(cell["level"])
        if level == top:
            continue
        members = cell["n"] if people is None else people[group, level]
        counts.append(
            _Count(group=group, at={"level": level}, count=cell["promoted"],
                   n=_exactly(cell[exposure]), members=members)
        )  # fmt: skip
    return _answer(counts, question, unit="share" if exposure == "n" else "per person-year")


def _members(rows: Any, by: Sequence[str], *places: str) -> dict[Any, int]:
    """Different people per group (and place): the same person may fill several rows."""
    found: dict[Any, int] = {}
    # Everybody is counted apart: who changed groups in the window is in two of them.
    for keys in {(): None, tuple(by): None}:
        different = rows.select("person", *keys, *places).distinct()
        for cell in aggregate(different, (*keys, *places)).rows():
            group = _group(keys, cell)
            found[(group, *(int(cell[p]) for p in places)) if places else group] = cell["n"]
    return found


def _exactly(n: float) -> float:
    """Person-years have nine decimals; what floats add behind them is noise."""
    return round(n, 9)


def _pay_gap(dataset: Dataset, question: Question) -> _Answer:
    there = windows.on_day(dataset.spells, question.window.last)
    rows = described(dataset, there.filter(there.pay.notnull()), question)
    found = pay.paid(rows, question.by)
    if not found.groups:
        raise CannotMeasure("Nobody's pay is known on the window's last day.")
    # Sorted, so that sums of floats do not hang on the order of the groups.
    values_of: dict[Group, pay.Floats] = {(): found.everybody()}
    for place, group in enumerate(found.groups) if question.by else ():
        values_of[tuple(zip(question.by, group, strict=True))] = found.of(place)
    sizes = [
        _Count(group=group, at={}, count=0, n=len(values), members=len(values))
        for group, values in values_of.items()
    ]
    sizes.sort(key=_order(sizes))
    rows_, comparisons, gaps = [], [], []
    for statistic, average in (("median", pay.median), ("mean", pay.mean)):
        at = {"statistic": statistic}
        averages = {each.group: average(values_of[each.group]) for each in sizes}
        rows_ += [_pay_row(each, at, averages[each.group]) for each in sizes]
        for a, b in _pairs(sizes, question):
            reference = values_of.get(b.group)
            if reference is None:
                reference = _everybody_else(values_of, a.group)
            gap = pay.gap(averages[a.group], average(reference))
            smallest = _smallest_pay_gap(values_of[a.group], reference, statistic)
            gaps.append(smallest)
            comparisons.append(_pay_comparison(a, b, at, gap, smallest))
    return _Answer(
        rows=tuple(rows_),
        comparisons=tuple(comparisons),
        smallest_gap=min((gap for gap in gaps if gap is not None), default=None),
        unit=_currency(dataset, question),
    )


def _everybody_else(values_of: Mapping[Group, pay.Floats], group: Group) -> pay.Floats:
    return np.sort(np.concatenate([v for each, v in values_of.items() if each not in {(), group}]))


def _currency(dataset: Dataset, question: Question) -> str:
    chosen = question.where.get("currency", dataset.currencies)
    return chosen[0] or "currency not stated"


def _pay_row(each: _Count, at: At, average: pay.Average) -> Row:
    return Row(
        group=dict(each.group), at=at, n=each.n, count=None, value=average.value,
        low=average.low, high=average.high, members=each.members,
    )  # fmt: skip


def _smallest_pay_gap(a: Any, b: Any, statistic: str) -> float | None:
    """In currency: what a test of these two groups would see in 4 of 5 cases."""
    freedom = len(a) + len(b) - 2
    if freedom < 1:
        return None
    within = (len(a) * float(a.var()) + len(b) * float(b.var())) / freedom
    found = power.smallest_median_gap if statistic == "median" else power.smallest_mean_gap
    return found(len(a), len(b), math.sqrt(within))


def _pay_comparison(
    a: _Count, b: _Count, at: At, gap: pay.Average, smallest: float | None
) -> Comparison:
    def percent(share: float | None) -> float | None:
        return None if share is None else 100 * share

    results = {
        "gap_percent": percent(gap.value),
        "gap_percent_low": percent(gap.low),
        "gap_percent_high": percent(gap.high),
        "n_a": int(a.n),
        "n_b": int(b.n),
        "smallest_detectable_gap": smallest,
    }
    return Comparison(group=dict(a.group), reference=dict(b.group), at=at, results=results)


_COMPUTED_BY: Final[dict[str, Callable[[Dataset, Question], _Answer]]] = {
    "headcount_share": _headcount_share,
    "top_share": _top_share,
    "pay_quarter_share": _pay_quarter_share,
    "hire_share": _hire_share,
    "exit_rate": _exit_rate,
    "promotion_rate": _promotion_rate,
    "pay_gap": _pay_gap,
}
