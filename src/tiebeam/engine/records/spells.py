"""From typed rows of any shape to spells: who held what, from when to when.

A spell runs over [begins, ends): `ends` is the first day on which it no longer holds. A change
counts on the last day of the old state, just as a leave date is the last day employed, so windows
that follow one another count every change exactly once.

Each shape has a function from typed rows to spells. They take a table and return one; nothing is
executed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

import ibis

from tiebeam.engine.records.dates import days_after, months_after
from tiebeam.engine.records.fields import UNKNOWN
from tiebeam.engine.records.presence import presence, with_neighbours

#: What a spell carries about the job, if the export has it (beside tags).
STATE: Final = (
    "unit", "job", "grade", "level", "site", "manager", "contract", "hours", "pay", "currency",
)  # fmt: skip

FIRST_SEEN, JOINED, APPEARED, CONTINUED = "first seen", "joined", "appeared", "continued"
STILL_HERE, LEFT, VANISHED = "still here", "left", "vanished"
BEGINNINGS: Final = (FIRST_SEEN, JOINED, APPEARED, CONTINUED)
ENDINGS: Final = (STILL_HERE, LEFT, VANISHED, CONTINUED)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What stretch of time an export covers.

    first  first day on which anything is known
    until  the day after the last one
    """

    first: date
    until: date


@dataclass(frozen=True, kw_only=True)
class Period:
    """One snapshot: the first day it speaks for and the day after the last."""

    begins: date
    ends: date


def periods(found: Sequence[date], *, every: str) -> tuple[Period, ...]:
    """The stretches that snapshots speak for: until the next snapshot, the last for its period.

    found  distinct first days of the snapshots
    every  "year", "month", or "" for states on single days
    """
    days = sorted(found)
    ends = [*days[1:], *(_after(day, every) for day in days[-1:])]
    return tuple(Period(begins=b, ends=e) for b, e in zip(days, ends, strict=True))


def missing_periods(known: Sequence[Period], *, every: str) -> int:
    """How many stretches have no snapshot: all is read as if it had stayed as it was."""
    return sum(_after(period.begins, every) != period.ends for period in known) if every else 0


def first_day(day: date, every: str) -> date:
    """The first day of the year or month that a snapshot of this day speaks for."""
    if not every:
        return day
    return day.replace(month=1, day=1) if every == "year" else day.replace(day=1)


def _after(day: date, every: str) -> date:
    if not every:
        return day + timedelta(days=1)
    if every == "year":
        return date(day.year + 1, 1, 1)
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def one_row_each(rows: ibis.Table) -> ibis.Table:
    """Of several rows for one person and period, the one that is kept.

    The highest pay wins, on a tie the higher level, then the first row.
    """
    row = _with_missing(rows)
    best = ibis.window(
        group_by=["person", "period"],
        order_by=[
            ibis.desc(row["pay"], nulls_first=False),
            ibis.desc(row["level"], nulls_first=False),
            "file",
            "row",
        ],
    )
    kept = row.mutate(place=ibis.row_number().over(best)).filter(lambda t: t.place == 0)
    return kept.select(*rows.columns)


def presence_in(rows: ibis.Table, *, every: str, known: tuple[Period, ...]) -> dict[str, Any]:
    """What `from_snapshots` has to know of a person: in which snapshots they are (statistics)."""
    return presence(rows, _numbers(rows.period, every, known), snapshots=len(known))


def from_snapshots(
    rows: ibis.Table, there: ibis.Table, *, every: str, known: tuple[Period, ...]
) -> ibis.Table:
    """Spells of snapshots: one spell per person and period.

    rows   typed rows with person, period, row; one per person and period (see `one_row_each`);
           hired, left, exit_reason and state if there
    there  one row per person, with what `presence_in` asks
    """
    row = _with_missing(rows)
    states_on_days = not every
    number = _numbers(row.period, every, known)
    row = with_neighbours(row, there, number)
    every = "" if missing_periods(known, every=every) else every
    linked = row.mutate(
        begins=row.period,
        ends=_period_ends(row.period, every, known),
        # In an unbroken stay, the number of the period and the person's count of rows rise
        # together, so their difference is the same throughout, and larger after every gap.
        stint=(_numbers(row.period, every, known) - row.earlier).cast("int16"),
    )
    reach = Reach(first=known[0].begins, until=known[-1].ends)
    return _snapshot_ends(linked, rows.columns, reach, known, states_on_days=states_on_days)


