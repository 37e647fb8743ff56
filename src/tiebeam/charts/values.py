"""Numbers as people read them: "1.03 %", "684 of 66,435", "between 1 in 25 and 1 in 11".

A percentage of fewer than 48 people is never written: "5 of 31" is what is known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tiebeam.engine import words
from tiebeam.engine.disclosure import SMALLEST_GROUP, Figure, Row
from tiebeam.engine.words import noop, number, tr, trn

SMALLEST_PERCENTAGE = 48
LEDGER_ENDS = ("opening", "closing")
PERSON_YEARS, PERCENT = "per person-year", "percent"
MINUS, NO_BREAK = "\u2212", "\u00a0"


@dataclass(frozen=True, kw_only=True)
class Said:
    """One row in words.

    value  "1.03 %", "41,200 EUR"; "" where only the count may stand
    count  "684 of 66,435", "5 of 31", "19 ± 5 of 266 ± 5", "128 people"
    band   "0.96 to 1.11 %", "1 in 25 to 1 in 11"; "" where there is no interval
    """

    value: str
    count: str
    band: str

    @property
    def both(self) -> str:
        """Value and count in one line."""
        return " · ".join(part for part in (self.value, self.count) if part)


def said(row: Row, figure: Figure, *, digits: int) -> Said:
    """A row in words; `digits` comes from `decimals`, so that all rows of a figure look alike."""
    if figure.measure == "organisation":
        return _part_of_everybody(row, figure, digits)
    if is_effect(row, figure):
        n = people_behind(row, figure)
        return Said(
            value=effect(row.value, n, digits),
            count=_count(row, figure),
            band=_band_of_effect(row, n, digits),
        )
    if row.value is None:
        count = tr("nobody to count") if row.n == 0 else tr("no figure")
        return Said(value="", count=count, band="")
    if figure.unit == "share" and not may_be_percent(people_behind(row, figure)):
        return _in_counts(row, people_behind(row, figure))
    value = amount(row.value, figure, digits)
    band = ""
    if row.low is not None and row.high is not None:
        low = amount(row.low, figure, digits, unit=False)
        band = tr("%(low)s to %(high)s", low=low, high=amount(row.high, figure, digits))
    return Said(value=value, count=_count(row, figure), band=band)


def is_effect(row: Row, figure: Figure) -> bool:
    """Whether a row of a flow ledger says by how much a flow moved the group's share."""
    return figure.measure == "flow_ledger" and row.at.get("flow") not in LEDGER_ENDS


def effect(value: float | None, n: float | None, digits: int) -> str:
    """What a flow did to a share: "+1.2 points"; "down 1 in 14" where it is of few people.

    n  people at the level, on the day with fewer of them
    """
    if value is None:
        return ""
    if may_be_percent(n):
        return points(value, digits)
    if value == 0:
        return tr("no change")
    size = effect_size(value, n, digits)
    return tr("up %(size)s", size=size) if value > 0 else tr("down %(size)s", size=size)


def effect_size(value: float, n: float | None, digits: int) -> str:
    """How far a flow moved a share, whichever way: "1.2 points", "1 in 14", "under 1 in 14"."""
    if may_be_percent(n):
        return _points(number(abs(100 * value), digits))
    return _frequency(abs(value), n).said(fewer=noop("under %(part)s"))


def _band_of_effect(row: Row, n: float | None, digits: int) -> str:
    """ "+0.9 to +2.3 points"; "" where the effect has no band, or is of few people."""
    if row.low is None or row.high is None or not may_be_percent(n):
        return ""
    low, high = _with_sign(row.low, digits), points(row.high, digits)
    return tr("%(low)s to %(high)s", low=low, high=high)


def points(value: float, digits: int) -> str:
    """A change of a share in points, with its sign: "+1.2 points"."""
    return _points(_with_sign(value, digits))


def points_with_band(value: float, band: float, digits: int) -> str:
    """A change of a share, and how far noise may have moved it: "+1.2 ± 0.6 points"."""
    reach = number(100 * band, 1)
    return _points(f"{_with_sign(value, digits)}{NO_BREAK}±{NO_BREAK}{reach}")


def _with_sign(value: float, digits: int) -> str:
    plus = "+" if value > 0 and round(100 * value, digits) else ""
    return f"{plus}{_signed(100 * value, digits)}"


def _points(so_many: str) -> str:
    return tr("%(so_many)s\u00a0points", so_many=so_many)


def people_behind(row: Row, figure: Figure) -> float | None:
    """How many people a share is of: at both ends of a ledger, at the level before what lies ahead.

    These rows say it elsewhere than in their own `n`; None where nothing says it.
    """
    if is_effect(row, figure):
        ends = [each.n for each in figure.rows if each.at.get("flow") in LEDGER_ENDS]
        return min((n for n in ends if n is not None), default=None)
    if figure.measure == "projection" and row.n is None:
        level = row.at.get("level")
        there = figure.data.get("people_at")
        if isinstance(there, Mapping) and level in there:
            return float(there[level])
        here = [each for each in figure.rows if each.group and each.at.get("level") == level]
        first = min((each.at.get("year", 0) for each in here), default=0, key=str)
        return sum(each.members for each in here if each.at.get("year", 0) == first) or None
    return row.n


