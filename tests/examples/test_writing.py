"""The folder that is written: the same bytes each time, clear errors, an honest account."""

from __future__ import annotations

import hashlib
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from sizes import sized

from tiebeam.examples.harbourline import (
    NotASize,
    TooFewPeople,
    TooManyPersonYears,
    TooManyYears,
    generate,
)

FILES = (
    "about.md",
    "applications.csv",
    "harbourline.map.toml",
    "ratings.csv",
    "truth.json",
    "truth.md",
    "workforce.csv",
)
COLUMNS = {
    "workforce.csv": (
        "employee_id,year,unit,site,job,grade,manager_id,contract,hours,shift_pattern,"
        "promotion_route,pay_setting,pay,currency,hired,left,exit_reason,parental_leave,"
        "gender,gender_on_file,ethnicity,disability,caring,birth_year"
    ),
    "applications.csv": (
        "application_id,posting,unit,site,grade,source,process,gender,ethnicity,stage,"
        "applied,screened,interviewed,offered,hired,employee_id"
    ),
    "ratings.csv": "employee_id,date,rating,scale",
}


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def rows(path):
    return path.read_bytes().count(b"\n") - 1


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    generate(people=300, years=3, seed=7, out=tmp_path / "once")
    generate(people=300, years=3, seed=7, out=tmp_path / "again")

    assert contents(tmp_path / "once") == contents(tmp_path / "again")


def test_another_seed_gives_other_people(tmp_path):
    generate(people=300, years=2, seed=7, out=tmp_path / "seven")
    generate(people=300, years=2, seed=8, out=tmp_path / "eight")

    seven, eight = contents(tmp_path / "seven"), contents(tmp_path / "eight")
    assert all(seven[name] != eight[name] for name in COLUMNS)


def test_another_seed_gives_the_same_mapping(tmp_path):
    generate(people=30, years=1, seed=1, out=tmp_path / "one")
    generate(people=300, years=2, seed=2, out=tmp_path / "two")

    name = "harbourline.map.toml"
    assert contents(tmp_path / "one")[name] == contents(tmp_path / "two")[name]


def test_numbers_of_numpy_give_the_same_bytes_as_plain_ones(tmp_path):
    generate(people=30, years=2, seed=7, out=tmp_path / "plain")
    generate(people=np.int64(30), years=np.int32(2), seed=np.int64(7), out=tmp_path / "numpy")

    assert contents(tmp_path / "plain") == contents(tmp_path / "numpy")


def test_a_seed_beyond_64_bits_is_a_seed_too(tmp_path):
    written = generate(people=30, years=1, seed=2**80 + 1, out=tmp_path)

    assert written.workforce_rows >= 30


def test_every_year_is_drawn_by_itself_so_more_slices_change_nothing(tmp_path, monkeypatch):
    generate(people=300, years=2, seed=7, out=tmp_path / "one slice")
    monkeypatch.setattr("tiebeam.examples.harbourline.files.ROWS_AT_ONCE", 50)

    generate(people=300, years=2, seed=7, out=tmp_path / "many slices")

    assert contents(tmp_path / "one slice") == contents(tmp_path / "many slices")


def test_the_folder_holds_seven_files_and_nothing_else(written):
    assert sorted(contents(written.folder)) == sorted(FILES)


def test_the_folder_is_made_where_it_is_missing(tmp_path):
    written = generate(people=30, years=1, seed=7, out=tmp_path / "new" / "folder")

    assert written.folder == tmp_path / "new" / "folder"
    assert written.workforce.exists()


def test_files_of_an_earlier_run_are_replaced_whole(tmp_path):
    generate(people=300, years=2, seed=7, out=tmp_path)
    generate(people=30, years=1, seed=7, out=tmp_path / "fresh")

    generate(people=30, years=1, seed=7, out=tmp_path)

    assert contents(tmp_path) == contents(tmp_path / "fresh")


@pytest.mark.parametrize("name", COLUMNS)
def test_the_columns_are_those_an_analyst_was_promised(written, name):
    with (written.folder / name).open() as file:
        assert file.readline().strip() == COLUMNS[name]


def test_the_account_counts_the_rows_that_are_there(written):
    assert written.workforce_rows == rows(written.workforce)
    assert written.application_rows == rows(written.applications)
    assert written.rating_rows == rows(written.ratings)


def test_the_account_names_the_years(written):
    assert written.years == (2023, 2025)


