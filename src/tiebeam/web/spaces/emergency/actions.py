"""Every write about reading a space in an emergency.

The audit trail names both people, for here somebody uses power over others; it names no space.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from tiebeam.web.audit import actions as audit
from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import NotAllowed, own_once
from tiebeam.web.spaces.emergency.queries import (
    WAITS,
    held_long_enough,
    is_trusted,
    meant_by,
    stands_for,
    waits,
)
from tiebeam.web.spaces.models import EmergencyReading
from tiebeam.web.spaces.who import name_of

#: For so long it is read, and no longer.
LASTS: Final = timedelta(hours=24)
#: What nobody agreed to is kept for so long after that.
KEPT: Final = timedelta(days=30)


@transaction.atomic
def ask(where: str, why: str, *, once: str, by: Any, at: datetime) -> EmergencyReading:
    """Ask to read a space; sent twice, it is there once.

    where   its number, or the name in its address: see `queries.pointed_at`
    Raises  NotAllowed
    """
    _for_trusted(by)
    once = own_once(f"emergency {once}", by)
    made, is_new = EmergencyReading.objects.get_or_create(
        once=once,
        defaults={
            "where": where,
            "why": why,
            "by": name_of(by),
            "by_called": by.name,
            "asked_at": at,
        },
    )
    if is_new:
        audit.record(acts.EMERGENCY_ASKED, by=by, at=at)
    return made


@transaction.atomic
def agree(reading: EmergencyReading, *, by: Any, at: datetime) -> EmergencyReading:
    """Stand behind it as well: whoever asked reads for a day, and the members are told.

    Raises  NotAllowed
    """
    held = _held(reading, by, at)
    if not is_trusted(stands_for(held.by)) or not held_long_enough(by, held):
        raise NotAllowed("Both have to be trusted with it, the other one since some days before.")
    held.space = meant_by(held.where)
    held.agreed_by, held.agreed_by_called = name_of(by), by.name
    held.agreed_at, held.ends_at = at, at + LASTS
    held.save()
    audit.record(acts.EMERGENCY_AGREED, by=by, at=at)
    return held


@transaction.atomic
def decline(reading: EmergencyReading, *, by: Any, at: datetime) -> None:
    """Not agree to it.

    Raises  NotAllowed
    """
    held = _held(reading, by, at)
    held.declined_at = at
    held.save()
    audit.record(acts.EMERGENCY_DECLINED, by=by, at=at)


@transaction.atomic
def take_back(reading: EmergencyReading, *, by: Any) -> None:
    """Whoever asked needs it no more. What was agreed to stays, so that members read of it.

    Raises  NotAllowed
    """
    held = EmergencyReading.objects.select_for_update().filter(pk=reading.pk).first()
    if held is None or held.by != name_of(by) or held.agreed_at is not None:
        raise NotAllowed("Whoever asked takes it back, until somebody agreed.")
    held.delete()


def _held(reading: EmergencyReading, by: Any, at: datetime) -> EmergencyReading:
    """What waits for somebody else than whoever asked."""
    _for_trusted(by)
    held = EmergencyReading.objects.select_for_update().filter(pk=reading.pk).first()
    if held is None or held.by in ("", name_of(by)) or not waits(held, at):
        raise NotAllowed("Somebody else agrees, while it waits.")
    return held


def _for_trusted(by: Any) -> None:
    if not is_trusted(by):
        raise NotAllowed("Owners and stewards can do that.")


def forget_what_nobody_agreed_to(*, at: datetime) -> None:
    """A month after somebody could have agreed, its reason is no more."""
    stale = EmergencyReading.objects.filter(agreed_at=None, asked_at__lt=at - WAITS - KEPT)
    stale.delete()
