"""From rows to spells, checked against somebody who goes through each person's days one by one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.records import fetch
from tiebeam.engine.records.spells import (
    Reach,
    from_events,
    from_people,
    from_snapshots,
    from_spells,
    one_row_each,
    periods,
    presence_in,
)

KINDS = {
    "person": pa.string(), "row": pa.int32(), "grade": pa.string(), "event": pa.string(),
    "exit_reason": pa.string(), "pay": pa.float64(), "level": pa.int16(), "file": pa.int16(),
}  # fmt: skip
START = date(2015, 1, 1)


def table(rows: list[dict[str, Any]]) -> ibis.Table:
    names = list(rows[0])
    return ibis.memtable(pa.table({
        name: pa.array([row[name] for row in rows], KINDS.get(name, pa.date32())) for name in names
    }))  # fmt: skip


def told(spells: ibis.Table) -> list[dict[str, Any]]:
    return sorted(fetch.rows(spells), key=lambda spell: (spell["person"], spell["begins"]))


def day(number: int | None) -> date | None:
    return None if number is None else START + timedelta(number)


persons = st.sampled_from("ab")


# --- snapshots ------------------------------------------------------------------------------------


def by_snapshot(
    rows: list[dict[str, Any]], known: list[tuple[date, date]], *, on_days: bool
) -> list[tuple]:
    """What each snapshot shows of each person, looking at the one before and the one after.

    on_days  whether a snapshot is of one day: then a hire since the one before is when they joined
    """
    dated = "hired" in rows[0]
    held = {(row["person"], row["period"]): row for row in rows}
    found = []
    for (who, begins), row in held.items():
        at = [b for b, _ in known].index(begins)
        ends = known[at][1]
        last_day = ends - timedelta(1)
        before = known[at - 1][0] if at else None
        after = known[at + 1][0] if at + 1 < len(known) else None
        hired, left = row.get("hired"), row.get("left")
        if (who, before) in held:
            began = "continued"
        elif dated and hired and (before or begins) <= hired <= last_day:
            began = "joined"
        elif before is None:
            began = "first seen"
        else:
            began = "appeared" if dated else "joined"
        if (who, after) in held:
            ended = "continued"
        elif dated and left and begins <= left < (known[at + 1][1] if after else ends):
            ended = "left"
        elif after is None:
            ended = "still here"
        else:
            ended = "vanished" if dated else "left"
        joined_on = None
        if began == "joined":
            joined_on = hired if hired and (on_days or begins <= hired) else begins
        left_on = min(left or last_day, last_day) if ended == "left" else None
        found.append((who, begins, ends, began, ended, joined_on, left_on))
    return sorted(found)


def first_days(every: str) -> list[date]:
    if every == "year":
        return [date(2010 + n, 1, 1) for n in range(6)]
    if every == "month":
        return [date(2015 + (10 + n) // 12, (10 + n) % 12 + 1, 1) for n in range(6)]
    return [date(2015, 3, 31), date(2015, 6, 30), date(2016, 1, 1), date(2016, 1, 2)]


@st.composite
def snapshots(draw):
    every = draw(st.sampled_from(["year", "month", ""]))
    days = first_days(every)
    dated = draw(st.booleans())
    odd_days = st.none() | st.sampled_from(
        [each + timedelta(by) for each in days for by in (-1, 0, 1, 27)]
    )
    held = draw(st.sets(st.tuples(persons, st.sampled_from(days)), min_size=1))
    rows = [
        {"person": who, "period": on, "row": n,
         **({"hired": draw(odd_days), "left": draw(odd_days)} if dated else {})}
        for n, (who, on) in enumerate(sorted(held), start=2)
    ]  # fmt: skip
    for row in rows:
        # The checks set such a last day aside before spells are made.
        hired, left = row.get("hired"), row.get("left")
        if hired and left and left < hired:
            row["left"] = None
    return every, rows


def spells_of_snapshots(every: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    typed = table(rows)
    known = periods(list({row["period"] for row in rows}), every=every)
    there = typed.group_by("person").aggregate(**presence_in(typed, every=every, known=known))
    return told(from_snapshots(typed, there, every=every, known=known))


A, B, YEAR = {"person": "a"}, {"person": "b"}, date(2011, 1, 1)
BEFORE = {"period": date(2010, 1, 1), "hired": None, "left": None}


@settings(max_examples=sized(12, 20))
@given(snapshots())
# Gone on the very first day that a snapshot speaks for.
@example(("year", [{**A, "row": 2, "period": YEAR, "hired": None, "left": YEAR}]))
# Hired in the year before, and gone in the year after, in which they are not shown.
@example(
    (
        "year",
        [
            {**A, "row": 2, "period": YEAR, "hired": date(2010, 6, 1), "left": None},
            {**B, "row": 3, **BEFORE},
        ],
    )
)
@example(
    (
        "year",
        [
            {**A, "row": 2, "period": YEAR, "hired": None, "left": None},
            {**B, "row": 3, **BEFORE, "left": date(2011, 6, 1)},
        ],
    )
)
@example(
    (
        "",
        [
            {**A, "row": 2, "period": date(2015, 6, 30), "hired": date(2015, 3, 31), "left": None},
            {**B, "row": 3, "period": date(2015, 3, 31), "hired": None, "left": None},
        ],
    )
)
def test_any_snapshots_say_of_everybody_what_their_neighbours_say(shown):
    every, rows = shown
    known = [(each.begins, each.ends) for each in periods([r["period"] for r in rows], every=every)]
    known = sorted(set(known) - {(b, e) for b, e in known if b == e})

    found = spells_of_snapshots(every, rows)

    expected = by_snapshot(rows, known, on_days=not every)
    names = ("person", "began", "ended", "joined_on", "left_on")
    assert [tuple(s[n] for n in names) for s in found] == [(e[0], *e[3:]) for e in expected]
    for spell, (_, begins, ends, _, ended, *_) in zip(found, expected, strict=True):
        row = next(r for r in rows if r["row"] == spell["row"])
        if not every:
            # A state on one day does not reach beyond the recorded first and last day.
            if spell["began"] == "joined":
                begins = min(begins, row.get("hired") or begins)
            if ended == "left" and row.get("left"):
                ends = min(ends, row["left"] + timedelta(1))
        assert (spell["begins"], spell["ends"]) == (begins, ends)
    for one, after in pairwise(found):
        if one["person"] == after["person"]:
            unbroken = after["began"] == "continued"
            assert (one["stint"] == after["stint"]) == unbroken
            assert one["stint"] <= after["stint"]


def test_a_hire_on_the_day_after_a_snapshot_is_seen_by_the_next_one_only():
    rows = [
        {"person": "a", "period": date(2015, 1, 1), "row": 2, "hired": date(2016, 1, 1)},
        {"person": "b", "period": date(2016, 1, 1), "row": 3, "hired": date(2016, 1, 1)},
        {"person": "c", "period": date(2016, 1, 1), "row": 4, "hired": date(2014, 12, 31)},
    ]

    found = {s["person"]: (s["began"], s["joined_on"]) for s in spells_of_snapshots("year", rows)}

    assert found == {
        "a": ("first seen", None), "b": ("joined", date(2016, 1, 1)), "c": ("appeared", None),
    }  # fmt: skip


@settings(max_examples=sized(12, 20))
@given(st.lists(
    st.tuples(persons, st.integers(2015, 2016), st.none() | st.sampled_from([1.0, 2.0]),
              st.none() | st.integers(1, 2), st.integers(0, 1)),
    min_size=1, max_size=10,
))  # fmt: skip
def test_of_several_rows_the_best_paid_then_the_highest_then_the_first_speaks(given_rows):
    rows = [
        {"person": who, "period": date(year, 1, 1), "pay": pay, "level": level, "file": file,
         "row": n}
        for n, (who, year, pay, level, file) in enumerate(given_rows, start=2)
    ]  # fmt: skip

    kept = fetch.rows(one_row_each(table(rows)))

    expected = {}
    for row in sorted(rows, key=lambda r: (r["file"], r["row"]), reverse=True):
        best = expected.get((row["person"], row["period"]))
        merit = (row["pay"] or 0, row["level"] or 0)
        if best is None or merit >= (best["pay"] or 0, best["level"] or 0):
            expected[row["person"], row["period"]] = row
    assert sorted((r["file"], r["row"]) for r in kept) == sorted(
        (r["file"], r["row"]) for r in expected.values()
    )


# --- spells and people ----------------------------------------------------------------------------

stays = st.lists(
    st.tuples(persons, st.integers(0, 40), st.none() | st.integers(0, 15)), min_size=1, max_size=8
)


def row_of_each_day(rows: list[dict[str, Any]], until: date, gap: int) -> dict[date, int]:
    """Which row speaks for one person on each day: the latest that had begun by then.

    They are there while any closed row says so, or the latest to begin is open; a gap of so many
    days counts as there.
    """
    spoken: dict[date, int] = {}
    number, gone_for = START, 0
    while number < until:
        begun = [row for row in rows if row["from"] <= number]
        latest = max(begun, key=lambda row: row["from"], default=None)
        closed = any(row["to"] and number <= row["to"] for row in begun)
        if latest and (closed or latest["to"] is None):
            for back in range(1, gone_for + 1):
                before = number - timedelta(gone_for + 1)
                if gone_for <= gap and before in spoken:
                    spoken[number - timedelta(back)] = spoken[before]
            spoken[number] = latest["row"]
            gone_for = 0
        else:
            gone_for += 1
        number += timedelta(1)
    return spoken


def reaching_into_the_next(rows: list[dict[str, Any]]) -> set[int]:
    """Rows of one person that hold, by themselves or by an earlier one, when the next begins."""
    holds_until, found = date.min, set()
    in_order = sorted(rows, key=lambda row: row["from"])
    for one, after in pairwise(in_order):
        holds_until = max(holds_until, one["to"] or date.min)
        if one["to"] is None or holds_until >= after["from"]:
            found.add(one["row"])
    return found


@settings(max_examples=sized(12, 20))
@given(stays, st.sampled_from([0, 1, 3]))
@example([("a", 0, 15), ("a", 5, 2)], 0)
@example([("a", 0, 15), ("a", 5, None), ("a", 7, 1)], 0)
@example([("a", 0, None), ("a", 5, 2), ("b", 30, 0)], 0)
@example([("a", 0, 3), ("a", 5, 2), ("a", 9, 0)], 1)
def test_any_spells_put_everybody_where_the_latest_row_says_day_by_day(given_stays, gap):
    rows = [
        {"person": who, "from": day(begins), "to": day(None if long is None else begins + long),
         "left": None, "row": n}
        for n, (who, begins, long) in enumerate(given_stays, start=2)
        if (who, begins) not in [each[:2] for each in given_stays[: n - 2]]
    ]  # fmt: skip
    until = max(each for row in rows for each in (row["from"], row["to"]) if each) + timedelta(1)

    spells = told(from_spells(table(rows), reach=Reach(first=START, until=until), gap_days=gap))

    for who in {row["person"] for row in rows}:
        spoken = row_of_each_day([row for row in rows if row["person"] == who], until, gap)
        mine = [spell for spell in spells if spell["person"] == who]
        on_days = [(START + timedelta(n)) for n in range((until - START).days)]
        covering = {on: [s["row"] for s in mine if s["begins"] <= on < s["ends"]] for on in on_days}
        assert {on: rows for on, rows in covering.items() if rows} == {
            on: [row] for on, row in spoken.items()
        }
        first = [on for on in spoken if on - timedelta(1) not in spoken]
        last = [on for on in spoken if on + timedelta(1) not in spoken]
        latest = max((row for row in rows if row["person"] == who), key=lambda row: row["from"])
        still_here = latest["to"] is None
        assert [s["joined_on"] for s in mine if s["joined_on"]] == first
        assert [s["left_on"] for s in mine if s["left_on"]] == last[: len(last) - still_here]
        assert (mine[-1]["ended"] == "still here") == still_here
        assert len({spell["stint"] for spell in mine}) == len(first)
        overlapping = reaching_into_the_next([row for row in rows if row["person"] == who])
        assert {spell["row"] for spell in mine if spell["was_cut"]} == overlapping


@pytest.mark.parametrize(
    ("to", "left", "ends"),
    [(10, None, 11), (None, 10, 11), (10, 20, 11), (None, None, 31)],
)
def test_an_open_row_ends_with_the_day_of_leaving_where_there_is_one(to, left, ends):
    rows = [{"person": "a", "from": START, "to": day(to), "left": day(left), "row": 2}]

    [spell] = told(from_spells(table(rows), reach=Reach(first=START, until=day(31))))

    assert spell["ends"] == day(ends)
    assert spell["ended"] == ("still here" if to is left is None else "left")


def test_somebody_hired_and_gone_on_one_day_was_there_for_that_day():
    rows = [
        {"person": "a", "hired": START, "left": START, "exit_reason": "other", "row": 2},
        {"person": "b", "hired": START, "left": None, "exit_reason": "other", "row": 3},
    ]

    one, other = told(from_people(table(rows), reach=Reach(first=START, until=day(9))))

    assert (one["begins"], one["ends"], one["joined_on"], one["left_on"]) == (
        START, day(1), START, START,
    )  # fmt: skip
    # Whoever is still here has no reason of leaving, whatever stands in that column.
    assert (one["exit_reason"], other["exit_reason"]) == ("other", None)


# --- events ---------------------------------------------------------------------------------------

NOTHING = {"ends": None, "ended": "", "left_on": None}


def by_event(rows: list[dict[str, Any]], reach: Reach) -> list[dict[str, Any]]:
    """The spells of one person, going through what happened, day by day."""
    found: list[dict[str, Any]] = []
    now: dict[str, Any] | None = None
    grade, here = None, False
    for on in sorted({row["on"] for row in rows}):
        of_day = sorted((r for r in rows if r["on"] == on), key=lambda r: r["event"] != "left")
        leaves = any(row["event"] == "left" for row in of_day)
        joins = any(row["event"] == "joined" for row in of_day)
        for row in of_day:
            grade = row["grade"] or grade
        if leaves and not joins:
            if now:
                now |= {"ends": on + timedelta(1), "ended": "left", "left_on": on}
            now, here = None, False
            continue
        if now:
            ended = "left" if leaves else "vanished" if joins else "continued"
            now |= {"ends": on, "ended": ended, "left_on": on if leaves else None}
        began = "joined" if joins else "continued" if here else "appeared"
        began = "first seen" if began == "appeared" and on == reach.first else began
        now = {"begins": on, "began": began, "grade": grade, "joined_on": on if joins else None,
               **NOTHING}  # fmt: skip
        found.append(now)
        if leaves and not here:
            now |= {"ends": on + timedelta(1), "ended": "left", "left_on": on}
            now = None
        else:
            here = True
    if now:
        now |= {"ends": reach.until, "ended": "still here"}
    return found


happenings = st.lists(
    st.tuples(
        persons, st.integers(0, 8),
        st.sampled_from(["joined", "left", "moved", "promoted", "rated", None]),
        st.sampled_from([None, "Clerk", "Lead"]),
    ),
    min_size=1, max_size=10,
)  # fmt: skip


@settings(max_examples=sized(12, 20))
@given(happenings, st.randoms(use_true_random=False))
@example([("a", 0, "joined", "Clerk"), ("a", 3, "left", None), ("a", 3, "joined", "Lead")], None)
@example([("a", 2, "joined", None), ("a", 2, "left", None), ("a", 5, "moved", None)], None)
@example([("a", 0, "moved", "Lead"), ("a", 4, "joined", None)], None)
@example([("a", 0, "joined", "Clerk"), ("a", 3, "joined", "Lead"), ("a", 3, "left", "Clerk")], None)
@example([("a", 0, "joined", "Clerk"), ("a", 3, "left", "Lead"), ("a", 3, "joined", None)], None)
def test_any_events_in_any_order_give_the_spells_of_going_through_them_by_day(happened, chance):
    rows = [
        {"person": who, "on": day(3 * on), "event": event, "grade": grade, "row": n}
        for n, (who, on, event, grade) in enumerate(happened, start=2)
    ]
    that_count = [row for row in rows if row["event"] != "rated"]
    reach = Reach(first=min(row["on"] for row in rows), until=day(30))
    if chance:
        chance.shuffle(rows)

    found = told(from_events(table(rows), reach=reach))

    names = ("begins", "ends", "began", "ended", "joined_on", "left_on", "grade")
    for who in ("a", "b"):
        expected = by_event([row for row in that_count if row["person"] == who], reach)
        mine = [spell for spell in found if spell["person"] == who]
        assert [tuple(spell[n] for n in names) for spell in mine] == [
            tuple(spell[n] for n in names) for spell in expected
        ]
        for one, after in pairwise(mine):
            assert (one["stint"] == after["stint"]) == (after["began"] == "continued")


def test_the_reason_of_leaving_goes_with_the_stay_that_ends_even_on_a_day_of_return():
    rows = [
        {"person": "a", "on": day(0), "event": "joined", "exit_reason": None, "row": 2},
        {"person": "a", "on": day(5), "event": "left", "exit_reason": "voluntary", "row": 3},
        {"person": "a", "on": day(5), "event": "joined", "exit_reason": None, "row": 4},
        {"person": "a", "on": day(9), "event": "left", "exit_reason": "death", "row": 5},
    ]

    found = told(from_events(table(rows), reach=Reach(first=START, until=day(20))))

    assert [(s["begins"], s["exit_reason"]) for s in found] == [
        (day(0), "voluntary"), (day(5), "death"),
    ]  # fmt: skip
