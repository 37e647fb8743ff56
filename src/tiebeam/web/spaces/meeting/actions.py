"""Every write about meetings.

The trail tells how often one was planned or changed, of nobody. Of who takes a role, comes or needs
what, it tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import (
    ChangedMeanwhile,
    NotAllowed,
    day_of,
    held_for_members,
    note,
    own_once,
)
from tiebeam.web.spaces.bridging.actions import say
from tiebeam.web.spaces.meeting.bridged import CALLED_OFF, PLANNED
from tiebeam.web.spaces.meeting.queries import notes_it
from tiebeam.web.spaces.models import (
    AgendaItem,
    Became,
    Decision,
    Meeting,
    PassedOn,
    Rsvp,
    Space,
    Standing,
    Taken,
    TakesTurns,
    Turn,
    Undertaking,
    Visibility,
)
from tiebeam.web.spaces.needs import sealed
from tiebeam.web.spaces.queries import is_facilitator, membership_of
from tiebeam.web.spaces.who import name_of

#: What one space has before it: more of it is no plan any more.
MOST_TO_COME: Final = 100
#: ... and what one meeting leaves to be done.
MOST_UNDERTAKINGS: Final = 40


class Enough(RuntimeError):
    """There is so much of it that nobody could read more."""


class IsOver(RuntimeError):
    """The meeting is over, or was called off."""


class AlreadyTaken(RuntimeError):
    """Somebody else was quicker."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """What is talked about. minutes  how long, or None"""

    title: str
    minutes: int | None = None
    note: str = ""


# --- a meeting ------------------------------------------------------------------------------------


@transaction.atomic
def make_meeting(
    space: Space, said: Mapping[str, Any], agenda: Sequence[Item], *, once: str, by: Any,
    at: datetime,
) -> Meeting:  # fmt: skip
    """A new meeting; sent twice, it is there once.

    said  title, starts_at, ends_at, place and link
    Raises  NotAllowed, Enough
    """
    space = _held_by_facilitator(space, by)
    once = own_once(f"meeting {space.pk} {once}", by)
    there = Meeting.objects.filter(once=once).first()
    if there is not None:
        return there
    if space.meetings.filter(ends_at__gt=at).count() >= MOST_TO_COME:
        raise Enough
    made = Meeting.objects.create(
        space=space, once=once, shown_to=space.visibility, changed_at=at, **said
    )
    _write_agenda(made, agenda)
    say(space, PLANNED, made.public_id, at=at)
    note(space, acts.MET, by=by, at=at)
    return made


@transaction.atomic
def change_meeting(
    meeting: Meeting, said: Mapping[str, Any], agenda: Sequence[Item], *, edition: int, by: Any,
    at: datetime,
) -> None:  # fmt: skip
    """Say otherwise when and where it is, and what is talked about.

    Raises  NotAllowed, ChangedMeanwhile, IsOver where it was called off
    """
    space = _held_by_facilitator(meeting.space, by)
    held = _held(meeting, space, edition)
    if held.cancelled_on is not None:
        raise IsOver
    differs = any(getattr(held, name) != value for name, value in said.items())
    for name, value in said.items():
        setattr(held, name, value)
    if differs:
        # What calendars do not show does not make theirs an old one.
        held.sequence += 1
        held.changed_at = at
    held.save()
    held.agenda.all().delete()
    _write_agenda(held, agenda)
    note(space, acts.MET, by=by, at=at)


@transaction.atomic
def call_off(meeting: Meeting, *, by: Any, at: datetime) -> None:
    """It does not take place. Who would have come, and what they would have needed, is gone.

    Raises  NotAllowed, IsOver
    """
    space = _held_by_facilitator(meeting.space, by)
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if held.cancelled_on is not None:
        return
    if held.ends_at <= at:
        raise IsOver
    held.cancelled_on = day_of(at)
    held.edition += 1
    held.sequence += 1
    held.changed_at = at
    held.save()
    _forget_guests([held.pk])
    say(space, CALLED_OFF, held.public_id, at=at)
    note(space, acts.MET, by=by, at=at)


def _write_agenda(meeting: Meeting, agenda: Sequence[Item]) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, number=place, title=each.title, minutes=each.minutes,
                   note=each.note)
        for place, each in enumerate(agenda, start=1)
    )  # fmt: skip


# --- roles ----------------------------------------------------------------------------------------


@transaction.atomic
def offer_turns(space: Space, *, offers: bool, by: Any, at: datetime) -> None:
    """Offer to take a role in meetings when it is one's turn, or offer it no more.

    Raises  NotAllowed
    """
    mine: dict[str, Any] = {"space": space, "who": name_of(by)}
    if not offers:
        TakesTurns.objects.filter(**mine).delete()
        return
    held_for_members(space, by, at)
    TakesTurns.objects.get_or_create(**mine)


@transaction.atomic
def take_role(meeting: Meeting, role: str, *, by: Any, at: datetime) -> None:
    """Take a role that nobody has taken.

    Raises  NotAllowed, IsOver, AlreadyTaken
    """
    held_for_members(meeting.space, by, at)
    held = _held_to_come(meeting, at)
    if role not in Turn.values:
        raise NotAllowed("There is no such role.")
    row, _ = Taken.objects.get_or_create(meeting=held, role=role, defaults={"who": name_of(by)})
    if row.who != name_of(by):
        raise AlreadyTaken


@transaction.atomic
def give_role_back(meeting: Meeting, role: str, *, by: Any, at: datetime) -> None:
    """Have it no more, before the meeting; no reason is asked.

    Raises  IsOver
    """
    held = _held_to_come(meeting, at)
    Taken.objects.filter(meeting=held, role=role, who=name_of(by)).delete()


@transaction.atomic
def pass_on(meeting: Meeting, *, by: Any, at: datetime) -> None:
    """Take no role this time. Whose turn it is next finds it; it is one's turn again next time.

    Raises  NotAllowed, IsOver
    """
    held_for_members(meeting.space, by, at)
    held = _held_to_come(meeting, at)
    PassedOn.objects.get_or_create(meeting=held, who=name_of(by))


# --- who comes ------------------------------------------------------------------------------------


@transaction.atomic
def answer(meeting: Meeting, says: str, needs: str, *, by: Any, at: datetime) -> None:
    """Say whether one comes, and what one needs for that.

    Raises  NotAllowed, IsOver
    """
    space = Space.objects.select_for_update().get(pk=meeting.space_id)
    mine = membership_of(space, by)
    if mine is None or mine.standing != Standing.MEMBER or space.closed_on is not None:
        raise NotAllowed("Whoever is in the space can say whether they come.")
    held = _held_to_come(meeting, at)
    Rsvp.objects.update_or_create(
        meeting=held, who=name_of(by), defaults={"says": says, "needs": sealed(needs)}
    )


def take_answer_back(meeting: Meeting, *, by: Any) -> None:
    """As if one had said nothing: neither that one comes, nor what one needs."""
    Rsvp.objects.filter(meeting=meeting, who=name_of(by)).delete()


@transaction.atomic
def forget_guests(*, at: datetime) -> None:
    """Of meetings that are over, nothing is kept of who came, what they needed, or who passed."""
    over = Meeting.objects.filter(ends_at__lte=at).values("pk")
    _forget_guests(over)


def _forget_guests(meetings: Any) -> None:
    Rsvp.objects.filter(meeting__in=meetings).delete()
    PassedOn.objects.filter(meeting__in=meetings).delete()


# --- what came of it ------------------------------------------------------------------------------


@transaction.atomic
def write_decisions(
    meeting: Meeting, texts: Sequence[str], *, edition: int, by: Any, at: datetime
) -> None:
    """What was decided, all of it anew.

    Raises  NotAllowed, ChangedMeanwhile
    """
    space = held_for_members(meeting.space, by, at)
    if not (is_facilitator(space, by) or notes_it(meeting, by)):
        raise NotAllowed("Whoever looks after the space, hosts or takes notes can do that.")
    held = _held(meeting, space, edition)
    held.save()
    held.decisions.all().delete()
    Decision.objects.bulk_create(
        Decision(meeting=held, number=place, text=text)
        for place, text in enumerate(texts, start=1)
    )  # fmt: skip


@transaction.atomic
def add_undertaking(
    meeting: Meeting, text: str, *, takes_it: bool, due_on: date | None, once: str, by: Any,
    at: datetime,
) -> Undertaking:  # fmt: skip
    """Something to be done; whoever says so may take it at once. Sent twice, it is there once.

    Raises  NotAllowed, Enough
    """
    space = held_for_members(meeting.space, by, at)
    once = own_once(f"undertaking {meeting.pk} {once}", by)
    there = Undertaking.objects.filter(once=once).first()
    if there is not None:
        return there
    if meeting.undertakings.count() >= MOST_UNDERTAKINGS:
        raise Enough
    _narrowed(meeting, space)
    return Undertaking.objects.create(
        meeting=meeting, text=text, once=once, who=name_of(by) if takes_it else "",
        due_on=due_on if takes_it else None,
    )  # fmt: skip


@transaction.atomic
def take(undertaking: Undertaking, *, due_on: date, by: Any, at: datetime) -> None:
    """Take something on that nobody has taken, by a day; or say another day for one's own.

    Raises  NotAllowed, AlreadyTaken
    """
    held_for_members(undertaking.meeting.space, by, at)
    held = _held_open(undertaking)
    if held.who not in ("", name_of(by)):
        raise AlreadyTaken
    held.who, held.due_on = name_of(by), due_on
    held.save(update_fields=["who", "due_on"])


@transaction.atomic
def give_back(undertaking: Undertaking, *, by: Any) -> None:
    """Have it no more; no reason is asked.

    Raises  NotAllowed
    """
    held = _held_open(undertaking)
    if held.who != name_of(by):
        raise NotAllowed("Whoever took it gives it back.")
    held.who, held.due_on = "", None
    held.save(update_fields=["who", "due_on"])


@transaction.atomic
def strike_out(undertaking: Undertaking, *, by: Any) -> None:
    """It is not to be done after all, as long as nobody took it.

    Raises  NotAllowed
    """
    _held_by_facilitator(undertaking.meeting.space, by)
    held = _held_open(undertaking)
    if held.who:
        raise NotAllowed("Whoever took it says what becomes of it.")
    held.delete()


@transaction.atomic
def close(
    undertaking: Undertaking, became: str, *, by: Any, at: datetime, structure: str = "",
    changed: str = "",
) -> None:  # fmt: skip
    """Say what became of what one took on. Nobody is asked to confirm it.

    structure, changed  which structure changed, and what is so now; where that is what it became
    Raises  NotAllowed
    """
    space = held_for_members(undertaking.meeting.space, by, at)
    held = _held_open(undertaking)
    if held.who != name_of(by):
        raise NotAllowed("Whoever took it says what became of it.")
    is_change = became == Became.CHANGED
    held.became, held.closed_on = became, day_of(at)
    held.structure, held.changed = (structure, changed) if is_change else ("", "")
    held.save()
    _narrowed(held.meeting, space)


@transaction.atomic
def reopen(undertaking: Undertaking, *, by: Any, at: datetime) -> None:
    """It was said too early; whoever took it has it again.

    Raises  NotAllowed
    """
    held_for_members(undertaking.meeting.space, by, at)
    held = Undertaking.objects.select_for_update().get(pk=undertaking.pk)
    if held.who != name_of(by):
        raise NotAllowed("Whoever took it says what became of it.")
    held.became, held.closed_on, held.structure, held.changed = "", None, "", ""
    held.save()


# --- what they share ------------------------------------------------------------------------------


def _held_by_facilitator(space: Space, by: Any) -> Space:
    """The space as it is now, held."""
    space = Space.objects.select_for_update().get(pk=space.pk)
    if not is_facilitator(space, by):
        raise NotAllowed("Whoever looks after the space can do that.")
    if space.closed_on is not None:
        raise NotAllowed("The space is closed.")
    return space


def _held(meeting: Meeting, space: Space, edition: int) -> Meeting:
    """The meeting as it was shown, held, to be written anew for those who can read it now."""
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if held.edition != edition:
        raise ChangedMeanwhile
    held.edition += 1
    if space.visibility != Visibility.OPEN:
        held.shown_to = space.visibility
    return held


def _held_to_come(meeting: Meeting, at: datetime) -> Meeting:
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if held.cancelled_on is not None or held.ends_at <= at:
        raise IsOver
    return held


def _held_open(undertaking: Undertaking) -> Undertaking:
    held = Undertaking.objects.select_for_update().filter(pk=undertaking.pk, became="").first()
    if held is None:
        raise NotAllowed("It is closed, or struck out.")
    return held


def _narrowed(meeting: Meeting, space: Space) -> None:
    """What is said now is for those who can read it now, and so is all of the meeting."""
    if space.visibility != Visibility.OPEN:
        Meeting.objects.filter(pk=meeting.pk).update(shown_to=space.visibility)
