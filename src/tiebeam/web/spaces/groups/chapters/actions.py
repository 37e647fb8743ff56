"""Every write about chapters. A tie holds once both have said it; either ends it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed, day_of, note
from tiebeam.web.spaces.groups.chapters.queries import CHAPTER, HAVE_CHAPTERS
from tiebeam.web.spaces.groups.holding import held_for_facilitators
from tiebeam.web.spaces.models import ChapterOf, Site, Space
from tiebeam.web.spaces.queries import is_facilitator


@transaction.atomic
def say_where(chapter: Space, site: str, *, edition: int, by: Any, at: datetime) -> None:
    """At which site it is.

    edition  of what was shown; 0 where nothing was said
    Raises   NotAllowed, ChangedMeanwhile
    """
    held = _held_chapter(chapter, by, at)
    there = Site.objects.filter(space=held).first()
    if there is not None and there.called == site:
        return
    if (there.edition if there else 0) != edition:
        raise ChangedMeanwhile
    Site.objects.update_or_create(space=held, defaults={"called": site, "edition": edition + 1})
    note(held, acts.LOOKED_AFTER_GROUP, by=by, at=at)


@transaction.atomic
def say_of(chapter: Space, group: Space, *, by: Any, at: datetime) -> None:
    """Say that it is a chapter of a group. Where whoever says it looks after both, that is so at
    once; said twice, it is there once.

    Raises  NotAllowed
    """
    held = _held_chapter(chapter, by, at)
    found = Space.objects.visible_to(by).filter(pk=group.pk, closed_on=None)
    named = found.filter(kind__in=HAVE_CHAPTERS).first()
    if named is None:
        raise NotAllowed("It is a chapter of a group that exists for whoever says so.")
    confirmed = day_of(at) if is_facilitator(named, by) else None
    _, is_new = ChapterOf.objects.get_or_create(
        chapter=held, group=named, defaults={"asked_on": day_of(at), "confirmed_on": confirmed}
    )
    if is_new:
        _note(held, named, by=by, at=at)


@transaction.atomic
def confirm(tie: ChapterOf, *, by: Any, at: datetime) -> None:
    """Say for the group that it is one of its chapters.

    Raises  NotAllowed
    """
    group = held_for_facilitators(tie.group, by, at)
    if not Space.objects.visible_to(by).filter(pk=tie.chapter_id).exists():
        raise NotAllowed("Who confirms a chapter knows of it.")
    found = ChapterOf.objects.filter(pk=tie.pk, confirmed_on=None)
    if found.update(confirmed_on=day_of(at)):
        _note(tie.chapter, group, by=by, at=at)


@transaction.atomic
def end(tie: ChapterOf, *, by: Any, at: datetime) -> None:
    """It is no chapter of the group, or not one that the group confirms; either says so, and no
    reason is asked.

    Raises  NotAllowed
    """
    if not any(is_facilitator(each, by) for each in (tie.chapter, tie.group)):
        raise NotAllowed("Whoever looks after one of the two ends it.")
    number, _ = ChapterOf.objects.filter(pk=tie.pk).delete()
    if number:
        _note(tie.chapter, tie.group, by=by, at=at)


def _held_chapter(chapter: Space, by: Any, at: datetime) -> Space:
    held = held_for_facilitators(chapter, by, at)
    if held.kind != CHAPTER:
        raise NotAllowed("Only a chapter is one of a group.")
    return held


def _note(chapter: Space, group: Space, *, by: Any, at: datetime) -> None:
    """Nothing of it where one of them is hidden."""
    if not Space.objects.filter(pk=group.pk, visibility="hidden").exists():
        note(chapter, acts.LOOKED_AFTER_GROUP, by=by, at=at)
