"""Wording beside the clauses: quiet, with what to say instead, and only where it is asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tiebeam.engine.documents import Document, Finding
from tiebeam.engine.language import Allowance, Allowed
from tiebeam.engine.texts import read
from tiebeam.workbench.auditing import audit_paths
from tiebeam.workbench.suggesting import finder

PAGE = "# Equal opportunity\n\nNobody is paid less for their sexual preference.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "equal.md").write_text(PAGE, encoding="utf-8")
    return tmp_path


def terms(findings: tuple[Finding, ...]) -> list[Finding]:
    return [each for each in findings if each.check == "outdated_term"]


def test_an_audit_tells_wording_with_its_suggestion_and_low_weight(folder: Path):
    [told] = terms(audit_paths([folder]).findings)

    assert PAGE[told.start : told.end] == told.quote == "sexual preference"
    assert told.parameters["suggestion"] == "sexual orientation"
    assert (told.effect, told.severity, told.line) == ("hinders", "low", 3)


def test_wording_is_a_pack_that_can_be_chosen_or_left_out(folder: Path):
    only = audit_paths([folder], ["wording"]).findings
    without = audit_paths([folder], ["leave"]).findings

    assert [each.check for each in only] == ["outdated_term"]
    assert terms(without) == []


def test_what_two_handbooks_share_is_told_with_its_heirs(tmp_path: Path):
    shared = " ".join(
        f"We have rule number {n} for everybody who works in this house." for n in range(6)
    )
    for name in ("elder", "younger"):
        (tmp_path / name).mkdir()
        for page in ("equal", "pay", "leave", "voice"):
            (tmp_path / name / f"{page}.md").write_text(f"{PAGE}\n{shared}\n", encoding="utf-8")

    told = terms(audit_paths([tmp_path]).findings)

    assert any("inherited_by" in each.parameters for each in told)


def test_an_aside_hinders_nobody_for_sure_and_an_allowance_silences():
    page = Document(read("page.md", "Each guest signs with his or her name, said the chairman.\n"))
    allowed = Allowed((Allowance(words="chairman", reason="A title.", until=date(2030, 1, 1)),),
                      date(2029, 1, 1))  # fmt: skip

    told = {each.check: each.effect for each in finder(allowed)(page)}

    assert told == {"binary_pair": "cannot tell"}
