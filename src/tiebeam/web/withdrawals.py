"""What was withdrawn stays withdrawn, also when an older database is restored.

A room notes what somebody withdraws or deletes in a list outside of the database, and registers how
that is done once more. `tiebeam restore` does so for all that was noted since the backup was made.

    register(INVITATION, _withdraw_again)          in the `ready` of the room
    note(INVITATION, invitation.public_id)         the last line of the action that withdraws
    by_the_worker(TOLD)                            where it takes the vault: the worker registers it

The list holds kinds and public ids alone: not who, not what, not when. Where the id would tell who,
it is sealed to the worker's key, so that no two entries can be told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from tiebeam.vault import chain

#: Web and worker, two users of one group, both write it.
_MODE: Final = 0o660
_NAME: Final = re.compile(r"[a-z]+\.[a-z-]+")
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,96}")

#: Does once more what was withdrawn, as of now. To have done so before is fine, and so is that the
#: thing is not there. Returns whether it found something to do.
Replay = Callable[[str, datetime], bool]
_REPLAYS: Final[dict[str, Replay]] = {}
#: Kinds that the worker alone can withdraw once more; the web notes them all the same.
_OF_WORKER: Final[set[str]] = set()


class NoReplay(LookupError):
    """Nobody has registered how something is withdrawn once more."""


class RegisteredTwice(ValueError):
    """A kind is registered already, or its name is not like 'accounts.invitation'."""


class NotAnId(ValueError):
    """Only public ids are noted, because nobody can take anything off the list."""


@dataclass(frozen=True)
class Withdrawal:
    """That something was withdrawn.

    kind  the room and what it is: "accounts.invitation"
    id    its public id
    """

    kind: str
    id: str


def register(kind: str, replay: Replay) -> None:
    """Make known how a kind of thing is withdrawn once more; when its room, or the worker, starts.

    Raises  RegisteredTwice
    """
    if not _NAME.fullmatch(kind) or _REPLAYS.setdefault(kind, replay) is not replay:
        raise RegisteredTwice(f"'{kind}' is there already, or is not like 'accounts.invitation'.")


def by_the_worker(kind: str) -> None:
    """Make known a kind that may be noted here, and is withdrawn once more by the worker alone."""
    _OF_WORKER.add(kind)


def not_registered() -> set[str]:
    """Kinds that may be noted, and that nobody here can withdraw once more."""
    return _OF_WORKER - set(_REPLAYS)


def note(kind: str, public_id: str) -> None:
    """Add to the list; on return it is on the disk.

    The last line of the action, inside its transaction: if that fails after all, a restore
    withdraws what somebody did ask to withdraw. The other way round it would come back.

    Raises  NoReplay, NotAnId; BrokenChain when somebody changed the list
    """
    if kind not in _REPLAYS and kind not in _OF_WORKER:
        raise NoReplay(f"'{kind}' can't be withdrawn again. Register it with `register`.")
    if not _ID.fullmatch(public_id):
        raise NotAnId(f"What is noted of '{kind}' is no public id.")
    chain.append(settings.WITHDRAWALS, {"kind": kind, "id": public_id}, mode=_MODE)


def noted(file: Path) -> Iterator[Withdrawal]:
    """All that a list holds, the oldest first; nothing where there is none.

    Raises  BrokenChain
    """
    if file.exists():
        for link in chain.read(file):
            yield _withdrawal(link.entry)


def replayed(found: Iterable[Withdrawal], *, at: datetime) -> int:
    """Withdraw all of these once more. Returns how many were there again.

    Raises  NoReplay, before anything is done
    """
    found = list(dict.fromkeys(found))
    for each in found:
        if each.kind not in _REPLAYS:
            raise NoReplay(
                f"'{each.kind}' was withdrawn by a later version of Tiebeam. Restore with that one."
            )
    return sum(_REPLAYS[each.kind](each.id, at) for each in found)


def _withdrawal(entry: Mapping[str, object]) -> Withdrawal:
    return Withdrawal(kind=str(entry["kind"]), id=str(entry["id"]))
