"""`tiebeam upgrade`: bring the database to this version, after a backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tiebeam.cli.backup import FILE, back_up_to, to_option
from tiebeam.cli.common import Stopped
from tiebeam.cli.restore import tell_checks
from tiebeam.cli.web import refuse_unfinished, set_up_what_is_here

if TYPE_CHECKING:
    from tiebeam.web.installation import Installation


@click.command(
    short_help="Bring this installation to this version of Tiebeam.",
    epilog="For example: tiebeam upgrade --backup /backups/before.tiebeam",
)
@click.option("--backup", "file", metavar="FILE", type=FILE,
              help="Where the backup goes that is made first.")  # fmt: skip
@click.option("--without-backup", is_flag=True, help="Make none. Then there is no way back.")
@to_option
def upgrade(file: Path | None, without_backup: bool, public: Path | None) -> None:
    """Make a backup, bring the database to this version, and look whether all of it holds.

    End web and worker first, and install the new version of Tiebeam.
    """
    if (file is None) != without_backup:
        raise Stopped("Say where the backup goes with --backup FILE, or say --without-backup.")
    here = set_up_what_is_here()
    refuse_unfinished(here)
    if file:
        back_up_to(file, here, public)
        click.echo(f"Backed up to {file}.")
    try:
        _migrate()
        tell_checks(here)
    except Exception as error:
        raise Stopped(f"{_in_short(error)} {_way_back(here, file)}") from None


def _migrate() -> None:
    from django.utils import timezone

    from tiebeam.keeping import migrating
    from tiebeam.web.audit.actions import record
    from tiebeam.web.audit.acts import UPGRADED

    lacking = migrating.pending()
    migrating.migrate()
    if lacking:
        record(UPGRADED, by=None, at=timezone.now())
    click.echo(f"Migrated: {lacking} changes." if lacking else "There was nothing to migrate.")


def _in_short(error: Exception) -> str:
    """Of an error that is not ours the class alone: its words may hold a row."""
    if isinstance(error, Stopped):
        return error.message
    return f"The upgrade stopped on {type(error).__qualname__}."


def _way_back(here: Installation, file: Path | None) -> str:
    if file is None:
        return "There is no backup to go back to. Ask for help before you try again."
    return (
        "To go back, install the version from before, and run "
        f"`TIEBEAM_HOME={here.home} tiebeam restore {file} --replace --key KEY`."
    )
