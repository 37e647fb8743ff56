"""Every change to barriers. Who made it stands in the audit trail alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from tiebeam.web.audit.actions import record
from tiebeam.web.audit.acts import Act
from tiebeam.web.delivery.actions import tell
from tiebeam.web.insight.barriers import acts, places
from tiebeam.web.insight.barriers.finding import BARRIERS
from tiebeam.web.insight.barriers.shows import Shows
from tiebeam.web.insight.barriers.telling import TO_DECIDE, who_decides
from tiebeam.web.insight.barriers.weighing import standing, sure_of
from tiebeam.web.insight.models import Barrier, Evidence, Moment
from tiebeam.web.search.actions import forget, index

State, What = Barrier.State, Moment.What


class ChangedMeanwhile(ValueError):
    """Somebody changed the barrier since this was shown."""


class JoinedAlready(ValueError):
    """A barrier is part of another one, which goes on in its place."""


class JoinedWithItself(ValueError):
    """A barrier can't be joined with itself, nor with one that became part of it."""


# --- opening --------------------------------------------------------------------------------------


@transaction.atomic
def open_barrier(
    said: Mapping[str, Any], shows: Sequence[Shows], *, once: str, by: Any, at: datetime
) -> Barrier:
    """A new barrier, or the question whether there is one; a form that is sent twice is one.

    said  by field of the model
    once  what the form was sent with
    """
    return _open(said, shows, once=once, by=by, act=acts.OPENED, at=at)


def _open(
    said: Mapping[str, Any], shows: Sequence[Shows], *, once: str, by: Any, act: Act, at: datetime
) -> Barrier:  # fmt: skip
    found, is_new = Barrier.objects.get_or_create(
        once=once, defaults={**said, "opened_on": at.date()}
    )
    if not is_new:
        return found
    for each in shows:
        _keep(found, each, at)
    _weigh(found)
    _note(found, What.OPENED, at)
    record(act, by=by, about=found, at=at)
    if found.policy_id is not None:
        tell(TO_DECIDE, about=found.public_id, to=who_decides(found), at=at)
    return found


@transaction.atomic
def add_evidence(barrier: Barrier, shows: Shows, *, by: Any, at: datetime) -> bool:
    """One more thing that shows a barrier; whether it is new. The same thing twice is once.

    Raises  JoinedAlready
    """
    held = _held(barrier)
    if _has(held, shows):
        return False
    _add(held, shows, at)
    record(acts.SHOWED_BY, by=by, about=held, at=at)
    return True


def _add(barrier: Barrier, shows: Shows, at: datetime) -> None:
    _keep(barrier, shows, at)
    _weigh(barrier)
    # What a text says is shown with it, to those who may read that text.
    _note(barrier, What.SHOWN, at, words="" if shows.kind == Evidence.Kind.FINDING else shows.said)


@transaction.atomic
def raise_elsewhere(
    *, policy: Any, where: Mapping[str, Sequence[str]], title: str, called: str, once: str,
    at: datetime,
) -> Barrier:  # fmt: skip
    """What another room raises: that a structure does something somewhere. Nobody did that.

    It shows the barrier of the structure that holds this place, where there is just one; else it is
    a question of its own.

    title   the sentence, in which nobody is named
    called  what that room calls what it raised, the same for the same thing
    """
    shows = Shows(kind=Evidence.Kind.RAISED, address=called, said=title,
                  strength=Evidence.Strength.RAISED)  # fmt: skip
    held = _that_holds(policy, where, called)
    if held is None:
        said = {"title": title, "policy": policy, **where}
        return _open(said, [shows], once=once, by=None, act=acts.RAISED, at=at)
    if not _has(held, shows):
        _add(held, shows, at)
        record(acts.RAISED, by=None, at=at)
    return held


def _that_holds(
    policy: Any, where: Mapping[str, Sequence[str]], called: str
) -> Barrier | None:  # fmt: skip
    """The barrier that shows this already, else the only one of the structure there."""
    rows = Barrier.objects.select_for_update().filter(merged_into=None).exclude(state=State.CLOSED)
    shows = Evidence.objects.filter(kind=Evidence.Kind.RAISED, address=called).values("barrier")
    again = rows.filter(Q(pk__in=shows) | Q(pk__in=Barrier.objects.filter(
        pk__in=shows).values("merged_into"))).order_by("pk").first()  # fmt: skip
    if again or policy is None:
        return again
    there = [each for each in rows.filter(policy=policy)
             if places.within(where, places.slice_of(each))]  # fmt: skip
    return there[0] if len(there) == 1 else None


def _has(barrier: Barrier, shows: Shows) -> bool:
    family = [barrier, *barrier.joined.all()]
    return Evidence.objects.filter(
        barrier__in=family, kind=shows.kind, address=shows.address
    ).exists()


def _keep(barrier: Barrier, shows: Shows, at: datetime) -> None:
    Evidence.objects.get_or_create(
        barrier=barrier, kind=shows.kind, address=shows.address,
        defaults={**shows.kept, "at": at.date()},
    )  # fmt: skip


