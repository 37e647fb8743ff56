"""Pages of reading in an emergency.

Owners and stewards ask, agree and read; members see that it was done.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.permissions import allow, signed_in
from tiebeam.web.spaces.actions import NotAllowed
from tiebeam.web.spaces.around import above, around, once, place_of
from tiebeam.web.spaces.emergency import actions, lists, queries
from tiebeam.web.spaces.emergency.forms import EmergencyForm
from tiebeam.web.spaces.emergency.queries import TRUSTED
from tiebeam.web.spaces.models import EmergencyReading
from tiebeam.web.spaces.queries import ON_A_PAGE
from tiebeam.web.spaces.who import name_of
from tiebeam.web.ui.shapes import Link


@allow(*TRUSTED)
@keeps_what_was_typed
def emergencies(request: HttpRequest) -> HttpResponse:
    """What was asked so far, and to ask."""
    form = EmergencyForm(request.POST or None, initial={"once": once()} | typed_before(request))
    if form.is_valid():
        said = form.cleaned_data
        made = actions.ask(said["where"], said["why"], once=said["once"], by=request.user,
                           at=timezone.now())  # fmt: skip
        return redirect("emergency-reading", made.public_id)
    page = Paginator(queries.readings(), ON_A_PAGE).get_page(request.GET.get("page"))
    posts = lists.posts(list(page), request.user, timezone.now())
    given = {"form": form, "page": page, "posts": posts}
    return render(request, "spaces/emergencies.html", given)


@allow(*TRUSTED)
@never_cache
def reading(request: HttpRequest, reading: str) -> HttpResponse:
    """One of them: to agree to, or, for whoever asked, to read."""
    found, at = _reading(reading), timezone.now()
    if request.method == "POST":
        return _decided(request, found)
    page = None
    if found.space is not None and queries.is_read_by(found, request.user, at):
        threads = queries.threads_of(found.space)
        page = Paginator(threads, ON_A_PAGE).get_page(request.GET.get("page"))
    given = {
        "stands": lists.how_it_stands(found, request.user, at), "waits": queries.waits(found, at),
        "is_mine": found.by == name_of(request.user), "page": page,
        "facts": lists.facts(found, request.user, at),
        "threads": [] if page is None else lists.threads(found, list(page)), "trail": [_all()],
    }  # fmt: skip
    return render(request, "spaces/emergency.html", given)


@allow(*TRUSTED)
@require_safe
@never_cache
def thread(request: HttpRequest, reading: str, thread: str) -> HttpResponse:
    """What stands in a thread, while it is read."""
    found = _reading(reading)
    if found.space is None or not queries.is_read_by(found, request.user, timezone.now()):
        raise Http404
    there = queries.threads_of(found.space).filter(public_id=thread).first()
    if there is None:
        raise Http404
    page = Paginator(queries.posts_of(there), ON_A_PAGE).get_page(request.GET.get("page"))
    back = Link(text=found.space.name, href=reverse("emergency-reading", args=[found.public_id]))
    given = {"thread": there, "page": page, "written": lists.written(list(page)),
             "trail": [_all(), back]}  # fmt: skip
    return render(request, "spaces/emergency_thread.html", given)


@signed_in
@require_safe
def was_read(request: HttpRequest, where: str) -> HttpResponse:
    """Who read the space in an emergency, for its members."""
    place = place_of(request, where)
    if not place.is_in:
        raise Http404
    page = Paginator(queries.told_in(place.space), ON_A_PAGE).get_page(request.GET.get("page"))
    given = {**around(place, where), "page": page, "told": lists.told(list(page)),
             "trail": above(place, where)}  # fmt: skip
    return render(request, "spaces/was_read.html", given)


def _decided(request: HttpRequest, found: EmergencyReading) -> HttpResponse:
    try:
        if "take-back" in request.POST:
            actions.take_back(found, by=request.user)
            return redirect("emergencies")
        if "agree" in request.POST:
            actions.agree(found, by=request.user, at=timezone.now())
        elif "decline" in request.POST:
            actions.decline(found, by=request.user, at=timezone.now())
    except NotAllowed:
        messages.warning(request, _("That is not possible at this moment. Two people have to be "
                                    "trusted with it, and whoever agrees for a week before it was "
                                    "asked."))  # fmt: skip
        return redirect("emergencies")
    return redirect("emergency-reading", found.public_id)


def _reading(public_id: str) -> EmergencyReading:
    found = queries.readings().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _all() -> Link:
    return Link(text=_("Read in an emergency"), href=reverse("emergencies"))
