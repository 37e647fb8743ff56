"""Who is in each quarter of the pay scale, and what groups are paid."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from tiebeam.engine.disclosure import Comparison, Row
from tiebeam.engine.flows import windows
from tiebeam.engine.measures.asking import CannotMeasure, Question, described
from tiebeam.engine.measures.counting import Answer, At, Count, Group, answered, in_order, pairs
from tiebeam.engine.pay import pay
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.stats import power
from tiebeam.engine.words import noop


def pay_quarter_share(dataset: Dataset, question: Question) -> Answer:
    """Of each group, the share in each quarter of everybody's pay."""
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
    return answered(counts, question)


def pay_gap(dataset: Dataset, question: Question) -> Answer:
    """What each group is paid, and how far below its reference that is."""
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
        Count(group=group, at={}, count=0, n=len(values), members=len(values))
        for group, values in values_of.items()
    ]
    sizes.sort(key=in_order(sizes))
    rows_, comparisons, gaps = [], [], []
    for statistic, average in (("median", pay.median), ("mean", pay.mean)):
        at = {"statistic": statistic}
        averages = {each.group: average(values_of[each.group]) for each in sizes}
        rows_ += [_pay_row(each, at, averages[each.group]) for each in sizes]
        for a, b in pairs(sizes, question):
            reference = values_of.get(b.group)
            if reference is None:
                reference = _everybody_else(values_of, a.group)
            gap = pay.gap(averages[a.group], average(reference))
            smallest = _smallest_pay_gap(values_of[a.group], reference, statistic)
            gaps.append(smallest)
            comparisons.append(_pay_comparison(a, b, at, gap, smallest))
    return Answer(
        rows=tuple(rows_),
        comparisons=tuple(comparisons),
        smallest_gap=min((gap for gap in gaps if gap is not None), default=None),
        unit=_currency(dataset, question),
    )


def _quarter(
    question: Question, group: tuple[Any, ...] | None, quarter: int, count: int, n: int
) -> Count:
    named = tuple(zip(question.by, group, strict=True)) if group is not None else ()
    return Count(group=named, at={"quarter": quarter + 1}, count=count, n=n, members=n)


def _everybody_else(values_of: Mapping[Group, pay.Floats], group: Group) -> pay.Floats:
    return np.sort(np.concatenate([v for each, v in values_of.items() if each not in {(), group}]))


def _currency(dataset: Dataset, question: Question) -> str:
    chosen = question.where.get("currency", dataset.currencies)
    return chosen[0] or noop("currency not stated")


def _pay_row(each: Count, at: At, average: pay.Average) -> Row:
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
    a: Count, b: Count, at: At, gap: pay.Average, smallest: float | None
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
