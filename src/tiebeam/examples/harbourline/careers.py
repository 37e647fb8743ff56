"""What happens to people: leaving, rising, moving, raises, ratings, parental leave.

Chances depend on grade, time, contract, age, rating and the rules of the section; on who a person
is they depend only where `truth` plants a barrier. Levels follow what European employers publish:
about one in eight leaves in a year, newcomers most; between one in sixteen and one in five rises,
fewer the higher they are.
"""

from __future__ import annotations

import numpy as np

from tiebeam.examples.harbourline import dates, people, truth, work
from tiebeam.examples.harbourline.draws import Draws, Flag, Real, Whole
from tiebeam.examples.harbourline.organisation import Organisation
from tiebeam.examples.harbourline.staff import Staff

# Way of leaving: (HR's text, class, weight among those who leave this way).
EXITS = {
    "resigns": (
        ("Resigned - other job", "voluntary", 0.52),
        ("Resigned - personal reasons", "voluntary", 0.22),
        ("Resigned - moved away", "voluntary", 0.12),
        ("Resigned - studies", "voluntary", 0.08),
        ("Resigned - no reason given", "voluntary", 0.06),
    ),
    "retires": (
        ("Retired", "retirement", 0.93),
        ("Retired - ill health", "retirement", 0.07),
    ),
    "contract ends": (
        ("End of fixed term", "end of contract", 0.45),
        ("End of season", "end of contract", 0.55),
    ),
    "dismissed": (
        ("Dismissed - conduct", "involuntary", 0.45),
        ("Dismissed - performance", "involuntary", 0.30),
        ("Dismissed - absence", "involuntary", 0.25),
    ),
    "fails probation": (("Did not pass probation", "involuntary", 1.0),),
    "post removed": (
        ("Redundancy", "involuntary", 0.75),
        ("Severance by agreement", "other", 0.25),
    ),
    "dies": (("Died in service", "death", 1.0),),
    "not recorded": (
        ("Transferred to partner company", "other", 0.45),
        ("Not recorded", "unknown", 0.35),
        ("", "unknown", 0.20),
    ),
}
WAYS = tuple(EXITS)
REASONS = tuple(text for way in EXITS.values() for text, _, _ in way)
REASON_CLASSES = {text: kind for way in EXITS.values() for text, kind, _ in way if text}

RESIGNS_BY_YEARS_HERE = (0.130, 0.125, 0.108, 0.090, 0.077, 0.067, 0.059, 0.053, 0.048, 0.043)
RESIGNS_BY_GRADE = (0, 1.20, 1.05, 0.95, 0.85, 0.80, 0.75, 0.75, 0.5)
RETIRES_FROM = {58: 0.04, 60: 0.10, 62: 0.20, 64: 0.30, 65: 0.50, 66: 0.60, 67: 0.92}
CONTRACT_ENDS = 0.45
DISMISSED = 0.009
FAILS_PROBATION = 0.045
POST_REMOVED = 0.006
DIES_BY_AGE = {0: 0.0006, 45: 0.0018, 55: 0.0045}
NOT_RECORDED = 0.002
SHARE_OF_FIRST_YEAR = 0.5  # somebody hired this year is at risk for half of it on average

# Months in which people leave, by way, January to December.
EVEN = (1.0,) * 12
LEAVING_MONTHS = {
    "resigns": (1.2, 0.9, 1.1, 1.0, 1.0, 0.9, 1.0, 1.2, 1.3, 0.9, 0.8, 0.7),
    "contract ends": (0.6, 0.3, 0.3, 0.3, 0.4, 0.5, 0.6, 1.2, 3.5, 2.8, 0.9, 1.6),
}
ON_ANY_DAY = ("dismissed", "fails probation", "dies")

# Chance to rise from grades 1 to 6 in a year for those still there, before the factors below.
RISES = (0, 0.152, 0.118, 0.106, 0.098, 0.096, 0.094, 0, 0)
# ... times this, by route and full years in the grade (one, two, three, four, five and more).
RISES_BY_ROUTE = {
    "Nomination by manager": (0.6, 1.1, 1.3, 1.2, 1.0),
    "Open panel": (0.7, 1.1, 1.2, 1.15, 1.0),
    "Time in grade": (0.1, 0.6, 1.8, 1.6, 1.2),
}
RISES_BY_RATING = (0.85, 0.20, 0.50, 0.95, 1.40, 1.90)  # none, 1 to 5
RISES_WHEN_FULL, RISES_WHEN_EMPTY = 0.7, 1.3  # limits of the factor for vacancies above
MOST_LIKELY_RISE = 0.6
FALLS = 0.003
RISE_IN_PAY = (0.05, 0.11)  # lowest and highest raise that comes with a grade

