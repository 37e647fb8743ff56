"""Pay: positive, plausible by grade, rising a little every year."""

from __future__ import annotations

import itertools

from examples.asking import asking


def test_pay_is_positive_and_in_steps_of_ten_euro(one):
    low, uneven = one("select min(pay), count(*) filter (pay % 10 <> 0) from workforce")

    assert low > 15_000
    assert uneven == 0


def test_all_pay_is_in_one_currency(one):
    assert one("select min(currency), max(currency) from workforce") == ("EUR", "EUR")


def test_each_higher_grade_is_paid_more(large):
    medians = large.execute("""
        select median(pay) from levels where year = 2025 group by level order by level
    """).fetchall()

    pay = [value for (value,) in medians]
    assert len(pay) == 8
    assert all(high > 1.08 * low for low, high in itertools.pairwise(pay))


def test_a_newcomer_at_the_bottom_earns_what_such_work_is_paid(large):
    pay = asking(large)("""
        select median(pay) from levels where level = 1 and year = 2025 and year(hired) = 2025
    """)

    assert 24_000 < pay < 28_000


def test_pay_spreads_within_a_grade_and_stays_within_its_range(large):
    low, middle, high = asking(large)("""
        select quantile_cont(pay, 0.05), median(pay), quantile_cont(pay, 0.95)
        from levels where level = 3 and year = 2025
    """)

    assert 0.85 < low / middle < 0.97
    assert 1.03 < high / middle < 1.25


def test_nobody_who_stays_in_a_grade_and_unit_is_paid_less_the_next_year(one):
    cuts = one("""
        select count(*) from levels as now join levels as next using (employee_id)
        where next.year = now.year + 1 and next.level = now.level
          and next.unit = now.unit and next.pay < now.pay
    """)

    assert cuts == 0


def test_a_usual_raise_is_two_to_four_percent(large):
    raised = asking(large)("""
        select median(next.pay / now.pay) from levels as now join levels as next
            using (employee_id)
        where next.year = now.year + 1 and next.level = now.level
    """)

    assert 1.02 < raised < 1.04


def test_a_rise_in_grade_brings_at_least_seven_percent(large):
    least = asking(large)("""
        select quantile_cont(next.pay / now.pay, 0.02) from levels as now join levels as next
            using (employee_id)
        where next.year = now.year + 1 and next.level = now.level + 1
    """)

    assert least > 1.07


def test_a_better_rating_brings_a_better_raise(large):
    raises = large.execute("""
        select rating, avg(next.pay / now.pay) from levels as now
        join levels as next using (employee_id)
        join ratings on ratings.employee_id = now.employee_id and year(date) = now.year
        where next.year = now.year + 1 and next.level = now.level
        group by 1 order by 1
    """).fetchall()

    means = [mean for _, mean in raises]
    assert means == sorted(means)


def test_negotiated_starting_pay_spreads_wider_than_pay_on_a_band(large):
    spread = large.execute("""
        select pay_setting, stddev(pay / middle) from (
            select pay_setting, pay,
                   avg(pay) over (partition by year, grade, split_part(unit, ' / ', 2)) as middle
            from levels where year(hired) = year and level between 3 and 4
        ) group by 1 order by 1
    """).fetchall()

    (_, band), (_, negotiated) = spread
    assert negotiated > 1.5 * band


def test_the_chief_executive_of_thirty_people_is_not_paid_like_one_of_thousands(small, large):
    question = "select max(pay) from levels where level = 8 and year = 2025"

    assert asking(small)(question) < 150_000
    assert asking(large)(question) > 300_000
