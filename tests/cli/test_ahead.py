"""`tiebeam ahead`: in words, as JSON, released, and every refusal."""

from __future__ import annotations

import importlib
import json
import shutil
from contextlib import nullcontext
from pathlib import Path

import jsonschema
import pytest
from cli.conftest import run

from tiebeam.engine.disclosure import FOR_THE_BENCH

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
FEW = ("--by", "gender", "--draws", "50")
LEVER = ("--lever", "promotion 1-2 equal")


@pytest.fixture
def ask(folder, bench, monkeypatch):
    module = importlib.import_module("tiebeam.cli.ahead")
    monkeypatch.setattr(module, "open_with_progress", lambda *_: nullcontext(bench))
    return lambda *words: run("ahead", folder, *words)


@pytest.fixture
def ask_declared(declared, declared_bench, monkeypatch):
    """Of an organisation in which gender is no secret."""
    module = importlib.import_module("tiebeam.cli.ahead")
    monkeypatch.setattr(module, "open_with_progress", lambda *_: nullcontext(declared_bench))
    return lambda *words: run("ahead", declared, *words)


def valid(printed, schema):
    content = json.loads((REFERENCE / schema).read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(content)
    validator.check_schema(content)
    return [error.message for error in validator.iter_errors(printed)]


def test_by_a_secret_it_is_refused_by_name_before_anything_is_read(folder, tmp_path):
    mapping = shutil.copy(next(folder.glob("*.map.toml")), tmp_path)

    done = run("ahead", mapping, *FEW, "--release")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: `tiebeam ahead` can't be released by 'gender':")
    assert done.stderr.count("\n") == 1


def test_the_words_say_of_when_and_from_what_and_set_today_beside_later(ask):
    done = ask(*FEW, "--years", "3")

    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == FOR_THE_BENCH
    said = " ".join(done.output.split())
    assert "on 1 January 2025 and 2028, if the rates of 2023 to 2024 stay." in said
    start = next(n for n, line in enumerate(lines) if line.startswith("Level 1 (Grade 1), "))
    assert lines[start + 1].split() == ["2025", "2028"]
    assert any(line.strip().startswith("Men ") for line in lines[start + 2 : start + 5])
    assert "with levers" not in said
    assert max(map(len, lines)) <= 88


def test_a_lever_has_its_column_and_is_named(ask):
    done = ask(*FEW, *LEVER, "--lever", "leaving 1 women -20%")

    assert "With levers: promotion 1-2 equal; leaving 1 women -20%." in done.output
    assert done.output.count("with levers\n") > 1


def test_json_has_the_published_shape_and_the_same_bytes_twice(ask):
    once, again = (ask(*FEW, *LEVER, "--json") for _ in range(2))

    printed = json.loads(once.stdout)
    assert valid(printed, "ahead.schema.json") == []
    assert valid(printed | {"extra": 1}, "ahead.schema.json") != []
    assert once.stdout_bytes == again.stdout_bytes
    assert printed["years"] == [2025, 2026, 2027, 2028, 2029, 2030]
    for level in printed["levels"]:
        assert len(level["hired_each_year"]) == 5
        today = [group["shares"][0]["value"] for group in level["groups"]]
        assert None in today or sum(today) == pytest.approx(1)
        assert all(len(group["with_levers"]) == 6 for group in level["groups"])


def test_json_without_levers_says_so(ask):
    printed = json.loads(ask(*FEW, "--json").stdout)

    assert valid(printed, "ahead.schema.json") == []
    assert printed["levers"] == []
    assert {g["with_levers"] for level in printed["levels"] for g in level["groups"]} == {None}


def test_released_words_show_no_group_where_it_is_hidden(ask_declared):
    done = ask_declared(*FEW, *LEVER, "--release")

    assert done.exit_code == 0, done.output
    assert FOR_THE_BENCH not in done.output
    tables, _, below = done.output.partition("\nHidden at level")
    assert "Men " in tables
    assert "Non-binary" not in tables
    assert "(fewer than 10 people)" in " ".join(below.split())
    assert max(map(len, done.output.splitlines())) <= 88


def test_released_json_is_a_figure_that_tells_rows_with_levers_apart(ask_declared):
    done = ask_declared(*FEW, *LEVER, "--release", "--json")

    printed = json.loads(done.stdout)
    assert valid(printed, "measure.schema.json") == []
    assert (printed["measure"], printed["exact"]) == ("projection", False)
    plain = [row for row in printed["rows"] if set(row["at"]) == {"level", "year"}]
    pulled = [row for row in printed["rows"] if "with levers" in row["at"]]
    assert len(plain) == len(pulled) == len(printed["rows"]) / 2
    assert {row["at"]["with levers"] for row in pulled} == {"promotion 1-2 equal"}
    shown = {(row["at"]["level"], *row["group"].values()) for row in printed["rows"]}
    hidden = {(each["at"]["level"], *each["group"].values()) for each in printed["hidden"]}
    assert hidden
    assert not shown & hidden


def test_a_lever_on_a_hidden_group_is_not_released(ask_declared):
    on_few = (*FEW, "--lever", "leaving 1 Non-binary people x0", "--release")
    words, printed = (
        ask_declared(*on_few).output,
        json.loads(ask_declared(*on_few, "--json").stdout),
    )

    said = " ".join(words.split())
    assert "x0 (hidden: a lever on a hidden group would give that group away)." in said
    assert "Men " in words, "the shares without levers are shown as before"
    assert valid(printed, "measure.schema.json") == []
    assert printed["rows"]
    assert not [row for row in printed["rows"] if "with levers" in row["at"]]


def test_a_measure_of_this_name_says_which_command_asks_it(folder):
    done = run("measure", "projection", folder, "--window", "2024-01-01:2024-12-31")

    assert done.exit_code == 2
    assert "tiebeam ahead" in done.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--by", "site"), "does not describe people for good"),
        (("--by", "gender", "--years", "11"), "1 to 10 years"),
        (("--by", "gender", "--from", "2001"), "whole years 2023 to 2024"),
        (("--by", "gender", "--lever", "40% women at 4"), "changes the rate"),
        (("--by", "gender", "--lever", "dancing 4 equal"), "names no process"),
        (("--by", "gender", "--seed", "-1"), "is not in the range"),
    ],
)
def test_every_refusal_is_one_sentence(ask, words, why):
    done = ask(*words)

    assert done.exit_code == 2
    assert why in " ".join(done.output.split())
    assert "Traceback" not in done.output
