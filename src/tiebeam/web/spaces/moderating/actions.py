"""Every write about reports and what is decided. The trail tells how often, of nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import NotAllowed, note
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
    Unanswered,
)
from tiebeam.web.spaces.moderating.queries import appeals_for, newest_wording, queue_for
from tiebeam.web.spaces.queries import (
    first_unanswered,
    is_facilitator,
    membership_of,
    pause_of,
)
from tiebeam.web.spaces.who import name_of

Kind = Ruling.Kind
#: What a post is after it was decided so, the strictest first.
_BECOMES = {Kind.REMOVE: State.REMOVED, Kind.HIDE: State.HIDDEN}


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
        defaults={"clause": clause, "says": says, "at": at, "wording": newest_wording(post)},
    )  # fmt: skip
    if is_new:
        note(space, acts.MODERATED, by=by, at=at)
    return there


@transaction.atomic
def take(found: Report, *, by: Any, at: datetime) -> None:
    """Begin to look at it, so that nobody else does so meanwhile.

    Raises  NotAllowed
    """
    held = _held(found, by, at)
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
    space = held.post.thread.space
    if clause.guidelines.space_id != space.pk:
        raise NotAllowed("A line of this space is cited.")
    held.closed_at = at
    held.save(update_fields=["closed_at"])
    made = Ruling.objects.create(
        post=held.post, report=held, kind=kind, clause=clause, says=says, until=until,
        by=name_of(by), at=at,
    )  # fmt: skip
    _settle(held.post)
    note(space, acts.MODERATED, by=by, at=at)
    return made


@transaction.atomic
def appeal(ruling: Ruling, *, says: str, by: Any, at: datetime) -> None:
    """Ask that another person decides again; once.

    Raises  NotAllowed
    """
    if ruling.post.by != name_of(by) or ruling.kind == Kind.NOTHING:
        raise NotAllowed("Whoever wrote the post can appeal.")
    space = ruling.post.thread.space
    _, is_new = Appeal.objects.get_or_create(ruling=ruling, defaults={"says": says, "at": at})
    if is_new:
        note(space, acts.MODERATED, by=by, at=at)


@transaction.atomic
def answer_appeal(ruling: Ruling, *, lifts: bool, says: str, by: Any, at: datetime) -> None:
    """Decide again, as somebody who did not decide before. What is lifted holds no more.

    Raises  NotAllowed
    """
    space = ruling.post.thread.space
    if not is_facilitator(space, by) or not appeals_for(by, space).filter(pk=ruling.pk).exists():
        raise NotAllowed("Somebody else who looks after the space answers it.")
    answered = Appeal.objects.filter(ruling=ruling, answered_at=None).update(
        lifts=lifts, answer=says, by=name_of(by), answered_at=at
    )
    if not answered:
        raise NotAllowed("Somebody has answered it meanwhile.")
    _settle(ruling.post)
    note(space, acts.MODERATED, by=by, at=at)


def _held(found: Report, by: Any, at: datetime) -> Report:
    """The report, held; for whoever may decide on it now."""
    space = found.post.thread.space
    rows = Report.objects.select_for_update(of=("self",)).select_related("post__thread__space")
    held = rows.filter(pk=found.pk, closed_at=None).first()
    may = is_facilitator(space, by) and (
        queue_for(by, space, at=at, beyond=True).filter(pk=found.pk).exists()
    )
    if held is None or not may:
        raise NotAllowed("Somebody looks at it, or has decided on it meanwhile.")
    return held


def _settle(post: Post) -> None:
    """Let a post and its author be as all that holds of what was decided says: the strictest."""
    kinds = set(post.rulings.exclude(appeal__lifts=True).values_list("kind", flat=True))
    state = next((becomes for kind, becomes in _BECOMES.items() if kind in kinds), State.SHOWN)
    waited = first_unanswered(post.thread)
    Post.objects.filter(pk=post.pk).update(state=state)
    _let_wait_again(post.thread, waited)
    # With the first post of a thread goes its title, which the same person wrote.
    if post.thread.posts.order_by("at", "pk").first() == post:
        Thread.objects.filter(pk=post.thread_id).update(state=state)
    space = post.thread.space
    Membership.objects.filter(space=space, who=post.by, standing=Standing.MEMBER).update(
        paused_until=pause_of(space, post.by)
    )


def _let_wait_again(thread: Thread, waited: int | None) -> None:
    """What nobody reads any more has answered nobody; where that changes nothing, what waits stays
    as it is, and what was said to need no answer needs none.

    waited  what waited by all that was shown before
    """
    waits, space = first_unanswered(thread), thread.space
    if waits == waited or space.closed_on is not None:
        return
    Unanswered.objects.filter(thread=thread).delete()
    if waits is not None:
        post = Post.objects.get(pk=waits)
        Unanswered.objects.create(space=space, thread=thread, post=post, since=post.at)