def _numbers(period: Any, every: str, known: tuple[Period, ...]) -> Any:
    """The number of each snapshot, from 0: those that follow one another differ by 1."""
    return _period_number(period, "" if missing_periods(known, every=every) else every, known)


def _period_number(begins: Any, every: str, known: tuple[Period, ...]) -> Any:
    first = known[0].begins
    if every == "year":
        return begins.year() - first.year
    if every == "month":
        return 12 * (begins.year() - first.year) + begins.month() - first.month
    numbers = {period.begins: n for n, period in enumerate(known)}
    return begins.substitute(numbers, else_=ibis.null("int32"))


def _period_ends(begins: Any, every: str, known: tuple[Period, ...]) -> Any:
    if every:
        return months_after(begins, 12 if every == "year" else 1)
    return begins.substitute({period.begins: period.ends for period in known})


def _snapshot_ends(
    t: ibis.Table,
    stated: Sequence[str],
    reach: Reach,
    known: tuple[Period, ...],
    *,
    states_on_days: bool,
) -> ibis.Table:
    """How each spell began and ended, from the neighbours and the recorded dates.

    A recorded hire explains an appearance if it lies after the snapshot before; a recorded leave
    explains a disappearance if it lies before the snapshot after. Without such a column, absence
    is all that an export can say, so it counts as having joined or left.
    """
    before = {later.begins: earlier.begins for earlier, later in pairwise(known)}
    after = {earlier.begins: later.ends for earlier, later in pairwise(known)}
    begins_anew, ends_here = ~t.just_before, ~t.just_after
    earliest = t.begins.substitute(before, else_=ibis.null("date")) if before else t.begins
    latest = t.begins.substitute(after, else_=ibis.null("date")) if after else t.ends
    hire_seen = t.hired.between(ibis.coalesce(earliest, t.begins), days_after(t.ends, -1))
    leave_seen = (t.left >= t.begins) & (t.left < ibis.coalesce(latest, t.ends))
    joined = begins_anew & (hire_seen if "hired" in stated else t.begins != reach.first)
    left = ends_here & (leave_seen if "left" in stated else t.ends != reach.until)
    t = t.mutate(
        began=ibis.cases(
            (~begins_anew, CONTINUED),
            (joined.fill_null(False), JOINED),
            (t.begins == reach.first, FIRST_SEEN),
            else_=APPEARED,
        ),
        ended=ibis.cases(
            (~ends_here, CONTINUED),
            (left.fill_null(False), LEFT),
            (t.ends == reach.until, STILL_HERE),
            else_=VANISHED,
        ),
    )
    if states_on_days:
        t = _clipped(t)
    last_day = days_after(t.ends, -1)
    first_day = ibis.ifelse(t.hired.between(t.begins, last_day), t.hired, t.begins)
    t = t.mutate(
        joined_on=ibis.ifelse(t.began == JOINED, first_day, ibis.null("date")),
        left_on=ibis.ifelse(
            t.ended == LEFT, ibis.least(ibis.coalesce(t.left, last_day), last_day),
            ibis.null("date"),
        ),
    )  # fmt: skip
    return _finished(t, stated)


def _clipped(t: ibis.Table) -> ibis.Table:
    """A state on a day does not reach beyond the recorded first and last day of employment."""
    leaves_inside = (t.ended == LEFT) & (t.left >= t.begins) & (t.left < t.ends)
    joins_before = (t.began == JOINED) & (t.hired < t.begins)
    return t.mutate(
        ends=ibis.ifelse(leaves_inside, days_after(t.left, 1), t.ends),
        begins=ibis.ifelse(joins_before, t.hired, t.begins),
    )


def from_people(rows: ibis.Table, *, reach: Reach, gap_days: int = 0) -> ibis.Table:
    """Spells of an export with one row per person: all that is known is the last state."""
    row = _with_missing(rows)
    row = row.mutate(
        begins=row.hired,
        ends=ibis.coalesce(days_after(row.left, 1), reach.until),
        open=row.left.isnull(),
    )
    return _linked(row, rows.columns, reach=reach, gap_days=gap_days)


