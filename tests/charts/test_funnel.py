"""A hiring funnel shows who is still there, each step with its band, and where groups part."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from charts import whole_examples as examples
from charts.drawn import outside, overlapping, words_in

from tiebeam import charts
from tiebeam.charts.tokens import LIGHT, SMALLEST_TEXT
from tiebeam.engine.disclosure import Exact, release

WIDTHS = ("wide", "narrow", "print")
each_funnel = pytest.mark.parametrize("name", examples.FUNNELS)
each_width = pytest.mark.parametrize("width", WIDTHS)


def marks(of: Exact, width: str = "wide", theme: str = "light") -> dict[str, list[dict[str, Any]]]:
    spec = charts.picture(release(of), width=width, theme=theme)
    return {layer["name"]: layer["data"]["values"] for layer in spec["layer"]}


def written(of: Exact, width: str = "wide") -> list[str]:
    return [each.text for each in words_in(charts.svg(release(of), width=width, theme="light"))]


# --- geometry -------------------------------------------------------------------------------------


@each_funnel
@each_width
def test_from_step_to_step_no_bar_grows(name: str, width: str) -> None:
    bars = marks(examples.FUNNELS[name](), width)["bars"]

    for group in {bar["group"] for bar in bars}:
        mine = sorted((bar for bar in bars if bar["group"] == group), key=lambda bar: bar["y"])
        ends = [bar["x2"] for bar in mine]
        assert all(one >= other for one, other in pairwise(ends))
        assert len({bar["x"] for bar in mine}) == 1


@each_width
def test_a_bar_is_as_long_as_the_part_that_is_still_there(width: str) -> None:
    drawn = marks(examples.hiring(), width)

    track = drawn["tracks"][0]
    whole = track["x2"] - track["x"]
    women = [bar for bar in drawn["bars"] if bar["group"] == "Women"]
    parts = sorted(((bar["x2"] - bar["x"]) / whole for bar in women), reverse=True)
    # Of 1,000 women 500, 200, 80 and 60 came through.
    assert parts == pytest.approx([0.5, 0.2, 0.08, 0.06])


@each_width
def test_each_step_has_its_own_band_around_its_dot(width: str) -> None:
    drawn = marks(examples.hiring(), width)

    assert len(drawn["bands"]) == len(drawn["dots"]) == 4 * 2
    for band, dot in zip(drawn["bands"], drawn["dots"], strict=True):
        assert band["x"] < dot["x"] < band["x2"]
    interviewed = {dot["group"]: dot["share"] for dot in drawn["dots"]
                   if dot["place"] == "interviewed"}  # fmt: skip
    assert interviewed == pytest.approx({"Women": 0.4, "Men": 0.6})


def test_who_stands_clear_below_everybody_is_marked_at_that_step_alone() -> None:
    dots = marks(examples.hiring())["dots"]

    marked = {(dot["group"], dot["place"]) for dot in dots if dot["colour"] == LIGHT.rust}
    assert marked == {("Women", "interviewed")}


def test_what_chance_may_explain_is_hollow() -> None:
    dots = marks(examples.hiring_of_few())["dots"]

    assert {dot["inside"] for dot in dots} == {LIGHT.paper}


def test_one_group_alone_has_no_line_for_everybody() -> None:
    assert "everybody" not in marks(examples.hiring_of_one_group())


# --- what is legible ------------------------------------------------------------------------------


@each_funnel
@each_width
def test_each_funnel_is_drawn_without_clipping_or_overlap(name: str, width: str) -> None:
    drawn = charts.svg(release(examples.FUNNELS[name]()), width=width, theme="light")

    assert outside(drawn) == []
    assert overlapping(drawn) == []
    assert all(each.size >= SMALLEST_TEXT for each in words_in(drawn))
    assert "<script" not in drawn


@each_funnel
def test_the_same_funnel_gives_the_same_bytes(name: str) -> None:
    once, again = (release(examples.FUNNELS[name]()) for _ in range(2))

    assert charts.svg(once) == charts.svg(again)


@each_width
def test_of_a_hundred_who_applied_it_says_how_many_are_still_there(width: str) -> None:
    said = written(examples.hiring(), width)

    assert {"Interviewed", "20 of 100", "30 of 100", "40\u00a0%", "60\u00a0%"} <= set(said)
    assert "1,000 women and 1,400 men applied." in said


def test_groups_of_fewer_than_a_hundred_are_counted() -> None:
    said = written(examples.hiring_of_few())

    assert {"14 of 31", "1 of 31", "4 of 44"} <= set(said)
    assert "of 100" not in " ".join(said)


def test_where_nobody_came_to_a_step_it_says_so_and_draws_no_dot() -> None:
    of = examples.nobody_came_so_far()

    assert "nobody came" in written(of)
    drawn = [dot for dot in marks(of)["dots"] if dot["group"] == "Women"]
    assert {dot["place"] for dot in drawn} == {"screened", "interviewed"}


def test_many_groups_are_cut_to_those_with_most_people_and_the_rest_is_counted() -> None:
    of = examples.hiring_of_eleven()

    assert len({bar["group"] for bar in marks(of)["bars"]}) == 6
    assert "5 more groups are in the table." in written(of)


def test_the_groups_of_the_finding_are_drawn_even_where_they_are_small() -> None:
    of = examples.hiring_of_eleven()

    spec = charts.picture(release(of), places=2)
    bars = next(layer for layer in spec["layer"] if layer["name"] == "bars")["data"]["values"]
    assert len({bar["group"] for bar in bars}) == 2
    for group in {bar["group"] for bar in bars}:
        assert group[:40] in charts.finding(release(of))


def test_hidden_groups_are_named_once() -> None:
    assert charts.what_is_hidden(release(examples.hiring_with_hidden_groups())) == (
        "Hidden: people whose gender is Agender and people who did not say (fewer than 10 people)."
    )


# --- words ----------------------------------------------------------------------------------------


def test_the_finding_tells_who_came_through_and_where_two_groups_part_most() -> None:
    of = release(examples.hiring())

    assert charts.finding(of) == (
        "Of those who applied, 6 in 100 women were hired, and 9 in 100 men; they part most at the "
        "step to “interviewed”: 40 in 100 women passed it, and 60 in 100 men; "
        "chance alone would rarely do this."
    )
    assert charts.stands_clear(of)


def test_where_chance_may_explain_every_step_none_is_named() -> None:
    of = release(examples.hiring_of_few())

    assert charts.finding(of) == (
        "Of those who applied, 1 of 31 women were hired, and 4 of 44 men; "
        "they part at no step by more than chance may explain."
    )
    assert not charts.stands_clear(of)


def test_rare_hires_are_told_as_one_in_so_many() -> None:
    # 9 of 90,000 and 48 of 120,000.
    assert charts.finding(release(examples.hiring_is_rare())).startswith(
        "Of those who applied, about 1 in 10,000 women were hired, and about 1 in 2,500 men;"
    )


def test_one_group_alone_is_told_without_another() -> None:
    assert charts.finding(release(examples.hiring_of_one_group())) == (
        "Of those who applied, 6 in 100 women were hired."
    )


def test_the_smallest_gap_is_that_of_the_step_that_is_told() -> None:
    assert charts.smallest_gap(release(examples.hiring())) == (
        "With this many people, a gap below 9 in 100 could go unseen."
    )


def test_the_table_has_a_row_for_each_step_and_one_for_all_of_them() -> None:
    told = charts.table_text(release(examples.hiring()))

    assert told.splitlines()[2].startswith("Stage ")
    assert "From first to last  Women" in told
    assert "60 of 1,000" in told
