"""What people want quiet. Here alone it is opened, in memory, and it goes nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_noop

from tiebeam.vault import keys as vault_keys
from tiebeam.vault.keys import Keys, UnknownKey
from tiebeam.vault.open import Damaged, NotSealed, SomethingElse, opened
from tiebeam.vault.seal import key_in
from tiebeam.web.delivery import actions, queries
from tiebeam.web.delivery.quiet.sealing import label_of, seal
from tiebeam.web.delivery.quiet.subjects import subjects
from tiebeam.web.jobs.registry import Handler, Kind, Step, Work, handle, name
from tiebeam.worker.schedule import daily, recurs

NAME: Final = "what somebody wants quiet"
#: At night, by the organisation's clock.
HOUR: Final = 2


def opens() -> Callable[[str, bytes], frozenset[str]]:
    """Opens the record of whoever has a public id; the keys are read once it is needed."""
    loaded: list[Keys] = []

    def open_one(public_id: str, sealed: bytes) -> frozenset[str]:
        if not loaded:
            loaded.append(vault_keys.load(settings.HERE.home / "vault"))
        return _opened(public_id, sealed, loaded[0])

    return open_one


def _opened(public_id: str, sealed: bytes, keys: Keys) -> frozenset[str]:
    try:
        content = opened(bytes(sealed), label=label_of(public_id), keys=keys, name=NAME)
    except (NotSealed, UnknownKey, Damaged, SomethingElse):
        # Nobody can tell any more what they wanted. That nothing reaches them can be mended by
        # saying it again; what has reached them can't.
        return frozenset(subjects())
    return frozenset(json.loads(content))


def seal_anew(home: Path, *, but_newest: bool = False) -> None:
    """Seal every record to the newest key, also of those who want nothing quiet: of two copies of
    the database, one from before and one from after, all records differ.

    but_newest  leave those as they are that are sealed to the newest key already
    Raises  NoKeys, OpenToOthers, BadKey
    """
    keys = vault_keys.load(home / "vault")
    for each in queries.every_quiet():
        before, of = bytes(each.sealed), each.person.public_id
        if but_newest and key_in(before) == keys.newest.id:
            continue
        anew = seal(_opened(of, before, keys), of=of, to=keys.newest)
        actions.put_quiet_in_place(each.pk, of=before, sealed=anew)


# --- once a day -----------------------------------------------------------------------------------


def mix(home: Path) -> None:
    """Once a day: everybody has a record, in an order by chance, and no two days have the same of
    anybody."""
    give_everybody_one(home)
    seal_anew(home)
    actions.shuffle_quiet()


def give_everybody_one(home: Path) -> None:
    """Before anybody could be told by being the only one who has one."""
    actions.give_everybody_a_record(to=vault_keys.load(home / "vault").newest)


def _mix(_work: Work) -> None:
    mix(settings.HERE.home)


KIND: Final = Kind(
    name="mix-quiet", title=gettext_noop("Sealing anew what people want quiet"),
    done=gettext_noop("It was sealed anew."),
)  # fmt: skip
name(KIND)
handle(Handler(kind=KIND.name, steps=[Step(name="mix", words=KIND.title, does=_mix)]))
recurs(KIND.name, daily(KIND.name, hour=HOUR))
