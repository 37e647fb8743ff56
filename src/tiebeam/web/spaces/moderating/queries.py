"""What is read of reports and of what was decided, and for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from tiebeam.web.spaces.load import RETURNS_AFTER, how_many_taken, most_cases
from tiebeam.web.spaces.models import Declined, Post, Report, Ruling, Space, Spared
from tiebeam.web.spaces.who import name_of


def queue_for(person: Any, space: Space, *, at: datetime, beyond: bool = False) -> QuerySet[Report]:
    """The reports that somebody who looks after a space may decide on, the oldest first.

    None about what they wrote or reported themselves, none that they declined, none of a line
    that they are spared, and none that another began to look at since yesterday. Whoever looks at
    as many as they wish is given no more.

    beyond  whether they want to see the others all the same
    """
    found = queue_of(person, at=at, beyond=beyond).filter(post__thread__space=space)
    return found.select_related("post__thread__space", "clause").order_by("at", "pk")


def queue_of(person: Any, *, at: datetime, beyond: bool = False) -> QuerySet[Report]:
    """The same in any space, for whoever asks only for those that they look after."""
    mine = name_of(person)
    spared = Spared.objects.filter(
        membership__space=OuterRef("post__thread__space"), membership__who=mine,
        title=OuterRef("clause__title"),
    )  # fmt: skip
    declined = Declined.objects.filter(report=OuterRef("pk"), who=mine)
    is_free = Q(taken_by="") | Q(taken_by=mine) | Q(taken_at__lte=at - RETURNS_AFTER)
    found = Report.objects.filter(
        is_free, ~Exists(spared), ~Exists(declined), closed_at=None
    ).exclude(Q(by=mine) | Q(post__by=mine))
    if beyond:
        return found
    has, most = how_many_taken(mine, at), most_cases(mine)
    return found.alias(has=has, most=most).filter(Q(taken_by=mine) | Q(has__lt=F("most")))


def beyond_what_they_wish(person: Any, space: Space, *, at: datetime) -> int:
    """How many reports are left out for somebody because they look at as many as they wish."""
    given = queue_for(person, space, at=at).order_by().values("pk")
    every = queue_for(person, space, at=at, beyond=True).order_by()
    return every.exclude(pk__in=given).count()


def waiting_for_others(person: Any, space: Space, *, at: datetime) -> int:
    """How many reports are with others. Those about what somebody wrote are not counted for them:
    it would tell them that they were reported, while few could have done so.
    """
    mine = queue_for(person, space, at=at, beyond=True).order_by().values("pk")
    others = _open(space).exclude(pk__in=mine)
    return others.exclude(post__by=name_of(person)).count()


def is_taken(report: Report, person: Any, *, at: datetime) -> bool:
    """Whether somebody looks at it and nobody else can begin."""
    begun = report.taken_at
    return report.taken_by == name_of(person) and begun is not None and begun > at - RETURNS_AFTER


def newest_wording(post: Post) -> int:
    return int(post.wordings.aggregate(newest=Max("number"))["newest"])


def report_for(person: Any, space: Space, public_id: str, *, at: datetime) -> Report | None:
    # Whoever opens one has chosen to: also beyond what they wish to look at.
    return queue_for(person, space, at=at, beyond=True).filter(public_id=public_id).first()


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
    found = appeals_of(person).filter(post__thread__space=space)
    there = found.select_related("post__thread__space", "report", "clause", "appeal")
    return there.order_by("appeal__at", "pk")


def appeals_of(person: Any) -> QuerySet[Ruling]:
    """The same in any space, for whoever asks only for those that they look after."""
    mine = name_of(person)
    found = Ruling.objects.filter(appeal__answered_at=None).exclude(appeal=None)
    return found.exclude(Q(by=mine) | Q(post__by=mine) | Q(report__by=mine))


def is_of(person: Any, ruling: Ruling) -> bool:
    """Whether it is about what somebody wrote."""
    return bool(ruling.post.by == name_of(person))


def _open(space: Space) -> QuerySet[Report]:
    return Report.objects.filter(post__thread__space=space, closed_at=None)
