"""Harbourline from beginning to end: year by year, then the files about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tiebeam.examples.harbourline import careers, dates, hiring, tables, telling, words
from tiebeam.examples.harbourline.account import Account
from tiebeam.examples.harbourline.applications import applications
from tiebeam.examples.harbourline.draws import Draws
from tiebeam.examples.harbourline.files import CsvFile, slices
from tiebeam.examples.harbourline.organisation import Organisation
from tiebeam.examples.harbourline.reporting import reporting_lines
from tiebeam.examples.harbourline.staff import Staff

FEWEST_PEOPLE = 30
MOST_YEARS = 40
MOST_PERSON_YEARS = 20_000_000
POSTS_AT_ONCE = 20_000

Progress = Callable[[int, int], None]


class NotASize(TypeError):
    """People, years or the seed is not a whole number that can be one."""


class TooFewPeople(ValueError):
    """There are too few people for an organisation with units and managers."""


class TooManyYears(ValueError):
    """The calendar does not reach back so far."""


class TooManyPersonYears(ValueError):
    """The files would become larger than this was made for."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was written where. Row counts are without the header.

    mapping  the file that says which column is what; about is for people to read
    truth    what was planted, for programs; truth_page tells people
    """

    folder: Path
    workforce: Path
    applications: Path
    ratings: Path
    mapping: Path
    about: Path
    truth: Path
    truth_page: Path
    workforce_rows: int
    application_rows: int
    rating_rows: int
    years: tuple[int, int]


def generate(
    *, people: int, years: int, seed: int, out: Path, progress: Progress | None = None
) -> Written:
    """Write Harbourline's HR files into a folder; files of the same names there are replaced.

    people    how many work there at any one time, at least 30
    years     calendar years covered, 1 to 40; the last one is always 2025
    seed      a whole number from 0; the same arguments give the same bytes
    progress  called with (years done, years in all) after each year
    Raises    NotASize, TooFewPeople, TooManyYears, TooManyPersonYears
    """
    _check(people=people, years=years, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    first_year = dates.LAST_YEAR - years + 1
    seeds = np.random.SeedSequence(seed).spawn(years + 1)
    with (
        CsvFile(out / "workforce.csv") as workforce,
        CsvFile(out / "applications.csv") as applied,
        CsvFile(out / "ratings.csv") as rated,
    ):
        history = _History(people, years, workforce, applied, rated)
        history.begin(Draws(seeds[0]), first_year)
        for n in range(years):
            history.live_through(Draws(seeds[n + 1]), first_year + n)
            if progress:
                progress(n + 1, years)
    return Written(
        folder=out,
        workforce=workforce.path,
        applications=applied.path,
        ratings=rated.path,
        mapping=_write(out / "harbourline.map.toml", words.mapping()),
        truth=_write(
            out / "truth.json",
            telling.as_json(history.account, people=people, years=years, seed=seed),
        ),
        truth_page=_write(
            out / "truth.md", telling.as_page(history.account, people=people, years=years)
        ),
        about=_write(out / "about.md", words.about(people=people, years=years, seed=seed)),
        workforce_rows=workforce.rows,
        application_rows=applied.rows,
        rating_rows=rated.rows,
        years=(first_year, dates.LAST_YEAR),
    )


class _History:
    """The organisation while its years pass; each year adds rows to the three files."""

    def __init__(
        self, people: int, years: int, workforce: CsvFile, applied: CsvFile, rated: CsvFile
    ) -> None:
        self.organisation = Organisation(people)
        self.account = Account(self.organisation)
        self.labels = tables.Labels(
            self.organisation,
            person_digits=max(6, len(str(people * (years + 1)))),
            application_digits=max(7, len(str(people * years * 5))),
        )
        self.workforce, self.applied, self.rated = workforce, applied, rated

    def begin(self, draws: Draws, year: int) -> None:
        """Those who are there when the first year begins."""
        self.staff = hiring.first_staff(draws, self.organisation, year)
        self.next_person = len(self.staff) + 1

    def live_through(self, draws: Draws, year: int) -> None:
        """One calendar year, and the morning of the next."""
        hiring.appoint_chief(self.staff, self.organisation, year)
        self.account.leaving(self.staff, year)
        careers.leave(draws, self.staff, self.organisation, year)
        careers.take_parental_leave(draws, self.staff, year)
        self._hire(draws, year)
        self.account.standing(self.staff, year)
        lines = reporting_lines(self.staff, self.organisation)
        self.staff.manager = lines.manager
        for part in slices(len(self.staff)):
            rows = tables.workforce(self.staff.only(part), lines.head[part], year, self.labels)
            self.workforce.add(rows)
        self._rate(draws, year)
        self.staff = self.staff.only(self.staff.left == dates.STILL_HERE)
        self._turn_the_year(draws, year + 1)

    def _hire(self, draws: Draws, year: int) -> None:
        posts = hiring.openings(draws, self.staff, self.organisation, year)
        for part in slices(len(posts), POSTS_AT_ONCE):
            recruits = self._fill(draws, posts.only(part), year)
            careers.leave(draws, recruits, self.organisation, year)
            self.staff = self.staff.followed_by(recruits)

    def _fill(self, draws: Draws, posts: hiring.Openings, year: int) -> Staff:
        found = applications(draws, posts, self.organisation, first_person=self.next_person)
        number = self.applied.rows + 1
        self.applied.add(
            tables.applications(found, posts, number=number, year=year, labels=self.labels)
        )
        chosen = found.only(found.hired > 0)
        chosen = chosen.only(np.argsort(chosen.post, kind="stable"))
        recruits = hiring.recruits(
            draws,
            posts,
            self.organisation,
            gender=chosen.gender,
            ethnicity=chosen.ethnicity,
            first_person=self.next_person,
            year=year,
        )
        self.account.applying(found, posts)
        self.account.starting(recruits)
        self.next_person += len(recruits)
        return recruits

    def _turn_the_year(self, draws: Draws, year: int) -> None:
        unit, grade = self.staff.unit.copy(), self.staff.grade.copy()
        self.account.turning(self.staff, year)
        careers.turn_the_year(draws, self.staff, self.organisation, year)
        self.account.turned(self.staff, year, unit=unit, grade=grade)

    def _rate(self, draws: Draws, year: int) -> None:
        on = careers.rating_days(self.staff, year)
        careers.rate(draws, self.staff, on)
        with_one = self.staff.rating > 0
        staff, on = self.staff.only(with_one), on[with_one]
        for part in slices(len(staff)):
            self.rated.add(tables.ratings(staff.only(part), on[part], self.labels))


def _check(*, people: int, years: int, seed: int) -> None:
    for name, value, least in (("people", people, 0), ("years", years, 1), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise NotASize(f"'{name}' must be a whole number from {least} on.")
    if people < FEWEST_PEOPLE:
        raise TooFewPeople(f"Harbourline needs at least {FEWEST_PEOPLE} people to have units.")
    if years > MOST_YEARS:
        raise TooManyYears(f"Harbourline covers at most {MOST_YEARS} years.")
    if people * years > MOST_PERSON_YEARS:
        raise TooManyPersonYears(
            f"At most {MOST_PERSON_YEARS:,} person-years. Ask for fewer people or fewer years."
        )


def _write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())  # bytes: line ends must not depend on the machine
    return path
