"""Thirty people: still an organisation with a chief, units, jobs and a future."""

from __future__ import annotations

import pytest
from examples.asking import asking
from examples.conftest import opened

from tiebeam.examples.harbourline import generate


def test_thirty_people_have_four_divisions_and_an_office(small):
    units = small.execute("select distinct unit from workforce order by unit").fetchall()

    assert [unit for (unit,) in units] == [
        "Chief Executive's Office",
        "Commercial",
        "Operations",
        "Ports",
        "Shore Offices",
    ]


def test_thirty_people_work_in_one_place(small):
    assert small.execute("select distinct site from workforce").fetchall() == [("Riverside",)]


def test_somebody_leads_each_division_in_every_year(small):
    years, led = asking(small)("""
        select count(distinct year), count(*) filter (job like 'Director of %') from workforce
    """)

    assert led == 4 * years


def test_there_is_no_level_of_executives_over_thirty_people(small):
    assert asking(small)("select count(*) from workforce where grade = 'Executive'") < 4


def test_people_are_hired_rise_and_leave(small):
    joined, left, rose = asking(small)("""
        select (select count(employee_id) from applications),
               (select count("left") from workforce),
               (select count(*) from levels as now join levels as next using (employee_id)
                where next.year = now.year + 1 and next.level > now.level)
    """)

    assert min(joined, left, rose) >= 5


def test_women_and_men_work_among_thirty_people(small):
    women, men = asking(small)("""
        select count(distinct employee_id) filter (gender = 'Woman'),
               count(distinct employee_id) filter (gender = 'Man')
        from workforce
    """)

    assert women >= 5
    assert men >= 5


@pytest.mark.parametrize("seed", range(6))
def test_thirty_people_stay_about_thirty_for_twenty_years(tmp_path, seed):
    connection = opened(generate(people=30, years=20, seed=seed, out=tmp_path))

    low, high = asking(connection)("""
        select min(n), max(n) from (
            select count(*) as n from workforce where "left" is null group by year
        )
    """)

    assert low >= 22
    assert high <= 36


@pytest.mark.parametrize("people", [31, 59, 75, 150, 301, 719, 1_000])
def test_every_size_has_one_chief_and_a_manager_for_everyone_else(tmp_path, people):
    connection = opened(generate(people=people, years=3, seed=people, out=tmp_path))

    assert asking(connection)("""
        select count(*) filter (manager_id is null), count(distinct year) from workforce
    """) == (3, 3)


@pytest.mark.parametrize("people", [31, 300, 2_400])
def test_one_year_alone_is_complete(tmp_path, people):
    written = generate(people=people, years=1, seed=4, out=tmp_path)

    assert written.years == (2025, 2025)
    assert written.workforce_rows > people
    assert written.application_rows >= 8 * (written.workforce_rows - people)
    assert 0.8 * people < written.rating_rows < written.workforce_rows


def test_each_division_keeps_somebody_for_twenty_years(tmp_path):
    connection = opened(generate(people=30, years=20, seed=11, out=tmp_path))

    emptied = connection.execute("""
        select year from workforce group by year having count(distinct unit) < 5
    """).fetchall()

    assert emptied == []