def may_be_percent(n: float | None) -> bool:
    """Whether so many people are enough for a percentage."""
    return n is not None and n >= SMALLEST_PERCENTAGE


def amount(value: float, figure: Figure, digits: int, *, unit: bool = True) -> str:
    """A value in the unit of its measure."""
    if figure.unit == "share":
        return _signed(100 * value, digits) + (f"{NO_BREAK}%" if unit else "")
    if figure.unit == PERSON_YEARS:
        so_many = _signed(100 * value, digits)
        return tr("%(so_many)s\u00a0per 100", so_many=so_many) if unit else so_many
    named = "%" if figure.unit == PERCENT else tr(figure.unit)
    return _signed(value, digits) + (f"{NO_BREAK}{named}" if unit else "")


def decimals(figure: Figure) -> int:
    """Decimals that the figure deserves: as many as its middle interval can carry.

    Half-widths of three points and more carry none, of three tenths one, below that two. Pay has
    none unless it is an hourly rate.
    """
    rows = [row for row in figure.rows if row.value is not None]
    if figure.measure in {"time_to_promotion", "time_to_leaving"}:
        rows = _last_rows(rows)
    if figure.measure == "flow_ledger":
        return _ledger_decimals(rows, figure)
    if figure.unit not in {"share", PERSON_YEARS, PERCENT}:
        return 0 if max((abs(row.value or 0) for row in rows), default=0) >= 1000 else 2
    halves = sorted(
        (0.5 if figure.unit == PERCENT else 50) * (row.high - row.low)
        for row in rows
        if row.low is not None and row.high is not None
    )
    middle = halves[len(halves) // 2] if halves else 1.0
    digits = 0 if middle >= 3 else 1 if middle >= 0.3 else 2
    smallest = min((abs(100 * row.value) for row in rows if row.value), default=1.0)
    if figure.unit == "share":
        # Nor does one who is missing go unseen: 299 of 300 are not 100 %.
        smallest = min([smallest, *(100 * (1 - v) for row in rows if (v := row.value or 0) < 1)])
    while digits < 4 and round(smallest, digits) == 0:
        digits += 1
    return digits


def one_in(value: float, n: float | None) -> str:
    """A share as a natural frequency: "1 in 17", "2 in 5", "9 in 10", "none", "all".

    value    a share, 0 to 1
    n        people in the group: the denominator is never larger; None counts as the smallest
             group that may be shown
    Returns  "fewer than 1 in 31" and "more than 30 in 31" where even n people are too few to say it
    """
    return _frequency(value, n).said()


def is_plain(value: float, n: float | None) -> bool:
    """Whether a share is one in so many, such as "1 in 59", and nothing rarer or more often."""
    found = _frequency(value, n)
    return found.few == 1 and not found.beyond


@dataclass(frozen=True)
class _Frequency:
    """So many in so many; more or fewer than that, where it lies beyond.

    few  None where it is all of them
    """

    few: int | None
    many: int = 0
    beyond: Literal["", "fewer", "more"] = ""

    def said(self, *, fewer: str = noop("fewer than %(part)s")) -> str:
        if self.few is None:
            return tr("all")
        if self.few == 0:
            return tr("none")
        part = share_words(self.few, self.many)
        if not self.beyond:
            return part
        return (
            tr(fewer, part=part) if self.beyond == "fewer" else tr("more than %(part)s", part=part)
        )


def _frequency(value: float, n: float | None) -> _Frequency:
    largest = max(2, int(n) if n is not None else SMALLEST_GROUP)
    if value <= 0:
        return _Frequency(0)
    if value >= 1:
        return _Frequency(None)
    # Rounded, so that 0.92 leaves 0.08 and not a little less.
    rare, complement = round(min(value, 1 - value), 12), value > 0.5
    if rare * largest < 0.75:
        return _Frequency(largest - 1, largest, "more") if complement else _Frequency(
            1, largest, "fewer"
        )  # fmt: skip
    if rare < 0.15:
        below = min(largest, _two_digits(1 / rare))
        return _Frequency(below - 1 if complement else 1, below)
    return _Frequency(*_simple_fraction(value, largest))


def share_words(few: float, many: float) -> str:
    """A part of so many: "7 in 100"."""
    return tr("%(few)s in %(many)s", few=number(few), many=number(many))


def part_words(few: float, many: float) -> str:
    """A count and of how many it is: "9 of 131"."""
    return tr("%(few)s of %(many)s", few=number(few), many=number(many))


def people(n: float) -> str:
    """A number of people, or of person-years, with thousands marked."""
    return number(n)


def people_words(n: float) -> str:
    """So many people: "1 person", "1,234 people"."""
    return trn("%(n)s person", "%(n)s people", round(n))


def window_words(figure: Figure) -> str:
    """The window: "2016", "2014 to 2016", "1 March 2016 to 31 August 2016"."""
    return span_words(*figure.window)


def span_words(first: date, last: date) -> str:
    """The same of any two days."""
    whole_years = first == date(first.year, 1, 1) and last + timedelta(1) == date(
        last.year + 1, 1, 1
    )
    if whole_years:
        if first.year == last.year:
            return str(first.year)
        return tr("%(first)s to %(last)s", first=first.year, last=last.year)
    if first == last:
        return day_words(first)
    return tr("%(first)s to %(last)s", first=day_words(first), last=day_words(last))


def day_words(day: date) -> str:
    """A day: "1 March 2016"."""
    return words.day(day)


def _part_of_everybody(row: Row, figure: Figure, digits: int) -> Said:
    """A unit: its people, and their share of everybody, who are larger than any unit."""
    n = row.count or 0
    everybody = n / row.value if row.value else 0
    value = amount(row.value or 0.0, figure, digits) if may_be_percent(everybody) else ""
    return Said(value=value, count=people_words(n), band="")


def _last_rows(rows: Sequence[Row]) -> list[Row]:
    """Of each course the last row: the first ones are near nothing, whatever comes of them."""
    last: dict[tuple[object, ...], Row] = {}
    for row in rows:
        place = (tuple(sorted(row.group.items())), row.at.get("outcome"))
        before = last.get(place)
        if before is None or _month(row) >= _month(before):
            last[place] = row
    return list(last.values())


def _month(row: Row) -> int:
    return int(row.at.get("month", 0))


def _ledger_decimals(rows: Sequence[Row], figure: Figure) -> int:
    """So many that the largest effect has two digits: effects, and not chance, set the scale."""
    largest = max(
        (abs(100 * (row.value or 0)) for row in rows if is_effect(row, figure)), default=0
    )
    if any(row.band is not None for row in rows):
        # Noise moves an effect by tenths of a point and more: what lies below says nothing.
        return 1
    return next((digits for digits in (1, 2, 3) if largest * 10**digits >= 10), 4 if largest else 1)


def _in_counts(row: Row, n: float | None) -> Said:
    """A share of fewer than 48 people: counts, and natural frequencies no finer than the group."""
    assert row.value is not None
    known = row.count is not None and row.n is not None
    count = _count_of(row) if known else ""
    value = "" if known else one_in(row.value, n)
    if not known and row.n is not None:
        count = _so_many_people(row.n)
    return Said(value=value, count=count, band=_band_in_counts(row, n))


def _band_in_counts(row: Row, n: float | None) -> str:
    if row.low is None or row.high is None:
        return ""
    low, high = one_in(row.low, n), one_in(row.high, n)
    return low if low == high else tr("%(low)s to %(high)s", low=low, high=high)


def _count(row: Row, figure: Figure) -> str:
    if row.n is None:
        return ""
    if figure.unit == PERSON_YEARS:
        return "" if row.count is None else tr("%(count)s in %(n)s person-years", **_counts(row))
    if row.count is None or figure.unit != "share":
        return _so_many_people(row.n)
    return _count_of(row)


def _so_many_people(n: float) -> str:
    return tr("%(n)s people", n=people(n))


def _count_of(row: Row) -> str:
    """So many of so many; with noise, give or take how many: "19 ± 5 of 266 ± 5"."""
    return tr("%(few)s of %(many)s", few=_counts(row)["count"], many=_counts(row)["n"])


def _counts(row: Row) -> dict[str, str]:
    return {
        "count": f"{people(row.count or 0)}{give_or_take(row.band_people)}",
        "n": f"{people(row.n or 0)}{give_or_take(row.band_n)}",
    }


def give_or_take(band: float) -> str:
    """How far noise may have moved a count, to be said after it: " ± 5"; "" where it has none."""
    return f"{NO_BREAK}±{NO_BREAK}{people(band)}" if band else ""


def _signed(value: float, digits: int) -> str:
    minus = MINUS if value < 0 and round(abs(value), digits) else ""
    return f"{minus}{number(abs(value), digits)}"


def _two_digits(value: float) -> int:
    magnitude = 10 ** max(0, math.floor(math.log10(value)) - 1)
    return int(round(value / magnitude) * magnitude)


def _simple_fraction(value: float, largest: int) -> tuple[int, int]:
    """The fraction with the smallest denominator up to ten that comes within two points."""
    found = [
        (round(abs(top / below - value), 12), below, top)
        for below in range(2, min(10, largest) + 1)
        if 0 < (top := round(value * below)) < below
    ]
    near = [each for each in found if each[0] <= 0.02]
    _, below, top = min(near, key=lambda each: each[1]) if near else min(found)
    return top, below
