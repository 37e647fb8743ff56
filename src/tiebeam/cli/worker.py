"""`tiebeam worker`: carry out what was asked for in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tiebeam.cli.common import Stopped, clear_errors
from tiebeam.cli.web import refuse_unfinished, set_up

if TYPE_CHECKING:
    from tiebeam.web.installation import Installation


@click.command(
    short_help="Carry out what runs in the background.", epilog="For example: tiebeam worker"
)
def worker() -> None:
    """Carry out, one after the other, the jobs that were asked for on the pages.

    It waits until the database is up to date. Several may run at once. Told to end, it finishes the
    step it is at. Cut off at any moment, it loses nothing: another goes on.
    """
    here = set_up(signs=False)
    refuse_unfinished(here)
    from tiebeam.vault.files import InUse, at_work
    from tiebeam.worker import handlers  # noqa: F401 — registers them
    from tiebeam.worker.loop import work
    from tiebeam.worker.ready import load_what_reads_files, wait_until_up_to_date

    try:
        with at_work(here.at_work):
            publish_key(here)
            load_what_reads_files()
            wait_until_up_to_date(say=click.echo)
            work()
    except InUse as error:
        raise Stopped(str(error)) from None


def publish_key(here: Installation) -> None:
    """Make the keys of an installation at its first start, and publish what to seal to."""
    from tiebeam.vault import keys
    from tiebeam.vault.files import OpenToOthers

    with clear_errors(keys.NoKeys, OpenToOthers):
        keys.publish(keys.make(here.home / "vault"), here.sealing_key)
