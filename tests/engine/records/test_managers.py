"""Circles of managers, found as somebody would who follows each chain by hand."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.records.managers import (
    circles,
    rows_in_a_circle,
    rows_in_a_circle_over_time,
)

FIRST = date(2015, 1, 1)


def spells(rows: list[tuple[str, str | None, int, int]]):
    """Person, manager, first day and the day after the last, as numbers of days."""
    days = [(FIRST + timedelta(b), FIRST + timedelta(e)) for _, _, b, e in rows]
    return ibis.memtable(pa.table({
        "person": pa.array([who for who, *_ in rows], pa.string()),
        "manager": pa.array([boss for _, boss, *_ in rows], pa.string()),
        "begins": pa.array([b for b, _ in days], pa.date32()),
        "ends": pa.array([e for _, e in days], pa.date32()),
        "row": pa.array(range(2, len(rows) + 2), pa.int32()),
    }))  # fmt: skip


def by_hand(rows: list[tuple[str, str | None, int, int]]) -> set[int]:
    """Rows on a circle on any day, by following every chain on every day."""
    found = set()
    for day in {begins for _, _, begins, _ in rows}:
        held = {who: (boss, n) for n, (who, boss, b, e) in enumerate(rows, start=2) if b <= day < e}
        for who, (_, number) in held.items():
            above = who
            for _ in rows:
                above = held[above][0] if above in held else None
                if above == who:
                    found.add(number)
    return found


names = st.sampled_from("abcde")
bosses = st.none() | names


@settings(max_examples=sized(25, 60))
@given(st.dictionaries(names, st.lists(bosses, min_size=1, max_size=3), min_size=1))
def test_circles_in_spells_of_any_length_are_those_found_by_hand(held):
    rows = [
        (who, boss, 10 * place + ord(who) % 7, 10 * place + 10 + ord(who) % 7)
        for who, chain in held.items()
        for place, boss in enumerate(chain)
    ]

    assert {n for _, n in rows_in_a_circle_over_time(spells(rows))} == by_hand(rows)


@settings(max_examples=sized(25, 60))
@given(st.dictionaries(st.tuples(names, st.integers(0, 2)), bosses, min_size=1))
def test_circles_in_snapshots_are_those_found_by_hand(held):
    rows = [(who, boss, year, year + 1) for (who, year), boss in held.items()]

    assert {n for _, n in rows_in_a_circle(spells(rows))} == by_hand(rows)


@given(st.lists(st.integers(-1, 30), min_size=1, max_size=31))
def test_a_position_is_on_a_circle_if_following_it_leads_back(above):
    chain = np.array([each if each < len(above) else -1 for each in above])

    def returns(start: int) -> bool:
        here = start
        for _ in above:
            here = chain[here] if here >= 0 else -1
            if here == start:
                return True
        return False

    assert set(circles(chain).tolist()) == {n for n in range(len(chain)) if returns(n)}


def test_where_nobody_has_a_manager_there_is_no_circle():
    alone = spells([("a", None, 0, 1)])

    assert rows_in_a_circle(alone) == []
    assert rows_in_a_circle_over_time(alone) == []


def test_somebody_without_a_row_can_be_no_part_of_a_circle():
    assert rows_in_a_circle_over_time(spells([("a", "x", 0, 9), ("b", "a", 0, 9)])) == []
