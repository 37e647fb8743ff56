"""`tiebeam report`: everything worth saying first, as one page to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tiebeam.cli.common import (
    clear_errors,
    ledger_option,
    map_option,
    open_with_progress,
    vault_option,
)

if TYPE_CHECKING:
    from tiebeam.workbench.report import Report

#: The page, in the folder that was asked for.
PAGE = "report.html"


@click.command(
    short_help="Write the report: one page, for the bench or, from the ledger, to hand on.",
    epilog="For example: tiebeam report harbourline --ledger ledger --vault vault --out report",
)
@click.argument("data")
@click.option("--out", "folder", required=True, metavar="DIR", type=click.Path(file_okay=False),
              help="Where to put report.html; the folder is made.")  # fmt: skip
@ledger_option
@vault_option
@map_option
def report(
    data: str, folder: str, ledger: Path | None, vault: Path | None, mapping: str | None
) -> None:
    """Write one self-contained HTML page of what DATA says, for people who decide.

    With --ledger and --vault, every figure about what people keep to themselves is read from the
    releases, and the page is one to hand on. Without, it is for the bench, and says so on every
    sheet: small groups are hidden, and nothing more.
    """
    from tiebeam.workbench.for_others import open_ledger
    from tiebeam.workbench.report import report as report_of

    if (ledger is None) != (vault is None):
        raise click.UsageError("A report to hand on needs both: --ledger DIR and --vault DIR.")
    with clear_errors():
        opened = open_ledger(ledger, vault) if ledger and vault else None
        with open_with_progress(data, mapping) as bench:
            made = report_of(bench, ledger=opened)
            written = write(made, Path(folder))
    for_the_bench = ["This report is for the bench, not for sharing.", ""] if made.is_draft else []
    click.echo("\n".join((*made.sentences, "", *for_the_bench, f"The report: {written}")))


def write(made: Report, folder: Path) -> Path:
    """Put the page of a report into a folder, and say where it is."""
    from tiebeam.workbench.page import page

    folder.mkdir(parents=True, exist_ok=True)
    written = folder / PAGE
    written.write_text(page(made), encoding="utf-8")
    return written
