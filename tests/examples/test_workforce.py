"""The workforce as an HR analyst would examine it before trusting it."""

from __future__ import annotations

import itertools

import pytest
from examples.asking import asking

FIRST_YEAR = {"small": 2020, "harbourline": 2023, "large": 2022}


def test_nobody_has_two_rows_in_one_year(one):
    assert one("select count(*) = count(distinct (employee_id, year)) from workforce")


def test_everybody_has_a_row_for_every_year_from_the_first_to_the_last(one):
    gaps = one("""
        select count(*) from (
            select employee_id from workforce group by 1
            having max(year) - min(year) + 1 <> count(*)
        )
    """)

    assert gaps == 0


def test_people_leave_once(one):
    twice = one("""
        select count(*) from (
            select employee_id from workforce where "left" is not null
            group by 1 having count(*) > 1
        )
    """)

    assert twice == 0


def test_whoever_left_has_no_later_row(one):
    later = one("""
        select count(*) from workforce as gone join workforce as after using (employee_id)
        where gone."left" is not null and after.year > gone.year
    """)

    assert later == 0


def test_whoever_did_not_leave_is_there_the_next_year(one):
    vanished = one("""
        select count(*) from workforce as now
        anti join workforce as next on next.employee_id = now.employee_id
                                   and next.year = now.year + 1
        where now."left" is null and now.year < 2025
    """)

    assert vanished == 0


def test_the_last_day_lies_in_the_year_of_its_row(one):
    assert one("""select count(*) from workforce where year("left") <> year""") == 0


def test_nobody_leaves_before_the_day_after_joining(one):
    assert one("""select count(*) from workforce where "left" <= hired""") == 0


def test_nobody_has_a_row_before_the_year_of_joining(one):
    assert one("select count(*) from workforce where year(hired) > year") == 0


def test_a_newcomer_has_a_row_for_the_year_of_joining(any_size, request):
    first = FIRST_YEAR[request.node.callspec.params["any_size"]]
    late = asking(any_size)(f"""
        select count(*) from (
            select min(year) as first, any_value(hired) as hired from workforce
            group by employee_id having year(any_value(hired)) >= {first}
        ) where year(hired) <> first
    """)

    assert late == 0


@pytest.mark.parametrize("column", ["hired", "birth_year", "gender_on_file", "gender", "ethnicity"])
def test_what_does_not_change_is_the_same_in_every_row_of_a_person(one, column):
    changing = one(f"""
        select count(*) from (
            select employee_id from workforce group by 1
            having count(distinct coalesce({column}::text, '')) > 1
        )
    """)

    assert changing == 0


def test_people_start_on_working_days(one):
    assert one("select count(*) from workforce where isodow(hired) > 5") == 0


def test_nobody_starts_on_the_first_of_january(one):
    assert one("select count(*) from workforce where month(hired) = 1 and day(hired) = 1") == 0


def test_only_leavers_have_a_reason(one):
    assert (
        one("""
        select count(*) from workforce where "left" is null and exit_reason is not null
    """)
        == 0
    )


def test_few_leavers_have_no_reason(large):
    share = asking(large)("""
        select avg((exit_reason is null)::int) from workforce where "left" is not null
    """)

    assert 0 < share < 0.02


@pytest.mark.parametrize(
    ("size", "people"), [("small", 30), ("harbourline", 2_400), ("large", 60_000)]
)
def test_the_first_year_begins_with_exactly_the_people_asked_for(request, size, people):
    there = asking(request.getfixturevalue(size))(f"""
        select count(*) from workforce where year = {FIRST_YEAR[size]} and year(hired) < year
    """)

    assert there == people


@pytest.mark.parametrize(
    ("size", "people", "tolerance"),
    [("small", 30, 0.2), ("harbourline", 2_400, 0.03), ("large", 60_000, 0.03)],
)
def test_headcount_at_each_year_end_is_near_the_one_asked_for(request, size, people, tolerance):
    counts = (
        request.getfixturevalue(size)
        .execute("""
        select count(*) from workforce where "left" is null group by year
    """)
        .fetchall()
    )

    assert all(abs(count - people) <= tolerance * people for (count,) in counts)


def test_the_file_has_people_times_years_and_the_leavers(harbourline):
    rows, leavers = asking(harbourline)("""select count(*), count("left") from workforce""")

    assert abs(rows - leavers - 2_400 * 3) < 0.03 * 2_400 * 3


@pytest.mark.parametrize("size", ["harbourline", "large"])
def test_about_one_in_eight_leaves_in_a_year(request, size):
    turnover = asking(request.getfixturevalue(size))("""
        select count("left") / sum((year(hired) < year)::int) from workforce
    """)

    assert 0.10 < turnover < 0.14


