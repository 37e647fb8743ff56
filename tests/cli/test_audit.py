"""`tiebeam audit`: in words, as JSON, between versions, as a walk, and every refusal."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cli.conftest import run
from click.testing import Result

DOCS = Path(__file__).parents[2] / "docs" / "reference"
LEAVE = "# Parental leave\n\nMothers get {weeks} weeks and fathers 4 weeks of leave at full pay.\n"
VOICE = "# Harassment\n\nPlease raise your complaint with your line manager.\n"


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    folder = tmp_path / "handbook"
    folder.mkdir()
    (folder / "leave.md").write_text(LEAVE.format(weeks=20), encoding="utf-8")
    (folder / "voice.md").write_text(VOICE, encoding="utf-8")
    return folder


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The same handbook, with one page gone and weeks taken back."""
    folder = tmp_path / "later"
    folder.mkdir()
    (folder / "leave.md").write_text(LEAVE.format(weeks=16), encoding="utf-8")
    return folder


def valid(printed: Any, schema: str) -> list[str]:
    whole = json.loads((DOCS / schema).read_text(encoding="utf-8"))
    return [each.message for each in jsonschema.Draft202012Validator(whole).iter_errors(printed)]


def words(done: Result) -> str:
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_findings_in_words_quote_the_sentence_and_ask(handbook: Path):
    said = words(run("audit", handbook))

    assert "2 documents," in said
    assert "“Mothers get 20 weeks and fathers 4 weeks of leave at full pay.”" in said
    assert "weeks 20|4, pay 100%, gendered yes" in said
    assert "Who gets fewer weeks for the same child?" in said


def test_rows_are_what_the_schema_says_and_quote_exactly(handbook: Path):
    printed = json.loads(run("audit", handbook, "--json").output)

    assert valid(printed, "audit.schema.json") == []
    assert valid(printed | {"extra": 1}, "audit.schema.json") != []
    row = next(each for each in printed["rows"] if each["check"] == "parental_leave")
    content = (handbook / "leave.md").read_text(encoding="utf-8")
    assert row["quote"] == content[row["start"] : row["end"]]
    assert row["line"] == 3
    assert row["file"] == f"{handbook.as_posix()}/leave.md"


def test_one_file_is_read_alone(handbook: Path):
    printed = json.loads(run("audit", handbook / "voice.md", "--json").output)

    assert printed["documents"] == 1


def test_packs_can_be_chosen(handbook: Path):
    printed = json.loads(run("audit", handbook, "--packs", "speaking", "--json").output)

    assert {each["check"] for each in printed["rows"]} == {"reporting_channel"}


def test_an_unknown_pack_is_refused_with_those_that_there_are(handbook: Path):
    done = run("audit", handbook, "--packs", "astrology")

    assert done.exit_code == 2
    assert "There is no pack 'astrology'. Packs you can use: across," in done.output


def test_two_versions_name_a_regression_and_what_was_lost(handbook: Path, later: Path):
    said = words(run("audit", "--compare", handbook, later))

    assert said.startswith("This is a regression")
    assert "Pages that are gone: 1" in said
    assert "voice.md" in said
    assert "weeks 20|4 → 16|4" in said
    assert "Five years here, and giving birth: weeks paid 20 → 16 (loss)" in said


def test_two_versions_as_json_are_what_the_schema_says(handbook: Path, later: Path):
    printed = json.loads(run("audit", "--compare", handbook, later, "--json").output)

    assert valid(printed, "audit-compare.schema.json") == []
    assert printed["regression"] is True
    assert {each["effect"] for each in printed["rows"] if each["change"] == "loss"} == {
        "regression"
    }


def test_the_other_way_round_is_no_regression(handbook: Path, later: Path):
    assert words(run("audit", "--compare", later, handbook)).startswith("This is no regression")


