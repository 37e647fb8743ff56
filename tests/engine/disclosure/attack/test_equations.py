"""What was published, as equations: each number once, and no more than the lines say."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from engine.disclosure.attack.small import YEAR, count, release

from tiebeam.engine.disclosure.attack import DoesNotFit, SeveralAnswersCrossed, equations
from tiebeam.engine.disclosure.noise import STANDARD, Protection
from tiebeam.engine.disclosure.published import Line

LATER = date(2026, 7, 1)


def test_a_shown_count_is_within_the_largest_noise_and_neither_nobody_nor_all():
    given = release(
        count(0, "abcdefghij"), count(3, "bcdefghijk"), count(9, "cdefghijkl"),
        count(10, "defghijklm"), largest=8,
    )  # fmt: skip

    assert given.low.tolist() == [0, 1, 1, 2]
    assert given.high.tolist() == [8, 9, 9, 10]


def test_an_exact_count_is_what_it_is():
    given = release(count(0, "ab"), count(1, "bc"), count(2, "cd"))

    assert given.low.tolist() == given.high.tolist() == [0, 1, 2]


def test_lines_with_a_band_have_noise_and_others_have_none():
    lines = [count(3, "abc", band=4.8)[0], count(1, "ab")[0]]
    members = np.array([[1, 1, 1], [1, 1, 0]])

    given = equations(lines, members, protection=Protection(largest=9, variance=7))

    assert given.largest.tolist() == [9, 0]
    assert given.variance.tolist() == [7, 0]
    assert equations(lines, members).largest.tolist() == [STANDARD.largest, 0]


def test_a_held_number_is_one_equation_and_so_are_the_same_people_under_another_name():
    given = release(
        count(2, "abc"), count(2, "abc", release=2, why="hold"), count(2, "other: abc"),
        count(2, "abc", at=LATER), count(2, "abd"),
    )  # fmt: skip

    assert given.place.tolist() == [0, 4]


def test_the_same_people_with_another_number_are_another_equation():
    assert release(count(2, "abc"), count(1, "abc", at=LATER)).place.tolist() == [0, 1]


def test_what_shows_no_count_of_a_secret_is_no_equation():
    given = release(
        count(None, "abc", why="threshold"),
        count(3, "abc", attribute=None, value=None, kind="directory"),
        count(100.0, "abc", kind="median"),
        count(1, "ab", kind="flow", outcome="left", window=YEAR),
    )

    assert given.place.tolist() == [3]


def test_an_attribute_with_one_known_value_has_any_other_and_nobody_is_asked_for_it():
    given = release(count(1, "ab", value="Women"))

    assert given.answers == (("Women",), ("",))
    assert given.values == (("report", "Women"),)
    assert given.free == 1


def test_a_crossed_attribute_has_an_answer_for_each_pair_and_its_parts_are_sums():
    given = release(
        count(1, "ab", attribute="gender × ethnicity", value="Women × Black"),
        count(1, "ab", attribute="gender", value="Men"),
        count(1, "ab", attribute="ethnicity", value="White"),
    )

    women = given.values.index(("gender", "Women"))
    assert len(given.answers) == 4
    assert given.counts[women].sum() == 2
    assert given.counts[given.values.index(("gender × ethnicity", "Women × Black"))].sum() == 1


def test_counts_of_lines_and_values_follow_from_the_free_answers():
    """Half of a and all of b are Women, the rest is Men."""
    given = release(
        count(1, "ab", attribute="gender", value="Women"),
        count(1, "ab", attribute="gender", value="Men"),
    )
    x = np.array([[0.5], [1.0]])

    assert given.of_lines(x).tolist() == [1.5, 0.5]
    assert given.of_values(x).tolist() == [[0.5, 0.5], [1, 0]]
    assert not given.fits(x)
    assert given.fits(np.array([[0.5], [0.5]]))
    assert not given.fits(np.array([[1.5], [-0.5]]))


def test_people_in_the_same_cells_are_alike():
    group, one_of = release(count(1, "abc"), count(1, "abcd"), people="abcde").alike

    assert group.tolist() == [0, 0, 0, 1, 2]
    assert one_of.tolist() == [0, 3, 4]


def line(**more: object) -> Line:
    return count(1, "ab", **more)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "members"),
    [
        ([line()], [[1, 1], [1, 0]]),
        ([line()], [[1, 0]]),
        ([line()], [[2, 1]]),
        ([line(attribute="gender × ethnicity", value="Women")], [[1, 1]]),
    ],
)
def test_what_is_not_of_one_release_is_refused(lines: list[Line], members: list[list[int]]):
    with pytest.raises(DoesNotFit):
        equations(lines, np.array(members))


def test_attributes_with_several_answers_are_not_attacked_together():
    with pytest.raises(SeveralAnswersCrossed, match="by itself"):
        release(count(1, "ab", attribute="gender × ethnicity", value="Women × Black"), several=True)
