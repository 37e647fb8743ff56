"""Harbourline's handbook: what its truth names stands there, and nothing else moved."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any

import pytest

from tiebeam.engine.language import wording
from tiebeam.examples.harbourline import documents, truth
from tiebeam.examples.harbourline.documents import AFTER, BEFORE, EDITIONS, OF_30
from tiebeam.web.organisation.inventory.known import usual

CHECKS = {
    "parental_leave", "waiting_period", "clawback", "scope", "discretion", "family_definition",
    "interaction_penalty", "promotion_gate", "pay_setting", "pay_transparency",
    "homophily_hiring", "hiring_step",
    "performance_review", "independence", "escalation_route", "reporting_channel",
    "anti_retaliation", "burden_on_target", "holiday_calendar", "flexible_work", "accommodation",
    "pregnancy_loss", "unilateral_change", "contradiction", "inherited_text", "dead_reference",
}  # fmt: skip
OF_WORDING = {"outdated_term", "excluding_term", "generic_pronoun"}
CLAUSES = [(edition, each) for edition in EDITIONS for each in documents.truth(edition).clauses]
NAMED = [f"{edition}: {each.file}: {each.quote[:40]}" for edition, each in CLAUSES]


@pytest.mark.parametrize(("edition", "clause"), CLAUSES, ids=NAMED)
def test_every_planted_clause_stands_in_its_file_once(edition: str, clause: Any):
    text = documents.text(edition, clause.file)

    # A holiday is one line of a list, and "chairman" is named on another page.
    assert text.count(clause.quote) == 1
    assert clause.check in CHECKS | OF_WORDING
    assert clause.effect in {"helps", "hinders", "mixed", "cannot tell"}
    assert clause.who


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_should_stay_silent_stands_in_its_file_too(edition: str):
    silences = documents.truth(edition).silences

    assert silences
    assert [s for s in silences if s.quote not in documents.text(edition, s.file)] == []


def test_the_company_has_every_check_planted():
    assert {each.check for each in documents.truth().clauses} == CHECKS | OF_WORDING


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_a_clause_contradicts_stands_in_the_page_that_it_refers_to(edition: str):
    against = [c for c in documents.truth(edition).clauses if "against" in c.parameters]

    for clause in against:
        page = clause.parameters.get("cross_ref", clause.file)
        assert clause.parameters["against"] in documents.text(edition, page)
    assert len(against) >= (1 if edition == OF_30 else 3)


def test_clauses_stand_behind_the_barriers_of_the_workforce():
    plants = {each.name for each in truth.ENTRIES if each.kind == "plant"}

    behind = {each.data for each in documents.truth().clauses} - {""}

    assert behind <= plants
    assert behind >= {
        "Nominated by a manager", "Starting pay by negotiation", "Nights in rotation",
        "No raise after parental leave", "School leavers at the interview",
    }  # fmt: skip


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_dead_reference_leads_nowhere_and_every_other_link_leads_to_a_page(edition: str):
    there = documents.names(edition)
    targets = {
        target
        for name in there
        for target in re.findall(r"\]\(([^)]+)\)", documents.text(edition, name))
    }
    dead = {
        each.parameters["target"]
        for each in documents.truth(edition).clauses
        if each.check == "dead_reference"
    }

    assert targets - set(there) == dead & targets
    assert not dead & set(there)


def test_the_editions_differ_where_the_truth_says_and_nowhere_else():
    assert documents.names(BEFORE) == documents.names(AFTER)

    found = {
        (name, before, after)
        for name in documents.names(BEFORE)
        for before, after in changed_lines(name)
    }
    told = documents.truth().changes

    unnamed = [
        (name, before)
        for name, before, after in found
        if not any(
            c.file == name and c.before in before and before.replace(c.before, c.after) == after
            for c in told
        )
    ]
    assert unnamed == []
    assert len(found) == len(told)


def changed_lines(name: str) -> list[tuple[str, str]]:
    """Lines of a document that are different in the later edition, with what they are there."""
    before, after = (documents.text(each, name).splitlines() for each in (BEFORE, AFTER))
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    pairs = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            assert b - a == d - c, "a line came or went"
            pairs += list(zip(before[a:b], after[c:d], strict=True))
    return pairs


def test_there_is_one_gain_and_one_loss_and_some_edits_that_change_nothing():
    kinds = [each.kind for each in documents.truth().changes]

    assert kinds.count("gain") == kinds.count("loss") == 1
    assert kinds.count("harmless") >= 5
    assert documents.truth(BEFORE).changes == ()


@pytest.mark.parametrize("edition", EDITIONS)
def test_other_words_are_suggested_where_they_are_planted_and_nowhere_else(edition: str):
    planted = [each for each in documents.truth(edition).clauses if each.check in OF_WORDING]

    found = [
        {"file": f"handbook/{name}", **vars(each)}
        for name in documents.names(edition)
        for each in wording(documents.text(edition, name))
    ]

    missed = documents.missed(found, edition=edition)
    assert [each for each in missed if each.check in OF_WORDING] == []
    assert len(found) == len(planted)


def test_what_an_audit_has_not_found_is_told():
    first, *rest = documents.truth().clauses
    at = documents.text(AFTER, first.file).index(first.quote)
    row = {"file": first.file, "check": first.check, "start": at + 3, "end": at + 9}

    assert documents.missed([row]) == tuple(rest)
    assert documents.missed([{**row, "end": at}]) == (first, *rest)
    assert documents.missed([{**row, "check": "scope"}]) == (first, *rest)


def test_the_page_that_protects_is_the_hardest_to_read():
    ease = {name: letters_and_words(documents.text(AFTER, name)) for name in documents.names(AFTER)}
    hardest = documents.truth().hardest

    assert hardest == max(ease, key=lambda name: ease[name])
    assert hardest in documents.truth().protects
    assert sorted(ease.values())[-2] < ease[hardest] / 1.5


def letters_and_words(text: str) -> float:
    """How hard a page is: the automated readability index, as Senter and Smith (1967) give it."""
    prose = [line for line in text.splitlines() if line[:1].isalpha() and "last review" not in line]
    words = re.findall(r"[^\W\d_]+", " ".join(prose))
    ends = len(re.findall(r"[.?!](?:\s|$)", " ".join(prose)))
    return 4.71 * sum(map(len, words)) / len(words) + 0.5 * len(words) / ends


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_names_its_owner_and_its_last_review(edition: str):
    for name in documents.names(edition):
        top = documents.text(edition, name)[:200].lower()
        assert "owner: " in top, name
        assert re.search(r"last review(?:ed)?: ", top), name


@pytest.mark.parametrize(
    ("edition", "least", "most"), [(BEFORE, 14, 20), (AFTER, 14, 20), (OF_30, 6, 8)]
)
def test_a_handbook_has_as_many_pages_as_such_an_employer_has(edition: str, least: int, most: int):
    names = documents.names(edition)
    lengths = [len(documents.text(edition, name).split()) for name in names]

    assert least <= len(names) <= most
    assert min(lengths) >= (80 if edition == OF_30 else 200)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_handbook_is_written_file_by_file_and_again_the_same(edition: str, tmp_path: Path):
    written = documents.write(tmp_path / "handbook", edition=edition)
    first = {path.name: path.read_bytes() for path in written}

    again = documents.write(tmp_path / "handbook", edition=edition)

    assert tuple(sorted(first)) == documents.names(edition)
    assert {path.name: path.read_bytes() for path in again} == first
    assert sorted(path.name for path in (tmp_path / "handbook").iterdir()) == sorted(first)


def test_an_edition_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(documents.NoSuchEdition, match="Editions: 2024-01-01"):
        documents.write(tmp_path, edition="1999-01-01")


@pytest.mark.parametrize("edition", [documents.AFTER, documents.OF_30])
def test_somebody_decides_by_each_page_and_it_covers_what_is_usual_somewhere(edition: str):
    said = documents.structures(edition)

    assert sorted(each.file for each in said) == list(documents.names(edition))
    assert all(each.decides and each.gets_there and each.covers for each in said)
    assert {code for each in said for code in each.usual} <= {each.code for each in usual()}