MOVES_WITHIN_SECTION, MOVES_ACROSS = 0.022, 0.009

DAYS, AT_SEA = 0, 4  # positions in work.SHIFT_PATTERNS
MANAGERS_FROM = 5

SCALES_RISE = 1.025  # all pay scales, each year
RAISE_BY_RATING = (0.0, -0.012, -0.006, 0.0, 0.006, 0.012)
STEP_ON_BAND = 0.006
RANGE_ON_BAND = (0.86, 1.18)
BECOMES_PERMANENT = 0.35

PARENTAL_LEAVE = {people.WOMAN: 0.060, people.MAN: 0.040, people.NON_BINARY: 0.040}
PARENTAL_AGES = (24, 43)
RETURNS_PART_TIME = 0.20

RATING_UPTO = (-1.95, -1.25, 0.55, 1.50)  # of ability and the year's luck; above the last is 5
RATED = 0.94
EXPECTED_MONTHS_TO_BE_RATED = 3


def leave(draws: Draws, staff: Staff, organisation: Organisation, year: int) -> None:
    """Decide who leaves in the year, why and on which day."""
    chances = leaving_chances(staff, organisation, year)
    upto = np.cumsum(chances, axis=1)
    way = (upto <= draws.shares(len(staff))[:, None]).sum(axis=1)
    leavers = np.flatnonzero(way < len(WAYS))
    way = way[leavers]
    staff.reason[leavers] = _reasons(draws, way)
    staff.left[leavers] = _last_days(draws, staff.hired[leavers], way, year)


def leaving_chances(staff: Staff, organisation: Organisation, year: int) -> Real:
    """Each person's chance to leave in the year in each of WAYS."""
    here = year - staff.hired_year
    age = year - staff.born
    new = here == 0
    by_years = np.array(RESIGNS_BY_YEARS_HERE)[np.minimum(here, len(RESIGNS_BY_YEARS_HERE) - 1)]
    usual = by_years * np.array(RESIGNS_BY_GRADE)[staff.grade]
    ways = {
        "resigns": truth.resigning(staff, organisation, usual),
        "retires": _by_age(age, RETIRES_FROM),
        "contract ends": CONTRACT_ENDS * staff.fixed_term,
        "dismissed": np.full(len(staff), DISMISSED),
        "fails probation": FAILS_PROBATION * new,
        "post removed": np.full(len(staff), POST_REMOVED),
        "dies": _by_age(age, DIES_BY_AGE),
        "not recorded": np.full(len(staff), NOT_RECORDED),
    }
    chances = np.stack([ways[way] for way in WAYS], axis=1)
    chances[new] *= SHARE_OF_FIRST_YEAR
    return chances


def _by_age(age: Whole, table: dict[int, float]) -> Real:
    chance = np.zeros(len(age))
    for start, value in table.items():
        chance[age >= start] = value
    return chance


def _reasons(draws: Draws, way: Whole) -> Whole:
    most = max(len(texts) for texts in EXITS.values())
    weights = np.zeros((len(WAYS), most))
    for n, texts in enumerate(EXITS.values()):
        weights[n, : len(texts)] = [weight for _, _, weight in texts]
    before = np.cumsum([0, *(len(texts) for texts in EXITS.values())])
    return before[way] + draws.pick_by(weights, way)


def _last_days(draws: Draws, hired: Whole, way: Whole, year: int) -> Whole:
    months = [LEAVING_MONTHS.get(each, EVEN) for each in WAYS]
    last = dates.month_ends(year)[draws.pick_by(months, way)]
    any_day = np.isin(way, [WAYS.index(each) for each in ON_ANY_DAY])
    last = np.where(any_day, last - draws.whole(0, 27, len(way)), last)
    # Whoever joined this year and would have left before that stays a while instead.
    year_end = dates.day(year, 12, 31)
    later = hired + 1 + (draws.shares(len(way)) * (year_end - hired - 1)).astype(np.int64)
    return np.where(last <= hired, later, last)


