"""The ledger as a figure: what is told together, and that it still adds up."""

from __future__ import annotations

import pytest
from engine.kit import dataset, window
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.engine.flows.ledger import CLOSING, INTO, LEFT_FOR, OPENING, OUT_OF, account, is_into
from tiebeam.engine.measures.ledger import Ledger, as_figure, level_ledger

YEAR = window("2020-01-01", "2021-01-01")
#: Level 2 in a year: women and men on the first day, and by each way since.
COUNTS = {
    "Women": {OPENING: 30, "joined": 5, "promoted in": 1, "moved in": 2, "promoted out": 4,
              "left: retirement": 2, "left: death": 0},
    "Men": {OPENING: 70, "joined": 7, "promoted in": 5, "moved in": 1, "promoted out": 10,
            "left: retirement": 6, "left: death": 1},
}  # fmt: skip


def ledger(counts):
    counts = {name: {**each, CLOSING: closing(each)} for name, each in counts.items()}
    kinds = {kind for each in counts.values() for kind in each}
    everybody = {kind: sum(each.get(kind, 0) for each in counts.values()) for kind in kinds}
    return Ledger(
        level=2, level_name="Officer", by=("gender",), window=YEAR,
        accounts=tuple(
            ({"gender": name}, account(each, everybody)) for name, each in counts.items()
        ),
        people=tuple(each[OPENING] + came(each) for each in counts.values()),
        notes=("As it is.",), data={"sha256": "0" * 64},
    )  # fmt: skip


def came(counts):
    return sum(n for kind, n in counts.items() if is_into(kind))


def closing(counts):
    went = sum(n for kind, n in counts.items() if kind != OPENING and not is_into(kind))
    return counts[OPENING] + came(counts) - went


def rows(figure, group):
    return {row.at["flow"]: row for row in figure.rows if row.group == {"gender": group}}


def test_both_days_and_every_flow_of_enough_people_have_a_row_with_its_counts():
    women = rows(as_figure(ledger(COUNTS), smallest=2), "Women")

    # 30 of 100 on the first day. 12 joined, 6 + 3 came otherwise; 14 rose, 9 left: then 32 of 98.
    assert (women["opening"].count, women["opening"].n, women["opening"].value) == (30, 100, 0.3)
    assert (women["closing"].count, women["closing"].n) == (32, 98)
    assert women["closing"].value == pytest.approx(32 / 98)
    assert (women["joined"].count, women["joined"].n) == (5, 12)
    # ±(w - mean share * t) / mean headcount, by hand.
    mean = (0.3 + 32 / 98) / 2
    assert women["joined"].value == pytest.approx((5 - mean * 12) / 99)
    assert women["joined"].low is women["joined"].high is None


def test_flows_of_few_are_told_together_with_the_next_larger_one_of_their_direction():
    figure = as_figure(ledger(COUNTS))

    # Six were promoted in and three moved in: nine, so the twelve who joined go with them. Nine
    # left, so the fourteen who rose do.
    assert [*rows(figure, "Men")] == [
        "opening",
        "joined, promoted in, moved in",
        "promoted out, left: death, left: retirement",
        "closing",
    ]


def test_the_rows_come_place_by_place_and_the_groups_in_the_order_of_the_ledger():
    figure = as_figure(ledger(COUNTS))

    assert [row.at["flow"] for row in figure.rows[:2]] == ["opening"] * 2
    assert [row.group["gender"] for row in figure.rows] == ["Women", "Men"] * (
        len(figure.rows) // 2
    )


def test_members_are_who_is_there_on_the_day_and_in_between_who_ever_was():
    women = rows(as_figure(ledger(COUNTS)), "Women")

    assert women.pop("opening").members == 30
    assert women.pop("closing").members == 32
    assert {row.members for row in women.values()} == {38}


def test_where_all_who_came_are_few_both_directions_are_told_as_one_and_not_how_many():
    counts = {
        "Women": {OPENING: 30, "joined": 3, "left: voluntary": 8},
        "Men": {OPENING: 70, "joined": 0, "left: voluntary": 9},
    }

    women = rows(as_figure(ledger(counts)), "Women")

    assert [*women] == ["opening", "joined, left: voluntary", "closing"]
    both = women["joined, left: voluntary"]
    assert (both.n, both.count) == (20, None)
    assert both.value == pytest.approx(25 / 86 - 30 / 100), "25 of 86 are left"


