"""What one follows, and the buttons that begin and end it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.around import place_of, thread_of
from tiebeam.web.spaces.following import actions, queries
from tiebeam.web.spaces.lists import when
from tiebeam.web.spaces.queries import ON_A_PAGE
from tiebeam.web.ui.shapes import Signpost


@signed_in
@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    """The threads that one follows, what was written last first."""
    page = Paginator(queries.followed_by(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    rows: list[Any] = list(page)
    posts = [
        Signpost(text=each.title, href=each.get_absolute_url(),
                 about=_("%(space)s, %(when)s") % {"space": each.space.name,
                                                   "when": when(each.last)})
        for each in rows
    ]  # fmt: skip
    return render(request, "spaces/followed.html", {"page": page, "posts": posts})


@signed_in
@require_POST
def follow_space(request: HttpRequest, where: str) -> HttpResponse:
    """Follow all of a space, or no more."""
    place = place_of(request, where)
    if not place.may_read:
        raise Http404
    how = "follow" if "follow" in request.POST else "neither"
    actions.follow(how=how, by=request.user, space=place.space)
    return redirect("space", where)


@signed_in
@require_POST
def follow_thread(request: HttpRequest, where: str, thread: str) -> HttpResponse:
    """Follow a thread, mute it, or do neither."""
    found = thread_of(request, place_of(request, where), thread)
    how = next((each for each in ("follow", "mute") if each in request.POST), "neither")
    actions.follow(how=how, by=request.user, space=found.space, thread=found)
    return redirect("thread", where, thread)
