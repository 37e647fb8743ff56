"""The parts that Harbourline is made of: chance, calendar, units, columns, words."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.examples.harbourline import applications, careers, dates, files, people, work
from tiebeam.examples.harbourline.draws import Draws, dealt
from tiebeam.examples.harbourline.organisation import (
    COASTS,
    PORTS,
    Organisation,
    number_of_ports,
    units,
)

sizes = st.integers(min_value=30, max_value=2_000_000)

# The commonest first names in English, Spanish, French, German, Arabic, Hindi and Chinese texts
# about work: none of them may stand in a made-up place or title.
FIRST_NAMES = """
    James Mary John Patricia Robert Jennifer Michael Linda David Elizabeth William Barbara
    Richard Susan Joseph Jessica Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy
    Matthew Sandra Mark Ashley Paul Emily Steven Kimberly Andrew Margaret Kenneth Michelle
    George Carol Maria Jose Carmen Juan Ana Luis Laura Pierre Marie Jean Claire Hans Anna Peter
    Julia Mohammed Fatima Ahmed Aisha Ali Omar Priya Raj Anita Wei Li Ming Olga Ivan Elena Sofia
    Emma Olivia Noah Liam
"""


def draws(seed=7):
    return Draws(np.random.SeedSequence(seed))


def from_epoch(day):
    return date(1970, 1, 1) + timedelta(days=int(day))


@given(
    total=st.integers(min_value=0, max_value=100_000),
    weights=st.lists(st.floats(min_value=0.01, max_value=100), min_size=1, max_size=30),
)
def test_what_is_dealt_adds_up_and_is_never_a_whole_person_off(total, weights):
    parts = dealt(total, weights)

    exact = np.array(weights) * total / sum(weights)
    assert parts.sum() == total
    assert (np.abs(parts - exact) < 1.0001).all()


def test_largest_remainders_get_the_rest():
    # 10 by 1:1:1 is 3.33 each, and the first of equals gets the one left over.
    assert dealt(10, [1, 1, 1]).tolist() == [4, 3, 3]
    # 7 by 5:3:2 is 3.5, 2.1 and 1.4: the half is the largest remainder.
    assert dealt(7, [5, 3, 2]).tolist() == [4, 2, 1]


def test_shares_are_below_one():
    found = draws().shares(10_000)

    assert 0 <= found.min() < found.max() < 1


def test_whole_numbers_include_both_ends():
    assert set(draws().whole(3, 6, 1_000).tolist()) == {3, 4, 5, 6}


def test_the_bell_is_centred_and_has_a_spread_of_one():
    found = draws().bell(100_000)

    assert abs(found.mean()) < 0.02
    assert abs(found.std() - 1) < 0.02
    assert np.abs(found).max() < 3.5


def test_something_certain_happens_and_something_impossible_does_not():
    happened = draws().happens(np.array([0.0, 1.0] * 500))

    assert happened.tolist() == [False, True] * 500


def test_things_are_picked_by_weight():
    found = np.bincount(draws().pick((1, 2, 0, 1), 40_000), minlength=4) / 40_000

    assert found[2] == 0
    assert np.abs(found - (0.25, 0.5, 0, 0.25)).max() < 0.02


def test_each_person_is_picked_for_by_their_own_row():
    rows = np.array([0, 1, 2] * 1_000)

    found = draws().pick_by([(1, 0, 0), (0, 0, 5), (0, 2, 0)], rows)

    assert (found == np.array([0, 2, 1] * 1_000)).all()


def test_nobody_to_pick_for_is_no_error():
    assert draws().pick_by([(1, 1)], np.zeros(0, dtype=np.int64)).tolist() == []


@given(st.integers(min_value=0, max_value=2**70))
@settings(max_examples=20)
def test_the_same_seed_draws_the_same(seed):
    assert draws(seed).shares(5).tolist() == draws(seed).shares(5).tolist()


@pytest.mark.parametrize("year", [1950, 1986, 2000, 2024, 2025])
def test_a_year_has_twenty_four_days_to_start_on_all_of_them_working_days(year):
    days = [from_epoch(day) for day in dates.start_days(year)]

    assert len(set(days)) == 24
    assert {day.year for day in days} == {year}
    assert all(day.weekday() < 5 for day in days)
    assert days == sorted(days)


def test_months_end_on_their_last_day_also_in_leap_years():
    assert [from_epoch(day).day for day in dates.month_ends(2024)[:3]] == [31, 29, 31]
    assert from_epoch(dates.month_ends(2025)[1]) == date(2025, 2, 28)
    assert from_epoch(dates.month_ends(2025)[11]) == date(2025, 12, 31)


@given(st.lists(st.integers(min_value=-10_000, max_value=30_000), min_size=1))
def test_the_nearest_working_day_is_one_and_is_near(days):
    found = dates.to_working_day(np.array(days))

    assert all(from_epoch(day).weekday() < 5 for day in found)
    assert (np.abs(found - days) <= 1).all()


def test_working_days_keep_their_order():
    days = np.arange(0, 100)

    assert (np.diff(dates.to_working_day(days)) >= 0).all()


def test_a_saturday_can_also_wait_for_monday():
    saturday = np.array([dates.day(2025, 3, 1)])

    assert from_epoch(dates.to_working_day(saturday)[0]) == date(2025, 2, 28)
    assert from_epoch(dates.to_working_day(saturday, later=True)[0]) == date(2025, 3, 3)


@given(sizes)
@settings(max_examples=40, deadline=None)
def test_the_units_have_room_for_exactly_everybody(size):
    tree = Organisation(size)

    assert tree.people.sum() == size
    assert tree.seats.sum() == size
    assert (tree.seats >= 0).all()
    assert (tree.seats.sum(axis=1) == tree.people).all()


@given(sizes)
@settings(max_examples=40, deadline=None)
def test_every_unit_comes_after_the_one_above_it_and_is_led_by_a_lower_grade(size):
    tree = units(size)

    for number, unit in enumerate(tree[1:], start=1):
        above = tree[unit.above]
        assert 0 <= unit.above < number
        assert above.led_by > unit.led_by or above.led_by == work.TOP
        assert unit.path[:-1] == above.path or unit.above == 0


@given(sizes)
@settings(max_examples=40, deadline=None)
def test_every_unit_has_a_path_of_its_own_and_somebody_to_lead_it(size):
    tree = Organisation(size)

    paths = [unit.path for unit in tree.units]
    assert len(set(paths)) == len(paths)
    assert (tree.seats[np.arange(len(paths)), tree.led_by] >= 1).all()


def test_thirty_people_have_a_chief_and_four_divisions():
    tree = units(30)

    assert [unit.path[0] for unit in tree] == [work.CHIEF_OFFICE, *work.DIVISIONS]
    assert {len(unit.path) for unit in tree} == {1}


def test_a_million_people_are_divided_by_coasts_too():
    depths = {len(unit.path) for unit in units(1_000_000)}

    assert depths == {1, 2, 3, 4}


@given(st.tuples(sizes, sizes))
def test_more_people_never_have_fewer_ports(two):
    fewer, more = sorted(two)

    assert 1 <= number_of_ports(fewer) <= number_of_ports(more) <= len(PORTS)


def test_the_demo_has_five_ports():
    assert number_of_ports(2_400) == 5


def test_sections_make_up_nearly_all_of_the_organisation():
    total = sum(section.share for section in work.SECTIONS)

    assert 0.95 < total < 1


@pytest.mark.parametrize("section", work.SECTIONS, ids=lambda section: section.name)
def test_a_section_says_all_that_is_needed_about_it(section):
    assert len(section.titles) == len(set(section.titles)) == work.TOP
    assert len(section.routes) == work.TOP - 1
    assert set(section.routes) <= {route[0] for route in work.ROUTES}
    assert len(section.shifts) == len(work.SHIFT_PATTERNS)
    assert sum(section.shifts) == 100
    assert section.kind in work.GRADE_MIX
    assert 0 < section.women < 1


@pytest.mark.parametrize("kind", work.GRADE_MIX)
def test_a_mix_of_grades_is_whole(kind):
    assert abs(sum(work.GRADE_MIX[kind]) - 1) < 1e-9


def test_the_shares_of_ethnic_groups_are_whole_at_every_port():
    assert abs(sum(people.GROUP_SHARES) - 1) < 1e-9
    for scale in people.SCALE_BY_PORT:
        assert sum(people.GROUP_SHARES[1:]) * scale < 0.6


@pytest.mark.parametrize("way", careers.EXITS)
def test_the_reasons_of_one_way_of_leaving_are_whole(way):
    assert abs(sum(weight for _, _, weight in careers.EXITS[way]) - 1) < 1e-9


def test_no_reason_has_two_classes():
    listed = [text for way in careers.EXITS.values() for text, _, _ in way]

    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("shares", applications.SOURCE_SHARES)
def test_the_sources_of_applications_are_whole(shares):
    assert len(shares) == len(applications.SOURCES)
    assert abs(sum(shares) - 1) < 1e-9


def test_numbers_have_leading_noughts_and_nought_is_a_blank():
    column = files.numbered("H", np.array([1, 0, 4_096, 999_999]), 6)

    column.validate(full=True)
    assert column.to_pylist() == ["H000001", None, "H004096", "H999999"]


def test_no_numbers_are_a_column_too():
    assert files.numbered("H", np.zeros(0, dtype=np.int64), 6).to_pylist() == []


@given(st.lists(st.integers(min_value=0, max_value=99_999), max_size=50))
def test_every_number_reads_back(numbers):
    column = files.numbered("A", np.array(numbers, dtype=np.int64), 5)

    assert [int(text[1:]) if text else 0 for text in column.to_pylist()] == numbers


def test_words_below_nought_are_blanks():
    column = files.words(np.array([1, -1, 0]), ("no", "yes"))

    assert column.to_pylist() == ["yes", None, "no"]


def test_days_that_are_not_known_are_blanks():
    column = files.days(np.array([0, -1]), np.array([True, False]))

    assert column.to_pylist() == [date(1970, 1, 1), None]


@given(st.integers(min_value=0, max_value=1_000), st.integers(min_value=1, max_value=70))
def test_slices_cover_every_row_once(n, most):
    rows = [row for part in files.slices(n, most) for row in range(part.start, part.stop)]

    assert rows == list(range(n))


def test_a_file_has_one_header_however_often_rows_are_added(tmp_path):
    with files.CsvFile(tmp_path / "two.csv") as file:
        file.add({"a": pa.array([1, 2]), "b": files.words(np.array([0, -1]), ("x",))})
        file.add({"a": pa.array([3]), "b": files.words(np.array([0]), ("x",))})

    assert (tmp_path / "two.csv").read_text() == "a,b\n1,x\n2,\n3,x\n"
    assert file.rows == 3


def test_a_value_that_would_break_the_file_is_refused(tmp_path):
    with files.CsvFile(tmp_path / "bad.csv") as file, pytest.raises(pa.ArrowInvalid):
        file.add({"a": files.words(np.array([0]), ("one, two",))})


def all_words():
    """Every word that can stand in a file, by itself."""
    texts = [*PORTS, *COASTS, *work.DIVISIONS, work.CHIEF_OFFICE, *work.OFFICE_TITLES]
    texts += [section.name for section in work.SECTIONS]
    texts += [title for section in work.SECTIONS for title in section.titles]
    texts += [*work.GRADES, *work.SHIFT_PATTERNS, *work.ROUTES, *work.PAY_SETTINGS]
    texts += [*careers.REASONS, *applications.SOURCES, *applications.PROCESSES]
    texts += [*people.GENDERS, *people.ETHNICITIES, *people.DISABILITIES, *people.CARING]
    return texts


def test_nothing_in_the_files_looks_like_a_persons_name():
    words = {word for text in all_words() for word in re.findall(r"[A-Za-z]+", text)}

    assert not words & set(FIRST_NAMES.split())


def test_every_text_in_the_files_comes_from_a_list_in_which_nobody_is_named(harbourline):
    known = set(all_words()) | {"EUR", "Permanent", "Fixed term", "no", "yes", "F", "M"}
    for column in (
        "site",
        "grade",
        "contract",
        "shift_pattern",
        "promotion_route",
        "pay_setting",
        "exit_reason",
        "gender",
        "gender_on_file",
        "ethnicity",
        "disability",
        "caring",
    ):
        found = harbourline.execute(f"select distinct {column} from workforce").fetchall()
        assert {text for (text,) in found if text is not None} <= known, column


def test_every_job_is_a_title_or_the_head_of_a_unit(harbourline):
    jobs = harbourline.execute("select distinct job from workforce").fetchall()

    titles = set(all_words()) | {"Chief executive"}
    for (job,) in jobs:
        assert job in titles or job.startswith(("Head of ", "Director of ")), job


def test_every_part_of_a_unit_is_a_place_or_a_kind_of_work(harbourline):
    found = harbourline.execute("select distinct unit from workforce").fetchall()

    parts = {part for (unit,) in found for part in unit.split(" / ")}
    assert parts <= set(all_words())
