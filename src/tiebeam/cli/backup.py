"""`tiebeam backup` and `tiebeam backup-key`: all of an installation in one sealed file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tiebeam.cli.common import Stopped, clear_errors
from tiebeam.cli.web import set_up_what_is_here

if TYPE_CHECKING:
    from tiebeam.vault.seal import SealingKey
    from tiebeam.web.installation import Installation

FILE = click.Path(path_type=Path, dir_okay=False)
to_option = click.option(
    "--to", "public", metavar="KEY.pub", type=FILE,
    help="The public half of the key it is sealed to. Left out: the one that "
    "`tiebeam backup-key keep` kept.",
)  # fmt: skip


@click.command(
    short_help="Put all of this installation into one sealed file.",
    epilog="For example: tiebeam backup /backups/today.tiebeam --to backup-key.pub",
)
@click.argument("file", type=FILE)
@to_option
def backup(file: Path, public: Path | None) -> None:
    """Put all of this installation into FILE: database, sealed files, ledger, keys and media.

    Web and worker may go on meanwhile. The file can be opened with the private half of the backup
    key alone, which belongs on another machine. Who runs this has to be allowed to read
    everything: on a server with two users that is root.
    """
    back_up_to(file, set_up_what_is_here(), public)
    click.echo(f"{file} holds all of it. What is withdrawn from now on is in the list of")
    click.echo("withdrawals alone: copy that off this machine as well.")


def back_up_to(file: Path, here: Installation, public: Path | None) -> None:
    """Make a backup, or say in one sentence why not."""
    from tiebeam.keeping import migrating
    from tiebeam.keeping.backup import InsideHome, back_up
    from tiebeam.keeping.database import DatabaseFailed, NoProgram, kept

    key = recipient(here, public)
    with clear_errors(InsideHome, DatabaseFailed, NoProgram):
        back_up(
            file, here, database=kept(here.database), migrations=migrating.applied(), to=key
        )  # fmt: skip


def recipient(here: Installation, public: Path | None) -> SealingKey:
    """The public half that was named or kept."""
    from tiebeam.vault.files import OpenToOthers
    from tiebeam.vault.seal import BadSealingKey, sealing_key

    found = public or here.backup_key
    if not found.exists():
        raise Stopped(
            f"There is no {found}. Make a key with `tiebeam backup-key new FILE`, keep its private "
            "half on another machine, and name the other with --to."
        )
    with clear_errors(BadSealingKey, OpenToOthers):
        try:
            return sealing_key(found)
        except BadSealingKey:
            raise Stopped(f"{found} is no public half of a backup key: its name ends in "
                          ".pub.") from None  # fmt: skip


@click.group(short_help="The key that backups are sealed to.")
def backup_key() -> None:
    """Make and keep the key that backups are sealed to.

    It has two halves. The public one seals, the private one opens.
    """


@backup_key.command(epilog="For example: tiebeam backup-key new our-backups")
@click.argument("file", type=FILE)
def new(file: Path) -> None:
    """Make a key: FILE is its private half, FILE.pub its public one.

    Best on another machine. Keep the private half there, twice: without it no backup opens.
    """
    from tiebeam.vault import backup_keys

    with clear_errors():
        backup_keys.make(file)
    click.echo(f"{file} opens every backup. Keep it off the machine that is backed up, twice.")
    click.echo(f"{backup_keys.public_half_of(file)} seals them. It is no secret.")


@backup_key.command(epilog="For example: tiebeam backup-key keep our-backups.pub")
@click.argument("file", type=FILE)
def keep(file: Path) -> None:
    """Keep the public half of a key in this installation, for all further backups."""
    here = set_up_what_is_here()
    key = recipient(here, file)
    from tiebeam.vault.files import replacing

    with clear_errors(), replacing(here.backup_key, mode=0o644) as kept:
        kept.write(f"{key.id} {key.public.hex()}\n".encode())
    click.echo(f"Backups are sealed to key {key.id} from now on.")
