"""How many people each unit has: sums up the tree, by hand and over any tree."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from engine.kit import dataset
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.disclosure import release
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.organisation import organisation
from tiebeam.engine.records.fields import UNKNOWN

DAY = date(2020, 6, 1)
SPELLS = """
    person  begins      ends        unit                  site   level
    ada     2020-01-01  2021-01-01  Operations_/_Deck     Leeds  1
    bea     2020-01-01  2021-01-01  Operations_/_Deck     Leeds  1
    cyd     2020-01-01  2021-01-01  Operations_/_Engines  Porto  2
    dan     2020-01-01  2021-01-01  Operations            Porto  2
    eve     2020-01-01  2021-01-01  Ports                 Porto  1
    fay     2020-01-01  2020-03-01  Ports                 Porto  1
    gus     2020-01-01  2021-01-01  -                     Leeds  1
"""


def asked(data):
    return organisation(data, DAY)


def people(figure):
    return {next(iter(row.at.values())): row.n for row in figure.rows}


@pytest.fixture(scope="module")
def firm():
    return dataset(spells=SPELLS)


def test_a_unit_holds_its_own_people_and_those_of_the_units_that_belong_to_it(firm):
    assert people(asked(firm)) == {
        "Operations": 4,
        "Operations / Deck": 2,
        "Operations / Engines": 1,
        "Ports": 1,
        UNKNOWN: 1,
    }


def test_units_stand_from_the_largest_each_followed_by_its_own_and_the_unknown_last(firm):
    assert list(people(asked(firm))) == [
        "Operations", "Operations / Deck", "Operations / Engines", "Ports", UNKNOWN,
    ]  # fmt: skip


def test_every_row_says_its_share_of_everybody_there_on_the_day(firm):
    shares = {row.at["unit"]: row.value for row in asked(firm).rows}

    assert shares["Operations"] == pytest.approx(4 / 6)
    assert shares["Ports"] == pytest.approx(1 / 6)


def test_units_are_the_directorys_so_the_gate_hides_none_of_them(firm):
    shown = release(asked(firm))

    assert people(shown) == people(asked(firm))
    assert not shown.hidden


def test_on_a_day_that_the_data_does_not_show_that_is_the_answer(firm):
    with pytest.raises(CannotMeasure, match="shows nobody on 2031-01-01"):
        organisation(firm, date(2031, 1, 1))


def test_without_units_people_are_counted_at_each_site():
    data = dataset(spells=SPELLS.replace("unit ", "nook "))

    figure = asked(data)

    assert {key for row in figure.rows for key in row.at} == {"site"}
    assert people(figure) == {"Leeds": 3, "Porto": 3}


def test_grades_go_by_the_names_of_their_levels():
    data = dataset(
        spells="""
            person  begins      ends        grade    level
            ada     2020-01-01  2021-01-01  Level_1  1
            bea     2020-01-01  2021-01-01  Level_2  2
            cyd     2020-01-01  2021-01-01  Adviser  -
        """
    )

    assert people(asked(data)) == {"Level 1": 1, "Level 2": 1, "off the ladder": 1}


def test_a_unit_that_only_hr_may_know_is_not_read_out():
    data = dataset(spells=SPELLS, classes={"unit": "hr"})

    assert {key for row in asked(data).rows for key in row.at} == {"site"}


def test_where_nothing_says_where_people_are_that_is_the_answer():
    data = dataset(
        spells="""
            person  begins      ends
            ada     2020-01-01  2021-01-01
        """
    )

    with pytest.raises(CannotMeasure, match="Name a column for unit, site, grade or job"):
        asked(data)


UNITS = st.lists(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(" / ".join), min_size=1, max_size=9
)


@settings(max_examples=sized(12, 25), deadline=None)
@given(UNITS)
def test_any_tree_adds_up_from_its_leaves(units):
    data = dataset(
        spells=[
            {"person": f"p{number}", "begins": "2020-01-01", "ends": "2021-01-01", "unit": unit}
            for number, unit in enumerate(units)
        ]
    )

    found = people(asked(data))

    expected = Counter(unit[: len(unit) - cut] for unit in units for cut in range(0, len(unit), 4))
    assert found == dict(expected)
