"""What a figure says, and its shares as natural frequencies: "9 of 131", "8 in 100", "1 in 59"."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from tiebeam.charts.gaps import Gap
from tiebeam.charts.values import (
    PERSON_YEARS,
    amount,
    decimals,
    may_be_percent,
    one_in,
    part_words,
    people,
    share_words,
)
from tiebeam.engine.disclosure import Figure, Row
from tiebeam.engine.words import tr

SIMPLE = (2, 3, 4, 5, 10)
NATURAL_BASES = (100, 1_000, 10_000, 100_000)
RARE = 0.15  # shares below this are told apart better as 1 in 59 and 1 in 34


@dataclass(frozen=True)
class Told:
    """What a figure says, and from what.

    words    the sentence without its end
    verdict  on chance, which ends it
    gap      the two groups that it names, where it names two
    whole    whether the groups make up one whole
    levels   of a whole: people and share of its largest group at the two levels with most people
    unseen   what so many people could not show, as a sentence, where the measure says so itself
    """

    words: str
    verdict: str = ""
    gap: Gap | None = None
    whole: bool = False
    levels: tuple[tuple[float, float], ...] = ()
    unseen: str | None = None


def both_parts(rows: tuple[Row, Row], names: tuple[str, str]) -> list[str]:
    """Both groups in one form: over one common base where both are large enough for it."""
    base = common_base(rows)
    rare = all(may_be_percent(row.n) and 0 < (row.value or 0) < RARE for row in rows)
    rare = rare and len({one_in(row.value or 0.0, row.n) for row in rows}) > 1
    parts = []
    for row, name in zip(rows, names, strict=True):
        if end := none_or_all(row, name):
            parts.append(end)
        elif base is not None:
            share = share_words(round((row.value or 0) * base), base)
            share = tr("about %(share)s", share=share) if row.band is not None else share
            parts.append(of_group(share, name))
        elif rare:
            share = tr("about %(share)s", share=one_in(row.value or 0.0, row.n))
            parts.append(of_group(share, name))
        else:
            parts.append(of_group(plain_share(row), name))
    return parts


def of_group(share: str, name: str) -> str:
    """A share and whose it is: "7 in 100 women"."""
    if name == tr("people"):
        return tr("%(share)s people", share=share)
    return tr("%(share)s %(group)s", share=share, group=name)


def band_words(band: str) -> str:
    """Where the true figure may lie, to be said after it."""
    return tr("the band is %(band)s", band=band)


def gap_unseen(gap: str) -> str:
    """What so many people could not show, in a sentence."""
    return tr("With this many people, a gap below %(gap)s could go unseen.", gap=gap)


def none_or_all(row: Row, name: str) -> str:
    """Nobody or everyone of a group in words; "" where it is neither."""
    # With noise, a count of nobody can be one of a few.
    if row.value not in {0, 1} or row.band is not None:
        return ""
    if row.count is None or not row.n:
        return tr("all %(group)s", group=name) if row.value else tr("no %(group)s", group=name)
    if row.value:
        return tr("all %(n)s %(group)s", n=people(row.n), group=name)
    return tr("none of the %(n)s %(group)s", n=people(row.n), group=name)


def part_of(row: Row, *, among: float | None = None) -> str:
    """A part of a whole that the sentence has named already.

    among  the people of that whole, where the sentence has said how many they are
    """
    if row.n is None:
        return tr("about %(share)s", share=one_in(row.value or 0.0, row.n))
    if row.band is not None:
        hundred = share_words(round(100 * (row.value or 0)), 100)
        large = row.n >= NATURAL_BASES[0]
        return tr("about %(share)s", share=hundred) if large else _count_among(row, among)
    if row.count == 0:
        return tr("none")
    if row.count == row.n:
        return tr("all")
    if row.count == 1:  # "1 are men" is no English
        return share_words(1, row.n)
    if row.n >= NATURAL_BASES[0] and 1 <= round(100 * (row.value or 0)) < 100:
        return share_words(round(100 * (row.value or 0)), 100)
    return _count_among(row, among)


def _count_among(row: Row, among: float | None) -> str:
    if row.count is None or among is None or people(row.n or 0) != people(among):
        return plain_share(row)
    count = people(row.count)
    return tr("about %(share)s", share=count) if row.band is not None else count


def plain_share(row: Row) -> str:
    """The counts where there are some, else about how many: "9 of 131", "about 1 in 15"."""
    if row.count is None or row.n is None:
        return tr("about %(share)s", share=one_in(row.value or 0.0, row.n))
    part = part_words(row.count, row.n)
    return tr("about %(share)s", share=part) if row.band is not None else part


def common_base(rows: Iterable[Row]) -> int | None:
    """The smallest of 100, 1,000, … that tells the values apart, with no group smaller than it.

    Over several years one person fills several person-years, so people are counted as well.
    No value short of all of it becomes "100 in 100".
    """
    some = list(rows)
    values = [row.value or 0.0 for row in some]
    smallest = min(min(row.n or 0, max(row.members, row.count or 0)) for row in some)
    for base in NATURAL_BASES:
        whole = [round(value * base) for value in values]
        enough = min((each for each, value in zip(whole, values, strict=True) if value), default=3)
        is_true = all(each < base for each, value in zip(whole, values, strict=True) if value < 1)
        apart = len(set(whole)) == len(set(values))
        if base <= smallest and enough >= 3 and apart and is_true:
            return base
    return None


def gap_in_words(gap: float, n: float, figure: Figure) -> str:
    """The gap, rounded up, over a base that is no larger than the smaller of the two groups."""
    base = next((b for b in NATURAL_BASES if b <= n and gap * b >= 1.5), None)
    few = math.ceil(gap * (base or 0) - 1e-9)
    if figure.unit == PERSON_YEARS and base:
        return tr("%(share)s a year", share=share_words(few, base))
    if figure.unit == PERSON_YEARS:
        return tr("%(amount)s person-years", amount=amount(gap, figure, decimals(figure)))
    if figure.unit != "share":
        return amount(gap, figure, decimals(figure))
    if base:
        return share_words(few, base)
    if gap <= 0.1:
        return share_words(1, max(2, math.floor(1 / gap)))
    parts = [(top / of, top, of) for of in SIMPLE if of <= n for top in range(1, of)]
    _, top, of = min((each for each in parts if each[0] >= gap), default=(1, int(n), int(n)))
    return share_words(top, of)
