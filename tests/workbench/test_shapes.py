"""One made-up history, written in each shape that HR systems export: the answers are the same."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest
from workbench.reading import (
    EVENTS,
    PEOPLE,
    SNAPSHOTS,
    SPELLS,
    mapping_with,
    messages,
    opened,
    spells,
    table,
    tally,
)

from tiebeam.workbench.bench import open_data

# Ada is there throughout and rises in 2017. Ben joins in 2016 and leaves in 2017. Cleo is there
# from before the first day and leaves at the end of 2016. Dan joins in 2018.
AS_PEOPLE = """
    id   hired       left        grade  pay  site  manager  gender
    ada  2014-03-01  -           Lead   -    -     -        -
    ben  2016-05-01  2017-09-30  Clerk  -    -     -        -
    cleo 2014-06-01  2016-12-31  Clerk  -    -     -        -
    dan  2018-02-01  -           Clerk  -    -     -        -
"""

AS_SPELLS = """
    id   from        to          grade  manager
    ada  2014-03-01  2016-12-31  Clerk  -
    ada  2017-01-01  -           Lead   -
    ben  2016-05-01  2017-09-30  Clerk  -
    cleo 2014-06-01  2016-12-31  Clerk  -
    dan  2018-02-01  -           Clerk  -
"""

AS_EVENTS = """
    id   on          event     grade
    dan  2018-02-01  hired     Clerk
    cleo 2016-12-31  left      -
    ada  2014-03-01  hired     Clerk
    ben  2017-09-30  left      -
    ada  2017-01-01  promoted  Lead
    ben  2016-05-01  hired     Clerk
    cleo 2014-06-01  hired     Clerk
"""

AS_YEARS = """
    id   year  grade  pay  manager  hired       left
    ada  2015  Clerk  -    -        2014-03-01  -
    ada  2016  Clerk  -    -        2014-03-01  -
    ada  2017  Lead   -    -        2014-03-01  -
    ada  2018  Lead   -    -        2014-03-01  -
    ben  2016  Clerk  -    -        2016-05-01  2017-09-30
    ben  2017  Clerk  -    -        2016-05-01  2017-09-30
    cleo 2015  Clerk  -    -        2014-06-01  2016-12-31
    cleo 2016  Clerk  -    -        2014-06-01  2016-12-31
    dan  2018  Clerk  -    -        2018-02-01  -
"""

YEARS = SNAPSHOTS.replace(
    '    pay = "pay"\n', '    pay = "pay"\n    hired = "hired"\n    left = "left"\n'
)
DATED = """
    schema = "tiebeam.mapping/1"

    [workforce]
    shape = "snapshots"
    files = [{ file = "2015.csv", at = 2015-12-31 }, { file = "2017.csv", at = 2017-12-31 }]

    [workforce.fields]
    person = "id"
    grade = { column = "grade", ladder = [["Clerk"], ["Lead"]] }
