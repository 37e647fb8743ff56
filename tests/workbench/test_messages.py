"""Every bad row of an HR export: what a user is told, and what becomes of the row."""

from __future__ import annotations

from datetime import date

import pytest
from workbench.reading import (
    EVENTS,
    HEADER,
    PEOPLE,
    SNAPSHOTS,
    SPELLS,
    column,
    left_out,
    mapping_with,
    messages,
    opened,
    people,
    rejects,
    spells,
    table,
    tally,
)

from tiebeam.engine.records.problems import KINDS

# One export with everything wrong at once, so that each problem is also told from the others.
MESSY = HEADER + (
    "1,2015-04-01,,Clerk,31000,Leeds,9,Woman\n"  # row 2: as it should be
    "2,31.12.2015,,Clerk,31000,Leeds,9,Man\n"  # 3: no date in the way the mapping says
    "3,,,Clerk,31000,Leeds,9,Man\n"  # 4: no date at all
    "4,1900-01-01,,Clerk,31000,Leeds,9,Man\n"  # 5: a date that stands for none
    "5,2015-04-01,1900-01-01,Clerk,31000,Leeds,9,Man\n"  # 6: the same where none is needed
    "6,2016-04-01,2015-04-01,Clerk,31000,Leeds,9,Man\n"  # 7: leaves before joining
    "7,2015-04-01,,Clerk,0,Leeds,9,Man\n"  # 8: pay of nothing
    "8,2015-04-01,,Clerk,-31000,Leeds,9,Man\n"  # 9: pay below nothing
    "9,2015-04-01,,Clerk,much,Leeds,,Man\n"  # 10: pay that is no number
    "10,2015-04-01,,Wizard,31000,Leeds,9,Man\n"  # 11: a grade off the ladder
    ",2015-04-01,,Clerk,31000,Leeds,9,Man\n"  # 12: nobody
    "   ,2015-04-01,,Clerk,31000,Leeds,9,Man\n"  # 13: nobody, at length
    " 11 ,2015-04-01,, Clerk ,31000,Leeds\u00a0,9,Woman  \n"  # 14: blanks around
    "E12,2015-04-01,,Clerk,31000,Leeds,9,Woman\n"  # 15: an id of another kind
    "13,2015-04-01,,Clerk,31000,Leeds,13,Woman\n"  # 16: her own manager
    "14,2015-04-01,,Clerk,31000,Leeds,15,Woman\n"  # 17: two who manage each other
    "15,2015-04-01,,Clerk,31000,Leeds,14,Woman\n"  # 18
    "16,2015-04-01,2024-12-31,Clerk,31000,Leeds,9,Woman\n"  # 19: to the last day
)


@pytest.fixture(scope="module")
def messy(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("messy"), MESSY) as bench:
        yield bench


@pytest.mark.parametrize(
    "message",
    [
        "rejected: hired: not a date in the way the mapping says (3)",
        "rejected: hired: no date where one is needed (4, 5)",
        "noted: hired: a date that stands for no date (5)",
        "noted: left: a date that stands for no date (6)",
        "rejected: left: the last day is before the first (7)",
        "mended: pay: pay of 0 or less (8, 9)",
        "mended: pay: not a number (10)",
        "noted: grade: a grade that is on no step of the ladder (11)",
        "rejected: id: nobody is named (12, 13)",
        "noted: id: blanks before or after a value (13, 14)",
        "noted: grade: blanks before or after a value (14)",
        "noted: site: blanks before or after a value (14)",
        "noted: gender: blanks before or after a value (14)",
        "noted: id: some ids are numbers, others are text (15)",
        "mended: manager: people who report to each other in a circle, or to themselves "
        "(16, 17, 18)",
    ],
)
def test_each_thing_wrong_is_said_with_its_column_and_its_rows(messy, message):
    assert message in messages(messy)


def test_nothing_else_is_said(messy):
    assert len(messages(messy)) == 15


def test_every_problem_comes_with_a_remedy(messy):
    assert all(len(each.remedy) > 10 for each in messy.dataset.problems)
    assert all(kind.what and kind.remedy.endswith(".") for kind in KINDS.values())