def test_versions_of_a_repository_are_dated(handbook: Path):
    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-C", str(handbook), "-c", "user.name=A", "-c", "user.email=a@example.org",
             "-c", "commit.gpgsign=false", *words],
            check=True, capture_output=True,
            env={**os.environ, "GIT_COMMITTER_DATE": "2025-01-16T12:00:00Z"},
        )  # fmt: skip

    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    (handbook / "voice.md").unlink()
    git("commit", "-q", "-a", "-m", "second")

    done = run("audit", "--compare", f"{handbook}@HEAD~1", f"{handbook}@HEAD", "--json")

    printed = json.loads(done.output)
    assert valid(printed, "audit-compare.schema.json") == []
    assert printed["from"].startswith("2025-01-16")
    assert [each.rsplit("/", 1)[1] for each in printed["pages_gone"]] == ["voice.md"]
    assert "From 2025-01-16 to 2025-01-16." in words(
        run("audit", "--compare", f"{handbook}@HEAD~1", f"{handbook}@HEAD")
    )


def test_a_walk_shows_each_person_and_the_sentence_that_did_it(handbook: Path):
    said = words(run("audit", "--walk", handbook))

    assert "Five years here, and giving birth 20 weeks paid" in said
    assert "the way leads through the own manager" in said
    assert "“Please raise your complaint with your line manager.”" in said


def test_a_walk_as_json_is_what_the_schema_says(handbook: Path):
    printed = json.loads(run("audit", "--walk", handbook, "--json").output)

    assert valid(printed, "audit-walk.schema.json") == []
    weeks = {each["archetype"]: each["weeks_paid"] for each in printed["people"]}
    assert (weeks["birth-parent"], weeks["adoptive-parent"]) == (20, 4)


def test_a_family_in_one_folder_is_seen_as_several_handbooks(tmp_path: Path):
    for name in ("alder", "birch"):
        for page in ("leave", "pay", "voice"):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / f"{page}.md").write_text(f"# {page}\n\nText.", encoding="utf-8")

    printed = json.loads(run("audit", "--walk", tmp_path, "--json").output)

    assert {each["collection"].rsplit("/", 1)[1] for each in printed["people"]} == {
        "alder",
        "birch",
    }


def test_a_file_that_can_not_be_read_is_said_and_the_others_go_on(handbook: Path):
    (handbook / "scan.pdf").write_bytes(b"no pdf")

    assert "What could not be read" in words(run("audit", handbook))
    printed = json.loads(run("audit", handbook, "--json").output)
    assert [each["kind"] for each in printed["problems"]] == ["Broken"]


def test_a_quote_does_nothing_to_the_terminal(handbook: Path):
    evil = "Mothers get 20 \x1b[31mweeks\x1b]0;x\x07 and fathers 4 \u202eweeks of leave."
    (handbook / "leave.md").write_text(f"# Parental leave\n\n{evil}\n", encoding="utf-8")

    done = run("audit", handbook)

    assert done.exit_code == 0
    assert not {"\x1b", "\x07", "\u202e"} & set(done.output)


@pytest.mark.parametrize(
    ("given", "why"),
    [(["nowhere"], "There is no file or folder nowhere."),
     (["--compare", "a"], "--compare needs two paths"),
     (["--compare", "--walk", "a", "b"], "Use --compare or --walk, not both."),
     (["--walk", "a", "--packs", "leave"], "--packs goes with neither")],
)  # fmt: skip
def test_what_can_not_be_done_is_said_in_one_line(given: list[str], why: str):
    done = run("audit", *given)

    assert done.exit_code == 2
    assert done.output.startswith(f"Error: {why}")


def test_a_file_of_its_own_that_can_not_be_read_ends_with_what_to_do(tmp_path: Path):
    (tmp_path / "a.docx").write_bytes(b"nothing")

    done = run("audit", tmp_path / "a.docx")

    assert done.exit_code == 2
    assert "Save it anew, and try again." in done.output
