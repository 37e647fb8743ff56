"""Who applied for each post, how far they got, and which of them was hired.

Between eight and twenty people apply for each post. Every applicant passes a stage, or not, with a
chance that depends on where they heard of the post and on how the choice is made. Of those who got
furthest, one is hired.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tiebeam.examples.harbourline import dates, people, truth, work
from tiebeam.examples.harbourline.draws import Draws, Flag, Real, Whole
from tiebeam.examples.harbourline.hiring import Openings
from tiebeam.examples.harbourline.organisation import Organisation
from tiebeam.examples.harbourline.staff import Columns

STAGES = ("Applied", "Screened", "Interviewed", "Offered", "Hired")
HIRED = 4
PROCESSES = ("Structured panel", "Unstructured interview")

# Where applicants come from, by grade: 1 and 2, 3 to 5, 6 and above.
SOURCES = (
    "Careers page",
    "Job board",
    "Referral",
    "Agency",
    "School partnership",
    "Direct approach",
)
SOURCE_SHARES = (
    (0.27, 0.33, 0.14, 0.13, 0.13, 0.00),
    (0.34, 0.33, 0.15, 0.12, 0.00, 0.06),
    (0.25, 0.10, 0.17, 0.13, 0.00, 0.35),
)
BAND_OF_GRADE = (0, 0, 0, 1, 1, 1, 2, 2, 2)

# Chance to pass from each stage to the next. Screening lets referred people through more often.
SCREENED_BY_SOURCE = (0.48, 0.42, 0.62, 0.54, 0.52, 0.64)
INTERVIEWED_BY_PROCESS = (0.60, 0.54)
OFFERED_BY_PROCESS = (0.22, 0.20)

FEWEST, MOST = 8, 20  # applicants for a post
GENDER_NOT_GIVEN = (0.17, 0.05)
ETHNICITY_NOT_GIVEN = (0.26, 0.06)

# Days between the steps of one posting, shortest and longest.
NOTICE_DAYS = (14, 60)  # from offer to first day
DECIDING_DAYS = (5, 12)
INVITING_DAYS = (8, 16)
SCREENING_DAYS = (5, 10)
OPEN_DAYS = 24
SPREAD_DAYS = 2  # applicants of one post pass the same stage within three days


@dataclass(kw_only=True)
class Applications(Columns):
    """One row per application, oldest first.

    post    position among the openings
    reached position in STAGES
    hired   the person employed, by employee number; 0 for everyone else
    days    a row of five days, meaningful up to `reached`
    """

    post: Whole
    source: Whole
    process: Whole
    gender: Whole
    ethnicity: Whole
    said_gender: Whole
    said_ethnicity: Whole
    reached: Whole
    hired: Whole
    days: Whole


def applications(
    draws: Draws, posts: Openings, organisation: Organisation, *, first_person: int
) -> Applications:
    """Everyone who applied for some posts; the n-th post hires employee `first_person` + n."""
    post = np.repeat(np.arange(len(posts)), _how_many(draws, len(posts)))
    unit, grade = posts.unit[post], posts.grade[post]
    source = draws.pick_by(SOURCE_SHARES, np.array(BAND_OF_GRADE)[grade])
    process = _processes(draws, posts, organisation)[post]
    gender = people.genders(draws, truth.women_shares(organisation.section[unit], grade))
    ethnicity = people.ethnicities(draws, organisation.port[unit])
    chances = stage_chances(source, process, organisation.section[unit], gender)
    reached = _stages_passed(draws, chances)
    chosen = _chosen(draws, post, reached)
    reached[chosen] = HIRED
    hired = np.where(chosen, first_person + post, 0)
    found = Applications(
        post=post,
        source=source,
        process=process,
        gender=gender,
        ethnicity=ethnicity,
        said_gender=people.said(
            draws, gender, GENDER_NOT_GIVEN, len(people.GENDERS) - 1, opened=True
        ),
        said_ethnicity=people.said(
            draws, ethnicity, ETHNICITY_NOT_GIVEN, len(people.ETHNICITIES) - 1, opened=True
        ),
        reached=reached,
        hired=hired,
        days=_days(draws, posts, post),
    )
    return found.only(np.argsort(found.days[:, 0], kind="stable"))


def _how_many(draws: Draws, posts: int) -> Whole:
    draw = draws.shares(posts)
    return FEWEST + (draw * draw * draw * (MOST - FEWEST + 1)).astype(np.int64)


def _processes(draws: Draws, posts: Openings, organisation: Organisation) -> Whole:
    """One process for all posts of a posting."""
    share = np.array([each.structured for each in work.SECTIONS])[organisation.section[posts.unit]]
    first, position = np.unique(posts.posting, return_index=True)
    structured = draws.happens(share[position])
    return np.where(structured, 0, 1)[np.searchsorted(first, posts.posting)]


def stage_chances(
    source: Whole, process: Whole, section: Whole, gender: Whole
) -> tuple[Real, Real, Real]:
    """Each applicant's chance to be screened in, then interviewed, then offered the post."""
    school = source == SOURCES.index("School partnership")
    unstructured = process == PROCESSES.index("Unstructured interview")
    return (
        np.array(SCREENED_BY_SOURCE)[source] * truth.screening_factor(section, gender),
        np.array(INTERVIEWED_BY_PROCESS)[process]
        * truth.interview_factor(from_school=school, unstructured=unstructured),
        np.array(OFFERED_BY_PROCESS)[process],
    )


def _stages_passed(draws: Draws, chances: tuple[Real, Real, Real]) -> Whole:
    """The stage each applicant would reach, up to an offer."""
    reached = np.zeros(len(chances[0]), dtype=np.int64)
    for stage, chance in enumerate(chances):
        reached += (reached == stage) & draws.happens(chance)
    return reached


def _chosen(draws: Draws, post: Whole, reached: Whole) -> Flag:
    """One applicant per post: of those who got furthest, any."""
    score = reached + draws.shares(len(post))
    order = np.lexsort((score, post))
    last_of_post = np.flatnonzero(np.diff(post[order], append=-1))
    chosen = np.zeros(len(post), dtype=np.bool_)
    chosen[order[last_of_post]] = True
    return chosen


def _days(draws: Draws, posts: Openings, post: Whole) -> Whole:
    """The days of the five stages: counted back from the first day, one schedule per post."""
    n = len(posts)
    offer = posts.start - draws.whole(*NOTICE_DAYS, n)
    interview = offer - draws.whole(*DECIDING_DAYS, n)
    screening = interview - draws.whole(*INVITING_DAYS, n)
    closing = screening - draws.whole(*SCREENING_DAYS, n)
    applied = closing[post] - draws.whole(0, OPEN_DAYS, len(post))
    later = [
        dates.to_working_day(stage[post] + draws.whole(0, SPREAD_DAYS, len(post)))
        for stage in (screening, interview, offer)
    ]
    return np.stack([applied, *later, posts.start[post]], axis=1)
