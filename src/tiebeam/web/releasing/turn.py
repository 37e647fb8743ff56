"""When the next release may be: so long after the last one that enough people came and went.

The last one is known to the room that shows releases. It stands above this one, so it says here how
it is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tiebeam.engine.disclosure.cube import FEWEST_DAYS_BETWEEN

LastDay = Callable[[], date | None]


def _nothing_shown() -> None:
    return None


_last_day: LastDay = _nothing_shown


def ask_for_the_last(last_day: LastDay) -> None:
    """From now on, ask this which day the last release speaks of; None where there is none."""
    global _last_day
    _last_day = last_day


def last_day() -> date | None:
    """The day that the last release speaks of; None where there is none."""
    return _last_day()


def next_day() -> date | None:
    """The first day that the next one may speak of; None where any day will do."""
    last = last_day()
    return last + timedelta(days=FEWEST_DAYS_BETWEEN) if last else None
