"""Quiet areas: where nothing is planted, who people are makes no difference to what happens.

Four seeds are pooled. In each unit, grade and year the group's share of an outcome is compared with
everybody's; the differences are added up as Mantel and Haenszel do, giving a z that is about 0.
"""

from __future__ import annotations

import pytest
from examples.conftest import opened

from tiebeam.examples.harbourline import generate

SEEDS = (1, 2, 3, 4)
Z = 4  # chance alone goes beyond once in 16,000 comparisons

GROUPS = {
    "women": "gender = 'Woman'",
    "people of colour": "ethnicity <> 'White'",
    "disabled people": "disability = 'Yes'",
    "carers": "caring <> 'No'",
    "women of colour": "gender = 'Woman' and ethnicity <> 'White'",
}
DESCRIBED = """
    'Prefer not to say' not in (gender, ethnicity, disability, caring)
    and gender is not null and ethnicity is not null
    and disability is not null and caring is not null
"""
OUTCOMES = {
    "promoted": """
        select now.unit, now.grade, now.year, now.{who}, next.level > now.level as happened
        from levels as now join levels as next using (employee_id)
        where next.year = now.year + 1 and now.level < 7
          and not (now.unit like '%Cabin Services%' and now.level <= 3)
    """,
    "left": """
        select unit, grade, year, {who},
               "left" is not null and coalesce(exit_reason, '') not like 'Resigned%' as happened
        from levels where year(hired) < year
    """,
    "resigned": """
        select unit, grade, year, {who}, coalesce(exit_reason like 'Resigned%', false) as happened
        from levels where year(hired) < year
    """,
    "rated four or five": """
        select unit, grade, year, {who}, rating >= 4 as happened
        from levels join ratings
          on ratings.employee_id = levels.employee_id and year(date) = year
    """,
    "given a raise above the middle": """
        select unit, grade, year, {who}, pay > median(pay) over (
            partition by unit, grade, year, year(hired)
        ) as happened
        from levels where year = 2025 and pay_setting = 'Band'
    """,
}


@pytest.fixture(scope="module")
def employers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quiet")
    return [
        opened(generate(people=6_000, years=4, seed=seed, out=folder / str(seed))) for seed in SEEDS
    ]


def strata(connection, rows, group):
    """(in the group with the outcome, in the group, with the outcome, all) for each stratum."""
    return connection.execute(f"""
        select count(*) filter (member and happened), count(*) filter (member),
               count(*) filter (happened), count(*)
        from (select *, ({group}) as member from ({rows}))
        group by unit, grade, year
    """).fetchall()


def mantel_haenszel_z(tables):
    """How many standard errors the group lies above what its strata would give it."""
    difference = variance = 0.0
    for both, members, happened, everyone in tables:
        if everyone < 2:
            continue
        difference += both - members * happened / everyone
        variance += (
            members
            * (everyone - members)
            * happened
            * (everyone - happened)
            / (everyone**2 * (everyone - 1))
        )
    return difference / variance**0.5 if variance else 0.0


def pooled(employers, outcome, group):
    rows = OUTCOMES[outcome].format(who="gender, ethnicity, disability, caring")
    rows = rows.replace("now.gender, ethnicity, disability, caring", NOW)
    said = f"select * from ({rows}) where {DESCRIBED}"
    return [table for each in employers for table in strata(each, said, GROUPS[group])]


NOW = "now.gender, now.ethnicity, now.disability, now.caring"


def test_the_yardstick_gives_the_number_worked_by_hand():
    # 8 of 10 against 4 of 10: expected 6, variance 10·10·12·8 / (20²·19) = 1.2632.
    assert round(mantel_haenszel_z([(8, 10, 12, 20)]), 4) == round(2 / 1.2632**0.5, 4)


def test_the_yardstick_adds_strata_that_point_opposite_ways_to_nothing():
    assert mantel_haenszel_z([(8, 10, 12, 20), (4, 10, 12, 20)]) == 0


def test_the_yardstick_says_nothing_where_nobody_can_be_compared():
    assert mantel_haenszel_z([(1, 1, 1, 1), (0, 5, 0, 5)]) == 0


# Planted where two margins meet, so that neither women nor people of colour alone show it.
PLANTED = ("resigned", "women of colour")


@pytest.mark.parametrize(
    ("outcome", "group"),
    [(outcome, group) for outcome in OUTCOMES for group in GROUPS if (outcome, group) != PLANTED],
)
def test_within_unit_and_grade_the_outcome_is_as_likely_for_every_group(employers, outcome, group):
    tables = pooled(employers, outcome, group)

    assert len(tables) > 200
    assert abs(mantel_haenszel_z(tables)) < Z


def test_where_the_margins_meet_the_barrier_is_there(employers):
    assert mantel_haenszel_z(pooled(employers, *PLANTED)) > Z


@pytest.mark.parametrize("group", GROUPS)
def test_the_comparison_is_large_enough_to_see_a_barrier(employers, group):
    tables = pooled(employers, "left", group)

    # A tenth of the members who left, taken out, would be noticed in all but the rarest groups.
    leavers = sum(both for both, *_ in tables)
    fewer = [(max(both - (n % 2), 0), *rest) for n, (both, *rest) in enumerate(tables)]
    assert leavers > 150
    assert mantel_haenszel_z(fewer) < mantel_haenszel_z(tables)


@pytest.mark.parametrize(
    "group",
    ["gender = 'Woman'", "ethnicity <> 'White'", "gender = 'Woman' and ethnicity = 'Black'"],
)
def test_applicants_for_one_posting_are_as_likely_to_be_hired(employers, group):
    rows = """
        select posting as unit, grade, year(hired_by) as year, gender, ethnicity,
               employee_id is not null as happened
        from (select *, max(hired) over (partition by posting) as hired_by from applications)
        where gender is not null and ethnicity is not null
          and 'Prefer not to say' not in (gender, ethnicity)
    """

    tables = [table for each in employers for table in strata(each, rows, group)]

    assert len(tables) > 1_000
    assert abs(mantel_haenszel_z(tables)) < Z


@pytest.mark.parametrize("stage", ["screened", "interviewed", "offered"])
@pytest.mark.parametrize("group", ["gender = 'Woman'", "ethnicity <> 'White'"])
def test_applicants_pass_each_stage_alike(employers, stage, group):
    rows = f"""
        select unit, grade, year(applied) as year, gender, ethnicity,
               {stage} is not null as happened
        from applications
        where gender is not null and ethnicity is not null
          and unit not like 'Ports%'
          and 'Prefer not to say' not in (gender, ethnicity)
    """

    tables = [table for each in employers for table in strata(each, rows, group)]

    assert abs(mantel_haenszel_z(tables)) < Z


def test_returners_from_parental_leave_lose_raises(employers):
    rows = """
        select now.unit, now.grade, now.year, now.parental_leave as away,
               next.pay / now.pay > 1.03 as happened
        from levels as now join levels as next using (employee_id)
        where next.year = now.year + 1 and next.grade = now.grade
    """

    tables = [table for each in employers for table in strata(each, rows, "away")]

    assert mantel_haenszel_z(tables) < -Z
