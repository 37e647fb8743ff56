"""The pictures in the documents come from the running product."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from house.conftest import Demo
from house.project import ROOT

from tiebeam.cli import main


def test_the_picture_in_the_readme_is_what_the_product_draws_today(demo: Demo, tmp_path: Path):
    folder, drawn = demo.place / "harbourline", tmp_path / "pay.svg"

    CliRunner().invoke(
        main,
        ["measure", "pay_gap", str(folder), "--by", "gender", "--window", "2024-01-01:2024-12-31",
         "--svg", str(drawn)],
        catch_exceptions=False,
    )  # fmt: skip

    kept = ROOT / "docs" / "pictures" / "pay.svg"
    assert drawn.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8")


PICTURES = sorted((ROOT / "docs" / "pictures").iterdir())


def test_every_picture_is_in_a_document_and_small():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)

    assert [each.name for each in PICTURES if f"pictures/{each.name})" not in text] == []
    assert [each.name for each in PICTURES if each.stat().st_size > 150_000] == []
