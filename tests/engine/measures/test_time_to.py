"""Time to promotion and to leaving: by hand, and against counting day by day."""

from __future__ import annotations

import pytest
from engine.kit import dataset, window

from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.time_to import YEAR, time_to

PEOPLE = """
    person  gender
    ada     Women
    bea     Women
    cyd     Women
    dan     Men
    eve     Men
    fay     Men
"""
#: Of four women, one rises after a year, one leaves after two, one is still there after three.
CAREERS = """
    person  begins      ends        level  exit_reason  began     ended
    ada     2015-01-01  2016-01-01  1      -            joined    -
    ada     2016-01-01  2020-01-01  2      -            -         -
    bea     2015-01-01  2017-01-01  1      retirement   joined    -
    cyd     2017-01-01  2020-01-01  1      -            joined    -
    dan     2015-01-01  2016-07-01  1      -            joined    -
    dan     2016-07-01  2017-07-01  2      -            -         -
    dan     2017-07-01  2020-01-01  1      -            -         -
    eve     2015-01-01  2018-01-01  1      -            joined    vanished
    fay     2015-01-01  2020-01-01  1      -            appeared  -
"""
ALL = window("2015-01-01", "2019-12-31")


@pytest.fixture(scope="module")
def firm():
    return dataset(spells=CAREERS, people=PEOPLE)


def course(found, gender):
    return next(each for each in found.courses if each.group == {"gender": gender})


def test_shares_are_worked_by_hand(firm):
    # Three women at level 1. After a year one of three rises: 1/3. After two, one of the two left
    # retires: 2/3 * 1/2 = 1/3. One stays three years.
    found = course(time_to(firm, level=1, by=("gender",), window=ALL, years=(0.5, 1, 2.5, 9)),
                   "Women")  # fmt: skip

    assert (found.people, found.unknown, found.lost) == (3, 0, 0)
    assert found.events == {"left: retirement": 1, "promoted": 1}
    values = [each.value for each in found.shares["promoted"]]
    assert values[:3] == pytest.approx([0, 1 / 3, 1 / 3])
    assert [each.value for each in found.shares["left: retirement"]][:3] == pytest.approx(
        [0, 0, 1 / 3]
    )
    assert values[3] is None, "nobody was seen for nine years"


def test_each_time_at_a_level_is_an_episode_and_lost_people_count_until_then(firm):
    found = course(time_to(firm, level=1, by=("gender",), window=ALL), "Men")

    # Dan twice and Eve; nothing says when Fay came.
    assert (found.people, found.unknown, found.lost) == (3, 1, 1)
    assert found.events["promoted"] == 1


def test_what_is_left_out_and_lost_is_said(firm):
    notes = " ".join(time_to(firm, level=1, by=("gender",), window=ALL).notes)

    assert "1 episodes are left out" in notes
    assert "1 end because somebody is no longer shown" in notes
    assert "outcomes compete" in notes


def test_a_recorded_hire_date_says_when_people_came_to_the_lowest_level():
    careers = """
        person  begins      ends        level  hired       began
        ada     2015-01-01  2016-01-01  1      2011-01-01  first_seen
        ada     2016-01-01  2020-01-01  2      2011-01-01  -
        bea     2015-01-01  2020-01-01  1      2015-01-01  joined
        cyd     2015-01-01  2018-01-01  2      2012-01-01  first_seen
        cyd     2018-01-01  2020-01-01  3      2012-01-01  -
    """
    firm = dataset(spells=careers, people=PEOPLE)

    low = course(time_to(firm, level=1, by=("gender",), window=ALL, years=(4.5, 5.5)), "Women")
    # After five years in the job Ada rises; Bea is under observation until just then. Ada was not
    # at risk before the export began, so by 4.5 years nothing is known to have happened.
    assert (low.people, low.unknown) == (2, 0)
    assert low.shares["promoted"][0].value == 0

    high = course(time_to(firm, level=2, by=("gender",), window=ALL), "Women")
    assert (high.people, high.unknown) == (1, 1), "Cyd may have come to level 2 at any time"


def test_a_window_cuts_at_both_ends(firm):
    inside = window("2015-07-01", "2016-06-30")
    found = course(time_to(firm, level=1, by=("gender",), window=inside, years=(1, 1.4)), "Women")

    # Cyd comes later. Bea's retirement lies after the window.
    assert found.people == 2
    assert found.events["promoted"] == 1
    assert sum(found.events.values()) == 1
    assert found.shares["promoted"][0].value == pytest.approx(1 / 2)


def test_without_a_level_the_clock_runs_from_joining_to_leaving(firm):
    found = time_to(firm, level=None, by=("gender",), window=ALL, years=(2.1,))

    women = course(found, "Women")
    assert (women.people, women.events) == (3, {"left: retirement": 1})
    assert women.shares["left: retirement"][0].value == pytest.approx(1 / 3)
    assert found.level is None


def test_groups_are_set_beside_the_largest(firm):
    found = time_to(firm, level=1, by=("gender",), window=ALL, years=(1.6,))

    gap = next(each for each in found.gaps if each.outcome == "promoted")
    assert (gap.group, gap.reference) == ({"gender": "Women"}, {"gender": "Men"}) or (
        gap.group, gap.reference,
    ) == ({"gender": "Men"}, {"gender": "Women"})  # fmt: skip
    assert gap.p is not None
    assert gap.differences[0].value == pytest.approx(0)  # one of three by then, in each


def test_nobody_whose_beginning_is_known_is_no_answer():
    firm = dataset(
        spells="person begins ends level began\nfay 2015-01-01 2020-01-01 1 appeared",
        people=PEOPLE,
    )

    with pytest.raises(CannotMeasure, match="hire dates"):
        time_to(firm, level=1, by=("gender",), window=ALL)


@pytest.mark.parametrize(
    ("asked", "why"),
    [({"level": 7}, "is no level"), ({"by": ("shoe",)}, "not in this data")],
)
def test_what_can_not_be_asked_is_said(firm, asked, why):
    with pytest.raises(CannotMeasure, match=why):
        time_to(firm, **{"level": 1, "by": ("gender",), "window": ALL, **asked})


def test_a_year_is_the_mean_of_four():
    assert YEAR == 1461 / 4
