"""What is read of chapters: of a tie between two spaces, by whoever knows of both."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet

from tiebeam.web.spaces.models import ChapterOf, Site, Space
from tiebeam.web.spaces.queries import Place

CHAPTER: Final = "chapter"
#: Kinds of spaces that have chapters.
HAVE_CHAPTERS: Final = frozenset({"resource-group", "ally-space"})


def has_chapters(space: Space) -> bool:
    return space.kind in HAVE_CHAPTERS


def site_of(space: Space) -> Site | None:
    found: Site | None = getattr(space, "site", None)
    return found


def chapters_of(person: Any, place: Place) -> list[ChapterOf]:
    """The chapters of a group that exist for somebody, by name. Those that say so themselves alone
    whoever looks after the group reads as well."""
    found = _of_both(person, place).filter(group=place.space)
    if not place.looks_after:
        found = found.exclude(confirmed_on=None)
    return list(found.order_by("chapter__name", "pk"))


def groups_of(person: Any, place: Place) -> QuerySet[ChapterOf]:
    """The groups of a chapter that exist for somebody; what no group has said yet, those who look
    after the chapter read alone."""
    found = _of_both(person, place).filter(chapter=place.space)
    if not place.looks_after:
        found = found.exclude(confirmed_on=None)
    return found.order_by("group__name", "pk")


def groups_to_name(person: Any, chapter: Space) -> QuerySet[Space]:
    """Those of which somebody may say that it is a chapter: all that exist for them."""
    there = Space.objects.visible_to(person).filter(kind__in=HAVE_CHAPTERS, closed_on=None)
    return there.exclude(chapters__chapter=chapter).order_by("name", "pk")


def tie_for(person: Any, place: Place, public_id: str) -> ChapterOf | None:
    """A tie of one of the two, for those who look after this one and know of the other."""
    if not place.looks_after:
        return None
    found = _of_both(person, place).filter(Q(chapter=place.space) | Q(group=place.space))
    return found.filter(public_id=public_id.replace("\0", "")).first()


def _of_both(person: Any, place: Place) -> QuerySet[ChapterOf]:
    there = Space.objects.visible_to(person, mine=place.within)
    found = ChapterOf.objects.filter(chapter__in=there, group__in=there)
    return found.select_related("chapter__site", "group")