def test_the_account_cannot_be_changed(written):
    with pytest.raises(FrozenInstanceError):
        written.workforce_rows = 0


def test_progress_is_told_after_each_year(tmp_path):
    told = []

    generate(people=30, years=3, seed=7, out=tmp_path, progress=lambda *done: told.append(done))

    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("name", COLUMNS)
def test_no_value_needs_quotes(written, name):
    text = (written.folder / name).read_text()

    assert '"' not in text
    assert {line.count(",") for line in text.splitlines()} == {COLUMNS[name].count(",")}


@pytest.mark.parametrize("name", FILES)
def test_lines_end_as_on_every_other_machine(written, name):
    text = (written.folder / name).read_bytes()

    assert b"\r" not in text
    assert text.endswith(b"\n")


@pytest.mark.parametrize("people", [29, 1, 0])
def test_fewer_than_thirty_people_are_refused(tmp_path, people):
    with pytest.raises(TooFewPeople, match="at least 30 people"):
        generate(people=people, years=3, seed=7, out=tmp_path)


@pytest.mark.parametrize("people", [30.0, "30", None, True, -30, 2_400.5])
def test_people_come_in_whole_numbers(tmp_path, people):
    with pytest.raises(NotASize, match="'people' must be a whole number from 0 on"):
        generate(people=people, years=3, seed=7, out=tmp_path)


@pytest.mark.parametrize("years", [0, -1, 1.5, "3", None, False])
def test_years_come_in_whole_numbers_from_one(tmp_path, years):
    with pytest.raises(NotASize, match="'years' must be a whole number from 1 on"):
        generate(people=30, years=years, seed=7, out=tmp_path)


@pytest.mark.parametrize("seed", [-1, 7.0, "seven", None])
def test_a_seed_is_a_whole_number_from_nought(tmp_path, seed):
    with pytest.raises(NotASize, match="'seed' must be a whole number from 0 on"):
        generate(people=30, years=1, seed=seed, out=tmp_path)


def test_the_calendar_reaches_back_forty_years_and_no_further(tmp_path):
    with pytest.raises(TooManyYears, match="at most 40 years"):
        generate(people=30, years=41, seed=7, out=tmp_path)


def test_forty_years_work(tmp_path):
    written = generate(people=30, years=40, seed=7, out=tmp_path)

    assert written.years == (1986, 2025)


def test_more_than_twenty_million_person_years_are_refused(tmp_path):
    with pytest.raises(TooManyPersonYears, match="20,000,000"):
        generate(people=2_000_001, years=10, seed=7, out=tmp_path)


def test_nothing_is_written_when_the_size_is_refused(tmp_path):
    with pytest.raises(TooFewPeople):
        generate(people=29, years=1, seed=7, out=tmp_path / "folder")

    assert not (tmp_path / "folder").exists()


def test_the_page_for_people_says_that_nobody_in_it_exists(written):
    text = written.about.read_text()

    assert "Nobody in it exists" in text
    assert "About 2,400 people" in text
    assert "2023 to 2025 (seed 7)" in text


def test_the_page_of_a_single_year_names_that_year(tmp_path):
    written = generate(people=30, years=1, seed=7, out=tmp_path)

    assert "the files cover 2025 (seed 7)" in written.about.read_text()


def test_the_page_names_every_other_file(written):
    text = written.about.read_text()

    assert all(name in text for name in FILES if name != "about.md")


def test_these_are_the_bytes_that_other_machines_give(tmp_path):
    # Changes when the generator is changed on purpose, and only then.
    written = generate(people=300, years=2, seed=7, out=tmp_path)

    assert short_hash(written.workforce) == "f8ddd36c2e8a070b"
    assert short_hash(written.applications) == "f82251ced77bd081"
    assert short_hash(written.truth) == "80687b35c593be73"
    assert short_hash(written.ratings) == "8a00c679c7c11dc7"


def short_hash(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


@pytest.mark.slow
def test_a_million_person_years_stay_in_proportion(tmp_path):
    # With a tenth of the people, everything is a tenth as often there.
    tenths = sized(1, 10)
    written = generate(people=20_000 * tenths, years=5, seed=7, out=tmp_path)

    assert 105_000 * tenths < written.workforce_rows < 115_000 * tenths
    assert written.application_rows > 100_000 * tenths
    assert written.rating_rows > 80_000 * tenths
