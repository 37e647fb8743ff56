"""How small a gap these groups could show."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tiebeam.engine.stats.counts import EmptyGroup, ImpossibleCount
from tiebeam.engine.stats.intervals import NoPersonTime
from tiebeam.engine.stats.normal import ImpossibleShare
from tiebeam.engine.stats.power import (
    ImpossibleRate,
    ImpossibleSpread,
    smallest_gap,
    smallest_mean_gap,
    smallest_median_gap,
    smallest_rate_gap,
)

pools = st.integers(2, 5000)
rates = st.floats(0.01, 0.99)


def power_of(n_a, n_b, rate_a, rate_b, alpha=0.05):
    """How often the pooled Z test finds this, by the normal curve (Fleiss's formula)."""
    from scipy.stats import norm

    pooled = (n_a * rate_a + n_b * rate_b) / (n_a + n_b)
    alike = math.sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b))
    apart = math.sqrt(rate_a * (1 - rate_a) / n_a + rate_b * (1 - rate_b) / n_b)
    return norm.cdf((abs(rate_a - rate_b) - norm.ppf(1 - alpha / 2) * alike) / apart)


# Shares


def test_150_against_150_at_one_half_could_show_about_16_points():
    assert smallest_gap(150, 150, 0.5) == pytest.approx(0.16, abs=0.003)


@given(pools, pools, rates)
def test_a_gap_of_that_size_is_found_at_the_stated_power(n_a, n_b, base):
    gap = smallest_gap(n_a, n_b, base)

    assume(gap is not None)
    powers = [
        power_of(n_a, n_b, base + turn * gap, base) for turn in (1, -1) if 0 < base + turn * gap < 1
    ]
    assert any(power == pytest.approx(0.8, abs=1e-6) for power in powers)


@given(pools, pools, rates)
def test_the_larger_of_both_directions_is_returned(n_a, n_b, base):
    gap = smallest_gap(n_a, n_b, base)

    assume(gap is not None)
    for rate in (base - gap, base + gap):
        if 0 <= rate <= 1:
            assert power_of(n_a, n_b, rate, base) >= 0.8 - 1e-6


@given(pools, pools, rates)
def test_no_gap_at_all_is_returned_only_when_even_the_widest_is_missed(n_a, n_b, base):
    gap = smallest_gap(n_a, n_b, base)

    if gap is None:
        assert power_of(n_a, n_b, 1.0, base) < 0.8 + 1e-9
        assert power_of(n_a, n_b, 0.0, base) < 0.8 + 1e-9


@given(pools, pools, rates)
def test_counting_those_not_selected_changes_nothing(n_a, n_b, base):
    gap, mirrored = smallest_gap(n_a, n_b, base), smallest_gap(n_a, n_b, 1 - base)

    assert mirrored == (pytest.approx(gap, rel=1e-6) if gap is not None else None)


@given(st.integers(20, 2000), st.floats(0.2, 0.8))
def test_more_people_show_smaller_gaps(people, base):
    few, many = smallest_gap(people, people, base), smallest_gap(4 * people, 4 * people, base)

    assume(few is not None and few < min(base, 1 - base))
    assert many < few


def test_more_power_or_fewer_false_alarms_need_a_wider_gap():
    usual = smallest_gap(150, 150, 0.5)

    assert smallest_gap(150, 150, 0.5, power=0.9) > usual
    assert smallest_gap(150, 150, 0.5, alpha=0.01) > usual
    assert smallest_gap(150, 150, 0.5, alpha=0.10) < usual


def test_a_gap_found_in_simulated_decisions_is_found_about_as_often_as_stated():
    rng = np.random.default_rng(20240501)
    gap = smallest_gap(150, 150, 0.5)

    a = rng.binomial(150, 0.5 - gap, 40_000) / 150
    b = rng.binomial(150, 0.5, 40_000) / 150
    pooled = (a + b) / 2
    found = np.abs(a - b) / np.sqrt(pooled * (1 - pooled) * 2 / 150) > 1.959964

    assert found.mean() == pytest.approx(0.8, abs=0.02)


def test_one_person_in_each_group_can_show_nothing():
    assert smallest_gap(1, 1, 0.5) is None


@pytest.mark.parametrize("base", [0, 1, 0.0, 1.0])
def test_a_base_of_none_or_all_still_has_one_direction(base):
    gap = smallest_gap(100, 100, base)

    assert 0.05 < gap < 0.10


def test_when_only_one_direction_is_possible_that_one_counts():
    # Nothing below 2 % could be told from 2 %, but much above can.
    gap = smallest_gap(100, 100, 0.02)

    assert gap > 0.02
    assert power_of(100, 100, 0.02 + gap, 0.02) == pytest.approx(0.8, abs=1e-6)


