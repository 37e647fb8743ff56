"""Handbooks written without a look at the rules: one half may be learned from, one is counted."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from tiebeam.engine.documents import Finding
from tiebeam.workbench.auditing import audit_paths

UNSEEN = Path(__file__).parent / "unseen"


@cache
def told(half: str) -> tuple[Finding, ...]:
    books = sorted((UNSEEN / half).iterdir())
    return tuple(each for book in books for each in audit_paths([book]).findings)


def labels(half: str, expected: str) -> list[dict[str, str]]:
    with (UNSEEN / "labels.csv").open(encoding="utf-8", newline="") as file:
        return [each for each in csv.DictReader(file)
                if (each["half"], each["expected"]) == (half, expected)]  # fmt: skip


def is_found(label: dict[str, str]) -> bool:
    start = (UNSEEN / label["file"]).read_text(encoding="utf-8").index(label["quote"])
    end = start + len(label["quote"])
    return any(
        each.check == label["check"]
        and each.file.endswith(label["file"])
        and each.start < end
        and start < each.end
        for each in told(label["half"])
    )


# Floors, so that no change loses what was won; docs/decisions/0022 says what they mean.
@pytest.mark.parametrize(("half", "floor", "ceiling"), [("tune", 125, 5), ("hold", 66, 3)])
def test_so_many_clauses_are_found_and_so_few_others_are_flagged(
    half: str, floor: int, ceiling: int
):
    found = sum(map(is_found, labels(half, "found")))
    flagged = sum(map(is_found, labels(half, "no_flag")))

    assert found >= floor
    assert flagged <= ceiling
