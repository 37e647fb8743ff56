"""Arithmetic on columns of dates that stays a date on every backend."""

from __future__ import annotations

from typing import Any

import ibis


def days_after(day: Any, days: int) -> Any:
    """The date so many days later, or, below 0, earlier."""
    return _as_date(day + ibis.interval(days=days))


def months_after(day: Any, months: int) -> Any:
    """The same day so many months later; the last of the month where there is no such day."""
    return _as_date(day + ibis.interval(months=months))


def beginning_of(day: Any, period: str) -> Any:
    """The first day of the year or month that a day lies in."""
    return _as_date(day.truncate("Y" if period == "year" else "M"))


def day_number(day: Any) -> Any:
    """A whole number that rises by one from day to day."""
    return day.delta(ibis.date(1970, 1, 1), unit="day")


def _as_date(moment: Any) -> Any:
    # Ibis takes it for a date already and drops a plain cast, but DuckDB makes it a timestamp.
    return moment.cast("timestamp").cast("date")
