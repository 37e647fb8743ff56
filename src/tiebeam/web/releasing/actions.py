"""Every step of a cube and of a release. Those of the worker run in the transaction of its job."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tiebeam.engine.disclosure.cube import BadCube, check_follows
from tiebeam.web.audit.actions import record
from tiebeam.web.jobs.actions import enqueue
from tiebeam.web.releasing import acts, kinds, queries, tables
from tiebeam.web.releasing.models import Cube, Group, Request


class NotNow(ValueError):
    """Somebody else was quicker, or it stands otherwise by now."""


class OwnRequest(ValueError):
    """Nobody lets out what they asked for themselves."""


class OneAtATime(ValueError):
    """A release is being made already."""


# --- the cube -------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_cube(version: str, *, by: Any, at: datetime) -> Any:
    """Have what may be shown worked out for a version of the data."""
    cube = Cube.objects.create(version=version, made_at=at)
    record(acts.ASKED_FOR_CUBE, by=by, about=cube, at=at)
    given = {"cube": cube.public_id}
    return enqueue(kinds.PROPOSE.name, given, by=by, key=cube.public_id, at=at)


def keep_proposal(
    public_id: str, *, text: str, spending: Sequence[Any], left_out: Sequence[Any]
) -> None:
    """What the worker worked out."""
    found = tables.read(text)
    Cube.objects.filter(public_id=public_id, state=Cube.State.ASKED).update(
        state=Cube.State.PROPOSED, text=text, spending=spending, left_out=left_out,
        first=found.holds.first, last=found.holds.last,
    )  # fmt: skip


@transaction.atomic
def strike_out(cube: Cube, struck: Collection[str], *, by: Any, at: datetime) -> None:
    """Leave tables out of a proposal; those struck out before and not named now are in again.

    Raises  NotNow, NothingLeft, BadCube
    """
    cube = _held(Cube, cube)
    if cube.state != Cube.State.PROPOSED:
        raise NotNow
    tables.without(cube.text, struck)
    cube.struck = sorted(struck)
    cube.save(update_fields=["struck"])
    record(acts.EDITED_CUBE, by=by, about=cube, at=at)


@transaction.atomic
def declare(cube: Cube, *, by: Any, at: datetime) -> None:
    """From now on this, and nothing else, may be shown in its year. It can't be changed any more.

    Raises  NotNow, NothingLeft; BadCube where it does not go with the cube before
    """
    cube = _held(Cube, cube)
    if cube.state != Cube.State.PROPOSED:
        raise NotNow
    text = tables.without(cube.text, cube.struck)
    for earlier in queries.declared_cubes():
        _refuse_overlap(tables.read(text), tables.read(earlier.text))
    cube.text, cube.state = text, Cube.State.DECLARED
    cube.declared_at, cube.declared_by = at, by
    cube.save()
    record(acts.DECLARED_CUBE, by=by, about=cube, at=at)


def _refuse_overlap(new: Any, old: Any) -> None:
    if new.holds.last < old.holds.first:
        raise BadCube("This cube is for a year before one that was declared already.")
    check_follows(new, old)


@transaction.atomic
def adopt(text: str, *, version: str, spending: Sequence[Any], at: datetime) -> None:
    """A cube that was declared with `tiebeam release`; one for the same year stays as it is.

    Raises  BadCube
    """
    found = tables.read(text)
    if queries.declared_cubes().filter(first=found.first).exists():
        return
    cube = Cube.objects.create(
        version=version, state=Cube.State.DECLARED, text=text, spending=spending, made_at=at,
        declared_at=at, first=found.first, last=found.holds.last,
    )  # fmt: skip
    record(acts.DECLARED_CUBE, by=None, about=cube, at=at)


@transaction.atomic
def drop(cube: Cube, *, by: Any, at: datetime) -> None:
    """Give up a proposal. What was declared stays."""
    waiting = Cube.objects.filter(pk=cube.pk, state__in=[Cube.State.ASKED, Cube.State.PROPOSED])
    if waiting.update(state=Cube.State.DROPPED):
        record(acts.DROPPED_CUBE, by=by, about=cube, at=at)


# --- what answers count as ------------------------------------------------------------------------


@transaction.atomic
def name_groups(called: Mapping[tuple[str, str], str], *, by: Any, at: datetime) -> None:
    """Say what answers of people about themselves count as from now on.

    called  name of the group by attribute and answer; what is not in it counts as nothing
    """
    Group.objects.all().delete()
    Group.objects.bulk_create(
        Group(attribute=attribute, answer=answer, called=name)
        for (attribute, answer), name in called.items()
    )
    record(acts.NAMED_GROUPS, by=by, at=at)


# --- a release ------------------------------------------------------------------------------------


@transaction.atomic
def ask(cube: Cube, version: str, day: date, *, by: Any, at: datetime) -> tuple[Request, Any]:
    """Ask for a release: it is tried, and a steward decides.

    Raises  OneAtATime
    """
    try:
        with transaction.atomic():
            request = Request.objects.create(
                cube=cube, version=version, at=day, asked_by=by, asked_at=at
            )
    except IntegrityError:
        raise OneAtATime from None
    record(acts.ASKED, by=by, about=request, at=at)
    return request, _enqueue(kinds.TRY.name, request, by=by, at=at)


def keep_trial(public_id: str, *, would_show: Mapping[str, Any], rests_on: str) -> None:
    """What the worker found: how much would be shown, and how the attack went."""
    Request.objects.filter(public_id=public_id, state=Request.State.ASKED).update(
        state=Request.State.TRIED, would_show=would_show, rests_on=rests_on
    )


@transaction.atomic
def withdraw(request: Request, *, by: Any, at: datetime) -> None:
    """Take back what was asked for, as long as it is not being published.

    Raises  NotNow
    """
    request = _held(Request, request)
    if not queries.can_be_withdrawn(request):
        raise NotNow
    request.state = Request.State.WITHDRAWN
    request.save(update_fields=["state"])
    record(acts.WITHDREW, by=by, about=request, at=at)


@transaction.atomic
def let_out(request: Request, *, by: Any, at: datetime) -> Any:
    """Decide that it is published, exactly as it was tried.

    Raises  NotNow, OwnRequest
    """
    request = _decided(request, Request.State.LET_OUT, by=by, at=at)
    record(acts.DECIDED_TO_PUBLISH, by=by, about=request, at=at)
    return _enqueue(kinds.PUBLISH.name, request, by=by, at=at)


@transaction.atomic
def refuse(request: Request, *, by: Any, at: datetime) -> None:
    """Decide that it is not published.

    Raises  NotNow, OwnRequest
    """
    request = _decided(request, Request.State.REFUSED, by=by, at=at)
    record(acts.REFUSED, by=by, about=request, at=at)


@transaction.atomic
def published(public_id: str, *, number: int, at: datetime) -> None:
    """Note that the worker added it to the ledger."""
    request = Request.objects.select_for_update().get(public_id=public_id)
    if request.state == Request.State.LET_OUT:
        request.state, request.number = Request.State.PUBLISHED, number
        request.save(update_fields=["state", "number"])
        record(acts.PUBLISHED, by=request.decided_by, about=request, at=at)


def _decided(request: Request, state: Request.State, *, by: Any, at: datetime) -> Request:
    request = _held(Request, request)
    if request.state != Request.State.TRIED:
        raise NotNow
    if request.asked_by_id == by.pk:
        raise OwnRequest
    request.state, request.decided_by, request.decided_at = state, by, at
    request.save(update_fields=["state", "decided_by", "decided_at"])
    return request


def _enqueue(kind: str, request: Request, *, by: Any, at: datetime) -> Any:
    return enqueue(kind, {"request": request.public_id}, by=by, key=request.public_id, at=at)


def _held(model: Any, row: Any) -> Any:
    """The row as it stands now, for this transaction alone."""
    return model.objects.select_for_update().get(pk=row.pk)
