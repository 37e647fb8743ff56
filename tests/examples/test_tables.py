"""From people to rows: which word stands in which column."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.examples.harbourline import dates, generate, hiring, tables, work
from tiebeam.examples.harbourline.draws import Draws
from tiebeam.examples.harbourline.organisation import Organisation
from tiebeam.examples.harbourline.reporting import reporting_lines

YEAR = 2025


@pytest.fixture(scope="module")
def organisation():
    return Organisation(2_400)


@pytest.fixture(scope="module")
def staff(organisation):
    return hiring.first_staff(Draws(np.random.SeedSequence(3)), organisation, YEAR)


@pytest.fixture(scope="module")
def labels(organisation):
    return tables.Labels(organisation, person_digits=6, application_digits=7)


@pytest.fixture
def rows(staff, organisation, labels):
    """The staff as rows of the workforce file."""

    def as_rows(people=staff):
        lines = reporting_lines(people, organisation)
        columns = tables.workforce(people, lines.head, YEAR, labels)
        texts = [column.to_pylist() for column in columns.values()]
        return [dict(zip(columns, row, strict=True)) for row in zip(*texts, strict=True)]

    return as_rows


def test_a_row_says_what_the_columns_of_the_staff_say(rows, staff):
    row, person = rows()[10], staff.only(slice(10, 11))

    assert row["employee_id"] == "H000011"
    assert row["year"] == YEAR
    assert row["grade"] == work.GRADES[person.grade[0] - 1]
    assert row["birth_year"] == person.born[0]
    assert row["shift_pattern"] == work.SHIFT_PATTERNS[person.shift[0]]


def test_whoever_stays_has_no_last_day_and_no_reason(rows):
    assert {row["left"] for row in rows()} == {None}
    assert {row["exit_reason"] for row in rows()} == {None}


def test_a_last_day_is_written_as_a_date(rows, staff):
    left = staff.left.copy()
    left[0] = dates.day(YEAR, 3, 31)

    assert str(rows(replace(staff, left=left))[0]["left"]) == "2025-03-31"


def test_a_reason_that_hr_left_empty_is_an_empty_word(rows, staff):
    reason = staff.reason.copy()
    reason[0] = tables.careers.REASONS.index("")

    assert rows(replace(staff, reason=reason))[0]["exit_reason"] == ""


@pytest.mark.parametrize(
    ("exact", "written"), [(30_004.9, 30_000), (30_005.0, 30_010), (30_010.0, 30_010)]
)
def test_pay_is_rounded_to_ten_euro(exact, written):
    assert tables.rounded_pay(np.array([exact])).tolist() == [written]


def test_a_deckhand_is_called_one(rows):
    deck = [row for row in rows() if row["unit"].startswith("Operations / Deck Operations / ")]

    titles = {row["grade"]: row["job"] for row in deck}
    assert titles["Grade 1"] == "Deckhand"
    assert titles["Grade 3"] == "Bosun"
    assert titles["Grade 5"] == "Chief mate"


def test_the_head_of_a_section_is_called_that(rows):
    heads = [row for row in rows() if row["job"] == "Head of Deck Operations"]

    assert [row["unit"] for row in heads] == ["Operations / Deck Operations"]


def test_negotiated_pay_starts_where_the_section_says(rows):
    freight = [row for row in rows() if row["unit"] == "Commercial / Freight Sales"]

    by_grade = {row["grade"]: row["pay_setting"] for row in freight}
    assert by_grade["Grade 1"] == "Band"
    assert by_grade["Grade 2"] == "Negotiated"


def test_at_the_top_there_is_no_route_further_up(rows):
    for row in rows():
        assert (row["promotion_route"] is None) == (row["grade"] in work.GRADES[work.TOP - 1 :])


@given(
    people=st.integers(min_value=30, max_value=400),
    years=st.integers(min_value=1, max_value=4),
    seed=st.integers(min_value=0, max_value=2**32),
)
@settings(max_examples=8, deadline=None)
def test_whatever_is_asked_for_the_rows_hang_together(tmp_path_factory, people, years, seed):
    folder = tmp_path_factory.mktemp("any")

    written = generate(people=people, years=years, seed=seed, out=folder)

    workforce, applied, rated = (read(folder / f"{table}.csv") for table in TABLES)
    present = {(row["employee_id"], row["year"]) for row in workforce}
    assert len(present) == len(workforce) == written.workforce_rows
    assert all(
        (row["manager_id"], row["year"]) in present for row in workforce if row["manager_id"]
    )
    assert all((row["employee_id"], row["date"][:4]) in present for row in rated)
    hired = [row["employee_id"] for row in applied if row["employee_id"]]
    newcomers = {row["employee_id"] for row in workforce if row["hired"] >= str(written.years[0])}
    assert len(hired) == len(set(hired))
    assert set(hired) == newcomers


TABLES = ("workforce", "applications", "ratings")


def read(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))
