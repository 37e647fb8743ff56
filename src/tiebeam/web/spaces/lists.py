"""Spaces, threads and posts as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format, get_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext

from tiebeam.web.spaces.models import Clause, Post, Standing, State, Thread, Visibility
from tiebeam.web.spaces.queries import Place, says_what
from tiebeam.web.spaces.who import name_of
from tiebeam.web.spaces.written import wording_as_html
from tiebeam.web.ui.shapes import Attached, Entry, Link, Saying, Signpost

READERS: Final[Mapping[str, str | Promise]] = {
    Visibility.OPEN: _later("Everybody here who is signed in can read what is written. Members "
                            "write."),
    Visibility.MEMBERS: _later("Everybody here can see that this space exists and what it is for. "
                               "What is written is for members."),
    Visibility.HIDDEN: _later("For anybody but its members it does not exist, whatever they are "
                              "trusted with. In an emergency two people can have one of them read "
                              "it for a day; members are told."),
}  # fmt: skip
SEEN_BY: Final[Mapping[str, str | Promise]] = {
    "all": _later("Everybody who knows of the space sees who is in it."),
    "members": _later("Members see who is in it."),
    "own": _later("Nobody sees who is in it. Those who look after it are named, and so is whoever "
                  "writes."),
    "nobody": _later("Nobody sees who is in it, or how many. Those who look after it are named, "
                     "and so is whoever writes."),
}  # fmt: skip


def trail() -> list[Link]:
    return [Link(text=_("Spaces"), href=reverse("spaces"))]


def posts(places: Sequence[Place], *, among_others: bool = False) -> list[Signpost]:
    """Spaces, each with what it is for.

    among_others  whether one's own stand beside others, and have to be told from them
    """
    return [
        Signpost(text=each.space.name, href=_address(each, places), about=each.space.about,
                 status=_status(each, among_others=among_others))
        for each in places
    ]  # fmt: skip


def _status(place: Place, *, among_others: bool) -> str:
    if place.space.closed_on is not None:
        return _("Closed")
    return _("You are in it") if among_others and place.is_in else _(place.kind.called)


def _address(place: Place, beside: Sequence[Place]) -> str:
    """With its number where two that somebody knows of have one name."""
    same = [each for each in beside if each.space.slug == place.space.slug]
    name = place.space.slug if len(same) == 1 else f"{place.space.slug}.{place.space.public_id}"
    return reverse("space", args=[name])


def title(thread: Thread, person: Any, place: Place) -> str:
    """What it is about; of one that was hidden, others read no title."""
    return thread.title if says_what(thread, person, place) else _("Not shown")


def threads(found: Sequence[Thread], person: Any, place: Place, came_by: str) -> list[Signpost]:
    return [
        Signpost(text=title(each, person, place), about=how_much(each),
                 href=reverse("thread", args=[came_by, each.public_id]))
        for each in found
    ]  # fmt: skip


def how_much(thread: Any) -> str:
    said = ngettext("%(number)s post, the last one %(when)s", "%(number)s posts, the last one "
                    "%(when)s", thread.written)  # fmt: skip
    return said % {"number": thread.written, "when": when(thread.last)}


def written(
    found: Sequence[Post], people: Mapping[str, Any], person: Any, place: Place, came_by: str,
    files: Mapping[int, Sequence[Attached]],
) -> list[Saying]:  # fmt: skip
    """Posts with who wrote them, what came with them, and what whoever reads can do with each.

    files  by the key of the post
    """
    return [
        replace(_written(each, people, person, place, came_by), files=files.get(each.pk, ()))
        for each in found
    ]


def _written(
    post: Post, people: Mapping[str, Any], person: Any, place: Place, came_by: str
) -> Saying:
    newest, *before = post.wordings.all()
    here = [came_by, post.thread.public_id, post.public_id]
    reads, is_shown = says_what(post, person, place), post.state == State.SHOWN
    return Saying(
        # Beside words that are not shown a name would tell all who was moderated.
        anchor=post.public_id, by=name(post.by, people) if reads else _("Somebody"),
        at=when(post.at),
        when=post.at.isoformat(), href=reverse("post", args=here),
        html=wording_as_html(newest.pk, newest.text) if reads else _not_shown(),
        above=_answered(post, people, person, place, came_by),
        noted=_changed(here) if before and reads else None,
        can=list(_can(post, person, place, here)),
        status=_("Hidden from others") if reads and not is_shown else "",
    )  # fmt: skip


def _not_shown() -> SafeString:
    said = _("Not shown, for a line of the guidelines. Its author was told which.")
    return format_html("<p>{}</p>", said)


def _changed(here: Sequence[str]) -> Link:
    return Link(text=_("changed since"), href=reverse("post-before", args=here))


def _can(post: Post, person: Any, place: Place, here: Sequence[str]) -> Iterator[Link]:
    """What somebody can do with a post."""
    is_mine, is_shown = post.by == name_of(person), post.state == State.SHOWN
    if place.may_write and is_shown:
        yield Link(text=_("Answer this"), href=f"?to={post.public_id}#write")
    if place.may_write and is_mine:
        yield Link(text=_("Change what you wrote"), href=reverse("post-change", args=here))
    if is_mine:
        yield Link(text=_("Add or take away files"), href=reverse("post-files", args=here))
    elif place.is_in and is_shown:
        yield Link(text=_("Report this"), href=reverse("post-report", args=here))


def _answered(
    post: Post, people: Mapping[str, Any], person: Any, place: Place, came_by: str
) -> Link | None:
    """The post that it answers, if whoever reads can read that one."""
    above = post.answers
    if above is None or not (place.is_in or above.shown_to == Visibility.OPEN):
        return None
    reads = says_what(above, person, place)
    said = (_("An answer to %(name)s") % {"name": name(above.by, people)} if reads
            else _("An answer to what is not shown"))  # fmt: skip
    here = [came_by, post.thread.public_id, above.public_id]
    return Link(text=said, href=reverse("post", args=here))


def name(word: str, people: Mapping[str, Any]) -> str:
    """Who is meant; of whoever has gone, there is no name."""
    return str(people[word].name) if word in people else _("Somebody who is here no more")


def clauses(found: Iterable[Clause]) -> list[Entry]:
    """The lines of guidelines."""
    return [Entry(about=each.title, said=each.says) for each in found]


def when(at: datetime) -> str:
    """A moment in the organisation's time zone."""
    here = localtime(at, settings.HERE.time_zone)
    return date_format(here, f"{get_format('DATE_FORMAT')}, {get_format('TIME_FORMAT')}")


def said_of(place: Place) -> str:
    """How somebody stands to it, where that needs words."""
    if place.standing == Standing.ASKED:
        return _("You asked to come in. Whoever looks after it will answer.")
    if place.standing in (Standing.REFUSED, Standing.REMOVED) and place.mine and place.mine.cites:
        return _("You were not let in, for this clause of the guidelines: %(clause)s") % {
            "clause": place.mine.cites.title
        }
    return ""
