"""`tiebeam releases`: what was ever shown, as words and as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from cli.conftest import run
from workbench.shelved import of_harbourline, shelved

from tiebeam.engine.disclosure.published import Line
from tiebeam.workbench import releases


@pytest.fixture
def ledger(tmp_path):
    line = Line(
        release=1, at=date(2026, 1, 1), kind="stock", attribute="gender", value="Women",
        cell={"unit": "Ports"}, n=60, shown=12, band=4.8,
    )  # fmt: skip
    releases.append(tmp_path, {"release": 1, "at": "2026-01-01"}, [line])
    return tmp_path


def test_show_says_how_much_each_release_shows(ledger):
    done = run("releases", "show", ledger)

    assert (done.exit_code, done.output) == (
        0,
        "Release 1, 2026-01-01: 1 of 1 numbers shown.\n"
        "  1 of 1 about what people keep to themselves\n",
    )


def test_export_prints_every_number_as_an_outsider_has_it(ledger):
    printed = json.loads(run("releases", "export", ledger).stdout)

    assert printed["schema"] == "tiebeam.releases/1"
    assert printed["rows"] == [
        {"release": 1, "at": "2026-01-01", "kind": "stock", "attribute": "gender",
         "value": "Women", "outcome": None, "window": None, "among": None,
         "cell": {"unit": "Ports"}, "n": 60, "shown": 12, "band": 4.8, "why": None},
    ]  # fmt: skip


def test_verify_prints_the_hash_that_has_to_be_noted(ledger):
    last = releases.verified(ledger)
    words = run("releases", "verify", ledger)
    printed = json.loads(run("releases", "verify", ledger, "--json").stdout)

    assert words.exit_code == 0
    assert last.hash in words.output
    assert printed["rows"] == [{"release": 1, "at": "2026-01-01", "hash": last.hash}]
    assert run("releases", "verify", ledger, "--noted", last.hash).exit_code == 0


@pytest.mark.parametrize("command", ["show", "export", "verify"])
def test_a_ledger_that_was_changed_ends_with_one_sentence(ledger, command):
    path = ledger / releases.LEDGER
    path.write_text(path.read_text("utf-8").replace("Ports", "Porto"), "utf-8")

    done = run("releases", command, ledger)

    assert done.exit_code == 2
    assert done.stderr.startswith("Error: ")
    assert "is broken at line 1" in done.stderr
    assert done.stdout == ""


def test_a_folder_without_a_ledger_ends_with_one_sentence(tmp_path):
    done = run("releases", "show", tmp_path)

    assert done.exit_code == 2
    assert done.stderr == (
        f"Error: There is no ledger of releases in {tmp_path}. `tiebeam release` begins one.\n"
    )


def test_show_as_json_has_all_that_the_ledger_says(ledger):
    (row,) = json.loads(run("releases", "show", ledger, "--json").stdout)["rows"]

    assert (row["release"], row["at"], len(row["lines"])) == (1, "2026-01-01", 1)


def test_load_shows_the_releases_of_a_ledger_on_pages(tmp_path):
    """In a process of its own: a home is chosen when Django wakes."""
    ledger, _ = shelved(tmp_path, *of_harbourline())
    home = os.environ | {"TIEBEAM_HOME": str(tmp_path / "home")}
    home.pop("DJANGO_SETTINGS_MODULE", None)

    def load(folder: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tiebeam", "releases", "load", str(folder)]
        return subprocess.run(command, env=home, capture_output=True, text=True, check=False)

    done, nothing = load(ledger), load(tmp_path)

    assert done.stdout == "One release is shown, the newest of 2025-06-30.\n"
    assert nothing.returncode == 2
    assert nothing.stderr == f"Error: There is no ledger of releases in {tmp_path}.\n"
