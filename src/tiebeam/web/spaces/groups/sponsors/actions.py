"""Every write about sponsors and their duties. The trail tells how often, of nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any

from django.db import transaction

from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed, day_of, note, own_once
from tiebeam.web.spaces.groups.holding import held_for_facilitators, held_for_officers
from tiebeam.web.spaces.groups.leaders import is_leader
from tiebeam.web.spaces.groups.sponsors.duties import first_duties, next_due, words
from tiebeam.web.spaces.models import Duty, DutySaid, Space, Sponsor
from tiebeam.web.spaces.queries import GROUPS, is_facilitator
from tiebeam.web.spaces.who import name_of


class TakenMeanwhile(RuntimeError):
    """Somebody else holds the office since, or it is open no more."""


@transaction.atomic
def open_office(space: Space, *, by: Any, at: datetime) -> Sponsor:
    """Say that the group wants a sponsor; a leader takes it by their own act.

    Raises  NotAllowed
    """
    space = held_for_facilitators(space, by, at)
    there = space.sponsors.filter(ended_on=None).first()
    if there is not None:
        return there
    made = Sponsor.objects.create(space=space, opened_on=day_of(at))
    for code, (_, rhythm) in first_duties().items():
        Duty.objects.create(sponsor=made, code=code, rhythm=rhythm, once=token_urlsafe(16))
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)
    return made


@transaction.atomic
def take(sponsor: Sponsor, *, by: Any, at: datetime) -> None:
    """Stand up for a group that one knows of. Its duties are due from then on.

    Raises  NotAllowed, TakenMeanwhile
    """
    space, held = _held(sponsor)
    if not is_leader(by) or not Space.objects.visible_to(by).filter(pk=space.pk).exists():
        raise NotAllowed("A leader who knows of the group can do that.")
    if is_facilitator(space, by):
        raise NotAllowed("Whoever looks after the group says what became of duties.")
    if held.who == name_of(by):
        return
    if held.who:
        raise TakenMeanwhile
    held.who, held.taken_on = name_of(by), day_of(at)
    held.save(update_fields=["who", "taken_on"])
    for each in held.duties.filter(due_on=None, ended_on=None):
        each.due_on = _first_due(each.rhythm, day_of(at))
        each.save(update_fields=["due_on"])
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


@transaction.atomic
def end(sponsor: Sponsor, *, by: Any, at: datetime) -> None:
    """End it, by either side; no reason is asked. What nobody took is gone.

    Raises  NotAllowed, TakenMeanwhile
    """
    space, held = _held(sponsor)
    _for_both(space, held, by, at)
    if held.taken_on is None:
        held.delete()
    else:
        held.ended_on = day_of(at)
        held.save(update_fields=["ended_on"])
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


@transaction.atomic
def add_duty(
    sponsor: Sponsor, says: str, *, rhythm: str, due_on: date | None, once: str, by: Any,
    at: datetime,
) -> Duty:  # fmt: skip
    """One duty more, by either side; sent twice, it is there once.

    Raises  NotAllowed, TakenMeanwhile
    """
    space, held = _held(sponsor)
    _for_both(space, held, by, at)
    if due_on is None and held.taken_on is not None:
        due_on = _first_due(rhythm, day_of(at))
    made, is_new = Duty.objects.get_or_create(
        once=own_once(f"duty of {held.pk} {once}", by),
        defaults={"sponsor": held, "says": says, "rhythm": rhythm, "due_on": due_on},
    )
    if is_new:
        note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)
    return made


@transaction.atomic
def change_duty(
    duty: Duty, says: str, *, rhythm: str, due_on: date | None, edition: int, by: Any, at: datetime
) -> None:
    """Say otherwise what a duty is, or when it is due; by either side.

    Raises  NotAllowed, TakenMeanwhile, ChangedMeanwhile
    """
    space, sponsor, held = _held_duty(duty)
    _for_both(space, sponsor, by, at)
    if held.edition != edition:
        raise ChangedMeanwhile
    if says != words(held):
        held.says = says
    held.rhythm, held.edition = rhythm, edition + 1
    held.due_on = due_on or held.due_on
    held.save()
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


@transaction.atomic
def end_duty(duty: Duty, *, by: Any, at: datetime) -> None:
    """It is a duty no more; what was said of it stays.

    Raises  NotAllowed, TakenMeanwhile
    """
    space, sponsor, held = _held_duty(duty)
    _for_both(space, sponsor, by, at)
    held.ended_on = day_of(at)
    held.save(update_fields=["ended_on"])
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


@transaction.atomic
def say(duty: Duty, said: Mapping[str, Any], *, number: int, by: Any, at: datetime) -> None:
    """Say what became of a duty, as an officer; then it is due the next time.

    said    kind, moved_to and says
    number  how much was said of it when the form was shown
    Raises  NotAllowed, TakenMeanwhile, ChangedMeanwhile
    """
    space, sponsor, held = _held_duty(duty)
    held_for_officers(space, by, at)
    if sponsor.who == name_of(by) or held.due_on is None:
        raise NotAllowed("Nobody says it of themselves.")
    there = list(held.said.all())
    if len(there) == number + 1 and _says(there[-1]) == dict(said):
        return
    if len(there) != number:
        raise ChangedMeanwhile
    DutySaid.objects.create(duty=held, number=number + 1, due_on=held.due_on, on=day_of(at), **said)
    due = said["moved_to"] or next_due(held.rhythm, held.due_on)
    held.due_on, held.ended_on = due or held.due_on, None if due else day_of(at)
    held.save(update_fields=["due_on", "ended_on"])
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


@transaction.atomic
def add_line(said: DutySaid, says: str, *, by: Any, at: datetime) -> None:
    """The sponsor's own line beside what the group said.

    Raises  NotAllowed
    """
    if not Sponsor.objects.filter(duties=said.duty_id, who=name_of(by)).exists():
        raise NotAllowed("The sponsor has a line of their own.")
    DutySaid.objects.filter(pk=said.pk).update(sponsor_says=says)
    note(said.duty.sponsor.space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


def _held(sponsor: Sponsor) -> tuple[Space, Sponsor]:
    """The space first, as everywhere."""
    space = Space.objects.select_for_update().get(pk=sponsor.space_id)
    held = Sponsor.objects.select_for_update().filter(pk=sponsor.pk, ended_on=None).first()
    if space.closed_on is not None or space.kind not in GROUPS:
        raise NotAllowed("Only a group that is open has a sponsor.")
    if held is None:
        raise TakenMeanwhile
    return space, held


def _held_duty(duty: Duty) -> tuple[Space, Sponsor, Duty]:
    space, sponsor = _held(duty.sponsor)
    held = Duty.objects.select_for_update().filter(pk=duty.pk, ended_on=None).first()
    if held is None:
        raise TakenMeanwhile
    return space, sponsor, held


def _for_both(space: Space, sponsor: Sponsor, by: Any, at: datetime) -> None:
    if not sponsor.who or sponsor.who != name_of(by):
        held_for_facilitators(space, by, at)


def _first_due(rhythm: str, day: date) -> date:
    return next_due(rhythm, day) or next_due(Duty.Rhythm.QUARTER, day) or day


def _says(there: DutySaid) -> dict[str, Any]:
    return {name: getattr(there, name) for name in ("kind", "moved_to", "says")}
