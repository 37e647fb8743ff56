"""Balances of random careers, beside counting everybody on every day."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.records import fetch
from tiebeam.engine.records.reconcile import (
    PLACE,
    balance_days,
    balances,
    flows,
    place_columns,
    stock,
)

FIRST = date(2014, 10, 1)
LAST = date(2016, 3, 1)
LONG = (LAST - FIRST).days + 60

places = st.tuples(st.sampled_from(["A", "B", None]), st.sampled_from(["Clerk", "Lead", None]))


@st.composite
def careers(draw):
    """Spells one after the other: each person's stays, and in each a row for every place held.

    Most changes lie on or beside the days on which people are counted.
    """
    days = st.integers(-30, LONG) | st.sampled_from([
        (on - FIRST).days + by
        for on in (FIRST, date(2015, 1, 1), date(2016, 1, 1), LAST) for by in (-1, 0, 1)
    ])  # fmt: skip
    rows = []
    for person in range(draw(st.integers(1, 5))):
        turns = sorted(draw(st.sets(days, min_size=2, max_size=6)))
        stint, began = 1, draw(st.sampled_from(["joined", "appeared"]))
        if FIRST + timedelta(turns[0]) <= FIRST:
            began = "first seen"
        for begins, ends in pairwise(turns):
            endings = ["left", "vanished"]
            if ends != turns[-1]:
                endings += ["continued"] * 3
            elif FIRST + timedelta(ends) > LAST:
                endings += ["still here"]
            ended = draw(st.sampled_from(endings))
            unit, grade = draw(places)
            rows.append({
                "person": str(person), "stint": stint, "unit": unit, "grade": grade,
                "begins": FIRST + timedelta(begins), "ends": FIRST + timedelta(ends),
                "began": began, "ended": ended,
            })  # fmt: skip
            began = "continued" if ended == "continued" else draw(
                st.sampled_from(["joined", "appeared"])
            )  # fmt: skip
            stint += ended != "continued"
    return rows


def table(rows: list[dict[str, Any]], place: tuple[str, ...]) -> ibis.Table:
    kinds = {"stint": pa.int16(), "begins": pa.date32(), "ends": pa.date32()}
    names = [name for name in rows[0] if name in place or name not in PLACE]
    return ibis.memtable(pa.table({
        name: pa.array([row[name] for row in rows], kinds.get(name, pa.string())) for name in names
    }))  # fmt: skip


def by_hand(rows: list[dict[str, Any]], place: tuple[str, ...]) -> dict[tuple, Counter[str]]:
    """What happened in each stretch and place: an event on a counting day belongs before it."""
    found: dict[tuple, Counter[str]] = defaultdict(Counter)
    for first, last in pairwise(balance_days(FIRST, LAST)):
        for row in rows:
            here = tuple(row[name] for name in place)
            for day, count in ((first, "opening"), (last, "closing")):
                found[first, here][count] += row["begins"] <= day < row["ends"]
            if first < row["begins"] <= last and row["began"] in {"joined", "appeared"}:
                found[first, here][row["began"]] += 1
            if first < row["ends"] <= last and row["ended"] in {"left", "vanished"}:
                found[first, here][row["ended"]] += 1
            if first < row["begins"] <= last and row["began"] == "continued":
                [earlier] = [r for r in rows if r["person"] == row["person"]
                             and r["ends"] == row["begins"]]  # fmt: skip
                there = tuple(earlier[name] for name in place)
                if there != here:
                    found[first, here]["moved_in"] += 1
                    found[first, there]["moved_out"] += 1
    return {key: +counts for key, counts in found.items() if +counts}


@settings(max_examples=sized(12, 20))
@given(careers(), st.sampled_from([("unit", "grade"), ("grade",), ()]))
def test_what_is_counted_and_what_is_recorded_add_up_at_every_place(rows, place):
    spells = table(rows, place)
    days = balance_days(FIRST, LAST)
    stocks = {
        day: {tuple(row[n] for n in place): row["people"] for row in fetch.rows(stock(spells, day))}
        for day in days
    }
    counted: dict[tuple, Counter[str]] = defaultdict(Counter)
    for row in fetch.rows(flows(spells, days[0], days[-1])):
        counted[row["year"], tuple(row[n] for n in place)][row["kind"]] += row["people"]

    found = balances(days, stocks, counted)

    names = ("opening", "joined", "moved_in", "moved_out", "left", "appeared", "vanished",
             "closing")  # fmt: skip
    shown = {
        (b.begins, b.place): +Counter({name: getattr(b, name) for name in names}) for b in found
    }
    assert {key: counts for key, counts in shown.items() if counts} == by_hand(rows, place)
    assert place_columns(spells) == place
    for each in found:
        assert each.opening + each.joined + each.appeared + each.moved_in == (
            each.closing + each.left + each.vanished + each.moved_out
        )
        assert each.difference == each.appeared - each.vanished


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2014-07-01", "2014-07-01", ["2014-07-01"]),
        ("2015-01-01", "2016-01-01", ["2015-01-01", "2016-01-01"]),
        ("2014-12-31", "2015-01-02", ["2014-12-31", "2015-01-01", "2015-01-02"]),
    ],
)
def test_no_day_is_counted_on_twice(first, last, days):
    found = balance_days(date.fromisoformat(first), date.fromisoformat(last))

    assert found == tuple(map(date.fromisoformat, days))
