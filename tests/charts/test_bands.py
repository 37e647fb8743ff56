"""One row per group: where its marks and words stand, and what they say without their colours."""

from __future__ import annotations

import pytest
from charts import examples
from charts.drawn import outside, overlapping, words_in

from tiebeam import charts
from tiebeam.engine.disclosure import Row, release


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


def gap(name: str, value: float, band: tuple[float, float]) -> Row:
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
