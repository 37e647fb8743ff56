"""Counts that cannot be true are stopped before anything is computed from them."""

from __future__ import annotations

import numpy as np
import pytest

from tiebeam.engine.stats.counts import (
    EmptyGroup,
    ImpossibleCount,
    MoreSelectedThanPool,
    selected_of_pool,
    selected_of_pools,
    whole_number,
    whole_numbers,
)


@pytest.mark.parametrize("value", [0, 1, 10**9, np.int64(7), np.uint8(7), np.int32(0)])
def test_whole_numbers_of_python_and_numpy_are_counts(value):
    counted = whole_number(value, name="people")

    assert counted == value
    assert type(counted) is int


@pytest.mark.parametrize(
    "value", [3.0, 3.5, "3", None, True, np.True_, np.float64(3), float("nan")]
)
def test_shares_texts_and_truth_values_are_not_counts(value):
    with pytest.raises(ImpossibleCount, match="'people' must be a whole number of people"):
        whole_number(value, name="people")


@pytest.mark.parametrize("value", [-1, np.int64(-5)])
def test_a_count_below_zero_is_refused(value):
    with pytest.raises(ImpossibleCount, match="'people' is below zero"):
        whole_number(value, name="people")


def test_nobody_and_everybody_selected_are_both_possible():
    assert selected_of_pool(0, 5) == (0, 5)
    assert selected_of_pool(5, 5) == (5, 5)


def test_an_empty_pool_has_no_rate():
    with pytest.raises(EmptyGroup, match="'pool_a' is 0"):
        selected_of_pool(0, 0, suffix="_a")


def test_more_selected_than_there_were_is_refused():
    with pytest.raises(MoreSelectedThanPool, match="'selected_b' is larger than 'pool_b'"):
        selected_of_pool(6, 5, suffix="_b")


@pytest.mark.parametrize(
    ("selected", "pool", "name"),
    [(-1, 5, "selected_a"), (1.0, 5, "selected_a"), (1, -5, "pool_a"), (1, 5.5, "pool_a")],
)
def test_the_message_names_the_count_that_is_wrong(selected, pool, name):
    with pytest.raises(ImpossibleCount, match=f"'{name}'"):
        selected_of_pool(selected, pool, suffix="_a")


def test_a_message_holds_no_figure_about_people():
    with pytest.raises(MoreSelectedThanPool) as caught:
        selected_of_pool(8731, 8730)

    assert "873" not in str(caught.value)


def test_every_error_is_a_value_error_so_that_callers_can_answer_them_together():
    assert issubclass(EmptyGroup, ValueError)
    assert issubclass(ImpossibleCount, ValueError)
    assert issubclass(MoreSelectedThanPool, ValueError)


def test_arrays_of_counts_pass_unchanged():
    selected, pool = selected_of_pools(np.array([0, 2, 5]), np.array([1, 4, 5]))

    assert selected.tolist() == [0, 2, 5]
    assert pool.tolist() == [1, 4, 5]


def test_one_empty_pool_among_many_is_found():
    with pytest.raises(EmptyGroup, match="'pool' holds a 0"):
        selected_of_pools(np.array([0, 0]), np.array([3, 0]))


def test_empty_pools_pass_for_callers_that_leave_them_out_themselves():
    _, pool = selected_of_pools(np.array([0, 0]), np.array([3, 0]), empty_allowed=True)

    assert pool.tolist() == [3, 0]


def test_one_impossible_group_among_many_is_found():
    with pytest.raises(MoreSelectedThanPool, match="'selected' is larger than 'pool' somewhere"):
        selected_of_pools(np.array([1, 4]), np.array([3, 3]))


def test_arrays_of_shares_are_refused():
    with pytest.raises(ImpossibleCount, match="'selected' must hold whole numbers"):
        selected_of_pools(np.array([0.1, 0.2]), np.array([3, 3]))


def test_arrays_with_a_number_below_zero_are_refused():
    with pytest.raises(ImpossibleCount, match="'pool' holds numbers below zero"):
        selected_of_pools(np.array([0, 0]), np.array([3, -3]))


def test_an_empty_array_of_counts_is_possible():
    assert whole_numbers(np.array([], dtype=np.int64), name="counts").size == 0
