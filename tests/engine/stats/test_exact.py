"""Exact chances, against fractions worked out one outcome at a time."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.stats.exact import Outcomes, drawn_from, selected_by_lot


@st.composite
def tables(draw, largest=25):
    """selected_a, pool_a, selected_b, pool_b"""
    pool_a, pool_b = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    return draw(st.integers(0, pool_a)), pool_a, draw(st.integers(0, pool_b)), pool_b


def lots_counted_one_by_one(pool_a: int, pool_b: int, selected: int) -> dict[int, Fraction]:
    """Every way to draw the lots, counted."""
    ways = {
        a: math.comb(pool_a, a) * math.comb(pool_b, selected - a)
        for a in range(max(0, selected - pool_b), min(selected, pool_a) + 1)
    }
    return {a: Fraction(way, sum(ways.values())) for a, way in ways.items()}


@given(tables())
def test_chances_of_lots_match_counting_every_way_to_draw_them(table):
    a, pool_a, b, pool_b = table
    expected = lots_counted_one_by_one(pool_a, pool_b, a + b)

    outcomes = selected_by_lot(pool_a=pool_a, pool_b=pool_b, selected=a + b)

    assert outcomes.lowest == min(expected)
    assert outcomes.chances.tolist() == pytest.approx([float(c) for c in expected.values()])


@given(tables())
def test_tails_match_counting_every_way_to_draw_them(table):
    a, pool_a, b, pool_b = table
    ways = lots_counted_one_by_one(pool_a, pool_b, a + b)
    outcomes = selected_by_lot(pool_a=pool_a, pool_b=pool_b, selected=a + b)

    at_most = sum(chance for count, chance in ways.items() if count <= a)
    at_least = sum(chance for count, chance in ways.items() if count >= a)
    no_more_likely = sum(chance for chance in ways.values() if chance <= ways[a])

    assert outcomes.at_most(a) == pytest.approx(float(at_most))
    assert outcomes.at_least(a) == pytest.approx(float(at_least))
    assert outcomes.as_unlikely(a) == pytest.approx(float(no_more_likely))
    assert outcomes.mid_at_most(a) == pytest.approx(float(at_most - ways[a] / 2), abs=1e-14)
    assert outcomes.mid_at_least(a) == pytest.approx(float(at_least - ways[a] / 2), abs=1e-14)


@given(tables(largest=200))
def test_two_sided_chances_match_scipys_fisher_test(table):
    from scipy.stats import fisher_exact

    a, pool_a, b, pool_b = table
    outcomes = selected_by_lot(pool_a=pool_a, pool_b=pool_b, selected=a + b)

    expected = fisher_exact([[a, pool_a - a], [b, pool_b - b]]).pvalue

    assert outcomes.as_unlikely(a) == pytest.approx(expected, rel=1e-9)


@given(tables(largest=200))
def test_one_sided_chances_match_scipys_fisher_test(table):
    from scipy.stats import fisher_exact

    a, pool_a, b, pool_b = table
    outcomes = selected_by_lot(pool_a=pool_a, pool_b=pool_b, selected=a + b)

    expected = fisher_exact([[a, pool_a - a], [b, pool_b - b]], alternative="less").pvalue

    assert outcomes.at_most(a) == pytest.approx(expected, rel=1e-9)


@given(st.integers(1, 300), st.floats(0.01, 0.99), st.data())
def test_draws_from_a_market_match_scipys_binomial_test(people, share, data):
    from scipy.stats import binomtest

    count = data.draw(st.integers(0, people))
    outcomes = drawn_from(people=people, share=share)

    assert outcomes.as_unlikely(count) == pytest.approx(
        binomtest(count, people, share).pvalue, rel=1e-6
    )
    assert outcomes.at_most(count) == pytest.approx(
        binomtest(count, people, share, alternative="less").pvalue, rel=1e-9
    )


@given(tables())
def test_all_chances_add_up_to_one(table):
    a, pool_a, b, pool_b = table

    outcomes = selected_by_lot(pool_a=pool_a, pool_b=pool_b, selected=a + b)

    assert outcomes.chances.sum() == pytest.approx(1)


def test_the_mirror_image_of_a_result_counts_as_equally_unlikely():
    # 1 of 10 and 9 of 10 when 10 of 20 are drawn: the same chance, whatever the rounding.
    outcomes = selected_by_lot(pool_a=10, pool_b=10, selected=10)

    assert outcomes.as_unlikely(1) == pytest.approx(2 * outcomes.at_most(1))
    assert outcomes.as_unlikely(1) == outcomes.as_unlikely(9)


def test_the_likeliest_result_is_not_unlikely_at_all():
    assert selected_by_lot(pool_a=7, pool_b=9, selected=4).as_unlikely(2) == 1.0


def test_a_count_that_cannot_happen_has_no_chance():
    outcomes = Outcomes(2, drawn_from(people=3, share=0.5).chances)

    assert outcomes.exactly(1) == 0
    assert outcomes.exactly(6) == 0
    assert outcomes.at_most(1) == 0
    assert outcomes.at_least(9) == 0
    assert outcomes.at_most(9) == pytest.approx(1)
    assert outcomes.at_least(0) == pytest.approx(1)


def test_the_two_sided_mid_p_never_exceeds_one():
    assert selected_by_lot(pool_a=1, pool_b=1, selected=1).mid_two_sided(0) == 0.5
    assert selected_by_lot(pool_a=3, pool_b=3, selected=0).mid_two_sided(0) == 1.0


def test_nobody_drawn_leaves_one_possible_result():
    outcomes = selected_by_lot(pool_a=4, pool_b=6, selected=0)

    assert outcomes.lowest == 0
    assert outcomes.chances.tolist() == [1.0]


def test_a_thousand_million_people_need_a_million_steps_and_keep_their_digits():
    from scipy.stats import norm

    outcomes = selected_by_lot(pool_a=10**9, pool_b=10**9, selected=10**9)

    spread = math.sqrt(10**9 / 8)
    assert len(outcomes.chances) < 1_000_000
    assert outcomes.chances.sum() == pytest.approx(1, abs=1e-10)
    assert outcomes.at_most(5 * 10**8 - 22361) == pytest.approx(
        norm.cdf((-22361 + 0.5) / spread), rel=1e-6
    )


def test_rare_selections_among_a_thousand_million_stay_exact():
    # Three drawn from two equal groups: 0 of the first with chance 1/8.
    outcomes = selected_by_lot(pool_a=10**9, pool_b=10**9, selected=3)

    assert outcomes.at_most(0) == pytest.approx(1 / 8)


def test_what_lies_beyond_forty_standard_deviations_has_no_weight():
    outcomes = selected_by_lot(pool_a=10**6, pool_b=10**6, selected=10**6)

    assert outcomes.at_most(100) == 0.0
    assert outcomes.as_unlikely(100) == 0.0
    assert outcomes.at_least(999_999) == 0.0
