"""Every write about weeks, what waits, the pace of a space, and how much somebody takes on.

The trail has no word of any of it: who looks after what when is nobody's affair but theirs.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from tiebeam.web.spaces.actions import (
    ChangedMeanwhile,
    NotAllowed,
    day_of,
    held_for_members,
)
from tiebeam.web.spaces.actions import hand_over as let_look_after
from tiebeam.web.spaces.actions import step_back as look_after_no_more
from tiebeam.web.spaces.caring.queries import proposed_to
from tiebeam.web.spaces.caring.rota import monday_of, weeks_from
from tiebeam.web.spaces.models import (
    Load,
    Membership,
    NotThatWeek,
    Pace,
    Space,
    Thread,
    Unanswered,
    Week,
)
from tiebeam.web.spaces.queries import is_facilitator, offering
from tiebeam.web.spaces.who import name_of


class AlreadyTaken(RuntimeError):
    """Somebody else was quicker."""


class NobodyElse(RuntimeError):
    """Nobody looks after the space as well, and nobody offers it."""


# --- weeks ----------------------------------------------------------------------------------------


@transaction.atomic
def take_week(space: Space, monday: date, *, by: Any, at: datetime) -> None:
    """Look after the space in a week that nobody has, or that somebody would let go.

    Raises  NotAllowed, AlreadyTaken
    """
    _held_to_come(space, monday, by, at)
    _take(space, monday, by)


@transaction.atomic
def take_own_turns(space: Space, *, by: Any, at: datetime) -> int:
    """Take all weeks whose turn one would be. Returns how many there were.

    Raises  NotAllowed, AlreadyTaken
    """
    _held_to_write(space, by, at)
    found = proposed_to(space, by, day_of(at))
    for monday in sorted(found):
        _take(space, monday, by)
    return len(found)


def _take(space: Space, monday: date, by: Any) -> None:
    me = name_of(by)
    # Whoever looks after the space no more has no week of it either.
    there = Membership.objects.filter(space=space, is_facilitator=True).values("who")
    is_free = (Q(may_go=True) & ~Q(who=me)) | ~Q(who__in=there)
    Week.objects.filter(is_free, space=space, monday=monday).delete()
    row, _ = Week.objects.get_or_create(space=space, monday=monday, defaults={"who": me})
    if row.who != me:
        raise AlreadyTaken
    NotThatWeek.objects.filter(space=space, monday=monday, who=me).delete()


@transaction.atomic
def give_week_back(space: Space, monday: date, *, by: Any, at: datetime) -> None:
    """Have it no more, or rather not: it is not proposed to them again, and no reason is asked.

    Whoever is paused, or did not agree to new guidelines, can have less all the same.

    Raises  NotAllowed
    """
    _is_to_come(monday, at)
    if _held_by_facilitator(space, by).closed_on is not None:
        raise NotAllowed("The space is closed.")
    mine: dict[str, Any] = {"space": space, "monday": monday, "who": name_of(by)}
    Week.objects.filter(**mine).delete()
    NotThatWeek.objects.get_or_create(**mine)


@transaction.atomic
def let_week_go(space: Space, monday: date, *, may_go: bool, by: Any, at: datetime) -> None:
    """Keep a week until somebody else takes it, or keep it after all.

    Raises  NotAllowed
    """
    _held_to_come(space, monday, by, at)
    Week.objects.filter(space=space, monday=monday, who=name_of(by)).update(may_go=may_go)


@transaction.atomic
def forget_weeks(*, at: datetime) -> None:
    """Of weeks that are over, nothing is kept: neither who had them, nor who would rather not."""
    for each in (Week, NotThatWeek):
        each.objects.filter(monday__lt=monday_of(day_of(at))).delete()


def _held_to_come(space: Space, monday: date, by: Any, at: datetime) -> None:
    _is_to_come(monday, at)
    _held_to_write(space, by, at)


def _is_to_come(monday: date, at: datetime) -> None:
    if monday not in weeks_from(day_of(at)):
        raise NotAllowed("This week and those after it can be taken.")


# --- what waits -----------------------------------------------------------------------------------


@transaction.atomic
def needs_no_answer(thread: Thread, *, by: Any, at: datetime) -> None:
    """What was written there last needs no answer.

    Raises  NotAllowed
    """
    _held_to_write(thread.space, by, at)
    Unanswered.objects.filter(thread=thread).delete()


@transaction.atomic
def say_pace(
    space: Space, answer_days: int, quiet_days: int, rests_until: date | None, *, edition: int,
    by: Any, at: datetime,
) -> None:  # fmt: skip
    """Say how soon a space answers, when it is quiet, and until when it rests.

    edition  of what was shown; 0 where nobody had said anything
    Raises   NotAllowed, ChangedMeanwhile
    """
    _held_to_write(space, by, at)
    said = {"answer_days": answer_days, "quiet_days": quiet_days, "rests_until": rests_until,
            "edition": edition + 1}  # fmt: skip
    if edition:
        if not Pace.objects.filter(space=space, edition=edition).update(**said):
            raise ChangedMeanwhile
        return
    try:
        with transaction.atomic():
            Pace.objects.create(space=space, **said)
    except IntegrityError:
        raise ChangedMeanwhile from None


# --- oneself --------------------------------------------------------------------------------------


def say_load(spaces: int, cases: int, *, by: Any, at: datetime) -> None:
    """How many spaces somebody looks after at most, and how many reports at once."""
    said = {"spaces": spaces, "cases": cases, "said_on": day_of(at)}
    Load.objects.update_or_create(who=name_of(by), defaults=said)


@transaction.atomic
def hand_over(space: Space, *, by: Any, at: datetime) -> None:
    """Look after it no more, at once and without a reason: others do already, or somebody who
    offers it does from now on.

    Raises  NotAllowed, NobodyElse
    """
    _held_by_facilitator(space, by)
    others = Membership.objects.filter(space=space, is_facilitator=True).exclude(who=name_of(by))
    if not others.exists():
        ids = [row.public_id for row, _ in sorted(offering(space), key=lambda row: row[0].pk)]
        if not any(let_look_after(space, one, by=by, at=at) for one in ids):
            raise NobodyElse
    look_after_no_more(space, by=by, at=at)


def _held_to_write(space: Space, by: Any, at: datetime) -> Space:
    """The space as it is now, held; for whoever looks after it and may write there."""
    return _held_by_facilitator(held_for_members(space, by, at), by)


def _held_by_facilitator(space: Space, by: Any) -> Space:
    """The same for whoever looks after it, also where they may not write there now."""
    space = Space.objects.select_for_update().get(pk=space.pk)
    if not is_facilitator(space, by):
        raise NotAllowed("Whoever looks after the space can do that.")
    return space
