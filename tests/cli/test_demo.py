"""`tiebeam demo`: Harbourline, its findings in sentences, and a page that stands alone."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from html import unescape
from pathlib import Path

import migrated
import pytest
from cli.conftest import run
from web.serving import free_port, served, wait_for
from web.visiting import Visitor

from tiebeam.web.permissions import Role

FILES = {"about.md", "applications.csv", "harbourline.map.toml", "ratings.csv", "report.html",
         "truth.json", "truth.md", "workforce.csv"}  # fmt: skip


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory):
    """The smallest Harbourline, in a folder where something is already."""
    target = tmp_path_factory.mktemp("tiny")
    (target / "mine.txt").write_text("mine")
    return target, run("demo", "--dir", target, "--people", "30", "--once")


def test_the_smallest_harbourline_has_all_its_files(tiny):
    target, done = tiny

    assert done.exit_code == 0, done.output
    assert {path.name for path in target.iterdir()} == FILES | {"mine.txt"}
    assert (target / "mine.txt").read_text() == "mine"


def test_at_thirty_people_it_says_that_nothing_can_be_seen(tiny):
    _, done = tiny

    said = " ".join(done.output.split())
    assert re.search(r"None of these \d+ findings stands clear of chance\.", said)
    assert "\nClear of chance" not in done.output


def test_it_says_what_the_report_says_first(tiny):
    target, done = tiny

    page = unescape((target / "report.html").read_text(encoding="utf-8"))
    said = done.output.split("\n\n")
    assert said[0] == "Harbourline: first findings"
    for sentence in said[1:4]:
        assert " ".join(sentence.split()) in page


def test_lines_fit_the_screen(tiny):
    target, done = tiny

    lines = [line for line in done.output.splitlines() if str(target) not in line]
    assert max(map(len, lines)) <= 88


def test_it_ends_with_what_to_ask_next(tiny):
    target, done = tiny

    assert done.output.splitlines()[-1] == (
        f"  tiebeam measure promotion_rate {target} --by gender --window 2024-01-01:2024-12-31"
    )


@pytest.mark.slow
@pytest.mark.enable_socket
def test_without_once_it_serves_its_pages_and_says_who_can_sign_in(tmp_path: Path):
    port = free_port()
    words = [sys.executable, "-m", "tiebeam", "demo", "--dir", tmp_path / "new", "--people", "30",
             "--years", "2", "--port", str(port)]  # fmt: skip
    with (tmp_path / "said").open("w+b") as said:
        running = subprocess.Popen([str(each) for each in words], stdout=said, stderr=said)
        try:
            wait_for(f"http://127.0.0.1:{port}", running, said.name)
        finally:
            running.terminate()
            running.wait(timeout=60)
    told = (tmp_path / "said").read_text("utf-8")
    kept = tmp_path / "new" / "home" / "db" / "tiebeam.sqlite3"
    with closing(sqlite3.connect(kept)) as database:
        barriers = database.execute("SELECT state FROM insight_barrier ORDER BY id").fetchall()
        redesigns = database.execute(
            "SELECT r.state, o.before, o.after, o.is_as_written FROM change_redesign r"
            " LEFT JOIN change_outcome o ON o.redesign_id = r.id ORDER BY r.id"
        ).fetchall()

    # From the clause of 2024 to that of 2025: five days for carers, and ten.
    assert redesigns == [("judged", "5", "10", 1), ("proposed", None, None, None)]
    assert [state for (state,) in barriers] == [
        "answered", "open", "question", "question", "question",
    ]  # fmt: skip
    (password,) = re.findall(r"Sign in as any of these, with the password (\S+)", told)
    assert password in (tmp_path / "new" / "sign-ins.txt").read_text("utf-8")
    assert len(re.findall(r"@harbourline\.example", told)) == len(Role)
    assert (tmp_path / "new" / "report.html").exists()
    asked, said = (tmp_path / "new" / "findings.txt").read_text("utf-8").split("\n", 1)
    assert asked.startswith("30 people over 2 years, seed 7, ")
    assert said in told


@pytest.mark.slow
@pytest.mark.enable_socket
def test_a_firm_of_thirty_without_data_has_its_rules_and_what_was_found_in_them(tmp_path: Path):
    folder = tmp_path / "firm"
    migrated.a_home(folder / "home")
    words = ["demo", "--documents-only", "--once", "--dir", str(folder)]
    done = subprocess.run([sys.executable, "-m", "tiebeam", *words], capture_output=True,
                          text=True, check=True, timeout=300)  # fmt: skip
    (password,) = re.findall(r"with the password (\S+)", done.stdout)
    with served(folder, database={}) as address:
        suki = Visitor(address)
        suki.sends("/sign-in/", {"login": "suki@harbourline.example", "password": password})
        structures, findings = suki.opens("/structures/"), suki.opens("/findings/")

    assert "7 structures are written down here" in structures
    assert "Decides: The director" in structures
    assert "Pay is negotiated between you and the director when you start." in findings


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--people", "29"), "at least 30 people"),
        (("--people", "-5"), "whole number"),
        (("--years", "0"), "whole number from 1 on"),
        (("--years", "41"), "at most 40 years"),
        (("--seed", "-1"), "whole number"),
        (("--people", "9000000", "--years", "10"), "20,000,000"),
        (("--people", "many"), "is not a valid integer"),
    ],
)
def test_wrong_sizes_are_refused_before_anything_is_written(words, said: str, tmp_path: Path):
    done = run("demo", "--dir", tmp_path / "new", *words)

    assert done.exit_code == 2, done.output
    assert said in done.output
    assert not (tmp_path / "new").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path):
    (tmp_path / "taken").write_text("")

    assert run("demo", "--dir", tmp_path / "taken", "--people", "30").exit_code == 2
    below = run("demo", "--dir", tmp_path / "taken" / "below", "--people", "30")
    assert below.exit_code == 2
    assert "Error: " in below.output
