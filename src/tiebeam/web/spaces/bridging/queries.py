"""What is read of bridges: by whoever looks after a space, and by the job that speaks over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from tiebeam.web.spaces.models import Bridge, Space, ToSay


def bridges_of(space: Space) -> QuerySet[Bridge]:
    return space.bridges.order_by("pk")


def bridge_of(space: Space, public_id: str) -> Bridge | None:
    return bridges_of(space).filter(public_id=public_id).first()


# --- the job --------------------------------------------------------------------------------------


def due(*, at: datetime) -> Sequence[tuple[str, int]]:
    """What may be said now, the oldest first, each with how often it was put off."""
    found = ToSay.objects.filter(next_at__lte=at, bridge__is_stopped=False)
    return list(found.order_by("made_at", "pk").values_list("public_id", "tries")[:100])


def to_say(public_id: str) -> ToSay | None:
    """One of them, with the bridge and the space; None where it was said or is moot."""
    found = ToSay.objects.filter(public_id=public_id, bridge__is_stopped=False)
    return found.select_related("bridge__space").first()


def bridge_now(bridge: Bridge) -> Bridge | None:
    """As it is now; None where it was taken down meanwhile."""
    return Bridge.objects.filter(pk=bridge.pk).first()


def every_bridge() -> list[Bridge]:
    return list(Bridge.objects.order_by("pk"))