def test_a_larger_flow_of_the_other_direction_stays_as_it_is():
    counts = {
        "Women": {OPENING: 30, "joined": 3, "promoted out": 4, "left: voluntary": 8},
        "Men": {OPENING: 70, "joined": 0, "promoted out": 8, "left: voluntary": 9},
    }

    women = rows(as_figure(ledger(counts)), "Women")

    assert [*women] == ["opening", "joined, promoted out", "left: voluntary", "closing"]
    assert women["left: voluntary"].count == 8


def test_where_nobody_moved_there_are_the_two_days():
    figure = as_figure(ledger({"Women": {OPENING: 30}, "Men": {OPENING: 70}}))

    assert [*rows(figure, "Women")] == ["opening", "closing"]


def test_where_nobody_is_left_shares_are_undefined_and_people_are_still_counted():
    counts = {
        "Women": {OPENING: 12, "left: voluntary": 12}, "Men": {OPENING: 20, "left: voluntary": 20},
    }  # fmt: skip

    women = rows(as_figure(ledger(counts)), "Women")

    assert women["closing"].value is None
    assert women["left: voluntary"].value is None
    assert women["left: voluntary"].count == 12


def test_the_figure_says_what_it_is_of():
    figure = as_figure(ledger(COUNTS))

    assert (figure.measure, figure.unit, figure.by) == ("flow_ledger", "share", ("gender",))
    assert figure.window == (YEAR.first, YEAR.last)
    assert (figure.data["level"], figure.data["level_name"]) == (2, "Officer")
    assert figure.notes[0] == "As it is."
    assert any("fewer than ten people" in note for note in figure.notes)


KINDS = [kind for kind in (*INTO, *OUT_OF) if kind != "left"] + [
    f"{LEFT_FOR}{reason}" for reason in ("voluntary", "retirement", "unknown")
]
counted = st.fixed_dictionaries({OPENING: st.integers(200, 400)}) .flatmap(
    lambda day: st.dictionaries(st.sampled_from(KINDS), st.integers(0, 15)).map(
        lambda flows: day | flows
    )
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries({"Women": counted, "Men": counted}), st.integers(2, 40))
def test_any_ledger_still_adds_up_and_tells_no_flow_of_few(counts, smallest):
    figure = as_figure(ledger(counts), smallest=smallest)

    moved = sum(n for each in counts.values() for kind, n in each.items() if kind != OPENING)
    for group in counts:
        mine = rows(figure, group)
        opening, closed = mine.pop("opening"), mine.pop("closing")
        change = sum(row.value for row in mine.values())
        assert opening.value + change == pytest.approx(closed.value)
        assert sum(row.n for row in mine.values()) == moved
        told = [kind for flow in mine for kind in flow.split(", ")]
        assert len(told) == len(set(told))
        assert moved < smallest or all(row.n >= smallest for row in mine.values())
        net = sum(
            row.count if is_into(flow.split(", ")[0]) else -row.count
            for flow, row in mine.items()
            if row.count is not None
        )
        if all(row.count is not None for row in mine.values()):
            assert opening.count + net == closed.count


def test_different_people_at_the_level_are_counted_once():
    careers = """
        person  begins      ends        level
        ada     2019-01-01  2020-03-01  2
        ada     2020-03-01  2020-06-01  1
        ada     2020-06-01  2022-01-01  2
        bea     2019-01-01  2019-12-31  2
        cyd     2020-02-01  2020-03-01  2
        dan     2020-02-01  2020-03-01  1
        dan     2020-03-01  2022-01-01  2
        eve     2021-01-02  2022-01-01  2
    """
    who = "person gender\nada W\nbea W\ncyd W\ndan M\neve W"

    found = level_ledger(dataset(spells=careers, people=who), level=2, by=("gender",), window=YEAR)

    # Ada comes back to the level; Bea has gone, and Eve comes on the day after.
    counted = {
        group["gender"]: n for (group, _), n in zip(found.accounts, found.people, strict=True)
    }
    assert counted == {"W": 2, "M": 1}
