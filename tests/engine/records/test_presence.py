"""In which snapshots people are, as bits: checked against counting with plain Python sets."""

from __future__ import annotations

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.records.presence import has_duplicates, presence, with_neighbours

#: Around the ends of one and two words of 60, where bits are shared.
SNAPSHOTS = [1, 2, 12, 59, 60, 61, 62, 119, 120, 121, 180]


def told(rows: list[tuple[str, int]], snapshots: int) -> tuple[bool, dict]:
    """What the bits say: whether anybody is doubled, and of each row what lies beside it."""
    table = ibis.memtable(rows, schema={"person": "string", "number": "int32"})
    asked = presence(table, table.number, snapshots=snapshots)
    there = table.group_by("person").aggregate(**asked)
    doubled = has_duplicates(there).execute()
    each = with_neighbours(table, there, table.number).execute().to_dict("records")
    return bool(doubled), {
        (row["person"], row["number"]): (row["just_before"], row["just_after"], row["earlier"])
        for row in each
    }


def expected(rows: list[tuple[str, int]]) -> dict:
    mine: dict[str, set[int]] = {}
    for person, number in rows:
        mine.setdefault(person, set()).add(number)
    return {
        (person, n): (n - 1 in mine[person], n + 1 in mine[person],
                      sum(other < n for other in mine[person]))
        for person, n in rows
    }  # fmt: skip


@pytest.mark.parametrize("snapshots", SNAPSHOTS)
def test_somebody_who_is_always_there_has_a_neighbour_on_each_side(snapshots):
    rows = [("a", n) for n in range(snapshots)]

    doubled, found = told(rows, snapshots)

    assert not doubled
    assert found == {("a", n): (n > 0, n < snapshots - 1, n) for n in range(snapshots)}


@pytest.mark.parametrize("snapshots", SNAPSHOTS)
def test_only_the_first_and_the_last_are_no_neighbours_unless_there_are_two(snapshots):
    rows = sorted({("a", 0), ("a", snapshots - 1)})

    _, found = told(rows, snapshots)

    assert found == expected(rows)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 130)), min_size=1, max_size=60))
def test_any_rows_say_what_sets_of_numbers_say(rows):
    doubled, found = told(rows, 131)

    assert doubled == (len(set(rows)) < len(rows))
    assert found == expected(rows)
