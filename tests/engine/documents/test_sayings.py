"""Short passages by writers who had not seen the rules, each read as a handbook of its own."""

from __future__ import annotations

import csv
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from engine.documents.same_meaning import is_of, means_the_same

from tiebeam.engine.documents import Document, Finding, audit
from tiebeam.engine.documents.rules import every_pack, pack_names, packs
from tiebeam.engine.texts import read
from tiebeam.workbench import suggesting

UNSEEN = Path(__file__).parent / "unseen"
COLUMNS = ["id", "half", "title", "heading", "text", "quote", "check", "effect", "parameters",
           "expected"]  # fmt: skip

Saying = dict[str, str]


@cache
def sayings() -> tuple[Saying, ...]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(UNSEEN.glob("sayings-*.csv")))
    return tuple(row for text in texts for row in csv.DictReader(StringIO(text, newline="")))


def of(half: str, expected: str) -> list[Saying]:
    return [each for each in sayings() if (each["half"], each["expected"]) == (half, expected)]


def page(saying: Saying) -> str:
    return f"# {saying['title']}\n\n## {saying['heading']}\n\n{saying['text']}\n"


@cache
def told(text: str, names: tuple[str, ...]) -> tuple[Finding, ...]:
    page = Document(read("page.md", text))
    return tuple(audit([page], packs(names), also=[suggesting.finder()]))


def here(saying: Saying, names: tuple[str, ...]) -> list[Finding]:
    """What is found of the right check where the saying's clause stands."""
    text = page(saying)
    start = text.index(saying["quote"])
    end = start + len(saying["quote"])
    return [each for each in told(text, names) if is_of(each, saying["check"]) and each.start < end
            and start < each.end]  # fmt: skip


def is_read(saying: Saying, names: tuple[str, ...]) -> bool:
    pairs = (each.split("=", 1) for each in saying["parameters"].split(";") if "=" in each)
    wanted = {name.strip(): value for name, value in pairs}
    return any(means_the_same(wanted, each.parameters) for each in here(saying, names))


# Floors and ceilings, so that no change loses what was won; decision 0022 says what they mean.
@pytest.mark.parametrize(
    ("half", "names", "floor", "with_parameters", "ceiling"),
    [("tune", pack_names(), 108, 78, 26), ("hold", pack_names(), 104, 65, 27),
     ("tune", every_pack(), 250, 192, 30), ("hold", every_pack(), 179, 103, 48)],
)  # fmt: skip
def test_so_many_sayings_are_found_and_so_few_others_are_flagged(
    half: str, names: tuple[str, ...], floor: int, with_parameters: int, ceiling: int
):
    found = sum(bool(here(each, names)) for each in of(half, "found"))
    wholly = sum(is_read(each, names) for each in of(half, "found"))
    flagged = sum(bool(here(each, names)) for each in of(half, "no_flag"))

    assert found >= floor, found
    assert wholly >= with_parameters, wholly
    assert flagged <= ceiling, flagged


def test_every_saying_has_all_columns_and_its_quote_once():
    assert {tuple(each) for each in sayings()} == {tuple(COLUMNS)}
    assert [each["id"] for each in sayings() if page(each).count(each["quote"]) != 1] == []
