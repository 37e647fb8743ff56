"""What is read of charters, by whoever knows of the group.

What was written while nobody else did, its members read alone.
"""

from __future__ import annotations

from typing import Final

from tiebeam.web.spaces.models import Charter, Space, Visibility
from tiebeam.web.spaces.queries import Place

PARTS: Final = ("purpose", "does", "does_not", "decides")


def charter_of(space: Space) -> Charter | None:
    """The one that holds, for members."""
    return space.charters.order_by("-number").first()


def versions_of(place: Place) -> list[Charter]:
    """Those that somebody reads, the newest first."""
    found = place.space.charters.order_by("-number")
    return list(found if place.is_in else found.exclude(shown_to=Visibility.HIDDEN))
