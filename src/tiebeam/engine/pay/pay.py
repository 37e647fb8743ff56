"""Pay on a day: medians, means and quarters, exactly.

Medians do not add up over cells, so they are worked out from everybody's pay: how many people of
each group are paid each amount, which is all there is to know and far less than one row a person.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tiebeam.engine.records import fetch
from tiebeam.engine.stats.intervals import median_interval

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Paid:
    """How many people of each group are paid each amount.

    groups   the values of the attributes that describe each group
    starts   where each group begins in `amounts`; one more entry than groups
    amounts  one group after the other, each from its lowest pay up
    people   how many of the group are paid the amount
    """

    groups: tuple[tuple[Any, ...], ...]
    starts: npt.NDArray[np.int64]
    amounts: Floats
    people: npt.NDArray[np.int64]

    def of(self, place: int) -> Floats:
        """Everybody's pay in one group, from the lowest up."""
        here = slice(self.starts[place], self.starts[place + 1])
        return np.repeat(self.amounts[here], self.people[here])

    def everybody(self) -> Floats:
        """The pay of all groups together, from the lowest up."""
        order = np.argsort(self.amounts, kind="stable")
        return np.repeat(self.amounts[order], self.people[order])

    def in_quarters(self, place: int) -> list[int]:
        """How many people of one group are in each quarter of everybody's pay."""
        here = slice(self.starts[place], self.starts[place + 1])
        quarter = np.searchsorted(self._limits, self.amounts[here], side="right")
        counts = np.bincount(quarter, weights=self.people[here], minlength=4)
        return [int(count) for count in counts]

    @cached_property
    def _limits(self) -> Floats:
        return quarter_limits(self.amounts, self.people)


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
    known = people.filter(people.pay.notnull())
    counted = known.group_by([*by, "pay"]).aggregate(**{_PEOPLE: known.count()})
    table = fetch.coded(counted.select(*by, "pay", _PEOPLE))
    amounts, number = fetch.numbers(table["pay"]), fetch.numbers(table[_PEOPLE])
    groups, codes = _groups([table[key] for key in by], len(amounts))
    order = np.lexsort((amounts, codes))
    starts = np.append(0, np.cumsum(np.bincount(codes, minlength=len(groups))))
    return Paid(groups, starts, amounts[order], number[order])


_PEOPLE: Final = "tiebeam: people"


def _groups(
    columns: Sequence[Any], rows: int
) -> tuple[tuple[tuple[Any, ...], ...], npt.NDArray[Any]]:
    """The combinations of values there are, and the place of each row's among them."""
    labels = []
    number = np.zeros(rows, dtype=np.int64)
    for column in columns:
        values, codes = _encoded(column)
        number = number * max(1, len(values)) + codes
        labels.append(values)
    shown, place = np.unique(number, return_inverse=True)
    groups = []
    for each in shown.tolist():
        parts = []
        for values in reversed(labels):
            each, part = divmod(each, max(1, len(values)))
            parts.append(values[part])
        groups.append(tuple(reversed(parts)))
    return tuple(groups), place


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
    from scipy.special import stdtrit  # the quantile of scipy.stats, which takes a second to load

    centre = float(values.mean())
    if len(values) < 2:
        return Average(centre, None, None)
    reach = float(stdtrit(len(values) - 1, 0.975) * values.std(ddof=1) / math.sqrt(len(values)))
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


def quarter_limits(values: Floats, people: npt.NDArray[np.int64] | None = None) -> Floats:
    """The lowest pay of the second, third and fourth quarter of the pay scale.

    values   amounts of pay, in any order
    people   how many are paid each; without it, one each
    Returns  three amounts; people with the same pay always share a quarter, the one in which the
             middle of them lies, so the quarters need not be the same size
    """
    pay, place = np.unique(values, return_inverse=True)
    paid_so = np.bincount(place, weights=people)
    middle = np.cumsum(paid_so) - paid_so / 2
    quarter = np.minimum(np.floor(4 * middle / paid_so.sum()), 3)
    return np.array([pay[np.searchsorted(quarter, q)] if (quarter >= q).any() else np.inf
                     for q in (1, 2, 3)])  # fmt: skip
