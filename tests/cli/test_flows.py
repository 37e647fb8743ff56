"""`tiebeam flows`: in words, as JSON, and every refusal."""

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

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "flows.schema.json"
DAYS = ("--from", "2024-01-01", "--to", "2025-01-01")


@pytest.fixture
def ask(folder, bench, monkeypatch):
    module = importlib.import_module("tiebeam.cli.flows")
    monkeypatch.setattr(module, "open_with_progress", lambda *_: nullcontext(bench))
    return lambda *words: run("flows", folder, *DAYS, *words)


@pytest.fixture
def ask_declared(declared, declared_bench, monkeypatch):
    """Of an organisation in which gender is no secret."""
    module = importlib.import_module("tiebeam.cli.flows")
    monkeypatch.setattr(module, "open_with_progress", lambda *_: nullcontext(declared_bench))
    return lambda *words: run("flows", declared, *DAYS, *words)


def test_by_a_secret_it_is_refused_by_name_before_anything_is_read(folder, tmp_path):
    mapping = shutil.copy(next(folder.glob("*.map.toml")), tmp_path)

    done = run("flows", mapping, *DAYS, "--level", "1", "--by", "gender", "--release")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: `tiebeam flows` can't be released by 'gender':")
    assert done.stderr.count("\n") == 1


def test_the_words_say_shares_then_every_flow(ask):
    done = ask("--level", "2", "--by", "gender")

    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == FOR_THE_BENCH
    assert lines[1].startswith("Level 2 (Grade 2), from 2024-01-01 to 2025-01-01")
    assert any(line.startswith("Women: ") and " before, " in line for line in lines)
    assert any(line.strip().startswith("promoted in") for line in lines)
    assert max(map(len, lines)) <= 88


def test_json_has_the_published_shape_adds_up_and_has_the_same_bytes_twice(ask):
    once, again = (ask("--level", "2", "--by", "gender,site", "--json") for _ in range(2))

    printed = json.loads(once.stdout)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(printed)
    assert once.stdout_bytes == again.stdout_bytes
    assert printed["notes"][0] == FOR_THE_BENCH
    for each in printed["groups"]:
        assert sum(flow["effect"] for flow in each["flows"]) == pytest.approx(each["change"])
        signs = {"into": 1, "out of": -1}
        net = sum(signs[flow["direction"]] * flow["people"] for flow in each["flows"])
        assert each["closing"] - each["opening"] == net


def test_the_schema_refuses_what_is_not_published(ask):
    printed = json.loads(ask("--level", "2", "--by", "gender", "--json").stdout)
    schema = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))

    assert not list(schema.iter_errors(printed))
    assert list(schema.iter_errors({**printed, "extra": 1}))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--level", "99", "--by", "gender"), "'99' is no level of this ladder"),
        (("--level", "2", "--by", "shoe"), "'shoe' is not in this data"),
        (("--level", "2", "--by", ","), "Say whose share"),
        (("--level", "2", "--by", "gender", "--to", "2023-01-01"), "before it begins"),
        (("--level", "2", "--by", "gender", "--to", "soon"), "does not match the format"),
        (("--level", "2", "--by", "gender", "--where", "site"), "should look like"),
    ],
)
def test_every_refusal_is_one_sentence(ask, words, why):
    done = ask(*words)

    assert done.exit_code == 2
    assert why in " ".join(done.output.split())
    assert "Traceback" not in done.output


MEASURE = Path(__file__).parents[2] / "docs" / "reference" / "measure.schema.json"


def test_released_words_show_no_group_that_is_hidden(ask_declared):
    done = ask_declared("--level", "1", "--by", "gender", "--release")

    assert done.exit_code == 0, done.output
    assert FOR_THE_BENCH not in done.output
    told = [line.partition(":")[0] for line in done.output.splitlines() if " before, " in line]
    hidden = [line for line in done.output.splitlines() if line.startswith("Hidden: ")]
    assert "Men" in told
    assert any(line.endswith("(fewer than 10 people).") for line in hidden)
    assert not [name for name in told for line in hidden if f" {name} (" in line]
    assert max(map(len, done.output.splitlines())) <= 88


def test_released_json_is_a_figure_in_its_published_shape(ask_declared):
    done = ask_declared("--level", "1", "--by", "gender", "--release", "--json")

    printed = json.loads(done.stdout)
    schema = json.loads(MEASURE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(printed)
    assert printed["exact"] is False
    assert printed["measure"] == "flow_ledger"
    assert FOR_THE_BENCH not in printed["notes"]
    assert printed["hidden"]
    shown = {tuple(row["group"].values()) for row in printed["rows"]}
    assert shown
    assert not shown & {tuple(each["group"].values()) for each in printed["hidden"]}
    flows = [row for row in printed["rows"] if row["at"]["flow"] not in ("opening", "closing")]
    assert all(row["n"] >= 10 for row in flows)


def test_groups_go_by_names_for_people_and_not_by_the_words_of_the_file(ask):
    said = ask("--level", "1", "--by", "gender").output

    assert "\nMen: " in said
    assert "\nMan: " not in said
