"""Less usual figures and how each is read: no interval, no count, one end cut off."""

from __future__ import annotations

from typing import Any

import pytest
from charts import examples
from charts.drawn import circles_in, outside, words_in

from tiebeam import charts
from tiebeam.engine.disclosure import Exact, Released, Row, release


def bare(name: str, value: float | None, **changed: Any) -> Row:
    """A row with nothing but what is given."""
    given: dict[str, Any] = {
        "group": {"g": name} if name else {},
        "at": {},
        "n": None,
        "count": None,
        "low": None,
        "high": None,
        "members": 400,
    }
    return Row(value=value, **(given | changed))


def shown(*rows: Row, **changed: Any) -> Released:
    return release(examples.exact(rows, **({"by": ("g",)} | changed)))


def layer(figure: Released, name: str, **how: Any) -> list[dict[str, Any]]:
    spec = charts.picture(figure, theme="light", **how)
    found = [each["data"]["values"] for each in spec["layer"] if each["name"] == name]
    return found[0] if found else []


def texts(figure: Released, **how: Any) -> list[str]:
    return [each.text for each in words_in(charts.svg(figure, **how))]


def test_figures_without_intervals_get_a_dot_without_a_line_and_no_verdict() -> None:
    figure = shown(bare("Women", 0.1, n=400), bare("Men", 0.2, n=400))

    assert len(layer(figure, "dots")) == 2
    assert layer(figure, "bands") == []
    assert charts.finding(figure) == "10 in 100 women were promoted, and 20 in 100 men."


def test_protected_groups_without_counts_are_said_in_plain_frequencies() -> None:
    figure = shown(bare("Women", 0.1), bare("Men", 0.25))

    assert charts.finding(figure) == ("About 1 in 10 women were promoted, and about 1 in 4 men.")


def test_a_band_that_leaves_the_scale_is_cut_and_marked() -> None:
    rows = [
        bare("Women", 0.02, n=900, low=0.01, high=0.03),
        bare("Men", 0.03, n=60, low=0.001, high=0.6),
    ]

    figure = shown(*rows)

    ends = [band["high"] for band in layer(figure, "bands")]
    assert ends == [0.03, pytest.approx(0.075)]
    assert "›" in texts(figure)


def test_a_band_that_stays_on_the_scale_is_drawn_in_full() -> None:
    bands = layer(release(examples.small_employer()), "bands")

    rows = examples.small_employer().rows
    assert [(band["low"], band["high"]) for band in bands] == [
        (row.low, row.high) for row in rows if row.group
    ]


def test_a_group_with_nobody_in_it_is_said_and_has_no_mark() -> None:
    empty = bare("Men", None, n=0)

    for width in ("wide", "narrow"):
        drawn = charts.svg(shown(bare("Women", 0.1, n=90), empty), width=width)
        assert circles_in(drawn) == 1
        assert "nobody to count" in [each.text for each in words_in(drawn)]


def test_an_undefined_figure_is_said_to_be_none() -> None:
    figure = shown(bare("Women", 0.1, n=90), bare("Men", None, n=90))

    assert "no figure" in texts(figure)


def test_shares_within_each_group_are_compared_between_groups_and_with_everybody() -> None:
    top = {"end": "top"}
    rows = [
        examples.row({"g": "Women"}, 40, 1_000, top),
        examples.row({"g": "Men"}, 120, 1_000, top),
        examples.row({}, 160, 2_000, top),
    ]

    figure = shown(*rows, measure="top_share")

    assert charts.finding(figure).startswith("4 in 100 women are at the top, and 12 in 100 men;")
    assert len(layer(figure, "everybody", form="bands")) == 1


@pytest.mark.parametrize(
    ("at", "start"),
    [
        ({"level": 3}, "At level 3, 5 in 100 women were"),
        ({"level": "SERGEANT"}, "At SERGEANT, 5 in 100 women were"),
        ({"quarter": 2}, "In pay quarter 2, 5 in 100 women were"),
        ({"end": "top"}, "At the top, 5 in 100 women were"),
        ({"reason": "retirement"}, "Retirement: 5 in 100 women were"),
        ({}, "5 in 100 women were"),
    ],
)
def test_a_sentence_begins_with_its_place(at: dict[str, str | int], start: str) -> None:
    rows = [examples.row({"g": "Women"}, 10, 200, at), examples.row({"g": "Men"}, 30, 200, at)]

    assert charts.finding(shown(*rows)).startswith(start)


