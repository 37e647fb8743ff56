"""To sign the sentence of a space, and to take that back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import NotAllowed, day_of, held_for_members, note
from tiebeam.web.spaces.models import Signed, Space
from tiebeam.web.spaces.signing.queries import leads
from tiebeam.web.spaces.who import name_of


@transaction.atomic
def sign(space: Space, says: str, *, by: Any, at: datetime) -> None:
    """Sign it as a leader who is in the space; signed again, it says what is said now.

    Raises  NotAllowed
    """
    space = held_for_members(space, by, at)
    if not leads(by):
        raise NotAllowed("Whoever leads here can sign it.")
    Signed.objects.update_or_create(
        space=space, who=name_of(by),
        defaults={"says": says, "on": day_of(at), "shown_to": space.visibility},
    )  # fmt: skip
    note(space, acts.CHANGED, by=by, at=at)


def take_back(space: Space, *, by: Any) -> None:
    """It is signed no more."""
    Signed.objects.filter(space=space, who=name_of(by)).delete()
