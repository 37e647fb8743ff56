"""`tiebeam attack`: a ledger, from the command line."""

from __future__ import annotations

import json

import pytest
from cli.conftest import run
from workbench import attacked

from tiebeam.engine.disclosure.published import Line
from tiebeam.examples.harbourline import generate
from tiebeam.workbench import releases


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """Harbourline with 400 people, and the ledger of one release by a proposed cube."""
    here = tmp_path_factory.mktemp("released")
    data, cube, ledger = here / "data", here / "cube.toml", here / "ledger"
    generate(people=400, years=3, seed=7, out=data)
    proposed = run("cube", "propose", data, "--first", "2024-01-01", "--attributes", "gender",
                   "--fields", "level", "--out", cube)  # fmt: skip
    assert proposed.exit_code == 0, proposed.output
    done = run("release", data, "--cube", cube, "--ledger", ledger, "--vault", here / "vault",
               "--at", "2024-01-01")  # fmt: skip
    assert done.exit_code == 0, done.output
    return data, ledger


@pytest.fixture
def small(tmp_path):
    """Data and ledger of the seven people, four of whom the ledger gives away."""
    return attacked.staff(tmp_path), attacked.ledger(tmp_path / "ledger")


def test_a_release_of_harbourline_ends_with_0_with_the_data_and_without(released):
    data, ledger = released

    alone, beside = run("attack", ledger), run("attack", ledger, "--truth", data)

    assert (alone.exit_code, beside.exit_code) == (0, 0), beside.output
    assert "Release 1, 2024-01-01, gender: nobody is certain. The worst guess" in alone.output
    assert "No number and no difference leaves one possibility only" in alone.output
    assert "solved by somebody who knows" not in alone.output
    assert beside.output.startswith(alone.output)
    assert "  Nobody is certain.\n  Right of 100 named:\n" in beside.output
    assert beside.output.endswith("exact: for the bench, not for sharing\n")


def test_a_ledger_that_gives_people_away_ends_with_1_and_says_how(small):
    data, ledger = small

    done = run("attack", ledger, "--truth", data)

    assert done.exit_code == 1
    assert "The smallest is about 1 person at least." in done.output
    assert "of the 3 people left, all have it." in " ".join(done.output.split())
    assert "  CERTAIN: that 4 people have gender, Women; true of 4.\n" in done.output
    assert "Nobody is certain." not in done.output
    assert "id-70" not in done.output
    assert run("attack", ledger).exit_code == 1


def test_json_has_the_gates_attack_every_difference_and_every_score(released, small):
    data, ledger = released
    whole = json.loads(run("attack", ledger, "--truth", data, "--json").stdout)
    alone = json.loads(run("attack", ledger, "--json").stdout)
    given_away = json.loads(run("attack", small[1], "--truth", small[0], "--json").stdout)

    assert (whole["schema"], whole["anybody_certain"]) == ("tiebeam.attack/1", False)
    assert whole["ledger"]["hash"] == releases.verified(ledger).hash
    assert [row["attributes"] for row in whole["gate"]] == [["gender"]]
    assert alone == whole | {"with_roster": None}
    (gender,) = whole["with_roster"]
    assert {each["value"] for each in gender["scored"]} >= {"Women"}
    assert given_away["anybody_certain"] is True
    assert [each["certain"] for each in given_away["differences"]] == ["all", "all"]
    assert [each["people"] for each in given_away["with_roster"][0]["certain"]] == [4, 4]


def test_a_count_in_a_ledger_of_which_the_gate_found_somebody_certain_ends_with_1(tmp_path):
    line = Line(release=1, at=attacked.JANUARY, kind="directory", n=60, shown=60)
    found = {"attributes": ["gender"], "certain": 3, "precision": [], "dropped": []}
    for folder, attacks in (("bad", [found]), ("good", [found | {"certain": 0}])):
        content = attacked.content(1, attacked.JANUARY) | {"attacks": attacks}
        releases.append(tmp_path / folder, content, [line])

    bad, good = run("attack", tmp_path / "bad"), run("attack", tmp_path / "good")

    assert (bad.exit_code, good.exit_code) == (1, 0)
    assert "gender: 3 things are certain." in bad.output


def test_data_that_do_not_fit_end_with_one_sentence_that_names_the_line(small):
    data, ledger = small
    data.write_text(attacked.STAFF, encoding="utf-8")

    done = run("attack", ledger, "--truth", data)

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: Release 2 counts 7 people in 'gender, Women: people, everybody', and this data has "
        "6 there. Give the data that the releases were made from.\n"
    )


def test_a_broken_ledger_or_none_ends_with_one_sentence(small, tmp_path):
    path = small[1] / releases.LEDGER
    path.write_text(path.read_text("utf-8").replace('"shown":4', '"shown":3'), "utf-8")

    broken, none = run("attack", small[1]), run("attack", tmp_path)

    assert (broken.exit_code, none.exit_code) == (2, 2)
    assert "is broken at line 1" in broken.stderr
    assert "There is no ledger of releases" in none.stderr
