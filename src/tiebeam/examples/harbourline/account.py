"""How large each planted barrier came out: the chances it gave, over the people it met.

Counted over people who answered the question, because the files show no others. What happened is
not looked at: what is written is what chance alone would move the figures around.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from tiebeam.examples.harbourline import careers, people, truth
from tiebeam.examples.harbourline.applications import (
    PROCESSES,
    SOURCES,
    Applications,
    stage_chances,
)
from tiebeam.examples.harbourline.dates import LAST_YEAR
from tiebeam.examples.harbourline.draws import Flag, Real, Whole
from tiebeam.examples.harbourline.hiring import Openings
from tiebeam.examples.harbourline.organisation import Organisation
from tiebeam.examples.harbourline.staff import Staff

SCREENED, INTERVIEWED = 0, 1  # positions in the chances of `stage_chances`
SEPARATOR = " / "
UNSTRUCTURED = PROCESSES.index("Unstructured interview")
FROM_SCHOOL = SOURCES.index("School partnership")

# Chance of a raise of 2 % or more by rating (none, 1 to 5), as careers.give_raises draws it.
RAISED_BY_RATING = (0.9988, 0.4047, 0.8897, 0.9988, 1.0, 1.0)


@dataclass
class Side:
    """People on one side of a comparison: how many, the sum of their values and of the squares."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def add(self, values: Real) -> None:
        """Count some more people."""
        self.n += len(values)
        self.total += float(values.sum())
        self.squares += float((values * values).sum())

    @property
    def mean(self) -> float:
        return self.total / self.n


@dataclass
class Comparison:
    """A group beside its reference, within one stratum."""

    group: Side = field(default_factory=Side)
    reference: Side = field(default_factory=Side)

    def add(self, values: Real, *, group: Flag, reference: Flag) -> None:
        """Count each person's value on the side where the person belongs."""
        self.group.add(values[group])
        self.reference.add(values[reference])

    @property
    def has_both(self) -> bool:
        return self.group.n > 0 and self.reference.n > 0

    @property
    def gap(self) -> float:
        return self.group.mean - self.reference.mean

    @property
    def weight(self) -> float:
        """How much the comparison can say: √ of this times the gap is a Z for a spread of 1."""
        return self.group.n * self.reference.n / (self.group.n + self.reference.n)

    @property
    def mean(self) -> float:
        total = self.group.total + self.reference.total
        return total / (self.group.n + self.reference.n)

    @property
    def strength(self) -> float:
        """Δ·√(n₁n₂/(n·p̄·q̄)), of shares."""
        spread = self.mean * (1 - self.mean)
        return float(self.gap * np.sqrt(self.weight / spread)) if spread > 0 else 0.0

    @property
    def spread(self) -> float:
        """Standard deviation of everybody's values."""
        n = self.group.n + self.reference.n
        squares = (self.group.squares + self.reference.squares) / n
        return float(np.sqrt(max(squares - self.mean**2, 0.0)))


