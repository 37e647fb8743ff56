"""The gate where rows follow from one another: ledgers, curves and projections."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.engine.disclosure import Comparison, Exact, Row, release
from tiebeam.engine.measures.definitions import definition

WINDOW = (date(2020, 1, 1), date(2021, 1, 1))
SMALL = "fewer than 10 people"
COMPANY = "its figures would give a smaller group away"


def figure(measure, rows, **more):
    """A figure from rows of group, place, people counted, people in all, and members."""
    return Exact(
        measure=measure, title="", unit="share", by=("gender",), window=WINDOW,
        field_class="hr",
        rows=tuple(
            Row(group={"gender": group}, at=at, n=n, count=count, value=0.5, low=None, high=None,
                members=members)
            for group, at, count, n, members in rows
        ),
        **more,
    )  # fmt: skip


def ledger(groups, flows=("joined", "left: retirement")):
    """Groups by name: people on the first day, in each flow, on the last day, and at any time."""
    everybody = [sum(numbers) for numbers in zip(*groups.values(), strict=True)]
    rows = []
    for name, (*counts, ever) in groups.items():
        for place, flow in enumerate(("opening", *flows, "closing")):
            day = flow in ("opening", "closing")
            members = counts[place] if day else ever
            rows.append((name, {"flow": flow}, counts[place], everybody[place], members))
    return figure("flow_ledger", rows)


def groups_of(each):
    return {row.group["gender"] for row in each}


def why(released):
    found = defaultdict(set)
    for each in released.hidden:
        found[each.group["gender"]].add(each.why)
    return dict(found)


# --- the ledger -----------------------------------------------------------------------------------


def test_a_ledger_of_large_groups_is_shown_whole():
    exact = ledger({"Men": (60, 8, 6, 62, 70), "Women": (40, 12, 10, 42, 52)})

    released = release(exact)

    assert released.rows == exact.rows
    assert released.hidden == ()


def test_a_group_with_few_on_one_of_the_days_is_hidden_in_every_flow():
    # Opening plus in less out is closing, so the one row follows from the others.
    released = release(
        ledger(
            {
                "Men": (60, 8, 6, 62, 70),
                "Women": (40, 12, 10, 42, 52),
                "Nonbinary": (4, 12, 2, 14, 16),
            }
        )
    )

    assert groups_of(released.rows) == {"Men"}
    assert why(released) == {"Nonbinary": {SMALL, COMPANY}, "Women": {COMPANY}}


def test_a_small_group_is_not_everybody_less_the_others_in_any_flow():
    # There is no row for everybody, yet each row says of how many.
    released = release(
        ledger({"Men": (60, 8, 6, 62, 70), "Women": (40, 12, 10, 42, 52), "X": (3, 0, 0, 3, 3)})
    )

    assert groups_of(released.rows) == {"Men"}


def test_a_flow_of_few_hides_the_ledger_because_colleagues_know_who_they_were():
    released = release(ledger({"Men": (60, 2, 9, 53, 62), "Women": (40, 1, 10, 31, 41)}))

    assert released.rows == ()
    assert why(released) == {
        "Men": {"fewer than 10 people moved"}, "Women": {"fewer than 10 people moved"},
    }  # fmt: skip


def test_a_stricter_gate_asks_more_of_flows_too():
    exact = ledger({"Men": (60, 8, 6, 62, 70), "Women": (40, 12, 10, 42, 52)})

    assert release(exact, smallest_group=16).rows == exact.rows
    assert release(exact, smallest_group=17).rows == ()


people = st.integers(0, 30)
GROUPS = st.dictionaries(
    st.sampled_from("abcde"), st.tuples(people, people, people, people), min_size=1
)


@settings(max_examples=200, deadline=None)
@given(GROUPS)
def test_no_ledger_of_hidden_people_can_be_worked_out_from_those_shown(drawn):
    groups = {
        name: (opening, came, min(went, opening + came), opening + came - min(went, opening + came),
               opening + came)
        for name, (opening, came, went, _) in drawn.items()
    }  # fmt: skip
    exact = ledger(groups)

    released = release(exact)

    shown, hidden = groups_of(released.rows), groups_of(released.hidden)
    assert not shown & hidden
    assert shown | hidden == set(groups)
    if not shown:
        return
    assert all(row.n >= 10 for row in released.rows)
    if hidden:
        # What an attacker has: everybody in a row, less the groups that are shown.
        assert len(hidden) > 1
        for day in ("opening", "closing"):
            here = [row for row in released.rows if row.at["flow"] == day]
            assert here[0].n - sum(row.count for row in here) >= 10
        assert sum(groups[name][-1] for name in hidden) >= 10


# --- curves ---------------------------------------------------------------------------------------


def curve(group, members, months, outcomes=("promoted",)):
    return [
        (group, {"outcome": outcome, "month": month}, None, members, members)
        for outcome in outcomes
        for month in months
    ]


def test_a_curve_is_shown_for_all_months_and_outcomes_or_for_none():
    # The one who is hidden along with the small group is hidden where the small one has ended too.
    rows = [
        *curve("Men", 60, (6, 12, 18), ("promoted", "left")),
        *curve("Women", 40, (6, 12, 18), ("promoted", "left")),
        *curve("X", 4, (6,), ("promoted",)),
    ]

    released = release(figure("time_to_promotion", rows))

    assert groups_of(released.rows) == {"Men"}
    assert len(released.rows) == 6
    assert why(released) == {"X": {SMALL}, "Women": {COMPANY}}


def test_a_comparison_with_a_hidden_curve_is_gone():
    rows = [*curve("Men", 60, (6,)), *curve("Women", 40, (6,)), *curve("X", 4, (6,))]
    rows += curve("Y", 9, (6,))
    compared = [
        Comparison(group={"gender": group}, reference={"gender": "Men"},
                   at={"outcome": "promoted", "month": 6}, results={"p": 0.5})
        for group in ("Women", "X")
    ]  # fmt: skip

    released = release(figure("time_to_leaving", rows, comparisons=tuple(compared)))

    assert [each.group["gender"] for each in released.comparisons] == ["Women"]


# --- projections ----------------------------------------------------------------------------------


def test_a_projection_is_hidden_at_the_level_where_a_group_is_small_and_in_all_its_years():
    rows = [
        (group, {"level": level, "year": year}, None, None, members)
        for level, sizes in ((1, {"Men": 60, "Women": 40}), (2, {"Men": 20, "Women": 6}))
        for year in (2021, 2022)
        for group, members in sizes.items()
    ]

    released = release(figure("projection", rows))

    assert {row.at["level"] for row in released.rows} == {1}
    assert len(released.rows) == 4
    assert why(released) == {"Women": {SMALL}, "Men": {COMPANY}}


def projected(**data):
    sizes = {"Men": 60, "Women": 40, "X": 6, "Y": 7}
    return figure(
        "projection",
        [
            (group, {"level": level, "year": 2021}, None, None, members + 20 * (level == 2))
            for level in (1, 2)
            for group, members in sizes.items()
        ],
        data=data,
    )


def test_a_lever_on_a_hidden_group_hides_all_that_it_changed():
    # Without X, the others would gain just what X had, and Y would be what remains.
    released = release(projected(pulled=((1, {"gender": "X"}),)))

    assert released.rows == ()
    assert why(released)["Men"] == {"a lever on a hidden group would give that group away"}
    assert SMALL in why(released)["X"]


@pytest.mark.parametrize("pulled", [(), ((1, {"gender": "Women"}),), ((2, {"gender": "X"}),)])
def test_a_lever_on_a_group_that_is_shown_where_it_pulls_hides_nothing_more(pulled):
    assert len(release(projected(pulled=pulled)).rows) == len(release(projected()).rows) == 6


@pytest.mark.parametrize("measure", ["flow_ledger", "time_to_promotion", "time_to_leaving"])
def test_the_gate_knows_these_measures_by_the_names_of_the_catalogue(measure):
    assert definition(measure).name == measure
