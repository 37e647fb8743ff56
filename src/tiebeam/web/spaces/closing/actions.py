"""To close a space: nothing more is written there, and what was written can be read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed, day_of, note
from tiebeam.web.spaces.brokering.actions import hand_questions_back
from tiebeam.web.spaces.meeting import actions as meetings
from tiebeam.web.spaces.models import NotThatWeek, Space, Unanswered, Week
from tiebeam.web.spaces.queries import is_facilitator


@transaction.atomic
def close(space: Space, *, edition: int, by: Any, at: datetime) -> None:
    """Meetings to come are called off, and questions that a group was handed go back to the desk.

    Raises  NotAllowed, ChangedMeanwhile
    """
    held = _held(space, by)
    if held.closed_on is not None:
        return
    if held.edition != edition:
        raise ChangedMeanwhile
    for each in held.meetings.filter(cancelled_on=None, ends_at__gt=at):
        meetings.call_off(each, by=by, at=at)
    hand_questions_back(held)
    for model in (Week, NotThatWeek, Unanswered):
        model.objects.filter(space=held).delete()
    _save(held, closed_on=day_of(at))
    note(held, acts.CHANGED, by=by, at=at)


@transaction.atomic
def open_again(space: Space, *, edition: int, by: Any, at: datetime) -> None:
    """It goes on where it was.

    Raises  NotAllowed, ChangedMeanwhile
    """
    held = _held(space, by)
    if held.closed_on is None:
        return
    if held.edition != edition:
        raise ChangedMeanwhile
    _save(held, closed_on=None)
    note(held, acts.CHANGED, by=by, at=at)


def _held(space: Space, by: Any) -> Space:
    held = Space.objects.select_for_update().get(pk=space.pk)
    if not is_facilitator(held, by):
        raise NotAllowed("Whoever looks after the space can do that.")
    return held


def _save(held: Space, *, closed_on: Any) -> None:
    held.closed_on, held.edition = closed_on, held.edition + 1
    held.save(update_fields=["closed_on", "edition"])
