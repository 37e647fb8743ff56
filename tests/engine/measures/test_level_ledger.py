"""The ledger of a dataset: every kind of flow once, and any careers against plain counting."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from engine.kit import dataset, window
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.ledger import level_ledger

PEOPLE = """
    person  gender
    ada     Women
    bea     Women
    cyd     Women
    dan     Men
    eve     Women
    fay     Women
    gus     Men
    hal     Men
    ida     Women
    jon     Men
    kim     Men
"""
#: Everybody passes level 2 by another way in the year from 1 January 2020 to 1 January 2021.
CAREERS = """
    person  begins      ends        level  site   exit_reason  began     ended
    ada     2019-01-01  2022-01-01  2      Leeds  -            -         -
    bea     2020-03-01  2022-01-01  2      Leeds  -            -         -
    cyd     2019-01-01  2020-06-01  1      Leeds  -            -         -
    cyd     2020-06-01  2022-01-01  2      Leeds  -            -         -
    dan     2019-01-01  2020-06-01  2      Leeds  -            -         -
    dan     2020-06-01  2022-01-01  3      Leeds  -            -         -
    eve     2019-01-01  2020-06-01  3      Leeds  -            -         -
    eve     2020-06-01  2022-01-01  2      Leeds  -            -         -
    fay     2019-01-01  2020-06-01  2      Leeds  -            -         -
    fay     2020-06-01  2022-01-01  1      Leeds  -            -         -
    gus     2019-01-01  2020-06-01  -      Leeds  -            -         -
    gus     2020-06-01  2022-01-01  2      Leeds  -            -         -
    hal     2019-01-01  2020-07-01  2      Leeds  retirement   -         -
    ida     2019-01-01  2020-07-01  2      Leeds  -            -         vanished
    jon     2020-02-01  2022-01-01  2      Leeds  -            appeared  -
    kim     2019-01-01  2020-06-01  2      Leeds  -            -         -
    kim     2020-06-01  2022-01-01  2      Porto  -            -         -
