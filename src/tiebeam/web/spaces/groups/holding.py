"""What every write of a group begins with: the group as it is now, held, and by whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tiebeam.web.spaces.actions import NotAllowed, held_for_members
from tiebeam.web.spaces.models import Charter, ReviewCorrection, Space, Visibility
from tiebeam.web.spaces.queries import GROUPS, is_facilitator
from tiebeam.web.spaces.who import name_of


def held_group(space: Space, by: Any, at: datetime) -> Space:
    """For whoever may write there.

    Raises  NotAllowed
    """
    space = held_for_members(space, by, at)
    if space.kind not in GROUPS:
        raise NotAllowed("Only a group has this.")
    return space


def held_for_facilitators(space: Space, by: Any, at: datetime) -> Space:
    """For whoever looks after it.

    Raises  NotAllowed
    """
    space = held_group(space, by, at)
    if not is_facilitator(space, by):
        raise NotAllowed("Whoever looks after the group can do that.")
    return space


def held_for_officers(space: Space, by: Any, at: datetime) -> Space:
    """For whoever looks after it, and for its officers.

    Raises  NotAllowed
    """
    space = held_group(space, by, at)
    if not is_facilitator(space, by) and not space.offices.filter(who=name_of(by)).exists():
        raise NotAllowed("Officers of the group, and whoever looks after it, can do that.")
    return space


def opens(there: Charter | ReviewCorrection, space: Space) -> bool:
    """Whether more people read it if it is said once more: the group was hidden, and is not now."""
    return there.shown_to == Visibility.HIDDEN and not space.is_hidden
