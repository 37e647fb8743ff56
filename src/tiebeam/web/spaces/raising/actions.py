"""What a space raises waits for the next Monday, and then goes on without space, author or day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from secrets import SystemRandom, token_urlsafe
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tiebeam.web.insight.barriers import actions as barriers
from tiebeam.web.insight.barriers.widening import wide_now
from tiebeam.web.organisation.inventory.queries import policy
from tiebeam.web.spaces.actions import day_of, held_for_members
from tiebeam.web.spaces.models import Raised, Space
from tiebeam.web.spaces.raising.happenings import happenings

#: What one space may have waiting: more of it is no finding any more.
MOST_WAITING: Final = 40


class EnoughWaits(RuntimeError):
    """So much was raised from this space that the rest waits for the next week."""


@transaction.atomic
def raise_finding(
    space: Space, *, structure: str, place: str, what: str, by: Any, at: datetime
) -> None:
    """Raise that a structure does something somewhere. Who did that is kept nowhere.

    place   one of those that have enough people, or none
    Raises  NotAllowed, EnoughWaits
    """
    space = held_for_members(space, by, at)
    wide = wide_now()
    place = wide.widened(place)
    if Raised.objects.filter(space=space, barrier="").count() >= MOST_WAITING:
        raise EnoughWaits
    Raised.objects.get_or_create(
        space=space, structure=structure, part=wide.kind if place else "", place=place, what=what,
        due_on=monday_after(day_of(at)),
    )  # fmt: skip


def monday_after(day: date) -> date:
    """Of the day itself none: whoever raises on a Monday waits a week."""
    return day + timedelta(days=7 - day.weekday())


@transaction.atomic
def let_out(*, at: datetime) -> int:
    """Let what is due become evidence, in no order. Returns how much."""
    due = list(Raised.objects.select_for_update().filter(barrier="", due_on__lte=day_of(at)))
    # In the order in which it came, the first of a Monday would be that of the Monday before.
    SystemRandom().shuffle(due)
    for each in due:
        each.barrier = _let_out(each, at)
        each.save(update_fields=["barrier"])
    return len(due)


def _let_out(raised: Raised, at: datetime) -> str:
    found = policy(raised.structure) if raised.structure else None
    # The newest release may have fewer people there than when it was raised.
    place = wide_now().widened(raised.place)
    barrier = barriers.raise_elsewhere(
        policy=found, where={raised.part: [place]} if place else {}, title=_title(raised, found),
        called=f"{raised.what}:{raised.structure}:{place}"[:300], once=token_urlsafe(16), at=at,
    )  # fmt: skip
    return barrier.public_id


def _title(raised: Raised, found: Any) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        says: Mapping[str, str] = {"what": _(happenings()[raised.what])}
        if found is None:
            return says["what"]
        return _("“%(structure)s”: %(what)s") % {**says, "structure": found.title}