def test_the_rows_that_can_be_used_go_on(messy):
    assert tally(messy) == (18, 12, 0, 6)
    assert set(column(messy, "grade")) == {
        "1", "5", "7", "8", "9", "10", "11", "E12", "13", "14", "15", "16",
    }  # fmt: skip


def test_each_rejected_row_is_in_the_file_beside_as_it_was_written(messy, tmp_path):
    header, *lines = rejects(messy, tmp_path)
    as_written = [line.split(",") for line in MESSY.splitlines()]

    assert header == ["file", "row", "why", *as_written[0]]
    assert [line[:2] for line in lines] == [
        ["staff.csv", str(n)] for n in (3, 4, 5, 7, 12, 13)
    ]  # fmt: skip
    assert [line[3:] for line in lines] == [as_written[int(line[1]) - 1] for line in lines]


def test_the_reason_stands_beside_each_rejected_row(messy):
    assert left_out(messy) == {
        3: "unparseable date in hired",
        4: "missing date in hired",
        5: "missing date in hired",
        7: "leave before hire in left",
        12: "blank id in id",
        13: "blank id in id",
    }


def test_blanks_around_values_are_removed(messy):
    assert column(messy, "grade")["11"] == "Clerk"
    assert column(messy, "site")["11"] == "Leeds"
    assert people(messy, "gender")["11"] == "Woman"


def test_doubtful_pay_becomes_unknown_and_the_person_stays(messy):
    assert {who: column(messy, "pay")[who] for who in ("1", "7", "8", "9")} == {
        "1": 31000, "7": None, "8": None, "9": None,
    }  # fmt: skip


def test_a_sentinel_for_the_last_day_means_that_the_person_is_still_here(messy):
    assert column(messy, "ended")["5"] == "still here"


def test_managers_in_a_circle_become_unknown_and_others_stay(messy):
    found = column(messy, "manager")

    assert [found[who] for who in ("13", "14", "15")] == [None, None, None]
    assert found["1"] == "9"


# --- dates ----------------------------------------------------------------------------------------


def dates_read(tmp_path, *dates: str, **how: object) -> list[date | None]:
    """What becomes of each date as a first day; None where its row was rejected."""
    content = HEADER + "".join(f'{n},"{day}",,Clerk,,,,\n' for n, day in enumerate(dates))
    with opened(tmp_path, content + "ok,2015-04-01,,Clerk,,,,\n", **how) as bench:
        found = dict(spells(bench, "person", "begins"))
    return [found.get(str(n)) for n in range(len(dates))]


def test_dates_that_no_calendar_has_are_rejected(tmp_path):
    nonsense = (
        "2019-02-29", "2020-02-30", "2020-13-01", "2020-00-10", "0000-01-01", "0019-05-05",
        "99999-01-01", "infinity", "-infinity", "epoch", "20-01-05", "2020-01-01 (BC)",
        "2020-01-01 to 2021-01-01", "2020", "43831", "nan", "now",
    )  # fmt: skip

    assert dates_read(tmp_path, *nonsense) == [None] * len(nonsense)


def test_iso_dates_are_read_with_and_without_a_time_or_noughts(tmp_path):
    found = dates_read(
        tmp_path, "2020-02-29", " 2020-02-29 ", "2020-2-9", "2020-02-09 08:30:00",
        "2020-02-09T23:59:59Z", "2020/02/09", "2020-02-09\u00a0",
    )  # fmt: skip

    assert found == [date(2020, 2, 29)] * 2 + [date(2020, 2, 9)] * 5


def test_dates_are_read_the_way_the_mapping_says_in_turn(tmp_path):
    mapping = mapping_with(PEOPLE, dates=["%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d", "%d.%m.%Y %H:%M"])

    found = dates_read(
        tmp_path, "7/5/2011", "7/5/11", "07/05/99", "29.02.2020 14:30", "13/05/2011", "2/29/2019",
        mapping=mapping,
    )  # fmt: skip

    assert found == [
        date(2011, 7, 5), date(2011, 7, 5), date(1999, 7, 5), date(2020, 2, 29), None, None,
    ]  # fmt: skip


