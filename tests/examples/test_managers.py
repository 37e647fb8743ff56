"""Who reports to whom: a tree, in every year and at every size."""

from __future__ import annotations

import pytest
from examples.asking import asking

FIRST_YEARS = {"small": 2020, "harbourline": 2023, "large": 2022}


def manager_of(connection, year):
    return dict(
        connection.execute(
            "select employee_id, manager_id from workforce where year = ?", [year]
        ).fetchall()
    )


def steps_to_the_top(managers):
    """For each person the number of managers above; fails on a circle."""
    steps = {}
    for start in managers:
        path, person = [], start
        while person is not None and person not in steps:
            assert person not in path[-12:], "somebody stands above themselves"
            path.append(person)
            person = managers[person]
        above = -1 if person is None else steps[person]
        for each in reversed(path):
            above += 1
            steps[each] = above
    return steps


def test_every_manager_has_a_row_in_that_year(one):
    missing = one("""
        select count(*) from workforce as person
        anti join workforce as boss
          on boss.employee_id = person.manager_id and boss.year = person.year
        where person.manager_id is not null
    """)

    assert missing == 0


@pytest.mark.parametrize("size", ["small", "harbourline"])
def test_nobody_stands_above_themselves(request, size):
    connection = request.getfixturevalue(size)
    for year in range(FIRST_YEARS[size], 2026):
        managers = manager_of(connection, year)

        assert len(steps_to_the_top(managers)) == len(managers)


def test_the_tree_is_neither_flat_nor_endless(harbourline):
    steps = steps_to_the_top(manager_of(harbourline, 2025))

    assert 4 <= max(steps.values()) <= 8


def test_there_is_one_chief_executive_in_every_year(one):
    years, chiefs, topmost = one("""
        select count(distinct year), count(*) filter (grade = 'Chief executive'),
               count(*) filter (manager_id is null)
        from workforce
    """)

    assert chiefs == years
    assert topmost == years


def test_the_one_without_a_manager_is_the_chief_executive(one):
    assert (
        one("""
        select count(*) from workforce
        where (manager_id is null) <> (grade = 'Chief executive')
           or (manager_id is null) <> (job = 'Chief executive')
    """)
        == 0
    )


def test_no_manager_has_a_lower_grade(one):
    assert (
        one("""
        select count(*) from levels as person join levels as boss
          on boss.employee_id = person.manager_id and boss.year = person.year
        where boss.level < person.level
    """)
        == 0
    )


def test_below_the_executives_every_manager_has_a_higher_grade(one):
    equals = one("""
        select count(*) from levels as person join levels as boss
          on boss.employee_id = person.manager_id and boss.year = person.year
        where boss.level <= person.level and person.level < 7
    """)

    assert equals == 0


def test_a_manager_sits_in_the_same_unit_or_in_the_one_above(one):
    elsewhere = one("""
        select count(*) from workforce as person join workforce as boss
          on boss.employee_id = person.manager_id and boss.year = person.year
        where not (person.unit = boss.unit or starts_with(person.unit, boss.unit || ' / '))
          and boss.grade <> 'Chief executive'
    """)

    assert elsewhere == 0


def test_most_managers_lead_six_to_twelve_people(large):
    inside, below = asking(large)("""
        select avg((n between 6 and 12)::int), avg((n < 3)::int) from (
            select count(*) as n from workforce
            where year = 2025 and manager_id is not null group by manager_id
        )
    """)

    assert inside > 0.85
    assert below < 0.05


def test_nobody_leads_more_than_twenty_five(harbourline):
    assert (
        asking(harbourline)("""
        select max(n) from (select count(*) as n from workforce group by year, manager_id)
    """)
        <= 25
    )


def test_most_people_keep_their_manager_from_one_year_to_the_next(large):
    kept = asking(large)("""
        select avg((next.manager_id = now.manager_id)::int)
        from workforce as now join workforce as next using (employee_id)
        where next.year = now.year + 1
    """)

    assert 0.6 < kept < 0.9


def test_whoever_heads_a_division_reports_to_the_chief_executive(harbourline):
    bosses = harbourline.execute("""
        select distinct boss.job from workforce as person join workforce as boss
          on boss.employee_id = person.manager_id and boss.year = person.year
        where person.job like 'Director of %'
    """).fetchall()

    assert bosses == [("Chief executive",)]


def test_each_division_has_one_director_in_every_year(one):
    wrong = one("""
        select count(*) from (
            select year, split_part(unit, ' / ', 1) as division,
                   count(*) filter (job like 'Director of %') as directors
            from workforce group by all
        ) where directors <> if(division = 'Chief Executive''s Office', 0, 1)
    """)

    assert wrong == 0
