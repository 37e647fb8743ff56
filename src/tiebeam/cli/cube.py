"""`tiebeam cube`: which figures about secrets may be shown, declared before any is looked at."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from tiebeam.cli.common import clear_errors, json_option, map_option, open_with_progress, print_json


class Day(click.ParamType[date]):
    """One day: 2026-01-01."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' should be a day such as 2026-01-01.")


@click.group(short_help="Declare what may be shown about secrets for a year.")
def cube() -> None:
    """Declare what may be shown about secrets for a year.

    A cube is a list of tables about what people keep to themselves, such as their gender. It is
    written before anybody looks, and holds for a year. What is not in it is not shown.
    """


@cube.command(
    short_help="Work out the most useful cube for your people.",
    epilog="For example: tiebeam cube propose harbourline --out cube.toml",
)
@click.argument("data")
@map_option
@click.option(
    "--out",
    metavar="CUBE.toml",
    type=click.Path(dir_okay=False),
    help="Where the cube is written, for you to edit. Left out: nowhere.",
)
@click.option("--replace", is_flag=True, help="Write over CUBE.toml if it is there.")
@click.option(
    "--first",
    type=Day(),
    metavar="DAY",
    help="The cube's first day, such as 2026-01-01. Left out: the day after the last of the data.",
)
@click.option(
    "--after",
    metavar="EARLIER.toml",
    type=click.Path(dir_okay=False),
    help="The cube before this one: what it shows of a window is not shown again.",
)
@click.option(
    "--attributes",
    default="",
    metavar="A,B",
    help="Only these attributes, the most important first. Left out: all that are secret.",
)
@click.option(
    "--fields",
    default="",
    metavar="A,B",
    help="Only tables by these fields, such as level,unit,shift_pattern. Left out: all.",
)
@json_option
def propose(
    data: str,
    mapping: str | None,
    out: str | None,
    replace: bool,
    first: date | None,
    after: str | None,
    attributes: str,
    fields: str,
    as_json: bool,
) -> None:
    """Work out the most useful cube for the people in DATA.

    Each attribute may be in one figure for every four people. This says which tables that is enough
    for, what each spends, and what had to be left out and why. No count of what people keep to
    themselves is printed. Look it over: what you strike out leaves room for something else.
    """
    from tiebeam.workbench.proposing_cube import (
        cube_as_json,
        cube_in_words,
        propose_cube,
        write_cube,
    )

    with clear_errors(), open_with_progress(data, mapping) as bench:
        found = propose_cube(
            bench,
            first=first,
            after=Path(after) if after else None,
            attributes=[part.strip() for part in attributes.split(",") if part.strip()],
            fields=[part.strip() for part in fields.split(",") if part.strip()],
        )
        target = Path(out) if out else None
        if target:
            inputs = bench.inputs
            files = [*inputs.paths(), *([inputs.mapping_path] if inputs.mapping_path else [])]
            write_cube(found, target, data=files, replace=replace)
        if as_json:
            print_json(cube_as_json(found, written=target))
        else:
            where = f"It is in {target}." if target else "Nothing was written: --out does that."
            click.echo(f"{cube_in_words(found)}\n\n{where}")
