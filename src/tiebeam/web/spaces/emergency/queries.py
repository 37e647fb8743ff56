"""What is read in an emergency, and by whom.

Nothing here goes through `visible_to`: for whoever reads a space this way, it is nowhere else than
on these pages.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.db.models import Count, F, Prefetch, QuerySet

from tiebeam.web.permissions import Role, has_one
from tiebeam.web.spaces.models import (
    EmergencyReading,
    Post,
    Space,
    Thread,
    Wording,
    spaces_of,
)
from tiebeam.web.spaces.queries import people_by_word
from tiebeam.web.spaces.who import name_of

#: Who may ask and agree.
TRUSTED: Final = (Role.OWNER, Role.STEWARD)
#: Whoever is asked has so long to agree: what nobody agreed to by then was none.
WAITS: Final = timedelta(days=3)
#: Whoever agrees was trusted with it for so long before somebody asked: else one person could make
#: themselves a second one.
TRUSTED_FOR: Final = timedelta(days=7)
#: On the pages of its members it stands for so long that it was read.
SHOWN_FOR: Final = timedelta(days=30)
#: The path of an address in a space: its name, and its number where there is one.
_PATH: Final = re.compile(r"/?spaces/([^/]+)(?:/[^.]*)?")
_NUMBER: Final = re.compile(r"[\w-]{12}", re.ASCII)
_NAME: Final = re.compile(r"[a-z0-9-]{1,80}", re.ASCII)
#: What stands around an address that is sent in a sentence.
_AROUND: Final = " \t\r\n.,;:!?()<>[]\"'„“”«»"


def is_trusted(person: Any) -> bool:
    return person is not None and has_one(person, TRUSTED)


def stands_for(word: str) -> Any:
    """Who stands behind a word, if they can still sign in; else None."""
    return people_by_word([word]).get(word)


def held_long_enough(person: Any, reading: EmergencyReading) -> bool:
    """Whether whoever agrees was trusted with it some days before it was asked."""
    first = reading.asked_at - TRUSTED_FOR
    return bool(person.places.filter(role__in=TRUSTED, since__lte=first).exists())


def pointed_at(typed: str) -> str:
    """What an address points at: the number of a space, or the name in its address where it has no
    number; empty for what is no such address. Nothing is looked up.
    """
    text = typed.strip(_AROUND)
    path = urlsplit(text).path if "/" in text else f"/spaces/{text}"
    found = _PATH.fullmatch(path.rstrip("/"))
    if found is None:
        return ""
    name, dot, number = found[1].partition(".")
    if dot:
        return number if _NUMBER.fullmatch(number) else ""
    return name if _NAME.fullmatch(name) else ""


def meant_by(where: str) -> Space | None:
    """The space of a number; or the one of a name, where there is one alone."""
    found = Space.objects.filter(public_id=where) or Space.objects.filter(slug=where)[:2]
    return found[0] if len(found) == 1 else None


def readings() -> QuerySet[EmergencyReading]:
    """All of them, what was asked last first; for owners and stewards."""
    return EmergencyReading.objects.select_related("space").order_by("-asked_at", "-pk")


def read_since(at: datetime) -> QuerySet[EmergencyReading]:
    return EmergencyReading.objects.filter(agreed_at__gt=at).exclude(space=None)


def told_to(person: Any, since: datetime) -> QuerySet[EmergencyReading]:
    """What was read of the spaces that somebody is in, the last one first."""
    found = read_since(since).filter(space__in=spaces_of(person))
    return found.select_related("space").order_by("-agreed_at", "-pk")


def waits(reading: EmergencyReading, at: datetime) -> bool:
    """Whether somebody can still agree."""
    is_open = reading.agreed_at is None and reading.declined_at is None
    return is_open and at < reading.asked_at + WAITS


def is_of(reading: EmergencyReading, person: Any) -> bool:
    """Whether somebody is one of the two: nobody else reads what came of it."""
    return name_of(person) in (reading.by, reading.agreed_by)


def is_read_by(reading: EmergencyReading, person: Any, at: datetime) -> bool:
    """Whether somebody reads it now: whoever asked, while both are trusted with it."""
    is_now = reading.ends_at is not None and at < reading.ends_at
    is_theirs = is_now and reading.by == name_of(person)
    return is_theirs and is_trusted(person) and is_trusted(stands_for(reading.agreed_by))


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
