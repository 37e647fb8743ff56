"""Who was there on a day, and what happened to them until another.

A change counts on the last day of the old state, as a leave date is the
last day employed: a promotion with effect from 1 January counts on 31 December. So at-risk people
are those at a level on the first day, and windows that follow one another miss and double nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import ibis

from tiebeam.engine.records.spells import CONTINUED, JOINED, LEFT, VANISHED
from tiebeam.engine.records.window import Window

#: What `happened` says of somebody whom the export stops showing without recording an exit.
NO_EXIT_RECORDED: Final = "no exit recorded"


def on_day(spells: Any, day: date) -> Any:
    """The spells that hold on a day: one row per person there."""
    return spells.filter((spells.begins <= day) & (spells.ends > day))


def working_on(spells: Any, day: date) -> Any:
    """The spells of those who work here on a day: hired by then, and not yet gone.

    A snapshot of a year holds from its beginning to its end, also of people who came or left within
    it.
    """
    rows = on_day(spells, day)
    is_hired = rows.joined_on.isnull() | (rows.joined_on <= day)
    return rows.filter(is_hired & (rows.left_on.isnull() | (rows.left_on >= day)))


def inside(spells: Any, window: Window) -> Any:
    """The spells that hold on any day of a window."""
    return spells.filter((spells.begins < window.after) & (spells.ends > window.first))


def over_window(spells: Any, window: Window) -> Any:
    """One row per person there on the first day: what they held, and what happened by the last.

    Returns  the columns of spells, and
             promoted  true where they held a higher level, in the same stay, by the last day
             happened  the reason of leaving where they left by then ("unknown" where none is
                       recorded), NO_EXIT_RECORDED where they only vanished, else null
    """
    there = on_day(spells, window.first)
    raised = _highest_after(spells, window) if "level" in spells.columns else None
    gone = _ways_out(spells, window)
    rows = there.left_join(gone, ["person", "stint"], rname="{name} again")
    rows = rows.drop("person again", "stint again")
    if raised is None:
        return rows.mutate(promoted=ibis.literal(False))
    rows = rows.left_join(raised, ["person", "stint"], rname="{name} again")
    rows = rows.mutate(promoted=(rows.highest > rows.level).fill_null(False))
    return rows.drop("person again", "stint again", "highest")


def _highest_after(spells: Any, window: Window) -> Any:
    """The highest level of each stay that began to hold inside the window."""
    later = spells.filter(
        (spells.begins > window.first)
        & (spells.begins <= window.after)
        & (spells.began == CONTINUED)
        & spells.level.notnull()
    )
    return later.group_by(["person", "stint"]).aggregate(highest=later.level.max())


def _ways_out(spells: Any, window: Window) -> Any:
    """How each stay that ended inside the window ended."""
    last = spells.ends > window.first
    gone = spells.filter(last & (spells.ends <= window.after) & spells.ended.isin([LEFT, VANISHED]))
    reason = gone.exit_reason.fill_null("unknown") if "exit_reason" in gone.columns else "unknown"
    return gone.select(
        "person", "stint", happened=ibis.ifelse(gone.ended == LEFT, reason, NO_EXIT_RECORDED)
    )


def at_both_ends(spells: Any, first: date, then: date) -> Any:
    """One row per person there on two days, in one stay: what they held on the first.

    Returns  the columns of spells, and pay, hours and currency of the other day as `pay then`,
             `hours then` and `currency then`, where spells have them
    """
    states = [name for name in ("pay", "hours", "currency") if name in spells.columns]
    later = on_day(spells, then)
    later = later.select("person", "stint", **{f"{name} then": later[name] for name in states})
    rows = on_day(spells, first).inner_join(later, ["person", "stint"], rname="{name} again")
    return rows.drop(*(name for name in rows.columns if name.endswith(" again")))


def joiners(spells: Any, window: Window) -> Any:
    """The first spell of everybody who joined inside the window."""
    return spells.filter(
        (spells.began == JOINED) & spells.joined_on.between(window.first, window.last)
    )


def person_time(spells: Any, window: Window) -> Any:
    """Spells that overlap the window, with how much of it they fill and how they ended in it.

    Returns  the columns of spells, and
             years     person-years; a whole calendar year is exactly 1, leap year or not
             promoted  1 where the spell was followed, in the window, by one at a higher level
             happened  as in `over_window`, where the spell ended by it in the window
    """
    rows = inside(spells, window)
    begins = ibis.greatest(rows.begins, ibis.literal(window.first))
    ends = ibis.least(rows.ends, ibis.literal(window.after))
    years = _year_point(ends) - _year_point(begins)
    rows = rows.mutate(years=years)
    ended_inside = rows.ends <= window.after
    reason = rows.exit_reason.fill_null("unknown") if "exit_reason" in rows.columns else "unknown"
    happened = ibis.cases(
        (ended_inside & (rows.ended == LEFT), reason),
        (ended_inside & (rows.ended == VANISHED), NO_EXIT_RECORDED),
        else_=ibis.null("string"),
    )
    rows = rows.mutate(happened=happened)
    if "level" not in rows.columns:
        return rows.mutate(promoted=ibis.literal(False))
    following = spells.filter(
        (spells.began == CONTINUED)
        & (spells.begins > window.first)
        & (spells.begins <= window.after)
    )
    following = following.select(
        "person", "stint", ends=following.begins, next_level=following.level
    )
    rows = rows.left_join(following, ["person", "stint", "ends"], rname="{name} again")
    rows = rows.mutate(promoted=(rows.next_level > rows.level).fill_null(False))
    return rows.drop("person again", "stint again", "ends again", "next_level")


def _year_point(day: Any) -> Any:
    """A day as a number of years, such as 2016.5, to nine decimals.

    Decimals add up to the same sum in whatever order the database takes them; and as each day has
    one such number, stretches that follow one another add up to exactly the whole.
    """
    year = day.year()
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    # Spark takes a number with a point for a decimal, and would round the quotient to six digits.
    passed = (day.day_of_year() - 1).cast("float64")
    point = year + passed / ibis.ifelse(leap, 366.0, 365.0)
    return point.cast("decimal(18, 9)")