def test_between_six_and_twenty_percent_rise_from_each_grade(large):
    rates = large.execute("""
        select now.level, avg(coalesce((next.level > now.level)::int, 0))
        from levels as now
        left join levels as next on next.employee_id = now.employee_id
                                and next.year = now.year + 1
        where now.year < 2025 and now.level < 7
        group by 1 order by 1
    """).fetchall()

    assert [level for level, _ in rates] == [1, 2, 3, 4, 5, 6]
    assert all(0.06 <= rate <= 0.20 for _, rate in rates), rates


def test_fewer_rise_from_the_higher_grades(large):
    low, high = asking(large)("""
        select avg(rose) filter (level <= 2), avg(rose) filter (level in (5, 6)) from (
            select now.level, coalesce((next.level > now.level)::int, 0) as rose
            from levels as now
            left join levels as next on next.employee_id = now.employee_id
                                    and next.year = now.year + 1
            where now.year < 2025
        )
    """)

    assert high < low


def test_people_rise_and_fall_one_grade_at_a_time_but_for_a_new_chief(one):
    jumps = one("""
        select count(*) from levels as now join levels as next using (employee_id)
        where next.year = now.year + 1 and next.level <> 8 and abs(next.level - now.level) > 1
    """)

    assert jumps == 0


def test_a_few_people_fall(large):
    share = asking(large)("""
        select avg((next.level < now.level)::int)
        from levels as now join levels as next using (employee_id)
        where next.year = now.year + 1
    """)

    assert 0.0005 < share < 0.005


def test_two_or_three_in_a_hundred_move_to_another_unit(large):
    share = asking(large)("""
        select avg((next.unit <> now.unit)::int)
        from levels as now join levels as next using (employee_id)
        where next.year = now.year + 1 and next.level = now.level
    """)

    assert 0.015 < share < 0.035


def test_most_moves_stay_within_the_section(large):
    share = asking(large)("""
        select avg((split_part(next.unit, ' / ', 2) = split_part(now.unit, ' / ', 2))::int)
        from levels as now join levels as next using (employee_id)
        where next.year = now.year + 1 and next.level = now.level and next.unit <> now.unit
          and now.unit like 'Operations / %'
    """)

    assert share > 0.6


def test_newcomers_leave_more_often_than_those_who_have_stayed(large):
    new, settled = asking(large)("""
        select avg(("left" is not null)::int) filter (year - year(hired) between 1 and 2),
               avg(("left" is not null)::int) filter (year - year(hired) between 8 and 15)
        from workforce where year - birth_year < 56
    """)

    assert new > 1.5 * settled


def test_retirement_is_for_those_near_the_end_of_working_life(one):
    youngest = one("""
        select coalesce(min(year - birth_year), 60) from workforce where exit_reason = 'Retired'
    """)

    assert youngest >= 58


def test_fixed_terms_end_only_for_those_who_have_one(one):
    assert (
        one("""
        select count(*) from workforce
        where exit_reason in ('End of fixed term', 'End of season') and contract <> 'Fixed term'
    """)
        == 0
    )


def test_probation_is_failed_in_the_first_year_alone(one):
    assert (
        one("""
        select count(*) from workforce
        where exit_reason = 'Did not pass probation' and year(hired) <> year
    """)
        == 0
    )


def test_most_leavers_resign(large):
    share = asking(large)("""
        select avg((exit_reason like 'Resigned%')::int) from workforce where "left" is not null
    """)

    assert 0.5 < share < 0.75


def test_newcomers_start_mostly_at_the_lower_grades(large):
    share = asking(large)("select avg((level <= 2)::int) from levels where year(hired) = year")

    assert share > 0.75


def test_ages_are_those_of_working_people(one):
    low, high = one("select min(year - birth_year), max(year - birth_year) from workforce")

    assert low >= 18
    assert high <= 72


def test_nobody_was_hired_as_a_child(one):
    assert one("select min(year(hired) - birth_year) from workforce") >= 18


def test_each_higher_grade_has_fewer_people(large):
    counts = large.execute("""
        select count(*) from levels where year = 2025 and level < 8 group by level order by level
    """).fetchall()

    assert len(counts) == 7
    assert all(low > high for (low,), (high,) in itertools.pairwise(counts))


def test_units_are_uneven(harbourline):
    sizes = harbourline.execute("""
        select count(*) as n from workforce where year = 2025 and "left" is null
        group by unit order by n
    """).fetchall()

    assert 30 <= len(sizes) <= 60
    assert sizes[0][0] <= 15
    assert 100 < sizes[-1][0] < 400


