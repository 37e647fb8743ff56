"""Applications and ratings: they agree with the workforce and look like real ones."""

from __future__ import annotations

import itertools

import pytest
from examples.asking import asking

STAGES = ("applied", "screened", "interviewed", "offered", "hired")
FIRST_YEARS = {"small": 2020, "harbourline": 2023, "large": 2022}


def test_every_hire_has_exactly_one_application(any_size, request):
    first = FIRST_YEARS[request.node.callspec.params["any_size"]]
    wrong = asking(any_size)(f"""
        select count(*) from (
            select distinct employee_id from workforce where year(hired) >= {first}
        ) as newcomers
        full join (
            select employee_id, count(*) as n from applications
            where employee_id is not null group by 1
        ) as successful using (employee_id)
        where newcomers.employee_id is null or n is distinct from 1
    """)

    assert wrong == 0


@pytest.mark.parametrize("column", ["unit", "site", "grade", "hired"])
def test_a_successful_application_agrees_with_the_first_row_of_the_workforce(one, column):
    assert (
        one(f"""
        select count(*) from applications join workforce using (employee_id)
        where workforce.year = year(workforce.hired)
          and workforce.{column} <> applications.{column}
    """)
        == 0
    )


def test_an_applicant_and_the_person_hired_describe_themselves_alike(one):
    assert (
        one("""
        select count(*) from applications join workforce using (employee_id)
        where applications.gender <> workforce.gender
          and 'Prefer not to say' not in (applications.gender, workforce.gender)
    """)
        == 0
    )


@pytest.mark.parametrize(("earlier", "later"), list(itertools.pairwise(STAGES)))
def test_stages_are_passed_in_order(one, earlier, later):
    skipped, backwards = one(f"""
        select count(*) filter ({later} is not null and {earlier} is null),
               count(*) filter ({later} <= {earlier})
        from applications
    """)

    assert skipped == 0
    assert backwards == 0


@pytest.mark.parametrize(("number", "stage"), list(enumerate(STAGES)))
def test_the_stage_named_is_the_last_one_with_a_date(one, number, stage):
    later = STAGES[number + 1] if stage != "hired" else "null"
    wrong = one(f"""
        select count(*) from applications
        where (stage = '{stage.title()}') <> ({stage} is not null and {later} is null)
    """)

    assert wrong == 0


@pytest.mark.parametrize(("earlier", "later"), list(itertools.pairwise(STAGES[:4])))
def test_some_drop_off_at_every_stage(large, earlier, later):
    reached, went_on = asking(large)(f"select count({earlier}), count({later}) from applications")

    assert 0.1 * reached < went_on < 0.75 * reached


def test_some_people_decline_an_offer(large):
    offered, hired = asking(large)("select count(offered), count(hired) from applications")

    assert 0.75 * offered < hired < 0.98 * offered


@pytest.mark.parametrize("stage", ["screened", "interviewed", "offered", "hired"])
def test_stages_fall_on_working_days(one, stage):
    assert one(f"select count(*) from applications where isodow({stage}) > 5") == 0


def test_eight_to_twenty_people_apply_for_each_post(one):
    low, high = one("""
        select min(n), max(n) from (
            select count(*) / count(employee_id) as n from applications group by posting
        )
    """)

    assert low >= 8
    assert high <= 20


def test_ten_to_twelve_people_apply_for_a_post_on_average(large):
    mean = asking(large)("select count(*) / count(employee_id) from applications")

    assert 10 < mean < 12


def test_a_posting_is_for_one_grade_in_one_unit_by_one_process(one):
    mixed = one("""
        select count(*) from (
            select posting from applications group by 1
            having count(distinct (unit, grade, process)) > 1 or count(employee_id) > 4
        )
    """)

    assert mixed == 0


def test_application_numbers_are_all_different(one):
    assert one("select count(*) = count(distinct application_id) from applications")


def test_application_numbers_rise_with_time_within_a_year_of_posting(harbourline):
    assert (
        asking(harbourline)("""
        select count(*) from (
            select applied, lag(applied) over (
                partition by left(posting, 5) order by application_id
            ) as before from applications
        ) where applied < before
    """)
        == 0
    )


