"""`tiebeam release`: from a cube that was proposed to a ledger that anybody can check."""

from __future__ import annotations

import json

from cli.conftest import run


def test_what_is_proposed_can_be_released_and_the_ledger_verified(folder, tmp_path):
    cube, ledger, vault = (tmp_path / name for name in ("cube.toml", "ledger", "vault"))
    proposed = run(
        "cube", "propose", folder, "--first", "2024-01-01", "--attributes", "gender",
        "--fields", "level", "--out", cube,
    )  # fmt: skip
    words = ("--cube", cube, "--ledger", ledger, "--vault", vault, "--at", "2024-01-01")

    done = run("release", folder, *words)
    soon = run("release", folder, *words[:-1], "2024-02-01", "--json")
    exported = json.loads(run("releases", "export", ledger).stdout)

    assert proposed.exit_code == 0, proposed.output
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Release 1, 2024-01-01: ")
    assert exported["rows"]
    noted = done.output.rsplit(" ", 1)[1].strip()
    assert run("releases", "verify", ledger, "--noted", noted).exit_code == 0
    assert (soon.exit_code, soon.stdout) == (2, "")
    assert soon.stderr.startswith("Error: The last release speaks of 2024-01-01.")


def test_a_release_as_json_is_what_the_ledger_says_of_it(folder, tmp_path):
    cube = tmp_path / "cube.toml"
    run("cube", "propose", folder, "--first", "2024-01-01", "--attributes", "gender",
        "--fields", "level", "--out", cube)  # fmt: skip

    done = run(
        "release", folder, "--cube", cube, "--ledger", tmp_path / "ledger",
        "--vault", tmp_path / "vault", "--json",
    )  # fmt: skip

    (row,) = json.loads(done.stdout)["rows"]
    assert (row["release"], row["at"]) == (1, "2024-12-31")  # the last day of the cube
    assert {"cube", "attacks", "lines", "categories"} <= set(row)


def test_a_cube_that_is_not_there_ends_with_one_sentence(folder, tmp_path):
    done = run("release", folder, "--cube", tmp_path / "none.toml", "--ledger", tmp_path,
               "--vault", tmp_path)  # fmt: skip

    assert done.exit_code == 2
    assert "none.toml" in done.stderr
    assert done.stderr.count("\n") == 1
