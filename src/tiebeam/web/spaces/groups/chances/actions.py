"""Every write about chances. To post one is an act of the organisation, and the trail names who."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from tiebeam.web.audit import actions as audit
from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed, day_of, note, own_once
from tiebeam.web.spaces.groups.chances.queries import may_change, may_post
from tiebeam.web.spaces.groups.holding import held_for_facilitators
from tiebeam.web.spaces.models import Chance, ChanceBecame, ChanceBefore, ChancePassedOn, Space
from tiebeam.web.spaces.who import name_of

#: What is said anew when a chance is changed.
WORDS: Final = ("kind", "title", "says", "gives", "decides", "criteria", "turn_to", "until")


@transaction.atomic
def post(said: Mapping[str, Any], *, once: str, by: Any, at: datetime) -> Chance:
    """Post a chance for all; sent twice, it is there once.

    said    what WORDS names
    Raises  NotAllowed
    """
    if not may_post(by):
        raise NotAllowed("Leaders, stewards and group leads post chances.")
    made, is_new = Chance.objects.get_or_create(
        once=own_once(f"chance {once}", by),
        defaults={**said, "by": name_of(by), "posted_on": day_of(at), "worded_on": day_of(at)},
    )
    if is_new:
        audit.record(acts.POSTED_CHANCE, by=by, about=made, at=at)
    return made


@transaction.atomic
def change(chance: Chance, said: Mapping[str, Any], *, edition: int, by: Any, at: datetime) -> None:
    """Say it otherwise; what it said before stays to be read.

    Raises  NotAllowed, ChangedMeanwhile
    """
    held = _held(chance, by)
    if held.until < day_of(at):
        raise NotAllowed("Its day has passed. Say what became of it.")
    if held.edition != edition:
        raise ChangedMeanwhile
    before = {name: getattr(held, name) for name in WORDS}
    if dict(said) == before:
        return
    ChanceBefore.objects.create(chance=held, number=edition, worded_on=held.worded_on, **before)
    for name, value in said.items():
        setattr(held, name, value)
    held.edition, held.worded_on = edition + 1, day_of(at)
    held.save()
    audit.record(acts.CHANGED_CHANCE, by=by, about=held, at=at)


@transaction.atomic
def take_back(chance: Chance, because: str, *, edition: int, by: Any, at: datetime) -> None:
    """It is open no more, for a reason that everybody reads.

    Raises  NotAllowed, ChangedMeanwhile
    """
    held = _held(chance, by)
    if held.edition != edition:
        raise ChangedMeanwhile
    if held.became.exists():
        raise NotAllowed("It was said what became of it.")
    held.taken_back_on, held.because, held.edition = day_of(at), because, edition + 1
    held.save(update_fields=["taken_back_on", "because", "edition"])
    audit.record(acts.CHANGED_CHANCE, by=by, about=held, at=at)


@transaction.atomic
def say_what_became(
    chance: Chance, kind: str, says: str, *, number: int, by: Any, at: datetime
) -> None:
    """After its day, in a line and without a name.

    number  how many lines were shown
    Raises  NotAllowed, ChangedMeanwhile
    """
    held = _held(chance, by)
    if held.until >= day_of(at):
        raise NotAllowed("Until its day one can still say that one wants it.")
    there = list(held.became.all())
    if there and (there[-1].kind, there[-1].says) == (kind, says):
        return
    if len(there) != number:
        raise ChangedMeanwhile
    ChanceBecame.objects.create(chance=held, number=number + 1, kind=kind, says=says, on=day_of(at))
    audit.record(acts.CHANGED_CHANCE, by=by, about=held, at=at)


@transaction.atomic
def pass_on(chance: Chance, space: Space, *, passes: bool, by: Any, at: datetime) -> None:
    """Have a chance on a group's own page, or no more.

    Raises  NotAllowed
    """
    space = held_for_facilitators(space, by, at)
    there = ChancePassedOn.objects.filter(space=space, chance=chance)
    if passes == there.exists():
        return
    if passes:
        ChancePassedOn.objects.create(space=space, chance=chance, on=day_of(at))
    else:
        there.delete()
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


def _held(chance: Chance, by: Any) -> Chance:
    held = Chance.objects.select_for_update().get(pk=chance.pk)
    if not may_change(held, by):
        raise NotAllowed("Whoever posted it, or a steward, changes it.")
    if held.taken_back_on is not None:
        raise NotAllowed("It was taken back.")
    return held
