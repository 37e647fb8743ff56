"""Which posts are filled from outside in a year, and the people as they start in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tiebeam.examples.harbourline import careers, dates, people, truth, work
from tiebeam.examples.harbourline.draws import Draws, Whole
from tiebeam.examples.harbourline.organisation import Organisation
from tiebeam.examples.harbourline.staff import Columns, Described, Staff

# Usual full years of service by grade, 1 to 8, of those already there at the beginning.
USUAL_SERVICE = (4, 7, 10, 12, 14, 15, 15, 16)
LONGEST_IN_GRADE = 9
FIXED_TERM_WHEN_HIRED = (0, 0.24, 0.14, 0.08, 0.05, 0.02, 0, 0, 0)
FIXED_TERM_SHARE = (0, 0.06, 0.03, 0.02, 0.01, 0.005, 0, 0, 0)
PART_TIME_HOURS = (0.5, 0.3, 0.2)  # weights of the shorter work.HOURS
HIRED_TOGETHER = 4  # one posting fills at most this many posts alike


@dataclass(kw_only=True)
class Openings(Columns):
    """Posts to fill from outside: where, at which grade, from which day, under which posting."""

    unit: Whole
    grade: Whole
    start: Whole
    posting: Whole


def openings(draws: Draws, staff: Staff, organisation: Organisation, year: int) -> Openings:
    """The posts that the year's leavers, and those who rose before, leave empty."""
    unit, grade = np.nonzero(posts := open_posts(staff, organisation))
    unit, grade = (np.repeat(each, posts[unit, grade]) for each in (unit, grade))
    first_of_kind = np.searchsorted(kind := unit * 16 + grade, kind)
    position = np.arange(len(unit)) - first_of_kind
    posting = np.cumsum(position % HIRED_TOGETHER == 0) - 1
    # People of one posting start together, on one of the year's starting days.
    weights = np.repeat(dates.STARTS_BY_MONTH, 2)
    number = int(posting[-1]) + 1 if len(posting) else 0
    start = dates.start_days(year)[draws.pick(weights.tolist(), number)][posting]
    order = np.argsort(start, kind="stable")
    return Openings(unit=unit, grade=grade, start=start, posting=posting).only(order)


def open_posts(staff: Staff, organisation: Organisation) -> Whole:
    """How many posts of each grade each unit fills from outside: a row per unit, by grade."""
    wanted = organisation.seats[:, : work.CHIEF]
    stays = staff.left == dates.STILL_HERE
    there = _by_unit_and_grade(staff.only(stays), organisation)[:, : work.CHIEF]
    head = _headless(staff, organisation)
    missing = np.maximum(wanted - there - head, 0)
    count = organisation.people - np.bincount(staff.unit[stays], minlength=len(wanted))
    count = np.clip(count - head.sum(axis=1), 0, missing.sum(axis=1))
    return head + _shared_out(count, missing)


def _headless(staff: Staff, organisation: Organisation) -> Whole:
    """One post at the head's grade for each unit where nobody has it."""
    led_by = organisation.led_by
    fit = np.bincount(staff.unit, weights=staff.grade >= led_by[staff.unit], minlength=len(led_by))
    head = np.zeros((len(led_by), work.CHIEF), dtype=np.int64)
    without = np.flatnonzero(fit[1:] == 0) + 1  # a chief executive is appointed, not hired
    head[without, led_by[without]] = 1
    return head


def _shared_out(count: Whole, missing: Whole) -> Whole:
    """Each unit's count, dealt over its grades in proportion to what is missing there."""
    upto = np.cumsum(missing, axis=1)
    total = np.maximum(upto[:, -1:], 1)
    dealt = (2 * upto * count[:, None] + total) // (2 * total)
    posts: Whole = np.diff(dealt, axis=1, prepend=0)
    return posts


def _by_unit_and_grade(staff: Staff, organisation: Organisation) -> Whole:
    shape = organisation.seats.shape
    cell = staff.unit * shape[1] + staff.grade
    return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)


def recruits(
    draws: Draws,
    hires: Openings,
    organisation: Organisation,
    *,
    gender: Whole,
    ethnicity: Whole,
    first_person: int,
    year: int,
) -> Staff:
    """The people hired, on their first day."""
    n = len(hires)
    return _staff(
        draws,
        organisation,
        unit=hires.unit,
        grade=hires.grade,
        described=people.described(
            draws, organisation, hires.unit, gender=gender, ethnicity=ethnicity
        ),
        first_person=first_person,
        since=np.full(n, year),
        hired=hires.start,
        hired_year=np.full(n, year),
        born=year - people.ages_when_hired(draws, hires.grade),
        fixed_term=np.array(FIXED_TERM_WHEN_HIRED)[hires.grade],
        year=year,
    )


