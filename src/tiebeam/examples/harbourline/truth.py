"""What is planted in Harbourline: its barriers, its decoys, and how large each of them is.

The single home of these numbers. The rest of the generator asks here for the effect and multiplies
it in; `account` counts whom it met. Effects go by who people are, not by what they answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tiebeam.examples.harbourline import people, work
from tiebeam.examples.harbourline.draws import Flag, Real, Whole
from tiebeam.examples.harbourline.organisation import PORTS, Organisation
from tiebeam.examples.harbourline.staff import Staff

STRONG_FROM, WEAK_UPTO = 5.5, 2.0

BLACK = people.GROUPS.index("Black")
SOUTH_ASIAN = people.GROUPS.index("South Asian")
BY_NOMINATION = work.ROUTES.index("Nomination by manager")
ROTATING = work.SHIFT_PATTERNS.index("Rotating with nights")
FIRST_PORT = 0


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One planted barrier or decoy, in the words of the files.

    kind       plant, structural decoy or noise
    file       the file in which it shows
    structure  the column and value that name the rule behind it; empty for a decoy
    slice      where: column and the values it may have; a unit includes everything below it
    group      whom it is about, and `reference` everyone they are set beside
    outcome    what is counted or averaged, and among whom
    strata     what to hold equal to see the truth; empty where the slice alone shows it
    lesson     what happens here, in a sentence or two
    """

    name: str
    kind: str
    file: str = "workforce.csv"
    structure: Mapping[str, str]
    slice: Mapping[str, tuple[str, ...]]
    group: Mapping[str, str]
    reference: Mapping[str, str]
    outcome: str
    strata: tuple[str, ...] = ()
    lesson: str


CABIN = ("Operations", "Cabin Services")
NOMINATED_GRADES = (1, 2, 3)
NOMINATION = Entry(
    name="Nominated by a manager",
    kind="plant",
    structure={"promotion_route": "Nomination by manager"},
    slice={
        "unit": (" / ".join(CABIN),),
        "grade": tuple(work.GRADES[grade - 1] for grade in NOMINATED_GRADES),
        "promotion_route": ("Nomination by manager",),
    },
    group={"gender": "Woman"},
    reference={"gender": "Man"},
    outcome="has a higher grade next year, of those who are still there then",
    lesson="Who rises here is named by a manager. Managers name men far more often than women. "
    "Posts are not lost: whom the women do not get, the men get.",
)
WOMEN_RISE, MEN_RISE = 0.33, 1.60  # times the usual chance to rise

NIGHTS = Entry(
    name="Nights in rotation",
    kind="plant",
    structure={"shift_pattern": "Rotating with nights"},
    slice={"site": (PORTS[FIRST_PORT],), "shift_pattern": ("Rotating with nights",)},
    group={"ethnicity": "South Asian"},
    reference={"ethnicity": "any other single or several answers"},
    outcome="resigned in the year, of those there on 1 January",
    lesson="South Asian people on this shift pattern resign nearly twice as often as the others "
    "on it. There are few of them: at 2,400 people it cannot be told from chance.",
)
RESIGN_ON_NIGHTS = 1.85  # times the usual chance to resign

AGREED_PAY = Entry(
    name="Starting pay by negotiation",
    kind="plant",
    structure={"pay_setting": "Negotiated"},
    slice={"pay_setting": ("Negotiated",)},
    group={"gender": "Woman"},
    reference={"gender": "Man"},
    outcome="pay in the year of joining, as a share of the middle of the scale",
    strata=("section", "grade", "year"),
    lesson="Where starting pay is negotiated, women start lower on the scale than men. Where it "
    "is set by a band, they start alike.",
)
WOMEN_START_LOWER = 0.03  # of the middle of the scale
AGREED_SPREAD = 0.065  # standard deviation of what is agreed, of the middle of the scale

RETURNERS = Entry(
    name="No raise after parental leave",
    kind="plant",
    structure={"parental_leave": "yes"},
    slice={},
    group={"parental_leave": "yes"},
    reference={"parental_leave": "no"},
    outcome="is paid at least 2 % more next year, of those in the same unit and grade then",
    lesson="Raises are decided while people are away. Four in ten of those who took parental "
    "leave in the year get none, and nobody makes up for it later.",
)
RAISE_LOST = 0.4  # chance that a returner's raise is lost

