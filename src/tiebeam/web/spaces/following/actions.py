"""To follow, to mute, and to do neither. Nobody else learns of it, and the trail has no word."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tiebeam.web.spaces.models import Follow, Space, Thread
from tiebeam.web.spaces.who import name_of


@transaction.atomic
def follow(*, how: str, by: Any, space: Space, thread: Thread | None = None) -> None:
    """Follow a space or a thread, mute a thread, or do neither.

    how  "follow", "mute" or "neither"
    """
    # Held, so that a form that is sent twice at once finds what the first one did.
    Space.objects.select_for_update().get(pk=space.pk)
    mine = Follow.objects.filter(who=name_of(by), space=space, thread=thread)
    mine.delete()
    if how != "neither":
        Follow.objects.create(who=name_of(by), space=space, thread=thread, mutes=how == "mute")
