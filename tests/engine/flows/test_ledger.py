"""The flow ledger: worked by hand, and against counting person by person."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.engine.flows.ledger import (
    CLOSING,
    INTO,
    OPENING,
    OUT_OF,
    UNRECONCILED_IN,
    UNRECONCILED_OUT,
    account,
)


def effects(found):
    return {flow.kind: flow.effect for flow in found.flows}


def test_a_ledger_is_worked_by_hand():
    # Before 2 of 10, after 4 of 12: from 20 % to 33.3 %. Mean share 4/15, mean headcount 11.
    # Joined 1 of 1: (1 - 4/15) / 11; promoted in 2 of 3: (2 - 12/15) / 11; left 1 of 2:
    # -(1 - 8/15) / 11.
    women = {OPENING: 2, CLOSING: 4, "joined": 1, "promoted in": 2, "left: retirement": 1}
    everybody = {OPENING: 10, CLOSING: 12, "joined": 1, "promoted in": 3, "left: retirement": 2}

    found = account(women, everybody)

    assert effects(found) == pytest.approx({
        "joined": 11 / 165, "promoted in": 18 / 165, "left: retirement": -7 / 165,
        # 2 + 1 + 2 - 1 = 4 closes.
    })  # fmt: skip
    assert found.change == pytest.approx(4 / 12 - 2 / 10)
    assert sum(effects(found).values()) == pytest.approx(22 / 165)


def test_a_flow_of_others_alone_moves_the_share_too():
    found = account({OPENING: 5, CLOSING: 5}, {OPENING: 10, CLOSING: 8, "left: death": 2})

    assert effects(found) == pytest.approx({"left: death": 5 / 8 - 5 / 10})


def test_flows_come_in_the_order_of_a_life():
    counted = {OPENING: 9, CLOSING: 9, "left: voluntary": 1, "left: death": 1, "joined": 1,
               "promoted out": 1, "promoted in": 2}  # fmt: skip

    assert [flow.kind for flow in account(counted, counted).flows] == [
        "joined", "promoted in", "promoted out", "left: death", "left: voluntary",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("closing", "kind", "missing"),
    [(7, UNRECONCILED_IN, 2), (3, UNRECONCILED_OUT, 2)],
)
def test_what_the_flows_leave_open_is_said(closing, kind, missing):
    counted = {OPENING: 4, CLOSING: closing, "joined": 1}

    found = account(counted, {OPENING: 20, CLOSING: 16 + closing, "joined": 1})

    assert {flow.kind: flow.people for flow in found.flows} == {"joined": 1, kind: missing}
    assert sum(effects(found).values()) == pytest.approx(found.change)


@pytest.mark.parametrize(
    "everybody", [{CLOSING: 3, "joined": 3}, {OPENING: 3, "left: unknown": 3}, {}]
)
def test_a_share_of_nobody_is_undefined_and_never_a_number(everybody):
    found = account({}, everybody)

    assert found.change is None
    assert all(flow.effect is None for flow in found.flows)
    assert (found.share_before is None) == (OPENING not in everybody)


def test_an_empty_group_has_a_share_of_nothing():
    found = account({}, {OPENING: 3, CLOSING: 4, "joined": 1})

    assert (found.share_before, found.share_after, found.change) == (0, 0, 0)
    assert effects(found) == {"joined": 0}


KINDS = (*INTO, *(kind for kind in OUT_OF if kind != "left"), "left: voluntary", "left: death")
counted = st.dictionaries(st.sampled_from(KINDS), st.integers(0, 40), max_size=9)


@settings(max_examples=200)
@given(mine=counted, theirs=counted, opening=st.tuples(st.integers(0, 99), st.integers(1, 99)))
def test_the_parts_add_up_to_the_whole_whatever_happens(mine, theirs, opening):
    def closed(flows, people):
        net = sum(n if kind in INTO else -n for kind, n in flows.items())
        return {**flows, OPENING: people, CLOSING: people + net}

    group, others = closed(mine, opening[0]), closed(theirs, opening[1])
    everybody = {key: group.get(key, 0) + others.get(key, 0) for key in {*group, *others}}
    if everybody[CLOSING] < 1 or group[CLOSING] < 0 or others[CLOSING] < 0:
        return

    found = account(group, everybody)

    exact = Fraction(group[CLOSING], everybody[CLOSING]) - Fraction(
        group[OPENING], everybody[OPENING]
    )
    assert sum(flow.effect for flow in found.flows) == pytest.approx(float(exact), abs=1e-12)
    assert found.change == pytest.approx(float(exact), abs=1e-12)
    both = account(others, everybody)
    for flow in found.flows:
        # What one group gains by a flow, the rest loses by it.
        assert flow.effect == pytest.approx(-effects(both)[flow.kind], abs=1e-12)
