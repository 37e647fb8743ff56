"""The first page: the start for visitors, and a home for whoever is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.formats import date_format

from tiebeam.web.home import actions, queries
from tiebeam.web.home.roles import example_for, what_comes_to
from tiebeam.web.permissions import everybody


@everybody
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "home/start.html")
    response = _home_of(request)
    add_never_cache_headers(response)
    return response


def _home_of(request: HttpRequest) -> HttpResponse:
    person, now = request.user, timezone.now()
    last = actions.note_visit(person, on=now.date())
    since = queries.midnight(last or now)
    roles = person.roles  # type: ignore[union-attr]
    return render(request, "home/home.html", {
        "today": date_format(now, "l") + ", " + date_format(now),
        "needs": queries.needs_of(person, at=now),
        "last": date_format(last) if last else "",
        "changes": queries.changes_for(person, since=since),
        "areas": queries.areas_for(person),
        "comes": what_comes_to(roles),
        "example": example_for(roles),
    })  # fmt: skip
