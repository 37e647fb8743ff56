"""`tiebeam audit-trail`: whether the trail of what was done is still the one that was written."""

from __future__ import annotations

import click

from tiebeam.cli.common import Stopped, json_option, print_json
from tiebeam.cli.web import set_up

SCHEMA = "tiebeam.audit-trail/1"


@click.group(short_help="Check the trail of who changed what.")
def audit_trail() -> None:
    """Check the trail of who changed what in this installation, and when.

    It holds nothing of what anybody wrote or read.
    """


@audit_trail.command(epilog="For example: tiebeam audit-trail verify")
@click.option("--noted", default="", metavar="HASH",
              help="A hash that an earlier run printed: it has to be in the trail still."
              )  # fmt: skip
@json_option
def verify(noted: str, as_json: bool) -> None:
    """Check that no entry was changed, moved or taken away since it was written."""
    set_up(signs=False)
    from tiebeam.web.audit import queries

    try:
        last = queries.verified(noted=noted)
    except (queries.BrokenTrail, queries.Rewritten) as error:
        raise Stopped(str(error)) from None
    if as_json:
        rows = (
            [{"entry": last.number, "at": last.at.isoformat(), "hash": last.hash}] if last else []
        )
        print_json({"schema": SCHEMA, "rows": rows})
        return
    if last is None:
        click.echo("The audit trail has no entry yet.")
        return
    click.echo(f"The audit trail holds, from its first entry to its last, {last.number}.")
    click.echo(f"Note this hash elsewhere, and nobody can change the past unseen: {last.hash}")