SCHOOLS = Entry(
    name="School leavers at the interview",
    kind="plant",
    file="applications.csv",
    structure={"process": "Unstructured interview"},
    slice={"process": ("Unstructured interview",), "grade": ("Grade 1", "Grade 2")},
    group={"source": "School partnership"},
    reference={"source": "any other"},
    outcome="was interviewed, of those screened in",
    lesson="Applicants from partner schools are screened in as often as others. Where interviews "
    "have no structure, many of them get no further than the invitation.",
)
SCHOOLS_INTERVIEWED = 0.55  # times the usual chance to pass the stage

BLACK_WOMEN = Entry(
    name="Black women resign",
    kind="plant",
    structure={"contract": "Permanent"},
    slice={"contract": ("Permanent",)},
    group={"gender": "Woman", "ethnicity": "Black"},
    reference={"gender": "any other", "ethnicity": "any other, or both"},
    outcome="resigned in the year, of those there on 1 January",
    lesson="Black women on permanent contracts resign about three times as often as others. "
    "Black men resign far less often and other women a little less, so neither women nor Black "
    "people, looked at alone, show anything.",
)
BLACK_WOMEN_RESIGN = 3.5  # times the usual chance to resign, as far as the margins can make up
MOST_MADE_UP = 0.9  # nobody's chance falls by more than this share to keep the margins level

SCREENING = Entry(
    name="Screening in two units",
    kind="structural decoy",
    file="applications.csv",
    structure={},
    slice={"unit": ("Ports / Quay Operations", "Ports / Passenger Terminals")},
    group={"gender": "Woman"},
    reference={"gender": "Man"},
    outcome="was screened in, of those who applied",
    strata=("section",),
    lesson="Taken together, women are screened in less often than men. Within each of the two "
    "units it is the other way round: most women apply to the terminals, where few of anybody "
    "are screened in.",
)
SCREENED_AT = {"Quay Operations": 1.25, "Passenger Terminals": 0.5}  # times the usual chance
WOMEN_SCREENED = 1.2  # times that, in these units

GRADES_EXPLAIN = Entry(
    name="Pay in the terminals",
    kind="structural decoy",
    structure={},
    slice={"unit": ("Ports / Passenger Terminals",), "grade": work.GRADES[:5]},
    group={"gender": "Woman"},
    reference={"gender": "Man"},
    outcome="mean pay, as a share of the reference's",
    strata=("grade", "year"),
    lesson="Women earn less on average, because few of them hold the higher grades. In the same "
    "grade pay is alike. The grade explains the gap in pay; it does not say why so few women "
    "are in the higher grades.",
)
TERMINALS = ("Ports", "Passenger Terminals")
WOMEN_IN_TERMINALS = {"low": 0.66, "high": 0.35}  # share in grades 1 and 2, and above
LAST_LOW_GRADE = 2

CHANCE_ALONE = Entry(
    name="Disabled people at each site",
    kind="noise",
    structure={},
    slice={},
    group={"disability": "Yes"},
    reference={"disability": "No"},
    outcome="left in the year, of those there on 1 January",
    strata=("site",),
    lesson="Nothing is planted. Of twenty such comparisons about one looks clear of chance and "
    "is not: look at many places, and some will stand out.",
)

ENTRIES = (
    NOMINATION,
    RETURNERS,
    SCHOOLS,
    BLACK_WOMEN,
    NIGHTS,
    AGREED_PAY,
    SCREENING,
    GRADES_EXPLAIN,
    CHANCE_ALONE,
)

# Where nothing is planted: a difference found here is chance, or a mistake in the looking.
QUIET = (
    "Ratings, everywhere and for every group.",
    "Promotion, everywhere but in the grades of Cabin Services named above.",
    "Pay on a band, but for those who took parental leave.",
    "Disability and caring, in everything.",
    "Leaving for any reason but resigning, for every group.",
    "Applications: gender and ethnicity, everywhere but at screening in the two units named above.",
)


