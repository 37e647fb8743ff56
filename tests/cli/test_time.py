"""`tiebeam time`: in words, as JSON, and every refusal."""

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

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "time.schema.json"


@pytest.fixture
def ask(folder, bench, monkeypatch):
    module = importlib.import_module("tiebeam.cli.time")
    monkeypatch.setattr(module, "open_with_progress", lambda *_: nullcontext(bench))
    return lambda *words: run("time", folder, *words)


@pytest.fixture
def ask_declared(declared, declared_bench, monkeypatch):
    """Of an organisation in which gender is no secret."""
    module = importlib.import_module("tiebeam.cli.time")
    monkeypatch.setattr(module, "open_with_progress", lambda *_: nullcontext(declared_bench))
    return lambda *words: run("time", declared, *words)


def test_by_a_secret_it_is_refused_by_name_before_anything_is_read(folder, tmp_path):
    mapping = shutil.copy(next(folder.glob("*.map.toml")), tmp_path)

    done = run("time", mapping, "--level", "1", "--by", "gender", "--release")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: `tiebeam time` can't be released by 'gender':")
    assert done.stderr.count("\n") == 1


def test_the_words_begin_with_promotion_and_set_groups_side_by_side(ask):
    done = ask("--level", "1", "--by", "gender", "--years", "1,2")

    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == FOR_THE_BENCH
    assert lines[1].startswith("At level 1: what has become of people")
    assert lines[3] == "Promoted"
    assert lines[4].split() == ["happened", "by", "1", "y", "by", "2", "y"]
    assert " points after " in " ".join(done.output.split())


@pytest.mark.parametrize("words", [("--level", "1", "--by", "gender"), ("--by", "site"), ()])
def test_json_has_the_published_shape_and_the_same_bytes_twice(ask, words):
    once, again = (ask(*words, "--json") for _ in range(2))

    printed = json.loads(once.stdout)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(printed)
    assert once.stdout_bytes == again.stdout_bytes
    assert printed["years"] == [1, 2, 5, 10]
    for each in printed["groups"]:
        assert sum(o["events"] for o in each["outcomes"]) + each["lost"] <= each["people"]
        for place, year in enumerate(printed["years"]):
            shares = [o["shares"][place]["value"] for o in each["outcomes"]]
            if year <= 2 and None not in shares:
                assert sum(shares) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--level", "99"), "'99' is no level of this ladder"),
        (("--by", "shoe"), "'shoe' is not in this data"),
        (("--years", "soon"), "should be numbers of years above 0"),
        (("--years", "0,1"), "should be numbers of years above 0"),
        (("--window", "2024"), "should be two days"),
    ],
)
def test_every_refusal_is_one_sentence(ask, words, why):
    done = ask(*words)

    assert done.exit_code == 2
    assert why in " ".join(done.output.split())
    assert "Traceback" not in done.output


MEASURE = Path(__file__).parents[2] / "docs" / "reference" / "measure.schema.json"


def test_released_words_show_no_group_that_is_hidden(ask_declared):
    done = ask_declared("--level", "1", "--by", "gender", "--years", "1,2", "--release")

    assert done.exit_code == 0, done.output
    assert FOR_THE_BENCH not in done.output
    lines = done.output.splitlines()
    assert lines[0].startswith("At level 1: what has become of people")
    assert lines[3].split() == ["people", "by", "1", "y", "by", "2", "y"]
    assert any(line.strip().startswith("Men ") for line in lines)
    hidden = [line for line in lines if line.startswith("Hidden: ")]
    assert hidden
    assert not any(line.strip().startswith("Non-binary") for line in lines)
    assert max(map(len, lines)) <= 88


def test_where_curves_have_none_of_the_years_they_are_told_to_their_end(ask_declared):
    lines = ask_declared("--years", "0.1", "--release").output.splitlines()

    assert lines[3].split()[:2] == ["people", "by"]


def test_released_json_is_a_figure_in_its_published_shape(ask_declared):
    done = ask_declared("--level", "1", "--by", "gender", "--release", "--json")

    printed = json.loads(done.stdout)
    schema = json.loads(MEASURE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(printed)
    assert printed["exact"] is False
    assert printed["measure"] == "time_to_promotion"
    assert printed["comparisons"]
    shown = {tuple(row["group"].values()) for row in printed["rows"]}
    assert not shown & {tuple(each["group"].values()) for each in printed["hidden"]}


def test_a_reason_that_nobody_recorded_is_said_in_words(ask):
    said = ask().output

    assert "Left: unknown" not in said
