"""A waterfall adds up in front of one's eyes, and says in words what it cannot draw."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from charts import whole_examples as examples
from charts.drawn import outside, overlapping, said_by, words_in

from tiebeam import charts
from tiebeam.charts import values
from tiebeam.charts.tokens import SMALLEST_TEXT
from tiebeam.engine.disclosure import Exact, release
from tiebeam.engine.flows import ledger as rules

WIDTHS = ("wide", "narrow", "print")
BARS = ("raised", "lowered")
each_ledger = pytest.mark.parametrize("name", examples.LEDGERS)
each_width = pytest.mark.parametrize("width", WIDTHS)


def marks(of: Exact, width: str = "wide") -> dict[str, list[dict[str, Any]]]:
    spec = charts.picture(release(of), width=width)
    return {layer["name"]: layer["data"]["values"] for layer in spec["layer"]}


def bars_of(of: Exact, group: str, width: str = "wide") -> list[dict[str, Any]]:
    """A group's bars from the top down."""
    drawn = marks(of, width)
    bars = [bar for kind in BARS for bar in drawn.get(kind, []) if bar["group"] == group]
    return sorted(bars, key=lambda bar: bar["y"])


def written(of: Exact, width: str = "wide") -> list[str]:
    return [each.text for each in words_in(charts.svg(release(of), width=width, theme="light"))]


# --- geometry -------------------------------------------------------------------------------------


@each_width
@pytest.mark.parametrize("group", ["Women", "Men"])
def test_each_bar_begins_where_the_last_one_ended_and_the_last_ends_at_the_closing_share(
    group: str, width: str
) -> None:
    of = examples.women_and_men()
    ends = {"Women": (62 / 200, 62 / 168), "Men": (138 / 200, 106 / 168)}[group]

    bars = bars_of(of, group, width)

    at = [ends[0], *(bar["end"] for bar in bars)]
    assert [bar["start"] for bar in bars] == pytest.approx(at[:-1])
    assert at[-1] == pytest.approx(ends[1])
    opening, closing = (dot for dot in marks(of, width)["shares"] if dot["group"] == group)
    assert (opening["share"], closing["share"]) == pytest.approx(ends)
    edges = {round(x, 6) for x in (bars[-1]["x"], bars[-1]["x2"])}
    assert round(closing["x"], 6) in edges


def test_a_point_is_as_long_for_every_group() -> None:
    bars = [bar for group in ("Women", "Men") for bar in bars_of(examples.women_and_men(), group)]

    lengths = [
        (bar["x2"] - bar["x"]) / abs(bar["end"] - bar["start"])
        for bar in bars
        if abs(bar["end"] - bar["start"]) > 1e-6
    ]
    assert lengths == pytest.approx([lengths[0]] * len(lengths))


def test_a_flow_that_raised_the_share_is_filled_and_one_that_lowered_it_is_hollow() -> None:
    drawn = marks(examples.women_and_men())

    assert {(bar["group"], bar["flow"]) for bar in drawn["lowered"]} >= {
        ("Women", "Left by their own choice"),
        ("Men", "Retired"),
    }
    assert all(bar["end"] >= bar["start"] for bar in drawn["raised"])
    assert all(bar["end"] < bar["start"] for bar in drawn["lowered"])


@each_width
def test_joints_tie_the_rows_of_a_group_together(width: str) -> None:
    drawn = marks(examples.women_and_men(), width)

    rows_per_group = 9 + 2
    pieces = 2 if width == "narrow" else 1
    assert len(drawn["joints"]) == 2 * (rows_per_group - 1) * pieces


# --- what is legible ------------------------------------------------------------------------------


@each_ledger
@each_width
def test_each_ledger_is_drawn_without_clipping_or_overlap(name: str, width: str) -> None:
    drawn = charts.svg(release(examples.LEDGERS[name]()), width=width, theme="light")

    assert outside(drawn) == []
    assert overlapping(drawn) == []
    assert all(each.size >= SMALLEST_TEXT for each in words_in(drawn))
    assert "<script" not in drawn
    assert "<b>" not in drawn