def under(organisation: Organisation, path: tuple[str, ...]) -> tuple[tuple[str, ...], Flag]:
    """The path itself, or as much of it as there is at this size; and the units at or below it."""
    paths = [unit.path for unit in organisation.units]
    while path not in paths:
        path = path[:-1]
    return path, np.array([unit[: len(path)] == path for unit in paths])


def in_nomination(staff: Staff, organisation: Organisation, route: Whole) -> Flag:
    """Who rises by nomination in the place where that hinders women."""
    _, here = under(organisation, CABIN)
    grades = np.isin(staff.grade, NOMINATED_GRADES)
    found: Flag = here[staff.unit] & grades & (route == BY_NOMINATION)
    return found


def rising_factor(staff: Staff, organisation: Organisation, route: Whole) -> Real:
    """What each person's chance to rise is multiplied by."""
    by_gender = np.where(staff.gender == people.WOMAN, WOMEN_RISE, 1.0)
    by_gender[staff.gender == people.MAN] = MEN_RISE
    return np.where(in_nomination(staff, organisation, route), by_gender, 1.0)


def on_nights(staff: Staff, organisation: Organisation) -> Flag:
    """Who rotates with nights at the first port."""
    found: Flag = (organisation.port[staff.unit] == FIRST_PORT) & (staff.shift == ROTATING)
    return found


def resigning(staff: Staff, organisation: Organisation, usual: Real) -> Real:
    """Everybody's chance to resign, from the usual one."""
    hit = on_nights(staff, organisation) & (staff.ethnicity == SOUTH_ASIAN)
    chance = usual * np.where(hit, RESIGN_ON_NIGHTS, 1.0)
    return _with_level_margins(staff, chance)


def _with_level_margins(staff: Staff, chance: Real) -> Real:
    """Black women resign more; the three other groups make up for it, so that no margin moves."""
    woman, black = staff.gender == people.WOMAN, staff.ethnicity == BLACK
    here = ~staff.fixed_term
    both, others, men = here & woman & black, here & woman & ~black, here & ~woman & black
    neither = here & ~woman & ~black
    room = MOST_MADE_UP * min(float(chance[men].sum()), float(chance[others].sum()))
    extra = min((BLACK_WOMEN_RESIGN - 1) * float(chance[both].sum()), room)
    for who, sign in ((both, 1), (men, -1), (others, -1), (neither, 1)):
        usual = float(chance[who].sum())
        if usual:
            chance[who] *= 1 + sign * extra / usual
    return chance


def raise_lost(staff: Staff) -> Real:
    """Each person's chance that the yearly raise is lost."""
    return np.where(staff.on_leave, RAISE_LOST, 0.0)


def agreed_lower(gender: Whole) -> Real:
    """By how much of the middle of the scale each person's negotiated pay starts lower."""
    return np.where(gender == people.WOMAN, WOMEN_START_LOWER, 0.0)


def interview_factor(*, from_school: Flag, unstructured: Flag) -> Real:
    """What an applicant's chance to be interviewed is multiplied by."""
    return np.where(from_school & unstructured, SCHOOLS_INTERVIEWED, 1.0)


def screening_factor(section: Whole, gender: Whole) -> Real:
    """What an applicant's chance to be screened in is multiplied by."""
    at = np.array([SCREENED_AT.get(each.name, 1.0) for each in work.SECTIONS])
    here = np.array([each.name in SCREENED_AT for each in work.SECTIONS])
    favoured = here[section] & (gender == people.WOMAN)
    return np.where(favoured, WOMEN_SCREENED * at[section], at[section])


def women_shares(section: Whole, grade: Whole) -> Real:
    """The share of women among those who take up work, by section; in one of them by grade too."""
    usual = np.array([each.women for each in work.SECTIONS])[section]
    terminals = np.array([each.name == TERMINALS[-1] for each in work.SECTIONS])[section]
    low = grade <= LAST_LOW_GRADE
    by_grade = np.where(low, WOMEN_IN_TERMINALS["low"], WOMEN_IN_TERMINALS["high"])
    return np.where(terminals, by_grade, usual)
