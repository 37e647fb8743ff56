"""What is read of charters, by whoever knows of the group."""

from __future__ import annotations

from typing import Final

from tiebeam.web.spaces.models import Charter, Space

PARTS: Final = ("purpose", "does", "does_not", "decides")


def charter_of(space: Space) -> Charter | None:
    """The one that holds."""
    return space.charters.order_by("-number").first()


def versions_of(space: Space) -> list[Charter]:
    """All of them, the newest first."""
    return list(space.charters.order_by("-number"))
