"""What lies ahead begins at a point, opens into its band, and is never said as certain."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from charts import whole_examples as examples
from charts.drawn import outside, overlapping, words_in

from tiebeam import charts
from tiebeam.charts.tokens import SMALLEST_TEXT
from tiebeam.engine.disclosure import Exact, release

WIDTHS = ("wide", "narrow", "print")
each_projection = pytest.mark.parametrize("name", examples.AHEAD)
each_width = pytest.mark.parametrize("width", WIDTHS)


def marks(of: Exact, kind: str, width: str = "wide") -> dict[str, list[Any]]:
    """The points of each curve of a kind, from left to right."""
    found: dict[str, list[Any]] = {}
    for layer in charts.picture(release(of), width=width)["layer"]:
        for each in layer["data"]["values"] if layer["name"].startswith(kind) else []:
            found.setdefault(each.get("curve", each.get("group", "")), []).append(each)
    return found


def written(of: Exact, width: str = "wide", **asked: Any) -> list[str]:
    drawn = charts.svg(release(of), width=width, theme="light", **asked)
    return [each.text for each in words_in(drawn)]


# --- geometry -------------------------------------------------------------------------------------


@each_projection
@each_width
def test_every_fan_begins_as_a_point_at_the_share_that_was_counted(name: str, width: str) -> None:
    of = examples.AHEAD[name]()
    curves = marks(of, "curves", width)

    for key, band in marks(of, "bands", width).items():
        assert band[0]["y"] == band[0]["y2"] == curves[key][0]["y"]


def test_a_fan_only_widens_and_holds_its_middle() -> None:
    of = examples.may_stay()
    curves = marks(of, "curves")

    for key, band in marks(of, "bands").items():
        widths = [edge["y2"] - edge["y"] for edge in band]
        assert all(one < other for one, other in pairwise(widths))
        for edge, point in zip(band, curves[key], strict=True):
            assert edge["y"] <= point["y"] <= edge["y2"]


def test_years_lie_evenly_from_the_first_to_the_last() -> None:
    (women, _) = marks(examples.may_stay(), "curves").values()

    assert [point["time"] for point in women] == list(range(2026, 2032))
    gaps = [other["x"] - one["x"] for one, other in pairwise(women)]
    assert gaps == pytest.approx([gaps[0]] * 5)


def test_the_share_that_was_counted_is_kept_in_sight_along_the_whole_panel() -> None:
    of = examples.may_stay()
    ends = {p[0]["group"]: (p[0], p[-1]) for p in marks(of, "curves").values()}

    for group, (kept,) in marks(of, "kept").items():
        first, last = ends[group]
        assert kept["y"] == first["y"]
        assert (kept["x"], kept["x2"]) == pytest.approx((first["x"], last["x"]))


# --- what is legible ------------------------------------------------------------------------------


@each_projection
@each_width
def test_each_projection_is_drawn_without_clipping_or_overlap(name: str, width: str) -> None:
    drawn = charts.svg(release(examples.AHEAD[name]()), width=width, theme="light")

    assert outside(drawn) == []
    assert overlapping(drawn) == []
    assert all(each.size >= SMALLEST_TEXT for each in words_in(drawn))
    assert "<script" not in drawn


@each_projection
def test_the_same_projection_gives_the_same_bytes(name: str) -> None:
    once, again = (release(examples.AHEAD[name]()) for _ in range(2))

    assert charts.svg(once, theme="dark") == charts.svg(again, theme="dark")


@each_width
def test_each_fan_is_labelled_with_its_group_its_share_and_its_band(width: str) -> None:
    said = written(examples.may_stay(), width)

    assert {"Women", "36\u00a0%", "30 to 41\u00a0%", "2026", "2031"} <= set(said)


def test_of_many_levels_the_highest_are_drawn_and_the_rest_is_counted() -> None:
    said = written(examples.seven_levels_ahead())

    for level, letter in ((4, "D"), (5, "E"), (6, "F"), (7, "G")):
        assert f"Level {level} (Grade {letter} of the long ladder)" in " ".join(said)
    assert "Level 3" not in " ".join(said)
    assert "3 more levels are in the table." in said


def test_the_level_that_the_finding_names_is_drawn_whatever_its_height() -> None:
    of = examples.will_rise()

    assert "at level 2" in charts.finding(release(of))
    assert {"Level 2", "Level 4"} <= set(written(of, places=2))
    assert "Level 3" not in written(of, places=2)


def test_many_groups_have_a_panel_each() -> None:
    of = examples.eleven_groups_ahead()

    assert len(marks(of, "curves")) == 6
    assert "5 more groups are in the table." in written(of)
    assert "6 more levels are in the table." in written(of)


def test_a_level_of_36_people_has_no_percentage_anywhere() -> None:
    of = examples.a_small_level_ahead()

    said = " ".join([*written(of), charts.table_text(release(of)), charts.finding(release(of))])
    assert "%" not in said.replace("90 % band", "")
    assert "2 in 5" in said


def test_how_to_read_a_fan_is_said_below() -> None:
    said = " ".join(written(examples.may_stay()))

    assert "Nine in ten of the ways in which the years could turn out" in said
    assert "The scale does not begin at nothing." in said
    assert "begin at nothing" not in " ".join(written(examples.will_rise()))


def test_hidden_groups_are_named_with_their_level() -> None:
    of = release(examples.hidden_ahead())

    assert charts.what_is_hidden(of) == (
        "Hidden: people whose gender is Agender at level 1 and people who did not say at level 1 "
        "(fewer than 10 people)."
    )


# --- words ----------------------------------------------------------------------------------------


def test_where_the_band_holds_what_was_counted_the_sentence_says_that_it_could_go_either_way() -> (
    None
):
    # 66 of 200 are 33 in 100; 0.355 ± 0.055.
    assert charts.finding(release(examples.may_stay())) == (
        "If the rates of 2023 to 2025 stay, women will probably hold between 30 and 41 in 100 "
        "places at level 3 (Officer) by 2031; in 2026 it is 33, and it could become more or less "
        "than that: the band holds it."
    )


def test_where_the_band_leaves_what_was_counted_behind_the_sentence_stops_there() -> None:
    # 301 of 662 are 45 in 100; 0.54 ± 0.04.
    assert charts.finding(release(examples.will_rise())) == (
        "If the rates of 2023 to 2025 stay, women will probably hold between 50 and 58 in 100 "
        "places at level 2 by 2031; in 2026 it is 45."
    )


def test_rare_shares_are_told_over_a_base_large_enough() -> None:
    assert charts.finding(release(examples.rare_ahead())) == (
        "If the rates of 2023 to 2025 stay, women will probably hold between 12 and 28 in 100,000 "
        "places at level 1 by 2031; in 2026 it is 10."
    )


def test_of_few_places_the_sentence_counts_tens() -> None:
    # 12 of 36 places are 3 in 10; 0.40 ± 0.15 are 2.5 to 5.5 in 10.
    assert "between 2 and 6 in 10 places at level 4 by 2027; in 2026 it is 3" in charts.finding(
        release(examples.a_small_level_ahead())
    )


def test_where_nothing_changes_it_is_as_it_was() -> None:
    assert charts.finding(release(examples.nothing_changes())) == (
        "If the rates of 2023 to 2025 stay, women will probably hold about 33 in 100 places at "
        "level 1 by 2031, as in 2026."
    )


def test_a_changed_rate_is_said_to_be_changed() -> None:
    levers = {"rates_from": (2025, 2025), "levers": ("promotion 3-4 equal", "leaving 2 -20%")}
    of = release(examples.ahead({4: [("Women", 66, 0.36, 0.05), ("Men", 134, 0.64, 0.05)]},
                                data=levers))  # fmt: skip

    assert charts.finding(of).startswith(
        "If the rates of 2025 stay but for “promotion 3-4 equal” and “leaving 2 -20%”, women "
    )


def test_how_many_places_there_are_is_taken_from_the_figure_where_it_says_so() -> None:
    """A level of 30 has no percentages, even where its groups cannot all be seen."""
    of = examples.ahead({4: [("Women", 66, 0.36, 0.05), ("Men", 134, 0.64, 0.05)]},
                        data={"people_at": {4: 30}})  # fmt: skip

    assert "%" not in charts.table_text(release(of)).replace("90 % band", "")
    assert "if the rates stay, women" in charts.finding(release(of)).lower()


def test_what_lies_ahead_names_no_smallest_gap_because_nothing_is_compared() -> None:
    assert charts.smallest_gap(release(examples.may_stay())) == ""


def test_the_table_names_level_and_year_and_what_the_band_holds() -> None:
    told = charts.table_text(release(examples.seven_levels_ahead())).splitlines()

    assert told[2].startswith("Level, by year ")
    assert "90 % band" in told[2]
    assert any(line.startswith("Level 7 (Grade G of the long ladder), 2031 ") for line in told)
