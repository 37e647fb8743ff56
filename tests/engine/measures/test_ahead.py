"""What lies ahead of a dataset: what is counted, what follows, and what is said of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from engine.kit import dataset

from tiebeam.engine.disclosure import draft
from tiebeam.engine.measures.ahead import ahead, as_figure
from tiebeam.engine.measures.asking import CannotMeasure

#: Who is at which level in January 2019 and 2020: group, from, to, people; 0 is not there.
MOVES = (
    ("Men", 1, 1, 20), ("Men", 1, 2, 10), ("Men", 2, 2, 18), ("Men", 2, 0, 2),
    ("Women", 1, 1, 27), ("Women", 1, 2, 3), ("Women", 2, 2, 12), ("Women", 1, 0, 1),
    ("Men", 0, 1, 6), ("Women", 0, 1, 4),
)  # fmt: skip


def firm(**more):
    """A firm that is seen for one year, in which people move as above."""
    spells, people = [], []
    for gender, was, then, n in MOVES:
        for _ in range(n):
            person = f"p{len(people)}"
            people.append({"person": person, "gender": gender})
            middle = date(2019, 7, 1)
            for level, begins, ends in (
                (was, date(2019, 1, 1), middle), (then, middle, date(2020, 1, 2)),
            ):  # fmt: skip
                if level:
                    spells.append(
                        {"person": person, "begins": begins, "ends": ends, "level": level}
                    )
    return dataset(
        spells=spells, people=people, until="2020-01-02", changes_until="2019-12-31", **more
    )


@pytest.fixture(scope="module")
def seen():
    return firm()


def looked(data, **asked):
    return ahead(data, by=("gender",), **{"years": 2, "draws": 200, **asked})


def shares(figure, level):
    found = {}
    for row in figure.rows:
        if row.at["level"] == level:
            found.setdefault(row.at["year"], {})[row.group["gender"]] = row
    return found


def test_today_is_a_count_and_the_years_begin_where_the_rates_end(seen):
    found = looked(seen)
    today = shares(as_figure(found), 1)[2020]

    assert (found.years, found.rates_from) == ((2020, 2021, 2022), (2019, 2019))
    # At level 1, 26 men and 31 women on 1 January 2020.
    men = today["Men"]
    assert men.value == men.low == men.high == pytest.approx(26 / 57)
    assert (men.members, men.n, men.count) == (26, None, None)
    assert today["Women"].members == 31


def test_a_year_on_the_median_is_near_what_the_rates_say(seen):
    later = shares(as_figure(looked(seen, draws=2000)), 2)[2021]

    # At level 2 are 28 men and 15 women. Rates with half a person of each kind added: of men at
    # level 1 10.5 in 31.5 rise, of women 3.5 in 32.5; of men at level 2 18.5 of 21.5 stay and 2.5
    # leave, of women 12.5 of 13.5 stay.
    men = 28 * 18.5 / 21.5 + 26 * 10.5 / 31.5
    women = 15 * 12.5 / 13.5 + 31 * 3.5 / 32.5
    assert later["Men"].value == pytest.approx(men / (men + women), abs=0.02)
    assert later["Men"].low < later["Men"].value < later["Men"].high


def test_levels_and_years_stand_in_order_and_the_largest_group_first(seen):
    rows = as_figure(looked(seen)).rows

    assert [tuple(row.at.values()) for row in rows[::2]] == [
        (level, year) for level in (1, 2) for year in (2020, 2021, 2022)
    ]
    assert [row.group["gender"] for row in rows[:2]] == ["Men", "Women"]


def test_the_same_seed_gives_the_same_and_another_one_another(seen):
    one, same, other = (looked(seen, seed=seed) for seed in (1, 1, 2))

    assert as_figure(one) == as_figure(same)
    assert as_figure(one).rows != as_figure(other).rows


def test_without_a_lever_there_is_nothing_to_set_beside(seen):
    found = looked(seen)

    assert found.changed is None
    with pytest.raises(CannotMeasure, match="No lever was pulled"):
        as_figure(found, with_levers=True)


def test_a_lever_that_changes_nothing_gives_the_same_numbers(seen):
    found = looked(seen, levers=["promotion 1-2 x1", "hiring 1 Women x1"])

    assert as_figure(found, with_levers=True).rows == as_figure(found).rows


def test_equal_promotion_brings_more_of_those_who_were_promoted_less(seen):
    found = looked(seen, levers=["promotion 1-2 equal"], draws=1000)

    at = found.changed.levels.index(2), [group["gender"] for group in found.groups].index("Women")
    assert found.changed.shares.median[2][at] > found.stay.shares.median[2][at]
    assert as_figure(found, with_levers=True).data["levers"] == ("promotion 1-2 equal",)
    assert as_figure(found).data["levers"] == ()


def test_nobody_rises_where_the_rate_is_nothing(seen):
    nobody = ["promotion 1-2 x0", "leaving 1 x0", "leaving 2 x0", "promotion 2 x0"]
    found = looked(seen, levers=[*nobody[:3]])

    # Only demotions, which nobody saw and which half a person allows, move anybody any more.
    at_two = found.changed.people.high[1:, 1].sum(axis=1)
    assert (at_two <= found.people[:, 1].sum()).all()
    with pytest.raises(CannotMeasure, match="highest"):
        looked(seen, levers=nobody[3:])


def test_in_every_year_the_shares_of_a_level_are_about_everybody(seen):
    for level in (1, 2):
        for groups in shares(as_figure(looked(seen, draws=1000)), level).values():
            assert sum(row.value for row in groups.values()) == pytest.approx(1, abs=0.01)


def test_a_level_where_nobody_is_in_any_draw_has_no_share():
    careers = """
        person  begins      ends        level
        ada     2019-01-01  2019-07-01  2
        ada     2019-07-01  2020-01-02  1
    """
    data = dataset(spells=careers, people="person gender\nada W", changes_until="2019-12-31")
    found = ahead(data, by=("gender",), years=1, draws=20, levers=["promotion 1-2 x0"])

    # Nobody is at level 2 any more, and nobody can come to it.
    empty = shares(as_figure(found, with_levers=True), 2)
    assert [empty[year]["W"].value for year in (2020, 2021)] == [None, None]
    assert shares(as_figure(found), 1)[2020]["W"].value == 1


def test_the_figure_goes_through_the_gate_level_by_level(seen):
    released = draft(as_figure(looked(seen)))

    assert {row.at["level"] for row in released.rows} == {1, 2}
    small = draft(as_figure(looked(firm())), smallest_group=16)
    assert {row.at["level"] for row in small.rows} == {1}, "of women, 15 are at level 2"


def test_the_gate_is_told_of_levers_that_are_about_one_group(seen):
    found = looked(seen, levers=["leaving 2 Women -20%", "promotion 1-2 equal"])

    assert as_figure(found, with_levers=True).data["pulled"] == ((2, {"gender": "Women"}),)
    assert as_figure(found).data["pulled"] == ()
    assert draft(as_figure(found), smallest_group=16).rows
    assert not draft(as_figure(found, with_levers=True), smallest_group=16).rows


def test_the_figure_says_what_it_rests_on(seen):
    figure = as_figure(looked(seen, seed=7))

    assert figure.measure == "projection"
    assert figure.window == (date(2020, 1, 1), date(2022, 1, 1))
    assert (figure.data["draws"], figure.data["seed"]) == (200, 7)
    assert figure.data["rates_from"] == (2019, 2019)
    assert figure.data["people_at"] == {1: 57, 2: 43}
    assert figure.levels == ("Level 1", "Level 2")
    assert any("no forecast" in note for note in figure.notes)


def test_people_off_the_ladder_are_said_to_be_left_out():
    careers = """
        person  begins      ends        level
        ada     2019-01-01  2022-01-01  1
        bea     2019-01-01  2022-01-01  -
    """
    data = dataset(spells=careers, people="person gender\nada W\nbea W")

    notes = as_figure(ahead(data, by=("gender",), draws=20)).notes

    assert "Left out at the end, as off the ladder then: 1." in notes


def test_a_january_without_a_snapshot_is_said_to_have_a_stand_in():
    careers = """
        person  begins      ends        level
        ada     2018-03-31  2019-03-31  1
        ada     2019-03-31  2020-03-31  1
        ada     2020-03-31  2020-04-01  1
    """
    data = dataset(
        spells=careers, people="person gender\nada W", shape="snapshots",
        changes_until="2020-03-30",
    )  # fmt: skip

    notes = as_figure(ahead(data, by=("gender",), draws=20)).notes

    (said,) = [note for note in notes if "snapshot" in note]
    assert said.startswith("2 of 2 Januaries have no snapshot of their first day")
    assert "as that of 2019-03-31 does for 2020-01-01" in said


def test_where_every_january_has_its_snapshot_nothing_is_said():
    careers = """
        person  begins      ends        level
        ada     2018-01-01  2019-01-01  1
        ada     2019-01-01  2020-01-01  1
    """
    data = dataset(
        spells=careers, people="person gender\nada W", shape="snapshots", every="year",
        changes_until="2018-12-31",
    )  # fmt: skip

    assert not [n for n in as_figure(ahead(data, by=("gender",), draws=20)).notes if "snaps" in n]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"by": ()}, "Say whose share"),
        ({"by": ("shoe",)}, "'shoe' is not in this data"),
        ({"by": ("level",)}, "does not describe people for good"),
        ({"years": 11}, "1 to 10 years"),
        ({"years": 0}, "1 to 10 years"),
        ({"draws": 0}, "at least one draw"),
        ({"rates_from": (2018, None)}, "whole years 2019 to 2019"),
        ({"rates_from": (None, 2018)}, "comes before the first"),
        ({"levers": ["50% Women at 2"]}, "changes the rate"),
        ({"levers": ["hiring 2 equal"]}, "Nobody was hired into level 2"),
    ],
)
def test_what_can_not_be_asked_is_said(seen, asked, why):
    with pytest.raises(CannotMeasure, match=why):
        ahead(seen, **{"by": ("gender",), "years": 2, "draws": 20, **asked})


def test_one_row_per_person_shows_nobody_moving():
    data = dataset(
        spells="person begins ends level\nada 2019-01-01 2022-01-01 1",
        people="person gender\nada W", shape="people",
    )  # fmt: skip

    with pytest.raises(CannotMeasure, match="shows only the last grade"):
        ahead(data, by=("gender",))


def test_all_that_is_told_adds_up_to_the_people_there(seen):
    found = looked(seen)

    assert found.people.sum() == np.sum([n for _, _, then, n in MOVES if then])
