"""`tiebeam report`: everything worth saying first, as one page to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tiebeam.cli.common import clear_errors, map_option, open_with_progress

if TYPE_CHECKING:
    from tiebeam.workbench import Report

#: The page, in the folder that was asked for.
PAGE = "report.html"


@click.command(
    short_help="Write the report: one page of released figures, to hand on.",
    epilog="For example: tiebeam report harbourline --out report",
)
@click.argument("data")
@click.option("--out", "folder", required=True, metavar="DIR", type=click.Path(file_okay=False),
              help="Where to put report.html; the folder is made.")  # fmt: skip
@map_option
def report(data: str, folder: str, mapping: str | None) -> None:
    """Write one self-contained HTML page of what DATA says, for people who decide.

    It holds released figures only: small groups are hidden, and it says which and why.
    """
    from tiebeam.workbench import report as report_of

    with clear_errors(), open_with_progress(data, mapping) as bench:
        made = report_of(bench)
        written = write(made, Path(folder))
    click.echo("\n".join((*made.sentences, "", f"The report: {written}")))


def write(made: Report, folder: Path) -> Path:
    """Put the page of a report into a folder, and say where it is."""
    from tiebeam.workbench import page

    folder.mkdir(parents=True, exist_ok=True)
    written = folder / PAGE
    written.write_text(page(made), encoding="utf-8")
    return written