def test_a_year_of_two_digits_is_not_the_year_11(tmp_path):
    mapping = mapping_with(PEOPLE, dates=["%m/%d/%Y", "%Y-%m-%d"])

    assert dates_read(tmp_path, "7/5/11", "7/5/0011", mapping=mapping) == [None, None]


@pytest.mark.parametrize("day", ["1900-01-01", "1899-12-30", "1753-01-01", "9999-12-31",
                                 "9999-01-01", "4712-12-31", "2999-12-31"])  # fmt: skip
def test_a_date_that_stands_for_none_is_read_as_none_wherever_it_is(tmp_path, day):
    mapping = PEOPLE.replace('pay = "pay"', 'pay = "pay"\n    born = "site"')
    content = HEADER + f"1,2015-04-01,{day},Clerk,1,{day},,\n2,{day},,Clerk,1,1980-05-01,,\n"

    with opened(tmp_path, content, mapping=mapping) as bench:
        assert column(bench, "ended") == {"1": "still here"}
        assert people(bench, "born") == {"1": None}
        assert left_out(bench) == {3: "missing date in hired"}
        noted = [m for m in messages(bench) if "stands for no date" in m]
    assert noted == [
        "noted: hired: a date that stands for no date (3)",
        "noted: left: a date that stands for no date (2)",
        "noted: site: a date that stands for no date (2)",
    ]


def test_a_short_date_of_birth_is_no_year(tmp_path):
    mapping = mapping_with(PEOPLE, dates=["%m/%d/%y"]).replace('pay = "pay"', 'born = "pay"')
    content = HEADER + "1,1/2/15,,Clerk,1/2/83,,,\n2,1/2/15,,Clerk,1983,,,\n3,1/2/15,,Clerk,x,,,\n"

    with opened(tmp_path, content, mapping=mapping) as bench:
        assert people(bench, "born") == {
            "1": date(1983, 1, 2), "2": date(1983, 1, 1), "3": None,
        }  # fmt: skip
        assert "mended: pay: not a date in the way the mapping says (4)" in messages(bench)


def test_a_snapshot_of_a_year_that_stands_for_none_is_rejected(tmp_path):
    content = "id,year,grade,pay,manager\n1,2015,Clerk,1,\n1,9999,Clerk,1,\n1,1.5,Clerk,1,\n1,,,,\n"

    with opened(tmp_path, content, mapping=SNAPSHOTS) as bench:
        assert spells(bench, "person", "begins") == [("1", date(2015, 1, 1))]
        assert left_out(bench) == {
            3: "missing date in year", 4: "unparseable date in year", 5: "missing date in year",
        }  # fmt: skip


# --- numbers --------------------------------------------------------------------------------------


def pay_read(tmp_path, *amounts: str, **how: object) -> list[float | None]:
    content = HEADER + "".join(
        f'{n},2015-04-01,,Clerk,"{amount}",,,\n' for n, amount in enumerate(amounts)
    )
    with opened(tmp_path, content, **how) as bench:
        found = column(bench, "pay")
    return [found[str(n)] for n in range(len(amounts))]


def test_numbers_are_read_with_any_separator_of_thousands(tmp_path):
    found = pay_read(
        tmp_path, "1234.50", "1,234.50", "1 234.50", "1'234.50", "1’234.50", "1\u00a0234.50",
        "1\u202f234.50", "€ 1,234.50", "$1234.5", " 1234.5 ", "12,345,678.9", "1e3",
    )  # fmt: skip

    assert found == [1234.5] * 10 + [12345678.9, 1000]


def test_numbers_with_a_decimal_comma_are_read_where_the_mapping_says_so(tmp_path):
    found = pay_read(
        tmp_path, "1.234,50", "1234,50", "1 234,50", "1'234,50", "€ 1.234,50", "31000", "31.000",
        mapping=mapping_with(PEOPLE, decimal=","),
    )  # fmt: skip

    assert found == [1234.5] * 5 + [31000] * 2


def test_a_comma_that_separates_no_thousands_is_never_dropped(tmp_path):
    nonsense = ("1,5", "1,50", "12,34,56", "1,2345", "12 34", "1.234.567", "1,234,5")

    assert pay_read(tmp_path, *nonsense) == [None] * len(nonsense)