def first_staff(draws: Draws, organisation: Organisation, year: int) -> Staff:
    """Everybody there on 1 January of the first year, longest service first."""
    unit, grade = np.nonzero(organisation.seats)
    unit, grade = (np.repeat(each, organisation.seats[unit, grade]) for each in (unit, grade))
    age = people.ages_now(draws, grade)
    usual = np.array((0, *USUAL_SERVICE))[grade]
    draw = draws.shares(len(unit))
    service = np.minimum((3 * usual * draw * draw).astype(np.int64), age - 19)
    order = np.argsort(-service, kind="stable")
    unit, grade, age, service = (each[order] for each in (unit, grade, age, service))

    hired_year = year - 1 - service
    in_grade = np.minimum(service, LONGEST_IN_GRADE) * draws.shares(len(unit))
    gender = people.genders(draws, truth.women_shares(organisation.section[unit], grade))
    ethnicity = people.ethnicities(draws, organisation.port[unit])
    return _staff(
        draws,
        organisation,
        unit=unit,
        grade=grade,
        described=people.described(draws, organisation, unit, gender=gender, ethnicity=ethnicity),
        first_person=1,
        since=year - 1 - in_grade.astype(np.int64),
        hired=_first_days(draws, hired_year),
        hired_year=hired_year,
        born=year - age,
        fixed_term=np.array(FIXED_TERM_SHARE)[grade],
        year=year,
    )


def _first_days(draws: Draws, years: Whole) -> Whole:
    table = {year: dates.start_days(year) for year in range(int(years.min()), int(years.max()) + 1)}
    days = np.stack(list(table.values()))
    weights = np.repeat(dates.STARTS_BY_MONTH, 2)
    chosen = days[years - years.min(), draws.pick(weights.tolist(), len(years))]
    # Rows are in order of years; within a year the order of days does not matter.
    return np.asarray(chosen)


def _staff(
    draws: Draws,
    organisation: Organisation,
    *,
    unit: Whole,
    grade: Whole,
    described: Described,
    first_person: int,
    since: Whole,
    hired: Whole,
    hired_year: Whole,
    born: Whole,
    fixed_term: np.ndarray[tuple[int], np.dtype[np.float64]],
    year: int,
) -> Staff:
    n = len(unit)
    return Staff(
        **vars(described),
        person=np.arange(first_person, first_person + n),
        unit=unit,
        grade=grade,
        since=since,
        hired=hired,
        hired_year=hired_year,
        born=born,
        fixed_term=draws.happens(fixed_term),
        hours=_hours(draws, unit, organisation),
        shift=careers.shifts(draws, unit, grade, organisation),
        pay=careers.starting_pay(
            draws, unit, grade, organisation, gender=described.gender, year=year
        )
        + _pay_for_service(since, grade, unit, organisation, year=year),
        ability=draws.bell(n),
        rating=np.zeros(n, dtype=np.int64),
        on_leave=np.zeros(n, dtype=np.bool_),
        manager=np.zeros(n, dtype=np.int64),
        left=np.full(n, dates.STILL_HERE),
        reason=np.full(n, -1),
    )


def _hours(draws: Draws, unit: Whole, organisation: Organisation) -> Whole:
    table = [
        (1 - each.part_time, *(each.part_time * weight for weight in PART_TIME_HOURS))
        for each in work.SECTIONS
    ]
    return draws.pick_by(table, organisation.section[unit])


def _pay_for_service(
    since: Whole, grade: Whole, unit: Whole, organisation: Organisation, *, year: int
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """What the yearly steps have added for those already in the grade."""
    steps = np.maximum(year - since, 0) * careers.STEP_ON_BAND
    added = steps * careers.pay_centre(unit, grade, organisation, year)
    return np.asarray(added)


def appoint_chief(staff: Staff, organisation: Organisation, year: int) -> None:
    """Where there is no chief executive, the highest grade's longest-serving member becomes it."""
    if (staff.grade == work.CHIEF).any():
        return
    key = (work.CHIEF - staff.grade) * 4096 + staff.since
    chosen = np.argsort(key, kind="stable")[:1]
    staff.grade[chosen], staff.unit[chosen], staff.since[chosen] = work.CHIEF, 0, year
    staff.hours[chosen], staff.fixed_term[chosen] = 0, False
    staff.shift[chosen] = 0
    staff.pay[chosen] = careers.pay_centre(
        staff.unit[chosen], staff.grade[chosen], organisation, year
    )
