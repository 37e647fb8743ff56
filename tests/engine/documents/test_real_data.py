"""Real handbooks: clauses labelled by hand, a change that was a loss, and judged findings.

The labels say which clause stands where, what it is, and what has to be read from it.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tiebeam.engine.documents import Finding
from tiebeam.workbench.auditing import Audited, Compared, audit_paths, compare_paths

pytestmark = pytest.mark.real_data

FAMILY = ("clef", "tidepool", "obvious")
#: Made between two versions alone, or not to be made.
ELSEWHERE = ("commitment_removed", "negative_control")


@pytest.fixture(scope="module")
def handbooks(shared_data: Callable[[str], Path]) -> Path:
    return shared_data("handbooks")


@pytest.fixture(scope="module")
def audited(handbooks: Path) -> Audited:
    return _audited(handbooks)


@cache
def _audited(handbooks: Path) -> Audited:
    return audit_paths([handbooks])


@pytest.fixture(scope="module")
def compared(handbooks: Path) -> Compared:
    return compare_paths(handbooks / "18f-before-2025-01-16", handbooks / "18f")


def labels(handbooks: Path) -> list[dict[str, str]]:
    with (handbooks / "labelled_clauses.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def here(label: dict[str, str], handbooks: Path, findings: tuple[Finding, ...]) -> list[Finding]:
    """Findings that touch the words of a label."""
    text = (handbooks / label["file"]).read_text(encoding="utf-8")
    start = text.index(label["quote"])
    end = start + len(label["quote"])
    on_page = [each for each in findings if each.file.endswith(label["file"])]
    return [each for each in on_page if each.start < end and start < each.end]


def is_found(label: dict[str, str], findings: list[Finding]) -> bool:
    wanted = dict(part.split("=", 1) for part in label["parameters"].split(";") if "=" in part)
    return any(
        each.check == label["category"]
        and all(each.parameters.get(name) == value for name, value in wanted.items())
        for each in findings
    )


def test_at_least_nine_in_ten_labelled_clauses_are_found_with_their_parameters(
    handbooks: Path, audited: Audited
):
    wanted = [each for each in labels(handbooks) if each["category"] not in ELSEWHERE]

    missed = [each["id"] for each in wanted
              if not is_found(each, here(each, handbooks, audited.findings))]  # fmt: skip

    assert len(wanted) == 24
    assert len(missed) <= 0.1 * len(wanted), missed


def test_a_sentence_that_forbids_what_it_names_is_not_flagged(handbooks: Path, audited: Audited):
    [control] = [each for each in labels(handbooks) if each["category"] == "negative_control"]

    assert here(control, handbooks, audited.findings) == []


def test_every_quote_is_exactly_the_text_at_its_span(audited: Audited):
    content = {each.file: each.text.content for each in audited.documents}

    wrong = [each for each in audited.findings
             if content[each.file][each.start : each.end] != each.quote]  # fmt: skip

    assert wrong == []


def test_the_change_of_one_handbook_is_named_a_regression_with_its_eight_pages(compared: Compared):
    assert compared.comparison.is_regression
    assert len(compared.comparison.pages_gone) == 8


def test_commitments_that_were_taken_back_are_listed(handbooks: Path, compared: Compared):
    lost = [" ".join(each.finding.quote.split()) for each in compared.comparison.differences
            if each.change == "loss" and each.finding.check == "commitment_removed"]  # fmt: skip

    wanted = [each for each in labels(handbooks) if each["category"] == "commitment_removed"]
    missed = [each["id"] for each in wanted
              if not any(" ".join(each["quote"].split()) in quote for quote in lost)]  # fmt: skip

    assert len(wanted) == 2
    assert missed == []


def test_a_family_shows_its_inherited_contradiction_and_what_a_sabbatical_costs(audited: Audited):
    told = {(each.check, each.parameters.get("inherited_from"), each.parameters.get("cross_ref"))
            for each in audited.findings}  # fmt: skip

    assert ("contradiction", "clef", None) in told
    assert ("interaction_penalty", None, "New Parent Leave") in told


def test_all_handbooks_are_read_without_a_problem(audited: Audited):
    # How long that takes is measured beside a peer: benchmarks/wording.py.
    assert len(audited.documents) >= 500
    assert audited.problems == ()


def test_of_all_that_is_found_at_least_four_in_five_were_judged_right(
    handbooks: Path, audited: Audited
):
    """Somebody has read each finding and said whether a reviewer would want it; the last counts."""
    with (Path(__file__).parent / "judged.csv").open(encoding="utf-8", newline="") as file:
        said = {(each["rule"], each["file"], each["line"]): each["verdict"]
                for each in csv.DictReader(file)}  # fmt: skip

    found = [each for each in audited.findings if each.check != "form"]
    verdicts = Counter(said.get((each.rule, Path(each.file).relative_to(handbooks).as_posix(),
                                 str(each.line)), "nobody")
                       for each in found)  # fmt: skip

    assert verdicts["right"] >= 0.8 * len(found), verdicts
