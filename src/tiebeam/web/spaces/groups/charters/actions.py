"""The one write about charters: a new version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import ChangedMeanwhile, day_of, note
from tiebeam.web.spaces.groups.charters.queries import PARTS, charter_of
from tiebeam.web.spaces.groups.holding import held_for_facilitators, opens
from tiebeam.web.spaces.models import Charter, Space


@transaction.atomic
def write(space: Space, said: Mapping[str, str], *, number: int, by: Any, at: datetime) -> int:
    """A new version of the charter; the ones before it stay to be read.

    said    purpose, does, does_not and decides
    number  of the version that was shown, 0 where there was none
    Returns the number of the one that holds; the same as before where nothing has changed,
            unless more people read it now
    Raises  NotAllowed, ChangedMeanwhile
    """
    space = held_for_facilitators(space, by, at)
    there = charter_of(space)
    is_same = there is not None and {name: getattr(there, name) for name in PARTS} == dict(said)
    if there is not None and is_same and not opens(there, space):
        return there.number
    if (there.number if there else 0) != number:
        raise ChangedMeanwhile
    Charter.objects.create(space=space, number=number + 1, on=day_of(at),
                           shown_to=space.visibility, **said)  # fmt: skip
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)
    return number + 1
