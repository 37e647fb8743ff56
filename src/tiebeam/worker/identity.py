"""What people said of themselves: shown to them alone, and counted by the release job.

Here alone it is opened, in memory. It goes out as sealed bytes, or into figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from nacl.public import PublicKey, SealedBox

from tiebeam.vault import keys as vault_keys
from tiebeam.vault.files import as_owner_of
from tiebeam.vault.keys import Keys
from tiebeam.vault.open import opened, unboxed
from tiebeam.vault.seal import key_in, sealed
from tiebeam.web import withdrawals
from tiebeam.web.accounts.identity import actions, queries
from tiebeam.web.accounts.identity.kinds import SHOW, TOLD
from tiebeam.web.accounts.identity.queries import Record
from tiebeam.web.accounts.identity.sealing import label_of, unsealed_from
from tiebeam.web.accounts.identity.told import Told, number_read
from tiebeam.web.jobs import registry
from tiebeam.web.jobs.registry import Handler, Step, Work, Write

#: By attribute, the names of the answers that somebody gave.
Answers = Mapping[str, tuple[str, ...]]
NAME: Final = "a record of what somebody told"
#: Of a record, each sealed by itself.
FIELDS: Final = ("number", "answers")


def answers(home: Path) -> Iterator[tuple[str, Answers]]:
    """What people said of themselves, with the employee number that they gave.

    Left out are those who gave no number, or no answer, or took it back. So are all who gave a
    number that somebody else gave too: nobody knows whose it is.
    Raises  NoKeys, UnknownKey, Damaged, SomethingElse
    """
    keys = vault_keys.load(home / "vault")
    given = Counter(_number(each, keys) for each in queries.records())
    for each in queries.records():
        number, told = _number(each, keys), _told(each, keys)
        counted = {name: said.counted for name, said in told.answers.items() if not said.is_none}
        if number and given[number] == 1 and counted:
            yield number, counted


def seal_anew(home: Path, *, but_newest: bool = False) -> None:
    """Seal every record to the newest key. Older keys are then needed no more; and of two copies of
    the database, one from before and one from after, all records differ.

    but_newest  leave those as they are that are sealed to the newest key already
    Raises  NoKeys, UnknownKey, Damaged, SomethingElse
    """
    keys = vault_keys.load(home / "vault")
    for each in queries.every_record():
        if but_newest and {key_in(each.number), key_in(each.answers)} == {keys.newest.id}:
            continue
        anew = {
            field: sealed(
                _opened(each, field, keys), label=label_of(each.public_id, field), to=keys.newest
            )
            for field in FIELDS
        }
        as_it_was = {"number": each.number, "answers": each.answers}
        actions.put_in_place(each.public_id, of=as_it_was, sealed=anew)


def take_back_again(sealed_id: str, at: datetime) -> bool:
    """After a restore: whoever changed what they told since the backup has told nothing.

    Where it can't be opened whose it was, nobody has: its key was made after the backup.
    Raises  NoKeys, OpenToOthers, BadKey
    """
    if next(queries.every_record(), None) is None:
        return False
    folder = settings.HERE.home / "vault"
    with as_owner_of(folder):
        keys = vault_keys.load(folder)
    whose = unboxed(unsealed_from(sealed_id), keys=keys)
    return actions.say_nothing_again(whose.decode() if whose else None, to=keys.newest, at=at)


def _number(record: Record, keys: Keys) -> str:
    return number_read(_opened(record, "number", keys)).strip()


def _told(record: Record, keys: Keys) -> Told:
    return Told.read(_opened(record, "answers", keys))


def _opened(record: Record, field: str, keys: Keys) -> bytes:
    kept: bytes = getattr(record, field)
    return opened(kept, label=label_of(record.public_id, field), keys=keys, name=NAME)


def _seal_for_page(work: Work) -> Write | None:
    showing = str(work.given["showing"])
    wanted = queries.wanted(showing)
    if wanted is None:
        return None
    keys = vault_keys.load(settings.HERE.home / "vault")
    content = b"".join(_opened(wanted.record, each, keys) for each in FIELDS)
    for_page = SealedBox(PublicKey(wanted.to)).encrypt(content)
    return lambda: actions.hand_over(showing, for_page)


registry.handle(
    Handler(
        kind=SHOW.name,
        steps=[Step(name="seal", words=SHOW.title, does=_seal_for_page)],
    )
)
registry.now_and_then(actions.forget_unread)
withdrawals.register(TOLD, take_back_again)
