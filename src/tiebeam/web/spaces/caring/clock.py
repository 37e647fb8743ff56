"""Working days, by the organisation's clock: from Monday to Friday, with no holidays in between."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from typing import Final

_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


def working_days_before(at: datetime, days: int, zone: tzinfo) -> datetime:
    """What was written until then is so many working days old.

    The hours of a weekend do not count: on a Sunday it is as late as it was when Friday ended. A
    clock that is put forward or back makes a day no longer.
    """
    here = at.astimezone(zone).replace(tzinfo=None)
    day, hour = here.date(), here.time()
    is_weekend = day.weekday() >= _SATURDAY
    while day.weekday() >= _SATURDAY:
        day -= _DAY
    while days:
        day -= _DAY
        days -= day.weekday() < _SATURDAY
    until = datetime.combine(day + _DAY, time()) if is_weekend else datetime.combine(day, hour)
    return until.replace(tzinfo=zone)
