"""`tiebeam prepare`: the folders of an installation, each with its owner."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import click

from tiebeam.cli.common import Stopped, clear_errors
from tiebeam.cli.web import found_here

if TYPE_CHECKING:
    from tiebeam.web.installation import Installation


@click.command(
    short_help="Make the folders of this installation.",
    epilog="For example: tiebeam prepare --web tiebeam-web --worker tiebeam-worker --group tiebeam",
)
@click.option("--web", metavar="USER", required=True, help="Who serves the pages.")
@click.option("--worker", metavar="USER", required=True, help="Who alone may open what is sealed.")
@click.option("--group", metavar="GROUP", required=True, help="The group that both are in.")
def prepare(web: str, worker: str, group: str) -> None:
    """Make the folders of this installation as root, and give each to the user who needs it.

    Those that are there get the owner and the rights that they should have. What is in them stays.
    """
    if os.geteuid() != 0:
        raise Stopped("Only root can give folders to others. On a machine of your own, start "
                      "`tiebeam serve`: it makes them.")  # fmt: skip
    here = found_here()
    os.umask(0o007)
    try:
        with clear_errors():
            _make(here, web=web, worker=worker, group=group)
    except LookupError:
        raise Stopped("There is no such user or group. Make them first.") from None
    click.echo(f"{here.home} is ready for {web} and {worker}.")


def _make(here: Installation, *, web: str, worker: str, group: str) -> None:
    from tiebeam.web.installation import FOLDERS, OF_WORKER

    here.home.mkdir(parents=True, exist_ok=True)
    # Root's own: neither may exchange a folder for one of theirs.
    shutil.chown(here.home, "root", group)
    here.home.chmod(0o750)
    here.prepare()
    for name, mode in FOLDERS.items():
        shutil.chown(here.home / name, worker if name in OF_WORKER else web, group)
        (here.home / name).chmod(mode)
    shutil.chown(here.withdrawals, web, group)
    if here.database["ENGINE"].endswith("sqlite3"):
        shutil.chown(here.database["NAME"], web, group)
