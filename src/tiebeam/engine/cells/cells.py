"""Cells: one row per combination of values, with how many people and what their numbers add up to.

The expensive step happens once, in the engine that holds the rows (DuckDB, Spark, PostgreSQL …):
one GROUP BY over every attribute. A cell table is small, and any slice of it is a sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tiebeam.engine.records import fetch

#: Name of the count of rows in every cell.
COUNT: Final = "n"

#: Up to so many possible combinations, counting into a full table beats sorting.
_FULL_TABLE: Final = 1 << 20


class NoSuchKey(KeyError):
    """The cells were not made with this attribute, so they can't be sliced by it."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Cells:
    """Sufficient statistics per combination of values.

    labels  for each key, its values in order; None is "not there"
    codes   for each key, the place of each cell's value in `labels`
    sums    for each statistic, one number per cell; `n` counts the rows
    """

    labels: Mapping[str, tuple[Any, ...]]
    codes: Mapping[str, npt.NDArray[np.int64]]
    sums: Mapping[str, npt.NDArray[Any]]

    def __len__(self) -> int:
        return len(self.sums[COUNT])

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.labels)

    def over(self, *keys: str) -> Cells:
        """The same numbers by fewer keys; no key at all gives one cell with everything.

        Raises  NoSuchKey
        """
        for key in keys:
            if key not in self.labels:
                known = ", ".join(self.labels)
                raise NoSuchKey(f"'{key}' is not among these cells. They have: {known}.")
        place, shown = self._places(keys)
        sums = {name: _summed(place, len(shown), values) for name, values in self.sums.items()}
        codes = {}
        for key in reversed(keys):
            shown, codes[key] = np.divmod(shown, max(1, len(self.labels[key])))
        return Cells(
            labels={key: self.labels[key] for key in keys},
            codes={key: codes[key] for key in keys},
            sums=sums,
        )

    def slices(self, depth: int) -> Iterator[Cells]:
        """Every roll-up by 1 to `depth` keys."""
        for size in range(1, depth + 1):
            for keys in combinations(self.labels, size):
                yield self.over(*keys)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One dictionary per cell: its values by key, then its sums."""
        for place in range(len(self)):
            row = {key: self.labels[key][self.codes[key][place]] for key in self.labels}
            yield row | {name: values[place].item() for name, values in self.sums.items()}

    def _places(self, keys: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Each cell's place in the roll-up, and the roll-up's cells as mixed-radix numbers."""
        number = np.zeros(len(self), dtype=np.int64)
        possible = 1
        for key in keys:
            size = max(1, len(self.labels[key]))
            number = number * size + self.codes[key]
            possible *= size
        if not keys:
            return number, np.zeros(1, dtype=np.int64)
        if possible > _FULL_TABLE:
            shown, place = np.unique(number, return_inverse=True)
            return place, shown
        there = np.zeros(possible, dtype=bool)
        there[number] = True
        return (np.cumsum(there) - 1)[number], np.flatnonzero(there)


def _summed(place: npt.NDArray[np.int64], size: int, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    total = np.bincount(place, weights=values, minlength=size)
    # Whole numbers below 2**53 stay exact in bincount's floats.
    return np.rint(total).astype(np.int64) if values.dtype.kind in "iu" else total


def aggregate(rows: Any, by: Sequence[str], sums: Mapping[str, Any] | None = None) -> Cells:
    """Group rows once and keep, per combination of values, the count and the given sums.

    rows  Ibis table on any backend
    by    columns to group by; a missing value is a value of its own
    sums  further statistics per cell, as Ibis aggregates: `{"promoted": rows.promoted.sum()}`
    """
    statistics = {COUNT: rows.count(), **(sums or {})}
    grouped = (
        rows.group_by(list(by)).aggregate(**statistics) if by else rows.aggregate(**statistics)
    )
    table = fetch.arrow(grouped)
    labels, codes = {}, {}
    for key in by:
        labels[key], codes[key] = _encoded(table[key])
    numbers = {name: _numbers(table[name]) for name in statistics}
    if not by:
        return Cells(labels, codes, numbers)
    # Databases hand groups over in any order; floats add up to the same sum only in one.
    order = np.lexsort([codes[key] for key in reversed(by)])
    return Cells(
        labels,
        {key: places[order] for key, places in codes.items()},
        {name: values[order] for name, values in numbers.items()},
    )


def _encoded(column: Any) -> tuple[tuple[Any, ...], npt.NDArray[np.int64]]:
    """Values in order, missing ones last, and each cell's place among them."""
    import pyarrow as pa

    if pa.types.is_null(column.type):
        column = column.cast(pa.string())
    coded = column.combine_chunks().dictionary_encode()
    values = coded.dictionary.to_pylist()
    in_order = sorted(range(len(values)), key=values.__getitem__)
    place = np.empty(len(values) + 1, dtype=np.int64)
    place[in_order] = np.arange(len(values))
    place[-1] = len(values)
    labels = tuple(values[number] for number in in_order)
    missing = (None,) if coded.indices.null_count else ()
    return (*labels, *missing), place[fetch.numbers(coded.indices, missing=-1)]


def _numbers(column: Any) -> npt.NDArray[Any]:
    import pyarrow as pa

    # The database adds whole numbers up to decimals without digits behind the point.
    is_whole = pa.types.is_integer(column.type) or (
        pa.types.is_decimal(column.type) and column.type.scale == 0
    )
    kind = pa.int64() if is_whole else pa.float64()
    return fetch.numbers(column.cast(kind))