def from_spells(rows: ibis.Table, *, reach: Reach, gap_days: int = 0) -> ibis.Table:
    """Spells of an export that has first and last days itself; overlaps end where the next begins.

    rows  typed rows with person, from, to (last day, or null), row, file
    """
    row = _with_missing(rows)
    last_day = ibis.coalesce(row["to"], row.left) if "to" in rows.columns else row.left
    row = row.mutate(
        begins=row["from"],
        ends=ibis.coalesce(days_after(last_day, 1), reach.until),
        open=last_day.isnull(),
    )
    return _linked(row, rows.columns, reach=reach, gap_days=gap_days)


def _linked(t: ibis.Table, stated: Sequence[str], *, reach: Reach, gap_days: int) -> ibis.Table:
    """Spells put one after the other: duplicates merged, overlaps cut, stints counted."""
    same_start = ibis.window(
        group_by=["person", "begins"],
        order_by=[
            ibis.desc(t["pay"], nulls_first=False),
            ibis.desc(t["level"], nulls_first=False),
            "file",
            "row",
        ],
    )
    t = t.mutate(place=ibis.row_number().over(same_start)).filter(lambda u: u.place == 0)
    t = t.drop("place")
    person = ibis.window(group_by="person", order_by="begins")
    so_far = ibis.window(group_by="person", order_by="begins", preceding=None, following=0)
    # Nobody leaves while an earlier row still says that they are there, unless that row is open: an
    # open end is often one that was forgotten.
    latest = ibis.ifelse(t.open, ibis.null("date"), t.ends).max().over(so_far)
    t = t.mutate(
        next_begins=t.begins.lead().over(person),
        ends=ibis.ifelse(t.open, t.ends, ibis.greatest(t.ends, latest)),
    )
    follows = t.next_begins.notnull() & (t.next_begins <= days_after(t.ends, gap_days))
    t = t.mutate(
        follows=follows,
        was_cut=(t.next_begins < t.ends).fill_null(False),
        ends=ibis.ifelse(follows, t.next_begins, t.ends),
    )
    t = t.mutate(preceded=t.follows.lag().over(person).fill_null(False))
    t = t.mutate(
        began=ibis.cases((t.preceded, CONTINUED), else_=JOINED),
        ended=ibis.cases((t.follows, CONTINUED), (t.open, STILL_HERE), else_=LEFT),
        new_stint=(~t.preceded).cast("int32"),
    )
    last_day = days_after(t.ends, -1)
    t = t.mutate(
        joined_on=ibis.ifelse(t.began == JOINED, t.begins, ibis.null("date")),
        left_on=ibis.ifelse(t.ended == LEFT, last_day, ibis.null("date")),
    )
    return _finished(t, stated)


#: Events that say a person is (or is again) employed from that day on.
_STARTS: Final = ("joined",)


def from_events(rows: ibis.Table, *, reach: Reach) -> ibis.Table:
    """Spells of an event list: each event opens a state that holds until the next one.

    rows  typed rows with person, on, event (canonical), row, file and what the event changed;
          what it does not mention stays as it was
    """
    said = rows.mutate(event=rows.event.cast("string").fill_null(UNKNOWN))
    row = _with_missing(said.filter(said.event != "rated"))
    carried = [name for name in row.columns if name not in _NOT_STATE]
    # Whoever leaves and is back on one day holds what the return says, not what was left behind.
    order: Any = ["on", row.event != "left", "file", "row"]
    for name in carried:
        row = _carried_forward(row, name, order)
    last = [row.event == "left", ibis.desc("file"), ibis.desc("row")]
    day = ibis.window(group_by=["person", "on"], order_by=last)
    any_left = (row.event == "left").max().over(ibis.window(group_by=["person", "on"]))
    any_joined = row.event.isin(_STARTS).max().over(ibis.window(group_by=["person", "on"]))
    reason = row.exit_reason.max().over(ibis.window(group_by=["person", "on"]))
    row = row.mutate(
        leaves=any_left, joins=any_joined, exit_reason=reason,
        place=ibis.row_number().over(day),
    ).filter(lambda t: t.place == 0).drop("place")  # fmt: skip
    # Whoever left and joined on one day is where they were before: back, or gone after a day.
    row = row.mutate(
        here=ibis.cases(
            (row.leaves & row.joins, ibis.null("int8")), (row.leaves, 0), else_=1
        ).cast("int8")
    )  # fmt: skip
    row = _carried_forward(row, "here", "on")
    person = ibis.window(group_by="person", order_by="on")
    row = row.mutate(
        next_on=row.on.lead().over(person),
        next_leaves=row.leaves.lead().over(person).fill_null(False),
        next_joins=row.joins.lead().over(person).fill_null(False),
        next_reason=row.exit_reason.lead().over(person),
        was_here=(row.here.lag().over(person) == 1).fill_null(False),
    )
    return _event_ends(row, rows.columns, reach)


