"""Many comparisons at once."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.stats.many import ImpossibleChance, benjamini_hochberg

chances = st.lists(st.floats(0, 1), min_size=1, max_size=60)

# The 15 p values of the worked example in section 3.2 of Benjamini & Hochberg (1995).
PUBLISHED = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1.0000,
]


def test_the_published_example_finds_four_at_five_percent():
    q = benjamini_hochberg(PUBLISHED)

    assert (q <= 0.05).tolist() == [True] * 4 + [False] * 11


def test_three_values_worked_by_hand():
    # Sorted: .01 * 3/1 = .03, .02 * 3/2 = .03, .60 * 3/3 = .60; then back in the order given.
    q = benjamini_hochberg([0.60, 0.01, 0.02])

    assert q.tolist() == pytest.approx([0.60, 0.03, 0.03])


def test_a_single_comparison_keeps_its_p():
    assert benjamini_hochberg([0.04]).tolist() == [0.04]


def test_no_comparison_gives_no_q():
    assert benjamini_hochberg([]).size == 0


@pytest.mark.parametrize("bad", [math.nan, -0.1, 1.1, math.inf])
def test_a_p_that_cannot_be_is_refused(bad):
    with pytest.raises(ImpossibleChance, match="Leave out what has no p"):
        benjamini_hochberg([0.5, bad])


@given(chances)
def test_q_values_match_statsmodels(p):
    from statsmodels.stats.multitest import multipletests

    expected = multipletests(p, method="fdr_bh")[1]

    assert benjamini_hochberg(p) == pytest.approx(expected, abs=1e-12)


@given(chances)
def test_a_q_is_never_below_its_p_nor_above_one(p):
    q = benjamini_hochberg(p)

    assert (q >= np.asarray(p) - 1e-15).all()
    assert (q <= 1).all()


@given(chances)
def test_a_rarer_result_never_has_the_larger_q(p):
    q = benjamini_hochberg(p)

    assert (np.diff(q[np.argsort(p, kind="stable")]) >= 0).all()


@given(chances, st.randoms(use_true_random=False))
def test_the_order_of_the_comparisons_does_not_matter(p, random):
    order = list(range(len(p)))
    random.shuffle(order)

    shuffled = benjamini_hochberg([p[place] for place in order])

    assert shuffled == pytest.approx(benjamini_hochberg(p)[order])


@given(chances)
def test_equal_chances_get_equal_q_values(p):
    q = benjamini_hochberg([*p, *p])

    assert q[: len(p)] == pytest.approx(q[len(p) :])
