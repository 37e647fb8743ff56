"""`tiebeam cube`: what it prints, what it writes, and the code that it ends with."""

from __future__ import annotations

import importlib
import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from cli.conftest import MAPPING, Ask, run

from tiebeam.workbench.bench import Bench
from tiebeam.workbench.proposing_cube import read_cube


@pytest.fixture
def propose(folder: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """`tiebeam cube propose` on Harbourline, without reading it each time."""
    module = importlib.import_module("tiebeam.cli.cube")
    monkeypatch.setattr(module, "open_with_progress", lambda *_: nullcontext(bench))
    return lambda *words: run("cube", "propose", folder, *words)


def test_what_it_spends_is_printed_and_nothing_written(propose: Ask, tmp_path: Path):
    done = propose()

    assert done.exit_code == 0, done.output
    assert done.output.startswith("A cube for ")
    assert "\n  people, everybody " in done.output
    assert done.output.endswith("\n\nNothing was written: --out does that.\n")
    assert list(tmp_path.iterdir()) == []


def test_the_cube_is_written_where_it_is_wanted(propose: Ask, tmp_path: Path):
    target = tmp_path / "cube.toml"

    done = propose("--out", target)

    assert done.output.endswith(f"\n\nIt is in {target}.\n")
    assert read_cube(target).attribute("gender")


def test_a_cube_that_is_there_is_left_alone_unless_it_is_to_be_replaced(
    propose: Ask, tmp_path: Path
):
    target = tmp_path / "cube.toml"
    target.write_text("edited")

    done = propose("--out", target)

    assert (done.exit_code, target.read_text()) == (2, "edited")
    assert done.stderr == (
        "Error: cube.toml is there already. Name another file, or write over it with --replace.\n"
    )
    assert propose("--out", target, "--replace").exit_code == 0
    assert read_cube(target)


@pytest.mark.parametrize("name", ["workforce.csv", "harbourline.map.toml"])
def test_neither_the_data_nor_the_mapping_is_written_over(propose: Ask, folder: Path, name: str):
    before = (folder / name).read_bytes()

    done = propose("--out", folder / name, "--replace")

    assert (done.exit_code, (folder / name).read_bytes()) == (2, before)
    assert "is the data itself" in done.stderr


def test_a_place_that_cannot_be_written_is_one_line(propose: Ask, tmp_path: Path):
    done = propose("--out", tmp_path / "gone" / "cube.toml")

    assert done.exit_code == 2
    assert done.stderr == f"Error: {tmp_path / 'gone' / 'cube.toml'}: no such file or directory.\n"


def test_json_is_one_object_and_says_where_the_cube_is(propose: Ask, tmp_path: Path):
    done = propose("--json", "--out", tmp_path / "cube.toml")

    printed = json.loads(done.stdout)
    assert printed["schema"] == "tiebeam.cube_proposal/1"
    assert printed["written"] == str(tmp_path / "cube.toml")
    assert {"attribute", "show", "by", "window", "cells", "figures"} == {*printed["rows"][0]}


def test_the_same_people_get_the_same_cube(propose: Ask):
    assert propose("--json").output == propose("--json").output


def test_the_first_day_can_be_chosen(propose: Ask):
    assert "from 2026-04-01 to 2027-03-31." in propose("--first", "2026-04-01").output


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30"])
def test_a_first_day_that_is_none_is_refused(propose: Ask, day: str):
    done = propose("--first", day)

    assert done.exit_code == 2
    assert f"'{day}' should be a day such as 2026-01-01." in done.stderr


def test_a_first_day_before_the_data_is_refused(propose: Ask):
    done = propose("--first", "1999-01-01")

    assert done.exit_code == 2
    assert done.stderr.startswith("Error: This data shows people from ")


def test_the_next_cube_follows_the_one_before(propose: Ask, tmp_path: Path):
    propose("--out", tmp_path / "2026.toml")

    assert "from 2027-01-01 to 2027-12-31." in propose("--after", tmp_path / "2026.toml").output
    done = propose("--after", tmp_path / "2025.toml")
    assert (done.exit_code, done.stderr.startswith("Error: There is no cube file")) == (2, True)


def test_only_the_fields_and_attributes_that_are_named_are_used(propose: Ask):
    printed = json.loads(
        propose("--json", "--fields", "grade, site", "--attributes", "ethnicity").output
    )

    assert [each["attribute"] for each in printed["attributes"]] == ["ethnicity"]
    assert {*printed["fields"]} <= {"grade", "site"}


@pytest.mark.parametrize("words", [("--fields", "gender"), ("--attributes", "site")])
def test_what_is_no_field_or_no_secret_cannot_be_named(propose: Ask, words: tuple[str, str]):
    done = propose(*words)

    assert done.exit_code == 2
    assert done.stderr.startswith(f"Error: '{words[1]}' is no ")


def test_too_few_people_for_a_cube_are_told_so_and_nothing_is_written(staff: Path, tmp_path: Path):
    staff.write_text("\n".join(staff.read_text().splitlines()[:6]) + "\n")
    staff.with_name("staff.csv.map.toml").write_text(MAPPING, encoding="utf-8")

    done = run("cube", "propose", staff, "--out", tmp_path / "cube.toml")

    assert done.exit_code == 2
    assert done.stderr.startswith("Error: Fewer than 10 people are there on the eve of the cube")
    assert not (tmp_path / "cube.toml").exists()


def test_the_group_alone_says_what_it_can_do():
    done = run("cube", "--help")

    assert done.exit_code == 0
    assert "propose" in done.output


def test_the_json_says_what_was_left_out_and_why(propose: Ask):
    printed = json.loads(propose("--json").output)

    left_out = {each["what"]: each["why"] for each in printed["left_out"]}
    assert left_out["twice a year"] == "from 200 people on"
    assert "another version of gender" in left_out["gender_on_file"]
    assert printed["written"] is None


def test_what_is_written_begins_with_what_it_is_in_words(propose: Ask, tmp_path: Path):
    propose("--out", tmp_path / "cube.toml")

    written = (tmp_path / "cube.toml").read_text(encoding="utf-8")
    assert written.startswith("# What will be shown about what people keep to themselves, for one")
    assert "\n# Left out\n# - " in written


def test_no_line_is_wider_than_a_terminal(propose: Ask):
    assert max(map(len, propose().output.splitlines())) <= 90
