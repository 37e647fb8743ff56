"""Who can be asked, and can stand up for a group: those who hold power here."""

from __future__ import annotations

from typing import Any

from tiebeam.web.accounts.queries import people
from tiebeam.web.permissions import Role, has_one


def is_leader(person: Any) -> bool:
    return has_one(person, [Role.LEADER])


def leaders(person: Any) -> list[Any]:
    """Everybody who leads, by name, but for whoever asks."""
    found = people().prefetch_related(None).filter(places__role=Role.LEADER).exclude(pk=person.pk)
    return list(found.distinct())