def test_a_point_that_separates_no_thousands_is_never_dropped(tmp_path):
    nonsense = ("31000.50", "1.5", "1,234.50", "1.23,4.5")

    assert pay_read(tmp_path, *nonsense, mapping=mapping_with(PEOPLE, decimal=",")) == [None] * len(
        nonsense
    )


@pytest.mark.parametrize("decimal", [".", ","])
def test_what_is_no_number_is_said_and_becomes_unknown(tmp_path, decimal):
    nonsense = ("nan", "NaN", "inf", "-inf", "Infinity", "1e999", "0x10", "--", "n/a", "(100)")
    content = HEADER + "".join(
        f"{n},2015-04-01,,Clerk,{amount},,,\n" for n, amount in enumerate(nonsense)
    )

    with opened(tmp_path, content, mapping=mapping_with(PEOPLE, decimal=decimal)) as bench:
        assert set(column(bench, "pay").values()) == {None}
        assert messages(bench) == [
            "mended: pay: not a number (2, 3, 4, 5, 6, 7, 8, 9, 10, 11)",
        ]


def test_cells_that_mean_nothing_are_nothing(tmp_path):
    content = HEADER + "1,2015-04-01,n/a,Clerk,-,n/a ,-,n/a\n2,2015-04-01,,n/a,1,Leeds,,-\n"

    with opened(tmp_path, content, mapping=mapping_with(PEOPLE, missing=["n/a", "-"])) as bench:
        assert [m for m in messages(bench) if "blanks" not in m] == []
        assert spells(bench, "person", "grade", "pay", "site", "manager") == [
            ("1", "Clerk", None, None, None), ("2", None, 1, "Leeds", None),
        ]  # fmt: skip
        assert people(bench, "gender") == {"1": "unknown", "2": "unknown"}


# --- ids ------------------------------------------------------------------------------------------


def test_a_spreadsheets_1318_point_0_is_the_person_1318(tmp_path):
    content = table("""
        id      from        to          grade  manager
        1318    2015-01-01  2015-12-31  Clerk  -
        1318.0  2016-01-01  2016-12-31  Lead   -
        7       2015-01-01  -           Clerk  1318.0
        007     2015-01-01  -           Clerk  1318
        V2.0    2015-01-01  -           Clerk  -
    """)

    with opened(tmp_path, content, mapping=SPELLS) as bench:
        assert sorted(people(bench, "person")) == ["007", "1318", "7", "V2.0"]
        assert column(bench, "manager") == {"1318": None, "7": "1318", "007": "1318", "V2.0": None}


def test_the_rarer_kind_of_id_is_pointed_out(tmp_path):
    content = HEADER + "".join(f"E{n},2015-01-01,,Clerk,1,,,\n" for n in range(5))

    with opened(tmp_path, content + "77,2015-01-01,,Clerk,1,,,\n") as bench:
        assert messages(bench) == ["noted: id: some ids are numbers, others are text (7)"]


def test_ids_of_one_kind_are_not_pointed_out(tmp_path):
    with opened(tmp_path, HEADER + "E1,2015-01-01,,Clerk,1,,,\nE2,2015-01-01,,,1,,,\n") as bench:
        assert messages(bench) == []


# --- several rows for one person ------------------------------------------------------------------


def test_of_two_rows_for_one_period_the_one_with_more_pay_speaks(tmp_path):
    content = table("""
        id  year  grade   pay    manager
        1   2015  Lead    30000  -
        1   2015  Clerk   40000  -
        2   2015  Clerk   30000  -
        2   2015  Lead    30000  -
        3   2015  Clerk   30000  a
        3   2015  Clerk   30000  b
        4   2015  Clerk   -      -
        4   2015  Clerk   10     -
    """)

    with opened(tmp_path, content, mapping=SNAPSHOTS) as bench:
        assert spells(bench, "person", "grade", "pay", "manager", "row") == [
            ("1", "Clerk", 40000, None, 3),  # the highest pay
            ("2", "Lead", 30000, None, 5),  # on a tie the higher level
            ("3", "Clerk", 30000, "a", 6),  # then the first row
            ("4", "Clerk", 10, None, 9),  # any pay before none
        ]
        assert tally(bench) == (8, 4, 4, 0)
        assert messages(bench) == [
            "merged: id: several rows for one person and period (2, 4, 7, 8)"
        ]
        assert set(left_out(bench).values()) == {"merged: another row speaks for it"}
        assert [line[1] for line in rejects(bench, tmp_path)[1:]] == ["2", "4", "7", "8"]


