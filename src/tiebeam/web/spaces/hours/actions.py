"""Every write about hours. Who wrote some down stands in no trail; who handed them over does."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from tiebeam.web.audit import actions as audit
from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import day_of, own_once
from tiebeam.web.spaces.hours.queries import to_hand_over
from tiebeam.web.spaces.models import HandOver, Hours
from tiebeam.web.spaces.who import name_of


def write_down(month: date, hours: Decimal, *, paid: bool, once: str, by: Any) -> Hours:
    """Hours that somebody gave; sent twice, they are there once."""
    found, _ = Hours.objects.get_or_create(
        once=own_once(f"hours {once}", by),
        defaults={"who": name_of(by), "month": month, "hours": hours, "paid": paid},
    )
    return found


def strike_out(row: Hours, *, by: Any) -> bool:
    """They are written down no more, as long as they were not handed over."""
    gone, _ = Hours.objects.filter(pk=row.pk, who=name_of(by), handed_over=None).delete()
    return bool(gone)


@transaction.atomic
def hand_over(*, once: str, by: Any, at: datetime) -> HandOver | None:
    """Hand all hours that are to be paid to whoever pays; None where there are none."""
    once = own_once(f"hand over {once}", by)
    rows = list(to_hand_over().select_for_update().values_list("pk", flat=True))
    # Looked for once the rows are held: the same form, sent twice at once, is one.
    there = HandOver.objects.filter(once=once).first()
    if there is not None or not rows:
        return there
    made = HandOver.objects.create(on=day_of(at), once=once)
    Hours.objects.filter(pk__in=rows).update(handed_over=made)
    audit.record(acts.HANDED_OVER, by=by, about=made, at=at)
    return made
