"""The labour market that a user supplies: read, and refused in words where it is wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.records.market import BadMarket, Market, parse


def market(text):
    columns, *rows = [line.strip().split(",") for line in text.strip().splitlines()]
    return parse(columns, [dict(zip(columns, row, strict=True)) for row in rows])


def test_people_become_shares_exactly():
    found = market("""
        occupation,group,people
        Deckhand,Women,100
        Deckhand,Men,200
        Cook,Women,3
        Cook,Men,1
    """)

    assert found.shares == {
        "Deckhand": {"Women": Fraction(1, 3), "Men": Fraction(2, 3)},
        "Cook": {"Women": Fraction(3, 4), "Men": Fraction(1, 4)},
    }


def test_shares_stay_the_decimals_that_were_written():
    found = market("occupation,group,share\nall,Women,0.3\nall,Men,0.7")

    assert found.shares["all"] == {"Women": Fraction(3, 10), "Men": Fraction(7, 10)}


def test_percent_is_a_hundredth():
    found = market("Occupation,Group,Percent\nall,Women,30.5\nall,Men,69.5")

    assert found.shares["all"]["Women"] == Fraction(61, 200)


@pytest.mark.parametrize("row", ["Cook,30,70", "Cook,0.3,0.7", "Cook,30.0,70.0", "Cook,3,7"])
def test_a_column_per_group_says_the_same_in_any_unit(row):
    found = market(f"occupation,Women,Men\n{row}")

    assert found.shares == {"Cook": {"Women": Fraction(3, 10), "Men": Fraction(7, 10)}}


def test_groups_are_named_once_in_the_order_of_the_table():
    found = market("occupation,group,people\nA,Women,1\nA,Men,1\nB,Men,1\nB,Others,2")

    assert found.groups == ("Women", "Men", "Others")


def test_columns_are_found_whatever_their_capitals_and_further_ones_are_passed_over():
    found = market("Year,OCCUPATION,Group,People\n2024,Cook,Women,1\n2024,Cook,Men,1")

    assert found.shares["Cook"]["Men"] == Fraction(1, 2)


def test_shares_may_miss_the_whole_by_what_rounding_explains():
    thirds = market("occupation,group,share\nA,a,0.33\nA,b,0.33\nA,c,0.33")

    assert thirds.shares["A"]["a"] == Fraction(33, 100)


@pytest.mark.parametrize(("text", "said"), [
    ("job,group,people\nCook,Women,1", "no column 'occupation'"),
    ("occupation,group,heads\nCook,Women,1", "neither people, share nor percent"),
    ("occupation,group,people,share\nCook,Women,1,1", "both people and share; it needs one"),
    ("occupation,people\nCook,12", "no column 'group' and no two groups"),
    ("occupation,group,share\nCook,Women,0.3\nCook,Men,0.6",
     "The shares of 'Cook' in the labour market add up to 0.9, not to 1"),
    ("occupation,group,share\nCook,Women,0.33\nCook,Men,0.65", "add up to 0.98"),
    ("occupation,group,share\nCook,Women,30\nCook,Men,70", "add up to 100, not to 1"),
    ("occupation,group,percent\nCook,Women,30.5\nCook,Men,60.5", "add up to 91, not to 100"),
    ("occupation,Women,Men\nCook,0.5,0.4", "The shares of 'Cook' in the labour market add up to"),
    ("occupation,Women,Men\nCook,50.5,40.0", "The percents of 'Cook'"),
    ("occupation,group,people\nCook,Women,many", "says 'many' for 'Women' of 'Cook', which is no"),
    ("occupation,group,people\nCook,Women,-3", "no number of 0 or more"),
    ("occupation,group,people\nCook,Women,1e3", "no number of 0 or more"),
    ("occupation,group,people\nCook,Women,0\nCook,Men,0", "nobody at all for 'Cook'"),
    ("occupation,group,people\nCook,Women,1\nCook,Women,2", "names 'Women' of 'Cook' twice"),
    ("occupation,Women,Men\nCook,1,2\nCook,3,4", "has two rows for 'Cook' .row 3."),
    ("occupation,group,people\nCook,,2", "says no group in row 2"),
    ("occupation,group,people\n,Women,2", "says no occupation in row 2"),
    ("occupation,Women,Men\nCook,,2", "says no Women in row 2"),
    ("occupation,group,people", "a header but no rows"),
    ("occupation,Women,Men", "a header but no rows"),
])  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(text, said):
    with pytest.raises(BadMarket, match=said):
        market(text)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=6).filter(any))
def test_shares_of_people_always_make_one_whole(people):
    rows = "\n".join(f"Cook,g{n},{each}" for n, each in enumerate(people))

    found = market(f"occupation,group,people\n{rows}")

    assert sum(found.shares["Cook"].values()) == 1
    assert all(0 <= share <= 1 for share in found.shares["Cook"].values())


def test_nothing_is_known_before_a_market_is_given():
    assert Market().groups == ()
