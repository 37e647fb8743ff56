"""Pay on a day: medians, means and quarters, exactly.

Medians do not add up over cells, so they are worked out from everybody's pay at once: one number
and one group per person, sorted here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tiebeam.engine.records import fetch
from tiebeam.engine.stats.intervals import median_interval

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Paid:
    """What each group is paid: `values` holds one group after the other, each sorted upwards.

    groups  the values of the attributes that describe each group
    starts  where each group begins in `values`; one more entry than groups
    """

    groups: tuple[tuple[Any, ...], ...]
    starts: npt.NDArray[np.int64]
    values: Floats

    def of(self, place: int) -> Floats:
        """Everybody's pay in one group, from the lowest up."""
        return self.values[self.starts[place] : self.starts[place + 1]]


@dataclass(frozen=True)
class Average:
    """A mean or median in currency, with its 95 % interval; None where too few people."""

    value: float
    low: float | None
    high: float | None


def paid(people: Any, by: Sequence[str]) -> Paid:
    """Pay per group.

    people  Ibis table, one row per person, with pay (above 0, or null: then left out) and `by`
    """
    table = fetch.coded(people.filter(people.pay.notnull()).select(*by, "pay"))
    pay = fetch.numbers(table["pay"])
    groups, codes = _groups([table[key] for key in by], len(pay))
    order = np.argsort(codes, kind="stable")
    starts = np.append(0, np.cumsum(np.bincount(codes, minlength=len(groups))))
    values = pay[order]
    for begin, end in pairwise(starts):
        values[begin:end].sort()
    return Paid(groups, starts, values)


def _groups(
    columns: Sequence[Any], people: int
) -> tuple[tuple[tuple[Any, ...], ...], npt.NDArray[Any]]:
    """The combinations of values there are, and each person's place among them.

    The places are of the smallest kind that holds them: up to 16 bits, NumPy sorts them without
    comparing.
    """
    labels = []
    number = np.zeros(people, dtype=np.int64)
    for column in columns:
        values, codes = _encoded(column)
        number = number * max(1, len(values)) + codes
        labels.append(values)
    shown, place = _dense(number, math.prod(max(1, len(values)) for values in labels))
    groups = []
    for each in shown.tolist():
        parts = []
        for values in reversed(labels):
            each, part = divmod(each, max(1, len(values)))
            parts.append(values[part])
        groups.append(tuple(reversed(parts)))
    return tuple(groups), place.astype(np.min_scalar_type(max(1, len(groups))))


def _dense(
    number: npt.NDArray[np.int64], possible: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[Any]]:
    """The different numbers, and the place of each among them; `possible` is above them all."""
    if possible > _FULL_TABLE:
        return np.unique(number, return_inverse=True)
    there = np.zeros(possible, dtype=bool)
    there[number] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[number]


#: Up to so many combinations, a table of them all is quicker than sorting.
_FULL_TABLE: Final = 1 << 20


def _encoded(column: Any) -> tuple[list[Any], npt.NDArray[Any]]:
    """The values of a column and the place of each row's among them; None is a value."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        whole = column.unify_dictionaries().combine_chunks()
    else:
        whole = column.combine_chunks().dictionary_encode()
    values = whole.dictionary.to_pylist()
    codes = fetch.numbers(whole.indices.cast(pa.int64()), missing=len(values))
    return [*values, None], codes


def median(values: Floats) -> Average:
    """The middle pay, and the range that covers it however pay is spread."""
    interval = median_interval(values)
    low, high = interval if interval else (None, None)
    return Average(float(np.median(values)), low, high)


def mean(values: Floats) -> Average:
    """The average pay; the range rests on the t distribution.

    Source  Student (1908), Biometrika 6, 1-25
    """
    from scipy.stats import t

    centre = float(values.mean())
    if len(values) < 2:
        return Average(centre, None, None)
    reach = float(t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values)))
    return Average(centre, centre - reach, centre + reach)


def gap(group: Average, reference: Average) -> Average:
    """By how much a group's pay lies below the reference's, as a share of the reference's.

    Returns  shares; negative where the group is paid more. Limits are None where either average
             has none
    Source   Donner & Zou (2012), Stat. Methods Med. Res. 21, 347-359 (limits of a ratio from the
             limits of its parts)
    """
    value = 1 - group.value / reference.value
    if group.low is None or group.high is None or reference.low is None or reference.high is None:
        return Average(value, None, None)
    if reference.low <= 0:
        return Average(value, None, None)
    lowest = _ratio_limit(group.value, group.low, reference.value, reference.high, sign=-1)
    highest = _ratio_limit(group.value, group.high, reference.value, reference.low, sign=1)
    if lowest is None or highest is None:
        return Average(value, None, None)
    return Average(value, 1 - highest, 1 - lowest)


def _ratio_limit(
    above: float, above_limit: float, below: float, below_limit: float, *, sign: int
) -> float | None:
    product = above * below
    inside = product**2 - above_limit * below_limit * (2 * above - above_limit) * (
        2 * below - below_limit
    )
    bottom = below_limit * (2 * below - below_limit)
    return (product + sign * math.sqrt(max(inside, 0.0))) / bottom if bottom > 0 else None


def quarter_limits(values: Floats) -> Floats:
    """The lowest pay of the second, third and fourth quarter of the pay scale.

    values   everybody's pay, in any order
    Returns  three amounts; people with the same pay always share a quarter, the one in which the
             middle of them lies, so the quarters need not be the same size
    """
    pay, people = np.unique(values, return_counts=True)
    middle = np.cumsum(people) - people / 2
    quarter = np.minimum(np.floor(4 * middle / len(values)), 3)
    return np.array([pay[np.searchsorted(quarter, q)] if (quarter >= q).any() else np.inf
                     for q in (1, 2, 3)])  # fmt: skip
