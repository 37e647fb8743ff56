"""The ledger of releases: what went in comes out, and any change of its past shows."""

from __future__ import annotations

from datetime import date

import pytest

from tiebeam.engine.disclosure.published import SCHEMA, Line
from tiebeam.vault import chain
from tiebeam.vault.chain import BrokenChain, Rewritten
from tiebeam.workbench import releases

JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)


def line(number, at, shown, why=None, unit="Ports"):
    return Line(
        release=number, at=at, kind="stock", attribute="gender", value="Women",
        cell={"unit": unit}, n=60, shown=shown, band=4.8, why=why,
    )  # fmt: skip


@pytest.fixture
def ledger(tmp_path):
    """Two half-years: one number is held, one cell was too small."""
    folder = tmp_path / "ledger"
    first = [line(1, JANUARY, 12), line(1, JANUARY, None, "threshold", "Sales")]
    second = [line(2, JANUARY, 12, "hold"), line(2, JULY, 7, unit="Sales")]
    releases.append(folder, {"release": 1, "at": "2026-01-01", "cube": {}}, first)
    releases.append(folder, {"release": 2, "at": "2026-07-01", "cube": {}}, second)
    return folder


def rewritten(folder, old, new):
    path = folder / releases.LEDGER
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_every_number_ever_shown_is_in_the_export_with_the_reason_where_there_is_none(ledger):
    found = releases.exported(ledger)

    assert found["schema"] == SCHEMA
    assert [(row["release"], row["at"], row["cell"]["unit"], row["shown"], row["why"])
            for row in found["rows"]] == [
        (1, "2026-01-01", "Ports", 12, None),
        (1, "2026-01-01", "Sales", None, "threshold"),
        (2, "2026-01-01", "Ports", 12, "hold"),
        (2, "2026-07-01", "Sales", 7, None),
    ]  # fmt: skip


def test_a_release_in_words_says_how_much_is_shown_and_why_not_all(ledger):
    first, second = releases.releases(ledger)

    assert releases.in_words(first) == (
        "Release 1, 2026-01-01: 1 of 2 numbers shown.\n"
        "  1 of 2 about what people keep to themselves\n"
        "  1 too few people"
    )
    assert releases.in_words(second) == (
        "Release 2, 2026-07-01: 2 of 2 numbers shown.\n"
        "  2 of 2 about what people keep to themselves\n"
        "  1 held at an earlier day, because few came or went"
    )


def test_a_number_that_was_changed_afterwards_is_found_with_its_release(ledger):
    rewritten(ledger, '"shown":12', '"shown":13')

    with pytest.raises(BrokenChain, match="line 1"):
        releases.verified(ledger)


def test_a_release_that_was_cut_off_shows_by_the_hash_that_was_noted(ledger):
    noted = releases.verified(ledger).hash
    path = ledger / releases.LEDGER
    path.write_text(path.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")

    assert releases.verified(ledger).number == 1
    with pytest.raises(Rewritten, match=noted):
        releases.verified(ledger, noted=noted)


def test_the_hash_of_an_earlier_release_is_still_there(ledger):
    first = next(releases.releases(ledger)).hash

    assert releases.verified(ledger, noted=first).number == 2


@pytest.mark.parametrize(
    "entry",
    [
        {"schema": "tiebeam.releases/9", "release": 1, "at": "2026-01-01", "lines": []},
        {"schema": SCHEMA, "release": 1, "at": "2026-01-01"},
        {"schema": SCHEMA, "release": 1, "at": "2026-01-01", "lines": [{"person": "H1"}]},
        {"schema": SCHEMA, "release": None, "at": "2026-01-01", "lines": []},
    ],
)
def test_what_is_no_release_of_this_version_is_named_and_not_guessed_at(tmp_path, entry):
    chain.append(tmp_path / releases.LEDGER, entry)

    with pytest.raises(releases.UnknownEntry, match="Line 1 of the ledger"):
        list(releases.releases(tmp_path))


def test_where_there_is_no_ledger_it_says_what_begins_one(tmp_path):
    with pytest.raises(releases.NoLedger, match="tiebeam release"):
        releases.exported(tmp_path)


def test_a_ledger_without_a_release_is_no_proof_of_anything(tmp_path):
    (tmp_path / releases.LEDGER).touch()

    with pytest.raises(releases.NoLedger, match="no release yet"):
        releases.verified(tmp_path)
