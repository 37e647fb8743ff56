"""`tiebeam keys`: the keys that everything in an installation is sealed to."""

from __future__ import annotations

import click

from tiebeam.cli.common import clear_errors
from tiebeam.cli.web import refuse_unfinished, set_up_what_is_here


@click.group(short_help="The keys that everything is sealed to.")
def keys() -> None:
    """Look after the keys that everything in this installation is sealed to."""


@keys.command(epilog="For example: tiebeam keys rotate")
def rotate() -> None:
    """Make a new key, seal everything to it, and delete the old one.

    End the worker first; the web may go on. Run it as the user of the worker. Cut off at any
    moment, nothing is lost: run it again, and it goes on. Make a backup afterwards.
    """
    here = set_up_what_is_here()
    refuse_unfinished(here)
    from django.utils import timezone

    from tiebeam.keeping.rotating import StillArriving
    from tiebeam.keeping.rotating import rotate as rotate_all
    from tiebeam.vault.files import InUse, OpenToOthers
    from tiebeam.vault.keys import KeyInUse, NoKeys, UnknownKey
    from tiebeam.vault.open import Damaged, NotSealed, SomethingElse

    with clear_errors(
        InUse, OpenToOthers, StillArriving, NoKeys, KeyInUse, UnknownKey, Damaged, NotSealed,
        SomethingElse,
    ):  # fmt: skip
        done = rotate_all(here, at=timezone.now())
    click.echo(f"Everything is sealed to key {done.newest}. Files sealed anew: {done.files}.")
    click.echo(f"Old keys that are gone: {done.retired}. Make a backup now.")
