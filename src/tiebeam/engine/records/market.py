"""The labour market: who else could have been hired, as a table that the user supplies.

One row per occupation and group with people or a share (long), or one row per occupation with a
column per group (wide). Shares stay the decimal numbers that were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

#: The row of everybody, whatever their occupation.
EVERYBODY: Final = "all"

OCCUPATION: Final = "occupation"
GROUP: Final = "group"
#: What a number of the long form can be, by its header, and what all of one occupation add up to.
NUMBERS: Final = {"people": None, "share": 1, "percent": 100}

EXAMPLE: Final = (
    "Give a table with the columns occupation, group and people (or share, or percent), such as "
    "'Deckhand,Women,1200'; or occupation and a column for each group. "
    f"The occupation '{EVERYBODY}' stands for everybody."
)


class BadMarket(ValueError):
    """The labour market can't be used; the message says where, and what would be right."""


@dataclass(frozen=True)
class Market:
    """Who could have been hired.

    shares  for each occupation, each group's share; between 0 and 1, and together 1 but for
            rounding
    """

    shares: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[str, ...]:
        """Every group that it names, in the order of the table."""
        return tuple(dict.fromkeys(group for shares in self.shares.values() for group in shares))


def parse(columns: Sequence[str], rows: Iterable[Mapping[str, str | None]]) -> Market:
    """The labour market that a table of text describes.

    columns  the headers of the table
    rows     its cells by header, in order
    Raises   BadMarket
    """
    headers = {header.strip().casefold(): header for header in columns}
    if OCCUPATION not in headers:
        raise BadMarket(f"The labour market has no column '{OCCUPATION}'. {EXAMPLE}")
    given = list(rows)
    if GROUP in headers:
        kind, cells = _long(headers, given)
    else:
        kind, cells = _wide([c for c in columns if c != headers[OCCUPATION]], headers, given)
    if not cells:
        raise BadMarket(f"The labour market has a header but no rows. {EXAMPLE}")
    return Market({occupation: _shares(occupation, of, kind) for occupation, of in cells.items()})


Cells = dict[str, dict[str, str]]


def _long(
    headers: Mapping[str, str], rows: Iterable[Mapping[str, str | None]]
) -> tuple[str, Cells]:
    kinds = [kind for kind in NUMBERS if kind in headers]
    if len(kinds) != 1:
        said = f"both {' and '.join(kinds)}" if kinds else "neither people, share nor percent"
        raise BadMarket(f"The labour market has {said}; it needs one of them. {EXAMPLE}")
    cells: Cells = {}
    for number, row in enumerate(rows, start=2):
        occupation, group = (
            _said(row, headers[name], name, number) for name in (OCCUPATION, GROUP)
        )
        of = cells.setdefault(occupation, {})
        if group in of:
            raise BadMarket(
                f"The labour market names '{group}' of '{occupation}' twice (row {number}). "
                "Add them up into one row."
            )
        of[group] = _said(row, headers[kinds[0]], kinds[0], number)
    return kinds[0], cells


def _wide(
    groups: Sequence[str], headers: Mapping[str, str], rows: Iterable[Mapping[str, str | None]]
) -> tuple[str, Cells]:
    if len(groups) < 2:
        raise BadMarket(f"The labour market has no column '{GROUP}' and no two groups. {EXAMPLE}")
    cells: Cells = {}
    for number, row in enumerate(rows, start=2):
        occupation = _said(row, headers[OCCUPATION], OCCUPATION, number)
        if occupation in cells:
            raise BadMarket(
                f"The labour market has two rows for '{occupation}' (row {number}). "
                "Add them up into one."
            )
        cells[occupation] = {group.strip(): _said(row, group, group, number) for group in groups}
    return _kind_of(cells), cells


def _kind_of(cells: Cells) -> str:
    """What the numbers of a wide table are: its headers do not say it."""
    numbers = [_number(o, g, text) for o, of in cells.items() for g, text in of.items()]
    if all(number.denominator == 1 for number in numbers):
        # Whole percents come to the same shares.
        return "people"
    return "share" if max(numbers, default=Fraction(0)) <= 1 else "percent"


def _shares(occupation: str, of: Mapping[str, str], kind: str) -> dict[str, Fraction]:
    found = {group: _number(occupation, group, text) for group, text in of.items()}
    total, whole = sum(found.values(), Fraction(0)), NUMBERS[kind]
    if total == 0:
        raise BadMarket(f"The labour market has nobody at all for '{occupation}'. Leave it out.")
    if whole is None:
        return {group: number / total for group, number in found.items()}
    # Each was rounded to the digits it shows, so the sum may miss by half of the last one each; but
    # by more than a fiftieth somebody is missing.
    room = min(sum((_half_a_digit(text) for text in of.values()), Fraction(0)), Fraction(whole, 50))
    if abs(total - whole) > room:
        raise BadMarket(
            f"The {kind}s of '{occupation}' in the labour market add up to {float(total):g}, "
            f"not to {whole}. Every group has to be there, "
            f"{'' if kind == 'percent' else 'as a number from 0 to 1, '}"
            "or give people in place of them."
        )
    return {group: number / whole for group, number in found.items()}


def _said(row: Mapping[str, str | None], header: str, name: str, number: int) -> str:
    text = (row.get(header) or "").strip()
    if not text:
        raise BadMarket(f"The labour market says no {name} in row {number}. {EXAMPLE}")
    return text


_PLAIN: Final = re.compile(r"^\d+(\.\d+)?$")


def _number(occupation: str, group: str, text: str) -> Fraction:
    if not _PLAIN.match(text):
        raise BadMarket(
            f"The labour market says '{text}' for '{group}' of '{occupation}', which is no number "
            "of 0 or more. Write it with digits and a point, such as 1200 or 0.35."
        )
    return Fraction(text)


def _half_a_digit(text: str) -> Fraction:
    return Fraction(1, 2 * 10 ** len(text.partition(".")[2]))