@each_ledger
def test_the_same_ledger_gives_the_same_bytes(name: str) -> None:
    once, again = (release(examples.LEDGERS[name]()) for _ in range(2))

    assert charts.svg(once) == charts.svg(again)


def test_no_ledger_is_drawn_for_others_before_it_is_released() -> None:
    with pytest.raises(charts.NotForOthers, match="Release it first"):
        charts.svg(examples.women_and_men())  # type: ignore[arg-type]


def test_a_waterfall_shows_nothing_but_a_ledger() -> None:
    promoted = release(examples.examples.small_employer())

    with pytest.raises(charts.UnknownForm, match="A waterfall shows flow_ledger"):
        charts.svg(promoted, form="waterfall")


# --- words ----------------------------------------------------------------------------------------


def test_each_row_says_its_effect_in_points_and_how_many_of_how_many_people() -> None:
    said = written(examples.women_and_men())

    # (12 - s 30) / T with s = (62/200 + 62/168) / 2 and T = (200 + 168) / 2: 0.99 points.
    assert {"Hired", "+1.0\u00a0points", "12 of 30"} <= set(said)
    assert {"1 January 2024", "31.0\u00a0%", "62 of 200"} <= set(said)
    assert {"Retired", "\u22121.5\u00a0points", "14 of 17"} <= set(said)


def test_flows_that_hardly_moved_a_share_are_told_together_and_all_named() -> None:
    said = written(examples.many_small_flows())

    assert "9 smaller flows" in said
    together = " ".join(said)
    for flow in ("moved in", "died", "vanished, no exit on record", "contract ended"):
        assert flow in together
    assert "Other" not in together


def test_a_scale_that_does_not_begin_at_nothing_says_so() -> None:
    cut = " ".join(written(examples.women_and_men()))
    assert "The scale does not begin at nothing." in cut


def test_a_scale_that_begins_at_nothing_does_not_say_otherwise() -> None:
    of = examples.ledger(["Women", "Men"], [5, 95], {"joined": (1800, 0)})

    assert "begin at nothing" not in " ".join(written(of))


@each_width
def test_only_the_groups_with_most_people_are_drawn_and_the_rest_is_counted(width: str) -> None:
    said = " ".join(written(examples.eleven_groups(), width))

    assert "7 more groups are in the table." in said
    assert len(marks(examples.eleven_groups(), width)["shares"]) == 4 * 2


def test_as_many_groups_are_drawn_as_are_asked_for() -> None:
    spec = charts.picture(release(examples.eleven_groups()), places=2)

    shares = next(layer for layer in spec["layer"] if layer["name"] == "shares")
    assert len({dot["group"] for dot in shares["data"]["values"]}) == 2


def test_the_group_that_the_finding_names_is_always_drawn() -> None:
    # Group G changed most, and is not among the four largest.
    of = examples.eleven_groups()

    assert "Group G" in charts.finding(release(of))
    assert "Group G of the people of the harbour" in {dot["group"] for dot in marks(of)["shares"]}


def test_where_nobody_was_there_people_are_counted_and_no_bar_is_drawn() -> None:
    of = examples.nobody_on_the_first_day()

    said = written(of)
    assert {"nobody there", "14 of 50", "26 of 82"} <= set(said)
    assert "Nobody was at the level on one of the days" in " ".join(said)
    assert not {"raised", "lowered", "shares"} & set(marks(of))


@each_width
def test_a_level_of_few_people_has_no_points_and_no_percentages(width: str) -> None:
    of = examples.a_small_level()

    said = [*written(of, width), charts.table_text(release(of)), charts.finding(release(of))]
    assert "points" not in " ".join(said)
    assert "%" not in " ".join(said)
    # None of ten retired, of 33 on average: s = (12/32 + 20/34) / 2 = 0.48, so 10 x 0.48 / 33.
    assert "up 1 in 7" in said


