"""What is read of chances, by everybody; and on the page of a group, by whoever knows of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from tiebeam.web.permissions import Role, has_one
from tiebeam.web.spaces.models import Chance, Membership, Space
from tiebeam.web.spaces.queries import GROUPS
from tiebeam.web.spaces.who import name_of

#: Who posts chances for the organisation.
POST: Final = (Role.LEADER, Role.STEWARD, Role.GROUP_LEAD)


def open_ones(today: date) -> QuerySet[Chance]:
    """Those for which one can still say that one wants them, the first day first."""
    return _all().filter(taken_back_on=None, until__gte=today).order_by("until", "pk")


def past(today: date) -> QuerySet[Chance]:
    """All others, the last day first."""
    return _all().exclude(taken_back_on=None, until__gte=today).order_by("-until", "-pk")


def chance(public_id: str) -> Chance | None:
    return _all().filter(public_id=public_id.replace("\0", "")).first()


def passed_on_by(space: Space) -> QuerySet[Chance]:
    """What a group has on its page, the first day first; for whoever knows of it."""
    return _all().filter(passed_on__space=space).order_by("until", "pk")


def to_say_what_became(person: Any, today: date) -> QuerySet[Chance]:
    """Of which somebody who posted them is to say what became, the first day first."""
    found = Chance.objects.filter(by=name_of(person), became=None, taken_back_on=None)
    return found.filter(until__lt=today).order_by("until", "pk")


def may_post(person: Any) -> bool:
    return has_one(person, POST)


def may_change(found: Chance, person: Any) -> bool:
    """Whoever posted it, and stewards."""
    is_own = may_post(person) and found.by == name_of(person)
    return is_own or has_one(person, [Role.STEWARD])


def groups_led_by(person: Any) -> list[Space]:
    """Groups on whose pages somebody may put a chance, by name."""
    mine = Membership.objects.filter(who=name_of(person), is_facilitator=True).values("space")
    found = Space.objects.filter(pk__in=mine, kind__in=GROUPS, closed_on=None)
    return list(found.order_by("name", "pk"))


def _all() -> QuerySet[Chance]:
    return Chance.objects.prefetch_related("became")
