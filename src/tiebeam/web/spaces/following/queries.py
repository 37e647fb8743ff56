"""What somebody follows, as far as they may still read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from tiebeam.web.spaces.models import Follow, State, Thread, Visibility, spaces_of
from tiebeam.web.spaces.queries import posts_for, threads_for
from tiebeam.web.spaces.who import name_of


def followed_by(person: Any) -> QuerySet[Thread]:
    """The threads that somebody follows, by themselves or with their space, and does not mute; what
    was written last first."""
    mine = Follow.objects.filter(who=name_of(person))
    spaces = mine.filter(thread=None).values("space")
    threads = mine.filter(mutes=False).exclude(thread=None).values("thread")
    wanted = Q(space__in=spaces) | Q(pk__in=threads)
    muted = mine.filter(mutes=True).values("thread")
    found = threads_for(person).filter(wanted, state=State.SHOWN).exclude(pk__in=muted)
    # Of a thread that was open and is no more, the last post that they may not read says nothing.
    reads = Q(posts__shown_to=Visibility.OPEN) | Q(space__in=spaces_of(person))
    return found.annotate(last=Max("posts__at", filter=reads)).order_by("-last", "-pk")


def is_new(person: Any, since: datetime) -> bool:
    """Whether others have written something that somebody may read in what they follow."""
    found = posts_for(person).filter(
        thread__in=followed_by(person).order_by().values("pk"), at__gt=since, state=State.SHOWN
    )
    return found.exclude(by=name_of(person)).exists()
