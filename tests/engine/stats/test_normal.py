"""The normal curve."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.stats.normal import ImpossibleShare, inner_share, two_sided_p, z_for


@pytest.mark.parametrize(
    ("confidence", "z"),
    [(0.80, 1.281552), (0.90, 1.644854), (0.95, 1.959964), (0.99, 2.575829), (0.999, 3.290527)],
)
def test_standard_errors_are_those_in_every_table(confidence, z):
    assert z_for(confidence) == pytest.approx(z, abs=5e-7)


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, math.nan])
def test_a_confidence_outside_0_to_1_is_refused(confidence):
    with pytest.raises(ImpossibleShare, match="'confidence' must lie between 0 and 1"):
        z_for(confidence)


def test_a_share_inside_0_to_1_passes():
    assert inner_share(0.3, name="power") == 0.3


@pytest.mark.parametrize(
    ("z", "p"), [(0, 1), (1, 0.3173105), (1.959964, 0.05), (-2, 0.0455003), (3, 0.0026998)]
)
def test_p_values_are_those_in_every_table(z, p):
    assert two_sided_p(z) == pytest.approx(p, abs=5e-8)


@given(st.floats(-30, 30))
def test_p_values_match_scipy_far_into_the_tails(z):
    from scipy.stats import norm

    assert two_sided_p(z) == pytest.approx(2 * norm.sf(abs(z)), rel=1e-10)


@given(st.floats(0.001, 0.999))
def test_a_range_of_some_confidence_leaves_out_the_rest(confidence):
    assert two_sided_p(z_for(confidence)) == pytest.approx(1 - confidence, rel=1e-9, abs=1e-12)
