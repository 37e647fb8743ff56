"""Several steps in a row."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.stats.counts import EmptyGroup, ImpossibleCount
from tiebeam.engine.stats.funnels import (
    MismatchedStages,
    RisingCount,
    UnknownReference,
    funnel,
)
from tiebeam.engine.stats.intervals import wilson
from tiebeam.engine.stats.selection import compare

STAGES = ("applied", "interviewed", "offered", "hired")
HIRING = {"women": [200, 60, 24, 20], "men": [300, 150, 60, 45]}


def hiring(**changes):
    return funnel(HIRING | changes, stages=STAGES, reference="men")


falling = st.lists(st.integers(0, 300), min_size=4, max_size=4).map(
    lambda numbers: [number + 1 for number in sorted(numbers, reverse=True)]
)


def test_each_step_has_its_own_rate():
    steps = hiring().paths["women"].steps

    assert [step.name for step in steps] == ["interviewed", "offered", "hired"]
    assert [step.rate for step in steps] == pytest.approx([60 / 200, 24 / 60, 20 / 24])
    assert [step.lost for step in steps] == [140, 36, 4]


def test_each_rate_has_its_wilson_range():
    step = hiring().paths["women"].steps[1]

    assert (step.low, step.high) == wilson(selected=24, pool=60)


def test_the_way_so_far_is_counted_from_the_first_stage():
    steps = hiring().paths["women"].steps

    assert [step.so_far for step in steps] == [0.3, 0.12, 0.1]


def test_each_step_is_compared_among_those_who_reached_it():
    comparisons = hiring().paths["women"].comparisons

    assert comparisons[0] == compare(60, 200, 150, 300)
    assert comparisons[1] == compare(24, 60, 60, 150)
    assert comparisons[2] == compare(20, 24, 45, 60)


def test_the_whole_way_is_compared_from_the_first_stage_to_the_last():
    assert hiring().paths["women"].whole == compare(20, 200, 45, 300)


def test_the_costliest_step_is_where_the_group_falls_furthest_behind_in_people():
    # 84 interviews of 200 would be its part; the later steps are level or better.
    women = hiring().paths["women"]

    assert women.costliest == "interviewed"
    assert women.comparisons[0].shortfall == pytest.approx(24)


def test_the_biggest_drop_is_where_most_people_are_lost():
    path = hiring(women=[200, 190, 24, 20]).paths["women"]

    assert path.biggest_drop == "offered"


def test_a_group_that_is_never_behind_has_no_costliest_step():
    path = hiring(women=[100, 80, 60, 50]).paths["women"]

    assert path.costliest is None


def test_a_group_that_loses_nobody_has_no_biggest_drop():
    path = hiring(women=[10, 10, 10, 10]).paths["women"]

    assert path.biggest_drop is None


def test_the_reference_is_not_compared_with_itself():
    men = hiring().paths["men"]

    assert men.comparisons == (None, None, None)
    assert (men.whole, men.costliest) == (None, None)
    assert men.biggest_drop == "interviewed"


def test_a_step_that_nobody_of_the_group_reached_has_no_rate():
    path = hiring(women=[20, 5, 0, 0]).paths["women"]

    assert path.steps[2].rate is None
    assert (path.steps[2].low, path.steps[2].high) == (None, None)
    assert path.comparisons[2] is None
    assert path.whole == compare(0, 20, 45, 300)


def test_a_step_that_nobody_of_the_reference_reached_is_not_compared():
    path = hiring(men=[20, 5, 0, 0]).paths["women"]

    assert path.comparisons[2] is None
    assert path.comparisons[0] is not None


def test_two_stages_make_the_shortest_funnel():
    found = funnel({"a": [9, 3], "b": [9, 6]}, stages=["asked", "agreed"], reference="b")

    assert found.paths["a"].comparisons == (compare(3, 9, 6, 9),)
    assert found.paths["a"].whole == compare(3, 9, 6, 9)


def test_many_groups_are_each_compared_with_the_reference():
    found = hiring(others=[50, 10, 5, 5])

    assert list(found.paths) == ["women", "men", "others"]
    assert found.paths["others"].whole == compare(5, 50, 45, 300)


def test_confidence_reaches_every_range():
    found = funnel(HIRING, stages=STAGES, reference="men", confidence=0.8)
    women = found.paths["women"]

    assert women.whole.confidence == 0.8
    assert (women.steps[0].low, women.steps[0].high) == wilson(
        selected=60, pool=200, confidence=0.8
    )


def test_counts_that_rise_are_refused():
    with pytest.raises(RisingCount, match="'women' reached 'offered'"):
        hiring(women=[200, 60, 61, 20])


def test_a_missing_count_is_refused():
    with pytest.raises(MismatchedStages, match="'women' one count for each"):
        hiring(women=[200, 60, 24])


def test_one_stage_alone_is_no_funnel():
    with pytest.raises(MismatchedStages, match="at least two stages"):
        funnel({"a": [5]}, stages=["applied"], reference="a")


def test_an_unknown_reference_is_refused_with_the_groups_there_are():
    with pytest.raises(UnknownReference, match="'mne' is not one of the groups: women, men"):
        funnel(HIRING, stages=STAGES, reference="mne")


def test_a_group_with_nobody_at_the_start_is_refused():
    with pytest.raises(EmptyGroup, match="Nobody of 'women' is at 'applied'"):
        hiring(women=[0, 0, 0, 0])


@pytest.mark.parametrize("bad", [-1, 1.5, "3", None])
def test_counts_must_be_whole_numbers(bad):
    with pytest.raises(ImpossibleCount, match="hired"):
        hiring(women=[200, 60, 24, bad])


@given(falling, falling)
def test_the_rates_of_all_steps_multiply_to_the_whole(women, men):
    found = funnel({"women": women, "men": men}, stages=STAGES, reference="men")

    product = 1.0
    for step in found.paths["women"].steps:
        product *= step.rate
        assert step.so_far == pytest.approx(product)
    assert found.paths["women"].whole.rate_a == pytest.approx(product)


@given(falling, falling)
def test_everybody_lost_or_hired_was_there_at_the_start(women, men):
    path = funnel({"women": women, "men": men}, stages=STAGES, reference="men").paths["women"]

    assert sum(step.lost for step in path.steps) + path.steps[-1].passed == women[0]


@given(falling, falling)
def test_the_costliest_step_has_the_largest_shortfall(women, men):
    path = funnel({"women": women, "men": men}, stages=STAGES, reference="men").paths["women"]

    shortfalls = dict(
        zip(STAGES[1:], [compared.shortfall for compared in path.comparisons], strict=True)
    )
    if path.costliest is None:
        assert max(shortfalls.values()) <= 0
    else:
        assert shortfalls[path.costliest] == max(shortfalls.values())


@given(falling, falling)
def test_everything_can_be_written_as_json(women, men):
    found = funnel({"women": women, "men": men}, stages=STAGES, reference="men")

    written = json.loads(json.dumps(found.as_dict(), allow_nan=False))

    assert written["stages"] == list(STAGES)
    assert written["paths"]["women"]["whole"]["pool_a"] == women[0]
    assert written["paths"]["men"]["whole"] is None
