"""What is read of sponsors, by whoever knows of the group."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tiebeam.web.spaces.groups.leaders import is_leader
from tiebeam.web.spaces.models import Duty, DutySaid, Space, Sponsor
from tiebeam.web.spaces.queries import Place
from tiebeam.web.spaces.who import name_of


def sponsor_of(space: Space) -> Sponsor | None:
    """The office as it is now, open or held; None where the group wants none."""
    return space.sponsors.filter(ended_on=None).prefetch_related("duties__said").first()


def sponsors_before(space: Space) -> QuerySet[Sponsor]:
    """Those of before, the last one first."""
    return space.sponsors.exclude(ended_on=None).order_by("-ended_on", "-pk")


def duties_of(sponsor: Sponsor) -> list[Duty]:
    """Those that hold, the first day first."""
    found = [each for each in sponsor.duties.all() if each.ended_on is None]
    return sorted(found, key=lambda each: (each.due_on is None, each.due_on, each.pk))


def duties_before(space: Space) -> QuerySet[Duty]:
    """Duties of before of which something was said: ended, or of another sponsor."""
    found = Duty.objects.filter(sponsor__space=space, said__isnull=False).distinct()
    ended = found.exclude(ended_on=None) | found.exclude(sponsor__ended_on=None)
    return ended.prefetch_related("said").select_related("sponsor").order_by("-pk")


def duty_of(space: Space, public_id: str) -> Duty | None:
    found = Duty.objects.filter(sponsor__space=space, public_id=public_id)
    return found.select_related("sponsor__space").prefetch_related("said").first()


def said_of(duty: Duty, number: int) -> DutySaid | None:
    return duty.said.filter(number=number).select_related("duty__sponsor__space").first()


def may_take(person: Any, place: Place, sponsor: Sponsor | None) -> bool:
    is_open = sponsor is not None and not sponsor.who and sponsor.ended_on is None
    return is_open and is_leader(person) and not place.looks_after


def is_sponsor(person: Any, sponsor: Sponsor | None) -> bool:
    return sponsor is not None and sponsor.ended_on is None and sponsor.who == name_of(person)
