"""Who may be told. Each room declares how its audiences are found, and nobody keeps a list.

An audience is found when something is sent, not when it happens: whoever has left it in between
is told nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

#: From the public id of what an audience is of, the primary keys of its people.
Found = Callable[[str], Iterable[int]]

_known: Final[dict[str, Found]] = {}


class NotAnAudience(LookupError):
    """An audience is declared twice, or not at all."""


@dataclass(frozen=True)
class Audience:
    """Those who may be told, by a name that a room has declared.

    of  the public id of what they belong to; empty where there is one such audience
    """

    name: str
    of: str = ""


def declare(name: str, found: Found) -> None:
    """Say how the people of an audience are found: those for whom the thing exists, and no others.

    Raises  NotAnAudience
    """
    if name in _known:
        raise NotAnAudience(f"'{name}' is declared already.")
    _known[name] = found


def is_declared(audience: Audience) -> bool:
    return audience.name in _known


def people_of(audience: Audience) -> set[int]:
    """The primary keys of those who are in it now.

    Raises  NotAnAudience
    """
    if audience.name not in _known:
        raise NotAnAudience(f"'{audience.name}' is no audience. Declare it in its room.")
    return set(_known[audience.name](audience.of))