"""


def as_months() -> str:
    """Each person once a month, by the last day of the month, as payrolls do."""
    lines = ["id,year,grade,pay,manager,hired,left"]
    ends = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
    for year in range(2015, 2019):
        for month, last in ends.items():
            day = f"{year}-{month:02}-{29 if (year, month) == (2016, 2) else last}"
            lines.append(f"ada,{day},{'Clerk' if year < 2017 else 'Lead'},,,2014-03-01,")
            if "2016-05" <= day[:7] <= "2017-09":
                lines.append(f"ben,{day},Clerk,,,2016-05-01,2017-09-30")
            if year < 2017:
                lines.append(f"cleo,{day},Clerk,,,2014-06-01,2016-12-31")
            if day >= "2018-02":
                lines.append(f"dan,{day},Clerk,,,2018-02-01,")
    return "\n".join(lines) + "\n"


SHAPES = {
    "people": (table(AS_PEOPLE), PEOPLE),
    "spells": (table(AS_SPELLS), SPELLS),
    "events": (table(AS_EVENTS), EVENTS),
    "years": (table(AS_YEARS), YEARS),
    "months": (as_months(), YEARS.replace('"year"\n\n', '"month"\n\n')),
}


@pytest.fixture(scope="module", params=SHAPES)
def shaped(request, tmp_path_factory):
    """The shape, and the spells of everybody that it shows."""
    content, mapping = SHAPES[request.param]
    with opened(tmp_path_factory.mktemp(request.param), content, mapping=mapping) as bench:
        yield (
            request.param,
            spells(bench, "person", "begins", "ends", "joined_on", "left_on", "level", "ended"),
            bench,
        )


def test_the_same_people_join_on_the_same_days(shaped):
    _, found, _ = shaped
    joined = {who: day for who, _, _, day, *_ in found if day and day.year > 2015}

    assert joined == {"ben": date(2016, 5, 1), "dan": date(2018, 2, 1)}


def test_the_same_people_leave_on_the_same_days(shaped):
    _, found, _ = shaped

    assert {who: day for who, _, _, _, day, *_ in found if day} == {
        "ben": date(2017, 9, 30), "cleo": date(2016, 12, 31),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "there"),
    [
        (date(2015, 7, 1), {"ada", "cleo"}),
        (date(2016, 7, 1), {"ada", "ben", "cleo"}),
        (date(2017, 7, 1), {"ada", "ben"}),
    ],
)
def test_the_same_people_are_there_on_a_day(shaped, day, there):
    _, found, _ = shaped

    assert {who for who, begins, ends, *_ in found if begins <= day < ends} == there


def test_the_same_levels_are_held_where_the_shape_can_know(shaped):
    shape, found, _ = shaped
    ada = {begins.year: level for who, begins, *_, level, _ in found if who == "ada"}

    if shape == "people":
        assert ada == {2014: 2}  # only the last grade is known
    else:
        assert ada[max(ada)] == 2
        assert {level for year, level in ada.items() if year < 2017} == {1}


def test_the_people_add_up_in_every_shape(shaped):
    _, _, bench = shaped

    assert [b for b in bench.dataset.balances if b.difference or b.vanished or b.appeared] == []
    assert bench.dataset.notes == ()


def test_two_dated_files_show_who_came_and_who_went(tmp_path):
    (tmp_path / "2015.csv").write_text("id,grade\nada,Clerk\ncleo,Clerk\n")
    (tmp_path / "2017.csv").write_text("id,grade\nada,Lead\nben,Clerk\n")
    (tmp_path / "both.map.toml").write_text(dedent(DATED))

    with open_data(tmp_path) as bench:
        assert spells(bench, "person", "begins", "ends", "level", "began", "ended", "left_on") == [
            ("ada", date(2015, 12, 31), date(2017, 12, 31), 1, "first seen", "continued", None),
            ("ada", date(2017, 12, 31), date(2018, 1, 1), 2, "continued", "still here", None),
            ("ben", date(2017, 12, 31), date(2018, 1, 1), 1, "joined", "still here", None),
            ("cleo", date(2015, 12, 31), date(2017, 12, 31), 1, "first seen", "left",
             date(2017, 12, 30)),
        ]  # fmt: skip
        assert tally(bench) == (4, 4, 0, 0)


def test_a_state_on_a_day_does_not_reach_beyond_the_recorded_dates(tmp_path):
    mapping = DATED.replace(
        'person = "id"', 'person = "id"\n    hired = "hired"\n    left = "left"'
    )
    (tmp_path / "2015.csv").write_text("id,hired,left,grade\ncleo,2014-06-01,2016-12-31,Clerk\n")
    (tmp_path / "2017.csv").write_text("id,hired,left,grade\nben,2016-05-01,,Clerk\n")
    (tmp_path / "both.map.toml").write_text(dedent(mapping))

    with open_data(tmp_path) as bench:
        assert spells(bench, "person", "begins", "ends", "joined_on", "left_on") == [
            ("ben", date(2016, 5, 1), date(2018, 1, 1), date(2016, 5, 1), None),
            ("cleo", date(2015, 12, 31), date(2017, 1, 1), None, date(2016, 12, 31)),
        ]


# --- snapshots ------------------------------------------------------------------------------------


def snapshots(tmp_path, text: str, mapping: str = SNAPSHOTS):
    return opened(tmp_path, table(text), mapping=mapping)


def test_somebody_missing_for_a_year_left_and_joined_again(tmp_path):
    with snapshots(
        tmp_path,
        """
        id  year  grade  pay  manager
        1   2014  Clerk  1    -
        1   2016  Clerk  1    -
        2   2014  Clerk  1    -
        2   2015  Clerk  1    -
        2   2016  Clerk  1    -
    """,
    ) as bench:
        assert spells(bench, "person", "begins", "began", "ended", "left_on")[:2] == [
            ("1", date(2014, 1, 1), "first seen", "left", date(2014, 12, 31)),
            ("1", date(2016, 1, 1), "joined", "still here", None),
        ]
        stints = [stint for who, stint in spells(bench, "person", "stint")]
    assert stints[0] < stints[1]
    assert len(set(stints[2:])) == 1


def test_a_recorded_date_is_needed_where_there_is_a_column_for_it(tmp_path):
    with snapshots(
        tmp_path,
        """
        id  year  grade  pay  manager  hired       left
        1   2014  Clerk  1    -        2014-05-01  -
        2   2014  Clerk  1    -        2010-05-01  -
        2   2015  Clerk  1    -        2010-05-01  -
        3   2015  Clerk  1    -        2010-05-01  -
        4   2015  Clerk  1    -        2014-12-01  -
        5   2014  Clerk  1    -        2010-01-01  2015-02-01
        6   2014  Clerk  1    -        2010-01-01  2016-02-01
    """,
        YEARS,
    ) as bench:
        assert spells(bench, "person", "began", "ended") == [
            ("1", "joined", "vanished"),  # hired in the first year; gone without an exit
            ("2", "first seen", "continued"),
            ("2", "continued", "still here"),
            ("3", "appeared", "still here"),  # hired long before the last snapshot
            ("4", "joined", "still here"),  # hired after the last snapshot was taken
            ("5", "first seen", "left"),  # left before the next
            ("6", "first seen", "vanished"),  # the exit lies after snapshots that lack them
        ]
        assert bench.dataset.notes[0].startswith(
            "2 people stop being shown without an exit (2 at Clerk)."
        )
        assert bench.dataset.notes[1].startswith("1 people are first shown without a hire")


def test_a_year_that_the_whole_export_lacks_makes_nobody_leave(tmp_path):
    with snapshots(
        tmp_path,
        """
        id  year  grade  pay  manager
        1   2014  Clerk  1    -
        1   2016  Lead   1    -
        1   2017  Lead   1    -
        2   2014  Clerk  1    -
    """,
    ) as bench:
        assert spells(bench, "person", "begins", "ends", "began", "ended") == [
            ("1", date(2014, 1, 1), date(2016, 1, 1), "first seen", "continued"),
            ("1", date(2016, 1, 1), date(2017, 1, 1), "continued", "continued"),
            ("1", date(2017, 1, 1), date(2018, 1, 1), "continued", "still here"),
            ("2", date(2014, 1, 1), date(2016, 1, 1), "first seen", "left"),
        ]
        assert messages(bench) == [
            "noted: year: years or months in between of which there is no row at all ()"
        ]


def test_the_day_of_a_snapshot_stands_for_its_whole_year(tmp_path):
    mapping = DATED.replace('"snapshots"', '"snapshots"\n    every = "year"')
    (tmp_path / "2015.csv").write_text("id,grade\nada,Clerk\n")
    (tmp_path / "2017.csv").write_text("id,grade\nada,Lead\n")
    (tmp_path / "both.map.toml").write_text(dedent(mapping))

    with open_data(tmp_path) as bench:
        assert spells(bench, "begins", "ends") == [
            (date(2015, 1, 1), date(2017, 1, 1)), (date(2017, 1, 1), date(2018, 1, 1)),
        ]  # fmt: skip
        assert messages(bench)[0].startswith("noted: : years or months in between")


@pytest.mark.parametrize("period", ["2015", "2015.0", "2015-01", "2015-06-30", " 2015 "])
def test_a_period_is_written_as_a_year_a_month_or_a_day(tmp_path, period):
    content = f"id,year,grade,pay,manager\n1,{period},Clerk,1,\n"

    with opened(tmp_path, content, mapping=SNAPSHOTS) as bench:
        assert spells(bench, "begins", "ends") == [(date(2015, 1, 1), date(2016, 1, 1))]


def test_one_snapshot_shows_who_is_there_and_no_change(tmp_path):
    with snapshots(
        tmp_path,
        """
        id  year  grade  pay  manager
        1   2015  Clerk  1    -
    """,
    ) as bench:
        assert spells(bench, "began", "ended") == [("first seen", "still here")]
        assert bench.dataset.balances == ()


# --- spells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("gap", "stays"), [(0, 2), (30, 2), (31, 1)])
def test_a_short_gap_is_one_stay_where_the_mapping_says_so(tmp_path, gap, stays):
    content = table("""
        id  from        to          grade  manager
        1   2015-01-01  2015-12-31  Clerk  -
        1   2016-02-01  -           Lead   -
    """)

    with opened(tmp_path, content, mapping=mapping_with(SPELLS, gap_days=gap)) as bench:
        found = spells(bench, "ends", "ended", "stint")
    assert len({stint for *_, stint in found}) == stays
    assert found[0][:2] == (
        (date(2016, 2, 1), "continued") if stays == 1 else (date(2016, 1, 1), "left")
    )


def test_somebody_who_comes_back_has_two_rows_of_one_person(tmp_path):
    content = table("""
        id  hired       left        grade  pay  site  manager  gender
        1   2010-01-01  2012-12-31  Clerk  -    -     -        -
        1   2015-01-01  -           Lead   -    -     -        -
    """)

    with opened(tmp_path, content) as bench:
        assert spells(bench, "began", "ended", "stint") == [
            ("joined", "left", 1), ("joined", "still here", 2),
        ]  # fmt: skip


# --- events ---------------------------------------------------------------------------------------


def events(tmp_path, text: str, *columns: str) -> list[tuple]:
    with opened(tmp_path, table(text), mapping=EVENTS) as bench:
        return spells(bench, *columns)


def test_events_in_any_order_give_the_same_history(tmp_path):
    lines = table(AS_EVENTS).splitlines(keepends=True)
    forwards = "".join([lines[0], *sorted(lines[1:])])
    backwards = "".join([lines[0], *sorted(lines[1:], reverse=True)])
    columns = ("person", "begins", "ends", "grade", "began", "ended", "left_on", "stint")

    with opened(tmp_path, forwards, mapping=EVENTS) as bench:
        first = spells(bench, *columns)
    with opened(tmp_path, backwards, mapping=EVENTS) as bench:
        assert spells(bench, *columns) == first


def test_what_an_event_does_not_mention_stays(tmp_path):
    assert events(tmp_path, """
        id  on          event        grade
        1   2015-01-01  hired        Clerk
        1   2016-01-01  moved        -
        1   2017-01-01  promoted     Lead
        1   2018-01-01  pay_changed  -
    """, "grade", "began") == [
        ("Clerk", "joined"), ("Clerk", "continued"), ("Lead", "continued"), ("Lead", "continued"),
    ]  # fmt: skip


def test_events_of_one_day_are_one_change(tmp_path):
    assert events(
        tmp_path,
        """
        id  on          event     grade
        1   2016-01-01  promoted  Lead
        1   2015-01-01  moved     -
        1   2015-01-01  hired     Clerk
        1   2016-01-01  moved     -
    """,
        "begins",
        "grade",
    ) == [(date(2015, 1, 1), "Clerk"), (date(2016, 1, 1), "Lead")]


def test_somebody_who_left_and_was_hired_again_has_two_stays(tmp_path):
    assert events(tmp_path, """
        id  on          event  grade
        1   2015-01-01  hired  Clerk
        1   2016-01-31  left   -
        1   2018-01-01  hired  Lead
        2   2019-01-01  hired  Clerk
    """, "person", "begins", "ends", "began", "ended", "left_on", "stint")[:2] == [
        ("1", date(2015, 1, 1), date(2016, 2, 1), "joined", "left", date(2016, 1, 31), 1),
        ("1", date(2018, 1, 1), date(2019, 1, 2), "joined", "still here", None, 2),
    ]  # fmt: skip


def test_somebody_who_left_and_was_hired_on_one_day_is_counted_once_on_it(tmp_path):
    assert events(tmp_path, """
        id  on          event  grade
        1   2015-01-01  hired  Clerk
        1   2016-01-31  left   -
        1   2016-01-31  hired  Lead
        1   2017-01-31  left   -
    """, "begins", "ends", "began", "ended", "left_on", "stint") == [
        (date(2015, 1, 1), date(2016, 1, 31), "joined", "left", date(2016, 1, 31), 1),
        (date(2016, 1, 31), date(2017, 2, 1), "joined", "left", date(2017, 1, 31), 2),
    ]  # fmt: skip


def test_somebody_who_was_hired_and_left_on_one_day_did_not_stay(tmp_path):
    assert events(tmp_path, """
        id  on          event  grade
        1   2015-01-01  hired  Clerk
        1   2015-01-01  left   -
        2   2014-01-01  hired  Clerk
        2   2016-01-01  moved  Clerk
    """, "person", "begins", "ends", "ended", "left_on")[:1] == [
        ("1", date(2015, 1, 1), date(2015, 1, 2), "left", date(2015, 1, 1)),
    ]  # fmt: skip


def test_an_event_before_the_hire_shows_somebody_without_one(tmp_path):
    with opened(tmp_path, table("""
        id  on          event     grade
        9   2014-01-01  hired     Clerk
        1   2015-01-01  promoted  Clerk
        1   2016-01-01  hired     Clerk
        2   2014-01-01  moved     Clerk
    """), mapping=EVENTS) as bench:  # fmt: skip
        assert spells(bench, "person", "begins", "began", "ended")[:3] == [
            ("1", date(2015, 1, 1), "appeared", "vanished"),
            ("1", date(2016, 1, 1), "joined", "still here"),
            ("2", date(2014, 1, 1), "first seen", "still here"),
        ]
        assert all(b.difference == b.appeared - b.vanished for b in bench.dataset.balances)


def test_an_event_after_the_leave_shows_somebody_without_a_hire(tmp_path):
    assert events(tmp_path, """
        id  on          event  grade
        1   2015-01-01  hired  Clerk
        1   2016-01-01  left   -
        1   2017-01-01  moved  -
    """, "begins", "began", "ended", "stint") == [
        (date(2015, 1, 1), "joined", "left", 1), (date(2017, 1, 1), "appeared", "still here", 2),
    ]  # fmt: skip


def test_a_rating_changes_nothing_about_what_somebody_held(tmp_path):
    assert events(tmp_path, """
        id  on          event  grade
        1   2015-01-01  hired  Clerk
        1   2016-01-01  rated  -
        1   2016-06-01  -      -
        1   2017-01-01  left   -
    """, "begins", "ends") == [
        (date(2015, 1, 1), date(2016, 6, 1)), (date(2016, 6, 1), date(2017, 1, 2)),
    ]  # fmt: skip


def test_the_reason_of_leaving_stands_with_the_stay_that_it_ends(tmp_path):
    mapping = EVENTS + '    exit_reason = "why"\n'
    content = table("""
        id  on          event  grade  why
        1   2015-01-01  hired  Clerk  -
        1   2016-01-31  left   -      retirement
        1   2018-01-01  hired  Lead   -
        1   2018-01-31  left   -      death
        2   2018-01-01  hired  Clerk  -
        2   2018-01-01  left   -      voluntary
    """)

    with opened(tmp_path, content, mapping=mapping) as bench:
        assert spells(bench, "exit_reason") == [("retirement",), ("death",), ("voluntary",)]