"""
YEAR = window("2020-01-01", "2021-01-01")


@pytest.fixture(scope="module")
def firm():
    return dataset(spells=CAREERS, people=PEOPLE)


def flows_of(ledger, **group):
    found = next(account for who, account in ledger.accounts if who == group)
    return {flow.kind: (flow.people, flow.everybody) for flow in found.flows}


def test_every_way_to_a_level_and_from_it_is_counted_once(firm):
    ledger = level_ledger(firm, level=2, by=("gender",), window=YEAR)

    assert flows_of(ledger, gender="Women") == {
        "joined": (1, 1), "promoted in": (1, 1), "demoted in": (1, 1), "moved in": (0, 1),
        "appeared without a hire": (0, 1), "promoted out": (0, 1), "demoted out": (1, 1),
        "left: retirement": (0, 1), "vanished without an exit": (1, 1),
    }  # fmt: skip
    women = {who["gender"]: account for who, account in ledger.accounts}["Women"]
    # Ada, Fay and Ida of six; then Ada, Bea, Cyd and Eve of seven.
    assert (women.opening, women.opening_everybody) == (3, 6)
    assert (women.closing, women.closing_everybody) == (4, 7)
    assert sum(flow.effect for flow in women.flows) == pytest.approx(4 / 7 - 3 / 6)


def test_in_one_part_of_the_organisation_coming_from_another_is_moving_in(firm):
    ledger = level_ledger(firm, level=2, by=("gender",), window=YEAR, where={"site": ("Porto",)})

    assert flows_of(ledger, gender="Men") == {"moved in": (1, 1)}
    assert any("undefined" in note for note in ledger.notes)
    assert ledger.accounts[0][1].change is None


def test_groups_of_a_field_that_changes_are_described_anew(firm):
    ledger = level_ledger(firm, level=2, by=("site",), window=YEAR)

    assert flows_of(ledger, site="Porto")["described so from now on"] == (1, 1)
    assert flows_of(ledger, site="Leeds")["described otherwise now"] == (1, 1)
    for _, account in ledger.accounts:
        assert sum(flow.effect for flow in account.flows) == pytest.approx(account.change)


def test_what_happens_on_the_first_day_is_before_and_on_the_last_is_within(firm):
    until_june = level_ledger(
        firm, level=2, by=("gender",), window=window("2020-01-01", "2020-06-01")
    )
    from_june = level_ledger(
        firm, level=2, by=("gender",), window=window("2020-06-01", "2021-01-01")
    )

    assert "promoted in" in flows_of(until_june, gender="Women")
    assert "promoted in" not in flows_of(from_june, gender="Women")
    closing = [(who, account.closing) for who, account in until_june.accounts]
    assert sorted(closing, key=str) == sorted(
        ((who, account.opening) for who, account in from_june.accounts), key=str
    )


@pytest.mark.parametrize("level", [2, "2", "Level 2", "level 2"])
def test_a_level_goes_by_its_number_or_its_name(firm, level):
    assert level_ledger(firm, level=level, by=("gender",), window=YEAR).level == 2


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"level": "9"}, "'9' is no level of this ladder. It has: 1 (Level 1), 2 (Level 2)"),
        ({"by": ()}, "Say whose share"),
        ({"by": ("shoe",)}, "'shoe' is not in this data"),
        ({"where": {"site": ("Rome",)}}, "Nobody's 'site' is 'Rome'"),
        ({"window": window("2018-01-01", "2020-01-01")}, "reaches beyond"),
        ({"window": window("2020-01-01", "2020-01-01")}, "name two days"),
    ],
)
def test_what_can_not_be_asked_is_said(firm, asked, why):
    question = {"level": 2, "by": ("gender",), "window": YEAR, **asked}

    with pytest.raises(CannotMeasure) as refused:
        level_ledger(firm, **question)

    assert why in str(refused.value)


def test_without_a_ladder_there_is_no_level():
    firm = dataset(spells="person begins ends\nada 2019-01-01 2022-01-01", people=PEOPLE)

    with pytest.raises(CannotMeasure, match="Add a ladder"):
        level_ledger(firm, level=1, by=("gender",), window=YEAR)


# --- any careers, counted person by person --------------------------------------------------------

START = date(2020, 1, 1)
days = st.integers(0, 720)
#: Days on which something happens, and the level from then on (0: not there).
careers = st.lists(
    st.tuples(
        st.sampled_from(["Women", "Men"]),
        st.lists(
            st.tuples(days, st.integers(0, 3)), min_size=1, max_size=5, unique_by=lambda x: x[0]
        ),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


def state(events, day):
    """The level somebody holds on a day; 0 where they are not there."""
    return next((level for when, level in sorted(events, reverse=True) if when <= day), 0)


@settings(max_examples=sized(12, 25), deadline=None)
@given(careers, st.tuples(days, days).map(sorted).filter(lambda pair: pair[0] < pair[1]))
def test_any_careers_are_counted_as_one_would_by_hand(drawn, between):
    rows = []
    for number, (_, events) in enumerate(drawn):
        in_order = sorted(events)
        for (begins, level), (ends, _) in zip(in_order, [*in_order[1:], (721, 0)], strict=True):
            if level:
                rows.append({
                    "person": f"p{number}", "begins": START + timedelta(begins),
                    "ends": START + timedelta(ends), "level": level,
                })  # fmt: skip
    if not rows:
        return
    who = [{"person": f"p{n}", "gender": gender} for n, (gender, _) in enumerate(drawn)]
    firm = dataset(
        spells=rows, people=_text(who), first="2020-01-01",
        until=str(START + timedelta(721)), ladder=3,
    )  # fmt: skip
    first, last = between
    expected = {"Women": Counter(), "Men": Counter()}
    for gender, events in drawn:
        mine = expected[gender]
        mine["opening"] += state(events, first) == 2
        mine["closing"] += state(events, last) == 2
        for day in range(first + 1, last + 1):
            was, now = state(events, day - 1), state(events, day)
            if was == now or 2 not in (was, now):
                continue
            if was == 0:
                mine["joined"] += 1
            elif now == 0:
                mine["left: unknown"] += 1
            else:
                mine[f"{'promoted' if now > was else 'demoted'} {'in' if now == 2 else 'out'}"] += 1
    over = window(str(START + timedelta(first)), str(START + timedelta(last)))
    try:
        ledger = level_ledger(firm, level=2, by=("gender",), window=over)
    except CannotMeasure:
        assert not any(sum(counts.values()) for counts in expected.values())
        return

    for who_, account in ledger.accounts:
        counts = expected[who_["gender"]]
        assert (account.opening, account.closing) == (counts["opening"], counts["closing"])
        assert {flow.kind: flow.people for flow in account.flows if flow.people} == {
            kind: n for kind, n in counts.items() if n and kind not in {"opening", "closing"}
        }
        if account.change is not None:
            assert sum(flow.effect for flow in account.flows) == pytest.approx(account.change)


def _text(who):
    return "person gender\n" + "\n".join(f"{each['person']} {each['gender']}" for each in who)
