"""Whether the people add up: opening + joined + moved in - moved out - left = closing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized
from workbench.reading import EVENTS, SNAPSHOTS, SPELLS, as_csv, opened, table

from tiebeam.engine.records.reconcile import Balance, balance_days
from tiebeam.workbench.reconciling import sentences, unexplained

FIRST = date(2014, 7, 1)
persons = st.sampled_from([str(n) for n in range(6)])
grades = st.sampled_from(["Clerk", "Lead", "Off", ""])
units = st.sampled_from(["A", "B", ""])


def _day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


@st.composite
def spell_lists(draw):
    """Any histories in the shape of spells, overlaps and gaps included."""
    rows = []
    for person in draw(st.sets(persons, min_size=1)):
        for _ in range(draw(st.integers(1, 4))):
            begins = draw(st.integers(0, 900))
            ends = draw(st.none() | st.integers(begins, 1000))
            rows.append([person, _day(begins), "" if ends is None else _day(ends),
                         draw(grades), draw(units), ""])  # fmt: skip
    return as_csv([["id", "from", "to", "grade", "unit", "manager"], *rows])


@st.composite
def snapshot_lists(draw):
    rows = draw(
        st.lists(
            st.tuples(persons, st.integers(2014, 2018).map(str), grades, units,
                      st.sampled_from(["", "2010-01-01", "2015-03-01", "2017-01-01"]),
                      st.sampled_from(["", "2015-12-31", "2016-02-29"])),
            min_size=1, max_size=14,
        )
    )  # fmt: skip
    header = ["id", "year", "grade", "unit", "hired", "left", "pay", "manager"]
    return as_csv([header, *([*row, "", ""] for row in rows)])


@st.composite
def event_lists(draw):
    rows = draw(
        st.lists(
            st.tuples(persons, st.integers(0, 40).map(lambda n: _day(25 * n)),
                      st.sampled_from(["hired", "left", "moved", "promoted", "rated"]),
                      grades, units),
            min_size=1, max_size=14,
        )
    )  # fmt: skip
    return as_csv([["id", "on", "event", "grade", "unit"], *rows])


HISTORIES = {
    "spells": (spell_lists(), SPELLS.replace("    manager", '    unit = "unit"\n    manager')),
    "snapshots": (
        snapshot_lists(),
        SNAPSHOTS.replace("    manager", '    unit = "unit"\n    manager'),
    ),
    "dated snapshots": (
        snapshot_lists(),
        SNAPSHOTS.replace("    manager", '    unit = "unit"\n    hired = "hired"\n'
                          '    left = "left"\n    manager').replace('every = "year"', ""),
    ),
    "events": (event_lists(), EVENTS + '    unit = "unit"\n'),
}  # fmt: skip


@settings(max_examples=sized(8, 15))
@given(st.sampled_from(list(HISTORIES)).flatmap(
    lambda shape: st.tuples(st.just(HISTORIES[shape][1]), HISTORIES[shape][0])
))  # fmt: skip
def test_whatever_the_history_only_those_who_appeared_or_vanished_are_left_over(
    tmp_path_factory, shaped
):
    mapping, content = shaped
    with opened(tmp_path_factory.mktemp("any"), content, mapping=mapping) as bench:
        balances = bench.dataset.balances
        notes = bench.dataset.notes

    for each in balances:
        assert each.difference == each.appeared - each.vanished
        assert min(each.opening, each.closing, each.joined, each.left) >= 0
    for one, after in pairwise(balances):
        assert one.ends <= after.ends
    moved_in = sum(each.moved_in for each in balances)
    assert moved_in == sum(each.moved_out for each in balances)
    assert bool(notes) == any(each.appeared or each.vanished for each in balances)


@settings(max_examples=sized(4, 6))
@given(spell_lists())
def test_nobody_is_counted_twice_on_a_day(tmp_path_factory, content):
    mapping = HISTORIES["spells"][1]
    with opened(tmp_path_factory.mktemp("any"), content, mapping=mapping) as bench:
        rows = bench.dataset.spells.to_pyarrow().to_pylist()

    assert all(row["begins"] < row["ends"] for row in rows)
    for row in rows:
        there = [r for r in rows if r["person"] == row["person"]
                 and r["begins"] <= row["begins"] < r["ends"]]  # fmt: skip
        assert there == [row]


PANEL = """
    id  year  grade  pay  manager  hired       left
    1   2014  Clerk  1    -        2010-01-01  -
    1   2015  Lead   1    -        2010-01-01  -
    1   2016  Lead   1    -        2010-01-01  -
    2   2014  Lead   1    -        2010-01-01  -
    3   2014  Lead   1    -        2010-01-01  2015-06-30
    3   2015  Lead   1    -        2010-01-01  2015-06-30
    4   2015  Clerk  1    -        2015-02-01  -
    4   2016  Clerk  1    -        2015-02-01  -
    5   2016  Clerk  1    -        2001-01-01  -
