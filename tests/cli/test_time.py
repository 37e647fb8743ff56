"""`tiebeam time`: in words, as JSON, and every refusal."""

from __future__ import annotations

import importlib
import json
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
