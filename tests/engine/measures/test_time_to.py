"""Time to promotion and to leaving: by hand, and against counting day by day."""

from __future__ import annotations

import pytest
from engine.kit import dataset, window

from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.time_to import YEAR, as_figure, time_to

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


# --- as a figure ----------------------------------------------------------------------------------


def told(figure, gender, outcome="promoted"):
    return {
        row.at["month"]: row
        for row in figure.rows
        if row.group == {"gender": gender} and row.at["outcome"] == outcome
    }


def test_a_curve_has_a_row_for_every_sixth_month_that_anybody_was_followed(firm):
    figure = as_figure(time_to(firm, level=1, by=("gender",), window=ALL), fewest=1)

    women = told(figure, "Women")
    # Cyd is followed for three years, less a day by the calendar's mean year.
    assert [*women] == [6, 12, 18, 24, 30]
    assert [row.value for row in women.values()] == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3, 1 / 3])
    assert [row.value for row in told(figure, "Women", "left: retirement").values()] == (
        pytest.approx([0, 0, 0, 0, 1 / 3])
    )
    assert all((row.n, row.count, row.members) == (3, None, 3) for row in women.values())
    assert figure.measure == "time_to_promotion"


def test_dan_s_two_times_at_the_level_are_two_episodes_of_one_person(firm):
    figure = as_figure(time_to(firm, level=1, by=("gender",), window=ALL), fewest=1)

    row = told(figure, "Men")[6]
    assert (row.n, row.members) == (3, 2), "Dan twice, and Eve; Fay's beginning is not known"


def test_a_curve_ends_where_fewer_than_so_many_are_followed(firm):
    figure = as_figure(time_to(firm, level=1, by=("gender",), window=ALL), fewest=2)

    # Ada rises after a year and Bea leaves after two, so that a month later one is left.
    assert [*told(figure, "Women")] == [6, 12, 18, 24]
    assert [*told(as_figure(time_to(firm, level=1, by=("gender",), window=ALL)), "Women")] == [6]


def test_the_comparison_is_at_the_last_month_that_both_are_told_for(firm):
    found = time_to(firm, level=1, by=("gender",), window=ALL)

    both = [each for each in as_figure(found, fewest=2).comparisons
            if each.at["outcome"] == "promoted"]  # fmt: skip
    gap = next(each for each in found.gaps if each.outcome == "promoted")

    (only,) = both
    place = found.months.index(only.at["month"])
    assert only.results["difference"] == gap.by_month[place].value
    assert only.results["low"] < only.results["difference"] < only.results["high"]
    assert only.results["p"] == gap.p


def test_leaving_at_all_is_another_measure(firm):
    figure = as_figure(time_to(firm, level=None, by=("gender",), window=ALL), fewest=1)

    assert figure.measure == "time_to_leaving"
    assert figure.data["level"] is None
    assert {row.at["outcome"] for row in figure.rows} == {"left: retirement"}


def test_of_people_whose_beginning_is_not_known_there_is_no_curve():
    careers = """
        person  begins      ends        level  began
        ada     2015-01-01  2020-01-01  1      joined
        dan     2015-01-01  2020-01-01  1      appeared
    """
    firm = dataset(spells=careers + "        bea 2015-01-01 2018-01-01 1 joined\n", people=PEOPLE)

    figure = as_figure(time_to(firm, level=None, by=("gender",), window=ALL))

    assert {row.group["gender"] for row in figure.rows} == {"Women"}


def test_where_it_happened_to_nobody_the_share_and_the_difference_have_a_range(firm):
    found = time_to(firm, level=1, by=("gender",), window=ALL, years=(1.9,))

    none = course(found, "Men").shares["left: retirement"][0]
    # Three times at the level, each followed for a year and a half at least.
    assert none.value == none.low == 0
    assert none.high == pytest.approx(1 - 0.025 ** (1 / 3))
    (gap,) = [each for each in found.gaps if each.outcome == "left: retirement"]
    assert gap.differences[0].low is not None


def test_the_same_note_is_not_said_twice(firm):
    notes = as_figure(time_to(firm, level=1, by=("gender",), window=ALL)).notes

    assert len(notes) == len(set(notes))
    assert sum("outcomes compete" in note for note in notes) == 1
