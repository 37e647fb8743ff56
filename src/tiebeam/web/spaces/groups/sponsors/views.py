"""Pages of a sponsor: the office, its duties, and what became of each."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.around import above, around, is_late, not_now, once, shows, today
from tiebeam.web.spaces.groups.around import group_of, heard, in_vain, leads
from tiebeam.web.spaces.groups.sponsors import actions, lists, queries
from tiebeam.web.spaces.groups.sponsors.duties import words
from tiebeam.web.spaces.groups.sponsors.forms import DutyForm, LineForm, NewDutyForm, SayForm
from tiebeam.web.spaces.lists import name
from tiebeam.web.spaces.models import Duty, Sponsor
from tiebeam.web.spaces.queries import Place, people_by_word
from tiebeam.web.ui.shapes import Link


@signed_in
def sponsor(request: HttpRequest, where: str) -> HttpResponse:
    """Who stands up for a group, and what they do."""
    place = group_of(request, where)
    found = queries.sponsor_of(place.space)
    if request.method == "POST":
        return _acts(request, place, found, where)
    before = list(queries.sponsors_before(place.space))
    people = people_by_word([each.who for each in before] + ([found.who] if found else []))
    duties = queries.duties_of(found) if found else []
    given = {
        **around(place, where), "trail": above(place, where), "sponsor": found,
        "called": name(found.who, people) if found and found.who else "",
        "duties": lists.posts(duties, where, today()),
        "duties_before": lists.posts(queries.duties_before(place.space), where, today()),
        "before": lists.held_before(before, people),
        "may_take": queries.may_take(request.user, place, found),
        "may_open": place.looks_after and place.may_write,
        "may_change": _is_one_side(request, place, found),
        "is_sponsor": queries.is_sponsor(request.user, found),
    }  # fmt: skip
    return render(request, "spaces/sponsor.html", given)


def _acts(
    request: HttpRequest, place: Place, found: Sponsor | None, where: str
) -> HttpResponse:  # fmt: skip
    by, at = request.user, timezone.now()
    try:
        if "open" in request.POST:
            actions.open_office(place.space, by=by, at=at)
        elif "take" in request.POST and found is not None:
            actions.take(found, by=by, at=at)
            messages.success(request, _("You stand up for this group now. Whoever knows of "
                                        "it sees that."))  # fmt: skip
        elif "end" in request.POST and found is not None:
            actions.end(found, by=by, at=at)
    except NotAllowed:
        return in_vain(request, place, where)
    except actions.TakenMeanwhile:
        messages.warning(request, _("Somebody was there before you."))
    return redirect("space-sponsor", where)


@signed_in
@keeps_what_was_typed
def new_duty(request: HttpRequest, where: str) -> HttpResponse:
    """One duty more."""
    place = group_of(request, where)
    found = queries.sponsor_of(place.space)
    if found is None or not _is_one_side(request, place, found):
        raise Http404
    first = {"once": once(), "rhythm": "quarter"} | typed_before(request)
    form = NewDutyForm(request.POST or None, today=today(), initial=first)
    if form.is_valid():
        try:
            actions.add_duty(found, **form.said, once=form.cleaned_data["once"], by=request.user,
                             at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        except actions.TakenMeanwhile:
            _no_more(form)
        else:
            return redirect("space-sponsor", where)
    given = {**around(place, where), "form": form, "trail": _above(place, where)}
    return render(request, "spaces/duty_new.html", given)


@signed_in
@keeps_what_was_typed
def duty(request: HttpRequest, where: str, duty: str) -> HttpResponse:
    """A duty, and what became of it each time."""
    place = group_of(request, where)
    found = _duty(place, duty)
    holds, said = queries.is_sponsor(request.user, found.sponsor), list(found.said.all())
    is_on = (found.ended_on is None and found.sponsor.ended_on is None
             and found.due_on is not None)  # fmt: skip
    says = not holds and (is_on or request.method == "POST") and heard(request, place)
    first = {"number": len(said)} | typed_before(request)
    form = SayForm(request.POST if "kept" in request.POST else None, today=today(),
                   initial=first) if says else None  # fmt: skip
    last = {"about": said[-1].number, "says": said[-1].sponsor_says} if said else {}
    own = LineForm(request.POST if "line" in request.POST else None,
                   initial=last) if holds and said else None  # fmt: skip
    if (form and _said(request, found, form)) or (own and _own_line(request, found, own)):
        return redirect("space-sponsor-duty", where, duty)
    given = {
        **around(place, where), "duty": found, "words": words(found), "form": form, "own": own,
        "rhythm": lists.RHYTHMS[Duty.Rhythm(found.rhythm)], "due": lists.due(found, today()),
        "moments": lists.moments(found), "trail": _above(place, where),
        "may_change": found.ended_on is None and _is_one_side(request, place, found.sponsor),
    }  # fmt: skip
    return render(request, "spaces/duty.html", given)


def _said(request: HttpRequest, found: Duty, form: SayForm) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.say(found, form.said, number=form.cleaned_data["number"], by=request.user,
                    at=timezone.now())  # fmt: skip
    except NotAllowed:
        not_now(form)
        return False
    except actions.TakenMeanwhile:
        _no_more(form)
        return False
    except ChangedMeanwhile:
        form.add_error(None, _("Somebody else said what became of it meanwhile. Look below."))
        shows(form, number=len(found.said.all()))
        return False
    return True


def _own_line(request: HttpRequest, found: Duty, own: LineForm) -> bool:
    if not own.is_valid():
        return False
    about = queries.said_of(found, own.cleaned_data["about"])
    if about is None:
        raise Http404
    actions.add_line(about, own.cleaned_data["says"], by=request.user, at=timezone.now())
    return True


@signed_in
@keeps_what_was_typed
def change_duty(request: HttpRequest, where: str, duty: str) -> HttpResponse:
    """Say otherwise what a duty is, or end it."""
    place = group_of(request, where)
    found = _duty(place, duty)
    is_gone = found.ended_on is not None and request.method != "POST"
    if is_gone or not _is_one_side(request, place, found.sponsor):
        raise Http404
    first = {"says": words(found), "rhythm": found.rhythm, "due_on": found.due_on,
             "edition": found.edition}  # fmt: skip
    ends = "end" in request.POST
    form = DutyForm(None if ends else request.POST or None, today=today(),
                    initial=first | typed_before(request))  # fmt: skip
    try:
        if ends:
            actions.end_duty(found, by=request.user, at=timezone.now())
            return redirect("space-sponsor", where)
        if form.is_valid():
            actions.change_duty(found, **form.said, edition=form.cleaned_data["edition"],
                                by=request.user, at=timezone.now())  # fmt: skip
            return redirect("space-sponsor-duty", where, duty)
    except NotAllowed:
        if ends:
            return in_vain(request, place, where)
        not_now(form)
    except actions.TakenMeanwhile:
        if ends:
            return redirect("space-sponsor", where)
        _no_more(form)
    except ChangedMeanwhile:
        is_late(form, edition=found.edition)
    given = {**around(place, where), "form": form, "words": words(found),
             "trail": [*_above(place, where), Link(text=words(found), href=reverse(
                 "space-sponsor-duty", args=[where, duty]))]}  # fmt: skip
    return render(request, "spaces/duty_change.html", given)


def _no_more(form: NewDutyForm | DutyForm | SayForm) -> None:
    form.add_error(None, _("Meanwhile this duty was ended, or the office of the sponsor was. What "
                           "you typed is still here."))  # fmt: skip


def _duty(place: Place, public_id: str) -> Duty:
    found = queries.duty_of(place.space, public_id)
    if found is None:
        raise Http404
    return found


def _is_one_side(request: HttpRequest, place: Place, found: Sponsor | None) -> bool:
    """Whether somebody looks after the group, or is its sponsor; or sends what they typed as one of
    them, also if it ended meanwhile."""
    if found is None or (found.ended_on is not None and request.method != "POST"):
        return False
    return leads(request, place) or queries.is_sponsor(request.user, found)


def _above(place: Place, where: str) -> list[Link]:
    there = reverse("space-sponsor", args=[where])
    return [*above(place, where), Link(text=_("Its sponsor"), href=there)]