def take_parental_leave(draws: Draws, staff: Staff, year: int) -> None:
    """Decide who takes parental leave in the year; some come back part-time."""
    age = year - staff.born
    chance = np.array([PARENTAL_LEAVE[gender] for gender in sorted(PARENTAL_LEAVE)])[staff.gender]
    may = (age >= PARENTAL_AGES[0]) & (age <= PARENTAL_AGES[1]) & (staff.hired_year < year)
    staff.on_leave[:] = draws.happens(chance * may)
    for before, after in people.WITH_CHILDREN.items():
        staff.said_caring[staff.on_leave & (staff.said_caring == before)] = after
    shorter = staff.on_leave & draws.happens(np.full(len(staff), RETURNS_PART_TIME))
    staff.hours[shorter & (staff.hours == 0)] = 1


def rate(draws: Draws, staff: Staff, on: Whole) -> None:
    """Give the year's ratings to those who are there on the day."""
    luck = draws.bell(len(staff))
    score = 0.75 * staff.ability + 0.66 * luck
    there = (staff.left == dates.STILL_HERE) | (staff.left >= on)
    long_enough = staff.hired <= on - 30 * EXPECTED_MONTHS_TO_BE_RATED
    rated = there & long_enough & draws.happens(np.full(len(staff), RATED))
    rating = 1 + np.searchsorted(np.array(RATING_UPTO), score)
    staff.rating[:] = np.where(rated, rating, 0)


def rating_days(staff: Staff, year: int) -> Whole:
    """Each unit has its day, from the middle of November on."""
    return dates.to_working_day(dates.day(year, 11, 17) + (staff.unit * 5) % 21)


def turn_the_year(draws: Draws, staff: Staff, organisation: Organisation, year: int) -> None:
    """What takes effect on 1 January: raises, grades, moves, contracts."""
    give_raises(draws, staff, organisation, year)
    rises = draws.happens(rising_chances(staff, organisation, year))
    falls = ~rises & (staff.grade > 1) & (staff.grade < work.CHIEF)
    falls &= draws.happens(np.full(len(staff), FALLS))
    change_grade(draws, staff, organisation, rises=rises, falls=falls, year=year)
    move(draws, staff, organisation, moving=~rises & ~falls & (staff.grade < work.CHIEF))
    staff.fixed_term &= ~draws.happens(np.full(len(staff), BECOMES_PERMANENT))


def rising_chances(staff: Staff, organisation: Organisation, year: int) -> Real:
    """Each person's chance to be promoted on 1 January of the year."""
    longest = len(RISES_BY_ROUTE["Open panel"])
    full_years = np.clip(year - staff.since, 1, longest)
    by_route = np.array([RISES_BY_ROUTE[route] for route in work.ROUTES])
    route = routes(staff, organisation)
    chance = (
        np.array(RISES)[staff.grade]
        * by_route[route, full_years - 1]
        * np.array(RISES_BY_RATING)[staff.rating]
        * _vacancies(staff, organisation)[staff.grade]
        * truth.rising_factor(staff, organisation, route)
    )
    limited: Real = np.minimum(chance, MOST_LIKELY_RISE)
    return limited


def _vacancies(staff: Staff, organisation: Organisation) -> Real:
    """For each grade, how far the grade above has room: 1 when the usual leavers left it."""
    wanted = organisation.seats.sum(axis=0)
    there = np.bincount(staff.grade, minlength=len(wanted))
    room = wanted[1:] / np.maximum(there[1:], 1) / 1.1
    factor: Real = np.clip(np.append(room, 1.0), RISES_WHEN_FULL, RISES_WHEN_EMPTY)
    return factor


def routes(staff: Staff, organisation: Organisation) -> Whole:
    """By which of work.ROUTES each person would rise; at the top it does not matter."""
    letter = {route[0]: n for n, route in enumerate(work.ROUTES)}
    table = np.array(
        [[0, *(letter[route] for route in each.routes), 0, 0] for each in work.SECTIONS]
    )
    route: Whole = table[organisation.section[staff.unit], staff.grade]
    return route


def change_grade(
    draws: Draws, staff: Staff, organisation: Organisation, *, rises: Flag, falls: Flag, year: int
) -> None:
    """Move people up or down a grade; who outgrows a unit goes to the one above."""
    staff.grade += rises.astype(np.int64) - falls
    staff.since[rises | falls] = year
    staff.shift[:] = suited_to(staff.shift, staff.grade)
    low, high = RISE_IN_PAY
    raised = staff.pay * (1 + low + (high - low) * draws.shares(len(staff)))
    least = 0.93 * pay_centre(staff.unit, staff.grade, organisation, year)
    staff.pay[rises] = np.maximum(raised, least)[rises]
    staff.pay[falls] *= 0.95
    outgrown = rises & (staff.grade > organisation.led_by[staff.unit])
    while outgrown.any():
        staff.unit[outgrown] = organisation.above[staff.unit[outgrown]]
        outgrown &= staff.grade > organisation.led_by[staff.unit]


