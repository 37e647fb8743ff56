"""Events per person-year."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tiebeam.engine.stats.counts import ImpossibleCount
from tiebeam.engine.stats.intervals import NoPersonTime
from tiebeam.engine.stats.normal import ImpossibleShare
from tiebeam.engine.stats.person_time import compare_rates, rate

events = st.integers(0, 400)
exposures = st.floats(0.5, 5000)


def compared(a, b, **options):
    return compare_rates(events_a=a[0], exposure_a=a[1], events_b=b[0], exposure_b=b[1], **options)


def test_a_rate_is_events_divided_by_time():
    leavers = rate(events=12, exposure=480.0)

    assert leavers.rate == 0.025
    assert leavers.low == pytest.approx(0.01292, abs=5e-6)
    assert leavers.high == pytest.approx(0.04367, abs=5e-6)


def test_no_event_still_leaves_room_above():
    nobody = rate(events=0, exposure=100)

    assert (nobody.rate, nobody.low) == (0.0, 0.0)
    assert nobody.high == pytest.approx(0.03689, abs=5e-6)


def test_the_example_of_rs_help_page_gives_its_ratio_and_range():
    # R, ?poisson.test: lung cancer in Fredericia against three other Danish cities (eba1977).
    found = compared((11, 800), (6 + 8 + 7, 1083 + 1050 + 878))

    assert found.ratio == pytest.approx(1.971488, abs=5e-7)
    assert found.ratio_low == pytest.approx(0.8584264, abs=5e-7)
    assert found.ratio_high == pytest.approx(4.2772659, abs=5e-7)


def test_p_doubles_the_smaller_exact_tail():
    # 8 events against 2 in equal time: 2 * (1 + 10 + 45) / 2**10.
    found = compared((8, 100), (2, 100))

    assert found.p == pytest.approx(2 * 56 / 1024)


def test_p_never_exceeds_one():
    assert compared((3, 10), (3, 10)).p == 1.0


def test_a_group_without_events_gives_a_ratio_of_zero():
    found = compared((0, 100), (7, 100))

    assert (found.ratio, found.ratio_low) == (0.0, 0.0)
    assert 0 < found.ratio_high < 1


def test_a_reference_without_events_has_no_ratio_but_a_lower_limit():
    found = compared((7, 100), (0, 100))

    assert found.ratio is None
    assert found.ratio_high is None
    assert found.ratio_low > 1


def test_two_groups_without_events_cannot_be_compared():
    found = compared((0, 100), (0, 50))

    assert (found.ratio, found.ratio_low, found.ratio_high, found.p) == (None, None, None, 1.0)


@given(events, exposures, events, exposures)
def test_p_matches_the_binomial_tails_of_scipy(events_a, exposure_a, events_b, exposure_b):
    from scipy.stats import binom

    total, share = events_a + events_b, exposure_a / (exposure_a + exposure_b)
    tails = binom.cdf(events_a, total, share), binom.sf(events_a - 1, total, share)

    found = compared((events_a, exposure_a), (events_b, exposure_b))

    assert found.p == pytest.approx(min(1.0, 2 * min(tails)), rel=1e-7, abs=1e-280)


@given(events, exposures, events, exposures)
def test_the_range_matches_clopper_and_pearson_in_statsmodels(
    events_a, exposure_a, events_b, exposure_b
):
    from statsmodels.stats.proportion import proportion_confint

    assume(events_a and events_b)

    found = compared((events_a, exposure_a), (events_b, exposure_b))

    shares = proportion_confint(events_a, events_a + events_b, method="beta")
    low, high = (share / (1 - share) * exposure_b / exposure_a for share in shares)
    assert (found.ratio_low, found.ratio_high) == pytest.approx((low, high), rel=1e-8)


@given(events, exposures, events, exposures)
def test_the_range_leaves_out_one_exactly_when_p_is_below_five_percent(
    events_a, exposure_a, events_b, exposure_b
):
    found = compared((events_a, exposure_a), (events_b, exposure_b))

    assume(abs(found.p - 0.05) > 1e-9)
    low = found.ratio_low if found.ratio_low is not None else 0.0
    high = found.ratio_high if found.ratio_high is not None else math.inf
    assert (low > 1 or high < 1) == (found.p < 0.05)


@given(events, exposures, events, exposures)
def test_swapping_the_groups_inverts_the_ratio_and_keeps_p(
    events_a, exposure_a, events_b, exposure_b
):
    assume(events_a and events_b)

    found = compared((events_a, exposure_a), (events_b, exposure_b))
    swapped = compared((events_b, exposure_b), (events_a, exposure_a))

    assert swapped.p == pytest.approx(found.p)
    assert swapped.ratio == pytest.approx(1 / found.ratio)
    assert swapped.ratio_low == pytest.approx(1 / found.ratio_high)
    assert swapped.ratio_high == pytest.approx(1 / found.ratio_low)


@given(events, exposures, events, exposures, st.floats(0.1, 100))
def test_the_unit_of_time_does_not_matter_to_the_ratio(
    events_a, exposure_a, events_b, exposure_b, months
):
    years = compared((events_a, exposure_a), (events_b, exposure_b))

    in_months = compared((events_a, months * exposure_a), (events_b, months * exposure_b))

    assert in_months.p == pytest.approx(years.p)
    assert in_months.ratio == pytest.approx(years.ratio)
    assert in_months.ratio_low == pytest.approx(years.ratio_low)


@given(events, exposures, st.sampled_from([0.8, 0.95, 0.99]))
def test_a_rate_lies_within_its_own_range(count, exposure, confidence):
    found = rate(events=count, exposure=exposure, confidence=confidence)

    assert found.low <= found.rate <= found.high


def test_huge_counts_keep_a_p_and_a_range():
    found = compared((10**9, 1e6), (10**9 + 10**5, 1e6))

    assert found.ratio_low < found.ratio < found.ratio_high < 1
    assert 0 < found.p < 0.05


def test_impossible_rates_are_refused():
    with pytest.raises(NoPersonTime):
        rate(events=1, exposure=0)
    with pytest.raises(ImpossibleCount, match="'events' must be a whole number"):
        rate(events=1.5, exposure=10)
    with pytest.raises(ImpossibleShare):
        compared((1, 1), (1, 1), confidence=2)


def test_everything_can_be_written_as_json():
    written = json.dumps(compared((7, 100), (0, 100)).as_dict(), allow_nan=False)

    assert json.loads(written)["a"]["events"] == 7
    assert json.dumps(rate(events=3, exposure=2).as_dict(), allow_nan=False)
