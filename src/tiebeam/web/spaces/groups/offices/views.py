"""Pages of offices: who holds which, to take one, to offer, and to hand it over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.around import above, around, is_late, not_now, once, today
from tiebeam.web.spaces.groups.around import group_of, in_vain, led_group
from tiebeam.web.spaces.groups.offices import actions, lists, queries
from tiebeam.web.spaces.groups.offices.forms import (
    HandOverForm,
    NewOfficeForm,
    OfficeForm,
    TermForm,
)
from tiebeam.web.spaces.models import Office
from tiebeam.web.spaces.queries import Place, people_by_word
from tiebeam.web.spaces.who import name_of
from tiebeam.web.ui.shapes import Link


@signed_in
@require_safe
def offices(request: HttpRequest, where: str) -> HttpResponse:
    """Who holds which office, and until when."""
    place = group_of(request, where)
    found = queries.offices_of(place.space)
    people = people_by_word(each.who for each in found)
    given = {**around(place, where), "trail": above(place, where),
             "posts": lists.posts(found, people, where, today()),
             "may_open": place.looks_after and place.may_write}  # fmt: skip
    return render(request, "spaces/offices.html", given)


@signed_in
@keeps_what_was_typed
def new(request: HttpRequest, where: str) -> HttpResponse:
    """Name an office."""
    place = led_group(request, where)
    form = NewOfficeForm(request.POST or None, initial={"once": once()} | typed_before(request))
    if form.is_valid():
        try:
            actions.open_office(place.space, **form.cleaned_data, by=request.user,
                                at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        else:
            return redirect("space-offices", where)
    given = {**around(place, where), "form": form, "trail": _above(place, where)}
    return render(request, "spaces/office_new.html", given)


@signed_in
@keeps_what_was_typed
def office(request: HttpRequest, where: str, office: str) -> HttpResponse:
    """One office: who holds it, and what a member can do about that."""
    place = group_of(request, where)
    found = _office(place, office)
    holds = place.is_in and found.who == name_of(request.user)
    is_open = not found.who or queries.is_over(found, today())
    # For whoever holds it still, a new term is one more taking.
    writes = place.may_write or (place.is_in and request.method == "POST")
    takes = writes and is_open
    offers = writes and not takes and not holds
    waiting = queries.offers_of(found, today()) if holds else []
    mine = queries.own_offer(found, request.user) if offers else None
    sent = request.POST if "term_until" in request.POST else None
    term = TermForm(sent, today=today(), initial=typed_before(request)) if takes or offers else None
    to = HandOverForm(request.POST if "to" in request.POST else None, offers=waiting) \
        if waiting else None  # fmt: skip
    try:
        if _done(request, found, term, to, takes=takes):
            return redirect("space-office", where, office)
    except NotAllowed:
        if term is None or not term.is_bound:
            return in_vain(request, place, where)
        not_now(term)
    except actions.TakenMeanwhile:
        messages.warning(request, _("Somebody was there before you."))
        return redirect("space-office", where, office)
    people = people_by_word([found.who])
    given = {
        **around(place, where), "office": found, "held": lists.held(found, people, today()),
        "ends_soon": queries.ends_soon(found, today()), "holds": holds, "takes": takes,
        "term": term, "to": to, "mine": mine, "trail": _above(place, where),
        "may_change": place.looks_after and place.may_write,
    }  # fmt: skip
    return render(request, "spaces/office.html", given)


def _done(request: HttpRequest, found: Office, term: Any, to: Any, *, takes: bool) -> bool:
    """Whether what was sent was done."""
    by, at = request.user, timezone.now()
    if "back" in request.POST:
        actions.give_back(found, by=by, at=at)
    elif "no-more" in request.POST and term is not None:
        actions.offer(found, term_until=None, by=by, at=at)
    elif to is not None and to.is_valid():
        actions.hand_over(found, to.cleaned_data["to"], by=by, at=at)
    elif term is not None and term.is_valid():
        until = term.cleaned_data["term_until"]
        (actions.take if takes else actions.offer)(found, term_until=until, by=by, at=at)
    else:
        return False
    return True


@signed_in
@keeps_what_was_typed
def change(request: HttpRequest, where: str, office: str) -> HttpResponse:
    """Say otherwise what it is, or close it."""
    place = led_group(request, where)
    found = _office(place, office)
    first = {"title": found.title, "does": found.does, "edition": found.edition}
    closes = "close" in request.POST
    form = OfficeForm(None if closes else request.POST or None,
                      initial=first | typed_before(request))  # fmt: skip
    try:
        if closes:
            actions.close_office(found, by=request.user, at=timezone.now())
            return redirect("space-offices", where)
        if form.is_valid():
            actions.change_office(found, **form.cleaned_data, by=request.user, at=timezone.now())
            return redirect("space-office", where, office)
    except NotAllowed:
        if closes:
            return in_vain(request, place, where)
        not_now(form)
    except ChangedMeanwhile:
        is_late(form, edition=found.edition)
    except actions.TakenMeanwhile:
        messages.warning(request, _("Somebody holds it. Whoever does can give it back first."))
        return redirect("space-office", where, office)
    here = Link(text=found.title, href=reverse("space-office", args=[where, office]))
    given = {**around(place, where), "form": form, "office": found,
             "trail": [*_above(place, where), here]}  # fmt: skip
    return render(request, "spaces/office_change.html", given)


def _office(place: Place, public_id: str) -> Office:
    found = queries.office_of(place.space, public_id)
    if found is None:
        raise Http404
    return found


def _above(place: Place, where: str) -> list[Link]:
    there = reverse("space-offices", args=[where])
    return [*above(place, where), Link(text=_("Offices"), href=there)]
