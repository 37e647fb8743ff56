"""`tiebeam release`: from a cube that was proposed to a ledger that anybody can check."""

from __future__ import annotations

import json

import pytest
from cli.conftest import run

from tiebeam.examples.harbourline import generate


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


# --- pay, and what HR alone knows -----------------------------------------------------------------

PAY_AND_REASONS = """
schema = "tiebeam.cube/1"
first = 2024-01-01
people = 400

[fields]
level = {}

[attributes.gender]
values = ["Women", "Men"]
tables = [{ show = "pay" }, { show = "pay", by = ["level"] }]

[[hr]]
field = "exit_reason"
show = "left"
window = "2023-01-01:2023-12-31"
by = [[], ["level"]]
"""


@pytest.fixture(scope="module")
def pay_and_reasons(tmp_path_factory):
    """Two releases of 400 people in one year by the cube above, and what the first one printed."""
    here = tmp_path_factory.mktemp("pay_and_reasons")
    generate(people=400, years=3, seed=7, out=here / "harbourline")
    (here / "cube.toml").write_text(PAY_AND_REASONS, "utf-8")
    words = (
        here / "harbourline", "--cube", here / "cube.toml", "--ledger", here / "ledger",
        "--vault", here / "vault",
    )  # fmt: skip
    first = run("release", *words, "--at", "2024-06-01")
    assert run("release", *words).exit_code == 0
    return words, first


def rows(here, kind, number):
    exported = json.loads(run("releases", "export", here / "ledger").stdout)["rows"]
    return [row for row in exported if (row["kind"], row["release"]) == (kind, number)]


def test_median_pay_and_why_people_left_are_released(pay_and_reasons):
    (data, *_), done = pay_and_reasons

    medians = {(row["cell"].get("level"), row["value"], row["among"]): row
               for row in rows(data.parent, "median", 1)}  # fmt: skip
    reasons = {row["value"]: row for row in rows(data.parent, "hr", 1) if row["cell"] == {}}

    assert done.exit_code == 0, done.output
    women, men = medians[None, "Women", None], medians[None, "Men", None]
    assert 20_000 < women["shown"] < 60_000
    assert 0.0045 < men["band"] / men["shown"] < 0.0055
    # 44 people are neither; of these, 9 at level 3: everybody else there would tell of them.
    assert medians[None, "everybody else", "Women"]["shown"] is not None
    assert medians["3", "Women", None]["shown"] is not None
    assert medians["3", "everybody else", "Women"]["why"] == "suppressed"
    assert reasons["voluntary"]["shown"] >= 10
    assert (reasons["death"]["shown"], reasons["death"]["why"]) == (None, "threshold")
    assert {row["window"] for row in reasons.values()} == {"2023-01-01:2023-12-31"}
    assert " about pay\n" in done.output
    assert " about what HR alone knows\n" in done.output


def test_later_in_the_year_medians_are_held_and_reasons_repeated(pay_and_reasons):
    (data, *_), _ = pay_and_reasons

    def shown(kind, number):
        return {str(row["cell"]) + str(row["value"]): row["shown"]
                for row in rows(data.parent, kind, number) if row["shown"] is not None}  # fmt: skip

    assert shown("hr", 2) == shown("hr", 1) != {}
    assert {row["at"] for row in rows(data.parent, "hr", 2)} == {"2024-06-01"}
    assert shown("median", 2) == shown("median", 1) != {}
    assert {row["why"] for row in rows(data.parent, "median", 2) if row["shown"]} == {"hold"}
    said = run("releases", "show", data.parent / "ledger").output
    assert "repeated from earlier releases" in said


def test_a_window_that_overlaps_a_released_one_is_refused_with_one_sentence(
    pay_and_reasons, tmp_path
):
    (data, _, _, *more), _ = pay_and_reasons
    cube = PAY_AND_REASONS.replace("first = 2024", "first = 2025")
    (tmp_path / "next.toml").write_text(cube.replace('"2023-01-01:', '"2021-01-01:'), "utf-8")

    done = run("release", data, "--cube", tmp_path / "next.toml", *more, "--at", "2025-12-31")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "'exit_reason, left in 2023' was released" in done.stderr
    assert done.stderr.count("\n") == 1