_NOT_STATE: Final = frozenset(
    {"person", "on", "event", "exit_reason", "file", "row", "flags", "hired", "left"}
)


def _carried_forward(t: ibis.Table, name: str, order: Any) -> ibis.Table:
    """The last value that was stated; counting the stated ones so far groups each with its echo."""
    so_far = ibis.window(group_by="person", order_by=order, preceding=None, following=0)
    marked = t.mutate(stated=t[name].count().over(so_far))
    same = ibis.window(group_by=["person", "stated"])
    return marked.mutate(**{name: marked[name].max().over(same)}).drop("stated")


def _event_ends(t: ibis.Table, stated: Sequence[str], reach: Reach) -> ibis.Table:
    """A spell from each event that leaves the person employed; "left" names the last day."""
    t = t.filter(~t.leaves | t.joins)
    one_day = t.leaves & t.joins & ~t.was_here
    # Whoever comes back on the day of leaving is counted once on it.
    to_the_end = t.next_leaves & ~t.next_joins
    t = t.mutate(
        begins=t.on,
        ends=ibis.cases(
            (one_day, days_after(t.on, 1)), (to_the_end, days_after(t.next_on, 1)),
            (t.next_on.notnull(), t.next_on), else_=reach.until,
        ),
        exit_reason=ibis.ifelse(one_day, t.exit_reason, t.next_reason),
        began=ibis.cases((t.joins, JOINED), (t.was_here, CONTINUED),
                         (t.on == reach.first, FIRST_SEEN), else_=APPEARED),
        ended=ibis.cases((one_day | t.next_leaves, LEFT), (t.next_on.isnull(), STILL_HERE),
                         (t.next_joins, VANISHED), else_=CONTINUED),
        new_stint=(t.joins | ~t.was_here).cast("int32"),
        joined_on=ibis.ifelse(t.joins, t.on, ibis.null("date")),
        left_on=ibis.cases((one_day, t.on), (t.next_leaves, t.next_on), else_=ibis.null("date")),
    )  # fmt: skip
    return _finished(t, stated)


#: Columns that the rules read and an export may lack, and their types.
_OPTIONAL: Final = {
    "pay": "float64",
    "level": "int16",
    "hired": "date",
    "left": "date",
    "exit_reason": "string",
    "file": "int16",
}


def _with_missing(rows: ibis.Table) -> ibis.Table:
    """Every column that the rules below read, null where the export does not have it."""
    missing = {
        name: ibis.null(kind) for name, kind in _OPTIONAL.items() if name not in rows.columns
    }
    return rows.mutate(**missing) if missing else rows


_WORKING: Final = frozenset(
    {"flags", "period", "from", "to", "on", "event", "left", "open", "follows", "preceded",
     "next_begins", "just_before", "just_after", "earlier", "new_stint", "leaves", "joins",
     "next_on", "next_leaves", "next_joins", "next_reason", "here", "was_here"}
)  # fmt: skip


def _finished(t: ibis.Table, stated: Sequence[str]) -> ibis.Table:
    if "stint" not in t.columns:
        so_far = ibis.window(group_by="person", order_by="begins", preceding=None, following=0)
        t = t.mutate(stint=t.new_stint.sum().over(so_far).cast("int16"))
    t = t.mutate(
        exit_reason=ibis.ifelse(t.ended == LEFT, t.exit_reason, ibis.null("string")),
        row=t.row.cast("int32"),
    )
    unwanted = (*_WORKING, *(name for name in _OPTIONAL if name not in stated))
    return t.drop(*(name for name in t.columns if name in unwanted))
