"""Noting that somebody was here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from tiebeam.web.home.models import Visit


def note_visit(person: Any, *, on: date) -> date | None:
    """Note the day. Returns the day of the visit before it; None at the first.

    It is written once a day. The audit trail has no word of it: to read leaves no trace there.
    """
    visit = Visit.objects.filter(person=person).first()
    if visit and visit.on >= on:
        return visit.before
    return _write(person, on)


@transaction.atomic
def _write(person: Any, on: date) -> date | None:
    visit, is_first = Visit.objects.select_for_update().get_or_create(
        person=person, defaults={"on": on}
    )
    if not is_first and visit.on < on:
        visit.before, visit.on = visit.on, on
        visit.save(update_fields=["before", "on"])
    return visit.before
