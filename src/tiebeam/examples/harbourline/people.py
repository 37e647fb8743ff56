"""Who the people are: described attributes, how many answer, and how old they are.

Composition alone: gender differs by section and ethnicity by port, as they do between real
employers. About one in ten never opens the form on which people describe themselves, others skip a
question or prefer not to say, in the proportions that large employers with such forms report.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from tiebeam.examples.harbourline.draws import Draws, Real, Whole
from tiebeam.examples.harbourline.organisation import Organisation
from tiebeam.examples.harbourline.staff import Described

BLANK = -1
NOT_SAID = "Prefer not to say"

GENDERS = ("Woman", "Man", "Non-binary", NOT_SAID)
WOMAN, MAN, NON_BINARY = 0, 1, 2
ON_FILE = ("F", "M")

GROUPS = (
    "White",
    "Black",
    "South Asian",
    "East Asian",
    "Middle Eastern or North African",
    "Latin American",
    "Roma",
)
# Share of each group at the first port; elsewhere everyone but the first group is scaled.
GROUP_SHARES = (0.66, 0.12, 0.09, 0.05, 0.045, 0.025, 0.01)
SCALE_BY_PORT = (1.0, 0.55, 0.75, 1.2, 0.35)
SHARE_OF_SEVERAL = 0.035
PAIRS = tuple(combinations(range(len(GROUPS)), 2))
ETHNICITIES = (*GROUPS, *(f"{GROUPS[a]}; {GROUPS[b]}" for a, b in PAIRS), NOT_SAID)

DISABILITIES = ("No", "Yes", NOT_SAID)
CARING = ("No", "Children", "Adult relative", "Children and adult relative", NOT_SAID)
WITH_CHILDREN = {0: 1, 2: 3}  # what a caring answer becomes when a child arrives

NON_BINARY_SHARE = 0.008
DISABLED_SHARE = 0.10
CARING_SHARES = (0.60, 0.27, 0.09, 0.04)
FORM_NEVER_OPENED = 0.08
NO_GENDER_ON_FILE = 0.30

# Of those who opened the form: question skipped, preferred not to say.
GENDER_NOT_GIVEN = (0.02, 0.02)
ETHNICITY_NOT_GIVEN = (0.06, 0.04)
DISABILITY_NOT_GIVEN = (0.08, 0.05)
CARING_NOT_GIVEN = (0.15, 0.03)

# Age now by grade, 1 to 8: the middle; and how far people spread around it.
USUAL_AGE = (33, 38, 42, 45, 47, 49, 51, 55)
AGE_SPREAD = 10.0
# Age when hired from outside: youngest and oldest.
AGE_WHEN_HIRED = ((18, 50), (20, 52), (23, 54), (25, 55), (28, 56), (32, 57), (36, 58), (42, 58))
OLDEST = 66


def genders(draws: Draws, women: Real) -> Whole:
    """A gender for each person, from the share of women among people like them."""
    rest = 1 - NON_BINARY_SHARE
    draw = draws.shares(len(women))
    woman_or_man = np.where(draw < women * rest, WOMAN, MAN)
    return np.where(draw < rest, woman_or_man, NON_BINARY)


def ethnicities(draws: Draws, port: Whole) -> Whole:
    """An ethnicity for each person, or two, by the composition of the port."""
    kinds = np.array([_group_shares(scale) for scale in SCALE_BY_PORT])
    row = port % len(SCALE_BY_PORT)
    first, second = draws.pick_by(kinds, row), draws.pick_by(kinds, row)
    several = (draws.shares(len(port)) < SHARE_OF_SEVERAL) & (first != second)
    pair = np.zeros((len(GROUPS), len(GROUPS)), dtype=np.int64)
    for n, (a, b) in enumerate(PAIRS):
        pair[a, b] = pair[b, a] = len(GROUPS) + n
    return np.where(several, pair[first, second], first)


def _group_shares(scale: float) -> tuple[float, ...]:
    others = tuple(share * scale for share in GROUP_SHARES[1:])
    return (1 - sum(others), *others)


def described(
    draws: Draws, organisation: Organisation, unit: Whole, *, gender: Whole, ethnicity: Whole
) -> Described:
    """Everything that people say about themselves, and what HR wrote down."""
    n = len(unit)
    opened = ~draws.happens(np.full(n, FORM_NEVER_OPENED))
    return Described(
        gender=gender,
        ethnicity=ethnicity,
        said_gender=said(draws, gender, GENDER_NOT_GIVEN, len(GENDERS) - 1, opened),
        said_ethnicity=said(draws, ethnicity, ETHNICITY_NOT_GIVEN, len(ETHNICITIES) - 1, opened),
        said_disability=said(
            draws,
            draws.pick((1 - DISABLED_SHARE, DISABLED_SHARE), n),
            DISABILITY_NOT_GIVEN,
            len(DISABILITIES) - 1,
            opened,
        ),
        said_caring=said(
            draws, draws.pick(CARING_SHARES, n), CARING_NOT_GIVEN, len(CARING) - 1, opened
        ),
        gender_on_file=_gender_on_file(draws, gender),
    )


def said(
    draws: Draws,
    truth: Whole,
    not_given: tuple[float, float],
    not_said: int,
    opened: np.ndarray[tuple[int], np.dtype[np.bool_]] | bool,
) -> Whole:
    """What people answered: the truth, that they prefer not to say, or nothing."""
    skipped, preferred = not_given
    draw = draws.shares(len(truth))
    answer = np.where(draw < skipped + preferred, not_said, truth)
    return np.where((draw < skipped) | ~np.asarray(opened), BLANK, answer)


def _gender_on_file(draws: Draws, gender: Whole) -> Whole:
    """What an older HR system holds: a letter, for most people, and only two of them."""
    guess = draws.whole(0, 1, len(gender))
    letter = np.where(gender == NON_BINARY, guess, gender)
    return np.where(draws.happens(np.full(len(gender), NO_GENDER_ON_FILE)), BLANK, letter)


def ages_now(draws: Draws, grade: Whole) -> Whole:
    """How old people of each grade are on some day."""
    middle = np.array((0, *USUAL_AGE))[grade]
    youngest = np.array((0, *(low for low, _ in AGE_WHEN_HIRED)))[grade]
    age = np.floor(middle + AGE_SPREAD * draws.bell(len(grade))).astype(np.int64)
    return np.clip(age, youngest + 1, OLDEST - 1)


def ages_when_hired(draws: Draws, grade: Whole) -> Whole:
    """How old people hired into each grade are: more often young than old."""
    table = np.array(((0, 0), *AGE_WHEN_HIRED))
    low, high = table[grade, 0], table[grade, 1]
    draw: Real = draws.shares(len(grade))
    age: Whole = low + (draw * draw * (high - low)).astype(np.int64)
    return age
