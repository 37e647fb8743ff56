"""`tiebeam time`: how long until people are promoted or leave."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from tiebeam.cli.common import (
    clear_errors,
    json_option,
    map_option,
    open_with_progress,
    print_json,
    release_option,
)
from tiebeam.cli.measure import Among, Days, in_one


class Years(click.ParamType[tuple[float, ...]]):
    """Numbers of years: 1,2,5,10."""

    name = "years"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        if isinstance(value, tuple):
            return value
        try:
            years = tuple(sorted(float(part) for part in str(value).split(",")))
        except ValueError:
            years = ()
        if not years or not all(0 < year <= 100 for year in years):
            self.fail(f"'{value}' should be numbers of years above 0, such as 1,2,5,10.")
        return years


@click.command(
    short_help="Show how long until people are promoted or leave.",
    epilog="For example: tiebeam time harbourline --level 1 --by gender --years 1,2,3",
)
@click.argument("data")
@click.option("--level", metavar="GRADE", help="Time at this level: its number from the bottom, "
              "its name, or one of its grades. Left out: from joining until leaving.")  # fmt: skip
@click.option("--by", default="", metavar="A,B", help="What describes the groups: up to three "
              "attributes, such as gender,race.")  # fmt: skip
@click.option("--window", type=Days(), metavar="FIRST:LAST", help="Only what happened on these "
              "days, both included. Left out: all that the data shows.")  # fmt: skip
@click.option("--years", type=Years(), default="1,2,5,10", show_default=True, metavar="N,N",
              help="After how many years shares are given.")  # fmt: skip
@click.option("--where", multiple=True, type=Among(), metavar="FIELD=VALUE",
              help="Only people with this value. May be repeated.")  # fmt: skip
@map_option
@release_option
@json_option
def time(
    data: str,
    level: str | None,
    by: str,
    window: tuple[date, date] | None,
    years: tuple[float, ...],
    where: tuple[tuple[str, tuple[str, ...]], ...],
    mapping: str | None,
    released: bool,
    as_json: bool,
) -> None:
    """Show what becomes of people as years pass: promoted, left by reason, still there.

    Outcomes compete: whoever leaves is not "not yet promoted". Without --release the output is
    exact: for the bench, not for sharing.
    """
    from tiebeam.workbench.courses import released_time_in_words, time_as_json, time_in_words
    from tiebeam.workbench.figures import as_json_object
    from tiebeam.workbench.for_others import refuse_secrets

    groups = [part.strip() for part in by.split(",") if part.strip()]
    if released:
        among = in_one(where)
        with clear_errors():
            refuse_secrets(data, mapping, "time", [*groups, *among])
    with clear_errors(), open_with_progress(data, mapping) as bench:
        found = bench.time(
            level,
            by=groups,
            window=window,
            years=years,
            where=in_one(where),
        )
        figure = bench.release(bench.figure_of(found)) if released else None
    if figure is None and as_json:
        print_json(time_as_json(found))
    elif figure is None:
        click.echo(time_in_words(found))
    elif as_json:
        print_json(as_json_object(figure))
    else:
        click.echo(released_time_in_words(figure, years=years))
