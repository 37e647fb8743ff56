"""What is read of reports and of what was decided, and for whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Max, Q, QuerySet

from tiebeam.web.spaces.models import Post, Report, Ruling, Space, Spared
from tiebeam.web.spaces.who import name_of

#: Whoever began to look at a report and did not decide lets others do so after this.
RETURNS_AFTER: Final = timedelta(hours=24)


def queue_for(person: Any, space: Space, *, at: datetime) -> QuerySet[Report]:
    """The reports that somebody who looks after a space may decide on, the oldest first.

    None about what they wrote or reported themselves, none that they declined, none of a line
    that they are spared, and none that another began to look at since yesterday.
    """
    mine = name_of(person)
    spared = Spared.objects.filter(membership__space=space, membership__who=mine)
    is_free = Q(taken_by="") | Q(taken_by=mine) | Q(taken_at__lte=at - RETURNS_AFTER)
    return (
        _open(space)
        .filter(is_free)
        .exclude(Q(by=mine) | Q(post__by=mine))
        .exclude(declined__who=mine)
        .exclude(clause__title__in=spared.values("title"))
        .select_related("post__thread__space", "clause")
        .order_by("at", "pk")
    )


def waiting_for(person: Any, space: Space, *, at: datetime) -> int:
    """How many reports and appeals wait for somebody who looks after a space."""
    reports = queue_for(person, space, at=at).order_by().values("pk")
    appeals = appeals_for(person, space).order_by().values("pk")
    return reports.union(appeals, all=True).count()


def waiting_for_others(person: Any, space: Space, *, at: datetime) -> int:
    """How many reports are with others. Those about what somebody wrote are not counted for them:
    it would tell them that they were reported, while few could have done so.
    """
    others = _open(space).exclude(pk__in=queue_for(person, space, at=at))
    return others.exclude(post__by=name_of(person)).count()


def is_taken(report: Report, person: Any, *, at: datetime) -> bool:
    """Whether somebody looks at it and nobody else can begin."""
    begun = report.taken_at
    return report.taken_by == name_of(person) and begun is not None and begun > at - RETURNS_AFTER


def newest_wording(post: Post) -> int:
    return int(post.wordings.aggregate(newest=Max("number"))["newest"])


def report_for(person: Any, space: Space, public_id: str, *, at: datetime) -> Report | None:
    return queue_for(person, space, at=at).filter(public_id=public_id).first()


def has_reported(person: Any, post: Post) -> bool:
    return post.reports.filter(by=name_of(person), closed_at=None).exists()


def spared_by(person: Any, space: Space) -> set[str]:
    """Titles of the lines of which somebody wants no reports."""
    mine = Spared.objects.filter(membership__space=space, membership__who=name_of(person))
    return set(mine.values_list("title", flat=True))


def rulings_for(person: Any, space: Space) -> QuerySet[Ruling]:
    """What was decided on what somebody wrote, or reported; the newest first."""
    mine = name_of(person)
    return (
        Ruling.objects.filter(Q(post__by=mine) | Q(report__by=mine), post__thread__space=space)
        .select_related("post__thread__space", "report", "clause", "appeal")
        .order_by("-at", "-pk")
    )


def appeals_for(person: Any, space: Space) -> QuerySet[Ruling]:
    """What was decided by others, and is to be decided once more."""
    mine = name_of(person)
    return (
        Ruling.objects.filter(post__thread__space=space, appeal__answered_at=None)
        .exclude(appeal=None)
        .exclude(Q(by=mine) | Q(post__by=mine) | Q(report__by=mine))
        .select_related("post__thread__space", "report", "clause", "appeal")
        .order_by("appeal__at", "pk")
    )


def is_of(person: Any, ruling: Ruling) -> bool:
    """Whether it is about what somebody wrote."""
    return bool(ruling.post.by == name_of(person))


def _open(space: Space) -> QuerySet[Report]:
    return Report.objects.filter(post__thread__space=space, closed_at=None)
