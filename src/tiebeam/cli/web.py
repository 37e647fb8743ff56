"""`tiebeam web`: serve the pages."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Any, Final

import click

from tiebeam.cli.common import Stopped, cannot

if TYPE_CHECKING:
    from tiebeam.web.installation import Installation

#: How many requests each process has in hand.
THREADS: Final = 4
_SERVED: Final = {
    # In threads, an upload that takes minutes is not taken for a server that hangs.
    "worker_class": "gthread", "threads": THREADS,
    # A process takes no more than it has threads for, and gives a connection back after its answer.
    # Otherwise one takes all of a busy moment, and keeps it, while another has nothing to do.
    "worker_connections": THREADS, "keepalive": 0,
    # What is there from the start stays, so it is not gone through again while somebody waits.
    "post_worker_init": lambda _: gc.freeze(),
    "control_socket_disable": True,
}  # fmt: skip


@click.command(short_help="Serve the pages.", epilog="For example: tiebeam web --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535),
              help="The port to listen on.")  # fmt: skip
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64),
              help="Processes that serve, each up to four requests at once.")  # fmt: skip
def web(host: str, port: int, workers: int) -> None:
    """Serve the pages of this installation, which is set up by TIEBEAM_* variables.

    A first start makes its folders and its database. It holds no key to any row about a person.
    """
    here = set_up(signs=True)
    refuse_unfinished(here)
    bring_up_to_date()
    _say_how_to_begin(f"https://{here.hosts[0]}" if here.https else f"http://{host}:{port}")
    serve_pages(f"{host}:{port}", workers=workers)


def set_up(*, signs: bool) -> Installation:
    """Make what of this installation is missing, and wake Django.

    signs  whether this process signs sessions and links, and so keeps the secret for it
    """
    found = found_here()
    # What is made from here on is for the users of this group, web and worker, and for nobody else.
    os.umask(0o007)
    try:
        found.prepare()
        if signs:
            found.keep_secret()
    except OSError as error:
        raise Stopped(cannot(error)) from None
    wake()
    return found


def found_here() -> Installation:
    """What the environment says of this installation; nothing is made."""
    from tiebeam.web.installation import Installation, Misconfigured

    try:
        return Installation.of(os.environ)
    except Misconfigured as error:
        raise Stopped(str(error)) from None


def set_up_what_is_here() -> Installation:
    """The same, where there has to be an installation already.

    A slip in TIEBEAM_HOME would otherwise make an empty one, and keep that.
    """
    here = found_here()
    if not (here.home / "db").is_dir():
        raise Stopped(f"There is no installation in {here.home}. Is TIEBEAM_HOME right?")
    return set_up(signs=False)


def wake() -> None:
    """Wake Django."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tiebeam.web.settings"
    import django

    django.setup()


def refuse_unfinished(here: Installation) -> None:
    """Serve nobody while what was withdrawn is back."""
    if here.unfinished.exists():
        raise Stopped(
            f"A restore of {here.home} has not come to its end. Run it again, with --replace."
        )


def bring_up_to_date() -> None:
    """A first start makes the database. Later it is changed after a backup alone."""
    from tiebeam.keeping import migrating

    if migrating.is_new():
        migrating.migrate()
    elif lacking := migrating.pending():
        raise Stopped(
            f"The database is of an earlier version and lacks {lacking} migrations. Run "
            "`tiebeam upgrade`: it makes a backup first."
        )


def _say_how_to_begin(address: str) -> None:
    """Whoever can read this console sets the place up, so the link of the first owner is here."""
    from django.utils import timezone

    from tiebeam.web.accounts.actions import make_first_link

    key = make_first_link(at=timezone.now())
    if key:
        click.echo("Nobody has an account yet. This link opens the first one, once, within a day:")
        click.echo(f"  {address}/first/{key}/")


def serve_pages(address: str, *, workers: int, **more: Any) -> None:
    """Serve until somebody ends it. It writes no line about who asked for which page.

    more  settings of gunicorn, beside the ones that are here
    """
    from gunicorn.app.base import BaseApplication

    from tiebeam.web.wsgi import application

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in {**_SERVED, **more, "bind": address, "workers": workers}.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return application

    Server().run()
