"""Reports and what was decided as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from tiebeam.web.spaces.lists import title, when
from tiebeam.web.spaces.models import Appeal, Report, Ruling, State
from tiebeam.web.spaces.moderating.queries import is_of
from tiebeam.web.spaces.queries import Place
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Entry, Signpost

Kind = Ruling.Kind
DECIDED: Final[Mapping[str, str | Promise]] = {
    Kind.NOTHING: _later("It keeps to the guidelines, and stays as it is"),
    Kind.NOTE: _later("A note to its author"),
    Kind.EDIT: _later("Its author is asked to change it"),
    Kind.HIDE: _later("It is hidden"),
    Kind.REMOVE: _later("It is removed"),
    Kind.PAUSE: _later("Its author writes here again from a later day on"),
}


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What was decided, for somebody whom it concerns."""

    title: str
    href: str
    said: str
    entries: list[Entry]
    appeal: str


def reports(found: Iterable[Report], where: str) -> list[Signpost]:
    return [
        Signpost(text=each.post.thread.title, status=_("To decide"), tone="waiting",
                 about=_("Reported on %(when)s, under “%(line)s”")
                 % {"when": when(each.at), "line": each.clause.title},
                 href=reverse("space-report", args=[where, each.public_id]))
        for each in found
    ]  # fmt: skip


def appeals(found: Iterable[Ruling], where: str) -> list[Signpost]:
    return [
        Signpost(text=each.post.thread.title, about=each.clause.title,
                 status=str(DECIDED[each.kind]),
                 href=reverse("space-again", args=[where, each.public_id]))
        for each in found
    ]  # fmt: skip


def rulings(found: Iterable[Ruling], person: Any, place: Place, where: str) -> list[Decided]:
    return [_decided(each, person, place, where) for each in found]


def _decided(found: Ruling, person: Any, place: Place, where: str) -> Decided:
    post = found.post
    return Decided(
        title=title(post.thread, person, place),
        href=reverse("post", args=[where, post.thread.public_id, post.public_id]),
        said=_whose(found, is_author=is_of(person, found)),
        entries=entries(found, is_author=is_of(person, found)),
        appeal=reverse("space-appeal", args=[where, found.public_id])
        if may_appeal(found, person) else "",
    )  # fmt: skip


def _whose(found: Ruling, *, is_author: bool) -> str:
    said = _("You wrote it. Decided on %(day)s.") if is_author else (
        _("You reported it. Decided on %(day)s. Thank you; nothing is left for you to do.")
    )  # fmt: skip
    return said % {"day": day_words(localtime(found.at, settings.HERE.time_zone).date())}


def to_decide_again(found: Ruling) -> list[Entry]:
    """What was decided first, and what its author says to that; for whoever decides once more."""
    said = [*_what(found), Entry(about=_("Why"), said=found.says)]
    if found.until:
        said.append(Entry(about=_("Writes again on"), said=day_words(found.until)))
    return [*said, Entry(about=_("The author writes"), said=found.appeal.says)]


def entries(found: Ruling, *, is_author: bool) -> list[Entry]:
    """What was decided, by which line and why. What is between its author and those who moderate,
    such as a note, the end of a pause and an appeal, is for no one else.
    """
    said = _what(found)
    if is_author or found.kind != Kind.NOTE:
        said.append(Entry(about=_("Why"), said=found.says))
    if not is_author:
        return said
    if found.until:
        said.append(Entry(about=_("Writes again on"), said=day_words(found.until)))
    if found.post.state == State.HIDDEN:
        said.append(Entry(about=_("For you"), said=_("You can still read it, and change it.")))
    there = _appeal(found)
    if there is not None and there.answered_at is None:
        said.append(Entry(about=_("Appeal"), said=_("Somebody else will decide again.")))
    elif there is not None:
        became = _("It is taken back.") if there.lifts else _("What was decided stays.")
        said.append(Entry(about=_("Decided again"), said=f"{became} {there.answer}"))
    return said


def _what(found: Ruling) -> list[Entry]:
    return [
        Entry(about=_("What was done"), said=str(DECIDED[found.kind])),
        Entry(about=_("Under this guideline"), said=found.clause.title),
    ]


def may_appeal(found: Ruling, person: Any) -> bool:
    """Whether it is about what somebody wrote, and was not decided again."""
    return is_of(person, found) and found.kind != Kind.NOTHING and _appeal(found) is None


def _appeal(found: Ruling) -> Appeal | None:
    there: Appeal | None = getattr(found, "appeal", None)
    return there
