"""`tiebeam ahead`: whose share of each level in the coming years, if the rates stay."""

from __future__ import annotations

import click

from tiebeam.cli.common import (
    clear_errors,
    json_option,
    map_option,
    open_with_progress,
    print_json,
    release_option,
)


@click.command(
    short_help="Show where shares are heading if the rates stay.",
    epilog='For example: tiebeam ahead harbourline --by gender --lever "promotion 1-2 equal"',
)
@click.argument("data")
@click.option("--by", required=True, metavar="A,B", help="What describes the groups: up to three "
              "attributes of people, such as gender,race.")  # fmt: skip
@click.option("--years", type=int, default=5, show_default=True, metavar="N",
              help="How far to look ahead: 1 to 10 years.")  # fmt: skip
@click.option("--lever", "levers", multiple=True, metavar="WORDS",
              help="What if a rate changed: a process (promotion, leaving, hiring), a level, for "
              "one group its name, and the change (equal, x1.5, +20%, -20%). "
              '"promotion 3-4 equal", "leaving 2 Women -20%". May be repeated.')  # fmt: skip
@click.option("--from", "first", type=int, metavar="YEAR",
              help="The first calendar year whose rates are meant to stay. Left out: the first "
              "that the data shows wholly.")  # fmt: skip
@click.option("--to", "last", type=int, metavar="YEAR",
              help="The last one. Left out: the last that the data shows wholly.")  # fmt: skip
@click.option("--draws", type=int, default=2000, show_default=True, metavar="N",
              help="How many ways in which it could turn out are drawn.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, metavar="N",
              help="The same number gives the same draws.")  # fmt: skip
@map_option
@release_option
@json_option
def ahead(
    data: str,
    by: str,
    years: int,
    levers: tuple[str, ...],
    first: int | None,
    last: int | None,
    draws: int,
    seed: int,
    mapping: str | None,
    released: bool,
    as_json: bool,
) -> None:
    """Show each group's share of every level in the coming years, if the rates stay.

    People go on being hired, promoted and leaving at the rates observed, and nothing else changes:
    it is no forecast. A lever asks what would follow if one rate changed. Without --release the
    output is exact: for the bench, not for sharing.
    """
    from tiebeam.workbench.for_others import refuse_secrets
    from tiebeam.workbench.outlooks import ahead_as_json, ahead_in_words, released_ahead_as_json

    groups = [part.strip() for part in by.split(",") if part.strip()]
    if released:
        with clear_errors():
            refuse_secrets(data, mapping, "ahead", groups)
    with clear_errors(), open_with_progress(data, mapping) as bench:
        found = bench.ahead(
            by=groups,
            years=years,
            levers=levers,
            rates_from=(first, last),
            draws=draws,
            seed=seed,
        )
        figure = bench.figure_of(found)
        pulled = bench.figure_of(found, with_levers=True) if levers else None
        if released:
            shown = bench.release(figure)
            beside = bench.release(pulled) if pulled else None
    if released and as_json:
        print_json(released_ahead_as_json(shown, beside))
    elif released:
        click.echo(ahead_in_words(shown, beside))
    elif as_json:
        print_json(ahead_as_json(found))
    else:
        click.echo(ahead_in_words(figure, pulled))
