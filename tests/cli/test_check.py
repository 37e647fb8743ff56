"""`tiebeam check`: what it says, what it writes, and the code that it ends with."""

from __future__ import annotations

import csv
import json
import os
import stat
from pathlib import Path

import pytest
from cli.conftest import MAPPING, run


@pytest.fixture
def mapped(staff: Path) -> Path:
    staff.with_name("staff.csv.map.toml").write_text(MAPPING, encoding="utf-8")
    return staff


@pytest.fixture
def spotless(mapped: Path) -> Path:
    """The same without the row that can't be."""
    mapped.write_text("\n".join(mapped.read_text().splitlines()[:-1]) + "\n")
    return mapped


def test_rows_that_are_all_right_end_with_0(spotless: Path):
    done = run("check", spotless)

    assert done.exit_code == 0, done.output
    assert done.output.startswith("11 people, 11 spells, from ")
    assert "workforce: 11 rows read, 11 accepted, 0 merged, 0 rejected." in done.output
    assert not spotless.with_name("staff.csv.rejects.csv").exists()


def test_a_rejected_row_ends_with_1_and_goes_to_a_file_for_this_user_alone(mapped: Path):
    done = run("check", mapped)

    target = mapped.with_name("staff.csv.rejects.csv")
    assert done.exit_code == 1, done.output
    assert done.output.splitlines()[-1] == (
        "workforce: 12 rows read, 11 accepted, 0 merged, 1 rejected."
    )
    assert f"The rows that were left out, and why, are in {target}." in done.output
    assert "Row 13" in done.output
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with target.open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["file"], row["row"], row["id"]) == ("staff.csv", "13", "12")


def test_what_was_written_by_an_earlier_check_is_replaced(mapped: Path):
    first = run("check", mapped)
    rejects = mapped.with_name("staff.csv.rejects.csv").read_bytes()

    assert run("check", mapped).output == first.output
    assert mapped.with_name("staff.csv.rejects.csv").read_bytes() == rejects


def test_rejected_rows_may_go_elsewhere(mapped: Path, tmp_path: Path):
    done = run("check", mapped, "--rejects", tmp_path / "left.csv")

    assert done.exit_code == 1
    assert (tmp_path / "left.csv").exists()
    assert not mapped.with_name("staff.csv.rejects.csv").exists()


def test_a_place_that_cannot_be_written_is_one_line(mapped: Path, tmp_path: Path):
    done = run("check", mapped, "--rejects", tmp_path / "gone" / "left.csv")

    assert done.exit_code == 2
    assert done.stderr == f"Error: {tmp_path / 'gone' / 'left.csv'}: no such file or directory.\n"


def test_a_mapping_is_proposed_once_and_then_read(staff: Path):
    first = run("check", staff)
    target = staff.with_name("staff.csv.map.toml")
    proposed = target.read_bytes()

    assert first.output.startswith(f"A mapping was proposed and written to {target}. Look it over.")
    again = run("check", staff)
    assert "A mapping was proposed" not in again.output
    assert target.read_bytes() == proposed


def test_a_mapping_that_somebody_wrote_is_never_overwritten(mapped: Path):
    before = mapped.with_name("staff.csv.map.toml").read_bytes()

    run("check", mapped)
    run("check", mapped, "--map", mapped.with_name("staff.csv.map.toml"))

    assert mapped.with_name("staff.csv.map.toml").read_bytes() == before


def test_a_mapping_is_proposed_where_map_says(staff: Path, tmp_path: Path):
    done = run("check", staff, "--map", tmp_path / "mine.toml")

    assert done.exit_code in {0, 1}, done.output
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8").count("[workforce]") == 1
    assert not staff.with_name("staff.csv.map.toml").exists()


def test_beside_data_that_nobody_may_write_to_files_go_where_one_stands(
    staff: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != staff.parent)

    done = run("check", staff)

    assert done.exit_code in {0, 1}, done.output
    written = {path.name for path in here.iterdir()}
    assert "staff.csv.map.toml" in written
    assert written <= {"staff.csv.map.toml", "staff.csv.rejects.csv"}
    assert [path.name for path in staff.parent.glob("*.toml")] == []


def test_json_is_one_object_with_what_was_found(mapped: Path):
    done = run("check", mapped, "--json")

    printed = json.loads(done.stdout)
    assert done.exit_code == 1
    assert printed["schema"] == "tiebeam.check/1"
    assert printed["data"]["people"] == 11
    (table,) = printed["tables"]
    assert (table["read"], table["accepted"], table["rejected"]) == (12, 11, 1)
    assert any(row["effect"] == "rejected" and row["rows"] == [13] for row in printed["rows"])
    assert printed["rejects"].endswith("staff.csv.rejects.csv")
    assert printed["mapping_proposed"] is None
    assert done.stdout == run("check", mapped, "--json").stdout


def test_json_says_where_a_mapping_was_proposed(staff: Path):
    printed = json.loads(run("check", staff, "--json").stdout)

    assert printed["mapping_proposed"].endswith("staff.csv.map.toml")


def test_people_who_vanish_are_shown_by_unit_and_grade(tmp_path: Path):
    rows = ["id,year,rank,gone"]
    rows += [f"{n},{year},{'AB'[n % 2]}{n % 30}," for year in (2015, 2016, 2017) for n in range(90)
             if not (n < 40 and year == 2017)]  # fmt: skip
    (tmp_path / "panel.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "panel.csv.map.toml").write_text("""\
schema = "tiebeam.mapping/1"
[workforce]
shape = "snapshots"
every = "year"
[workforce.fields]
person = "id"
period = "year"
grade = "rank"
left = "gone"
""")

    done = run("check", tmp_path / "panel.csv")

    assert done.exit_code == 0, done.output
    assert "40 people stop being shown without an exit" in done.output
    assert "vanished" in done.output
    assert "more; --json lists them all." in done.output


def test_harbourline_adds_up(folder: Path, tmp_path: Path):
    done = run("check", folder)

    assert done.exit_code == 0, done.output
    assert "Yes: in each of " in done.output
    assert [line.split(":")[0] for line in done.output.splitlines()[-3:]] == [
        "applications", "ratings", "workforce",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("header.csv", b"a,b\n"),
        ("noise.csv", bytes(range(256)) * 8),
        ("noise.parquet", b"PAR1 no parquet"),
        ("noise.xlsx", b"PK\x03\x04 no workbook"),
        ("photo.png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_one_line(name: str, content: bytes, tmp_path: Path):
    (tmp_path / name).write_bytes(content)

    done = run("check", tmp_path / name)

    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_nothing_and_an_empty_folder_are_told_apart(tmp_path: Path):
    gone, bare = run("check", tmp_path / "gone.csv"), run("check", tmp_path)

    assert gone.exit_code == bare.exit_code == 2
    assert "There is no file or folder" in gone.stderr
    assert "holds 0 tables and no mapping" in bare.stderr


def test_a_broken_mapping_is_one_line(staff: Path):
    staff.with_name("staff.csv.map.toml").write_text("schema = ")

    done = run("check", staff)

    assert done.exit_code == 2
    assert "staff.csv.map.toml is not valid TOML" in done.stderr
