"""`tiebeam demo`: the made-up employer Harbourline, and its first findings."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tiebeam.cli.common import Stopped, clear_errors, open_with_progress, reading
from tiebeam.cli.demo_site import HOME, set_up_firm, set_up_site
from tiebeam.cli.report import write
from tiebeam.cli.serve import together

if TYPE_CHECKING:
    from tiebeam.workbench.bench import Bench
    from tiebeam.workbench.for_others import OpenLedger
    from tiebeam.workbench.report import Report

WIDTH = 88
#: What was said at the last start, so that the next one need not find it anew.
SAID = "findings.txt"
LEAD = (
    "Harbourline is a ferry and port operator that does not exist, and neither do its people. "
    "This page shows what Tiebeam finds in an HR export like theirs."
)


@click.command(short_help="Make the demo employer Harbourline, and say what its data shows.")
@click.option(
    "--dir",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Where to put it. Left out: harbourline, or harbourline-of-30.",
)
@click.option("--people", default=2400, show_default=True, help="People at any one time.")
@click.option("--years", default=3, show_default=True, help="Calendar years of data.")
@click.option("--seed", default=7, show_default=True, help="Another seed, another Harbourline.")
@click.option(
    "--documents-only",
    is_flag=True,
    help="A firm of thirty, with no data about people: only what it has in writing.",
)
@click.option("--once", is_flag=True, help="End when the findings are printed.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535),
              help="The port of its pages.")  # fmt: skip
def demo(
    folder: str | None, people: int, years: int, seed: int, documents_only: bool, once: bool,
    port: int,
) -> None:  # fmt: skip
    """Make Harbourline, a ferry and port operator that does not exist, and say what its data shows.

    The data, its mapping and a page of findings go into --dir. The same seed gives the same bytes.
    Then its pages are served on this machine, with somebody to sign in as for every role.
    """  # fmt: skip
    if documents_only:
        target = Path(folder or "harbourline-of-30")
        click.echo(set_up_firm(target, name="Harbourline", at=datetime.now(UTC)))
    else:
        target = Path(folder or "harbourline")
        asked = f"{people:,} people over {years} years, seed {seed}, Tiebeam {version('tiebeam')}"
        said = (None if once else _said_before(target, asked)) or _find(target, people, years, seed)
        click.echo(said)
        if not once:
            (target / SAID).write_text(f"{asked}\n{said}\n", encoding="utf-8")
            click.echo(f"\n{set_up_site(target, name='Harbourline', at=datetime.now(UTC))}")
    if not once:
        click.echo(f"\nOpen http://localhost:{port}/ in a browser. To end it, press Ctrl and C.\n")
        pages = ["web", "--port", str(port)]
        raise SystemExit(together({"web": pages, "worker": ["worker"]}))


def _said_before(target: Path, asked: str) -> str | None:
    """What was said of the same data at an earlier start, which made them and their site."""
    said = target / SAID
    if not said.exists():
        return None
    first, _, rest = said.read_text("utf-8").partition("\n")
    return rest.removesuffix("\n") if first == asked else None


def _find(target: Path, people: int, years: int, seed: int) -> str:
    """Make its data, and say what they show."""
    from tiebeam.examples import harbourline
    from tiebeam.workbench.findings import about_the_data, last_full_year
    from tiebeam.workbench.report import report

    sizes = (harbourline.NotASize, harbourline.TooFewPeople, harbourline.TooManyYears,
             harbourline.TooManyPersonYears)  # fmt: skip
    try:
        with clear_errors(), reading(years) as said:
            harbourline.generate(
                people=people,
                years=years,
                seed=seed,
                out=target,
                progress=lambda done, _: said(f"year {done} of {years}"),
            )
    except sizes as error:
        raise Stopped(str(error)) from None
    mapping = target / "harbourline.map.toml"
    with clear_errors(), open_with_progress(str(mapping), None) as bench:
        opened = _released(bench, target / HOME)
        made = report(bench, lead=(LEAD,), ledger=opened)
        notes = about_the_data(bench.dataset)
        written = write(made, target)
        year = last_full_year(bench.dataset)
    return _in_words(made, notes) + "\n" + _what_next(
        target, written, f"{year.first}:{year.last}"
    )  # fmt: skip


def _released(bench: Bench, folder: Path) -> OpenLedger | None:
    """Its half-yearly releases; None where it is too small for any, or shows too short a time."""
    from tiebeam.engine.disclosure.proposed_cube import NothingSecret, TooFewPeople
    from tiebeam.workbench.findings import attributes_of
    from tiebeam.workbench.for_others import open_ledger
    from tiebeam.workbench.half_yearly import (
        LEDGER_FOLDER,
        VAULT_FOLDER,
        days_of,
        release_half_yearly,
    )

    days = len(days_of(bench.dataset))
    try:
        with reading(days) as said:
            release_half_yearly(
                bench, folder, attributes=attributes_of(bench.dataset)[:2], progress=said
            )
    except (NothingSecret, TooFewPeople):
        return None
    return open_ledger(folder / LEDGER_FOLDER, folder / VAULT_FOLDER) if days else None


def _in_words(made: Report, notes: Sequence[str]) -> str:
    """What the report says first, what the data are worth, and what stands clear of chance."""
    from tiebeam import charts

    lines = [f"{made.title}: first findings"]
    for said in (*made.sentences, *notes):
        lines += ["", textwrap.fill(said, width=WIDTH)]
    clear = [figure for figure in made.figures if charts.stands_clear(figure)]
    lines += ["", "Clear of chance"] if clear else []
    for number, figure in enumerate(clear, start=1):
        said = textwrap.fill(charts.finding(figure), width=WIDTH, initial_indent="    ",
                             subsequent_indent="    ")  # fmt: skip
        lines += [f" {number}. {charts.subtitle(figure)}", said]
    return "\n".join(lines)


def _what_next(target: Path, written: Path, window: str) -> str:
    lines = (
        "",
        f"The report, with all findings and pictures: {written}",
        f"The export and its mapping: {target / 'workforce.csv'}, "
        f"{target / 'harbourline.map.toml'}",
        "",
        "Next, ask it something yourself:",
        f"  tiebeam measure promotion_rate {target} --by gender --window {window}",
    )
    released = target / HOME / "ledger"
    beside = (
        "",
        "What everybody there may see of it, and what an attacker gets:",
        f"  tiebeam releases show {released}",
        f"  tiebeam attack {released}",
    )
    return "\n".join((*lines, *(beside if released.exists() else ())))
