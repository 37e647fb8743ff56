"""`tiebeam report`: a folder with one page, the sentences on the screen, and clear refusals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli.conftest import run
from workbench.shelved import of_harbourline, shelved


@pytest.fixture(scope="module")
def written(folder: Path, tmp_path_factory: pytest.TempPathFactory):
    target = tmp_path_factory.mktemp("reports") / "new" / "deeper"
    return target, run("report", folder, "--out", target)


def test_the_page_is_written_into_a_folder_that_is_made(written):
    target, done = written

    assert done.exit_code == 0, done.output
    assert [path.name for path in target.iterdir()] == ["report.html"]
    assert done.output.endswith(f"The report: {target / 'report.html'}\n")


def test_the_sentences_on_the_screen_are_those_of_the_page(written):
    target, done = written

    page = (target / "report.html").read_text(encoding="utf-8")
    said = re.findall("<header>.*?</header>", page, re.DOTALL)[0]
    sentences = re.findall('<p class="finding">(.*?)</p>', said)
    assert done.output.splitlines()[: len(sentences)] == sentences


def test_the_same_data_gives_the_same_bytes(written, folder: Path, tmp_path: Path):
    target, _ = written

    run("report", folder, "--out", tmp_path)

    assert (tmp_path / "report.html").read_bytes() == (target / "report.html").read_bytes()


def test_a_report_that_is_there_already_is_written_anew(folder: Path, tmp_path: Path):
    (tmp_path / "report.html").write_text("of last year")

    assert run("report", folder, "--out", tmp_path).exit_code == 0
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_file_in_the_place_of_the_folder_is_refused(folder: Path, tmp_path: Path):
    (tmp_path / "taken").write_text("")

    done = run("report", folder, "--out", tmp_path / "taken")

    assert done.exit_code == 2
    assert (tmp_path / "taken").read_text() == ""


def test_data_that_is_no_table_is_refused_and_nothing_is_written(tmp_path: Path):
    (tmp_path / "empty.csv").write_text("")

    done = run("report", tmp_path / "empty.csv", "--out", tmp_path / "out")

    assert done.exit_code == 2
    assert done.output.startswith("Error: ")
    assert not (tmp_path / "out").exists()


def test_without_a_folder_it_says_what_is_missing(folder: Path):
    done = run("report", folder)

    assert done.exit_code == 2
    assert "--out" in done.output


def test_one_row_per_person_without_ranks_or_pay_still_gives_a_report(staff: Path, tmp_path: Path):
    done = run("report", staff, "--out", tmp_path / "out")

    assert done.exit_code == 0, done.output
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "What this data can&#x27;t answer" in page
    assert "needs &#x27;pay&#x27;" in page


def test_for_the_bench_it_says_so_on_the_screen_too(written):
    assert "This report is for the bench, not for sharing." in written[1].output


def test_from_the_ledger_it_is_one_to_hand_on(folder: Path, tmp_path: Path):
    ledger, vault = shelved(tmp_path, *of_harbourline())

    done = run("report", folder, "--ledger", ledger, "--vault", vault, "--out", tmp_path / "out")

    assert done.exit_code == 0, done.output
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "not for sharing" not in done.output + page
    assert "release 1, which speaks of 30 June 2025" in page


@pytest.mark.parametrize("given", ["--ledger", "--vault"])
def test_a_ledger_without_a_vault_is_refused_and_the_other_way_round(
    folder: Path, tmp_path: Path, given: str
):
    done = run("report", folder, given, tmp_path, "--out", tmp_path / "out")

    assert done.exit_code == 2
    assert "needs both: --ledger DIR and --vault DIR" in " ".join(done.output.split())
    assert not (tmp_path / "out").exists()


def test_a_folder_without_a_ledger_is_one_clear_line(folder: Path, tmp_path: Path):
    done = run("report", folder, "--ledger", tmp_path, "--vault", tmp_path, "--out", tmp_path)

    assert done.exit_code == 2
    assert done.output.startswith("Error: There is no ledger of releases in ")