def test_every_source_and_both_processes_are_used(harbourline):
    assert asking(harbourline)("""
        select count(distinct source), count(distinct process) from applications
    """) == (6, 2)


def test_schools_send_people_to_the_lowest_grades_alone(one):
    assert (
        one("""
        select count(*) from applications
        where source = 'School partnership' and grade not in ('Grade 1', 'Grade 2')
    """)
        == 0
    )


def test_referred_applicants_are_screened_in_more_often(large):
    referred, from_boards = asking(large)("""
        select avg((screened is not null)::int) filter (source = 'Referral'),
               avg((screened is not null)::int) filter (source = 'Job board')
        from applications
    """)

    assert referred > from_boards + 0.1


def test_freight_sales_interviews_without_a_structure_more_often_than_people_does(large):
    freight, people = asking(large)("""
        select avg((process = 'Structured panel')::int) filter (unit like '%Freight Sales'),
               avg((process = 'Structured panel')::int) filter (unit like '%/ People')
        from applications
    """)

    assert freight < 0.5 < people


@pytest.mark.parametrize(
    ("column", "least", "most"), [("gender", 0.14, 0.20), ("ethnicity", 0.22, 0.30)]
)
def test_many_applicants_leave_the_question_blank(large, column, least, most):
    blank = asking(large)(f"select avg(({column} is null)::int) from applications")

    assert least < blank < most


def test_nobody_is_rated_twice_in_a_year(one):
    assert one("select count(*) = count(distinct (employee_id, year(date))) from ratings")


def test_ratings_are_whole_numbers_from_one_to_five(one):
    assert one("select count(*) from ratings where rating not in (1, 2, 3, 4, 5)") == 0
    assert one("select min(scale), max(scale) from ratings") == ("1-5", "1-5")


def test_whoever_is_rated_works_here_on_that_day(one):
    here = one("""
        select count(*) from ratings join workforce
          on workforce.employee_id = ratings.employee_id and workforce.year = year(date)
        where hired < date and ("left" is null or "left" >= date)
    """)

    assert here == one("select count(*) from ratings")


def test_nobody_is_rated_in_the_first_three_months(one):
    assert (
        one("""
        select count(*) from ratings join workforce using (employee_id)
        where date_diff('day', hired, date) < 90
    """)
        == 0
    )


def test_most_people_are_rated_every_year(large):
    share = asking(large)("""
        select avg((rating is not null)::int) from workforce left join ratings
          on ratings.employee_id = workforce.employee_id and year(date) = year
        where "left" is null and year(hired) < year
    """)

    assert 0.92 < share < 0.96


def test_most_ratings_are_in_the_middle_and_few_at_the_ends(large):
    counts = dict(
        large.execute("""
            select rating, count(*) / sum(count(*)) over () from ratings group by 1
        """).fetchall()
    )

    assert 0.5 < counts[3] < 0.7
    assert counts[1] < counts[2] < counts[4]
    assert 0.03 < counts[5] < 0.12


def test_who_is_rated_well_once_is_rated_better_than_average_again(large):
    again, everyone = asking(large)("""
        select avg(next.rating) filter (now.rating >= 4), avg(next.rating)
        from ratings as now join ratings as next
          on next.employee_id = now.employee_id and year(next.date) = year(now.date) + 1
    """)

    assert again > everyone + 0.2


def test_who_is_rated_well_rises_more_often(large):
    rates = large.execute("""
        select rating, avg((next.level > now.level)::int) from levels as now
        join levels as next on next.employee_id = now.employee_id and next.year = now.year + 1
        join ratings on ratings.employee_id = now.employee_id and year(date) = now.year
        where now.level < 7 group by 1 order by 1
    """).fetchall()

    shares = [share for _, share in rates]
    assert shares == sorted(shares)


def test_ratings_are_given_on_working_days_at_the_end_of_the_year(one):
    assert (
        one("""
        select count(*) from ratings where isodow(date) > 5 or month(date) not in (11, 12)
    """)
        == 0
    )
