"""A group beside its share of the labour market."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.stats.availability import against_availability
from tiebeam.engine.stats.counts import EmptyGroup, ImpossibleCount, MoreSelectedThanPool
from tiebeam.engine.stats.intervals import wilson
from tiebeam.engine.stats.normal import ImpossibleShare


def measured(in_group, people, available, **options):
    return against_availability(in_group=in_group, people=people, available=available, **options)


@st.composite
def staffs(draw, largest=400):
    """in_group, people, available as a decimal with three digits"""
    people = draw(st.integers(1, largest))
    share = Decimal(draw(st.integers(1, 999))) / 1000
    return draw(st.integers(0, people)), people, share


def test_hazelwood_teachers_fell_short_by_the_standard_deviations_of_the_supreme_court():
    # 433 U.S. 299, note 17: 15 of 405 hired against 15.4 % and 5.7 %: more than six standard
    # deviations for the two years together, and less than two.
    county = measured(15, 405, 0.154)
    without_city = measured(15, 405, 0.057)

    assert county.standard_deviations == pytest.approx(-6.5, abs=0.05)
    assert without_city.standard_deviations == pytest.approx(-1.7, abs=0.05)


def test_expected_and_shortfall_are_in_people():
    found = measured(15, 405, 0.154)

    assert found.expected == pytest.approx(62.37)
    assert found.shortfall == pytest.approx(47.37)
    assert found.whole_people_short == 47


def test_the_share_has_its_wilson_range():
    found = measured(15, 405, 0.154)

    assert found.share == pytest.approx(15 / 405)
    assert (found.low, found.high) == wilson(selected=15, pool=405)


def test_the_exact_chance_of_so_few_is_worked_by_hand():
    # None of 5 where half would be expected: 1 in 32; two-sided, none or all: 2 in 32.
    found = measured(0, 5, 0.5)

    assert found.p_so_few == pytest.approx(1 / 32)
    assert found.p == pytest.approx(2 / 32)


@pytest.mark.parametrize(
    ("in_group", "people", "available", "any_difference", "eighty_percent", "whole_person"),
    [
        (10, 50, 0.2, False, False, False),  # exactly as expected
        (11, 50, 0.2, False, False, False),  # more than expected
        (9, 50, 0.2, True, False, True),  # one whole person short, at 90 %
        (8, 50, 0.2, True, False, True),  # exactly 80 %
        (7, 50, 0.2, True, True, True),  # 70 %
        (2, 14, 0.2, True, True, False),  # 2 of 2.8: short by less than one person
        (2, 15, 0.2, True, True, True),  # 2 of 3: short by exactly one person
        (0, 4, 0.2, True, True, False),  # none of .8
    ],
)
def test_the_three_yardsticks_side_by_side(
    in_group, people, available, any_difference, eighty_percent, whole_person
):
    found = measured(in_group, people, available)

    assert found.any_difference is any_difference
    assert found.eighty_percent is eighty_percent
    assert found.whole_person is whole_person


def test_a_share_means_the_decimal_it_prints():
    # 3 of 10 at .3 is exactly as expected, though .3 in binary is a little less than three tenths.
    found = measured(3, 10, 0.3)

    assert found.shortfall == 0.0
    assert not found.any_difference


def test_eighty_percent_is_exact_where_floats_are_not():
    # 12 of 50 at 30 %: expected 15, and 12 is exactly 80 % of it.
    assert not measured(12, 50, 0.3).eighty_percent
    assert not measured(12, 50, Decimal("0.3")).eighty_percent
    assert not measured(12, 50, Fraction(3, 10)).eighty_percent
    assert measured(11, 50, 0.3).eighty_percent


def test_thirds_can_be_given_as_fractions():
    found = measured(1, 3, Fraction(1, 3))

    assert found.shortfall == 0.0
    assert found.available == pytest.approx(1 / 3)


@given(staffs())
def test_the_yardsticks_agree_with_fractions(staff):
    in_group, people, available = staff
    expected = people * Fraction(available)

    found = measured(in_group, people, float(available))

    assert found.any_difference == (in_group < expected)
    assert found.eighty_percent == (in_group < expected * Fraction(4, 5))
    assert found.whole_person == (expected - in_group >= 1)
    assert found.whole_people_short == max(0, math.floor(expected - in_group))


@given(staffs())
def test_each_stricter_yardstick_implies_any_difference(staff):
    found = measured(*staff)

    assert found.any_difference >= found.eighty_percent
    assert found.any_difference >= found.whole_person
    assert found.whole_person == (found.whole_people_short >= 1)


@given(staffs())
def test_chances_match_scipys_binomial_test(staff):
    from scipy.stats import binomtest

    in_group, people, available = staff

    found = measured(*staff)

    both = binomtest(in_group, people, float(available))
    few = binomtest(in_group, people, float(available), alternative="less")
    assert found.p == pytest.approx(both.pvalue, rel=1e-6, abs=1e-200)
    assert found.p_so_few == pytest.approx(few.pvalue, rel=1e-8, abs=1e-200)


@given(staffs())
def test_the_rest_of_the_staff_is_the_mirror_image(staff):
    in_group, people, available = staff

    found = measured(in_group, people, available)
    rest = measured(people - in_group, people, 1 - available)

    assert rest.standard_deviations == pytest.approx(-found.standard_deviations, abs=1e-9)
    assert rest.shortfall == pytest.approx(-found.shortfall, abs=1e-9)
    assert rest.p == pytest.approx(found.p, rel=1e-6, abs=1e-200)


@given(staffs())
def test_below_expected_has_standard_deviations_below_zero(staff):
    found = measured(*staff)

    assert found.any_difference == (found.standard_deviations < 0)


def test_a_thousand_million_people_do_not_overflow():
    found = measured(10**8 - 50_000, 10**9, 0.1)

    assert found.shortfall == 50_000
    assert found.standard_deviations == pytest.approx(-50_000 / math.sqrt(9 * 10**7))
    assert 0 < found.p < 1e-6


@pytest.mark.parametrize("available", [0, 1, 20, -0.1, math.nan])
def test_the_market_share_must_lie_between_0_and_1(available):
    with pytest.raises(ImpossibleShare, match="available"):
        measured(1, 10, available)


def test_impossible_counts_are_refused():
    with pytest.raises(EmptyGroup):
        measured(0, 0, 0.5)
    with pytest.raises(MoreSelectedThanPool):
        measured(3, 2, 0.5)
    with pytest.raises(ImpossibleCount):
        measured(1.5, 2, 0.5)


@given(staffs())
def test_everything_can_be_written_as_json(staff):
    written = json.loads(json.dumps(measured(*staff).as_dict(), allow_nan=False))

    assert written["people"] == staff[1]
