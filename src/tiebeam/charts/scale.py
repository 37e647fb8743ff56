"""Round values along a scale, and how they are written there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from tiebeam.charts.values import (
    MINUS,
    PERSON_YEARS,
    amount,
    may_be_percent,
    people_behind,
    share_words,
)
from tiebeam.engine.disclosure import Figure
from tiebeam.engine.words import number, tr


def nice_step(least: float) -> float:
    """The smallest of 1, 2 and 5 (and their tens, tenths, …) that is not below `least`."""
    magnitude = 10.0 ** math.floor(math.log10(least))
    return next(nice * magnitude for nice in (1, 2, 5, 10) if nice * magnitude >= least * 0.999)


def round_values(low: float, high: float, *, most: int) -> list[float]:
    """Round values from low to high, both included, evenly apart; about as many as wanted."""
    step = nice_step((high - low) / most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def sizes(figure: Figure) -> Iterator[float | None]:
    """How many people the shares of a figure are of."""
    if figure.measure == "projection":
        # One row stands for its level: how many are there is said by all of them together.
        first = {row.at.get("level"): row for row in reversed(figure.rows)}
        return (people_behind(row, figure) for row in first.values())
    return (row.n for row in figure.rows)


def tick_words(tick: float, figure: Figure) -> str:
    """A value as it stands on the scale of a figure."""
    value = round(tick, 10)
    if figure.unit == "share":
        large = any(may_be_percent(n) for n in sizes(figure))
        if not large:
            return _fraction(value)
        return f"{_plain(100 * value)}\u00a0%"
    if figure.unit == PERSON_YEARS:
        return _plain(100 * value)
    return amount(value, figure, 0 if abs(value) >= 100 else 2, unit=False)


def _fraction(value: float) -> str:
    """A place on the scale of small groups, where a percentage would say more than is known."""
    part = Fraction(value).limit_denominator(20)
    ends = {Fraction(0): tr("none"), Fraction(1): tr("all")}
    return ends.get(part, share_words(part.numerator, part.denominator) if part > 0 else "")


def _plain(value: float) -> str:
    plain = f"{abs(round(value, 8)):g}"
    whole, _, decimals = plain.partition(".")
    if not whole.isdigit() or (decimals and not decimals.isdigit()):
        return plain.replace("-", MINUS)
    minus = MINUS if value < 0 else ""
    # Thousands are not marked on a scale.
    return minus + whole + (number(float(f"0.{decimals}"), len(decimals))[1:] if decimals else "")