def test_a_row_that_reaches_into_the_next_is_ended_there(tmp_path):
    content = table("""
        id  from        to          grade  manager
        1   2015-01-01  2017-12-31  Clerk  -
        1   2017-01-01  2018-12-31  Lead   -
    """)

    with opened(tmp_path, content, mapping=SPELLS) as bench:
        assert messages(bench) == ["mended: id: two rows of one person cover the same days (2)"]
        assert spells(bench, "begins", "ends", "grade", "ended") == [
            (date(2015, 1, 1), date(2017, 1, 1), "Clerk", "continued"),
            (date(2017, 1, 1), date(2019, 1, 1), "Lead", "left"),
        ]
        assert tally(bench) == (2, 2, 0, 0)


def test_nobody_leaves_while_another_row_says_they_are_there(tmp_path):
    content = table("""
        id  from        to          grade  manager
        1   2010-01-01  2020-12-31  Clerk  -
        1   2012-01-01  2012-12-31  Lead   -
        2   2010-01-01  -           Clerk  -
        2   2012-01-01  2013-12-31  Lead   -
        3   2024-01-01  -           Clerk  -
    """)

    with opened(tmp_path, content, mapping=SPELLS) as bench:
        found = spells(bench, "person", "left_on")

    # An open end is often one that nobody closed: there, the later row knows more.
    assert [each for each in found if each[1]] == [
        ("1", date(2020, 12, 31)), ("2", date(2013, 12, 31)),
    ]  # fmt: skip


def test_rows_that_begin_on_the_same_day_are_merged(tmp_path):
    content = table("""
        id  from        to          grade  manager
        1   2015-01-01  2015-12-31  Clerk  -
        1   2015-01-01  2016-12-31  Lead   -
    """)

    with opened(tmp_path, content, mapping=SPELLS) as bench:
        assert spells(bench, "grade") == [("Lead",)]
        assert tally(bench) == (2, 1, 1, 0)


# --- managers -------------------------------------------------------------------------------------


def managers(tmp_path, content: str, mapping: str) -> dict[tuple[str, date], str | None]:
    with opened(tmp_path, content, mapping=mapping) as bench:
        return {(who, day): boss for who, day, boss in spells(bench, "person", "begins", "manager")}


def test_a_chain_into_a_circle_is_not_in_it(tmp_path):
    content = HEADER + table("""
        a  2015-01-01  -  Clerk  -  -  b  -
        b  2016-01-01  -  Clerk  -  -  c  -
        c  2017-01-01  -  Clerk  -  -  a  -
        d  2014-01-01  -  Clerk  -  -  a  -
        e  2014-01-01  -  Clerk  -  -  d  -
        f  2014-01-01  -  Clerk  -  -  f  -
        g  2014-01-01  -  Clerk  -  -  x  -
    """)

    with opened(tmp_path, content) as bench:
        assert column(bench, "manager") == {
            "a": None, "b": None, "c": None, "d": "a", "e": "d", "f": None, "g": "x",
        }  # fmt: skip
        assert messages(bench) == [
            "mended: manager: people who report to each other in a circle, or to themselves "
            "(2, 3, 4, 7)"
        ]


def test_two_who_managed_each_other_at_different_times_are_no_circle(tmp_path):
    content = table("""
        id  from        to          grade  manager
        a   2015-01-01  2015-12-31  Clerk  b
        a   2016-01-01  2016-12-31  Lead   -
        b   2015-01-01  2015-12-31  Lead   -
        b   2016-01-01  2016-12-31  Clerk  a
    """)

    assert managers(tmp_path, content, SPELLS)[("b", date(2016, 1, 1))] == "a"