def test_a_unit_at_a_port_is_at_that_site(harbourline):
    assert (
        asking(harbourline)("""
        select count(*) from workforce
        where len(split(unit, ' / ')) = 3 and split_part(unit, ' / ', 3) <> site
    """)
        == 0
    )


def test_no_unit_is_spread_over_two_sites(one):
    assert (
        one("""
        select count(*) from (
            select unit from workforce group by 1 having count(distinct site) > 1
        )
    """)
        == 0
    )


def test_women_are_few_on_deck_and_many_in_cabin_services(large):
    deck, cabin = asking(large)("""
        select avg((gender = 'Woman')::int) filter (unit like 'Operations / Deck%'),
               avg((gender = 'Woman')::int) filter (unit like 'Operations / Cabin%')
        from workforce where gender in ('Woman', 'Man')
    """)

    assert deck < 0.25
    assert cabin > 0.5


@pytest.mark.parametrize(
    ("column", "least", "most"),
    [
        ("gender", 0.05, 0.15),
        ("ethnicity", 0.10, 0.20),
        ("disability", 0.10, 0.20),
        ("caring", 0.15, 0.30),
        ("gender_on_file", 0.25, 0.35),
    ],
)
def test_some_people_left_the_question_blank(large, column, least, most):
    blank = asking(large)(f"select avg(({column} is null)::int) from workforce")

    assert least < blank < most


@pytest.mark.parametrize("column", ["gender", "ethnicity", "disability", "caring"])
def test_some_people_prefer_not_to_say(large, column):
    share = asking(large)(f"""
        select avg((coalesce({column}, '') = 'Prefer not to say')::int) from workforce
    """)

    assert 0.01 < share < 0.06


def test_whoever_never_opened_the_form_left_all_of_it_blank(large):
    share = asking(large)("""
        select avg((ethnicity is null and disability is null and caring is null)::int)
        from workforce where gender is null
    """)

    assert share > 0.7


def test_what_hr_wrote_down_agrees_with_what_women_and_men_say(one):
    assert (
        one("""
        select count(*) from workforce
        where gender in ('Woman', 'Man') and gender_on_file <> if(gender = 'Woman', 'F', 'M')
    """)
        == 0
    )


def test_hr_has_only_two_letters_for_those_who_are_neither(large):
    letters = large.execute("""
        select distinct gender_on_file from workforce
        where gender = 'Non-binary' and gender_on_file is not null
    """).fetchall()

    assert {letter for (letter,) in letters} == {"F", "M"}


@pytest.mark.parametrize(
    "column",
    [
        "employee_id",
        "unit",
        "site",
        "job",
        "grade",
        "contract",
        "hours",
        "shift_pattern",
        "pay_setting",
        "pay",
        "currency",
        "hired",
        "parental_leave",
        "birth_year",
    ],
)
def test_hr_knows_what_hr_must_know(one, column):
    assert one(f"select count(*) from workforce where {column} is null") == 0


def test_whoever_can_rise_has_a_route(one):
    assert (
        one("""
        select count(*) from levels where (promotion_route is null) <> (level >= 7)
    """)
        == 0
    )


def test_every_route_and_every_way_of_setting_pay_is_in_use(harbourline):
    routes, settings = asking(harbourline)("""
        select count(distinct promotion_route), count(distinct pay_setting) from workforce
    """)

    assert (routes, settings) == (3, 2)


def test_a_route_belongs_to_the_section_and_grade(large):
    mixed = asking(large)("""
        select count(*) from (
            select split_part(unit, ' / ', 2) as section, grade from workforce
            where unit like 'Operations / %'
            group by all having count(distinct promotion_route) > 1
        )
    """)

    assert mixed == 0


def test_managers_ashore_work_days(one):
    assert (
        one("""
        select count(*) from levels
        where level >= 5 and shift_pattern not in ('Days', '14 days on / 14 off')
    """)
        == 0
    )


def test_some_people_work_part_time(large):
    share = asking(large)("select avg((hours < 37.5)::int) from workforce")

    assert 0.08 < share < 0.20


def test_parental_leave_is_taken_by_women_and_men(large):
    women, men = asking(large)("""
        select avg((parental_leave)::int) filter (gender = 'Woman'),
               avg((parental_leave)::int) filter (gender = 'Man')
        from workforce where year - birth_year between 24 and 43 and year(hired) < year
    """)

    assert 0.045 < women < 0.075
    assert 0.025 < men < 0.055


def test_nobody_takes_parental_leave_in_the_year_of_joining(one):
    assert one("select count(*) from workforce where parental_leave and year(hired) = year") == 0


def test_most_people_on_parental_leave_come_back(large):
    back = asking(large)("""
        select avg(("left" is null)::int) from workforce where parental_leave
    """)

    assert back > 0.8
