"""What the type checker keeps apart: exact figures, and figures that may be drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from house.project import ROOT
from mypy import api

GIVEN = """\
from tiebeam import charts
from tiebeam.engine.disclosure import Draft, Exact, Released, draft, release

def drawn(exact: Exact, draft_: Draft, released: Released) -> None:
    {line}
"""


def complaints(line: str, folder: Path) -> str:
    path = folder / "asked.py"
    path.write_text(GIVEN.format(line=line), encoding="utf-8")
    said, errors, _ = api.run([
        "--strict", "--config-file", str(ROOT / "pyproject.toml"), "--no-incremental",
        "--follow-imports", "silent", str(path),
    ])  # fmt: skip
    assert not errors
    return said


@pytest.mark.parametrize(
    "line",
    [
        "charts.svg(exact); charts.picture(exact); charts.png(exact); charts.table(exact)",
        "charts.table_text(exact); charts.notebook_html(exact)",
    ],
)
def test_an_exact_figure_does_not_pass_the_checker_into_a_picture_or_a_table(line, tmp_path):
    said = complaints(line, tmp_path)

    assert said.count('has incompatible type "Exact"; expected "Released | Draft"') == (
        line.count("exact")
    )


def test_what_was_released_or_drafted_passes(tmp_path):
    line = "charts.svg(release(exact)); charts.svg(draft(exact)); charts.table(released)"

    assert complaints(line, tmp_path).startswith("Success")


def test_a_draft_is_not_taken_for_a_release(tmp_path):
    assert 'incompatible type "Draft"' in complaints(
        "def shared(figure: Released) -> None: ...\n    shared(draft_)", tmp_path
    )
