"""Pages of those who look after a space; of them, members see who does so this week."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed, offer
from tiebeam.web.spaces.around import (
    above,
    around,
    is_late,
    looked_after,
    not_now,
    place_of,
    thread_of,
    today,
)
from tiebeam.web.spaces.caring import actions, lists, queries
from tiebeam.web.spaces.caring.forms import LoadForm, PaceForm
from tiebeam.web.spaces.caring.rota import weeks_from
from tiebeam.web.spaces.caring_models import FIRST_CASES, FIRST_SPACES
from tiebeam.web.spaces.load import load_of, takes_no_more
from tiebeam.web.spaces.queries import ON_A_PAGE, offered_by
from tiebeam.web.spaces.who import name_of

# --- weeks ----------------------------------------------------------------------------------------


@signed_in
@require_safe
def rota(request: HttpRequest, where: str) -> HttpResponse:
    """Who looks after the space this week; for those who do, also the weeks to come."""
    place = place_of(request, where)
    if not place.is_in:
        raise Http404
    found = queries.rota_of(place.space, request.user, today()) if place.looks_after else []
    given = {
        **around(place, where), "trail": above(place, where),
        "turns": lists.turns(found, where, today(), may_write=place.may_write),
        "own_turns": place.may_write and any(each.would_be_mine for each in found),
        "now": "" if found else queries.who_looks_after(place.space, today())[1],
    }  # fmt: skip
    return render(request, "spaces/rota.html", given)


@signed_in
@require_POST
def own_turns(request: HttpRequest, where: str) -> HttpResponse:
    """Take all weeks whose turn one would be."""
    place = looked_after(request, where)
    try:
        actions.take_own_turns(place.space, by=request.user, at=timezone.now())
    except NotAllowed:
        _not_now(request)
    except actions.AlreadyTaken:
        _was_quicker(request)
    return redirect("space-rota", where)


@signed_in
@require_POST
def week(request: HttpRequest, where: str, week: str) -> HttpResponse:
    """Take a week, give it back, or let somebody else take it."""
    place, monday = looked_after(request, where), _monday(week)
    said: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    try:
        if "take" in request.POST:
            actions.take_week(place.space, monday, **said)
        elif "give-back" in request.POST:
            actions.give_week_back(place.space, monday, **said)
        elif "let-go" in request.POST or "keep" in request.POST:
            may_go = "let-go" in request.POST
            actions.let_week_go(place.space, monday, may_go=may_go, **said)
    except NotAllowed:
        _not_now(request)
    except actions.AlreadyTaken:
        _was_quicker(request)
    return redirect("space-rota", where)


def _monday(week: str) -> date:
    """One of the weeks that can be taken."""
    try:
        monday = date.fromisoformat(week)
    except ValueError:
        raise Http404 from None
    if monday not in weeks_from(today()):
        raise Http404
    return monday


def _was_quicker(request: HttpRequest) -> None:
    messages.warning(request, _("Somebody else has taken it meanwhile."))


# --- what waits -----------------------------------------------------------------------------------


@signed_in
@require_safe
def waiting(request: HttpRequest, where: str) -> HttpResponse:
    """The threads that wait for an answer, the oldest first."""
    place = looked_after(request, where)
    found = queries.unanswered_in(place.space, timezone.now())
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    given = {**around(place, where), "trail": above(place, where), "page": page,
             "threads": lists.unanswered(list(page), where),
             "is_off": not queries.pace_of(place.space).answer_days}  # fmt: skip
    return render(request, "spaces/waiting.html", given)


@signed_in
@require_POST
def needs_no_answer(request: HttpRequest, where: str, thread: str) -> HttpResponse:
    """What was written there needs no answer."""
    place = looked_after(request, where)
    found = thread_of(request, place, thread)
    try:
        actions.needs_no_answer(found, by=request.user, at=timezone.now())
    except NotAllowed:
        _not_now(request)
    return redirect("space-waiting", where)


@signed_in
@keeps_what_was_typed
def pace(request: HttpRequest, where: str) -> HttpResponse:
    """How soon the space answers, when it is quiet, and until when it rests."""
    place = looked_after(request, where)
    there = queries.pace_of(place.space)
    names = ("answer_days", "quiet_days", "rests_until", "edition")
    first = {name: getattr(there, name) for name in names} | typed_before(request)
    form = PaceForm(request.POST or None, today=today(), initial=first)
    if form.is_valid():
        try:
            actions.say_pace(place.space, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed:
            not_now(form)
        except ChangedMeanwhile:
            is_late(form, edition=queries.pace_of(place.space).edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("space", where)
    given = {**around(place, where), "trail": above(place, where), "form": form,
             "looked": queries.looked_after_in(place, request.user, timezone.now())}  # fmt: skip
    return render(request, "spaces/pace.html", given)


# --- oneself --------------------------------------------------------------------------------------


@signed_in
@keeps_what_was_typed
def looking_after(request: HttpRequest) -> HttpResponse:
    """What one looks after, the weeks that one has, and how much one takes on."""
    person, load = request.user, load_of(name_of(request.user))
    first = {"spaces": load.spaces if load else FIRST_SPACES,
             "cases": load.cases if load else FIRST_CASES} | typed_before(request)  # fmt: skip
    form = LoadForm(request.POST or None, initial=first)
    if form.is_valid():
        actions.say_load(form.cleaned_data["spaces"], form.cleaned_data["cases"], by=person,
                         at=timezone.now())  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("looking-after")
    found, offered = queries.looked_after_by(person, timezone.now()), offered_by(person)
    given = {"form": form, "offered": offered, "spaces": [each.space for each in found],
             "needs": lists.needs(found, most=len(found)),
             "weeks": lists.own_weeks(queries.own_weeks(person, today()), today()),
             "has_enough": bool(found or offered) and takes_no_more(name_of(person))}  # fmt: skip
    return render(request, "spaces/looking_after.html", given)


@signed_in
@require_POST
def hand_over(request: HttpRequest, where: str) -> HttpResponse:
    """Look after a space no more, at once."""
    place = looked_after(request, where)
    try:
        actions.hand_over(place.space, by=request.user, at=timezone.now())
    except NotAllowed:
        # Whoever looks after it no more since the page was shown finds nothing there.
        raise Http404 from None
    except actions.NobodyElse:
        messages.warning(request, _("Nobody else looks after it yet, and nobody offers it. Members "
                                    "can offer it at “Who is in it”."))  # fmt: skip
        return redirect("space-members", where)
    messages.success(request, _("You look after it no more. You are still in it."))
    return redirect("looking-after")


@signed_in
@require_POST
def offer_no_more(request: HttpRequest, where: str) -> HttpResponse:
    """Take back that one offers to look after a space."""
    place = place_of(request, where)
    if not place.is_in:
        raise Http404
    offer(place.space, offers=False, by=request.user)
    messages.success(request, _("You offer it no more."))
    return redirect("looking-after")


def _not_now(request: HttpRequest) -> None:
    """Something was changed since the page was shown, or something holds them back for a time."""
    messages.warning(request, _("You can't do that here at this moment. The page of the space says "
                                "why."))  # fmt: skip
