"""The guides to a first day say what stands on the pages, in the same words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from house.project import ROOT, name_of

WEB = ROOT / "src" / "tiebeam" / "web"
GUIDES = sorted((ROOT / "docs" / "guide").glob("first-day-*.md"))


def on_pages() -> str:
    """All that pages are made of, in one text."""
    made_of = (each for ending in ("html", "py") for each in WEB.rglob(f"*.{ending}"))
    return "\n".join(each.read_text(encoding="utf-8") for each in sorted(made_of))


def quoted(guide: str) -> list[str]:
    """What a guide sets in bold: names of buttons, links and fields."""
    return [" ".join(each.split()) for each in re.findall(r"\*\*(.+?)\*\*", guide, re.DOTALL)]


def not_there(guide: str, pages: str) -> list[str]:
    return [each for each in quoted(guide) if f'"{each}"' not in pages]


@pytest.fixture(scope="module")
def pages() -> str:
    return on_pages()


@pytest.mark.parametrize("guide", GUIDES, ids=name_of)
def test_every_button_and_link_that_a_guide_names_is_on_a_page(guide: Path, pages: str):
    text = guide.read_text(encoding="utf-8")

    assert len(quoted(text)) > 5
    assert not_there(text, pages) == []


def test_there_is_a_guide_for_each_of_ten_roles():
    assert [each.stem for each in GUIDES] == [
        "first-day-ally", "first-day-analyst", "first-day-facilitator", "first-day-group-lead",
        "first-day-leader", "first-day-member", "first-day-reviewer", "first-day-sponsor",
        "first-day-steward", "first-day-structure-owner",
    ]  # fmt: skip


def test_a_button_that_is_on_no_page_is_found():
    pages = '{% translate "Save this answer" %}'

    assert not_there("Press **Save this\nanswer**, then **Send all**.", pages) == ["Send all"]
