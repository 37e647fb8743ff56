"""The fixed calendar: which years Harbourline covers, and on which days things happen.

Days are whole numbers since 1 January 1970. There is no clock: the last year is always the same.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from tiebeam.examples.harbourline.draws import Whole

LAST_YEAR = 2025
STILL_HERE = -1  # stands where a person has no last day

# Ferries hire before the summer: weights of January to December.
STARTS_BY_MONTH = (0.9, 1.0, 1.4, 1.7, 1.5, 1.0, 0.7, 0.6, 0.9, 0.8, 0.7, 0.4)

_EPOCH = date(1970, 1, 1)


def day(year: int, month: int, of_month: int) -> int:
    """A date as days since 1970."""
    return (date(year, month, of_month) - _EPOCH).days


def start_days(year: int) -> Whole:
    """The 24 days of a year on which people start: about the 1st and the 15th, on a working day."""
    days = [
        day(year, month, of_month) for month in range(1, 13) for of_month in (1 + (month == 1), 15)
    ]
    return to_working_day(np.array(days), later=True)


def month_ends(year: int) -> Whole:
    """The last day of each of a year's twelve months."""
    firsts = [day(year, month, 1) for month in range(2, 13)] + [day(year + 1, 1, 1)]
    return np.array(firsts) - 1


def to_working_day(days: Whole, *, later: bool = False) -> Whole:
    """The same day, or for a weekend the nearest working day (or the next, if `later`)."""
    weekday = (days + 3) % 7  # 1 January 1970 was a Thursday; 5 is Saturday
    saturday = 2 if later else -1
    return days + np.where(weekday == 5, saturday, 0) + np.where(weekday == 6, 1, 0)
