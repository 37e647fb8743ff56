"""`tiebeam measures`: what can be measured, in words."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from tiebeam.cli.common import Stopped, json_option, print_json

if TYPE_CHECKING:
    from tiebeam.engine.measures.definitions import Measure


@click.command(short_help="List the measures, or describe one.")
@click.argument("name", required=False)
@json_option
def measures(name: str | None, as_json: bool) -> None:
    """List the measures, or describe the one called NAME: words, formula, source, caveats."""
    from dataclasses import asdict

    from tiebeam.engine.measures.definitions import CATALOGUE, UnknownMeasure, definition

    def in_words(measure: Measure) -> str:
        parts = [f"{measure.name}: {measure.title}", "", _wrapped(measure.words), ""]
        for title, text in (("Formula", measure.formula), ("Unit", measure.unit),
                            ("Located by", measure.at), ("Class", measure.field_class),
                            ("Asked with", f"tiebeam {measure.command}"),
                            ("Source", measure.source)):  # fmt: skip
            parts.append(_wrapped(f"{title}: {text}", hanging=len(title) + 2))
        parts += ["", *(_wrapped(f"- {caveat}", hanging=2) for caveat in measure.caveats)]
        return "\n".join(parts)

    try:
        chosen = [definition(name)] if name else list(CATALOGUE.values())
    except UnknownMeasure as error:
        raise Stopped(str(error)) from None
    if as_json:
        print_json({"schema": "tiebeam.measures/1", "rows": [asdict(each) for each in chosen]})
    elif name:
        click.echo(in_words(chosen[0]))
    else:
        click.echo("\n".join(f"{each.name:<27}{each.title}{_own(each)}" for each in chosen))
        click.echo("\n`tiebeam measures NAME` says how one is computed.")


def _own(measure: Measure) -> str:
    """The command to ask with, where it is not `tiebeam measure`."""
    return "" if measure.command == "measure" else f" (tiebeam {measure.command})"


def _wrapped(text: str, *, hanging: int = 0) -> str:
    return textwrap.fill(text, width=88, subsequent_indent=" " * hanging)