@pytest.mark.parametrize("base", [0, 1e-9, 0.5, 1 - 1e-9, 1])
def test_a_thousand_million_people_show_tiny_gaps(base):
    gap = smallest_gap(10**9, 10**9, base)

    assert 0 < gap < 1e-4


def test_impossible_questions_about_shares_are_refused():
    with pytest.raises(EmptyGroup, match="pool_a"):
        smallest_gap(0, 5, 0.5)
    with pytest.raises(ImpossibleCount, match="pool_b"):
        smallest_gap(5, 2.5, 0.5)
    for base in (-0.1, 1.1, 50, math.nan):
        with pytest.raises(ImpossibleShare, match="base_rate"):
            smallest_gap(5, 5, base)
    with pytest.raises(ImpossibleShare, match="power"):
        smallest_gap(5, 5, 0.5, power=80)
    with pytest.raises(ImpossibleShare, match="alpha"):
        smallest_gap(5, 5, 0.5, alpha=0)


# Rates per unit of time


@given(st.floats(1, 1e4), st.floats(1, 1e4), st.floats(0.001, 10))
def test_a_rise_of_that_size_is_found_at_the_stated_power(t_a, t_b, base):
    from scipy.stats import norm

    gap = smallest_rate_gap(t_a, t_b, base)

    rate_a = base + gap
    pooled = (t_a * rate_a + t_b * base) / (t_a + t_b)
    alike = math.sqrt(pooled * (1 / t_a + 1 / t_b))
    apart = math.sqrt(rate_a / t_a + base / t_b)
    assert norm.cdf((gap - 1.959964 * alike) / apart) == pytest.approx(0.8, abs=1e-5)


def test_a_rise_found_in_simulated_years_is_found_about_as_often_as_stated():
    rng = np.random.default_rng(20240502)
    gap = smallest_rate_gap(1000, 1000, 0.1)

    a, b = rng.poisson(1000 * (0.1 + gap), 40_000), rng.poisson(100, 40_000)
    found = np.abs(a - b) / np.sqrt(a + b) > 1.959964

    assert found.mean() == pytest.approx(0.8, abs=0.02)


@given(st.floats(1, 1e4), st.floats(0.001, 10), st.floats(0.1, 100))
def test_the_unit_of_time_does_not_matter(time, base, months):
    gap = smallest_rate_gap(time, time, base)

    in_months = smallest_rate_gap(time * months, time * months, base / months)

    assert in_months * months == pytest.approx(gap, rel=1e-6)


def test_more_time_shows_smaller_rises():
    assert smallest_rate_gap(4000, 4000, 0.1) < smallest_rate_gap(1000, 1000, 0.1)


def test_impossible_questions_about_rates_are_refused():
    with pytest.raises(NoPersonTime):
        smallest_rate_gap(0, 1, 0.1)
    for base in (0, -1, math.inf, math.nan):
        with pytest.raises(ImpossibleRate, match="above 0"):
            smallest_rate_gap(1, 1, base)


# Means and medians


def test_64_people_a_group_show_half_a_standard_deviation():
    # Cohen (1988): d = .5 needs 64 in each group at 80 %.
    assert smallest_mean_gap(64, 64, 1.0) == pytest.approx(0.5, abs=0.005)


def test_medians_need_a_quarter_more_than_means():
    mean, median = smallest_mean_gap(64, 64, 1.0), smallest_median_gap(64, 64, 1.0)

    assert median / mean == pytest.approx(1.2533, abs=5e-5)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.floats(0, 1e6), st.floats(0.1, 100))
def test_the_gap_follows_the_unit_of_pay(n_a, n_b, sd, rate):
    gap = smallest_mean_gap(n_a, n_b, sd)

    assert smallest_mean_gap(n_a, n_b, sd * rate) == pytest.approx(gap * rate, rel=1e-9, abs=1e-12)
    assert smallest_mean_gap(n_b, n_a, sd) == pytest.approx(gap)


def test_a_mean_gap_found_in_simulated_pay_is_found_about_as_often_as_stated():
    rng = np.random.default_rng(20240503)
    gap = smallest_mean_gap(100, 50, 1000.0)

    a = rng.normal(gap, 1000, (10_000, 100)).mean(axis=1)
    b = rng.normal(0, 1000, (10_000, 50)).mean(axis=1)
    found = np.abs(a - b) / (1000 * math.sqrt(1 / 100 + 1 / 50)) > 1.959964

    assert found.mean() == pytest.approx(0.8, abs=0.02)


def test_impossible_questions_about_means_are_refused():
    with pytest.raises(EmptyGroup, match="people_b"):
        smallest_mean_gap(5, 0, 1)
    for sd in (-1, math.inf, math.nan):
        with pytest.raises(ImpossibleSpread, match="sd"):
            smallest_median_gap(5, 5, sd)
