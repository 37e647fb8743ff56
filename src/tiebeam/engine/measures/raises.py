"""Whose pay rose, and by how much."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from tiebeam.engine.cells import aggregate
from tiebeam.engine.disclosure import Comparison, Row
from tiebeam.engine.flows import windows
from tiebeam.engine.measures.asking import CannotMeasure, Question, described
from tiebeam.engine.measures.counting import (
    Answer,
    Count,
    Group,
    answered,
    by_group_and_all,
    in_order,
    pairs,
    some,
)
from tiebeam.engine.pay import pay
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.stats import intervals, power

_MEDIAN = {"statistic": "median"}


def raise_rate(dataset: Dataset, question: Question) -> Answer:
    """Of each group's people there at both ends of the window, the share whose pay rose."""
    rows, notes = _comparable(dataset, question)
    rows = described(dataset, rows, question)
    cells = aggregate(rows, question.by, {"rose": (rows["pay then"] > rows.pay).sum()})
    counts = [
        Count(group=group, at={}, count=int(cell["rose"]), n=cell["n"], members=cell["n"])
        for group, cell in by_group_and_all(cells, question.by)
        if cell["n"]
    ]
    return answered(counts, question, notes=notes)


def raise_size(dataset: Dataset, question: Question) -> Answer:
    """Of each group's people whose pay rose, the middle raise, in percent of what they had."""
    rows, notes = _comparable(dataset, question)
    rows = described(dataset, rows.filter(rows["pay then"] > rows.pay), question)
    # To a hundredth of a percent: as many amounts as there are raises, and not as people.
    percent = (100 * (rows["pay then"] / rows.pay - 1)).round(2)
    found = pay.paid(rows.mutate(pay=percent), question.by)
    if not found.groups:
        raise CannotMeasure("Nobody's pay rose in the window.")
    raises: dict[Group, pay.Floats] = {(): found.everybody()}
    for place, group in enumerate(found.groups) if question.by else ():
        raises[tuple(zip(question.by, group, strict=True))] = found.of(place)
    sizes = [
        Count(group=group, at=_MEDIAN, count=0, n=len(values), members=len(values))
        for group, values in raises.items()
    ]
    sizes.sort(key=in_order(sizes))
    compared = []
    for a, b in pairs(sizes, question):
        reference = raises.get(b.group)
        if reference is None:
            others = [v for each, v in raises.items() if each not in {(), a.group}]
            reference = np.sort(np.concatenate(others))
        compared.append(_compared(a, raises[a.group], b, reference))
    gaps = [each.results["smallest_detectable_gap"] for each in compared]
    return Answer(
        rows=tuple(_row(each, raises[each.group]) for each in sizes),
        comparisons=tuple(compared),
        smallest_gap=min((gap for gap in gaps if gap is not None), default=None),
        notes=tuple(notes),
        unit="percent",
    )


def _comparable(dataset: Dataset, question: Question) -> tuple[Any, list[str]]:
    """People there at both ends whose pay can be set side by side, and who was left out."""
    then = _the_day_after(dataset, question)
    rows = windows.at_both_ends(dataset.spells, question.window.first, then)
    known = rows.pay.notnull() & rows["pay then"].notnull()
    same: dict[str, Any] = {
        name: rows[name].identical_to(rows[f"{name} then"])
        for name in ("hours", "currency")
        if name in rows.columns
    }
    asked: dict[str, Any] = {"pay is not known at both ends": (~known).sum()}
    for name, is_same in same.items():
        asked[f"{name} changed in between"] = (known & ~is_same).sum()
    left = fetch.rows(rows.aggregate(**asked))[0]
    kept = known
    for is_same in same.values():
        kept = kept & is_same
    notes = [
        f"Left out, as their {what}: {some(people)} people."
        for what, people in left.items()
        if people
    ]
    return rows.filter(kept), notes


def _the_day_after(dataset: Dataset, question: Question) -> date:
    """A change with effect the day after counts on the last day, as promotions do."""
    return min(question.window.after, dataset.last_day)


def _row(each: Count, raises: pay.Floats) -> Row:
    middle = pay.median(raises)
    return Row(
        group=dict(each.group), at=each.at, n=each.n, count=None, value=middle.value,
        low=middle.low, high=middle.high, members=each.members,
    )  # fmt: skip


def _compared(a: Count, raises_a: Any, b: Count, raises_b: Any) -> Comparison:
    """How far apart the two medians are, in percentage points."""
    one, other = pay.median(raises_a), pay.median(raises_b)
    low, high = _range_of_difference(one, other)
    results = {
        "difference": one.value - other.value,
        "difference_low": low,
        "difference_high": high,
        "n_a": int(a.n),
        "n_b": int(b.n),
        "smallest_detectable_gap": _smallest_gap(raises_a, raises_b),
    }
    return Comparison(group=dict(a.group), reference=dict(b.group), at=a.at, results=results)


def _range_of_difference(a: pay.Average, b: pay.Average) -> tuple[float | None, float | None]:
    if a.low is None or a.high is None or b.low is None or b.high is None:
        return None, None
    found = intervals.mover_difference(
        a.value, intervals.Interval(a.low, a.high), b.value, intervals.Interval(b.low, b.high)
    )
    return float(found.low), float(found.high)


def _smallest_gap(a: Sequence[float], b: Sequence[float]) -> float | None:
    freedom = len(a) + len(b) - 2
    if freedom < 1:
        return None
    within = (len(a) * float(np.var(a)) + len(b) * float(np.var(b))) / freedom
    return power.smallest_median_gap(len(a), len(b), math.sqrt(within))
