"""`tiebeam attack`: try to find somebody out from everything that was ever shown."""

from __future__ import annotations

from pathlib import Path

import click

from tiebeam.cli.common import (
    clear_errors,
    json_option,
    map_option,
    open_with_progress,
    print_json,
)


@click.command(
    short_help="Try to find somebody out from everything that was ever shown.",
    epilog="For example: tiebeam attack ledger --truth harbourline",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--truth", metavar="DATA",
              help="The data that the releases were made from: says who was where, and what is "
              "true.")  # fmt: skip
@map_option
@json_option
@click.pass_context
def attack(
    ctx: click.Context, folder: Path, truth: str | None, mapping: str | None, as_json: bool
) -> None:
    """Try to find somebody out from the ledger in DIR, as anybody could.

    Without --truth the ledger is all there is: its chain is checked, what the gate's own attack
    found is told, and its numbers are taken from each other. With --truth the attacker also knows
    who was where and when, and solves everything at once; what people told is only held beside
    what comes out. Nobody is named. Ends with 1 when anything is certain about anybody.
    """
    from tiebeam.workbench.attack_in_words import (
        anybody_certain,
        attack_as_json,
        attack_in_words,
    )
    from tiebeam.workbench.attacking import REFUSALS, attack_ledger, attack_with

    with clear_errors(*REFUSALS):
        found, solved = attack_ledger(folder), None
        if truth is not None:
            with open_with_progress(truth, mapping) as bench:
                solved = attack_with(bench.dataset, found)
    if as_json:
        print_json(attack_as_json(found, solved))
    else:
        click.echo(attack_in_words(found, solved))
    ctx.exit(1 if anybody_certain(found, solved) else 0)
