"""Whose turn it is: nobody twice before everybody who offers it once.

Nobody is assigned anything. This says to whom a role is offered first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

NEVER: Final = datetime.min.replace(tzinfo=UTC)


def proposed(
    offering: Sequence[str], turns: Iterable[tuple[str, str, datetime]], *, roles: Sequence[str],
    taken: Mapping[str, str], passed: Collection[str] = (),
) -> dict[str, str]:  # fmt: skip
    """By role, whose turn it would be; a role that is taken, or for which nobody is left, is not
    in it.

    offering  who offers to take roles, the first to do so first
    turns     who took which role in another meeting, and when that was
    taken     by role, who took it in this one
    passed    who would rather take none this time
    """
    last: dict[str, datetime] = {}
    last_as: dict[tuple[str, str], datetime] = {}
    for who, role, at in turns:
        last[who] = max(at, last.get(who, NEVER))
        last_as[who, role] = max(at, last_as.get((who, role), NEVER))
    free = [who for who in offering if who not in passed and who not in set(taken.values())]
    found: dict[str, str] = {}
    for role in roles:
        if role in taken or not free:
            continue
        # Whoever waited longest, for any role; of those, who waited longest for this one.
        chosen = min(free, key=lambda who: (last.get(who, NEVER), last_as.get((who, role), NEVER)))
        free.remove(chosen)
        found[role] = chosen
    return found
