"""What each file says in which column: workforce, applications and ratings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tiebeam.examples.harbourline import careers, people, work
from tiebeam.examples.harbourline import files as csv
from tiebeam.examples.harbourline.applications import (
    PROCESSES,
    SOURCES,
    STAGES,
    Applications,
)
from tiebeam.examples.harbourline.dates import STILL_HERE
from tiebeam.examples.harbourline.draws import Flag, Real, Whole
from tiebeam.examples.harbourline.hiring import Openings
from tiebeam.examples.harbourline.organisation import Organisation
from tiebeam.examples.harbourline.staff import Staff

CURRENCY = "EUR"
SEPARATOR = " / "
RATING_SCALE = "1-5"


@dataclass(frozen=True)
class Labels:
    """The words of one organisation, and how many digits its numbers have."""

    organisation: Organisation
    person_digits: int
    application_digits: int

    @property
    def units(self) -> list[str]:
        return [SEPARATOR.join(unit.path) for unit in self.organisation.units]


def job_titles(organisation: Organisation) -> list[str]:
    """Every job title there can be: by section, then of offices, then of heads."""
    sections = [title for section in work.SECTIONS for title in section.titles]
    return [*sections, *work.OFFICE_TITLES, *(unit.head_title for unit in organisation.units)]


def jobs(staff: Staff, head: Flag, organisation: Organisation) -> Whole:
    """Each person's position in `job_titles`."""
    grades = work.TOP
    leads = organisation.leads[staff.unit]
    row = np.where(leads, len(work.SECTIONS), organisation.section[staff.unit])
    by_grade = row * grades + np.minimum(staff.grade, grades) - 1
    titled = np.array([bool(unit.head_title) for unit in organisation.units])
    first_head = (len(work.SECTIONS) + 1) * grades
    return np.where(head & titled[staff.unit], first_head + staff.unit, by_grade)


def workforce(staff: Staff, head: Flag, year: int, labels: Labels) -> dict[str, Any]:
    """One row per person per calendar year in which they worked."""
    organisation = labels.organisation
    n = len(staff)
    below_top = staff.grade < work.TOP
    negotiated = careers.is_negotiated(staff.unit, staff.grade, organisation)
    return {
        "employee_id": csv.numbered("H", staff.person, labels.person_digits),
        "year": csv.whole(np.full(n, year)),
        "unit": csv.words(staff.unit, labels.units),
        "site": csv.words(organisation.port[staff.unit], organisation.ports),
        "job": csv.words(jobs(staff, head, organisation), job_titles(organisation)),
        "grade": csv.words(staff.grade - 1, work.GRADES),
        "manager_id": csv.numbered("H", staff.manager, labels.person_digits),
        "contract": csv.words(staff.fixed_term.astype(np.int64), ("Permanent", "Fixed term")),
        "hours": csv.words(staff.hours, [f"{hours:g}" for hours in work.HOURS]),
        "shift_pattern": csv.words(staff.shift, work.SHIFT_PATTERNS),
        "promotion_route": csv.words(
            np.where(below_top, careers.routes(staff, organisation), -1), work.ROUTES
        ),
        "pay_setting": csv.words(negotiated.astype(np.int64), work.PAY_SETTINGS),
        "pay": csv.whole(rounded_pay(staff.pay)),
        "currency": csv.words(np.zeros(n, dtype=np.int64), (CURRENCY,)),
        "hired": csv.days(staff.hired, np.ones(n, dtype=np.bool_)),
        "left": csv.days(staff.left, staff.left != STILL_HERE),
        "exit_reason": csv.words(staff.reason, careers.REASONS),
        "parental_leave": csv.words(staff.on_leave.astype(np.int64), ("no", "yes")),
        "gender": csv.words(staff.said_gender, people.GENDERS),
        "gender_on_file": csv.words(staff.gender_on_file, people.ON_FILE),
        "ethnicity": csv.words(staff.said_ethnicity, people.ETHNICITIES),
        "disability": csv.words(staff.said_disability, people.DISABILITIES),
        "caring": csv.words(staff.said_caring, people.CARING),
        "birth_year": csv.whole(staff.born),
    }


def rounded_pay(pay: Real) -> Whole:
    """Pay as contracts state it: to the next 10 euro."""
    return np.floor(pay / 10 + 0.5).astype(np.int64) * 10


def applications(
    found: Applications, posts: Openings, *, number: int, year: int, labels: Labels
) -> dict[str, Any]:
    """One row per application, numbered from `number` on."""
    organisation = labels.organisation
    unit = posts.unit[found.post]
    reached = found.reached
    stages = {
        stage.lower(): csv.days(found.days[:, n], reached >= n) for n, stage in enumerate(STAGES)
    }
    return {
        "application_id": csv.numbered(
            "A", number + np.arange(len(found)), labels.application_digits
        ),
        "posting": csv.numbered(
            f"P{year}-", posts.posting[found.post] + 1, labels.person_digits - 1
        ),
        "unit": csv.words(unit, labels.units),
        "site": csv.words(organisation.port[unit], organisation.ports),
        "grade": csv.words(posts.grade[found.post] - 1, work.GRADES),
        "source": csv.words(found.source, SOURCES),
        "process": csv.words(found.process, PROCESSES),
        "gender": csv.words(found.said_gender, people.GENDERS),
        "ethnicity": csv.words(found.said_ethnicity, people.ETHNICITIES),
        "stage": csv.words(reached, STAGES),
        **stages,
        "employee_id": csv.numbered("H", found.hired, labels.person_digits),
    }


def ratings(staff: Staff, on: Whole, labels: Labels) -> dict[str, Any]:
    """One row per person rated."""
    n = len(staff)
    return {
        "employee_id": csv.numbered("H", staff.person, labels.person_digits),
        "date": csv.days(on, np.ones(n, dtype=np.bool_)),
        "rating": csv.whole(staff.rating),
        "scale": csv.words(np.zeros(n, dtype=np.int64), (RATING_SCALE,)),
    }