def test_a_circle_that_closes_while_others_hold_is_found(tmp_path):
    content = table("""
        id  from        to          grade  manager
        a   2015-01-01  -           Clerk  b
        b   2014-01-01  2015-12-31  Lead   -
        b   2016-01-01  -           Clerk  a
    """)

    found = managers(tmp_path, content, SPELLS)

    assert found[("a", date(2015, 1, 1))] is None
    assert found[("b", date(2016, 1, 1))] is None


def test_a_circle_in_one_year_leaves_the_other_years_alone(tmp_path):
    content = table("""
        id  year  grade  pay  manager
        a   2015  Clerk  -    b
        b   2015  Lead   -    -
        a   2016  Clerk  -    b
        b   2016  Lead   -    a
    """)

    assert managers(tmp_path, content, SNAPSHOTS) == {
        ("a", date(2015, 1, 1)): "b", ("b", date(2015, 1, 1)): None,
        ("a", date(2016, 1, 1)): None, ("b", date(2016, 1, 1)): None,
    }  # fmt: skip


# --- values that the mapping does not know --------------------------------------------------------


def test_a_reason_of_leaving_that_the_mapping_does_not_know_is_unknown(tmp_path):
    mapping = PEOPLE.replace(
        'site = "site"', 'exit_reason = { column = "site", values = { Quit = "voluntary" } }'
    )
    content = HEADER + table("""
        1  2015-01-01  2016-01-01  Clerk  1  Quit       -  -
        2  2015-01-01  2016-01-01  Clerk  1  Moonstruck -  -
        3  2015-01-01  -           Clerk  1  Active     -  -
        4  2015-01-01  2016-01-01  Clerk  1  Death      -  -
        5  2015-01-01  2016-01-01  Clerk  1  -          -  -
    """)

    with opened(tmp_path, content, mapping=mapping) as bench:
        assert column(bench, "exit_reason") == {
            "1": "voluntary", "2": "unknown", "3": None, "4": "death", "5": None,
        }  # fmt: skip
        # Whoever is still here needs no reason, so theirs is not pointed out.
        assert messages(bench) == ["mended: site: a value that the mapping does not translate (3)"]


def test_an_event_that_the_mapping_does_not_know_is_said(tmp_path):
    content = table("""
        id  on          event   grade
        1   2015-01-01  hired   Clerk
        1   2016-01-01  levelup Lead
    """)

    with opened(tmp_path, content, mapping=EVENTS) as bench:
        assert messages(bench) == ["mended: event: a value that the mapping does not translate (3)"]


# --- pay and its currency -------------------------------------------------------------------------


def test_pay_whose_currency_nobody_says_is_pointed_out(tmp_path):
    mapping = PEOPLE.replace('currency = "EUR"', 'currency = ""')

    with opened(tmp_path, HEADER + "1,2015-01-01,,Clerk,1,,,\n2,2015-01-01,,,,,,\n",
                mapping=mapping) as bench:  # fmt: skip
        assert messages(bench) == [
            "noted: pay: several currencies, or pay whose currency is not said (2)"
        ]


def test_pay_in_several_currencies_is_pointed_out_where_it_differs_from_the_usual(tmp_path):
    mapping = PEOPLE.replace('site = "site"', 'currency = "site"').replace('= "EUR"', '= ""', 1)
    content = HEADER + table("""
        1  2015-01-01  -  Clerk  1  EUR  -  -
        2  2015-01-01  -  Clerk  1  EUR  -  -
        3  2015-01-01  -  Clerk  1  GBP  -  -
        4  2015-01-01  -  Clerk  1  -    -  -
        5  2015-01-01  -  Clerk  -  USD  -  -
    """)

    with opened(tmp_path, content, mapping=mapping) as bench:
        assert messages(bench) == [
            "noted: site: several currencies, or pay whose currency is not said (4, 5)"
        ]
        assert bench.dataset.currencies == ("", "EUR", "GBP")


def test_pay_in_one_stated_currency_is_nothing_to_point_out(tmp_path):
    with opened(tmp_path, HEADER + "1,2015-01-01,,Clerk,1,,,\n") as bench:
        assert messages(bench) == []
        assert bench.dataset.currencies == ("EUR",)
