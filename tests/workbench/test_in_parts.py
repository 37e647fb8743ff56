"""Large files are typed a part at a time: no row is lost, doubled or called by another number."""

from __future__ import annotations

import sys

import pytest
from workbench.reading import HEADER, left_out, messages, opened, spells, tally

from tiebeam.connectors.csv import parts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no files in memory")


def row(number: int) -> str:
    """One person; every seventh row has no id, every eleventh a last day before the first."""
    who = "" if number % 7 == 0 else str(number)
    left = "2014-01-01" if number % 11 == 0 else ""
    return f"{who},2015-04-01,{left},Clerk,{1000 + number},Hull,,W\n"


def told(folder, export: str) -> tuple:
    with opened(folder, export) as bench:
        return (
            messages(bench), left_out(bench), tally(bench),
            spells(bench, "person", "pay", "site", "row"),
        )  # fmt: skip


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(parts, "PART", 500)
    monkeypatch.setattr(parts, "_CHUNK", 64)


def test_rows_keep_their_numbers_across_parts(tmp_path, tiny):
    numbers, lines = range(2, 402), [row(n) for n in range(2, 402)]

    _, left, (read, accepted, merged, rejected), found = told(tmp_path, HEADER + "".join(lines))

    assert left == {
        n: "blank id in id" if n % 7 == 0 else "leave before hire in left"
        for n in numbers
        if n % 7 == 0 or n % 11 == 0
    }
    assert (read, accepted + merged + rejected) == (400, 400)
    assert {n: (who, pay) for who, pay, _, n in found} == {
        n: (str(n), 1000 + n) for n in numbers if n not in left
    }


@pytest.mark.parametrize(
    "odd",
    [
        '9001,2015-04-01,,Clerk,1,"Hull\nNorth",,W\n',
        '9001,2015-04-01,,Clerk,1,"Hull ""North""",,W\n',
        '9001,2015-04-01,,Clerk,1,5" Pipe,,W\n',
        '9001,2015-04-01,,Clerk,1,5" Pipe,,W\n9002,2015-04-01,,Clerk,1,"Hull\nNorth",,W\n',
    ],
    ids=["a new line in quotes", "quotes in quotes", "half a pair of quotes", "both"],
)
def test_quotes_that_could_mislead_change_nothing(tmp_path, monkeypatch, odd):
    lines = [row(n) for n in range(2, 60)]
    export = HEADER + "".join(lines[:20]) + odd + "".join(lines[20:]) + odd.replace("900", "910")
    whole = told(tmp_path, export)
    monkeypatch.setattr(parts, "_CHUNK", 8)

    for size in (100, 1_000):
        monkeypatch.setattr(parts, "PART", size)
        assert told(tmp_path, export) == whole
