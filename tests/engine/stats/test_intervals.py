"""Ranges, against published tables, against statsmodels, and against what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tiebeam.engine.stats.counts import EmptyGroup, ImpossibleCount, MoreSelectedThanPool
from tiebeam.engine.stats.intervals import (
    Interval,
    NoPersonTime,
    NotANumber,
    NoValues,
    median_interval,
    newcombe_difference,
    poisson_exact,
    ratio_interval,
    wilson,
)
from tiebeam.engine.stats.normal import ImpossibleShare

confidences = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99, 0.999])


@st.composite
def groups(draw, largest=2000):
    """selected, pool"""
    pool = draw(st.integers(1, largest))
    return draw(st.integers(0, pool)), pool


def ratio_of(a, b, **options):
    return ratio_interval(selected_a=a[0], pool_a=a[1], selected_b=b[0], pool_b=b[1], **options)


def difference_of(a, b, **options):
    return newcombe_difference(
        selected_a=a[0], pool_a=a[1], selected_b=b[0], pool_b=b[1], **options
    )


# Wilson


@pytest.mark.parametrize(
    ("selected", "pool", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_ranges(selected, pool, low, high):
    span = wilson(selected=selected, pool=pool)

    assert span == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(groups(), confidences)
def test_wilson_matches_statsmodels(group, confidence):
    from statsmodels.stats.proportion import proportion_confint

    selected, pool = group

    span = wilson(selected=selected, pool=pool, confidence=confidence)

    expected = proportion_confint(selected, pool, alpha=1 - confidence, method="wilson")
    assert span == pytest.approx(expected, abs=1e-12)


@given(groups(largest=10**9), confidences)
def test_wilson_holds_the_share_that_was_seen_and_stays_within_0_to_1(group, confidence):
    selected, pool = group

    low, high = wilson(selected=selected, pool=pool, confidence=confidence)

    assert 0 <= low <= selected / pool <= high <= 1


@given(groups(), confidences)
def test_wilson_for_those_not_selected_is_the_mirror_image(group, confidence):
    selected, pool = group

    low, high = wilson(selected=selected, pool=pool, confidence=confidence)

    mirror = wilson(selected=pool - selected, pool=pool, confidence=confidence)
    assert (low, high) == pytest.approx((1 - mirror.high, 1 - mirror.low), abs=1e-14)


@given(groups())
def test_more_confidence_needs_a_wider_range(group):
    selected, pool = group

    usual = wilson(selected=selected, pool=pool, confidence=0.95)
    surer = wilson(selected=selected, pool=pool, confidence=0.99)

    assert surer.low <= usual.low
    assert usual.high <= surer.high


def test_wilson_is_exactly_zero_for_nobody_and_exactly_one_for_everybody():
    assert wilson(selected=0, pool=7).low == 0.0
    assert wilson(selected=7, pool=7).high == 1.0


@given(st.lists(groups(), min_size=1, max_size=30), confidences)
def test_many_groups_at_once_give_the_same_ranges_as_one_by_one(some, confidence):
    selected, pool = (np.array(column) for column in zip(*some, strict=True))

    low, high = wilson(selected=selected, pool=pool, confidence=confidence)

    alone = [wilson(selected=s, pool=p, confidence=confidence) for s, p in some]
    assert low.tolist() == pytest.approx([span.low for span in alone], abs=1e-15)
    assert high.tolist() == pytest.approx([span.high for span in alone], abs=1e-15)


def test_many_numbers_selected_from_one_pool_are_possible():
    low, high = wilson(selected=np.array([0, 5, 10]), pool=10)

    assert low[1] == pytest.approx(1 - high[1])
    assert (low[0], high[2]) == (0.0, 1.0)


def test_a_single_group_gives_plain_numbers():
    low, high = wilson(selected=np.int64(3), pool=np.int64(9))

    assert type(low) is float
    assert type(high) is float


def test_wilson_stops_at_impossible_groups():
    with pytest.raises(EmptyGroup):
        wilson(selected=0, pool=0)
    with pytest.raises(MoreSelectedThanPool):
        wilson(selected=3, pool=2)
    with pytest.raises(ImpossibleCount):
        wilson(selected=-1, pool=2)
    with pytest.raises(ImpossibleShare):
        wilson(selected=1, pool=2, confidence=95)
    with pytest.raises(EmptyGroup):
        wilson(selected=np.array([0, 1]), pool=np.array([0, 1]))


# Differences


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_gives_the_published_ranges(a, b, low, high):
    assert difference_of(a, b) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(groups(), groups(), confidences)
def test_newcombe_matches_statsmodels(a, b, confidence):
    from statsmodels.stats.proportion import confint_proportions_2indep

    span = difference_of(a, b, confidence=confidence)

    expected = confint_proportions_2indep(
        *a, *b, compare="diff", method="newcomb", alpha=1 - confidence
    )
    assert span == pytest.approx(expected, abs=1e-12)


@given(groups(largest=10**9), groups(largest=10**9), confidences)
def test_newcombe_holds_the_difference_that_was_seen(a, b, confidence):
    low, high = difference_of(a, b, confidence=confidence)

    assert -1 <= low <= a[0] / a[1] - b[0] / b[1] <= high <= 1


@given(groups(), groups(), confidences)
def test_swapping_the_groups_turns_the_difference_round(a, b, confidence):
    low, high = difference_of(a, b, confidence=confidence)

    swapped = difference_of(b, a, confidence=confidence)
    assert (low, high) == pytest.approx((-swapped.high, -swapped.low), abs=1e-14)


@given(st.lists(st.tuples(groups(), groups()), min_size=1, max_size=20))
def test_many_differences_at_once_are_the_same_as_one_by_one(pairs):
    a, b = (np.array(column) for column in zip(*pairs, strict=True))

    low, high = newcombe_difference(
        selected_a=a[:, 0], pool_a=a[:, 1], selected_b=b[:, 0], pool_b=b[:, 1]
    )

    alone = [difference_of(*pair) for pair in pairs]
    assert low.tolist() == pytest.approx([span.low for span in alone], abs=1e-14)
    assert high.tolist() == pytest.approx([span.high for span in alone], abs=1e-14)


def test_the_message_about_a_difference_names_the_group():
    with pytest.raises(EmptyGroup, match="pool_b"):
        difference_of((1, 2), (0, 0))


# Ratios


def test_the_ratio_gives_the_range_of_koopmans_example():
    # Koopman (1984): 36 of 40 against 16 of 80.
    span = ratio_of((36, 40), (16, 80))

    assert span == (pytest.approx(2.94, abs=0.005), pytest.approx(7.15, abs=0.005))


@given(groups(largest=500), groups(largest=500))
def test_the_ratio_matches_statsmodels_score_range(a, b):
    from statsmodels.stats.proportion import confint_proportions_2indep

    # statsmodels cannot start its search at zero counts; those have tests of their own.
    assume(0 < a[0] < a[1] and 0 < b[0] < b[1])

    span = ratio_of(a, b)

    expected = confint_proportions_2indep(*a, *b, compare="ratio", method="score", correction=False)
    assert span == pytest.approx(expected, rel=1e-4)


@given(groups(largest=10**9), groups(largest=10**9), confidences)
def test_the_ratio_holds_the_ratio_that_was_seen(a, b, confidence):
    low, high = ratio_of(a, b, confidence=confidence)

    assert 0 <= low < high
    if b[0]:
        assert low <= a[0] / a[1] / (b[0] / b[1]) <= high


@given(groups(), groups(), confidences)
def test_swapping_the_groups_inverts_the_ratio(a, b, confidence):
    assume(a[0] and b[0])

    low, high = ratio_of(a, b, confidence=confidence)

    swapped = ratio_of(b, a, confidence=confidence)
    assert (low, high) == pytest.approx((1 / swapped.high, 1 / swapped.low), rel=1e-8)


@given(groups(), groups())
def test_the_ratio_leaves_out_one_exactly_when_the_pooled_z_is_significant(a, b):
    selected, everyone = a[0] + b[0], a[1] + b[1]
    assume(0 < selected < everyone)
    variance = selected * (everyone - selected) / everyone**2 * (1 / a[1] + 1 / b[1])
    z = (a[0] / a[1] - b[0] / b[1]) / math.sqrt(variance)
    assume(abs(abs(z) - 1.959964) > 1e-5)

    low, high = ratio_of(a, b)

    assert (low > 1 or high < 1) == (abs(z) > 1.959964)


@given(groups(largest=300), groups(largest=300), confidences)
def test_more_people_of_a_selected_never_lower_the_range(a, b, confidence):
    assume(a[0] < a[1])

    fewer = ratio_of(a, b, confidence=confidence)
    more = ratio_of((a[0] + 1, a[1]), b, confidence=confidence)

    assert more.low >= fewer.low * (1 - 1e-9)
    assert more.high >= fewer.high * (1 - 1e-9)


def test_nobody_selected_from_a_gives_a_ratio_from_zero_up_to_a_limit():
    low, high = ratio_of((0, 20), (10, 20))

    assert low == 0.0
    assert 0 < high < 1


def test_nobody_selected_from_b_gives_a_ratio_without_upper_limit():
    low, high = ratio_of((10, 20), (0, 20))

    assert low > 1
    assert high == math.inf


def test_nobody_selected_at_all_says_nothing_about_the_ratio():
    assert ratio_of((0, 20), (0, 20)) == (0.0, math.inf)


def test_everybody_selected_gives_a_ratio_around_one():
    low, high = ratio_of((5, 5), (8, 8))

    assert low < 1 < high


def test_a_low_confidence_still_finds_both_ends():
    low, high = ratio_of((0, 1000), (10**6, 10**6), confidence=0.1)

    assert low == 0.0
    assert 0 < high < 0.0005


def test_the_ratio_stops_at_impossible_groups():
    with pytest.raises(EmptyGroup, match="pool_a"):
        ratio_of((0, 0), (1, 2))
    with pytest.raises(MoreSelectedThanPool, match="selected_b"):
        ratio_of((1, 2), (3, 2))


# Rates


@pytest.mark.parametrize(
    ("events", "low", "high"),
    # Garwood's limits as printed in many tables of the Poisson distribution, 95 %.
    [
        (0, 0.000, 3.689),
        (1, 0.025, 5.572),
        (2, 0.242, 7.225),
        (3, 0.619, 8.767),
        (4, 1.090, 10.242),
        (5, 1.623, 11.668),
        (10, 4.795, 18.390),
        (20, 12.217, 30.888),
        (50, 37.111, 65.919),
        (100, 81.364, 121.627),
    ],
)
def test_poisson_limits_are_those_in_every_table(events, low, high):
    span = poisson_exact(events=events, exposure=1)

    assert span == (pytest.approx(low, abs=6e-4), pytest.approx(high, abs=6e-4))


@given(st.integers(0, 10**6), st.floats(0.01, 1e6), confidences)
def test_poisson_limits_match_their_definition_by_tails(events, exposure, confidence):
    from scipy.stats import poisson

    low, high = poisson_exact(events=events, exposure=exposure, confidence=confidence)

    tail = (1 - confidence) / 2
    assert poisson.cdf(events, high * exposure) == pytest.approx(tail, rel=1e-6)
    if events:
        assert poisson.sf(events - 1, low * exposure) == pytest.approx(tail, rel=1e-6)
    else:
        assert low == 0.0


@given(st.lists(st.integers(0, 500), min_size=1, max_size=20), confidences)
def test_many_rates_at_once_are_the_same_as_one_by_one(events, confidence):
    exposure = np.arange(1.0, len(events) + 1)

    low, high = poisson_exact(events=np.array(events), exposure=exposure, confidence=confidence)

    alone = [
        poisson_exact(events=count, exposure=float(time), confidence=confidence)
        for count, time in zip(events, exposure, strict=True)
    ]
    assert low.tolist() == pytest.approx([span.low for span in alone])
    assert high.tolist() == pytest.approx([span.high for span in alone])


@pytest.mark.parametrize("exposure", [0, -1, math.nan, math.inf])
def test_no_time_under_observation_means_no_rate(exposure):
    with pytest.raises(NoPersonTime, match="more than 0"):
        poisson_exact(events=1, exposure=exposure)


def test_events_must_be_whole_numbers_from_zero():
    with pytest.raises(ImpossibleCount):
        poisson_exact(events=-1, exposure=1)
    with pytest.raises(ImpossibleCount):
        poisson_exact(events=np.array([1.5]), exposure=1)
    with pytest.raises(ImpossibleShare):
        poisson_exact(events=1, exposure=1, confidence=1)


# Medians


@pytest.mark.parametrize(
    ("people", "rank"),
    # Ranks of the lower end at 95 % as printed in tables for the sign test.
    [(6, 1), (8, 1), (9, 2), (10, 2), (12, 3), (15, 4), (20, 6), (25, 8), (30, 10), (50, 18)],
)
def test_the_median_range_uses_the_ranks_in_every_table(people, rank):
    low, high = median_interval(range(1, people + 1))

    assert (low, high) == (rank, people + 1 - rank)


@pytest.mark.parametrize("people", [1, 2, 3, 4, 5])
def test_five_values_are_too_few_for_a_median_range(people):
    assert median_interval(range(people)) is None


def test_fewer_values_do_when_less_is_promised():
    assert median_interval([1, 2, 3, 4], confidence=0.8) == Interval(1.0, 4.0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=200), confidences)
def test_the_median_range_promises_what_it_says(values, confidence):
    from scipy.stats import binom

    span = median_interval(values, confidence=confidence)

    assume(span is not None)
    ordered = sorted(values)
    assert span.low in ordered
    assert span.high in ordered
    assert span.low <= np.median(values) <= span.high
    rank = max(
        rank
        for rank in range(1, len(values) // 2 + 2)
        if binom.cdf(rank - 1, len(values), 0.5) <= (1 - confidence) / 2 + 1e-12
    )
    assert span == (ordered[rank - 1], ordered[-rank])


@given(st.lists(st.integers(-1000, 1000), min_size=6, max_size=60))
def test_the_median_range_follows_a_change_of_unit(values):
    low, high = median_interval(values)

    assert median_interval([12 * value for value in values]) == (12 * low, 12 * high)


@given(st.lists(st.integers(-1000, 1000), min_size=6, max_size=60), st.randoms())
def test_the_order_of_the_values_does_not_matter(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)

    assert median_interval(shuffled) == median_interval(values)


def test_a_million_values_have_a_median_range():
    low, high = median_interval(np.arange(10**6))

    assert (low + high) / 2 == pytest.approx(499_999.5)
    assert high - low == pytest.approx(1.959964 * 1000, abs=2)


def test_no_values_have_no_median():
    with pytest.raises(NoValues, match="at least one"):
        median_interval([])


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_missing_value_stops_the_median(bad):
    with pytest.raises(NotANumber, match="missing or infinite"):
        median_interval([1, 2, 3, 4, 5, 6, bad])
