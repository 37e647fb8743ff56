"""What can be done here that the audit trail tells. Each room declares its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

_NAME: Final = re.compile(r"[a-z]+\.[a-z-]+")
_known: dict[str, Act] = {}


class NotAnAct(ValueError):
    """An act is declared twice, or under a name that none can have."""


@dataclass(frozen=True)
class Act:
    """Something that somebody does.

    name     the room and what is done: "accounts.invited"
    says     the same in words, as a message id
    unnamed  of those who do it, none is named: the trail says how often it was done on a day
    """

    name: str
    says: str
    unnamed: bool = False


def declare(name: str, says: str, *, unnamed: bool = False) -> Act:
    """An act, which from now on has words.

    Raises  NotAnAct
    """
    if not _NAME.fullmatch(name) or name in _known:
        raise NotAnAct(f"'{name}' is declared already, or is not like 'accounts.invited'.")
    _known[name] = Act(name, says, unnamed=unnamed)
    return _known[name]


def in_words(name: str) -> str:
    """What an act says; one that this version does not know, by its name."""
    return _known[name].says if name in _known else name


# Of the installation itself, which no room holds.
RESTORED: Final = declare("installation.restored", gettext_noop("Restored a backup"))
UPGRADED: Final = declare("installation.upgraded", gettext_noop("Upgraded Tiebeam"))
ROTATED: Final = declare("installation.rotated-keys", gettext_noop("Sealed everything to new keys"))