def move(draws: Draws, staff: Staff, organisation: Organisation, *, moving: Flag) -> None:
    """Move a few people to other units, mostly at another port in the same section."""
    draw = draws.shares(len(staff))
    across = draw < MOVES_ACROSS
    movers = np.flatnonzero(moving & (draw < MOVES_ACROSS + MOVES_WITHIN_SECTION))
    size = np.where(organisation.leads, 0, organisation.people)
    section = organisation.section
    same = section[None, :] == np.arange(len(work.SECTIONS))[:, None]
    weights = np.vstack([same * size, size[None, :]]).astype(np.float64)
    # A section that is only an office here has nowhere to move within.
    weights[weights.sum(axis=1) == 0] = size
    row = np.where(across[movers], len(work.SECTIONS), section[staff.unit[movers]])
    target = draws.pick_by(weights, row)
    fits = staff.grade[movers] <= organisation.led_by[target]
    changed = fits & (target != staff.unit[movers])
    staff.unit[movers[changed]] = target[changed]
    staff.shift[movers[changed]] = shifts(
        draws, target[changed], staff.grade[movers[changed]], organisation
    )


def shifts(draws: Draws, unit: Whole, grade: Whole, organisation: Organisation) -> Whole:
    """A shift pattern for each person; offices that lead units work days."""
    table = np.array([(1.0, 0, 0, 0, 0), *(each.shifts for each in work.SECTIONS)])
    row = np.where(organisation.leads[unit], 0, organisation.section[unit] + 1)
    return suited_to(draws.pick_by(table, row), grade)


def suited_to(shift: Whole, grade: Whole) -> Whole:
    """Managers work days, but for those at sea."""
    ashore = (grade >= MANAGERS_FROM) & (shift != AT_SEA)
    return np.where(ashore, DAYS, shift)


def give_raises(draws: Draws, staff: Staff, organisation: Organisation, year: int) -> None:
    """Everybody's yearly raise: the scales, the rating, a step on the band, a little luck."""
    n = len(staff)
    own = np.array(RAISE_BY_RATING)[staff.rating] + STEP_ON_BAND + 0.004 * draws.bell(n)
    centre = pay_centre(staff.unit, staff.grade, organisation, year)
    low, high = RANGE_ON_BAND
    raised = np.clip(staff.pay * (SCALES_RISE + own), low * centre, high * centre)
    lost = draws.happens(truth.raise_lost(staff))
    staff.pay[:] = np.where(lost, staff.pay, np.maximum(raised, staff.pay))


def pay_centre(unit: Whole, grade: Whole, organisation: Organisation, year: int) -> Real:
    """The middle of the pay scale, in euro a year at full time."""
    growth = 1.0
    for _ in range(dates.LAST_YEAR - year):
        growth /= SCALES_RISE
    section = np.array([each.pay for each in work.SECTIONS])[organisation.section[unit]]
    centre: Real = organisation.pay_centre_eur[grade] * growth * section
    return centre


def is_negotiated(unit: Whole, grade: Whole, organisation: Organisation) -> Flag:
    """Whether pay is negotiated rather than set by the band."""
    lowest = np.array([each.negotiated for each in work.SECTIONS])
    negotiated: Flag = grade >= lowest[organisation.section[unit]]
    return negotiated


def starting_pay(
    draws: Draws,
    unit: Whole,
    grade: Whole,
    organisation: Organisation,
    *,
    gender: Whole,
    year: int,
) -> Real:
    """What somebody hired into a grade is paid: narrow on a band, wide when negotiated."""
    n = len(unit)
    on_band = 0.93 + 0.07 * draws.shares(n)
    middle = 0.99 - truth.agreed_lower(gender)
    agreed = np.clip(middle + truth.AGREED_SPREAD * draws.bell(n), *RANGE_ON_BAND)
    position = np.where(is_negotiated(unit, grade, organisation), agreed, on_band)
    return position * pay_centre(unit, grade, organisation, year)
