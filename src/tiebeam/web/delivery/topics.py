"""What somebody can be told of. Each room declares its own topics when it starts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from tiebeam.web.permissions import Permission

#: Of a room, and of what is told: "accounts.came-in".
_NAME: Final = re.compile(r"[a-z]+\.[a-z-]{1,60}")
_known: dict[str, Topic] = {}


class NotATopic(ValueError):
    """A topic is declared twice, or under a name that none can have."""


class How(StrEnum):
    """How somebody is told of a topic, from not at all to at once."""

    NOT = "not"
    HERE = "here"
    WEEKLY = "weekly"
    DAILY = "daily"
    MAIL = "mail"


#: Those that end in a mail sooner or later.
BY_MAIL: Final = frozenset({How.MAIL, How.DAILY, How.WEEKLY})
#: Those that wait for others of their day or week.
IN_DIGEST: Final = frozenset({How.DAILY, How.WEEKLY})


def has_an_account(person: Any) -> bool:
    return bool(person.is_authenticated)


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Something that somebody may want to be told of. Words are message ids.

    says       what has happened. It is all that a mail says, in its subject as well: so it is true
               of every case, and holds nothing of what was written
    explains   when that is, for whoever chooses
    leads_to   the address of what it is about, from its public id
    default    for those who have not chosen: nothing, unless there is a reason
    in_digest  whether it may wait for a day or a week
    for_whom   to nobody else is the choice shown
    reaches_everybody  it is shown here and comes by no mail; nobody chooses that, and whoever wants
               quiet of what it is about is left out
    only_in_digest  it is worked out for a digest, and has no notices: see `news`
    """

    name: str
    says: str
    explains: str
    leads_to: Callable[[str], str]
    default: How = How.NOT
    in_digest: bool = True
    for_whom: Permission = has_an_account
    reaches_everybody: bool = False
    only_in_digest: bool = False

    @property
    def choices(self) -> list[How]:
        """The ways in which somebody may be told of it."""
        if self.reaches_everybody:
            # A mail that is missing would tell who wanted quiet.
            return [How.HERE]
        if self.only_in_digest:
            return [each for each in How if each == How.NOT or each in IN_DIGEST]
        return [each for each in How if self.in_digest or each not in IN_DIGEST]


def declare(topic: Topic) -> Topic:
    """A topic, which people can choose from now on.

    Raises  NotATopic
    """
    if not _NAME.fullmatch(topic.name) or topic.name in _known:
        raise NotATopic(f"'{topic.name}' is declared already, or is not like 'accounts.came-in'.")
    if topic.default not in topic.choices:
        raise NotATopic(f"'{topic.name}' can't wait for a digest, and does so by default.")
    _known[topic.name] = topic
    return topic


def topic_of(name: str) -> Topic | None:
    """None where this version does not know it, or no longer."""
    return _known.get(name)


def topics_for(person: Any) -> list[Topic]:
    """What somebody may choose to be told of."""
    found = (each for each in _known.values() if not each.reaches_everybody)
    return [each for each in found if each.for_whom(person)]


def is_declared(topic: Topic) -> bool:
    return _known.get(topic.name) == topic
