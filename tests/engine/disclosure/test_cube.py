"""The cube: its rules, what it spends, and what it refuses without a look at any data."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from engine.disclosure.cubes import crossed, cube, cubes, ethnicity, gender, reasons, year
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.disclosure.cube import (
    PAY,
    PEOPLE,
    SHOWN,
    BadCube,
    Cost,
    NotCounted,
    OverBudget,
    Refused,
    Table,
    anniversary,
    budget_of,
    by_words,
    check_budget,
    check_follows,
    covers,
    spent,
    whole_years,
    window_words,
)
from tiebeam.engine.disclosure.noise import Protection
from tiebeam.engine.disclosure.published import Line, line_of
from tiebeam.engine.disclosure.threshold import CannotBeLoosened
from tiebeam.engine.records.window import Window

BY_LEVEL = Table(PEOPLE, ("level",))
BY_SITE = Table(PEOPLE, ("site",))
PAIR = Table(PEOPLE, ("level", "site"))
PROMOTED = Table("promoted", (), year(2025))
CELLS = {Table(PEOPLE): 1, BY_LEVEL: 5, BY_SITE: 3, PAIR: 12, PROMOTED: 1, Table(PAY): 1}


def refusal(*attributes, **more):
    with pytest.raises(BadCube) as refused:
        cube(*attributes, **more)
    return str(refused.value)


# --- tables ---------------------------------------------------------------------------------------


def test_the_order_of_fields_makes_no_other_table():
    assert Table(PEOPLE, ("site", "level")) == PAIR


def test_the_ledger_calls_people_a_stock_what_happened_a_flow_and_pay_a_median():
    kinds = {shows: Table(shows).kind for shows in SHOWN}

    assert kinds == {
        "people": "stock", "joined": "flow", "left": "flow", "promoted": "flow", "raised": "flow",
        "pay": "median", "applied": "flow",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (Table(PEOPLE), "people, everybody"),
        (PAIR, "people by level and site"),
        (PROMOTED, "promoted in 2025, everybody"),
        (Table("left", ("site",), year(2023, 2025)), "left in 2023 to 2025 by site"),
    ],
)
def test_a_table_says_what_it_shows(table, words):
    assert table.words == words


def test_a_window_that_is_no_calendar_year_is_told_by_its_days():
    assert window_words(Window(date(2025, 4, 1), date(2026, 3, 31))) == (
        "from 2025-04-01 to 2026-03-31"
    )


def test_fields_are_told_in_order_of_their_names():
    assert by_words(("unit", "level")) == " by level and unit"


# --- the year and the budget ----------------------------------------------------------------------


def test_a_cube_holds_for_a_year():
    assert cube().holds == year(2026)
    assert cube(first=date(2024, 2, 29)).holds.last == date(2025, 2, 28)


def test_an_anniversary_of_29_february_is_1_march_where_there_is_none():
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert anniversary(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("window", "years"),
    [
        (year(2025), 1),
        (year(2023, 2025), 3),
        (Window(date(2024, 2, 29), date(2025, 2, 28)), 1),
        (Window(date(2025, 4, 1), date(2026, 3, 31)), 1),
        (Window(date(2025, 1, 1), date(2025, 12, 30)), None),
        (Window(date(2025, 1, 1), date(2025, 6, 30)), None),
    ],
)
def test_whole_years_end_on_the_eve_of_an_anniversary(window, years):
    assert whole_years(window) == years


def test_an_attribute_may_be_in_one_figure_for_every_four_people():
    assert [budget_of(people) for people in (3, 4, 600, 603)] == [0, 1, 150, 150]
    assert cube().budget == 150


# --- the rules ------------------------------------------------------------------------------------


def test_a_cube_that_keeps_the_rules_stands():
    found = cube(gender(Table(PEOPLE), PAIR, PROMOTED), ethnicity(), crossed())

    assert found.attribute("gender × ethnicity") == crossed()
    assert found.attribute("age") is None


@pytest.mark.parametrize(
    ("attributes", "more", "said"),
    [
        ([], {"people": 0}, "needs people"),
        ([], {"people": True}, "needs people"),
        ([], {"first": date(1800, 1, 1)}, "needs first, its first day, such as first = 2026"),
        ([], {"fields": {"unit": 0}}, "[fields.unit] depth should be"),
        ([], {"fields": {"unit": True}}, "[fields.unit] depth should be"),
        ([], {"fields": {"gender": None}}, "[fields.gender] is a secret too"),
        ([gender(), gender()], {}, "declares 'gender' twice. Keep one."),
        ([gender(values=())], {}, "[attributes.gender] needs values"),
        ([gender(values=("Women", ""))], {}, "[attributes.gender] needs values"),
        ([gender(values=("Women", "Women"))], {}, "names the value 'Women' twice"),
        ([gender(rare=("Women", "Agender"))], {}, "calls 'Agender' rare, which is none of its"),
        ([gender(times_a_year=4)], {}, "times_a_year should be 1 or 2"),
        ([gender(times_a_year=0)], {}, "times_a_year should be 1 or 2"),
        ([replace(gender(), tables=())], {}, "holds no table"),
        ([replace(gender(), name="gender × age")], {}, "needs factors = ['gender', 'age']"),
        ([gender(PAIR, PAIR)], {}, "holds the table 'people by level and site' twice"),
        ([gender(Table("retired"))], {}, "can't show 'retired': one of people, joined"),
        ([gender(Table(PEOPLE, ("grade",)))], {}, "does not declare (level, site, unit)"),
        ([gender(BY_LEVEL)], {"fields": {}}, "does not declare (none yet)"),
        ([gender(Table(PEOPLE, ("site", "site")))], {}, "has a table by 'site' twice"),
        ([gender(Table(PEOPLE, ("level", "site", "unit")))], {}, "two fields at most"),
        ([gender(Table(PEOPLE, (), year(2025)))], {}, "gives 'people' a window"),
        ([gender(Table(PAY, (), year(2025)))], {}, "gives 'pay' a window"),
        ([gender(Table("left"))], {}, "needs a window for 'left': window = \"2025"),
        ([gender(Table("left", (), year(2027)))], {}, "ends after the cube, on 2026-12-31"),
        (
            [gender(Table("left", (), Window(date(2025, 1, 1), date(2025, 6, 30))))],
            {},
            "a window is of whole years",
        ),
        ([gender(Table("left", ("level", "site"), year(2024, 2025)))], {}, "3 years or more"),
        (
            [gender(Table("left", (), year(2025)), Table("left", (), year(2023, 2025)))],
            {},
            "windows may not overlap",
        ),
        ([gender(), crossed()], {}, "crosses 'ethnicity', which is charged too: declare"),
        ([gender(), ethnicity(), replace(crossed(), name="both")], {}, "should be called"),
        ([gender(), replace(crossed(), factors=("gender",))], {}, "two factors or more, or none"),
        ([gender(), crossed(factors=("gender", "gender"))], {}, "crosses 'gender' with itself"),
        (
            [gender(), ethnicity(), crossed(values=("Women",))],
            {},
            "has no value 'Women': join one of each factor, Men × Black",
        ),
        (
            [gender(several=True), ethnicity(), crossed()],
            {},
            "allows several answers exactly where one of its factors does",
        ),
        (
            [gender(), ethnicity(), crossed(),
             crossed(factors=("ethnicity", "gender"), values=("Black × Women",))],
            {},
            "crosses 'ethnicity × gender' twice",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place_and_the_remedy(attributes, more, said):
    assert said in refusal(*attributes, **more)


def test_a_cube_without_an_attribute_is_none():
    with pytest.raises(BadCube, match="declares no attribute"):
        replace(cube(), attributes=())


def test_a_crossed_attribute_cannot_be_crossed_again():
    again = replace(
        crossed(factors=("gender × ethnicity", "age"), values=("Women × Black × Old",)),
    )

    assert "crosses 'gender × ethnicity'" in refusal(gender(), ethnicity(), crossed(), again)


def test_two_fields_at_once_take_500_people():
    assert cube(gender(PAIR), people=500)
    assert "under 500 people, by one field alone" in refusal(gender(PAIR), people=499)


def test_twice_a_year_takes_200_people():
    assert cube(gender(times_a_year=2), people=200)
    assert "under 200 people, once a year" in refusal(gender(times_a_year=2), people=199)


def test_a_window_may_end_with_the_cube():
    assert cube(gender(Table("left", (), year(2026))))


def test_windows_that_follow_one_another_do_not_overlap():
    left = (Table("left", (), year(2024)), Table("left", (), year(2025)))

    assert cube(gender(*left))


def test_windows_that_share_a_single_day_overlap():
    later = Table("left", (), Window(date(2024, 12, 31), date(2025, 12, 30)))

    for both in ((Table("left", (), year(2024)), later), (later, Table("left", (), year(2024)))):
        assert "windows may not overlap" in refusal(gender(*both))


def test_windows_of_different_tables_may_overlap():
    left = (Table("left", (), year(2025)), Table("left", ("site",), year(2023, 2025)))

    assert cube(gender(*left))


def test_protection_can_be_stricter_and_never_looser():
    assert cube(protection=Protection(largest=10, hold=40)).protection.hold == 40
    with pytest.raises(CannotBeLoosened):
        cube(protection=Protection(largest=7))


# --- one cube after another -----------------------------------------------------------------------


def next_year(*tables: Table):
    return cube(gender(*tables), first=date(2027, 1, 1))


def test_a_cube_may_follow_that_begins_when_the_one_before_is_over():
    check_follows(next_year(Table("promoted", (), year(2026))), cube(gender(PROMOTED)))


def test_a_cube_may_hold_the_very_window_that_was_shown_before():
    check_follows(next_year(PROMOTED), cube(gender(PROMOTED)))


def test_a_cube_may_not_begin_before_the_one_before_is_over():
    with pytest.raises(BadCube, match="the one before holds until 2026-12-31"):
        check_follows(cube(first=date(2026, 12, 31)), cube())


def test_windows_of_a_later_cube_may_not_roll_over_those_of_the_one_before():
    rolled = Table("promoted", (), year(2024, 2026))

    with pytest.raises(BadCube, match="promoted in 2024 to 2026, everybody"):
        check_follows(next_year(rolled), cube(gender(PROMOTED)))


def test_an_attribute_that_is_new_follows_nothing():
    check_follows(next_year(PROMOTED), cube(ethnicity(Table("promoted", (), year(2024, 2025)))))


# --- what it spends -------------------------------------------------------------------------------


def test_a_table_spends_its_cells_times_values_times_how_often_it_is_shown():
    found = spent(
        cube(gender(Table(PEOPLE), BY_LEVEL, PROMOTED, Table(PAY), times_a_year=2)), CELLS
    )

    (of_gender,) = found
    assert [cost.figures for cost in of_gender.costs] == [4, 20, 2, 2]
    assert (of_gender.figures, of_gender.budget, of_gender.left) == (28, 150, 122)


def test_a_rare_value_is_counted_among_everybody_and_in_no_smaller_cell():
    """Everybody: 3 values; 5 levels: 2 values; both twice a year. Pay of everybody: 3, once."""
    few = ethnicity(Table(PEOPLE), BY_LEVEL, PROMOTED, Table(PAY), rare=("Roma",), times_a_year=2)

    (of_ethnicity,) = spent(cube(few), CELLS)

    assert few.counted(Table(PAY)) == ("Black", "White", "Roma")
    assert few.counted(BY_LEVEL) == few.counted(PAIR) == ("Black", "White")
    assert [few.times(table) for table in few.tables] == [2, 2, 1, 1]
    assert [cost.figures for cost in of_ethnicity.costs] == [1 * 3 * 2, 5 * 2 * 2, 3, 3]


@given(cubes())
def test_every_value_is_counted_among_everybody_and_those_that_are_not_rare_everywhere(found):
    for each in found.attributes:
        assert each.counted(Table(PEOPLE)) == each.values
        for table in each.tables:
            smaller = {*each.values} - ({*each.rare} if table.by else set())
            assert {*each.counted(table)} == smaller


def test_an_intersection_is_charged_to_itself_and_to_each_factor():
    found = spent(cube(gender(), ethnicity(), crossed(BY_LEVEL)), CELLS)

    assert {each.attribute: each.figures for each in found} == {
        "gender": 2 + 10,
        "ethnicity": 3 + 10,
        "gender × ethnicity": 10,
    }
    assert found[0].costs[-1] == Cost("gender × ethnicity", BY_LEVEL, 5, 10)


def test_a_table_that_nobody_counted_has_no_price():
    with pytest.raises(NotCounted, match=r"^Count the cells of 'people by level' before"):
        spent(cube(gender(BY_LEVEL)), {})


def test_exactly_the_budget_may_be_spent():
    small = cube(gender(BY_LEVEL, BY_SITE), people=64)

    assert check_budget(small, CELLS)[0].left == 0


def test_one_figure_too_many_is_refused_and_the_last_table_named():
    small = cube(gender(BY_LEVEL, BY_SITE), people=63)

    with pytest.raises(OverBudget) as refused:
        check_budget(small, CELLS)

    assert str(refused.value) == (
        "'gender' would be shown in 16 figures, but among 63 people it may be in 15: one for "
        "every 4. Drop 'gender: people by site' (6)."
    )


def test_so_many_tables_are_named_as_have_to_go_and_crossed_ones_first():
    small = cube(gender(BY_LEVEL, BY_SITE), ethnicity(), crossed(BY_LEVEL), people=50)

    with pytest.raises(OverBudget) as refused:
        check_budget(small, CELLS | {PROMOTED: 0})

    assert str(refused.value).endswith(
        "Drop 'gender × ethnicity: people by level' (10) and 'gender: people by site' (6)."
    )


def test_a_table_of_which_nothing_is_shown_need_not_be_dropped():
    small = cube(gender(BY_LEVEL, BY_SITE), people=20)

    with pytest.raises(OverBudget, match=r"Drop 'gender: people by level' \(10\)\.$"):
        check_budget(small, CELLS | {BY_SITE: 0})


@given(cubes(), st.integers(0, 40))
def test_what_an_attribute_spends_is_never_less_for_being_crossed(found, cells):
    counted = {table: cells for each in found.attributes for table in each.tables}

    costs = {each.attribute: each.figures for each in spent(found, counted)}

    for each in found.attributes:
        for factor in each.factors:
            assert costs[factor] >= costs[each.name]


@given(cubes(), st.integers(0, 40))
def test_dropping_what_is_named_brings_an_attribute_within_its_budget(found, cells):
    counted = {table: cells for each in found.attributes for table in each.tables}

    for each in spent(found, counted):
        attribute = found.attribute(each.attribute)
        tables = attribute.tables
        while tables and not attribute.factors:
            alone = replace(found, attributes=(replace(attribute, tables=tables),))
            try:
                check_budget(alone, counted)
                break
            except OverBudget as refused:
                dropped = sum(f"'{attribute.name}: {t.words}'" in str(refused) for t in tables)
                assert dropped
                tables = tables[:-dropped]


# --- what it covers -------------------------------------------------------------------------------

HELD = cube(gender(Table(PEOPLE), PAIR, PROMOTED), ethnicity(), crossed(BY_LEVEL))


def test_what_was_declared_is_covered_in_whatever_order_it_is_asked():
    assert covers(HELD, attributes=["gender"], shows=PEOPLE, by=["site", "level"]) == (
        HELD.attributes[0],
        PAIR,
    )
    assert covers(HELD, attributes=["ethnicity", "gender"], shows=PEOPLE, by=["level"])[1] == (
        BY_LEVEL
    )
    assert covers(HELD, attributes="gender × ethnicity", shows=PEOPLE, by="level")
    assert covers(HELD, attributes=["gender"], shows="promoted", window=year(2025))


@pytest.mark.parametrize(
    "asked",
    [
        {"attributes": ["gender"], "shows": PEOPLE, "by": ["site"]},
        {"attributes": ["gender"], "shows": "left", "window": year(2025)},
        {"attributes": ["gender"], "shows": "promoted", "window": year(2024)},
        {"attributes": ["gender"], "shows": "promoted"},
        {"attributes": ["gender"], "shows": PAY},
        {"attributes": ["gender", "ethnicity"], "shows": PEOPLE},
        {"attributes": ["age"], "shows": PEOPLE},
        {"attributes": ["gender", "gender"], "shows": PEOPLE},
        {"attributes": [], "shows": PEOPLE},
    ],
)
def test_what_was_not_declared_is_refused(asked):
    with pytest.raises(Refused, match="is not in this cube"):
        covers(HELD, **asked)


def test_a_refusal_names_what_the_cube_holds_instead_and_when_more_can_be_declared():
    with pytest.raises(Refused) as refused:
        covers(HELD, attributes=["gender"], shows=PEOPLE, by=["site"])

    assert str(refused.value) == (
        "'people by site' of 'gender' is not in this cube. Of it, there is: people, everybody; "
        "people by level and site; promoted in 2025, everybody. What else is wanted can be "
        "declared in the next one, from 2027-01-01."
    )


def test_a_refusal_of_an_attribute_names_the_declared_ones():
    with pytest.raises(Refused, match=r"^'age' is not in this cube, which holds 'gender', 'eth"):
        covers(HELD, attributes=["age"], shows=PEOPLE)


@given(cubes(), cubes())
def test_every_declared_table_is_covered_and_every_other_refused(one, other):
    for attribute in one.attributes:
        names = attribute.factors or [attribute.name]
        for table in attribute.tables:
            asked = {"attributes": names, "shows": table.shows, "by": table.by}
            assert covers(one, **asked, window=table.window) == (attribute, table)
        for table in {each for a in other.attributes for each in a.tables} - {*attribute.tables}:
            with pytest.raises(Refused):
                covers(one, attributes=names, shows=table.shows, by=table.by, window=table.window)


def test_a_refusal_comes_before_anything_could_have_read_data():
    """The cube alone decides: nothing that could open a file or a database is even loaded."""
    code = (
        "import sys, datetime\n"
        "from tiebeam.engine.disclosure.cube import *\n"
        "cube = Cube(first=datetime.date(2026, 1, 1), people=600, attributes=(\n"
        "    Attribute(name='gender', values=('Women',), tables=(Table('people'),)),))\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(event) if event == 'open' else None)\n"
        "try:\n"
        "    covers(cube, attributes=['gender'], shows='people', by=['site'])\n"
        "except Refused:\n"
        "    pass\n"
        "print([each for each in ('ibis', 'duckdb', 'pyarrow') if each in sys.modules], opened)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert (done.stdout, done.returncode) == ("[] []\n", 0), done.stderr


# --- a cube that is made smaller ------------------------------------------------------------------


@given(cubes(), st.data())
def test_dropping_the_last_tables_leaves_a_cube_that_spends_no_more(found, data):
    """What the attack makes necessary must never break a rule."""
    counted = {table: 5 for each in found.attributes for table in each.tables}
    before = {each.attribute: each.figures for each in spent(found, counted)}
    kept = [
        replace(each, tables=each.tables[: data.draw(st.integers(1, len(each.tables)))])
        for each in found.attributes
    ]

    smaller = replace(found, attributes=tuple(kept))

    after = {each.attribute: each.figures for each in spent(smaller, counted)}
    assert all(after[name] <= before[name] for name in before)


@given(cubes())
def test_a_cube_without_its_crossed_attributes_is_a_cube(found):
    alone = tuple(each for each in found.attributes if not each.factors)

    assert replace(found, attributes=alone).attributes == alone


@given(cubes())
def test_whatever_is_declared_can_stand_in_the_ledger(found):
    for attribute in found.attributes:
        for table in attribute.tables:
            line = Line(
                release=1, at=found.first, kind=table.kind, attribute=attribute.name,
                value=attribute.values[0], outcome=table.shows, window=table.window,
                cell=dict.fromkeys(table.by, "x"), shown=12,
            )  # fmt: skip
            assert line_of(line.as_row()) == line


@given(cubes(), st.integers(1, 5000))
def test_no_cube_for_fewer_people_may_hold_more(found, people):
    """What may be declared for few people may be declared for more of them too."""
    more = replace(found, people=found.people + people)

    assert more.budget >= found.budget


def test_what_follows_a_cube_begins_on_the_day_after_its_last():
    leap = cube(first=date(2024, 2, 29))

    check_follows(cube(first=leap.holds.after), leap)


# --- what HR alone knows --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hr", "said"),
    [
        (reasons(field=""), "needs field"),
        (reasons(field="level"), "[[hr]] level is one of [fields]: everybody knows it"),
        (reasons(field="gender"), "[[hr]] gender is a secret: its tables are those of its attri"),
        (reasons(shows="pay", window=None, field="leave"), "can't show 'pay': one of people, join"),
        (reasons(shows="raised", field="leave"), "can't show 'raised'"),
        (reasons(shows="people", window=None), "can't show 'people': only who left has a reason"),
        (replace(reasons(), by=()), "[[hr]] exit_reason needs by: a list of fields for each table"),
        (reasons(("level",), ("level",)), "holds the table 'left in 2025 by level' twice"),
        (reasons(("job",)), "has a table by 'job', which [fields] does not declare"),
        (reasons(("gender",)), "has a table by 'gender', which [fields] does not declare"),
        (reasons(("level", "site", "unit")), "two fields at most"),
        (reasons(("level", "site")), "by two fields, 3 years or more"),
        (reasons(window=None), "needs a window for 'left'"),
        (reasons(window=year(2027)), "the window ends after the cube"),
        (reasons(window=Window(date(2025, 1, 1), date(2025, 6, 30))), "a window is of whole years"),
        (reasons(shows="people", field="leave"), "gives 'people' a window"),
    ],
)
def test_a_table_of_what_hr_knows_that_can_not_be_is_named(hr, said):
    assert said in refusal(hr=(hr,))


def test_few_people_are_not_crossed_by_two_fields_in_what_hr_knows_either():
    pair = reasons(("level", "site"), window=year(2023, 2025))

    assert cube(hr=(pair,)).hr == (pair,)
    assert "under 500 people" in refusal(hr=(pair,), people=499)


def test_of_one_field_no_day_is_in_two_windows_whatever_the_tables_are_by():
    other = reasons(("level",), window=year(2023, 2025))

    said = refusal(hr=(reasons(), other))

    assert "'exit_reason, left in 2023 to 2025' and for 'exit_reason, left in 2025'" in said
    assert cube(hr=(reasons(), reasons(window=year(2024)), reasons(field="leave")))


def test_all_tables_of_people_there_stand_under_one_by():
    leave = reasons(field="leave", shows="people", window=None)

    assert "stand under one by" in refusal(hr=(leave, replace(leave, by=(("level",),))))


def test_of_one_field_not_both_those_who_are_there_and_those_who_joined_are_shown():
    leave = reasons(field="leave", shows="people", window=None)
    of_joiners = reasons(field="leave", shows="joined")

    assert "can't be shown of 'joined' and of 'people' both" in refusal(hr=(leave, of_joiners))
    with pytest.raises(BadCube, match="The cube before has the second"):
        check_follows(cube(hr=(of_joiners,), first=date(2027, 1, 1)), cube(hr=(leave,)))


def test_a_window_that_was_shown_gets_no_further_tables_and_no_overlap_in_the_next_cube():
    earlier = cube(hr=(reasons((), ("level",)),))

    def follows(*hr):
        check_follows(cube(hr=hr, first=date(2027, 1, 1)), earlier)

    follows(reasons(("level",)), reasons(("unit",), window=year(2026)))
    with pytest.raises(BadCube, match="left in 2025' by unit, and the cube before did not"):
        follows(reasons(("unit",)))
    with pytest.raises(BadCube, match="windows may not overlap"):
        follows(reasons(window=year(2025, 2026)))


@given(cubes())
def test_what_hr_knows_takes_nothing_from_a_budget(found):
    counted = {table: 3 for each in found.attributes for table in each.tables}

    assert spent(found, counted) == spent(replace(found, hr=()), counted)
