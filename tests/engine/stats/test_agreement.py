"""Two people who judge the same things agree more than chance would, as much, or less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.stats.agreement import NothingInCommon, agreement


def pairs(table: list[list[int]]) -> list[tuple[int, int]]:
    """What one said (rows) and the other said (columns), thing by thing."""
    return [
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]


def test_a_table_of_ten_worked_by_hand():
    # Alike 4 + 3 of 10: 0.7. By chance 6/10 * 5/10 + 4/10 * 5/10 = 0.5. (0.7 - 0.5) / 0.5 = 0.4.
    found = agreement(pairs([[4, 2], [1, 3]]))

    assert (found.judged, found.alike) == (10, 7)
    assert found.kappa == pytest.approx(0.4)


def test_the_example_that_cohen_published():
    """Two hundred people sorted into three kinds; Cohen (1960), table 1: kappa is .492."""
    found = agreement(pairs([[88, 14, 18], [10, 40, 10], [2, 6, 12]]))

    assert found.alike / found.judged == pytest.approx(0.70)
    assert found.kappa == pytest.approx(0.492, abs=0.0005)


def test_two_who_say_one_and_the_same_of_everything_have_no_kappa():
    assert agreement([("so", "so")] * 12).kappa is None


def test_two_who_never_agree_lie_below_chance():
    assert agreement(pairs([[0, 5], [5, 0]])).kappa == pytest.approx(-1)


def test_nothing_in_common_is_refused():
    with pytest.raises(NothingInCommon):
        agreement([])


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_it_is_the_same_whoever_is_named_first(said: list[tuple[str, str]]):
    there, back = agreement(said), agreement([(other, one) for one, other in said])

    assert there == back
    assert there.kappa is None or -1 <= there.kappa <= 1
