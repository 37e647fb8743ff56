"""Ranges where something has happened to nobody yet: against a library, and by living it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from tiebeam.engine.stats.survival import (
    Estimate,
    cumulative_incidence,
    estimate_difference,
    none_so_far,
)


def upper(people, confidence=0.95):
    """Clopper and Pearson's upper end where nobody of so many was counted."""
    return binomtest(0, people).proportion_ci(confidence, method="exact").high


def test_of_people_followed_throughout_it_is_the_binomial_range():
    found = none_so_far(exit=[5] * 20, event=[0] * 20, times=[1, 5])

    for each in found:
        assert (each.value, each.low) == (0, 0)
        assert each.high == pytest.approx(upper(20))


def test_whoever_left_first_counts_fully_because_it_can_not_happen_to_them_any_more():
    # Of twenty, five leave after a year each time; nobody is promoted.
    found = none_so_far(exit=[1] * 5 + [2] * 5 + [3] * 10, event=[2] * 10 + [0] * 10, times=[3])

    assert found[0].high == pytest.approx(upper(20))


def test_whoever_was_followed_for_a_shorter_time_counts_until_then():
    found = none_so_far(exit=[1] * 8 + [3] * 12, event=[0] * 20, times=[1, 1.5, 3])

    assert [each.high for each in found] == pytest.approx([upper(20), upper(12), upper(12)])


def test_whoever_is_followed_from_later_on_does_not_make_up_for_the_beginning():
    # Five from the start, fifteen more from the end of the first year.
    found = none_so_far(entry=[0] * 5 + [1] * 15, exit=[3] * 20, event=[0] * 20, times=[0.5, 1, 3])

    assert [each.high for each in found] == pytest.approx([upper(5)] * 3)


def test_where_for_a_while_nobody_is_followed_there_is_no_range():
    found = none_so_far(entry=[0, 2], exit=[1, 3], event=[0, 0], times=[1, 3, 4])

    assert found[0].high == pytest.approx(upper(1))
    assert found[1] == Estimate(0.0, None, None)
    assert found[2] == Estimate(None, None, None), "nobody was seen so long"


def test_where_everybody_has_left_it_can_happen_to_nobody_any_more():
    found = none_so_far(exit=[1, 2, 2], event=[2, 2, 2], times=[2, 50])

    assert [each.high for each in found] == pytest.approx([upper(3)] * 2)


def test_equal_people_may_be_counted_together():
    one_by_one = none_so_far(exit=[1] * 3 + [2] * 4, event=[2] * 3 + [0] * 4, times=[1.5, 2])
    together = none_so_far(exit=[1, 2], event=[2, 0], counts=[3, 4], times=[1.5, 2])

    assert one_by_one == together


def test_the_range_is_as_wide_as_the_confidence_asks_for():
    found = none_so_far(exit=[1] * 30, event=[0] * 30, times=[1], confidence=0.9)

    assert found[0].high == pytest.approx(upper(30, 0.9))


def lived(random, people, promoted, left, *, late):
    """People whose fates are drawn: promoted and leaving compete; nobody is seen for ever."""
    when = random.exponential(1 / (promoted + left), people)
    what = np.where(random.random(people) < promoted / (promoted + left), 1, 2)
    entry = np.where(random.random(people) < late, random.uniform(0, 1.5, people), 0.0)
    cut = random.uniform(2, 4, people)
    seen = when > entry
    exit_ = np.minimum(when, cut)
    return {
        "entry": entry[seen], "exit": exit_[seen], "event": np.where(when <= cut, what, 0)[seen],
    }  # fmt: skip


def share(rows, time):
    """As a group's share is told: its curve, or where it happened to nobody, how many it may be."""
    curve = cumulative_incidence(**rows).get(1)
    found = curve.at(time) if curve else Estimate(0.0, None, None)
    return none_so_far(**rows, times=[time])[0] if found.value == 0 else found


@pytest.mark.parametrize("late", [0, 0.4], ids=["all from the start", "some from later on"])
@pytest.mark.parametrize("rare", [0.01, 0.04])
def test_in_nineteen_of_twenty_lives_the_range_of_the_difference_holds_the_truth(rare, late):
    random = np.random.default_rng(20260101)
    often, left, time = 0.08, 0.15, 2.0
    truth = sum(
        sign * rate / (rate + left) * (1 - np.exp(-(rate + left) * time))
        for sign, rate in ((1, rare), (-1, often))
    )

    held, nobody, told = 0, 0, 0
    for _ in range(400):
        few = share(lived(random, 25, rare, left, late=late), time)
        found = estimate_difference(few, share(lived(random, 150, often, left, late=late), time))
        if found.low is None:
            continue
        told += 1
        nobody += few.value == 0
        held += found.low <= truth <= found.high

    assert told > 390
    assert nobody > 50, "or this is not about groups to whom it happened to nobody"
    assert held / told > 0.93
