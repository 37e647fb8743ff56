"""What all pages of spaces share: which space is meant, and what stands around it."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tiebeam.web.spaces import lists, queries
from tiebeam.web.spaces.models import Post, Thread
from tiebeam.web.spaces.queries import Place
from tiebeam.web.ui.shapes import Link

ONCE: Final = 16
#: Of a number that comes from a page of ours; it fits every column that keeps one.
MOST_DIGITS: Final = 9


def place_of(request: HttpRequest, where: str) -> Place:
    """The one space of an address; where somebody knows of several, they are asked which."""
    return only(queries.named(request.user, where, today()))


def only(found: list[Place]) -> Place:
    if len(found) != 1:
        raise Http404
    return found[0]


def looked_after(request: HttpRequest, where: str) -> Place:
    place = place_of(request, where)
    if not place.looks_after:
        raise Http404
    return place


def thread_of(request: HttpRequest, place: Place, public_id: str) -> Thread:
    found = queries.thread_for(request.user, place.space, public_id)
    if found is None:
        raise Http404
    return found


def post_of(request: HttpRequest, place: Place, thread: str, public_id: str) -> Post:
    found = queries.post_for(request.user, thread_of(request, place, thread), public_id)
    if found is None:
        raise Http404
    return found


def around(place: Place, where: str) -> dict[str, Any]:
    """What every page of a space says."""
    return {
        "place": place, "space": place.space, "where": where, "kind": _(place.kind.called),
        "readers": lists.READERS[place.space.visibility],
        "roster": lists.SEEN_BY[place.space.roster],
    }  # fmt: skip


def above(place: Place, where: str) -> list[Link]:
    return [*lists.trail(), Link(text=place.space.name, href=reverse("space", args=[where]))]


def to_thread(request: HttpRequest, place: Place, where: str, post: Post) -> Link:
    """The thread of a post."""
    title = lists.title(post.thread, request.user, place)
    return Link(text=title, href=reverse("thread", args=[where, post.thread.public_id]))


def is_late(form: Any, **now: int) -> None:
    """Somebody changed it since: said, and sent once more it counts."""
    form.add_error(None, _("Somebody changed this meanwhile. What you typed is still here. If it "
                           "is right, send it once more."))  # fmt: skip
    shows(form, **now)


def not_now(form: Any) -> None:
    """Something was changed while somebody wrote, so that they can't write at this moment."""
    form.add_error(None, _("You can't write here at this moment: the space or its guidelines were "
                           "changed meanwhile. What you typed is still here. Open the page of the "
                           "space in another window to see why."))  # fmt: skip


def shows(form: Any, **now: int) -> None:
    """Put into a form what it would carry if it were shown now."""
    form.data = form.data.copy()
    for name, value in now.items():
        form.data[name] = str(value)


def sent(request: HttpRequest, *, may: bool) -> tuple[Any, Any]:
    """What came with a form, from whoever may write: of others no file is even looked at."""
    is_sent = request.method == "POST" and may
    return (request.POST, request.FILES) if is_sent else (None, None)


def number_in(said: str) -> int | None:
    """The number that was sent, as our own pages write one: in a few of the digits from 0 to 9."""
    is_one = said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS
    return int(said) if is_one else None


def today() -> date:
    return localtime(timezone.now(), settings.HERE.time_zone).date()


def once() -> str:
    return secrets.token_urlsafe(ONCE)
