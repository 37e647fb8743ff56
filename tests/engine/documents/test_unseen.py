"""Handbooks written without a look at the rules: one half may be learned from, one is counted."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from engine.documents.same_meaning import is_of, means_the_same

from tiebeam.engine.documents import Finding
from tiebeam.workbench.auditing import audit_paths, with_perhaps

UNSEEN = Path(__file__).parent / "unseen"
#: With what is only looked for where it is asked for.
PERHAPS = tuple(with_perhaps())


@cache
def told(half: str, packs: tuple[str, ...]) -> tuple[Finding, ...]:
    books = sorted((UNSEEN / half).iterdir())
    return tuple(each for book in books for each in audit_paths([book], packs).findings)


def labels(half: str, expected: str) -> list[dict[str, str]]:
    with (UNSEEN / "labels.csv").open(encoding="utf-8", newline="") as file:
        return [each for each in csv.DictReader(file)
                if (each["half"], each["expected"]) == (half, expected)]  # fmt: skip


def here(label: dict[str, str], packs: tuple[str, ...]) -> list[Finding]:
    """Findings of the right check on the words of a label."""
    text = (UNSEEN / label["file"]).read_text(encoding="utf-8")
    start = text.index(label["quote"])
    end = start + len(label["quote"])
    lines = range(text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 2)
    return [
        each
        for each in told(label["half"], packs)
        if is_of(each, label["check"])
        and (
            (each.file.endswith(label["file"]) and each.start < end and start < each.end)
            or _is_other_place(each, label["file"], lines)
        )
    ]


def _is_other_place(finding: Finding, file: str, lines: range) -> bool:
    """A contradiction has two places, and either of them may have been labelled."""
    said = finding.parameters
    return (
        finding.check == "contradiction"
        and said.get("other_file", "").endswith(file)
        and int(said.get("other_line", 0)) in lines
    )


def is_read(label: dict[str, str], packs: tuple[str, ...]) -> bool:
    pairs = (each.split("=", 1) for each in label["parameters"].split(";") if "=" in each)
    wanted = {name: value for name, value in pairs if not name.startswith("other_")}
    return any(means_the_same(wanted, each.parameters) for each in here(label, packs))


# Floors, so that no change loses what was won; docs/decisions/0022 says what they mean.
@pytest.mark.parametrize(
    ("half", "packs", "floor", "with_parameters", "ceiling"),
    [("tune", (), 143, 29, 5), ("hold", (), 82, 19, 3),
     ("tune", PERHAPS, 154, 29, 13), ("hold", PERHAPS, 110, 21, 14)],
)  # fmt: skip
def test_so_many_clauses_are_found_and_so_few_others_are_flagged(
    half: str, packs: tuple[str, ...], floor: int, with_parameters: int, ceiling: int
):
    found = sum(bool(here(each, packs)) for each in labels(half, "found"))
    wholly = sum(is_read(each, packs) for each in labels(half, "found"))
    flagged = sum(bool(here(each, packs)) for each in labels(half, "no_flag"))

    assert found >= floor, found
    assert wholly >= with_parameters, wholly
    assert flagged <= ceiling, flagged
