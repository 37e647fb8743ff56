"""Every write about what a group says of a kit. Who in the group said it stands nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed, day_of, note
from tiebeam.web.spaces.groups.holding import held_for_officers
from tiebeam.web.spaces.models import KitRead, KitWord
from tiebeam.web.spaces.starting.actions import held_together, settled
from tiebeam.web.spaces.starting.kit import kit, version
from tiebeam.web.spaces.starting.queries import kit_to_read


@transaction.atomic
def say(
    read: KitRead, code: str, said: Mapping[str, str], *, edition: int, by: Any, at: datetime
) -> None:
    """Say of a part that it stays, reads otherwise or is left out.

    said     how, title, text and why
    edition  of what the group said of it before; 0 where nothing
    Raises   NotAllowed, ChangedMeanwhile
    """
    held = _held(read, by, at)
    if code not in kit() or held.version != version():
        raise NotAllowed("There is no such part any more.")
    there = held.words.filter(code=code).first()
    if (there.edition if there else 0) != edition:
        raise ChangedMeanwhile
    KitWord.objects.update_or_create(
        read=held, code=code, defaults={**said, "edition": edition + 1}
    )
    _changed(held, at)


@transaction.atomic
def ratify(read: KitRead, *, edition: int, by: Any, at: datetime) -> None:
    """Let what the group said be what the space gets.

    edition  of what was shown: nobody ratifies what they have not seen
    Raises   NotAllowed, ChangedMeanwhile
    """
    held = _held(read, by, at)
    if held.ratified_on is not None:
        return
    if held.version != version():
        raise NotAllowed("There is a newer kit.")
    if held.edition != edition:
        raise ChangedMeanwhile
    held.ratified_on, held.is_aside = day_of(at), False
    _changed(held, at)
    note(held.group, acts.LOOKED_AFTER_GROUP, by=by, at=at)


@transaction.atomic
def take_back(read: KitRead, *, by: Any, at: datetime) -> None:
    """Nothing that the group said holds any more; it can go on with it later.

    Raises  NotAllowed
    """
    held = _held(read, by, at)
    if held.ratified_on is not None:
        held.ratified_on = None
        _changed(held, at)
        note(held.group, acts.LOOKED_AFTER_GROUP, by=by, at=at)


@transaction.atomic
def set_aside(read: KitRead, *, is_aside: bool, by: Any, at: datetime) -> None:
    """Do not go on with it now, or take it up again. The space sees no difference.

    Raises  NotAllowed
    """
    held = _held(read, by, at)
    if held.ratified_on is None:
        KitRead.objects.filter(pk=held.pk).update(is_aside=is_aside)


def _held(read: KitRead, by: Any, at: datetime) -> KitRead:
    """As it is now, with both spaces held."""
    held_together(read.space, read.group)
    group = held_for_officers(read.group, by, at)
    found = kit_to_read(group, read.public_id)
    if found is None:
        raise NotAllowed("It was taken back.")
    return found


def _changed(held: KitRead, at: datetime) -> None:
    held.edition += 1
    held.save()
    settled(held.space, at)
