"""`tiebeam demo`: the made-up employer Harbourline, and its first findings."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tiebeam.cli.common import Stopped, clear_errors, open_with_progress, reading

if TYPE_CHECKING:
    from tiebeam.engine.disclosure import Released

FINDINGS_PRINTED = 7


@click.command(short_help="Make the demo employer Harbourline, and say what its data shows.")
@click.option(
    "--dir",
    "folder",
    default="harbourline",
    show_default=True,
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Where to put it.",
)
@click.option("--people", default=2400, show_default=True, help="People at any one time.")
@click.option("--years", default=3, show_default=True, help="Calendar years of data.")
@click.option("--seed", default=7, show_default=True, help="Another seed, another Harbourline.")
@click.option("--once", is_flag=True, help="End when the findings are printed.")
def demo(folder: str, people: int, years: int, seed: int, once: bool) -> None:
    """Make Harbourline, a ferry and port operator that does not exist, and say what its data shows.

    The data, its mapping and a page of findings go into --dir. The same seed gives the same bytes.
    """  # fmt: skip
    from tiebeam.examples.harbourline import NotASize, generate
    from tiebeam.workbench import first_findings, page

    target = Path(folder)
    try:
        with reading(years) as said:
            generate(people=people, years=years, seed=seed, out=target,
                     progress=lambda done, _: said(f"year {done} of {years}"))  # fmt: skip
    except (NotASize, FileExistsError, NotADirectoryError) as error:
        raise Stopped(str(error)) from None
    mapping = target / "harbourline.map.toml"
    with clear_errors(), open_with_progress(str(mapping), None) as bench:
        figures = list(first_findings(bench))
        notes = bench.dataset.notes
        counted = f"{bench.dataset.people_count:,} people, {bench.dataset.spell_count:,} spells"
    lead = (
        "Harbourline is a ferry and port operator that does not exist, and so are its people. "
        "This page shows what Tiebeam finds in an HR export like theirs.",
    )
    written = target / "findings.html"
    written.write_text(
        page(figures, title="Harbourline: first findings", lead=lead, notes=notes),
        encoding="utf-8",
    )
    click.echo(_in_words(figures, counted, target, written))
    if not once:
        click.echo("There is no page to serve yet: open the file above in a browser.")


def _in_words(figures: list[Released], counted: str, target: Path, written: Path) -> str:
    from tiebeam import charts

    lines = [f"Harbourline, {figures[0].window[0].year}: {counted}.", ""]
    for number, figure in enumerate(figures[:FINDINGS_PRINTED], start=1):
        said = f"{number}. {figure.title}, by {figure.by[0]}. {charts.finding(figure)}"
        lines.append(textwrap.fill(said, width=88, subsequent_indent="   "))
    lines += [
        "",
        f"The page with all findings and pictures: {written}",
        f"The export and its mapping: {target / 'workforce.csv'}, "
        f"{target / 'harbourline.map.toml'}",
        "",
        "Next, ask it something yourself:",
        f"  tiebeam measure promotion_rate {target} --by gender --window "
        f"{figures[0].window[0]}:{figures[0].window[1]}",
    ]
    return "\n".join(lines)
