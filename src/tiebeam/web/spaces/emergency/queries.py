"""What is read in an emergency, and by whom.

Nothing here goes through `visible_to`: for whoever reads a space this way, it is nowhere else than
on these pages.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, Prefetch, QuerySet

from tiebeam.web.permissions import Role, has_one
from tiebeam.web.spaces.models import EmergencyReading, Post, Space, Thread, Wording
from tiebeam.web.spaces.who import name_of

#: Who may ask and agree.
TRUSTED: Final = (Role.OWNER, Role.STEWARD)
#: Whoever is asked has so long to agree: what nobody agreed to by then was none.
WAITS: Final = timedelta(days=3)
#: Of a space in its address, behind its name.
_PUBLIC_ID: Final = re.compile(r"\.([\w-]{12})(?=/|$|[?#])", re.ASCII)


def is_trusted(person: Any) -> bool:
    return has_one(person, TRUSTED)


def meant_by(where: str) -> Space | None:
    """The space that an address is of."""
    found = _PUBLIC_ID.findall(where.strip())
    return Space.objects.filter(public_id=found[-1]).first() if found else None


def readings() -> QuerySet[EmergencyReading]:
    """All of them, what was asked last first; for owners and stewards."""
    return EmergencyReading.objects.select_related("space").order_by("-asked_at", "-pk")


def waits(reading: EmergencyReading, at: datetime) -> bool:
    """Whether somebody can still agree."""
    is_open = reading.agreed_at is None and reading.declined_at is None
    return is_open and at < reading.asked_at + WAITS


def is_read_by(reading: EmergencyReading, person: Any, at: datetime) -> bool:
    """Whether somebody reads it now: whoever asked, while they are trusted with it."""
    is_now = reading.ends_at is not None and at < reading.ends_at
    return is_now and reading.by == name_of(person) and is_trusted(person)


def threads_of(space: Space) -> QuerySet[Thread, Any]:
    """All threads of it, what was written last first."""
    found = space.threads.annotate(written=Count("posts"), last=F("last_at"))
    return found.order_by("-last_at", "-pk")


def posts_of(thread: Thread) -> QuerySet[Post]:
    """All posts of one, those that were hidden or removed as well, for they may be what it is
    about; the newest wording of each first."""
    newest_first = Wording.objects.order_by("-number")
    found = thread.posts.prefetch_related(Prefetch("wordings", queryset=newest_first))
    return found.order_by("at", "pk")


def told_in(space: Space) -> QuerySet[EmergencyReading]:
    """Who read a space, the last one first; for its members."""
    return space.emergency_readings.order_by("-agreed_at", "-pk")
