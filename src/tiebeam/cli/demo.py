"""`tiebeam demo`: the made-up employer Harbourline, and its first findings."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tiebeam.cli.common import Stopped, clear_errors, open_with_progress, reading

if TYPE_CHECKING:
    from tiebeam.engine.disclosure import Released

WIDTH = 88
LEAD = (
    "Harbourline is a ferry and port operator that does not exist, and neither do its people. "
    "This page shows what Tiebeam finds in an HR export like theirs."
)


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
    from tiebeam.examples import harbourline
    from tiebeam.workbench import page
    from tiebeam.workbench.findings import about_the_data, first_findings, overview

    target = Path(folder)
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
        figures = first_findings(bench)
        notes = about_the_data(bench.dataset)
    written = target / "findings.html"
    html = page(figures, title="Harbourline: first findings", lead=(LEAD,), notes=notes,
                overview=overview(figures))  # fmt: skip
    with clear_errors():
        written.write_text(html, encoding="utf-8")
    click.echo(_in_words(figures, notes, overview(figures)))
    click.echo(_what_next(figures, target, written))
    if not once:
        click.echo("\nThere is no page to serve yet: open the file above in a browser.")


def _in_words(figures: Sequence[Released], notes: Sequence[str], summed_up: str) -> str:
    """The sentences, numbered; those that stand clear of chance apart from the others."""
    from tiebeam import charts

    lines = ["Harbourline: first findings", ""]
    lines += [textwrap.fill(note, width=WIDTH) for note in (*notes, summed_up)]
    clear = None
    for number, figure in enumerate(figures, start=1):
        if charts.stands_clear(figure) is not clear:
            clear = charts.stands_clear(figure)
            lines += ["", "Clear of chance" if clear else "Not clear of chance"]
        lines += [
            f" {number}. {charts.subtitle(figure)}",
            *(
                textwrap.fill(
                    sentence, width=WIDTH, initial_indent="    ", subsequent_indent="    "
                )
                for sentence in (charts.finding(figure), charts.smallest_gap(figure))
                if sentence
            ),
        ]
    return "\n".join(lines)


def _what_next(figures: Sequence[Released], target: Path, written: Path) -> str:
    lines = [
        "",
        f"The page with all findings and pictures: {written}",
        f"The export and its mapping: {target / 'workforce.csv'}, "
        f"{target / 'harbourline.map.toml'}",
    ]
    if figures:
        first, last = figures[0].window
        asked = f"--by gender --window {first}:{last}"
        lines += ["", "Next, ask it something yourself:"]
        lines += [f"  tiebeam measure promotion_rate {target} {asked}"]
    return "\n".join(lines)