"""
DATED = SNAPSHOTS.replace("    manager", '    hired = "hired"\n    left = "left"\n    manager')


def test_a_balance_is_kept_for_each_grade_and_year(tmp_path):
    with opened(tmp_path, table(PANEL), mapping=DATED) as bench:
        found = {(b.ends.year, *b.place): b for b in bench.dataset.balances}

    assert found[2015, "Clerk"] == Balance(
        begins=date(2014, 1, 1), ends=date(2015, 1, 1), place=("Clerk",),
        opening=1, joined=1, moved_out=1, closing=1,
    )  # fmt: skip
    assert found[2015, "Lead"] == Balance(
        begins=date(2014, 1, 1), ends=date(2015, 1, 1), place=("Lead",),
        opening=2, moved_in=1, vanished=1, closing=2,
    )  # fmt: skip
    assert found[2016, "Lead"] == Balance(
        begins=date(2015, 1, 1), ends=date(2016, 1, 1), place=("Lead",),
        opening=2, left=1, closing=1,
    )  # fmt: skip
    assert found[2016, "Clerk"] == Balance(
        begins=date(2015, 1, 1), ends=date(2016, 1, 1), place=("Clerk",),
        opening=1, appeared=1, closing=2,
    )  # fmt: skip


def test_what_does_not_add_up_is_said_with_counts_before_any_figure(tmp_path):
    with opened(tmp_path, table(PANEL), mapping=DATED) as bench:
        assert bench.dataset.notes == (
            "1 people stop being shown without an exit (1 at Lead). They may have left, or moved "
            "to a rank or unit that this export leaves out. They are not counted as leavers.",
            "1 people are first shown without a hire (1 at Clerk). They are not counted as hires.",
        )
        figure = bench.measure("exit_rate", window=("2015-01-01", "2015-12-31"))
    assert figure.notes[:2] == bench.dataset.notes


def test_a_grade_that_only_hr_may_know_is_not_named(tmp_path):
    mapping = DATED.replace('column = "grade",', 'column = "grade", class = "hr",')

    with opened(tmp_path, table(PANEL), mapping=mapping) as bench:
        assert {b.place for b in bench.dataset.balances} == {()}
        assert bench.dataset.notes[0].startswith(
            "1 people stop being shown without an exit (1 at the organisation)."
        )


def test_the_largest_places_are_named_and_the_others_counted():
    day = date(2015, 1, 1)
    found = tuple(
        Balance(begins=day, ends=date(2016, 1, 1), place=("A", f"G{n}"), vanished=n)
        for n in range(1, 6)
    )
    more = replace(found[0], place=(None, None), vanished=0, appeared=2)

    assert unexplained((*found, more))[0] == Counter({("A", f"G{n}"): n for n in range(1, 6)})
    vanished, appeared = sentences((*found, more))
    assert "15 people" in vanished
    assert "(5 at A, G5; 4 at A, G4; 3 at A, G3; 2 more places)" in vanished
    assert "(2 at unknown, unknown)" in appeared
    assert sentences(()) == ()


def test_people_are_counted_on_the_first_day_each_new_year_and_the_last():
    assert balance_days(date(2014, 7, 1), date(2016, 3, 31)) == (
        date(2014, 7, 1), date(2015, 1, 1), date(2016, 1, 1), date(2016, 3, 31),
    )  # fmt: skip
    assert balance_days(date(2015, 1, 1), date(2015, 1, 1)) == (date(2015, 1, 1),)
