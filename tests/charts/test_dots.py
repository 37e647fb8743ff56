"""One dot is ten people, never fewer."""

from __future__ import annotations

import pytest
from charts import examples
from charts.drawn import circles_in, words_in
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam import charts
from tiebeam.charts.dots import dots_for
from tiebeam.engine.disclosure import release

each_width = pytest.mark.parametrize("width", ["wide", "narrow", "print"])


@given(people=st.integers(10, 100_000))
def test_a_group_gets_a_dot_for_every_ten_people(people: int) -> None:
    assert abs(dots_for(people) - people / 10) <= 0.5


@given(people=st.integers(0, 9))
def test_fewer_than_ten_people_are_never_a_dot(people: int) -> None:
    assert dots_for(people) == 0


@settings(max_examples=20, deadline=None, derandomize=True)
@given(counts=st.lists(st.integers(0, 700), min_size=1, max_size=5))
def test_as_many_dots_are_drawn_as_the_groups_have_tens(counts: list[int]) -> None:
    whole = max(10, sum(counts))
    rows = [
        examples.row({"g": f"Group {index}"}, count, whole, {"end": "top"})
        for index, count in enumerate(counts)
    ]
    figure = release(examples.exact(rows, measure="top_share", by=("g",)))

    drawn = charts.svg(figure, width="wide")

    assert circles_in(drawn) == sum(dots_for(count) for count in counts)


@each_width
def test_the_top_and_the_bottom_are_drawn_as_people(width: str) -> None:
    drawn = charts.svg(release(examples.top_and_bottom()), width=width)

    texts = [each.text for each in words_in(drawn)]
    assert circles_in(drawn) == 7 + 23 + 41 + 25
    assert "One dot is 10 people." in texts
    assert "71 of 296" in texts


def test_in_a_large_organisation_one_dot_is_more_people_and_the_picture_says_so() -> None:
    rows = [
        examples.row({"g": "Women"}, 40_000, 100_000, {"level": 1}),
        examples.row({"g": "Men"}, 60_000, 100_000, {"level": 1}),
    ]
    figure = release(examples.exact(rows, measure="headcount_share", by=("g",)))

    drawn = charts.svg(figure)

    assert "One dot is 500 people." in [each.text for each in words_in(drawn)]
    assert circles_in(drawn) == 80 + 120


def test_headcount_can_be_drawn_with_bands_instead() -> None:
    figure = release(examples.headcount())

    spec = charts.picture(figure, form="bands")

    layers = {layer["name"] for layer in spec["layer"]}
    assert "bands" in layers
    assert "people" not in layers


def test_shares_of_one_whole_have_no_line_for_everybody() -> None:
    spec = charts.picture(release(examples.headcount()), form="bands")

    assert "everybody" not in {layer["name"] for layer in spec["layer"]}


@each_width
def test_hidden_groups_have_words_and_no_dots(width: str) -> None:
    rows = [
        examples.row({"g": "Women"}, 30, 90, {"level": 1}),
        examples.row({"g": "Men"}, 55, 90, {"level": 1}),
    ]
    small = examples.row({"g": "Not stated"}, 5, 5, {"level": 1})
    figure = release(examples.exact([*rows, small], measure="headcount_share", by=("g",)))

    drawn = charts.svg(figure, width=width)

    said = " ".join(each.text for each in words_in(drawn))
    assert "Hidden: Not stated (fewer than 10 people)." in said
    assert "Hidden: Men (its figures would give a smaller group away)." in said
    assert circles_in(drawn) == 3  # the women; the men are hidden beside the smallest group
