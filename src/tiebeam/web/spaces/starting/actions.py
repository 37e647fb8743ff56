"""Every write about a starter kit. The trail tells that a space was changed, and of nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, Q

from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed, day_of, note
from tiebeam.web.spaces.attaching import actions as attaching
from tiebeam.web.spaces.attaching.actions import Brought
from tiebeam.web.spaces.bridging.actions import PROMPT, say
from tiebeam.web.spaces.meeting import actions as meetings
from tiebeam.web.spaces.meeting.actions import Item
from tiebeam.web.spaces.models import KitPart, KitRead, Meeting, Space, StarterKit, Thread
from tiebeam.web.spaces.queries import is_facilitator
from tiebeam.web.spaces.starting.kit import kit, version
from tiebeam.web.spaces.starting.queries import given, groups_for, kit_of, read_of, to_come

#: From one prompt to the next. A month is four weeks here, so that it stays on its day of the week.
BETWEEN: Final[Mapping[str, timedelta]] = {
    StarterKit.Rhythm.WEEK: timedelta(days=7),
    StarterKit.Rhythm.FORTNIGHT: timedelta(days=14),
    StarterKit.Rhythm.MONTH: timedelta(days=28),
}


class AlreadyPosted(RuntimeError):
    """Somebody else was quicker."""


# --- how it goes on -------------------------------------------------------------------------------


@transaction.atomic
def begin(space: Space, rhythm: str, *, by: Any, at: datetime) -> StarterKit:
    """Begin with the kit: the first prompt is due after one stretch of its rhythm. Sent twice, or
    by two at once, it is begun once.

    Raises  NotAllowed
    """
    space = _held(space, by)
    today = day_of(at)
    made, is_new = StarterKit.objects.get_or_create(
        space=space, defaults={"begun_on": today, "rhythm": rhythm}
    )
    if is_new:
        settle(made, today + BETWEEN[rhythm])
        note(space, acts.CHANGED, by=by, at=at)
    return made


@transaction.atomic
def change_rhythm(space: Space, rhythm: str, *, edition: int, by: Any, at: datetime) -> None:
    """Another stretch between prompts. What is due already stays so.

    Raises  NotAllowed, ChangedMeanwhile
    """
    held = _held_kit(space, by)
    if held.edition != edition:
        raise ChangedMeanwhile
    today = day_of(at)
    if held.due_on is not None and held.due_on > today:
        held.due_on = max(today, held.due_on - BETWEEN[held.rhythm] + BETWEEN[rhythm])
    held.rhythm, held.edition = rhythm, edition + 1
    held.save()
    note(space, acts.CHANGED, by=by, at=at)


@transaction.atomic
def pause(space: Space, *, is_paused: bool, by: Any, at: datetime) -> None:
    """Let nothing be due until somebody goes on; then the next one is due at once.

    Raises  NotAllowed
    """
    held = _held_kit(space, by)
    if held.is_paused != is_paused:
        held.is_paused, held.edition = is_paused, held.edition + 1
        settle(held, day_of(at))


@transaction.atomic
def come_next(space: Space, code: str, *, by: Any, at: datetime) -> None:
    """Let a prompt come before all others.

    Raises  NotAllowed
    """
    held = _held_kit(space, by)
    part = _prompt(held, code)
    last = held.parts.aggregate(last=Max("moved"))["last"] or 0
    if not part.moved or part.moved != last:
        part.moved = last + 1
    part.is_skipped = False
    part.save()
    settle(held, day_of(at))


@transaction.atomic
def skip(space: Space, code: str, *, is_skipped: bool, by: Any, at: datetime) -> None:
    """Leave a prompt out, or take it in again; no reason is asked.

    Raises  NotAllowed
    """
    held = _held_kit(space, by)
    part = _prompt(held, code)
    part.is_skipped = is_skipped
    part.save()
    settle(held, day_of(at))


# --- what comes of it -----------------------------------------------------------------------------


@transaction.atomic
def post(
    space: Space, code: str, brought: Brought | None, *, title: str, text: str, once: str, by: Any,
    at: datetime,
) -> Thread:  # fmt: skip
    """Begin a thread with a part of the kit, and say a prompt over the bridges; sent twice, it is
    there once.

    Raises  NotAllowed, AlreadyPosted
    """
    held = _held_kit(space, by)
    part = _part(held, code)
    if kit()[code].is_agenda:
        raise NotAllowed("By an agenda, a meeting is planned.")
    made = attaching.begin_thread(held.space, brought, title=title, text=text, once=once, by=by,
                                  at=at)  # fmt: skip
    if part.used_on is not None:
        if part.thread_id == made.pk:
            return made
        raise AlreadyPosted
    part.thread, part.used_on, part.is_skipped = made, day_of(at), False
    part.save()
    if kit()[code].is_prompt:
        # One that is posted out of turn leaves the others their days.
        if held.next == code:
            _go_on(held, day_of(at))
        settle(held, day_of(at) + BETWEEN[held.rhythm])
        say(held.space, PROMPT, made.public_id, at=at)
    return made


@transaction.atomic
def plan(
    space: Space, code: str, said: Mapping[str, Any], agenda: Sequence[Item], *, once: str, by: Any,
    at: datetime,
) -> Meeting:  # fmt: skip
    """Plan a meeting with an agenda of the kit; sent twice, it is there once.

    Raises  NotAllowed, Enough
    """
    held = _held_kit(space, by)
    part = _part(held, code)
    if not kit()[code].is_agenda:
        raise NotAllowed("Only by an agenda a meeting is planned.")
    made = meetings.make_meeting(held.space, said, agenda, once=once, by=by, at=at)
    if part.meeting_id != made.pk:
        part.meeting, part.used_on = made, day_of(at)
        part.save()
    return made


def settle(held: StarterKit, otherwise: date) -> None:
    """Write down which prompt comes next, and when it is due.

    otherwise  the day on which it is due where none is set
    """
    coming = to_come(given(kit_of(held.space), read_of(held.space)))
    held.next = coming[0].part.code if coming else ""
    is_due = bool(coming) and not held.is_paused
    held.due_on = (held.due_on or otherwise) if is_due else None
    held.save()


def _go_on(held: StarterKit, today: date) -> None:
    """To the next day in the rhythm that is to come. Days that went by do not add up, and neither
    do those of several that are posted at once."""
    stretch = BETWEEN[held.rhythm]
    if held.due_on is not None and held.due_on <= today + stretch:
        held.due_on += stretch
        while held.due_on <= today:
            held.due_on += stretch


# --- who ratifies it ------------------------------------------------------------------------------


@transaction.atomic
def hand_to(space: Space, group: Space, *, by: Any, at: datetime) -> KitRead:
    """Hand the kit to a resource group that the space stands with. Nobody there is told, and no day
    is set: it is there when they look. Another group, or a newer kit, begins anew.

    Raises  NotAllowed
    """
    # Neither can be hidden meanwhile.
    held_together(space, group)
    space = _held(space, by)
    if space.is_hidden:
        raise NotAllowed("A hidden space does not exist for the group.")
    if not groups_for(by, space).filter(pk=group.pk).exists():
        raise NotAllowed("Only a resource group that everybody here can know of reads it.")
    there = read_of(space)
    if there is not None and (there.group_id, there.version) == (group.pk, version()):
        return there
    KitRead.objects.filter(space=space).delete()
    made = KitRead.objects.create(space=space, group=group, version=version(), handed_on=day_of(at))
    settled(space, at)
    note(space, acts.CHANGED, by=by, at=at)
    return made


@transaction.atomic
def take_from_group(space: Space, *, by: Any, at: datetime) -> None:
    """The kit is with no group any more, and nothing holds that one said.

    Raises  NotAllowed
    """
    space = _held(space, by)
    KitRead.objects.filter(space=space).delete()
    settled(space, at)
    note(space, acts.CHANGED, by=by, at=at)


def let_go(space: Space, at: datetime) -> None:
    """Once a space is hidden, its kit is with no group, and it has none to read: a group and the
    space that handed it its kit read each other's name. Both are held.
    """
    ended = KitRead.objects.filter(Q(space=space) | Q(group=space))
    spaces = [each.space for each in ended.select_related("space").order_by("space")]
    ended.delete()
    for each in spaces:
        settled(each, at)


def settled(space: Space, at: datetime) -> None:
    """What a group says may leave out the prompt that came next, or bring one back."""
    held = StarterKit.objects.filter(space=space).first()
    if held is not None:
        settle(held, day_of(at))


# --- what they share ------------------------------------------------------------------------------


def held_together(*spaces: Space) -> None:
    """Hold several spaces, in one order: two who hold the same never wait for each other."""
    found = Space.objects.select_for_update().filter(pk__in=[each.pk for each in spaces])
    list(found.order_by("pk"))


def _held(space: Space, by: Any) -> Space:
    """The space as it is now, held."""
    space = Space.objects.select_for_update().get(pk=space.pk)
    if not is_facilitator(space, by):
        raise NotAllowed("Whoever looks after the space can do that.")
    if space.closed_on is not None:
        raise NotAllowed("The space is closed.")
    return space


def _held_kit(space: Space, by: Any) -> StarterKit:
    found = StarterKit.objects.filter(space=_held(space, by)).select_related("space").first()
    if found is None:
        raise NotAllowed("The space has not begun with the kit.")
    return found


def _part(held: StarterKit, code: str) -> KitPart:
    """What the space did with a part, which may be nothing yet."""
    if code not in kit():
        raise NotAllowed("There is no such part.")
    return KitPart.objects.get_or_create(kit=held, code=code)[0]


def _prompt(held: StarterKit, code: str) -> KitPart:
    """One that is still to come."""
    found = _part(held, code)
    if found.used_on is not None or not kit()[code].is_prompt:
        raise NotAllowed("It was posted, or is no prompt.")
    return found
