"""`tiebeam release`: from a cube that was proposed to a ledger that anybody can check."""

from __future__ import annotations

import json

import pytest
from cli.conftest import run


@pytest.fixture(scope="module")
def released(folder, tmp_path_factory):
    """A cube that was proposed, and what the first release by it printed."""
    here = tmp_path_factory.mktemp("released")
    words = (
        "--cube", here / "cube.toml", "--ledger", here / "ledger", "--vault", here / "vault",
    )  # fmt: skip
    proposed = run(
        "cube", "propose", folder, "--first", "2024-01-01", "--attributes", "gender",
        "--fields", "level", "--out", words[1],
    )  # fmt: skip
    assert proposed.exit_code == 0, proposed.output
    return words, run("release", folder, *words, "--at", "2024-01-01")


def test_what_was_released_can_be_read_by_anybody_and_verified(released):
    (_, _, _, ledger, *_), done = released

    exported = json.loads(run("releases", "export", ledger).stdout)

    assert done.exit_code == 0, done.output
    assert done.output.startswith("Release 1, 2024-01-01: ")
    assert exported["rows"]
    noted = done.output.rsplit(" ", 1)[1].strip()
    assert run("releases", "verify", ledger, "--noted", noted).exit_code == 0


def test_a_second_release_too_soon_ends_with_one_sentence(released, folder):
    words, _ = released

    soon = run("release", folder, *words, "--at", "2024-02-01", "--json")

    assert (soon.exit_code, soon.stdout) == (2, "")
    assert soon.stderr.startswith("Error: The last release speaks of 2024-01-01.")


def test_left_alone_a_release_is_of_the_last_day_of_the_cube_and_json_says_all(released, folder):
    words, _ = released

    done = run("release", folder, *words, "--json")

    (row,) = json.loads(done.stdout)["rows"]
    assert (row["release"], row["at"]) == (2, "2024-12-31")
    assert {"cube", "attacks", "lines", "categories"} <= set(row)


def test_a_cube_that_is_not_there_ends_with_one_sentence(folder, tmp_path):
    done = run("release", folder, "--cube", tmp_path / "none.toml", "--ledger", tmp_path,
               "--vault", tmp_path)  # fmt: skip

    assert done.exit_code == 2
    assert "none.toml" in done.stderr
    assert done.stderr.count("\n") == 1
