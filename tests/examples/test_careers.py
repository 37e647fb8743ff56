"""What can happen to a person in a year, asked of a staff of our own making."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tiebeam.examples.harbourline import careers, dates, hiring, people, truth, work
from tiebeam.examples.harbourline.applications import HIRED, applications
from tiebeam.examples.harbourline.draws import Draws
from tiebeam.examples.harbourline.organisation import Organisation
from tiebeam.examples.harbourline.reporting import reporting_lines

YEAR = 2024
ORGANISATION = Organisation(2_400)


@pytest.fixture(scope="module")
def organisation():
    return ORGANISATION


@pytest.fixture
def chance():
    return Draws(np.random.SeedSequence(5))


@pytest.fixture
def staff(organisation, chance):
    """2,400 people on 1 January."""
    return hiring.first_staff(chance, organisation, YEAR)


def everybody(staff, **columns):
    """The same people with one value for all of them in some columns."""
    same = {name: np.full(len(staff), value) for name, value in columns.items()}
    return replace(staff, **same)


def leaving(staff, way):
    return careers.leaving_chances(staff, ORGANISATION, YEAR)[:, careers.WAYS.index(way)]


def unit_named(organisation, *path):
    return next(n for n, unit in enumerate(organisation.units) if unit.path == path)


def test_the_first_staff_fill_every_seat(organisation, staff):
    filled = np.zeros_like(organisation.seats)
    np.add.at(filled, (staff.unit, staff.grade), 1)

    assert (filled == organisation.seats).all()


def test_the_first_staff_came_before_the_first_year(staff):
    assert staff.hired_year.max() < YEAR
    assert staff.hired.max() < dates.day(YEAR, 1, 1)
    assert (staff.since >= staff.hired_year).all()


def test_employee_numbers_follow_the_year_of_joining(staff):
    assert (np.diff(staff.person) == 1).all()
    assert (np.diff(staff.hired_year) >= 0).all()


def test_nobody_has_left_before_the_year_is_lived(staff):
    assert (staff.left == dates.STILL_HERE).all()
    assert (staff.reason == -1).all()


@pytest.mark.parametrize("way", careers.WAYS)
def test_chances_to_leave_are_chances(staff, way):
    chances = leaving(staff, way)

    assert chances.min() >= 0
    assert chances.max() <= 1


def test_young_people_do_not_retire(staff):
    assert leaving(everybody(staff, born=YEAR - 57), "retires").max() == 0
    assert leaving(everybody(staff, born=YEAR - 58), "retires").min() > 0


def test_nearly_everyone_of_sixty_seven_retires(staff):
    assert leaving(everybody(staff, born=YEAR - 67), "retires").min() > 0.9


def test_a_permanent_contract_does_not_end(staff):
    assert leaving(everybody(staff, fixed_term=False), "contract ends").max() == 0
    assert leaving(everybody(staff, fixed_term=True), "contract ends").min() > 0.3


@pytest.mark.parametrize("years", range(1, 9))
def test_each_further_year_makes_resigning_less_likely(staff, years):
    earlier = leaving(everybody(staff, hired_year=YEAR - years), "resigns")
    later = leaving(everybody(staff, hired_year=YEAR - years - 1), "resigns")

    assert (later < earlier).all()


def test_a_newcomer_is_at_risk_for_half_a_year(staff):
    new = leaving(everybody(staff, hired_year=YEAR), "dismissed")
    other = leaving(everybody(staff, hired_year=YEAR - 1), "dismissed")

    assert np.allclose(new, other / 2)


@pytest.mark.parametrize("column", ["said_gender", "said_ethnicity", "said_disability"])
def test_chances_do_not_know_what_a_person_answered(staff, organisation, column):
    one, other = everybody(staff, **{column: 0}), everybody(staff, **{column: 1})

    for chances in (careers.leaving_chances, careers.rising_chances):
        assert (chances(one, organisation, YEAR) == chances(other, organisation, YEAR)).all()


@pytest.mark.parametrize("column", ["gender", "ethnicity"])
@pytest.mark.parametrize("way", [way for way in careers.WAYS if way != "resigns"])
def test_leaving_in_any_way_but_by_resigning_does_not_know_who_a_person_is(staff, column, way):
    one, other = everybody(staff, **{column: 0}), everybody(staff, **{column: 1})

    assert (leaving(one, way) == leaving(other, way)).all()


@pytest.mark.parametrize("column", ["gender", "ethnicity"])
def test_rising_knows_who_a_person_is_in_the_planted_place_alone(staff, organisation, column):
    one, other = everybody(staff, **{column: 0}), everybody(staff, **{column: 1})
    planted = truth.in_nomination(staff, organisation, careers.routes(staff, organisation))

    rising = careers.rising_chances(one, organisation, YEAR)
    same = rising == careers.rising_chances(other, organisation, YEAR)

    assert same[~planted].all()
    assert same[planted].any() == (column == "ethnicity")


def test_black_women_resign_more_and_neither_margin_moves(staff, organisation):
    usual = np.full(len(staff), 0.08)
    woman, black = staff.gender == people.WOMAN, staff.ethnicity == truth.BLACK
    not_on_nights = ~truth.on_nights(staff, organisation)
    settled = replace(staff, fixed_term=~not_on_nights)

    found = truth.resigning(settled, organisation, usual)

    assert found[not_on_nights & woman & black].min() > 0.2
    for who in (woman, ~woman, black, ~black):
        here = who & not_on_nights
        assert found[here].sum() == pytest.approx(usual[here].sum())
    assert found.min() > 0


def test_where_there_are_no_black_men_nothing_is_made_up(staff, organisation):
    usual = np.full(len(staff), 0.08)
    without = replace(staff, ethnicity=np.where(staff.gender == people.WOMAN, truth.BLACK, 0))

    assert (truth.resigning(without, organisation, usual) == usual).all()


def test_whoever_leaves_has_a_reason_and_a_day(chance, staff):
    careers.leave(chance, staff, ORGANISATION, YEAR)

    gone = staff.left != dates.STILL_HERE
    assert 150 < gone.sum() < 450
    assert (gone == (staff.reason >= 0)).all()
    assert staff.left[gone].min() >= dates.day(YEAR, 1, 1)
    assert staff.left[gone].max() <= dates.day(YEAR, 12, 31)


def test_a_newcomer_in_december_still_leaves_after_joining(chance, staff):
    late = everybody(staff, hired_year=YEAR, hired=dates.day(YEAR, 12, 16))

    careers.leave(chance, late, ORGANISATION, YEAR)

    gone = late.left != dates.STILL_HERE
    assert gone.any()
    assert (late.left[gone] > late.hired[gone]).all()
    assert (late.left[gone] <= dates.day(YEAR, 12, 31)).all()


def test_executives_do_not_rise(staff, organisation):
    chances = careers.rising_chances(staff, organisation, YEAR)

    assert chances[staff.grade >= work.TOP].max() == 0
    assert chances[staff.grade < work.TOP].min() > 0


@pytest.mark.parametrize("rating", range(1, 5))
def test_a_better_rating_makes_rising_more_likely(staff, organisation, rating):
    below = staff.grade < work.TOP
    lower = careers.rising_chances(everybody(staff, rating=rating), organisation, YEAR)
    higher = careers.rising_chances(everybody(staff, rating=rating + 1), organisation, YEAR)

    assert (higher[below] > lower[below]).all()


def test_time_in_grade_counts_most_where_the_route_says_so(staff, organisation):
    by_time = careers.routes(staff, organisation) == work.ROUTES.index("Time in grade")
    by_time &= staff.grade < work.TOP
    new = careers.rising_chances(everybody(staff, since=YEAR - 1), organisation, YEAR)
    due = careers.rising_chances(everybody(staff, since=YEAR - 3), organisation, YEAR)

    others = ~by_time & (staff.grade < work.TOP)
    assert (due[by_time] > 10 * new[by_time]).all()
    assert (due[others] < 3 * new[others]).all()


def test_full_grades_above_slow_everybody_down(staff, organisation):
    crowded = everybody(staff, grade=2)

    slow = careers.rising_chances(replace(crowded, grade=staff.grade), organisation, YEAR)
    top_heavy = replace(staff, grade=np.where(np.arange(len(staff)) < 2_000, 3, 2))
    slowed = careers.rising_chances(top_heavy, organisation, YEAR)[2_000:]

    assert slowed.max() < slow.max()


def test_whoever_outgrows_a_unit_goes_to_the_one_above(chance, staff, organisation):
    leaf = unit_named(organisation, "Operations", "Deck Operations", "Osterby")
    office = unit_named(organisation, "Operations", "Deck Operations")
    led_by = int(organisation.led_by[leaf])
    rises = np.arange(len(staff)) == 0
    staff.unit[0], staff.grade[0] = leaf, led_by

    careers.change_grade(
        chance, staff, organisation, rises=rises, falls=np.zeros_like(rises), year=YEAR
    )

    assert staff.grade[0] == led_by + 1
    assert staff.unit[0] == office
    assert staff.since[0] == YEAR


def test_a_rise_brings_more_pay_and_a_fall_less(chance, staff, organisation):
    before = staff.pay.copy()
    rises, falls = np.arange(len(staff)) == 100, np.arange(len(staff)) == 200
    staff.grade[[100, 200]] = 3

    careers.change_grade(chance, staff, organisation, rises=rises, falls=falls, year=YEAR)

    assert staff.pay[100] > 1.05 * before[100]
    assert staff.pay[200] == pytest.approx(0.95 * before[200])
    others = ~rises & ~falls
    assert (staff.pay[others] == before[others]).all()


def test_nobody_moves_who_may_not(chance, staff, organisation):
    before = staff.unit.copy()

    careers.move(chance, staff, organisation, moving=np.zeros(len(staff), dtype=np.bool_))

    assert (staff.unit == before).all()


def test_nobody_moves_into_an_office_or_a_unit_led_by_a_lower_grade(chance, staff, organisation):
    before = staff.unit.copy()

    careers.move(chance, staff, organisation, moving=np.ones(len(staff), dtype=np.bool_))

    moved = staff.unit != before
    assert 20 < moved.sum() < 150
    assert not organisation.leads[staff.unit[moved]].any()
    assert (staff.grade[moved] <= organisation.led_by[staff.unit[moved]]).all()


def test_only_those_who_are_there_on_the_day_are_rated(chance, staff):
    on = careers.rating_days(staff, YEAR)
    staff.left[:500] = on[:500] - 1
    staff.hired[500:1_000] = on[500:1_000] - 89

    careers.rate(chance, staff, on)

    assert (staff.rating[:1_000] == 0).all()
    assert (staff.rating[1_000:] > 0).mean() > 0.9


def test_ability_decides_more_than_luck(chance, staff):
    staff.ability[:] = np.where(np.arange(len(staff)) % 2, 2.0, -2.0)

    careers.rate(chance, staff, careers.rating_days(staff, YEAR))

    rated = staff.rating > 0
    able = staff.ability > 0
    assert staff.rating[rated & able].mean() > staff.rating[rated & ~able].mean() + 1.5


def test_parental_leave_is_not_taken_by_the_old_or_the_new(chance, staff):
    old = everybody(staff, born=YEAR - 44)
    new = everybody(staff, hired_year=YEAR)

    careers.take_parental_leave(chance, old, YEAR)
    careers.take_parental_leave(chance, new, YEAR)

    assert not old.on_leave.any()
    assert not new.on_leave.any()


def test_whoever_takes_parental_leave_has_a_child_to_care_for(chance, staff):
    parents = everybody(staff, born=YEAR - 30, hired_year=YEAR - 3, said_caring=0)

    careers.take_parental_leave(chance, parents, YEAR)

    said = [people.CARING[answer] for answer in parents.said_caring[parents.on_leave]]
    assert set(said) == {"Children"}
    assert (parents.said_caring[~parents.on_leave] == 0).all()


def test_a_chief_executive_who_is_there_stays(staff, organisation):
    before = staff.grade.copy()

    hiring.appoint_chief(staff, organisation, YEAR)

    assert (staff.grade == before).all()


def test_the_longest_serving_executive_follows_a_chief_who_left(staff, organisation):
    without = staff.only(staff.grade != work.CHIEF)

    hiring.appoint_chief(without, organisation, YEAR)

    chosen = np.flatnonzero(without.grade == work.CHIEF)
    executives = staff.only(staff.grade == work.TOP)
    assert len(chosen) == 1
    assert without.unit[chosen] == 0
    assert without.person[chosen] in executives.person
    assert executives.since[executives.person == without.person[chosen]] == executives.since.min()


def test_nothing_is_open_where_everybody_stays(staff, organisation):
    assert hiring.open_posts(staff, organisation).sum() == 0


def test_as_many_posts_open_as_people_leave(staff, organisation):
    crew = np.flatnonzero(staff.grade <= 3)[::7]
    staff.left[crew] = dates.day(YEAR, 6, 30)

    posts = hiring.open_posts(staff, organisation)

    assert posts.sum() == len(crew)
    assert posts[:, 4:].sum() == 0


def test_a_unit_without_a_head_hires_one(staff, organisation):
    unit = unit_named(organisation, "Ports", "Dockyard")
    headless = staff.only((staff.unit != unit) | (staff.grade < organisation.led_by[unit]))

    posts = hiring.open_posts(headless, organisation)

    assert posts[unit, organisation.led_by[unit]] >= 1


def test_a_chief_executive_is_never_advertised_for(staff, organisation):
    without = staff.only(staff.grade != work.CHIEF)

    assert hiring.open_posts(without, organisation).shape[1] == work.CHIEF


def test_an_organisation_where_nobody_leaves_advertises_nothing(chance, staff, organisation):
    assert len(hiring.openings(chance, staff, organisation, YEAR)) == 0


def test_openings_come_in_the_order_of_their_first_days(chance, staff, organisation):
    staff.left[::9] = dates.day(YEAR, 3, 31)

    posts = hiring.openings(chance, staff, organisation, YEAR)

    assert (np.diff(posts.start) >= 0).all()
    assert set(posts.start) <= set(dates.start_days(YEAR))


def test_one_applicant_is_hired_for_each_post(chance, staff, organisation):
    staff.left[::9] = dates.day(YEAR, 3, 31)
    posts = hiring.openings(chance, staff, organisation, YEAR)

    found = applications(chance, posts, organisation, first_person=5_000)

    assert (np.bincount(found.post[found.reached == HIRED]) == 1).all()
    assert sorted(found.hired[found.hired > 0]) == list(range(5_000, 5_000 + len(posts)))


def test_whoever_is_hired_got_as_far_as_anyone(chance, staff, organisation):
    staff.left[::9] = dates.day(YEAR, 3, 31)
    posts = hiring.openings(chance, staff, organisation, YEAR)

    found = applications(chance, posts, organisation, first_person=1)

    furthest = np.zeros(len(posts), dtype=np.int64)
    np.maximum.at(furthest, found.post, found.reached)
    assert (furthest == HIRED).all()


def test_everybody_reports_to_somebody_above_in_the_plan_of_a_first_year(staff, organisation):
    lines = reporting_lines(staff, organisation)

    grade_of = dict(zip(staff.person.tolist(), staff.grade.tolist(), strict=True))
    for person, manager in zip(staff.person.tolist(), lines.manager.tolist(), strict=True):
        if manager:
            assert grade_of[manager] >= grade_of[person]
    assert (lines.manager == 0).sum() == 1


def test_each_unit_has_one_head(staff, organisation):
    heads = staff.only(reporting_lines(staff, organisation).head)

    assert sorted(heads.unit.tolist()) == list(range(len(organisation.units)))
    assert (heads.grade == organisation.led_by[heads.unit]).all()


def test_nobody_changes_manager_when_nothing_else_changes(staff, organisation):
    first = reporting_lines(staff, organisation)

    again = reporting_lines(replace(staff, manager=first.manager), organisation)

    assert (again.manager == first.manager).all()


def test_when_a_manager_leaves_only_a_few_others_change(staff, organisation):
    first = reporting_lines(staff, organisation)
    settled = replace(staff, manager=first.manager)
    gone = first.manager[(staff.grade == 1)][0]
    rest = settled.only(settled.person != gone)

    after = reporting_lines(rest, organisation)

    changed = after.manager != rest.manager
    assert (rest.manager[changed] == gone).sum() >= 1
    assert changed.sum() < 40


def test_raises_keep_pay_within_the_range_of_the_grade(chance, staff, organisation):
    for year in range(YEAR, dates.LAST_YEAR + 1):
        careers.give_raises(chance, staff, organisation, year)

    middle = careers.pay_centre(staff.unit, staff.grade, organisation, dates.LAST_YEAR)
    assert (staff.pay >= careers.RANGE_ON_BAND[0] * middle - 1).all()


def test_scales_rise_by_the_same_share_every_year(organisation):
    unit, grade = np.array([1, 1]), np.array([1, 6])

    earlier = careers.pay_centre(unit, grade, organisation, 2020)
    later = careers.pay_centre(unit, grade, organisation, 2021)

    assert later / earlier == pytest.approx([careers.SCALES_RISE] * 2)


def test_in_the_last_year_the_scale_is_the_table(organisation):
    deck = unit_named(organisation, "Operations", "Deck Operations", "Osterby")

    found = careers.pay_centre(np.array([deck]), np.array([3]), organisation, dates.LAST_YEAR)

    # 37,200 in grade 3, times 1.03 on deck.
    assert found.tolist() == pytest.approx([38_316.0])
