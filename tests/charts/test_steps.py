"""Steps of time never fall, end in a label each, and their sentence says after how many years."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from charts import whole_examples as examples
from charts.drawn import outside, overlapping, words_in

from tiebeam import charts
from tiebeam.charts.names import years
from tiebeam.charts.tokens import SMALLEST_TEXT
from tiebeam.engine.disclosure import Exact, release

WIDTHS = ("wide", "narrow", "print")
each_course = pytest.mark.parametrize("name", examples.COURSES)
each_width = pytest.mark.parametrize("width", WIDTHS)


def layers(of: Exact, width: str = "wide") -> dict[str, dict[str, Any]]:
    return {layer["name"]: layer for layer in charts.picture(release(of), width=width)["layer"]}


def curves_of(of: Exact, kind: str = "curves", width: str = "wide") -> dict[str, list[Any]]:
    """The points of each curve (or of each band, or grey line), from left to right."""
    found: dict[str, list[Any]] = {}
    for name, layer in layers(of, width).items():
        for each in layer["data"]["values"] if name.startswith(kind) else []:
            found.setdefault(each["curve"], []).append(each)
    return found


def written(of: Exact, width: str = "wide") -> list[str]:
    return [each.text for each in words_in(charts.svg(release(of), width=width, theme="light"))]


# --- geometry -------------------------------------------------------------------------------------


@each_course
def test_no_step_ever_falls(name: str) -> None:
    for points in curves_of(examples.COURSES[name]()).values():
        assert all(one["x"] < other["x"] for one, other in pairwise(points))
        assert all(one["y"] >= other["y"] for one, other in pairwise(points))


@each_course
def test_every_curve_begins_with_nobody_and_no_band(name: str) -> None:
    of = examples.COURSES[name]()

    assert all(points[0]["share"] == 0 for points in curves_of(of).values())
    assert all(points[0]["low"] == points[0]["high"] for points in curves_of(of, "bands").values())


def test_what_happened_by_a_month_is_drawn_as_a_step_at_that_month() -> None:
    drawn = layers(examples.promoted())

    assert drawn["curves_1"]["mark"]["interpolate"] == "step-after"
    assert drawn["bands"]["mark"]["interpolate"] == "step-after"
    (women,) = (p for p in curves_of(examples.promoted()).values() if p[0]["group"] == "Women")
    assert [point["time"] for point in women] == [0.5 * step for step in range(11)]
    assert women[-1]["share"] == pytest.approx(1 / 15)


@each_course
def test_the_band_lies_around_its_curve(name: str) -> None:
    of = examples.COURSES[name]()
    curves = curves_of(of)

    for key, band in curves_of(of, "bands").items():
        for edge, point in zip(band, curves[key], strict=True):
            assert edge["y"] <= point["y"] + 1e-9 <= edge["y2"] + 2e-9


def test_groups_in_one_panel_differ_by_their_line_and_not_by_colour_alone() -> None:
    drawn = layers(examples.promoted_alike())

    dashes = [drawn[f"curves_{place}"]["mark"]["strokeDash"] for place in range(3)]
    assert len({tuple(dash) for dash in dashes}) == 3


def test_more_than_three_groups_have_a_panel_each_with_the_others_behind() -> None:
    of = examples.promoted_of_eleven()

    assert len(curves_of(of)) == 6
    assert len(curves_of(of, "behind")) == 6 * 10
    said = " ".join(written(of))
    assert "5 more groups are in the table." in said
    assert "Thin grey lines are the other groups." in said


def test_all_panels_have_one_scale() -> None:
    of = examples.left()

    ends = {round(p[-1]["y"] - p[0]["y"], 3): p[-1]["share"] for p in curves_of(of).values()}
    per_pixel = [-height / share for height, share in ends.items()]
    assert per_pixel == pytest.approx([per_pixel[0]] * len(per_pixel), rel=1e-3)


# --- what is legible ------------------------------------------------------------------------------


@each_course
@each_width
def test_each_course_is_drawn_without_clipping_or_overlap(name: str, width: str) -> None:
    drawn = charts.svg(release(examples.COURSES[name]()), width=width, theme="light")

    assert outside(drawn) == []
    assert overlapping(drawn) == []
    assert all(each.size >= SMALLEST_TEXT for each in words_in(drawn))
    assert "<script" not in drawn


@each_course
def test_the_same_course_gives_the_same_bytes(name: str) -> None:
    once, again = (release(examples.COURSES[name]()) for _ in range(2))

    assert charts.svg(once) == charts.svg(again)


@each_width
def test_each_curve_is_labelled_with_its_group_its_share_and_its_band(width: str) -> None:
    said = written(examples.promoted(), width)

    assert {"Women", "6.7\u00a0%", "Men", "11.1\u00a0%"} <= set(said)
    # Wilson's interval of 80 of 1,200.
    assert "5.4 to 8.2\u00a0%" in said


def test_a_group_of_31_has_no_percentage_anywhere() -> None:
    of = examples.promoted_of_few()

    said = " ".join([*written(of), charts.table_text(release(of))])
    assert "%" not in said
    assert "1 in 5" in said


def test_a_curve_that_ends_early_says_why() -> None:
    assert "A curve ends where too few people" in " ".join(written(examples.promoted_alike()))
    assert "A curve ends where too few people" not in " ".join(written(examples.promoted()))


def test_a_band_that_leaves_the_picture_says_that_it_goes_on() -> None:
    of = examples.promoted_of_few()
    rows = [replace(row, high=0.9) if row.group == {"gender": "Women"} else row for row in of.rows]

    said = " ".join(written(replace(of, rows=tuple(rows))))
    assert "Where it meets the top, it goes on beyond the picture." in said
    assert "goes on beyond" not in " ".join(written(examples.promoted()))


def test_leaving_has_a_panel_for_each_frequent_reason() -> None:
    said = written(examples.left())

    assert {"Left by their own choice", "Retired", "Let go"} <= set(said)
    assert "promoted" not in " ".join(said).lower()


def test_of_more_reasons_than_asked_for_the_most_frequent_are_drawn() -> None:
    spec = charts.picture(release(examples.left()), places=2)

    texts = [each["text"] for layer in spec["layer"] for each in layer["data"]["values"]
             if "text" in each]  # fmt: skip
    assert {"Left by their own choice", "Retired"} <= set(texts)
    assert "Let go" not in texts
    assert "2 more reasons are in the table." in texts


def test_hidden_groups_are_named_below_the_panels() -> None:
    said = " ".join(written(examples.promoted_with_a_hidden_group()))

    assert "Hidden: Agender, Not stated (fewer than 10 people)." in said


# --- colour that means something ------------------------------------------------------------------


def hurt(of: Exact) -> set[str]:
    return {p[0]["group"] for p in curves_of(of).values()} & {
        each["group"]
        for name, layer in layers(of).items()
        if name.endswith("_hurt")
        for each in layer["data"]["values"]
    }


def test_who_is_promoted_later_than_chance_would_have_it_is_marked() -> None:
    assert hurt(examples.promoted()) == {"Women"}


def test_who_leaves_more_than_chance_would_have_it_is_marked_in_that_panel_alone() -> None:
    drawn = layers(examples.left())

    marked = [each for name in drawn if name.startswith("curves") and name.endswith("_hurt")
              for each in drawn[name]["data"]["values"]]  # fmt: skip
    assert {(each["group"], each["place"]) for each in marked} == {
        ("Women", "Left by their own choice")
    }


def test_what_chance_may_explain_is_not_marked() -> None:
    assert hurt(examples.promoted_alike()) == set()


# --- words ----------------------------------------------------------------------------------------


def test_the_finding_says_after_how_many_years_and_of_how_many() -> None:
    of = release(examples.promoted())

    assert charts.finding(of) == (
        "After 5 years at level 1, 7 in 100 women had been promoted, and 11 in 100 men; "
        "chance alone would rarely do this."
    )
    assert charts.stands_clear(of)


def test_groups_below_a_hundred_are_told_as_one_in_so_many() -> None:
    groups = [("Women", 90, examples.rising(1 / 15, 10)), ("Men", 95, examples.rising(1 / 9, 10))]
    of = examples.course({"promoted": groups}, compared={"promoted": examples.CHANCE})

    assert charts.finding(release(of)) == (
        "After 5 years at level 1, about 1 in 15 women had been promoted, and about 1 in 9 men; "
        "chance may explain it."
    )


def test_leaving_is_told_by_reason_and_names_no_level() -> None:
    assert charts.finding(release(examples.left())) == (
        "After 10 years, 22 in 100 men had left by their own choice, and 34 in 100 women; "
        "chance alone would rarely do this."
    )


def test_nobody_is_said_as_none() -> None:
    assert charts.finding(release(examples.nobody_promoted())) == (
        "After 3 years at level 1, none of the 300 women had been promoted, "
        "and none of the 420 men."
    )


def test_one_group_alone_is_told_with_its_band() -> None:
    # 60 of 500: Wilson 9.4 to 15.1 %.
    assert charts.finding(release(examples.promoted_everybody())) == (
        "After 5 years at level 1, about 1 in 8 people had been promoted; "
        "the band is 9.4 to 15.1\u00a0%."
    )


def test_what_could_not_be_seen_follows_from_the_band_of_the_difference() -> None:
    # Half a band of 0.023 is 1.96 standard errors; 2.80 of them are 0.0329, said as 4 in 100.
    assert charts.smallest_gap(release(examples.promoted())) == (
        "With this many people, a gap below 4 in 100 could go unseen."
    )


def test_the_largest_group_is_told_last_or_first_as_the_figures_have_it() -> None:
    """Nobody is the norm: the lower figure comes first, whoever it is of."""
    groups = [("Women", 90, examples.rising(0.3, 10)), ("Men", 900, examples.rising(0.1, 10))]
    of = examples.course({"promoted": groups}, compared={"promoted": examples.RARE})

    said = charts.finding(release(of))
    assert said.index(" men") < said.index(" women")


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (6, "half a year"), (12, "1 year"), (18, "1½ years"), (24, "2 years"), (120, "10 years"),
        (7, "7 months"), (1, "1 month"), (0, "0 months"),
    ],
)  # fmt: skip
def test_months_are_said_as_years(months: int, words: str) -> None:
    assert years(months) == words


def test_two_groups_are_told_where_they_were_compared_and_not_where_a_curve_happens_to_end() -> (
    None
):
    groups = [("Women", 300, examples.rising(0.2, 12)), ("Men", 400, examples.rising(0.3, 12))]
    of = examples.course({"promoted": groups}, compared={"promoted": examples.CHANCE})
    (compared,) = of.comparisons
    earlier = replace(compared, at={"outcome": "promoted", "month": 24})

    said = charts.finding(release(replace(of, comparisons=(earlier,))))

    assert said.startswith("After 2 years at level 1, ")


def test_the_table_names_the_outcome_and_the_years() -> None:
    told = charts.table_text(release(examples.promoted())).splitlines()

    assert told[2].startswith("Outcome, after ")
    assert any(line.startswith("Promoted, after half a year ") for line in told)
    assert any(line.startswith("Left by their own choice, after 5 years ") for line in told)
