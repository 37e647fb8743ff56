"""`tiebeam releases`: read the ledger of what was ever shown."""

from __future__ import annotations

from pathlib import Path

import click

from tiebeam.cli.common import clear_errors, json_option, print_json

_ledger = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))


@click.group(short_help="Read the ledger of what was ever shown.")
def releases() -> None:
    """Read the ledger: every number that was ever shown to others, and what was hidden, and why.

    DIR is the folder that `tiebeam release` keeps the ledger in. It names nobody.
    """


@releases.command(epilog="For example: tiebeam releases show ledger")
@_ledger
@json_option
def show(folder: Path, as_json: bool) -> None:
    """Say of each release how much it shows and why it hides the rest."""
    from tiebeam.engine.disclosure.published import SCHEMA
    from tiebeam.workbench import releases as ledger

    with clear_errors():
        every = list(ledger.releases(folder))
    if as_json:
        print_json({"schema": SCHEMA, "rows": [dict(each.content) for each in every]})
    else:
        click.echo("\n".join(map(ledger.in_words, every)))


@releases.command(epilog="For example: tiebeam releases export ledger > shown.json")
@_ledger
@click.option("--json", "as_json", is_flag=True, help="The export is JSON in any case.")
def export(folder: Path, as_json: bool) -> None:
    """Print everything that an outsider has, as one JSON object with a row per number."""
    from tiebeam.workbench import releases as ledger

    with clear_errors():
        print_json(ledger.exported(folder))


@releases.command(epilog="For example: tiebeam releases verify ledger")
@_ledger
@click.option("--noted", metavar="HASH", help="A hash that was noted elsewhere, such as the one "
              "that an earlier release printed: it has to be in the ledger still.")  # fmt: skip
@json_option
def verify(folder: Path, noted: str | None, as_json: bool) -> None:
    """Check that nothing in the ledger was changed, moved or taken away since it was written."""
    from tiebeam.engine.disclosure.published import SCHEMA
    from tiebeam.workbench import releases as ledger

    with clear_errors():
        last = ledger.verified(folder, noted=noted)
    said = {"release": last.number, "at": last.at.isoformat(), "hash": last.hash}
    if as_json:
        print_json({"schema": SCHEMA, "rows": [said]})
        return
    click.echo(f"The ledger holds, from its first release to its last, {last.number} ({last.at}).")
    click.echo(f"Note this hash elsewhere, and nobody can change the past unseen: {last.hash}")


@releases.command(epilog="For example: tiebeam releases load ledger")
@_ledger
@json_option
def load(folder: Path, as_json: bool) -> None:
    """Show the releases of a ledger on the pages of this installation.

    What is shown there already stays as it is; a ledger that does not go on from it is refused.
    """
    from tiebeam.cli.web import bring_up_to_date, set_up
    from tiebeam.engine.disclosure.published import SCHEMA

    set_up(signs=False)
    bring_up_to_date()
    from django.utils import timezone

    from tiebeam.web.insight import actions

    with clear_errors(actions.NoLedger, actions.AnotherLedger):
        found = actions.rebuild(folder, at=timezone.now())
    if as_json:
        rows = [{"release": each.number, "at": str(each.at), "hash": each.hash} for each in found]
        print_json({"schema": SCHEMA, "rows": rows})
        return
    so_many = "One release is" if len(found) == 1 else f"{len(found):,} releases are"
    click.echo(f"{so_many} shown, the newest of {found[-1].at}.")
