"""Pay: medians, means, gaps and quarters, by hand, against NumPy and SciPy, and in simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from engine.kit import lines, table
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sizes import sized

from tiebeam.engine.pay.pay import Average, gap, mean, median, paid, quarter_limits

QUICK = settings(max_examples=sized(25, 60), deadline=None)
amounts = st.lists(st.integers(1, 50), min_size=1, max_size=60)


def floats(*values):
    return np.array(values, dtype=np.float64)


def quarters(values):
    """How many people are in each quarter."""
    limits = quarter_limits(floats(*values))
    return np.bincount(np.searchsorted(limits, values, side="right"), minlength=4).tolist()


def people(text):
    return table(lines(text), lines(text)[0])


# --- who is paid what -----------------------------------------------------------------------------


def test_pay_is_given_per_group_from_the_lowest_up():
    rows = people("""
        gender  site   pay
        Women   Leeds  300
        Men     Porto  200
        Women   Leeds  100
        Men     Leeds  500
    """)

    found = paid(rows, ("gender", "site"))

    held = {group: found.of(place).tolist() for place, group in enumerate(found.groups)}
    assert held == {
        ("Women", "Leeds"): [100, 300], ("Men", "Porto"): [200], ("Men", "Leeds"): [500],
    }  # fmt: skip


def test_people_whose_pay_is_not_known_are_left_out():
    rows = people("""
        gender  pay
        Women   300
        Men     -
        Women   -
    """)

    found = paid(rows, ("gender",))

    assert found.groups == (("Women",),)
    assert found.of(0).tolist() == [300]


def test_without_groups_everybody_is_one_group():
    rows = people("gender pay\nWomen 300\nMen 200")

    found = paid(rows, ())

    assert found.groups == ((),)
    assert found.of(0).tolist() == [200, 300]


@pytest.mark.parametrize("by", [(), ("gender",), ("gender", "site")])
def test_where_nobodys_pay_is_known_there_is_no_group(by):
    rows = people("gender site pay\nWomen Leeds -\nMen Leeds -")

    found = paid(rows, by)

    assert found.groups == ()
    assert found.everybody().tolist() == []


@QUICK
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(1, 9)), max_size=30
    )
)
def test_any_people_are_in_one_group_each(drawn):
    rows = table([{"a": a, "b": b, "pay": pay} for a, b, pay in drawn], ["a", "b", "pay"])
    plainly = {}
    for a, b, pay in drawn:
        plainly.setdefault((a, b), []).append(float(pay))

    found = paid(rows, ("a", "b"))

    held = {group: found.of(place).tolist() for place, group in enumerate(found.groups)}
    assert held == {group: sorted(values) for group, values in plainly.items()}
    assert found.everybody().tolist() == sorted(float(pay) for _, _, pay in drawn)
    # A quarter counts whole people, as the limits on everybody's pay put them.
    limits = quarter_limits(found.everybody()) if drawn else floats(1, 1, 1)
    for place in range(len(found.groups)):
        of_each = np.searchsorted(limits, found.of(place), side="right")
        assert found.in_quarters(place) == np.bincount(of_each, minlength=4).tolist()


# --- medians and means ----------------------------------------------------------------------------


def test_the_median_of_six_people_spans_all_of_them():
    # Six coins fall alike in 2 of 64 cases: 96.9 % of such ranges hold the median.
    found = median(floats(10, 20, 30, 40, 50, 60))

    assert found == Average(35.0, 10.0, 60.0)


def test_the_median_of_five_people_has_no_range():
    assert median(floats(10, 20, 30, 40, 50)) == Average(30.0, None, None)


def test_one_person_has_a_median_and_a_mean_but_no_range():
    assert median(floats(40_000)) == mean(floats(40_000)) == Average(40_000.0, None, None)


def test_the_mean_of_four_people_is_worked_by_hand():
    # 10, 20, 30, 40: mean 25, variance 500 / 3, t(3) 3.18245; 3.18245 * sqrt(500 / 12) = 20.5426.
    found = mean(floats(10, 20, 30, 40))

    assert found.value == 25.0
    assert found.low == pytest.approx(25 - 20.54259, abs=1e-4)
    assert found.high == pytest.approx(25 + 20.54259, abs=1e-4)


def test_where_all_earn_the_same_there_is_nothing_to_be_unsure_of():
    values = floats(*[41_000] * 12)

    assert median(values) == mean(values) == Average(41_000.0, 41_000.0, 41_000.0)


@QUICK
@given(amounts.filter(lambda values: len(values) > 1))
def test_the_mean_and_its_range_are_those_of_scipy(values):
    found = mean(floats(*values))

    assert found.value == pytest.approx(np.mean(values))
    if len(set(values)) > 1:
        span = stats.ttest_1samp(values, 0).confidence_interval(0.95)
        assert (found.low, found.high) == pytest.approx((span.low, span.high))


@QUICK
@given(amounts)
def test_the_median_is_numpys_and_lies_in_its_range(values):
    found = median(floats(*values))

    assert found.value == np.median(values)
    assert (found.low is None) == (len(values) < 6)
    if found.low is not None and found.high is not None:
        assert found.low <= found.value <= found.high
        span = stats.quantile_test(values, q=0, p=0.5).confidence_interval(0.95)
        assert {found.low, found.high} <= set(values)
        assert found.low <= span.high
        assert span.low <= found.high


@QUICK
@given(amounts, st.randoms(use_true_random=False))
def test_averages_do_not_hang_on_the_order_of_people(values, random):
    shuffled = random.sample(values, len(values))

    assert median(floats(*values)) == median(floats(*shuffled))
    assert mean(floats(*sorted(values))) == mean(floats(*sorted(shuffled)))


def test_huge_and_tiny_pay_stand_side_by_side():
    values = floats(0.01, 1, 30_000, 40_000, 50_000, 1e15)

    assert median(values).value == 35_000
    assert mean(values).value == pytest.approx(1e15 / 6, rel=1e-9)


# --- gaps -----------------------------------------------------------------------------------------


def test_a_gap_is_the_share_of_the_references_pay_that_is_missing():
    assert gap(Average(36_000, None, None), Average(40_000, None, None)).value == pytest.approx(0.1)
    assert gap(Average(50_000, None, None), Average(40_000, None, None)).value == -0.25


def test_a_gap_is_worked_by_hand():
    # Group 90 [80, 100], reference 100 [90, 110]; ratio limits, Donner & Zou (2012):
    # low  (9000 - sqrt(9000**2 - 80*110*100*90)) / (110*90) = (9000 - sqrt(1800000)) / 9900
    # high (9000 + sqrt(9000**2 - 100*90*80*110)) / (90*110) = (9000 + sqrt(1800000)) / 9900
    found = gap(Average(90, 80, 100), Average(100, 90, 110))

    root = math.sqrt(1_800_000)
    assert found.value == pytest.approx(0.1)
    assert found.low == pytest.approx(1 - (9000 + root) / 9900)
    assert found.high == pytest.approx(1 - (9000 - root) / 9900)


@pytest.mark.parametrize(
    ("group", "reference"),
    [
        (Average(90, None, None), Average(100, 90, 110)),
        (Average(90, 80, 100), Average(100, None, None)),
        (Average(90, 80, 100), Average(100, 0, 200)),
        (Average(90, 80, 100), Average(100, -5, 205)),
        (Average(90, 80, 100), Average(100, 90, 200)),
        (Average(90, 80, 100), Average(100, 90, 250)),
    ],
    ids=["group unsure", "reference unsure", "from 0", "below 0", "twice", "beyond twice"],
)
def test_where_either_average_is_too_unsure_the_gap_has_no_range(group, reference):
    found = gap(group, reference)

    assert found == Average(pytest.approx(0.1), None, None)


def test_the_same_pay_for_all_is_a_gap_of_exactly_nothing():
    same = Average(41_000.0, 41_000.0, 41_000.0)

    assert gap(same, same) == Average(0.0, 0.0, 0.0)


@QUICK
@given(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(0.01, 0.4), st.floats(0.01, 0.4))
def test_a_gap_lies_in_its_range_and_does_not_hang_on_the_currency(a, b, spread_a, spread_b):
    def at(rate):
        group = Average(a * rate, a * rate * (1 - spread_a), a * rate * (1 + spread_a))
        return gap(group, Average(b * rate, b * rate * (1 - spread_b), b * rate * (1 + spread_b)))

    found = at(1.0)

    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.value <= found.high
    assert at(1.17).low == pytest.approx(found.low)
    assert at(1.17).high == pytest.approx(found.high)


def fieller(group, reference):
    """The range of a ratio of two means with t limits, solved as Fieller (1954) states it."""
    a, b = group.mean(), reference.mean()
    va = group.var(ddof=1) / len(group) * stats.t.ppf(0.975, len(group) - 1) ** 2
    vb = reference.var(ddof=1) / len(reference) * stats.t.ppf(0.975, len(reference) - 1) ** 2
    roots = np.roots([b**2 - vb, -2 * a * b, a**2 - va])
    return sorted(1 - roots.real)


@pytest.mark.parametrize("seed", range(5))
def test_the_range_of_a_mean_gap_is_fiellers(seed):
    random = np.random.default_rng(seed)
    group, reference = random.normal(38, 6, 25), random.normal(40, 8, 40)

    found = gap(mean(group), mean(reference))

    assert (found.low, found.high) == pytest.approx(tuple(fieller(group, reference)), abs=1e-9)


@pytest.mark.parametrize(
    ("average", "true_gap"),
    [(mean, 1 - 0.9), (median, 1 - 0.9)],
    ids=["mean", "median"],
)
def test_about_95_percent_of_ranges_hold_the_true_gap(average, true_gap):
    random = np.random.default_rng(20_240_731)
    held = tried = 0
    for _ in range(1_500):
        group = 0.9 * random.lognormal(10.5, 0.25, 40)
        reference = random.lognormal(10.5, 0.25, 70)
        found = gap(average(np.sort(group)), average(np.sort(reference)))
        tried += found.low is not None
        held += found.low is not None and found.low <= true_gap <= found.high

    assert tried == 1_500
    assert 0.935 <= held / tried <= 0.975


# --- quarters -------------------------------------------------------------------------------------


def test_eight_people_with_different_pay_are_two_to_a_quarter():
    limits = quarter_limits(floats(10, 20, 30, 40, 50, 60, 70, 80))

    assert limits.tolist() == [30, 50, 70]


def test_people_with_the_same_pay_share_a_quarter():
    # Of ten, those at 20 are the second to the seventh: their middle, 4 of 10, is in the second
    # quarter. The eighth stands at 7.5 of 10, where the last quarter begins.
    assert quarters([10, 20, 20, 20, 20, 20, 20, 30, 40, 50]) == [1, 6, 0, 3]


def test_where_all_earn_the_same_all_are_in_one_quarter():
    assert sorted(quarters([7] * 9)) == [0, 0, 0, 9]


def test_one_person_is_in_one_quarter():
    assert sum(quarters([40_000])) == 1


def test_the_middle_on_a_border_belongs_to_the_quarter_above():
    # Two people at 10 and two at 20: their middles lie at 1 of 4 and 3 of 4.
    assert quarters([10, 10, 20, 20]) == [0, 2, 0, 2]


@QUICK
@given(st.integers(1, 200))
def test_quarters_are_of_equal_size_where_all_pay_differs(people):
    sizes = quarters(list(range(1, people + 1)))

    assert sum(sizes) == people
    assert max(sizes) - min(sizes) <= 1
    if people % 4 == 0:
        assert len(set(sizes)) == 1


@QUICK
@given(amounts, st.randoms(use_true_random=False))
def test_everybody_is_in_one_quarter_and_who_earns_more_is_never_in_a_lower_one(values, random):
    limits = quarter_limits(floats(*values))
    shuffled = quarter_limits(floats(*random.sample(values, len(values))))

    assert limits.tolist() == shuffled.tolist()
    assert sum(quarters(values)) == len(values)
    assert (np.diff(limits[np.isfinite(limits)]) >= 0).all()


@QUICK
@given(amounts)
def test_each_amount_is_in_the_quarter_that_holds_its_middle(values):
    limits = quarter_limits(floats(*values))
    ordered = sorted(values)

    for amount in set(values):
        first = ordered.index(amount)
        twice_the_middle = 2 * first + ordered.count(amount)
        expected = min(3, 4 * twice_the_middle // (2 * len(values)))
        assert np.searchsorted(limits, amount, side="right") == expected
