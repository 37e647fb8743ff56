"""New keys: all that is sealed is sealed anew to another one, and those before are deleted.

It may be killed at any moment, and goes on when it is run again: more keys than one mean that a run
did not come to its end. An old key goes last, when nothing needs it any more.

The worker has to be ended meanwhile: it seals under names that this would seal too. The web goes
on. What it sealed to the old key in between is found before that goes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from tiebeam.vault import keys as vault
from tiebeam.vault.files import alone
from tiebeam.vault.keys import Keys
from tiebeam.vault.open import seal_anew
from tiebeam.vault.seal import key_of
from tiebeam.web.audit.actions import record
from tiebeam.web.audit.acts import ROTATED
from tiebeam.web.installation import Installation
from tiebeam.worker import bridging, identity, quieting

#: Where sealed files lie; the lists of who was in a release are beside the keys.
FOLDERS: Final = ("sealed", "versions", "vault/rosters")
#: An upload that grew no more for so long was cut off.
_CUT_OFF_AFTER: Final = 3600
#: Seconds in which a request that has just read the old key begins to write with it.
_BEGINS_WITHIN: Final = 2.0


class StillArriving(RuntimeError):
    """Somebody is sending files that are sealed to an old key."""


@dataclass(frozen=True)
class Rotated:
    """What was done.

    files    that were sealed anew; those of a run before that was cut off are not among them
    retired  keys that are gone
    """

    newest: str
    files: int
    retired: int


def rotate(
    here: Installation,
    *,
    at: datetime,
    pause: Callable[[], None] = lambda: time.sleep(_BEGINS_WITHIN),
) -> Rotated:
    """Make a new key, seal everything to it, and delete those before.

    Raises  InUse while a worker runs; StillArriving: the old keys are still there, so run it again;
            NoKeys, OpenToOthers, BadKey; UnknownKey, Damaged for a file that is not as it was
    """
    folder = here.home / "vault"
    # Also to refuse whoever is not the owner of the keys, before anything is made.
    keys = vault.load(folder)
    with alone(here.at_work):
        if len(keys.private) == 1:
            keys = vault.rotate(folder)
        vault.publish(keys, here.sealing_key)
        files = _seal_files_anew(here, keys)
        identity.seal_anew(here.home)
        quieting.seal_anew(here.home)
        bridging.seal_anew(here.home)
        pause()
        _refuse_arriving(here, keys)
        files += _seal_files_anew(here, keys)
        _seal_the_rest(here, at=at)
        # Only now: what changes from here on is sealed to the new key, or refused.
        return Rotated(keys.newest.id, files, _retire(here, keys))


@transaction.atomic
def _seal_the_rest(here: Installation, *, at: datetime) -> None:
    """Records that somebody changed meanwhile. Nobody changes one until this is done: whoever does
    has the end of the trail, as this does, and looks then whether their key is still the one."""
    record(ROTATED, by=None, at=at)
    identity.seal_anew(here.home, but_newest=True)
    quieting.seal_anew(here.home, but_newest=True)
    bridging.seal_anew(here.home, but_newest=True)


def _retire(here: Installation, keys: Keys) -> int:
    old = [each for each in keys.private if each != keys.newest.id]
    for each in old:
        vault.retire(here.home / "vault", each, sealed=_files(here))
    return len(old)


def _seal_files_anew(here: Installation, keys: Keys) -> int:
    return sum(_sealed_anew(path, keys) for path in _files(here))


def _sealed_anew(path: Path, keys: Keys) -> bool:
    """One that the web deletes meanwhile needs no key."""
    try:
        return seal_anew(path, keys=keys)
    except FileNotFoundError:
        return False


def _files(here: Installation) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((here.home / folder).rglob("*")):
            if path.is_file() and not path.name.endswith(".part") and key_of(path):
                yield path


def _refuse_arriving(here: Installation, keys: Keys) -> None:
    before = time.time() - _CUT_OFF_AFTER
    for path in (here.home / "sealed").rglob("*.part"):
        if path.stat().st_mtime > before and key_of(path) != keys.newest.id:
            raise StillArriving(
                "Somebody is sending files, or was cut off within the last hour. All that is here "
                "is sealed to the new key; the old one is kept until then. Run this again later."
            )