class Account:
    """Keeps count while the years pass."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.of: defaultdict[str, Comparison] = defaultdict(Comparison)
        self.margins: defaultdict[str, Comparison] = defaultdict(Comparison)
        self.screening: defaultdict[tuple[str, ...], Comparison] = defaultdict(Comparison)

    def leaving(self, staff: Staff, year: int) -> None:
        """Who may resign in the year, of those there when it begins."""
        chances = careers.leaving_chances(staff, self.organisation, year)
        resigns = chances[:, careers.WAYS.index("resigns")]
        self._nights(staff, resigns)
        self._black_women(staff, resigns)
        disabled = staff.said_disability
        self.of[truth.CHANCE_ALONE.name].add(
            np.zeros(len(staff)), group=disabled == 1, reference=disabled == 0
        )

    def _nights(self, staff: Staff, resigns: Real) -> None:
        here = truth.on_nights(staff, self.organisation) & _answered_ethnicity(staff)
        group = staff.said_ethnicity == truth.SOUTH_ASIAN
        self.of[truth.NIGHTS.name].add(resigns, group=here & group, reference=here & ~group)

    def _black_women(self, staff: Staff, resigns: Real) -> None:
        woman = staff.said_gender == people.WOMAN
        black = staff.said_ethnicity == truth.BLACK
        here = ~staff.fixed_term & _answered_ethnicity(staff) & _answered_gender(staff)
        for name, group in (("women", woman), ("Black people", black)):
            self.margins[name].add(resigns, group=here & group, reference=here & ~group)
        both = woman & black
        self.of[truth.BLACK_WOMEN.name].add(resigns, group=here & both, reference=here & ~both)

    def turning(self, staff: Staff, year: int) -> None:
        """Who may rise when a year begins, where the files still show it."""
        if year > LAST_YEAR:
            return
        woman, man = _women_and_men(staff.said_gender)
        route = careers.routes(staff, self.organisation)
        here = truth.in_nomination(staff, self.organisation, route)
        rising = careers.rising_chances(staff, self.organisation, year)
        self.of[truth.NOMINATION.name].add(rising, group=here & woman, reference=here & man)

    def turned(self, staff: Staff, year: int, *, unit: Whole, grade: Whole) -> None:
        """Who may have had a raise since, of those in the same unit and grade as before."""
        if year > LAST_YEAR:
            return
        stayed = (staff.unit == unit) & (staff.grade == grade)
        raised = np.array(RAISED_BY_RATING)[staff.rating] * (1 - truth.raise_lost(staff))
        away = staff.on_leave
        self.of[truth.RETURNERS.name].add(raised, group=stayed & away, reference=stayed & ~away)

    def standing(self, staff: Staff, year: int) -> None:
        """Who is paid on which scale in the year."""
        _, here = truth.under(self.organisation, truth.TERMINALS)
        low = np.isin(staff.grade, range(1, len(truth.GRADES_EXPLAIN.slice["grade"]) + 1))
        scale = careers.pay_centre(staff.unit, staff.grade, self.organisation, year)
        woman, man = _women_and_men(staff.said_gender)
        here = here[staff.unit] & low
        self.of[truth.GRADES_EXPLAIN.name].add(scale, group=here & woman, reference=here & man)

    def starting(self, recruits: Staff) -> None:
        """Who starts on negotiated pay."""
        woman, man = _women_and_men(recruits.said_gender)
        here = careers.is_negotiated(recruits.unit, recruits.grade, self.organisation)
        lower = -truth.agreed_lower(recruits.gender)
        self.of[truth.AGREED_PAY.name].add(lower, group=here & woman, reference=here & man)

    def applying(self, found: Applications, posts: Openings) -> None:
        """Who may be screened in and interviewed."""
        unit, grade = posts.unit[found.post], posts.grade[found.post]
        section = self.organisation.section[unit]
        chances = stage_chances(found.source, found.process, section, found.gender)
        here = (found.process == UNSTRUCTURED) & (grade <= 2) & (found.reached > 0)
        school = found.source == FROM_SCHOOL
        self.of[truth.SCHOOLS.name].add(
            chances[INTERVIEWED], group=here & school, reference=here & ~school
        )
        woman, man = _women_and_men(found.said_gender)
        for path, units in self._screening_units():
            here = units[unit]
            self.screening[path].add(chances[SCREENED], group=here & woman, reference=here & man)

    def _screening_units(self) -> list[tuple[tuple[str, ...], Flag]]:
        wanted = [tuple(unit.split(SEPARATOR)) for unit in truth.SCREENING.slice["unit"]]
        found = dict(truth.under(self.organisation, path) for path in wanted)
        return list(found.items())


def _answered_ethnicity(staff: Staff) -> Flag:
    said: Whole = staff.said_ethnicity
    answered: Flag = (said >= 0) & (said < len(people.ETHNICITIES) - 1)
    return answered


def _answered_gender(staff: Staff) -> Flag:
    answered: Flag = (staff.said_gender >= 0) & (staff.said_gender < len(people.GENDERS) - 1)
    return answered


def _women_and_men(said: Whole) -> tuple[Flag, Flag]:
    return said == people.WOMAN, said == people.MAN
