"""What became of people from one January to the next: by hand, and against every career."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from engine.kit import dataset
from engine.measures.employer import employer
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.flows.movements import NotObserved, movements, whole_years
from tiebeam.engine.flows.projection import LEFT, project


def counted(careers, *, by=(), years=(2020, 2020), people="person", **reach):
    reach = {"first": "2019-01-01", "until": "2022-01-01", **reach}
    data = dataset(spells=careers, people=people, **reach)
    return movements(data, by=by, first_year=years[0], last_year=years[1])


def became(found):
    """Who was counted: group, level, what became of them, how many."""
    ends = (*found.levels, LEFT)
    return {
        (*group, level, ends[k]): int(found.moved[g, i, k])
        for g, group in enumerate(found.groups)
        for i, level in enumerate(found.levels)
        for k in range(len(ends))
        if found.moved[g, i, k]
    }


def by_level(found, people):
    return {level: int(n) for level, n in zip(found.levels, people.sum(axis=0), strict=True) if n}


def test_people_stay_rise_fall_and_leave():
    found = counted("""
        person  begins      ends        level
        ann     2019-01-01  2022-01-01  1
        bea     2019-01-01  2020-05-01  1
        bea     2020-05-01  2022-01-01  2
        cat     2019-01-01  2020-05-01  3
        cat     2020-05-01  2022-01-01  1
        dee     2019-01-01  2020-12-31  2
        eve     2019-01-01  2021-01-01  2
        fay     2019-01-01  2021-01-02  2
    """)

    assert became(found) == {
        ("everybody", 1, 1): 1,
        ("everybody", 1, 2): 1,
        ("everybody", 3, 1): 1,
        ("everybody", 2, LEFT): 2,
        ("everybody", 2, 2): 1,
    }
    assert by_level(found, found.start) == {1: 2, 2: 2}


def test_two_steps_up_in_a_year_are_one_move_of_two_levels():
    found = counted("""
        person  begins      ends        level
        ann     2019-01-01  2020-03-01  1
        ann     2020-03-01  2020-08-01  2
        ann     2020-08-01  2022-01-01  3
    """)

    assert became(found) == {("everybody", 1, 3): 1}


def test_a_change_on_new_years_day_belongs_to_the_old_year():
    careers = """
        person  begins      ends        level
        ann     2019-01-01  2021-01-01  1
        ann     2021-01-01  2022-01-01  2
        bea     2021-01-01  2022-01-01  1
        cat     2020-01-01  2022-01-01  1
    """

    assert became(counted(careers)) == {("everybody", 1, 2): 1, ("everybody", 1, 1): 1}
    assert by_level(counted(careers), counted(careers).hired) == {1: 1}


def test_hired_are_counted_at_the_level_they_came_in_at():
    found = counted("""
        person  begins      ends        level
        ann     2019-01-01  2022-01-01  1
        bea     2020-02-01  2020-09-01  1
        bea     2020-09-01  2022-01-01  2
    """)

    assert by_level(found, found.hired) == {1: 1}
    assert by_level(found, found.start) == {1: 1, 2: 1}


def test_who_comes_and_goes_between_two_januaries_is_noted_and_not_counted():
    found = counted("""
        person  begins      ends        level
        ann     2019-01-01  2022-01-01  1
        bea     2020-02-01  2020-09-01  1
    """)

    assert by_level(found, found.hired) == {}
    assert became(found) == {("everybody", 1, 1): 1}
    assert found.notes == ("Not counted, as they came and went between two Januaries: 1.",)


def test_who_left_and_came_back_has_left_and_was_hired():
    found = counted("""
        person  begins      ends        level
        ann     2019-01-01  2020-03-01  1
        ann     2020-06-01  2022-01-01  2
    """)

    assert became(found) == {("everybody", 1, LEFT): 1}
    assert by_level(found, found.hired) == {2: 1}


def test_people_off_the_ladder_are_left_out_and_noted():
    found = counted("""
        person  begins      ends        level
        ann     2019-01-01  2022-01-01  1
        bea     2019-01-01  2020-09-01  1
        bea     2020-09-01  2022-01-01  -
        cat     2019-01-01  2020-09-01  -
        dee     2020-09-01  2022-01-01  -
    """)

    assert became(found) == {("everybody", 1, 1): 1}
    assert found.notes == (
        "Left out of a year, as off the ladder when it began or ended: 1.",
        "Left out of those who left, as off the ladder when the year began: 1.",
        "Left out of the hired, as off the ladder when they came: 1.",
        "Left out at the end, as off the ladder then: 2.",
    )


def test_years_add_up_and_everybody_is_there_when_the_data_ends():
    careers = """
        person  begins      ends        level
        ann     2019-01-01  2022-01-01  1
        bea     2019-01-01  2021-06-01  1
    """

    found = counted(careers, years=(2019, 2021))

    assert found.years == 3
    assert became(found) == {("everybody", 1, 1): 5, ("everybody", 1, LEFT): 1}
    assert by_level(found, found.start) == {1: 1}


def test_groups_are_counted_apart_and_nobody_is_dropped():
    found = movements(employer(), by=("gender",), first_year=2020, last_year=2020)

    assert found.groups == (("Men",), ("Women",), ("not stated",), ("unknown",))
    assert became(found) == {
        ("Women", 1, 1): 1, ("Women", 1, 2): 1, ("Women", 1, LEFT): 1, ("Women", 2, 2): 2,
        ("Women", 3, 3): 1, ("Men", 1, 1): 2, ("Men", 1, 2): 2, ("Men", 1, LEFT): 1,
        ("Men", 2, LEFT): 1, ("Men", 2, 3): 1, ("Men", 3, 3): 1, ("unknown", 1, 1): 1,
        ("not stated", 1, LEFT): 1,
    }  # fmt: skip
    assert found.hired.tolist() == [[0, 1, 0], [1, 0, 0], [1, 0, 0], [0, 0, 0]]


def test_snapshots_are_followed_from_each_to_the_next():
    found = counted(
        """
        person  begins      ends        level
        ann     2019-01-01  2020-01-01  1
        ann     2020-01-01  2021-01-01  2
        bea     2019-01-01  2020-01-01  1
        cat     2020-01-01  2021-01-01  1
        """,
        years=(2019, 2019), shape="snapshots", every="year", until="2021-01-01",
        changes_until="2019-12-31",
    )  # fmt: skip

    assert became(found) == {("everybody", 1, 2): 1, ("everybody", 1, LEFT): 1}
    assert by_level(found, found.hired) == {1: 1}
    assert by_level(found, found.start) == {1: 1, 2: 1}


def test_what_was_counted_can_be_projected():
    found = movements(employer(), by=("gender", "race"), first_year=2019, last_year=2021)

    ahead = project(found, years=3, draws=50, seed=1)

    assert ahead.shares.median.shape == (4, 3, len(found.groups))


# --- what always holds ----------------------------------------------------------------------------


@st.composite
def careers(draw):
    """Up to six people, each with stays of a few months, some of them with gaps between."""
    rows = []
    for person in "abcdef"[: draw(st.integers(1, 6))]:
        marks = sorted(draw(st.sets(st.integers(0, 36), min_size=2, max_size=6)))
        for begins, ends in pairwise(marks):
            if draw(st.integers(0, 3)) or begins == marks[0]:
                rows.append(
                    {
                        "person": person,
                        "begins": month(begins),
                        "ends": month(ends),
                        "level": str(draw(st.integers(1, 3))),
                    }
                )
    return rows


def month(number):
    return date(2019 + number // 12, number % 12 + 1, 1)


@settings(max_examples=sized(12, 25))
@given(careers())
def test_everybody_plus_hired_less_left_is_everybody_a_year_later(rows):
    data = dataset(spells=rows, first="2019-01-01", until="2022-01-01")

    for year in (2019, 2020, 2021):
        found = movements(data, by=(), first_year=year, last_year=year)

        at_first = [r for r in rows if r["begins"] <= date(year, 1, 1) < r["ends"]]
        assert found.moved.sum() == len(at_first)
        assert found.start.sum() == len(at_first) + found.hired.sum() - found.moved[..., -1].sum()
        if year < 2021:
            later = [r for r in rows if r["begins"] <= date(year + 1, 1, 1) < r["ends"]]
            assert found.start.sum() == len(later)


def test_attributes_may_go_by_any_name():
    people = "person  what  next_level  n_level\nann  Women  x  y\nbea  Men  x  y"
    careers = """
        person  begins      ends        level
        ann     2019-01-01  2022-01-01  1
        bea     2019-01-01  2022-01-01  1
    """

    found = counted(careers, by=("what", "next_level"), people=people)

    assert found.groups == (("Men", "x"), ("Women", "x"))
    assert found.start.tolist() == [[1], [1]]


@pytest.mark.parametrize(
    ("first", "until", "years"),
    [
        ("2019-01-01", "2022-01-01", (2019, 2021)),
        ("2019-01-02", "2021-12-31", (2020, 2020)),
        ("2018-07-01", "2021-06-30", (2019, 2020)),
    ],
)
def test_whole_years_are_those_shown_from_the_first_day_to_the_last(first, until, years):
    data = dataset(spells=PLAIN, first=first, until=until)

    assert whole_years(data) == years


def test_where_no_year_is_whole_there_are_no_rates():
    data = dataset(spells=PLAIN, first="2019-02-01", until="2020-12-31")

    with pytest.raises(NotObserved, match="no whole calendar year"):
        whole_years(data)


# --- what can't be asked --------------------------------------------------------------------------

PLAIN = """
    person  begins      ends        level
    ann     2019-01-01  2022-01-01  1
