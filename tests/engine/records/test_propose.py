"""What is proposed for values of any kind; never what would read them as something else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.engine.records.fields import EXIT_REASONS
from tiebeam.engine.records.mapping import parse
from tiebeam.engine.records.propose import (
    DATE_FORMATS,
    ColumnFacts,
    Proposal,
    numbered_ladder,
    propose,
    worded_ladder,
)

IDS = ColumnFacts(name="id", rows=9, filled=9, distinct=9, values=tuple("123456789"))


def facts(name: str, *values: str, filled: int | None = None) -> ColumnFacts:
    distinct = tuple(dict.fromkeys(values))
    filled = len(values) if filled is None else filled
    return ColumnFacts(name=name, rows=9, filled=filled, distinct=len(distinct), values=distinct)


def proposed(*columns: ColumnFacts) -> tuple[Proposal, dict[str, Any]]:
    found = propose((IDS, facts("hire_date", "2015-01-01"), *columns))
    parse(found.mapping)
    return found, found.mapping["workforce"]


def first_that_fits(text: str, ways: list[str]) -> date | None:
    for way in ways:
        try:
            return datetime.strptime(text, way).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


clear = st.dates(date(1990, 1, 13), date(2024, 12, 31)).filter(lambda day: day.day > 12)


@settings(max_examples=50)
@given(st.lists(clear, min_size=1, max_size=12), st.sampled_from(DATE_FORMATS))
def test_days_that_can_be_read_in_one_way_only_are_read_so(days, way):
    written = [day.strftime(way) for day in days]

    found = propose((IDS, facts("hire_date", *written))).mapping["workforce"]

    assert [first_that_fits(each, found.get("dates", ["%Y-%m-%d"])) for each in written] == days


@settings(max_examples=40)
@given(
    st.lists(st.dates(date(1990, 1, 1), date(2024, 12, 31)), min_size=1, max_size=12), clear,
    st.sampled_from(["%d/%m/%Y", "%d/%m/%y"]), st.booleans(),
)  # fmt: skip
def test_a_column_that_is_day_and_month_for_sure_speaks_for_the_others(days, sure, way, swapped):
    early = [day.replace(day=min(day.day, 12)).strftime(way) for day in days]
    both = [*early, *[sure.strftime(way)] * max(1, len(early))]
    hired, left = (both, early) if swapped else (early, both)

    found = propose((IDS, facts("hire_date", *hired), facts("leave_date", *left)))

    assert found.mapping["workforce"]["dates"] == [way]
    assert not any("could be month/day" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    ("wrong", "dates"), [(1, ["%d.%m.%Y"]), (2, None)], ids=["one in ten", "one in five"]
)
def test_one_date_in_ten_may_be_broken(wrong, dates):
    values = [f"{day}.04.2015" for day in range(13, 23 - wrong)] + ["soon", "never"][:wrong]
    columns = (IDS, facts("hire_date", *values), facts("year", "2015"))

    found = propose(columns).mapping["workforce"]

    assert found.get("dates") == dates
    assert ("hired" in found["fields"]) == (dates is not None)


@pytest.mark.parametrize(
    ("values", "taken", "decimal"),
    [
        (["31000", "1,234.50", "€ 5", "1'000"], True, None),
        (["1.234,50", "2.345,60"], True, ","),
        (["31,5", "1", "2", "3", "4"], True, None),  # one in five is no habit
        (["31,5", "1", "2", "3"], True, ","),
        (["1", "2", "3", "4", "high"], False, None),
        (["1", "2", "3", "4", "5", "high"], True, None),
    ],
)
def test_what_is_called_pay_is_taken_for_it_where_it_holds_numbers(values, taken, decimal):
    found, workforce = proposed(facts("salary", *values))

    assert ("pay" in workforce["fields"]) == taken
    assert workforce.get("decimal") == decimal
    assert any("Say the currency" in remark for remark in found.remarks) == taken


def test_a_currency_that_has_a_column_is_not_asked_for():
    found, _ = proposed(facts("salary", "1", "2"), facts("currency", "EUR"))

    assert not any("Say the currency" in remark for remark in found.remarks)


def test_of_two_columns_for_one_thing_the_fuller_is_taken_then_the_first():
    one, other = facts("job title", "Clerk", filled=3), facts("position", "Lead", filled=4)

    assert proposed(one, other)[1]["fields"]["job"] == "position"
    assert proposed(one, facts("position", "Lead", filled=3))[1]["fields"]["job"] == "job title"


@pytest.mark.parametrize(
    ("values", "separator"),
    [(["A / B", "A / C"], "/"), (["A > B", "C"], None), (["A|B", "A|C", "D"], "|"),
     (["A\\B"], "\\"), (["A/B"], "/"), (["R&D", "Ops"], None)],
)  # fmt: skip
def test_what_stands_between_the_parts_of_most_units_is_seen(values, separator):
    unit = proposed(facts("department", *values))[1]["fields"]["unit"]

    assert unit == ({"column": "department", "separator": separator} if separator else "department")


@pytest.mark.parametrize(
    ("values", "several"),
    [(["A", "B", "A;B"], ";"), (["A", "B", "A | B"], "|"), (["A", "A;B"], None),
     (["A", "B", "C;D"], None), (["A, B", "A", "B"], None)],
)  # fmt: skip
def test_several_answers_are_seen_where_each_is_an_answer_by_itself(values, several):
    attribute = proposed(facts("ethnicity", *values))[1]["attributes"]["ethnicity"]

    assert attribute.get("several") == several


@given(st.sampled_from(EXIT_REASONS), st.sampled_from([str.upper, str.title, str.lower]))
def test_a_reason_that_is_called_as_ours_is_not_renamed(reason, written):
    values = proposed(facts("exit reason", written(reason)))[1]["fields"]["exit_reason"]["values"]

    assert values == {}


def test_who_chose_not_to_say_is_told_from_who_was_not_asked():
    values = ("Prefer not to say", "DECLINED TO ANSWER", "not disclosed", "Unknown", "n/a", "Irish")

    attribute = proposed(facts("ethnicity", *values))[1]["attributes"]["ethnicity"]

    assert attribute["not_stated"] == list(values[:3])


grades = st.lists(st.text(st.sampled_from("G12 BandLeadSenior.0(/)"), min_size=1, max_size=9),
                  min_size=1, max_size=8, unique=True)  # fmt: skip


@given(grades)
def test_no_ladder_holds_a_grade_on_two_steps_or_one_that_nobody_has(held):
    for ladder in (numbered_ladder(held), worded_ladder(held)):
        steps = [step for step in ladder if step]
        assert steps == ladder
        patterns = [pattern for step in ladder for pattern in step]
        assert len(set(patterns)) == len(patterns)
        for pattern in patterns:
            stem = pattern.removesuffix("*")
            assert any(grade.startswith(stem) for grade in held)
