"""`tiebeam flows`: how a group's share at a level changed, flow by flow."""

from __future__ import annotations

from datetime import datetime

import click

from tiebeam.cli.common import (
    clear_errors,
    json_option,
    map_option,
    open_with_progress,
    print_json,
    release_option,
)
from tiebeam.cli.measure import Among, in_one

DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    short_help="Show how shares at a level changed, flow by flow.",
    epilog="For example: tiebeam flows harbourline --level 3 --by gender "
    "--from 2024-01-01 --to 2025-01-01",
)
@click.argument("data")
@click.option("--level", required=True, metavar="GRADE", help="The level: its number from the "
              "bottom, its name, or one of its grades.")  # fmt: skip
@click.option("--by", required=True, metavar="A,B", help="What describes the groups: up to three "
              "attributes, such as gender,race.")  # fmt: skip
@click.option("--from", "first", required=True, type=DAY, metavar="DATE",
              help="People are counted on this day …")  # fmt: skip
@click.option("--to", "last", required=True, type=DAY, metavar="DATE",
              help="… and on this one; what happened lies between.")  # fmt: skip
@click.option("--where", multiple=True, type=Among(), metavar="FIELD=VALUE",
              help="Only this part of the organisation; whoever comes to it from elsewhere has "
              "moved in. May be repeated.")  # fmt: skip
@map_option
@release_option
@json_option
def flows(
    data: str,
    level: str,
    by: str,
    first: datetime,
    last: datetime,
    where: tuple[tuple[str, tuple[str, ...]], ...],
    mapping: str | None,
    released: bool,
    as_json: bool,
) -> None:
    """Show how each group's share at a level changed, and by which way.

    Every flow (hired, promoted in and out, moved, left) moved the share by so many points, and the
    points add up to the whole change. Without --release the output is exact: for the bench, not
    for sharing.
    """
    from tiebeam.workbench.figures import as_json_object
    from tiebeam.workbench.for_others import refuse_secrets
    from tiebeam.workbench.ledgers import ledger_as_json, ledger_in_words, released_ledger_in_words

    groups = [part.strip() for part in by.split(",") if part.strip()]
    if released:
        among = in_one(where)
        with clear_errors():
            refuse_secrets(data, mapping, "flows", [*groups, *among])
    with clear_errors(), open_with_progress(data, mapping) as bench:
        ledger = bench.flows(
            level,
            by=groups,
            window=(first.date(), last.date()),
            where=in_one(where),
        )
        figure = bench.release(bench.figure_of(ledger)) if released else None
    if figure is None and as_json:
        print_json(ledger_as_json(ledger))
    elif figure is None:
        click.echo(ledger_in_words(ledger))
    elif as_json:
        print_json(as_json_object(figure))
    else:
        click.echo(released_ledger_in_words(figure))