"""


@pytest.mark.parametrize("years", [(2018, 2020), (2020, 2022)])
def test_years_that_reach_beyond_the_data_are_refused(years):
    with pytest.raises(NotObserved, match="whole years 2019 to 2021"):
        counted(PLAIN, years=years)


def test_the_last_snapshot_shows_nobody_leaving():
    with pytest.raises(NotObserved, match="2019 to 2020"):
        counted(PLAIN, years=(2021, 2021), shape="snapshots", every="year",
                changes_until="2020-12-31")  # fmt: skip


def test_years_run_forwards():
    with pytest.raises(NotObserved, match="comes before"):
        counted(PLAIN, years=(2021, 2020))


def test_groups_are_described_by_what_stays():
    with pytest.raises(NotObserved, match="You can use: gender"):
        counted(PLAIN, by=("level",), people="person  gender\nann  Women")


def test_without_a_ladder_there_are_no_levels():
    with pytest.raises(NotObserved, match="add a ladder"):
        counted("person  begins  ends\nann  2019-01-01  2022-01-01")


def test_one_row_per_person_shows_nobody_moving():
    with pytest.raises(NotObserved, match="one row per person"):
        counted(PLAIN, shape="people")


def test_years_by_the_hundred_can_be_added_up():
    # SQL is written by going into what is nested: one union inside the other would go too deep.
    first = sized(1900, 1800)
    found = counted(
        """
        person  begins      ends        level
        ann     1790-01-01  2001-01-01  1
        bea     1890-01-01  1990-01-01  1
        """,
        years=(first, 1999),
        first="1790-01-01",
        until="2001-01-01",
    )

    # Ann stays in 200 years, or 100; Bea is there on 100 Januaries, or 90, and has left in the end.
    stayed = sized(100 + 89, 200 + 99)
    assert became(found) == {("everybody", 1, 1): stayed, ("everybody", 1, LEFT): 1}
