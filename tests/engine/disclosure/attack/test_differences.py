"""What published numbers say of each other, without a roster."""

from __future__ import annotations

from dataclasses import replace

import pytest
from engine.disclosure.shown import DECEMBER, JUNE, flow, median, stock

from tiebeam.engine.disclosure.attack.differences import Difference, differences


def left_of(*lines, noise=8):
    """What is left where numbers are taken from others."""
    return [each for each in differences(lines, largest=lambda line: noise) if each.less]


def test_a_total_less_the_shown_cells_is_about_the_people_of_the_hidden_ones():
    total, one, other = stock(40, 100), stock(20, 60, {"site": "A"}), stock(10, 33, {"site": "B"})

    (rest,) = left_of(total, one, other)

    # 40 - 8 less 20 + 8 and 10 + 8; 40 + 8 less 20 - 8 and 10 - 8.
    assert (rest.people, rest.low, rest.high, rest.certain) == (7, -14, 34, None)


def test_noise_at_its_opposite_ends_can_leave_one_possibility():
    (everybody,) = left_of(stock(40, 100), stock(17, 93, {"site": "A"}))
    (nobody,) = left_of(stock(20, 100), stock(36, 95, {"site": "A"}))
    (almost,) = left_of(stock(20, 100), stock(35, 95, {"site": "A"}))

    assert (everybody.low, everybody.certain) == (7, "all")
    assert (nobody.high, nobody.certain) == (0, "nobody")
    assert almost.certain is None


def test_somebody_is_not_nobody_and_not_all_are_all():
    (few,) = left_of(stock(5, 20), stock(3, 12, {"site": "A"}))
    (many,) = left_of(stock(15, 20), stock(9, 12, {"site": "A"}))

    # 1 to 13 less 1 to 11; 7 to 19 less 1 to 11.
    assert (few.low, few.high) == (1 - 11, 13 - 1)
    assert (many.low, many.high) == (7 - 11, 19 - 1)


def test_cells_are_taken_from_the_number_of_the_same_day_alone():
    total = stock(40, 100, at=DECEMBER)

    assert left_of(total, stock(20, 60, {"site": "A"}, at=JUNE)) == []
    assert left_of(total, stock(20, 60, {"site": "A"}, at=DECEMBER)) != []


def test_all_cells_leave_nobody():
    assert left_of(stock(40, 93), stock(20, 60, {"site": "A"}), stock(9, 33, {"site": "B"})) == []


def test_a_cell_by_two_fields_is_taken_from_the_cells_by_one():
    both = stock(5, 20, {"site": "A", "level": "1"})

    found = left_of(stock(20, 60, {"site": "A"}), stock(9, 30, {"level": "1"}), both)

    assert sorted(each.people for each in found) == [10, 40]


def test_the_same_cell_of_two_days_is_about_those_who_came_or_went():
    before, after = stock(40, 100, at=JUNE), stock(30, 97, at=DECEMBER)

    (rest,) = left_of(after, before)

    assert (rest.line, rest.less, rest.people) == (before, (after,), 3)
    assert (rest.low, rest.high) == (32 - 38, 48 - 22)


def test_a_number_that_was_held_or_repeated_is_no_difference():
    line = stock(40, 100, at=JUNE)

    assert left_of(line, replace(line, release=2, why="hold")) == []
    assert left_of(line, replace(line, release=2, at=DECEMBER)) == []


def test_another_number_of_as_many_people_is_about_two_at_least_and_of_neither_certain():
    (rest,) = left_of(
        stock(40, 100, at=JUNE, band=0.0), stock(41, 100, at=DECEMBER, band=0.0)
    )  # fmt: skip

    assert (rest.people, rest.certain) == (2, None)


def test_what_happened_and_who_is_there_are_not_taken_from_each_other():
    assert left_of(stock(40, 100), flow("left", 10, 30), flow("joined", 9, 30)) == []
    assert left_of(median(40_000, 100, "Women"), median(41_000, 60, "Women", {"site": "A"})) == []


@pytest.mark.parametrize(("shown", "certain"), [(0, "nobody"), (12, "all"), (5, None)])
def test_an_exact_number_alone_is_certain_where_it_is_nobody_or_all(shown, certain):
    exact, noised = stock(shown, 12, band=0.0), stock(shown, 12)

    assert [each.certain for each in differences([exact], largest=lambda line: 8)] == [certain]
    assert [each.certain for each in differences([noised], largest=lambda line: 8)] == [None]


def test_a_rest_that_can_not_be_proves_nothing():
    line = stock(40, 100)
    rest = Difference(line=line, less=(line,), people=3, low=5, high=9)

    assert rest.certain is None
