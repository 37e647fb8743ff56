"""The first mapping that is proposed for an export nobody has described yet."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from workbench.reading import as_csv, table, tally, written

from tiebeam.engine.records.mapping import BadMapping, parse
from tiebeam.engine.records.propose import (
    ColumnFacts,
    NotRecognised,
    Proposal,
    is_telling,
    numbered_ladder,
    plain_words,
    propose,
    worded_ladder,
)
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.propose_mapping import as_toml, proposal_for


def facts(name: str, *values: str, filled: int | None = None) -> ColumnFacts:
    distinct = tuple(dict.fromkeys(value for value in values if value))
    return ColumnFacts(name=name, rows=len(values), filled=filled or len([v for v in values if v]),
                       distinct=len(distinct), values=distinct)  # fmt: skip


def workforce(*columns: ColumnFacts) -> dict:
    proposal = propose(columns)
    parse(proposal.mapping)  # it is always a mapping
    return proposal.mapping["workforce"]


def fields(*columns: ColumnFacts) -> dict:
    return workforce(*columns)["fields"]


YEARS = ("2015", "2016", "2015")
IDS = ("1", "1", "2")
DAYS = ("2015-01-01", "2016-01-01", "2017-01-01")

STYLES = {
    "snake": ("employee_id", "hire_date", "termination_date", "birth_date", "department"),
    "camel": ("employeeId", "hireDate", "terminationDate", "birthDate", "departmentName"),
    "words": ("Employee ID", "Hire Date", "Termination Date", "Date of Birth", "Department"),
    "shouting": ("EMPLOYEE_ID", "ORIG_HIRE_DATE", "TERMINATION_DATE", "BIRTHDATE", "DEPT_NAME"),
    "SAP": ("PERNR", "Entry Date", "Leaving Date", "DOB", "Org Unit"),
    "run together": ("EmpID", "DateofHire", "DateofTermination", "DOB", "Department"),
    "British": ("staff number", "Date joined", "Date left", "year of birth", "Division"),
    "dotted": ("worker.id", "joining.date", "last.working.day", "birth.year", "team"),
}


@pytest.mark.parametrize("names", STYLES.values(), ids=STYLES)
def test_headers_are_understood_however_they_are_written(names):
    person, hired, left, born, unit = names

    assert fields(
        facts(person, "1", "2", "3"), facts(hired, *DAYS), facts(left, "2018-01-01", "", ""),
        facts(born, "1980-01-01", "1981-01-01"), facts(unit, "A", "B", "A"),
    ) == {"person": person, "born": born, "hired": hired, "left": left, "unit": unit}  # fmt: skip


def test_the_shape_is_told_from_what_repeats_and_what_is_dated():
    one_each = facts("id", "1", "2", "3")

    assert workforce(one_each, facts("hired", *DAYS))["shape"] == "people"
    assert workforce(facts("id", *IDS), facts("year", *YEARS))["shape"] == "snapshots"
    assert workforce(one_each, facts("year", *YEARS))["shape"] == "snapshots"
    assert workforce(facts("id", *IDS), facts("from", *DAYS), facts("to", *DAYS))["shape"] == (
        "spells"
    )
    assert workforce(facts("id", *IDS), facts("from", *DAYS), facts("hired", *DAYS))["shape"] == (
        "spells"
    )
    assert workforce(facts("id", *IDS), facts("event", "Hire", "Exit"), facts("on", *DAYS))[
        "shape"
    ] == "events"  # fmt: skip


def test_an_event_list_may_call_its_day_effective_date():
    found = fields(facts("id", *IDS), facts("action", "Hire", "Retired", "Pay raise", "Reviewed",
                   "Promotion", "Demotion", "Transfer", "Mystery"),
                   facts("effective date", *DAYS))  # fmt: skip

    assert found["on"] == "effective date"
    assert found["event"]["values"] == {
        "Hire": "joined", "Retired": "left", "Pay raise": "pay changed", "Promotion": "promoted",
        "Demotion": "demoted", "Transfer": "moved", "Reviewed": "rated",
    }  # fmt: skip


def test_spells_without_an_end_take_the_day_of_leaving():
    assert fields(facts("id", *IDS), facts("from", *DAYS), facts("left", *DAYS))["to"] == "left"


@pytest.mark.parametrize(
    ("values", "every"),
    [
        (YEARS, "year"), (("2015.0", "2016.0"), "year"), (("2015-01", "2015-02"), "month"),
        (("2015-01-31", "2015-12-31"), ""),
    ],
)  # fmt: skip
def test_snapshots_speak_for_a_year_a_month_or_a_day(values, every):
    assert workforce(facts("id", "1", "1", "2"), facts("period", *values))["every"] == every


@pytest.mark.parametrize(
    ("values", "dates"),
    [
        (("31/12/2015", "01/02/2016"), ["%d/%m/%Y"]),
        (("12/31/2015", "01/02/2016"), ["%m/%d/%Y"]),
        (("31.12.2015", "01.02.2016"), ["%d.%m.%Y"]),
        (("12/31/15", "01/02/16"), ["%m/%d/%y"]),
        (("20151231", "20160201"), ["%Y%m%d"]),
        (("31-Dec-2015", "01-Feb-2016"), ["%d-%b-%Y"]),
        (("12/31/2015", "1/2/2016", "12/31/2015 0:00", "1/3/2016 0:00"),
         ["%m/%d/%Y", "%m/%d/%Y %H:%M"]),
    ],
)  # fmt: skip
def test_the_way_dates_are_written_is_found(values, dates):
    assert workforce(facts("id", "1", "2"), facts("hired", *values))["dates"] == dates


def test_usual_dates_need_no_word():
    assert "dates" not in workforce(facts("id", "1", "2"), facts("hired", *DAYS))


def test_dates_that_could_be_read_in_two_ways_are_pointed_out():
    found = propose((facts("id", "1", "2"), facts("hired", "01/02/2015", "03/04/2016")))

    assert any("could be month/day or day/month" in remark for remark in found.remarks)


def test_decimal_commas_are_seen_and_the_currency_is_asked_for():
    found = propose((facts("id", "1", "2"), facts("hired", *DAYS),
                     facts("salary", "1.234,50", "2.345,60")))  # fmt: skip

    assert found.mapping["workforce"]["decimal"] == ","
    assert any("Say the currency" in remark for remark in found.remarks)


def test_columns_that_could_be_meant_too_are_named():
    found = propose((facts("employee_id", "1", "2"), facts("staff number", "1", ""),
                     facts("hired", *DAYS)))  # fmt: skip

    assert "'employee_id' was taken for person; staff number would fit too." in found.remarks


def test_attributes_and_tags_are_seen_and_nothing_is_called_self_described():
    found = propose((
        facts("id", "1", "2", "3"), facts("hired", *DAYS),
        facts("Sex", "M", "F", "Prefer not to say"), facts("Ethnic group", "A", "B", "A;B"),
        facts("Shift pattern", "Day", "Night", "Day"), facts("Disability", "", "", ""),
    ))  # fmt: skip
    table = found.mapping["workforce"]

    assert table["attributes"]["gender"] == {
        "column": "Sex", "class": "secret", "source": "recorded",
        "values": {"M": "Men", "F": "Women"}, "not_stated": ["Prefer not to say"],
    }  # fmt: skip
    assert table["attributes"]["ethnicity"]["several"] == ";"
    assert "disability" not in table["attributes"]
    assert table["tags"] == {"shift_pattern": "Shift pattern"}
    assert any("source is self-described" in remark for remark in found.remarks)


def test_units_with_parts_are_seen():
    found = fields(facts("id", "1", "2"), facts("hired", *DAYS), facts("unit", "A > B", "A > C"))

    assert found["unit"] == {"column": "unit", "separator": ">"}


def test_reasons_of_leaving_are_sorted_into_the_seven_kinds():
    found = fields(facts("id", "1", "2"), facts("hired", *DAYS), facts(
        "exit reason", "Retired", "Resigned", "Dismissed", "Deceased", "End of fixed term",
        "voluntary", "Sabbatical",
    ))  # fmt: skip

    assert found["exit_reason"]["values"] == {
        "Retired": "retirement", "Resigned": "voluntary", "Dismissed": "involuntary",
        "Deceased": "death", "End of fixed term": "end of contract",
    }  # fmt: skip


# --- ladders --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grades", "ladder"),
    [
        (["G10", "G2", "G1"], [["G1"], ["G2"], ["G10"]]),
        (["Band 7", "band 8"], [["Band 7"], ["band 8"]]),
        (["1.0", "2.0"], [["1.0"], ["2.0"]]),
        (["3", "4", "4 "], [["3"], ["4", "4 "]]),
        (["A1", "B2"], []),
        (["G1a2", "G2a3"], []),
        (["G1"], []),
    ],
)
def test_numbered_grades_are_put_in_order(grades, ladder):
    assert numbered_ladder(grades) == ladder


def test_worded_grades_are_put_in_order():
    grades = ["Director", "Sales Assistant", "Store Manager", "Wizard", "Senior Cook"]

    assert worded_ladder(grades) == [
        ["Sales Assistant"], ["Senior Cook"], ["Store Manager"], ["Director"],
    ]  # fmt: skip


def test_ranks_in_uniform_are_put_in_order_with_what_follows_them():
    assert worded_ladder([
        "POLICE OFFICER", "POLICE OFFICER (DOG HANDLER)", "SERGEANT", "LIEUTENANT", "CHIEF",
        "FIELD TRAINING OFFICER",
    ]) == [["POLICE OFFICER*"], ["SERGEANT"], ["LIEUTENANT"], ["CHIEF"]]  # fmt: skip


def test_grades_without_words_for_rank_have_no_ladder():
    assert worded_ladder(["Blue", "Green", "Manager"]) == []


def test_a_grade_column_without_a_ladder_is_still_proposed():
    assert fields(facts("id", "1", "2"), facts("hired", *DAYS), facts("grade", "Blue", "Green"))[
        "grade"
    ] == {"column": "grade"}  # fmt: skip


# --- what is not recognised -----------------------------------------------------------------------


def test_a_table_without_an_id_is_refused():
    with pytest.raises(NotRecognised, match="No column looks like the id of a person"):
        propose((facts("colour", "red"), facts("hired", *DAYS)))


def test_a_table_without_a_date_is_refused_with_its_columns():
    with pytest.raises(NotRecognised, match=r"No date was found .* Columns: id, colour\."):
        propose((facts("id", "1"), facts("colour", "red")))


def test_a_header_that_promises_what_its_values_do_not_hold_is_passed_over():
    found = fields(facts("id", "1", "2"), facts("hired", *DAYS), facts("left", "no", "yes"),
                   facts("salary", "high", "low"), facts("year", "first", "second"))  # fmt: skip

    assert set(found) == {"person", "hired"}


@pytest.mark.parametrize(
    ("header", "words"),
    [("DateofHire", "dateof hire"), ("hire_date", "hire date"), ("  Hire-Date! ", "hire date"),
     ("employeeID", "employee id"), ("😀", "")],
)  # fmt: skip
def test_a_header_becomes_plain_words(header, words):
    assert plain_words(header) == words


# --- written down ---------------------------------------------------------------------------------

hostile = st.text(max_size=12) | st.sampled_from(["a\nb = 1", '"', "]", "# x", "\x7f", "a.b", "\\"])


@given(st.dictionaries(hostile, hostile, min_size=1, max_size=4), hostile, st.lists(hostile))
@example({"": "\x7f"}, "x\x00y", ["\r\n[workforce]\n"])
def test_what_is_written_down_is_read_back_whatever_it_holds(values, name, remarks):
    grade = {"column": name, "ladder": [[name, "b"], ["c"]], "values": values}
    mapping = {
        "schema": "tiebeam.mapping/1",
        "workforce": {
            "file": name, "dates": [name], "decimal": ",", "gap_days": 3,
            "fields": {"grade": grade}, "tags": {**values, name: name},
        },
    }  # fmt: skip

    assert tomllib.loads(as_toml(Proposal(mapping=mapping, remarks=remarks))) == mapping


def test_a_proposal_is_read_back_as_it_was_and_can_be_used(tmp_path):
    content = table("""
        employee_id  year  Rank   Salary  Sex  exit_reason
        1            2015  G1     31000   F    -
        1            2016  G2     32000   F    -
        2            2015  G1     31000   M    Retired
    """)
    path = written(tmp_path, content, mapping=None)

    proposal = proposal_for(path)

    assert tomllib.loads(as_toml(proposal)) == proposal.mapping
    with open_data(path) as bench:
        assert tally(bench) == (3, 3, 0, 0)
        assert bench.dataset.levels == ("G1", "G2")
        assert bench.dataset.reach.first == date(2015, 1, 1)
        assert "nobody has looked it over" in bench.dataset.notes[0]


def test_a_ladder_in_uniform_starts_at_the_rank_that_most_people_hold(tmp_path):
    ranks = ["ANIMAL OFFICER", *["POLICE OFFICER"] * 2, "SERGEANT", "LIEUTENANT"]
    lines = [[str(n), "2015-01-01", rank] for n, rank in enumerate(ranks)]
    path = written(tmp_path, as_csv([["id", "hired", "rank"], *lines]), mapping=None)

    grade = proposal_for(path).mapping["workforce"]["fields"]["grade"]

    assert grade["ladder"] == [["POLICE OFFICER"], ["SERGEANT"], ["LIEUTENANT"]]


def test_hostile_headers_can_be_proposed_and_read(tmp_path):
    rows = [
        ["employee_id", "hire_date", "Rank", 'Sex\n"x"', "cost'; drop table x; --", "Shift\x7f"],
        ["1", "2015-01-01", "G1", "F", "a", "b"],
        ["2", "2016-01-01", "G2", "M", "a", "b"],
    ]
    path = written(tmp_path, as_csv(rows), mapping=None)

    assert tomllib.loads(as_toml(proposal_for(path)))
    with open_data(path) as bench:
        assert tally(bench) == (2, 2, 0, 0)


def test_five_thousand_columns_can_be_proposed_for_and_read(tmp_path):
    headers = ["employee_id", "hire_date", *(f"answer {n}" for n in range(5_000)), "Rank"]
    rows = [[str(who), "2015-01-01", *["x"] * 5_000, f"G{who}"] for who in (1, 2)]
    path = written(tmp_path, as_csv([headers, *rows]), mapping=None)

    with open_data(path) as bench:
        assert tally(bench) == (2, 2, 0, 0)
        assert bench.dataset.levels == ("G1", "G2")


def test_only_columns_whose_headers_could_mean_something_are_looked_into():
    headers = ("EmpID", "Sex", "Shift pattern", "answer 12", "", "Notes", "e-mail")

    assert [header for header in headers if is_telling(header)] == list(headers[:3])


def test_a_broken_export_can_still_be_proposed_for(tmp_path):
    path = written(tmp_path, "id,hired\n1,2015-01-01\n2\n3,2016-01-01,x\n", mapping=None)

    assert proposal_for(path).mapping["workforce"]["fields"] == {"person": "id", "hired": "hired"}


def test_a_mapping_that_somebody_wrote_is_never_replaced(tmp_path):
    path = written(tmp_path, "id,hired\n1,2015-01-01\n", mapping="schema = 'mine'")

    with pytest.raises(BadMapping):
        open_data(path)
    assert (tmp_path / "staff.csv.map.toml").read_text() == "schema = 'mine'"
