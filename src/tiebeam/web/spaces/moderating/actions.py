"""Every write about reports and what is decided. The trail tells how often, of nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tiebeam.web.audit import actions as audit
from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import NotAllowed
from tiebeam.web.spaces.models import (
    Appeal,
    Clause,
    Declined,
    Membership,
    Post,
    Report,
    Ruling,
    Space,
    Spared,
    Standing,
    State,
    Thread,
)
from tiebeam.web.spaces.moderating.queries import appeals_for, queue_for
from tiebeam.web.spaces.queries import is_facilitator, membership_of
from tiebeam.web.spaces.who import name_of

Kind = Ruling.Kind
#: What a post is, after it was decided so.
_BECOMES = {Kind.HIDE: State.HIDDEN, Kind.REMOVE: State.REMOVED}


@transaction.atomic
def report(post: Post, *, clause: Clause, says: str, by: Any, at: datetime) -> Report:
    """Ask those who look after a space to look at a post; twice is once.

    Raises  NotAllowed
    """
    space = post.thread.space
    mine = membership_of(space, by)
    is_in = mine is not None and mine.standing == Standing.MEMBER
    if not is_in or clause.guidelines.space_id != space.pk or post.by == name_of(by):
        raise NotAllowed("Whoever is in the space can report what others wrote.")
    there, is_new = Report.objects.get_or_create(
        post=post, by=name_of(by), closed_at=None,
        defaults={"clause": clause, "says": says, "at": at},
    )  # fmt: skip
    if is_new:
        audit.record(acts.MODERATED, by=by, at=at)
    return there


@transaction.atomic
def take(found: Report, *, by: Any, at: datetime) -> None:
    """Begin to look at it, so that nobody else does so meanwhile.

    Raises  NotAllowed
    """
    held = _held(found, by, at)
    if held.taken_by != name_of(by):
        held.taken_by, held.taken_at = name_of(by), at
        held.save(update_fields=["taken_by", "taken_at"])


@transaction.atomic
def decline(found: Report, *, by: Any, at: datetime) -> None:
    """Rather not decide on it: it does not come again, and no reason is asked.

    Raises  NotAllowed
    """
    held = _held(found, by, at)
    held.taken_by, held.taken_at = "", None
    held.save(update_fields=["taken_by", "taken_at"])
    Declined.objects.get_or_create(report=held, who=name_of(by))


@transaction.atomic
def spare(space: Space, titles: Iterable[str], *, by: Any) -> None:
    """Be shown no reports of these lines of the guidelines."""
    mine = membership_of(space, by)
    if mine is None or not mine.is_facilitator:
        raise NotAllowed("Whoever looks after the space can say that.")
    mine.spared.all().delete()
    Spared.objects.bulk_create(Spared(membership=mine, title=each) for each in set(titles))


@transaction.atomic
def rule(
    found: Report, kind: Ruling.Kind, *, clause: Clause, says: str, until: date | None, by: Any,
    at: datetime,
) -> Ruling:  # fmt: skip
    """Decide what is done about a post, and cite the line for which; both sides can read it.

    until   of a pause alone: the first day on which its author may write again
    Raises  NotAllowed
    """
    held = _held(found, by, at)
    if clause.guidelines.space_id != held.post.thread.space_id:
        raise NotAllowed("A line of this space is cited.")
    held.closed_at = at
    held.save(update_fields=["closed_at"])
    made = Ruling.objects.create(
        post=held.post, report=held, kind=kind, clause=clause, says=says, until=until,
        by=name_of(by), at=at,
    )  # fmt: skip
    if kind in _BECOMES:
        _becomes(held.post, _BECOMES[kind])
    if kind == Kind.PAUSE:
        _author(made).update(paused_until=until)
    audit.record(acts.MODERATED, by=by, at=at)
    return made


@transaction.atomic
def appeal(ruling: Ruling, *, says: str, by: Any, at: datetime) -> None:
    """Ask that another person decides again; once.

    Raises  NotAllowed
    """
    if ruling.post.by != name_of(by) or ruling.kind == Kind.NOTHING:
        raise NotAllowed("Whoever wrote the post can appeal.")
    _, is_new = Appeal.objects.get_or_create(ruling=ruling, defaults={"says": says, "at": at})
    if is_new:
        audit.record(acts.MODERATED, by=by, at=at)


@transaction.atomic
def answer_appeal(ruling: Ruling, *, lifts: bool, says: str, by: Any, at: datetime) -> None:
    """Decide again, as somebody who did not decide before. What is lifted holds no more.

    Raises  NotAllowed
    """
    space = ruling.post.thread.space
    if not is_facilitator(space, by) or not appeals_for(by, space).filter(pk=ruling.pk).exists():
        raise NotAllowed("Somebody else who looks after the space answers it.")
    Appeal.objects.filter(ruling=ruling, answered_at=None).update(
        lifts=lifts, answer=says, by=name_of(by), answered_at=at
    )
    if lifts and ruling.kind in _BECOMES:
        _becomes(ruling.post, State.SHOWN)
    if lifts and ruling.kind == Kind.PAUSE:
        _author(ruling).update(paused_until=None)
    audit.record(acts.MODERATED, by=by, at=at)


def _held(found: Report, by: Any, at: datetime) -> Report:
    """The report, held; for whoever may decide on it now."""
    space = found.post.thread.space
    may = is_facilitator(space, by) and queue_for(by, space, at=at).filter(pk=found.pk).exists()
    if not may:
        raise NotAllowed("Whoever looks after the space can decide on it, as long as it is open.")
    rows = Report.objects.select_for_update(of=("self",)).select_related("post__thread__space")
    held = rows.filter(pk=found.pk, closed_at=None).first()
    if held is None:
        raise NotAllowed("Somebody has decided on it meanwhile.")
    return held


def _becomes(post: Post, state: State) -> None:
    """With the first post of a thread its title, which the same person wrote."""
    Post.objects.filter(pk=post.pk).update(state=state)
    if post.thread.posts.order_by("at", "pk").first() == post:
        Thread.objects.filter(pk=post.thread_id).update(state=state)


def _author(ruling: Ruling) -> Any:
    """The membership of whoever wrote the post, as a query."""
    return Membership.objects.filter(
        space=ruling.post.thread.space, who=ruling.post.by, standing=Standing.MEMBER
    )
