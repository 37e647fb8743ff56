"""Every write about asks. The trail names the leader who answered, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from tiebeam.web.audit import actions as audit
from tiebeam.web.delivery.actions import tell
from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed, day_of, note, own_once
from tiebeam.web.spaces.groups.asks.telling import ASKED, who_is_asked
from tiebeam.web.spaces.groups.holding import held_for_facilitators
from tiebeam.web.spaces.groups.leaders import is_leader
from tiebeam.web.spaces.models import Answer, Ask, AskBefore, Space
from tiebeam.web.spaces.who import name_of

#: Asks of one group that have no answer yet: more of them nobody answers well.
MOST_WAITING: Final = 20
#: What is said anew when an ask is changed.
_WORDS: Final = ("title", "says", "structure", "leader", "due_on")


class EnoughWaits(RuntimeError):
    """The group has asked so much that was not answered yet."""


@transaction.atomic
def ask(
    space: Space, said: Mapping[str, Any], *, leader: Any, once: str, by: Any, at: datetime
) -> Ask:
    """Ask something of a leader, in public; sent twice, it is there once.

    said    title, says, structure and due_on
    Raises  NotAllowed, EnoughWaits
    """
    space = held_for_facilitators(space, by, at)
    once = own_once(f"ask of {space.pk} {once}", by)
    there = Ask.objects.filter(once=once).first()
    if there is not None:
        return there
    if Ask.objects.filter(space=space, answers=None).count() >= MOST_WAITING:
        raise EnoughWaits
    made = Ask.objects.create(
        space=space, named=not space.is_hidden, leader=_word(leader), **said, once=once,
        sent_on=day_of(at), worded_on=day_of(at),
    )  # fmt: skip
    tell(ASKED, about=made.public_id, to=who_is_asked(made), at=at)
    note(space, acts.ASKED_LEADER, by=by, at=at)
    return made


@transaction.atomic
def change(
    ask: Ask, said: Mapping[str, Any], *, leader: Any, edition: int, by: Any, at: datetime
) -> None:
    """Say otherwise what is asked, as long as nobody has answered; what it said before stays.

    Raises  NotAllowed, ChangedMeanwhile
    """
    space = held_for_facilitators(ask.space, by, at)
    held = Ask.objects.select_for_update().filter(pk=ask.pk).first()
    if held is None:
        raise NotAllowed("It was taken back.")
    if held.answers.exists():
        raise NotAllowed("It was answered. What was answered stays as it was asked.")
    if held.edition != edition:
        raise ChangedMeanwhile
    before = {name: getattr(held, name) for name in _WORDS}
    now = {**said, "leader": _word(leader)}
    if now == before:
        return
    AskBefore.objects.create(ask=held, number=held.edition, worded_on=held.worded_on, **before)
    for name, value in now.items():
        setattr(held, name, value)
    # What is said now is for those for whom the group exists now.
    held.named = held.named and not space.is_hidden
    held.edition, held.worded_on = edition + 1, day_of(at)
    held.save()
    if now["leader"] != before["leader"]:
        tell(ASKED, about=held.public_id, to=who_is_asked(held), at=at)
    note(space, acts.ASKED_LEADER, by=by, at=at)


@transaction.atomic
def take_back(ask: Ask, *, number: int, by: Any, at: datetime) -> bool:
    """Ask it no more. Without an answer it goes; after one it says so, and the answer stays.

    number   how many answers were shown
    Returns  whether it is there still
    Raises   NotAllowed, ChangedMeanwhile
    """
    space = held_for_facilitators(ask.space, by, at)
    held = Ask.objects.select_for_update().filter(pk=ask.pk).first()
    if held is None:
        return False
    answers = held.answers.count()
    if answers != number:
        raise ChangedMeanwhile
    if not answers:
        held.delete()
    elif held.taken_back_on is None:
        held.taken_back_on, held.edition = day_of(at), held.edition + 1
        held.save(update_fields=["taken_back_on", "edition"])
    note(space, acts.ASKED_LEADER, by=by, at=at)
    return bool(answers)


@transaction.atomic
def answer(
    ask: Ask, said: Mapping[str, Any], *, edition: int, number: int, by: Any, at: datetime
) -> None:
    """Answer, in public and with one's name; another answer leaves the one before where it is.

    said     kind, says, follows and follows_by
    edition  of the ask, as it was read
    number   how many answers were shown
    Raises   NotAllowed, ChangedMeanwhile
    """
    held = Ask.objects.select_for_update().filter(pk=ask.pk, taken_back_on=None).first()
    if held is None:
        raise NotAllowed("It was taken back.")
    if held.leader != name_of(by) or not is_leader(by):
        raise NotAllowed("The leader who was asked answers.")
    there = list(held.answers.all())
    if there and _says(there[-1]) == dict(said):
        return
    if held.edition != edition or len(there) != number:
        raise ChangedMeanwhile
    Answer.objects.create(ask=held, number=number + 1, on=day_of(at), **said)
    audit.record(acts.ANSWERED_ASK, by=by, about=held, at=at)


def _word(leader: Any) -> str:
    if not is_leader(leader):
        raise NotAllowed("Only somebody who leads can be asked.")
    return name_of(leader)


def _says(there: Answer) -> dict[str, Any]:
    return {name: getattr(there, name) for name in ("kind", "says", "follows", "follows_by")}