# --- what becomes of it ---------------------------------------------------------------------------


@transaction.atomic
def correct(
    barrier: Barrier, said: Mapping[str, Any], *, edition: int, by: Any, at: datetime
) -> None:
    """Say otherwise what it is, whom it hinders, and where. What stood there before is kept.

    Raises  ChangedMeanwhile, JoinedAlready
    """
    held = _held(barrier)
    if all(getattr(held, name) == value for name, value in said.items()):
        return
    if held.edition != edition:
        raise ChangedMeanwhile
    before = f"{held.title} ({places.words(held)})"
    for name, value in said.items():
        setattr(held, name, value)
    _changed(held)
    _note(held, What.CORRECTED, at, words=before)
    record(acts.CORRECTED, by=by, about=held, at=at)


@transaction.atomic
def close(barrier: Barrier, *, reason: str, by: Any, at: datetime) -> None:
    """It is no longer a barrier, and why; twice is once.

    Raises  JoinedAlready
    """
    held = _held(barrier)
    if held.state == State.CLOSED:
        return
    held.state = State.CLOSED
    _changed(held)
    _note(held, What.CLOSED, at, words=reason)
    record(acts.CLOSED, by=by, about=held, at=at)


@transaction.atomic
def reopen(barrier: Barrier, *, reason: str, by: Any, at: datetime) -> None:
    """It is one after all: as sure as what shows it; twice is once.

    Raises  JoinedAlready
    """
    held = _held(barrier)
    if held.state in (State.OPEN, State.QUESTION):
        return
    held.state = State.QUESTION
    _weigh(held)
    _note(held, What.REOPENED, at, words=reason)
    record(acts.REOPENED, by=by, about=held, at=at)


@transaction.atomic
def mark_answered(barrier: Barrier, *, by: Any, at: datetime, words: str = "") -> None:
    """A redesign that answers it is in force; for the room of redesigns. Twice is once.

    Raises  JoinedAlready
    """
    held = _held(barrier)
    if held.state == State.ANSWERED:
        return
    held.state = State.ANSWERED
    _changed(held)
    _note(held, What.ANSWERED, at, words=words)
    record(acts.ANSWERED, by=by, about=held, at=at)


# --- two that are one -----------------------------------------------------------------------------


@transaction.atomic
def join(barrier: Barrier, into: Barrier, *, by: Any, at: datetime) -> Barrier:
    """Make a barrier part of another; both keep what became of them, and the old address leads on.

    into    where it was joined with a third one itself, that one is meant
    Returns the one that goes on
    Raises  JoinedAlready, JoinedWithItself
    """
    pks = sorted({barrier.pk, into.merged_into_id or into.pk})
    held = {each.pk: each for each in Barrier.objects.select_for_update().filter(
        pk__in=pks).order_by("pk")}  # fmt: skip
    part, whole = held[barrier.pk], held[into.merged_into_id or into.pk]
    if part == whole:
        raise JoinedWithItself
    if part.merged_into_id == whole.pk:
        return whole
    if part.merged_into_id is not None or whole.merged_into_id is not None:
        raise JoinedAlready
    # What was part of the part is now part of the whole, so that one step leads to it.
    Barrier.objects.filter(merged_into=part).update(merged_into=whole)
    part.merged_into = whole
    part.save(update_fields=["merged_into"])
    forget(BARRIERS, part.public_id)
    _weigh(whole)
    _note(part, What.JOINED, at, other=whole)
    _note(whole, What.TOOK_IN, at, other=part)
    record(acts.JOINED, by=by, about=whole, at=at)
    return whole


# --- what they share ------------------------------------------------------------------------------


def _held(barrier: Barrier) -> Barrier:
    """It, which nobody else changes until this is done.

    Raises  JoinedAlready
    """
    held = Barrier.objects.select_for_update().get(pk=barrier.pk)
    if held.merged_into_id is not None:
        raise JoinedAlready
    return held


def _weigh(barrier: Barrier) -> None:
    """How it stands, and since when, follow from what shows it, and from nothing that is typed."""
    family = [barrier, *barrier.joined.all()]
    evidence = list(Evidence.objects.filter(barrier__in=family))
    barrier.state = standing(barrier.state, sure_of(each.strength for each in evidence))
    days = [each.since_from for each in evidence if each.since_from]
    barrier.since = min(days, default=None)
    _changed(barrier)


def _changed(barrier: Barrier) -> None:
    barrier.edition += 1
    barrier.save()
    index(BARRIERS, barrier.public_id, title=barrier.title[:200],
          url=barrier.get_absolute_url(), body=_found_by(barrier))  # fmt: skip


def _found_by(barrier: Barrier) -> str:
    names: Iterable[str] = (each for part in places.slice_of(barrier).values() for each in part)
    return " ".join([barrier.whom, barrier.clause, *names])


def _note(
    barrier: Barrier, what: Moment.What, at: datetime, *, words: str = "",
    other: Barrier | None = None,
) -> None:  # fmt: skip
    Moment.objects.create(barrier=barrier, what=what, words=words, other=other, on=at.date())