def test_the_place_with_the_widest_gap_is_the_one_that_is_said() -> None:
    rows = [
        examples.row({"g": "Women"}, 20, 200, {"level": 1}),
        examples.row({"g": "Men"}, 22, 200, {"level": 1}),
        examples.row({"g": "Women"}, 10, 200, {"level": 2}),
        examples.row({"g": "Men"}, 50, 200, {"level": 2}),
    ]

    assert charts.finding(shown(*rows)).startswith("At level 2, 5 in 100 women were promoted")


def test_a_share_of_a_small_whole_is_said_in_counts() -> None:
    rows = [examples.row({"g": "Women"}, 12, 30), examples.row({"g": "Men"}, 18, 30)]

    finding = charts.finding(shown(*rows, measure="hire_share"))

    assert finding == "Of the 30 people hired, 18 are men and 12 are women."


def pay_gaps() -> Exact:
    rows = [
        bare("Night shift", -0.08, n=400, low=-0.1, high=-0.06),
        bare("Day shift", 0.02, n=500, low=-0.01, high=0.05),
    ]
    return examples.exact(rows, measure="pay_gap", by=("g",), title="Gap of median pay")


def test_a_scale_reaches_below_nothing_where_gaps_do() -> None:
    figure = release(pay_gaps())

    assert {"\u22128\u00a0%", "2\u00a0%", "0\u00a0%"} <= set(texts(figure))
    assert outside(charts.svg(figure, width="narrow")) == []


def test_a_gap_already_names_its_side_so_it_takes_no_rust() -> None:
    everybody = bare("", 0.01, n=900)
    figure = shown(*pay_gaps().rows, everybody, measure="pay_gap")

    assert {dot["colour"] for dot in layer(figure, "dots")} == {"#0e5c5c"}


def test_pay_by_the_hour_keeps_its_cents() -> None:
    rows = [
        examples.pay({"g": "Women"}, "median", 17.2, 0.4, 300),
        examples.pay({"g": "Men"}, "median", 18.05, 0.4, 300),
    ]

    figure = shown(*rows, measure="pay_gap", unit="GBP")

    assert "17.20\u00a0GBP" in texts(figure)


def test_a_mean_alone_is_drawn_as_the_figure_and_called_a_mean() -> None:
    rows = [
        examples.pay({"g": "Women"}, "mean", 41_000, 900, 300),
        examples.pay({"g": "Men"}, "mean", 46_000, 900, 300),
    ]

    figure = shown(*rows, measure="pay_gap", unit="EUR")

    assert charts.finding(figure).startswith("The mean pay of women was")
    assert layer(figure, "means") == []


def test_everybody_can_be_hidden_too() -> None:
    figure = shown(bare("", 0.1, members=4))

    assert "Hidden: everybody (fewer than 10 people)." in texts(figure)


def test_long_reasons_and_many_hidden_groups_stay_within_a_phone() -> None:
    rows = [bare(f"Unit {index} " + "of the far north " * 6, 0.1, members=3) for index in range(6)]
    figure = shown(*rows)

    for width in ("wide", "narrow", "print"):
        drawn = charts.svg(figure, width=width, theme="light")
        assert outside(drawn) == []
        assert circles_in(drawn) == 0


def test_rows_of_every_panel_share_one_scale() -> None:
    spec = charts.picture(release(examples.levels_and_groups()))

    scales = [
        each["encoding"]["x"]["scale"]
        for each in spec["layer"]
        if each["name"] in {"grid", "bands", "dots", "everybody"}
    ]
    assert len(scales) == 4
    assert all(scale == scales[0] for scale in scales)


def test_panels_stand_in_the_order_in_which_their_places_come() -> None:
    drawn = words_in(charts.svg(release(examples.levels_and_groups())))

    headings = sorted((each.top, each.text) for each in drawn if each.text.startswith("Level"))
    assert [text for _, text in headings] == ["Level 1", "Level 2", "Level 3", "Level 4"]


def test_on_a_phone_names_stand_above_their_marks() -> None:
    figure = release(examples.federal_promotions())

    name = next(
        each for each in words_in(charts.svg(figure, width="narrow")) if each.text == "White men"
    )
    dot = next(
        each for each in layer(figure, "dots", width="narrow") if each["group"] == "White men"
    )
    page = charts.picture(figure, width="narrow")
    first = next(each for each in page["layer"] if each["name"] == "dots")["data"]["values"][0]

    assert name.left == 0
    assert name.bottom < first["y"]
    assert dot["value"] == pytest.approx(684 / 66_435)


def test_the_vega_lite_specification_loads_nothing_and_names_its_version() -> None:
    spec = charts.picture(release(examples.levels_and_groups()))

    assert spec["$schema"].endswith("/v6.json")
    assert "url" not in str([each["data"] for each in spec["layer"]])
