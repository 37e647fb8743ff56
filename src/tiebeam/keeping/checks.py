"""Whether an installation is whole: each thing that has to hold, in one line."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import Error, IntegrityError, connection

from tiebeam.keeping import migrating
from tiebeam.vault import chain, keys
from tiebeam.vault.files import as_owner_of
from tiebeam.web import withdrawals
from tiebeam.web.audit import queries as trail
from tiebeam.web.installation import FOLDERS, Installation


class DoesNotHold(ValueError):
    """A check found something; the message says what, and what to do."""


@dataclass(frozen=True)
class Check:
    """What was looked at, and how it stands.

    says  in one line
    """

    holds: bool
    says: str


def checks(here: Installation) -> Iterator[Check]:
    """Look at one thing after the other."""
    looks: tuple[Callable[[Installation], str], ...] = (
        _database, _audit_trail, _ledger, _withdrawals, _vault, _folders,
    )  # fmt: skip
    yield from (_looked_at(look, here) for look in looks)


def _looked_at(look: Callable[[Installation], str], here: Installation) -> Check:
    try:
        return Check(True, look(here))
    except Error:
        return Check(False, "The database does not answer, or is damaged.")
    except OSError as error:
        if error.errno is None:
            return Check(False, str(error))
        return Check(False, f"{error.filename}: {error.strerror}.")
    except (
        DoesNotHold, chain.BrokenChain, trail.BrokenTrail, keys.BadKey,
    ) as error:  # fmt: skip
        return Check(False, str(error))


def _database(here: Installation) -> str:
    if lacking := migrating.pending():
        raise DoesNotHold(f"The database lacks {lacking} migrations. Run `tiebeam upgrade`.")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(1)")
            if cursor.fetchone() != ("ok",):
                raise DoesNotHold("The database is damaged. Restore a backup.")
    try:
        connection.check_constraints()
    except IntegrityError:
        raise DoesNotHold("A row of the database points to nowhere. Restore a backup.") from None
    return "The database is whole, and up to date."


def _audit_trail(here: Installation) -> str:
    last = trail.verified()
    return f"The audit trail holds; it has {last.number if last else 0} entries."


def _ledger(here: Installation) -> str:
    found = sorted((here.home / "ledger").glob("*.chain"))
    links = sum(last.number for last in map(chain.verify, found) if last)
    return f"The ledger holds; it has {links} entries."


def _withdrawals(here: Installation) -> str:
    return f"The list of withdrawals holds; it has {len([*withdrawals.noted(here.withdrawals)])}."


def _vault(here: Installation) -> str:
    folder = here.home / "vault"
    # The worker makes its keys when it first starts.
    if not any(folder.iterdir()):
        return "The vault has no key yet: the worker makes it when it first starts."
    with as_owner_of(folder):
        found = keys.load(folder)
    return f"The vault has its keys; the newest is {found.newest.id}."


def _folders(here: Installation) -> str:
    for name, mode in FOLDERS.items():
        folder = here.home / name
        found = stat.S_IMODE(folder.stat().st_mode) if folder.is_dir() else None
        if found is None:
            raise DoesNotHold(f"{folder} is missing. Run `tiebeam prepare`.")
        if found & ~mode & 0o777:
            raise DoesNotHold(
                f"{folder} has mode {found:o}, so others may look. Run `chmod {mode:o} {folder}`."
            )
    return "The folders are open to those alone who need them."
