"""`tiebeam measures`, `--help` and `--version`: what can be asked, in words that fit the screen."""

from __future__ import annotations

import json
from importlib.metadata import version

import pytest
from cli.conftest import run

from tiebeam.cli import main
from tiebeam.engine.measures.definitions import CATALOGUE

COMMANDS = ("demo", "check", "measures", "measure", "compare")


def test_every_measure_is_listed_with_its_title():
    done = run("measures")

    assert done.exit_code == 0
    assert [line.split()[0] for line in done.output.splitlines()[: len(CATALOGUE)]] == [*CATALOGUE]
    assert all(each.title in done.output for each in CATALOGUE.values())


def test_a_measure_with_a_command_of_its_own_is_listed_with_it():
    listed = run("measures").output.splitlines()
    ledger = next(line for line in listed if line.startswith("flow_ledger"))
    hired = next(line for line in listed if line.startswith("hire_share"))

    assert ledger.endswith("(tiebeam flows)")
    assert "tiebeam" not in hired
    assert "Asked with: tiebeam flows" in run("measures", "flow_ledger").output


@pytest.mark.parametrize("measure", CATALOGUE.values(), ids=lambda each: each.name)
def test_one_measure_is_described_in_full(measure):
    done = run("measures", measure.name)

    said = " ".join(done.output.split())
    assert done.exit_code == 0
    assert measure.words in said
    assert f"Formula: {measure.formula}" in said
    assert f"Source: {measure.source}" in said
    assert all(f"- {caveat}" in said for caveat in measure.caveats)
    assert max(map(len, done.output.splitlines())) <= 88


def test_a_measure_that_does_not_exist_is_refused_with_those_that_do():
    done = run("measures", "churn")

    assert done.exit_code == 2
    assert done.output.startswith("Error: There is no measure 'churn'. Measures: headcount_share,")
    assert done.output.count("\n") == 1


def test_json_lists_all_or_one():
    everything = json.loads(run("measures", "--json").output)
    one = json.loads(run("measures", "pay_gap", "--json").output)

    assert everything["schema"] == "tiebeam.measures/1"
    assert [row["name"] for row in everything["rows"]] == [*CATALOGUE]
    assert [row["title"] for row in one["rows"]] == [CATALOGUE["pay_gap"].title]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_reads_well(command: str):
    done = run(command, "--help")

    assert done.exit_code == 0
    assert "..." not in done.output.replace("[OPTIONS]...", "").replace("[ARGS]...", "")
    assert "…" not in done.output
    assert max(map(len, done.output.splitlines())) <= 100


def test_help_names_every_command_with_a_whole_sentence():
    done = run("--help")

    listed = done.output.partition("Commands:")[2]
    for command in COMMANDS:
        (line,) = [each for each in listed.splitlines() if each.strip().startswith(f"{command} ")]
        assert line.endswith(".")
        assert not line.endswith("...")


def test_each_option_says_what_it_does():
    bare = [
        option.name
        for command in main.commands.values()
        for option in command.params
        if option.param_type_name == "option" and not getattr(option, "help", None)
    ]

    assert bare == []


def test_the_version_is_that_of_the_package():
    assert run("--version").output == f"tiebeam, version {version('tiebeam')}\n"


def test_an_unknown_command_is_refused():
    done = run("dance")

    assert done.exit_code == 2
    assert "No such command 'dance'" in done.output
