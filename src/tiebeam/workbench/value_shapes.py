"""What values look like, in place of the values: dates as 99.99.9999, words by their length."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Final

from tiebeam.engine.records.propose import ColumnFacts

#: Signs that stand in a shape as they are. Any other than a letter or a digit is a dot.
_SIGNS: Final = frozenset(" .,-/:+%")
_LONGEST_PATTERN: Final = 24
#: Most values have to look alike for their pattern to be told.
_ALIKE: Final = 0.9


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What is told of a column.

    kind       empty, numbers, text
    pattern    how nearly all values look, digits as 9 and letters as A; empty where they differ
    shortest, longest  letters of a value
    different  how many different values: exactly up to 5, else the next of 10, 20, 50 … above
    filled     in how many of ten rows there is a value, rounded; never 0 where there is one
    """

    kind: str
    pattern: str = ""
    shortest: int = 0
    longest: int = 0
    different: int = 0
    filled: int = 0

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def shape_of(column: ColumnFacts) -> Shape:
    """The shape of a column's values; no value can be read from it."""
    if not column.filled or not column.values:
        return Shape(kind="empty")
    numbers = sum(bool(re.fullmatch(r"[-+]?[\d.,' ]*\d", each)) for each in column.values)
    lengths = [len(each) for each in column.values]
    return Shape(
        kind="numbers" if numbers >= _ALIKE * len(column.values) else "text",
        pattern=_pattern(column.values),
        shortest=min(lengths),
        longest=max(lengths),
        different=_rounded(column.distinct),
        filled=max(1, round(10 * column.filled / column.rows)),
    )


def _pattern(values: tuple[str, ...]) -> str:
    found, times = Counter(map(_written, values)).most_common(1)[0]
    # One value alone would be told too well by its pattern.
    alike = times >= _ALIKE * len(values) and times >= 5
    return found if alike and len(found) <= _LONGEST_PATTERN else ""


def _written(value: str) -> str:
    return "".join(
        "9" if each.isdigit() else "A" if each.isalpha() else each if each in _SIGNS else "·"
        for each in value
    )


def _rounded(count: int) -> int:
    if count <= 5:
        return count
    step = 10
    while True:
        for times in (1, 2, 5):
            if count <= step * times:
                return step * times
        step *= 10
