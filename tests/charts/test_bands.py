"""One row per group: where its marks and words stand, and what they say without their colours."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from charts import examples
from charts.any_figures import figures, quickly
from charts.drawn import outside, overlapping, words_in
from hypothesis import given
from hypothesis import strategies as st

from tiebeam import charts
from tiebeam.charts.arrange import panels
from tiebeam.charts.tokens import LIGHT
from tiebeam.engine.disclosure import Exact, Released, Row, release

ACCENT, RUST, PAPER = LIGHT.accent, LIGHT.rust, LIGHT.paper


def layers(figure: Released, **how: Any) -> dict[str, list[dict[str, Any]]]:
    """The values of every layer of the picture with bands, by its name."""
    spec = charts.picture(figure, **({"theme": "light", "form": "bands"} | how))
    return {layer["name"]: layer["data"]["values"] for layer in spec["layer"]}


def scale(figure: Released, **how: Any) -> tuple[list[float], list[float]]:
    """The values at the ends of the plot, and the pixels at which they stand."""
    spec = charts.picture(figure, **({"theme": "light", "form": "bands"} | how))
    found = [each["encoding"]["x"]["scale"] for each in spec["layer"] if each["name"] == "dots"]
    return found[0]["domain"], found[0]["range"]


def texts(figure: Released, **how: Any) -> list[str]:
    return [each.text for each in words_in(charts.svg(figure, **how))]


def beside_everybody(share: float, *, measure: str, at: dict[str, str | int]) -> Released:
    """One group of 1,000 beside everybody, of whom 200 in 1,000 are counted."""
    rows = [
        examples.row({"g": "Deck"}, round(1_000 * share), 1_000, at),
        examples.row({}, 2_000, 10_000, at),
    ]
    return release(examples.exact(rows, measure=measure, by=("g",)))


# --- marks ----------------------------------------------------------------------------------------


@quickly
@given(figure=figures(), width=st.sampled_from(["wide", "narrow"]))
def test_each_group_with_a_value_has_one_dot_at_it_and_its_own_band(
    figure: Released, width: str
) -> None:
    shown = [line for panel in panels(figure) for line in panel.lines if line.row is not None]
    shown = [line for line in shown if line.row is not None and line.row.value is not None]

    drawn = layers(figure, width=width)

    dots, bands = drawn.get("dots", []), drawn.get("bands", [])
    assert [dot["group"] for dot in dots] == [line.name for line in shown]
    low, high = scale(figure, width=width)[0] if dots else (0.0, 0.0)
    for line, dot, band in zip(shown, dots, bands, strict=True):
        row = line.row
        assert row is not None
        assert row.low is not None
        assert row.high is not None
        assert dot["value"] == row.value
        assert (band["low"], band["high"]) == (max(row.low, low), min(row.high, high))
        assert band["y"] == dot["y"]
    means = [line for line in shown if line.mean is not None and line.mean.value is not None]
    drawn_means = [(each["group"], each["value"]) for each in drawn.get("means", [])]
    assert drawn_means == [(line.name, line.mean.value) for line in means if line.mean is not None]


@quickly
@given(figure=figures(), width=st.sampled_from(["wide", "narrow"]))
def test_a_filled_dot_stands_clear_of_everybody_and_no_other(figure: Released, width: str) -> None:
    arranged = panels(figure)
    drawn = layers(figure, width=width)
    has_line = "everybody" in drawn

    dots = iter(drawn.get("dots", []))
    for panel in arranged:
        middle = panel.everybody.value if panel.everybody is not None and has_line else None
        for _, row in panel.shown:
            assert row.low is not None
            assert row.high is not None
            dot = next(dots)
            touches = middle is not None and row.low <= middle <= row.high
            assert (dot["inside"] == PAPER) is touches
            assert dot["inside"] in {PAPER, dot["colour"]}


@pytest.mark.parametrize(
    ("measure", "share", "at", "colour"),
    [
        ("promotion_rate", 0.10, {}, RUST),
        ("promotion_rate", 0.30, {}, ACCENT),
        ("promotion_rate", 0.20, {}, ACCENT),
        ("exit_rate", 0.30, {"reason": "any"}, RUST),
        ("exit_rate", 0.30, {"reason": "voluntary"}, RUST),
        ("exit_rate", 0.10, {"reason": "any"}, ACCENT),
        ("exit_rate", 0.30, {"reason": "retirement"}, ACCENT),
        ("exit_rate", 0.30, {"reason": "death"}, ACCENT),
        ("exit_rate", 0.30, {"reason": "end of contract"}, ACCENT),
        ("top_share", 0.10, {"end": "top"}, ACCENT),
        ("top_share", 0.30, {"end": "bottom"}, ACCENT),
    ],
)
def test_rust_stands_on_the_side_that_hurts_and_the_figure_is_written_in_it(
    measure: str, share: float, at: dict[str, str | int], colour: str
) -> None:
    drawn = layers(beside_everybody(share, measure=measure, at=at))

    (dot,), (band,) = drawn["dots"], drawn["bands"]
    assert dot["colour"] == band["colour"] == colour
    assert ("text_hurt_right" in drawn) is (colour == RUST)


def test_pay_below_everybody_hurts_and_pay_above_does_not() -> None:
    drawn = layers(release(examples.pay_medians()))

    colours = {dot["group"]: dot["colour"] for dot in drawn["dots"]}
    assert colours == {"Women": RUST, "Men": ACCENT, "Not stated": ACCENT}
    assert [each["colour"] for each in drawn["means"]] == [RUST, ACCENT, ACCENT]


def test_a_group_alone_is_a_filled_dot_without_a_line_beside_it() -> None:
    drawn = layers(release(examples.exact([examples.row({"g": "Deck"}, 30, 300)], by=("g",))))

    assert [dot["inside"] for dot in drawn["dots"]] == [ACCENT]
    assert "everybody" not in drawn


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_the_line_of_everybody_stands_at_the_value_of_its_own_level(width: str) -> None:
    figure = release(examples.levels_and_groups())

    lines = layers(figure, width=width)["everybody"]

    # 151 of 1,045, 96 of 685, 50 of 401 and 21 of 208.
    assert list(dict.fromkeys(round(each["value"], 4) for each in lines)) == [
        0.1445,
        0.1401,
        0.1247,
        0.101,
    ]
    assert all(each["y"] < each["y2"] for each in lines)


def test_on_a_phone_the_line_of_everybody_crosses_every_row() -> None:
    figure = release(examples.levels_and_groups())

    lines = layers(figure, width="narrow")["everybody"]

    # Five groups at three levels and three at the fourth.
    assert len(lines) == 18
    assert [(each["y"] + each["y2"]) / 2 for each in lines] == [
        dot["y"] for dot in layers(figure, width="narrow")["dots"]
    ]


def test_everybody_stands_on_the_scale_even_where_all_shown_groups_are_far_away() -> None:
    rows = [
        examples.pay({"g": "Deck"}, "median", 41_000, 300, 400),
        examples.pay({"g": "Bridge"}, "median", 42_000, 300, 400),
        examples.pay({}, "median", 71_000, 300, 2_000),
    ]
    figure = release(examples.exact(rows, measure="pay_gap", unit="EUR", by=("g",)))

    low, high = scale(figure)[0]

    assert low < 41_000 < 71_000 < high


def test_a_dot_without_a_band_says_nothing_of_chance_and_is_filled() -> None:
    rows = [gap("Deck", 0.1, (None, None)), examples.row({}, 300, 3_000)]
    figure = release(examples.exact(rows, by=("g",)))

    (dot,) = layers(figure)["dots"]

    assert dot["inside"] == dot["colour"] == ACCENT


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_marks_of_a_group_stand_on_the_line_of_its_name(width: str) -> None:
    figure = release(examples.federal_promotions())
    spec = charts.picture(figure, width=width, theme="page")
    dots = next(each for each in spec["layer"] if each["name"] == "dots")["data"]["values"]
    names = {each.text: each for each in words_in(charts.svg(figure, width=width))}

    for dot in dots:
        name = names[dot["group"]]
        if width == "wide":
            assert name.top < dot["y"] < name.bottom
        else:
            assert name.bottom < dot["y"] < name.bottom + 30


# --- rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_place_without_a_name_leaves_no_empty_line_where_its_heading_would_stand(
    width: str,
) -> None:
    figure = release(examples.exact([examples.row({"g": "Women"}, 30, 300)], by=("g",)))

    drawn = words_in(charts.svg(figure, width=width))

    assert next(each for each in drawn if each.text == "Women").top < 20


# --- the scale ------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["page", "light"])
@pytest.mark.parametrize("width", ["wide", "narrow", "print"])
def test_a_band_that_is_cut_is_marked_at_each_end_that_is_cut(width: str, theme: str) -> None:
    rows = [
        examples.pay({"g": "Women"}, "median", 41_000, 300, 400),
        examples.pay({"g": "Men"}, "median", 44_000, 300, 400),
        examples.pay({"g": "Trainees"}, "median", 42_000, 40_000, 12),
    ]
    figure = release(examples.exact(rows, measure="pay_gap", unit="EUR", by=("g",)))

    drawn = charts.svg(figure, width=width, theme=theme)

    written = {each.text: each for each in words_in(drawn)}
    assert written["‹"].right < written["›"].left
    assert "ends in ‹ or ›" in " ".join(written)
    assert outside(drawn) == []
    assert overlapping(drawn) == []


def test_words_of_the_scale_stay_apart_where_the_edge_moves_one_inwards() -> None:
    # On a phone "−20 %" stands at the left end, and reaches 8 px further than its tick.
    rows = [
        gap("Night shift", -0.08, (-0.20, 0.04)),
        gap("Day shift", 0.02, (-0.01, 0.05)),
    ]
    figure = release(examples.exact(rows, measure="pay_gap", by=("g",)))

    drawn = charts.svg(figure, width="narrow")

    assert "\u221220\u00a0%" in [each.text for each in words_in(drawn)]
    assert overlapping(drawn) == []


def gap(name: str, value: float, band: tuple[float | None, float | None]) -> Row:
    low, high = band
    return Row(
        group={"g": name},
        at={},
        n=400,
        count=None,
        value=value,
        low=low,
        high=high,
        members=400,
    )


def test_on_a_phone_a_count_that_does_not_fit_beside_a_large_pay_stands_below_it() -> None:
    rows = [
        examples.pay({"g": name}, statistic, pay, 3_000_000, 12_684)
        for name, median in (("Women", 96_400_000), ("Men", 104_900_000))
        for statistic, pay in (("median", median), ("mean", median + 20_000_000))
    ]
    figure = release(examples.exact(rows, measure="pay_gap", unit="IDR", by=("g",)))

    drawn = charts.svg(figure, width="narrow")

    written = {each.text: each for each in words_in(drawn)}
    assert outside(drawn) == overlapping(drawn) == []
    assert (
        written["Women"].bottom
        < written["96,400,000\u00a0IDR"].bottom
        < written["12,684 people · mean 116,400,000"].bottom
        < written["Men"].top
    )


@quickly
@given(figure=figures(), width=st.sampled_from(["wide", "narrow"]))
def test_each_word_of_the_scale_stands_at_its_value(figure: Released, width: str) -> None:
    drawn = layers(figure, width=width)
    if "dots" in drawn and figure.unit == "EUR":
        (low, high), (left, right) = scale(figure, width=width)
        room = 328 - 24 if width == "narrow" else 720 - 40

        for tick in drawn.get("text_tick_center", []):
            value = float(tick["text"].replace(",", "").replace("\u2212", "-"))
            x = left + (value - low) / (high - low) * (right - left)
            at_an_edge = min(x, room - x) < 60
            assert at_an_edge or tick["x"] == pytest.approx(x, abs=0.6)


def test_a_scale_of_shares_begins_at_nothing_and_its_words_are_round() -> None:
    figure = release(examples.levels_and_groups())

    (low, high), (left, right) = scale(figure)
    ticks = layers(figure)["text_tick_center"]

    assert low == 0
    assert [each["text"] for each in ticks] == [f"{ten}\u00a0%" for ten in (0, 10, 20, 30)]
    assert [each["x"] for each in ticks] == pytest.approx(
        [left + value / (high - low) * (right - left) for value in (0, 0.1, 0.2, 0.3)]
    )


@pytest.mark.parametrize(
    ("groups", "scales"), [(8, 1), (9, 3)], ids=["short places", "long places"]
)
def test_the_scale_stands_below_the_last_place_and_below_each_that_is_long(
    groups: int, scales: int
) -> None:
    rows = [
        examples.row({"g": f"Crew {index}"}, 30, 300, {"level": level})
        for level in (1, 2, 3)
        for index in range(groups)
    ]

    drawn = words_in(charts.svg(release(examples.exact(rows, by=("g",)))))

    lowest = max(each.bottom for each in drawn if each.text.startswith("Crew "))
    assert [each.text for each in drawn].count("0\u00a0%") == scales
    assert max(each.top for each in drawn if each.text == "0\u00a0%") > lowest


def test_no_scale_is_drawn_where_no_group_has_a_figure() -> None:
    hidden = release(examples.exact([examples.row({"g": "Deck"}, 1, 5)], by=("g",)))

    assert texts(hidden) == ["Hidden: Deck (fewer than 10 people)."]


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [each for each in examples.ALL if each != "hostile"])
@pytest.mark.parametrize("form", ["bands", "dots"])
def test_a_phone_shows_every_word_of_the_wide_picture(name: str, form: str) -> None:
    figure = release(examples.ALL[name]())

    def written(width: str) -> list[str]:
        drawn = layers(figure, width=width, form=form)
        kept = [
            each["text"]
            for name, values in drawn.items()
            if name.startswith("text_") and "tick" not in name and "headline" not in name
            for each in values
        ]
        return sorted(" ".join(kept).split())

    assert written("narrow") == written("wide")


def test_a_phone_and_a_print_mark_the_same_groups_as_the_wide_picture() -> None:
    figure = release(examples.levels_and_groups())

    wide, narrow = layers(figure), layers(figure, width="narrow")

    def marked(drawn: dict[str, list[dict[str, Any]]]) -> list[tuple[str, ...]]:
        keys = ("place", "group", "value", "colour", "inside")
        return [tuple(dot[key] for key in keys) for dot in drawn["dots"]]

    assert marked(wide) == marked(narrow)


@pytest.mark.parametrize(
    ("figure", "notes"),
    [
        (examples.small_employer(),
         "Each line is the band that probably holds the true figure. "
         "A filled dot stands clear of everybody; a hollow one may be chance."),
        (examples.exact([examples.row({"g": "Deck"}, 30, 300)], by=("g",)),
         "Each line is the band that probably holds the true figure."),
        (examples.pay_medians(),
         "Dot: the median. Short bar: the mean. "
         "Each line is the band that probably holds the true figure. "
         "A filled dot stands clear of everybody; a hollow one may be chance."),
    ],
    ids=["with everybody", "one group", "pay"],
)  # fmt: skip
def test_the_note_explains_the_marks_that_are_drawn_and_no_others(
    figure: Exact, notes: str
) -> None:
    drawn = layers(release(figure))

    assert " ".join(each["text"] for each in drawn["text_note_left"]) == notes


def test_of_many_hidden_groups_four_are_named() -> None:
    rows = [examples.row({"g": f"Crew {index}"}, 1, 5) for index in range(6)]

    written = " ".join(texts(release(examples.exact(rows, by=("g",)))))

    assert written == ("Hidden: Crew 0, Crew 1, Crew 2, Crew 3 and 2 more (fewer than 10 people).")


def test_everybody_of_a_small_place_is_said_in_counts() -> None:
    rows = [examples.row({"g": name}, 3, 20) for name in ("Women", "Men")]

    written = texts(release(examples.exact([*rows, examples.row({}, 6, 40)], by=("g",))))

    assert "everybody 6 of 40" in written


@pytest.mark.parametrize(("groups", "says_so"), [(19, False), (20, True)])
def test_from_twenty_rows_on_the_note_counts_those_that_chance_would_mark(
    groups: int, says_so: bool
) -> None:
    rows = [examples.row({"g": f"Crew {index}"}, 30, 300) for index in range(groups)]
    everybody = examples.row({}, 30 * groups, 300 * groups)

    written = " ".join(texts(release(examples.exact([*rows, everybody], by=("g",)))))

    assert ("Of 20 rows, about 1 would stand clear by chance." in written) is says_so
    assert ("stand clear by chance" in written) is says_so


def test_two_hundred_groups_are_drawn_each_on_its_own_line() -> None:
    rows = [examples.row({"g": f"Crew {index}"}, 10 + index % 30, 300) for index in range(200)]
    figure = release(examples.exact(rows, by=("g",)))

    drawn = charts.svg(figure, width="narrow")

    assert outside(drawn) == []
    names = [each for each in words_in(drawn) if each.text.startswith("Crew ")]
    assert len(names) == 200
    assert all(one.bottom < other.top for one, other in pairwise(names))