def test_a_hidden_group_is_named_once_and_not_flow_by_flow() -> None:
    of = release(examples.with_a_small_group())

    assert charts.what_is_hidden(of) == (
        "Hidden: women (its figures would give a smaller group away). "
        "Hidden: non-binary people (fewer than 10 people)."
    )
    assert "Hidden: Non-binary people (fewer than 10 people)." in written(
        examples.with_a_small_group()
    )


# --- the sentence ---------------------------------------------------------------------------------


def test_the_finding_tells_the_change_and_the_flow_that_moved_it_most() -> None:
    # Of women: promoted out -(9 - s 40) / T = 2.49 points, more than any other flow.
    assert charts.finding(release(examples.women_and_men())) == (
        "At level 3 (Officer), 31 in 100 were women on 1 January 2024, and 37 in 100 on "
        "1 January 2026; the 40 people promoted out of it, 9 of them women, moved the share most, "
        "up by 2.5\u00a0points."
    )


def test_where_nothing_moved_the_share_the_finding_says_so() -> None:
    assert charts.finding(release(examples.nothing_moved())).endswith("no flow moved the share.")


def test_a_share_of_nobody_is_not_said() -> None:
    assert charts.finding(release(examples.nobody_on_the_first_day())) == (
        "At level 3 (Officer), nobody was there on 1 January 2024, and 26 of 82 were women on "
        "1 January 2026: a share of nobody, and its change, cannot be said."
    )


def test_counting_everybody_leaves_nothing_to_chance() -> None:
    of = release(examples.women_and_men())

    assert charts.smallest_gap(of) == ""
    assert not charts.stands_clear(of)
    assert said_by(charts.svg(of), "desc") == charts.finding(of)


def test_where_no_group_is_shown_that_is_the_finding() -> None:
    assert charts.description(release(examples.nobody_is_shown())) == (
        "No figure can be shown here: every group is hidden or empty. "
        "Hidden: women and men (fewer than 10 people)."
    )


# --- the table ------------------------------------------------------------------------------------


def test_the_table_has_a_row_per_flow_with_its_points_and_no_column_of_bands() -> None:
    told = charts.table_text(release(examples.women_and_men())).splitlines()

    assert told[2].split() == ["Flow", "Gender", "Share,", "or", "change", "of", "it", "People"]
    assert "Retired                        Men     \u22121.5\u00a0points" in "\n".join(told)


def test_flows_of_which_only_the_effect_may_be_told_name_everybody_in_them() -> None:
    of = examples.women_and_men()
    rows = [replace(row, count=None) if row.at["flow"] == "moved in" else row for row in of.rows]

    shown = release(replace(of, rows=tuple(rows)))

    assert "10 people" in [each.text for each in words_in(charts.svg(shown))]
    assert "Moved in                       Women   \u22120.2\u00a0points" in charts.table_text(
        shown
    )


def test_a_ledger_that_the_gate_hides_says_why_and_claims_nothing_else() -> None:
    of = examples.ledger(["Women", "Men"], [62, 138], {"joined": (3, 4)})

    said = " ".join(written(of))
    assert "Hidden: Women, Men (fewer than 10 people moved)." in said
    assert "Nobody was at the level" not in said


@each_width
def test_flows_that_the_ledger_tells_together_are_all_named_in_the_picture(width: str) -> None:
    together = (
        "left: end of contract, left: involuntary, left: other, left: retirement, left: death"
    )
    of = examples.ledger(["Women", "Men"], [62, 138], {"joined": (12, 18), together: (7, 12)})

    said = " ".join(written(of, width))
    assert "Contract ended, let go, left for another reason, retired, died" in said


def test_flows_gathered_by_the_ledger_keep_their_names() -> None:
    told = charts.table_text(release(examples.women_and_men()))

    assert "Died, described otherwise now" in told


def test_the_ends_of_a_ledger_are_called_as_the_engine_calls_them() -> None:
    assert values.LEDGER_ENDS == (rules.OPENING, rules.CLOSING)
