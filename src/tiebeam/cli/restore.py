"""`tiebeam restore`: the way back from a backup."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tiebeam.cli.common import Stopped, clear_errors
from tiebeam.cli.web import found_here, wake

if TYPE_CHECKING:
    from tiebeam.keeping.restore import Restored
    from tiebeam.web.installation import Installation

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command(
    short_help="Put a backup back.",
    epilog="For example: tiebeam restore /backups/today.tiebeam --key our-backups",
)
@click.argument("file", type=FILE)
@click.option("--key", "private", required=True, metavar="KEY", type=FILE,
              help="The private half of the key that the backup is sealed to.")  # fmt: skip
@click.option("--replace", is_flag=True,
              help="Also where something is here already, which is then gone.")  # fmt: skip
@click.option("--withdrawals", "withdrawn", metavar="LIST", type=FILE,
              help="A list of withdrawals that is newer than the one of this machine.")  # fmt: skip
def restore(file: Path, private: Path, replace: bool, withdrawn: Path | None) -> None:
    """Put what FILE holds into this installation, and withdraw again what was withdrawn since.

    End web and worker first. Nothing is touched until all of the backup has proven to be whole.
    Everybody signs in anew.
    """
    here = found_here()
    os.umask(0o007)
    wake()
    done = _put_back(file, here, private, replace=replace, withdrawn=withdrawn)
    again = _bring_up_to_now(here, done)
    click.echo(f"Restored what was backed up at {done.manifest.made_at}.")
    click.echo(f"Withdrawn again: {again}.")
    if not done.had_list:
        click.echo(
            "This machine has no list of withdrawals, and none was named. What anybody withdrew "
            "after that time is back. If another machine has the list, restore again with "
            "--replace --withdrawals LIST, before anybody is served."
        )
    tell_checks(here)


def _put_back(
    file: Path, here: Installation, private: Path, *, replace: bool, withdrawn: Path | None
) -> Restored:
    from tiebeam.keeping import migrating
    from tiebeam.keeping import restore as restoring
    from tiebeam.keeping.database import DatabaseFailed, NoProgram, kept
    from tiebeam.vault import backup_keys
    from tiebeam.vault.files import OpenToOthers
    from tiebeam.vault.open import Damaged, NotSealed, SomethingElse

    refusals = (
        restoring.WrongKey, restoring.BadBackup, restoring.OtherDatabase, restoring.LaterProgram,
        restoring.NotEmpty, restoring.NoSuchUser, DatabaseFailed, NoProgram, NotSealed, Damaged,
        SomethingElse, backup_keys.NotAPrivateKey, OpenToOthers,
    )  # fmt: skip
    with clear_errors(*refusals):
        return restoring.restore(
            file, here, database=kept(here.database), key=backup_keys.load(private),
            known_migrations=migrating.known(), replace=replace, withdrawn=withdrawn,
        )  # fmt: skip


def _bring_up_to_now(here: Installation, done: Restored) -> int:
    """Before anybody is served; returns how many were withdrawn again."""
    from django.utils import timezone

    from tiebeam.keeping import migrating
    from tiebeam.web import withdrawals
    from tiebeam.web.accounts.actions import sign_everybody_out
    from tiebeam.web.audit.actions import record
    from tiebeam.web.audit.acts import RESTORED
    from tiebeam.worker import handlers  # noqa: F401 — registers what the worker withdraws again

    migrating.migrate()
    with clear_errors(withdrawals.NoReplay):
        again = withdrawals.replayed(done.again, at=timezone.now())
    sign_everybody_out()
    record(RESTORED, by=None, at=timezone.now())
    here.unfinished.unlink(missing_ok=True)
    return again


def tell_checks(here: Installation) -> None:
    """One line for each thing that has to hold; ends with 2 if one does not."""
    from tiebeam.keeping.checks import checks

    found = list(checks(here))
    for each in found:
        click.echo(f"{'Holds' if each.holds else 'FAILS'}: {each.says}")
    if not all(each.holds for each in found):
        raise Stopped("Not all of it holds. Don't serve it before you know why.")
