"""Weeks, and whose turn each would be: nobody has two more than another, as far as that can be.

Nobody is assigned a week. This says to whom one is offered first. It looks at the weeks that are
to come, and at nothing that was: who looked after how many before is counted by nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from tiebeam.web.spaces.meeting.rotation import proposed

#: This week and those after it that can be taken.
WEEKS: Final = 8
_WEEK: Final = timedelta(days=7)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def sunday_of(monday: date) -> date:
    return monday + timedelta(days=6)


def weeks_from(day: date) -> list[date]:
    """The Mondays of the weeks that can be taken, that of a day first."""
    return [monday_of(day) + number * _WEEK for number in range(WEEKS)]


def proposed_weeks(
    facilitators: Sequence[str], weeks: Sequence[date], taken: Mapping[date, str],
    passed: Collection[tuple[date, str]] = (),
) -> dict[date, str]:  # fmt: skip
    """By week, whose turn it would be; a week that is taken, or that nobody is left for, is not in
    it.

    facilitators  who may be asked, whoever is first in it first
    taken         by week, who took it
    passed        who would rather not have which week
    """
    has, found = Counter(taken.values()), dict[date, str]()
    for week in weeks:
        free = [who for who in facilitators if (week, who) not in passed]
        if week in taken or not free:
            continue
        fewest = min(has[who] for who in free)
        turns = [(who, "week", _morning(day)) for day, who in {**taken, **found}.items()
                 if day < week]  # fmt: skip
        few = [who for who in free if has[who] == fewest]
        found[week] = proposed(few, turns, roles=["week"], taken={})["week"]
        has[found[week]] += 1
    return found


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
