"""Days: arithmetic on columns of them, windows, the stretches that snapshots speak for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.records.dates import beginning_of, days_after, months_after
from tiebeam.engine.records.problems import EFFECTS, KINDS, Problem
from tiebeam.engine.records.spells import Period, first_day, missing_periods, periods
from tiebeam.engine.records.window import BackwardsWindow, Window

days = st.dates(date(1950, 1, 1), date(2100, 1, 1))


def worked_out(expression) -> date:
    found = expression.to_pyarrow().as_py()
    assert type(found) is date, "a day stays a day, and does not become a moment"
    return found


def column(day: date):
    return ibis.memtable({"day": [day]}).day.first()


@pytest.mark.parametrize("by", [0, 1, -1, 366])
def test_days_are_added_and_taken_away(by):
    day = date(2020, 2, 28)

    assert worked_out(days_after(column(day), by)) == day + timedelta(days=by)


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2019, 1, 31), 1, date(2019, 2, 28)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2019, 12, 1), 1, date(2020, 1, 1)),
    ],
)
def test_months_are_added(day, months, found):
    assert worked_out(months_after(column(day), months)) == found


@pytest.mark.parametrize(("every", "found"), [("year", (2020, 1, 1)), ("month", (2020, 2, 1))])
def test_a_period_begins_on_its_first_day(every, found):
    assert worked_out(beginning_of(column(date(2020, 2, 29)), every)) == date(*found)
    assert first_day(date(2020, 2, 29), every) == date(*found)


def test_a_state_on_a_day_begins_on_that_day():
    assert first_day(date(2020, 2, 29), "") == date(2020, 2, 29)


# --- windows --------------------------------------------------------------------------------------


@given(days, st.integers(0, 4000))
def test_a_window_ends_on_its_last_day(first, length):
    window = Window(first, first + timedelta(days=length))

    assert window.after - window.first == timedelta(days=length + 1)


@given(days, st.integers(1, 400))
def test_a_window_can_not_end_before_it_begins(first, back):
    with pytest.raises(BackwardsWindow):
        Window(first, first - timedelta(days=back))


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        ("2015-01-01", "2015-12-31", True), ("2015-07-01", "2016-06-30", True),
        ("2016-02-29", "2017-02-28", True), ("2015-01-01", "2015-12-30", False),
        ("2015-01-01", "2016-12-31", False), ("2016-02-29", "2017-02-27", False),
        ("2015-03-01", "2016-02-29", True), ("2015-01-01", "2015-01-01", False),
    ],
)  # fmt: skip
def test_a_year_ends_on_the_day_before_it_began(first, last, whole):
    window = Window(date.fromisoformat(first), date.fromisoformat(last))

    assert window.is_one_year is whole


# --- stretches ------------------------------------------------------------------------------------


@given(st.sets(st.integers(1990, 2030), min_size=1), st.sampled_from(["year", "month", ""]))
def test_stretches_follow_one_another_without_a_gap(years, every):
    known = periods([date(year, 1, 1) for year in years], every=every)

    assert [period.begins.year for period in known] == sorted(years)
    assert all(one.ends == after.begins for one, after in pairwise(known))


def test_the_last_stretch_is_as_long_as_its_period():
    day = date(2023, 12, 1)

    assert periods([day], every="month") == (Period(begins=day, ends=date(2024, 1, 1)),)
    assert periods([day], every="") == (Period(begins=day, ends=date(2023, 12, 2)),)
    assert periods([date(2023, 1, 1)], every="year")[0].ends == date(2024, 1, 1)


def test_years_without_a_snapshot_are_counted():
    known = periods([date(year, 1, 1) for year in (2014, 2016, 2017, 2020)], every="year")

    assert missing_periods(known, every="year") == 2
    assert missing_periods(known, every="") == 0


# --- problems -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", KINDS)
def test_every_problem_has_words_and_a_remedy(code):
    problem = Problem(
        table="workforce", code=code, column="pay", effect="noted", count=1, rows=(2,)
    )

    assert problem.what == KINDS[code].what
    assert problem.remedy.endswith(".")
    assert problem.effect in EFFECTS


def test_a_moment_is_no_day():
    assert not isinstance(date(2020, 1, 1), datetime)
