"""Chapters and their groups as pages show them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tiebeam.web.spaces.models import ChapterOf, Site, Space
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Link, Signpost


def chapters(found: Iterable[ChapterOf]) -> list[Signpost]:
    """Each with its site."""
    return [
        Signpost(text=each.chapter.name, href=each.chapter.get_absolute_url(),
                 about=_at(each.chapter), status=_("Closed") if each.chapter.closed_on else "")
        for each in found
    ]  # fmt: skip


def _at(chapter: Space) -> str:
    site: Site | None = getattr(chapter, "site", None)
    return _("At %(site)s.") % {"site": site.called} if site else ""


def groups(found: Iterable[ChapterOf]) -> list[Link]:
    """Those that have said so too."""
    return [
        Link(text=each.group.name, href=each.group.get_absolute_url())
        for each in found if each.confirmed_on
    ]  # fmt: skip


def since(tie: ChapterOf) -> str:
    """How a tie stands, for those who look after one of the two."""
    if tie.confirmed_on:
        return _("Since %(day)s.") % {"day": day_words(tie.confirmed_on)}
    return _("Not confirmed yet; said on %(day)s.") % {"day": day_words(tie.asked_on)}
