"""Pages of the starter kit, for whoever is in the space.

What is posted or planned by it has the forms that every thread and every meeting has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.organisation.uploads import holds_files
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.around import (
    above,
    around,
    is_late,
    not_now,
    once,
    place_of,
    sent,
    today,
)
from tiebeam.web.spaces.attaching.clean import MOST_BYTES
from tiebeam.web.spaces.attaching.forms import ThreadFileForm
from tiebeam.web.spaces.meeting import actions as meetings
from tiebeam.web.spaces.meeting.forms import NewMeetingForm
from tiebeam.web.spaces.models import KitRead, StarterKit
from tiebeam.web.spaces.queries import Place
from tiebeam.web.spaces.starting import actions, lists, queries
from tiebeam.web.spaces.starting.forms import BeginForm, GroupForm, RhythmForm
from tiebeam.web.spaces.starting.kit import FIRST_POST, agendas, kit, prompts, version
from tiebeam.web.ui.shapes import Link


@signed_in
@require_safe
def start(request: HttpRequest, where: str) -> HttpResponse:
    """All of it: what was used, what comes, and when."""
    place = _within(request, where)
    started, read, parts = _all(place)
    coming = queries.to_come(parts)
    days = lists.days(started, len(coming), today())
    still = [parts[each.code] for each in prompts()]
    given = {
        **around(place, where), "trail": above(place, where), "started": started, "read": read,
        "runs_it": _runs_it(place), "who_read": lists.who_read(read, parts),
        "form": BeginForm() if started is None and _runs_it(place) else None,
        "pace": lists.pace(started) if started else "",
        "due": coming[0] if days and days[0] <= today() and _runs_it(place) else None,
        "first": lists.parts([parts[FIRST_POST]], where, read)
        if not parts[FIRST_POST].is_left_out else [],
        "coming": lists.parts(coming, where, read, days, today()),
        "posted": lists.parts([each for each in still if each.is_used], where, read),
        "skipped": lists.parts(
            [each for each in still if each.is_skipped and not each.is_left_out], where, read),
        "left_out": lists.parts(
            [each for each in still if each.is_left_out and not each.is_used], where, read),
        "agendas": lists.parts([parts[each.code] for each in agendas()
                                if not parts[each.code].is_left_out], where, read),
    }  # fmt: skip
    return render(request, "spaces/start.html", given)


@signed_in
@require_POST
def begin(request: HttpRequest, where: str) -> HttpResponse:
    """Begin with it."""
    place = _run_by(request, where)
    form = BeginForm(request.POST)
    if form.is_valid():
        actions.begin(place.space, form.cleaned_data["rhythm"], by=request.user, at=timezone.now())
    return redirect("space-start", where)


@signed_in
@keeps_what_was_typed
def rhythm(request: HttpRequest, where: str) -> HttpResponse:
    """How often a prompt is due; and to pause."""
    place = _run_by(request, where)
    started = _started(place)
    first = {"rhythm": started.rhythm, "edition": started.edition} | typed_before(request)
    stops = {"pause", "go-on"} & set(request.POST)
    if stops:
        actions.pause(place.space, is_paused="pause" in stops, by=request.user, at=timezone.now())
        return redirect("space-start", where)
    form = RhythmForm(request.POST or None, initial=first)
    if form.is_valid():
        try:
            actions.change_rhythm(
                place.space, form.cleaned_data["rhythm"], edition=form.cleaned_data["edition"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except ChangedMeanwhile:
            is_late(form, edition=started.edition)
        else:
            return redirect("space-start", where)
    given = {**around(place, where), "form": form, "started": started,
             "trail": _above(place, where)}  # fmt: skip
    return render(request, "spaces/kit_rhythm.html", given)


# --- one part -------------------------------------------------------------------------------------


@signed_in
def part(request: HttpRequest, where: str, code: str) -> HttpResponse:
    """What it says, what became of it, and when it comes."""
    place = _within(request, where)
    started, read, parts = _all(place)
    found = _part(parts, code)
    may_move = _runs_it(place) and started is not None and found.part.is_prompt
    may_move = may_move and not (found.is_used or found.is_left_out)
    if request.method == "POST":
        if not may_move:
            raise Http404
        return _move(request, place, where, code)
    coming = queries.to_come(parts)
    given = {
        **around(place, where), "trail": _above(place, where), "found": found, "read": read,
        "may_use": _runs_it(place) and started is not None, "may_move": may_move,
        "is_next": bool(coming) and coming[0].part.code == code, "used": lists.used(found),
        "source": found.part.source if not found.is_changed else None,
        "due": _due(started, coming, code),
        **lists.as_shown(found),
    }  # fmt: skip
    return render(request, "spaces/kit_part.html", given)


def _due(started: StarterKit | None, coming: Sequence[queries.Given], code: str) -> str:
    """When a prompt is due, in words; empty where no day is set."""
    days = lists.days(started, len(coming), today())
    found = [day for each, day in zip(coming, days, strict=False) if each.part.code == code]
    return lists.due_words(found[0], today()) if found else ""


def _move(request: HttpRequest, place: Place, where: str, code: str) -> HttpResponse:
    by, at = request.user, timezone.now()
    try:
        if "next" in request.POST:
            actions.come_next(place.space, code, by=by, at=at)
        elif "skip" in request.POST or "take-in" in request.POST:
            actions.skip(place.space, code, is_skipped="skip" in request.POST, by=by, at=at)
    except NotAllowed:
        messages.warning(request, _("Somebody else has posted it meanwhile."))
    return redirect("space-start", where)


@signed_in
@holds_files(most_bytes=MOST_BYTES)
@keeps_what_was_typed
def post(request: HttpRequest, where: str, code: str) -> HttpResponse:
    """Post it, in the words that the form holds."""
    place = _run_by(request, where)
    started, _read, parts = _all(place)
    found = _part(parts, code)
    if started is None or found.part.is_agenda or found.is_left_out:
        raise Http404
    if found.is_used and request.method != "POST":
        return redirect("kit-part", where, code)
    first = {"once": once(), "title": found.title, "text": found.text} | typed_before(request)
    form = ThreadFileForm(*sent(request, may=place.may_write), initial=first)
    # A prompt is longer than what most threads begin with.
    form.fields["text"].widget.attrs["rows"] = 16
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.post(
                place.space, code, form.brought, title=said["title"], text=said["text"],
                once=said["once"], by=request.user, at=timezone.now(),
            )  # fmt: skip
        except NotAllowed:
            not_now(form)
            form.choose_again()
        except actions.AlreadyPosted:
            form.add_error(None, _("Somebody else has posted it meanwhile. What you typed is still "
                                   "here, and can be copied into an answer."))  # fmt: skip
            form.choose_again()
        else:
            return redirect("thread", where, made.public_id)
    given = {**around(place, where), "form": form,
             "trail": [*_above(place, where), _to(where, found)]}  # fmt: skip
    return render(request, "spaces/thread_new.html", given)


@signed_in
@keeps_what_was_typed
def plan(request: HttpRequest, where: str, code: str) -> HttpResponse:
    """Plan a meeting with an agenda, in the words that the form holds."""
    place = _run_by(request, where)
    started, _read, parts = _all(place)
    found = _part(parts, code)
    if started is None or not found.part.is_agenda or found.is_left_out:
        raise Http404
    first = {"once": once(), "title": found.title, "agenda": found.text} | typed_before(request)
    form = NewMeetingForm(request.POST or None, today=today(), initial=first)
    if form.is_valid():
        try:
            made = actions.plan(
                place.space, code, form.said, form.cleaned_data["agenda"],
                once=form.cleaned_data["once"], by=request.user, at=timezone.now(),
            )  # fmt: skip
        except NotAllowed:
            not_now(form)
        except meetings.Enough:
            form.add_error(None, _("%(number)s meetings are to come already.")
                           % {"number": meetings.MOST_TO_COME})  # fmt: skip
        else:
            return redirect("meeting", where, made.public_id)
    given = {**around(place, where), "form": form,
             "trail": [*_above(place, where), _to(where, found)]}  # fmt: skip
    return render(request, "spaces/meeting_new.html", given)


# --- who reads it ---------------------------------------------------------------------------------


@signed_in
def group(request: HttpRequest, where: str) -> HttpResponse:
    """Hand it to a resource group that the space stands with, or take it from there."""
    place = _run_by(request, where)
    if place.space.is_hidden:
        raise Http404
    read = queries.read_of(place.space)
    is_old = read is not None and read.version != version()
    groups = [each for each in queries.groups_for(request.user, place.space)
              if read is None or is_old or each != read.group]  # fmt: skip
    if "take-back" in request.POST:
        actions.take_from_group(place.space, by=request.user, at=timezone.now())
        return redirect("space-start", where)
    form = GroupForm(request.POST or None, groups=groups)
    if form.is_valid():
        try:
            actions.hand_to(place.space, form.chosen, by=request.user, at=timezone.now())
        except NotAllowed:
            not_now(form)
        else:
            return redirect("space-start", where)
    given = {**around(place, where), "form": form if groups else None, "read": read,
             "is_old": is_old, "trail": _above(place, where)}  # fmt: skip
    return render(request, "spaces/kit_group.html", given)


# --- what they share ------------------------------------------------------------------------------


def _within(request: HttpRequest, where: str) -> Place:
    """A space, for whoever is in it: how far it has come is nobody else's business."""
    place = place_of(request, where)
    if not place.is_in:
        raise Http404
    return place


def _runs_it(place: Place) -> bool:
    return place.looks_after and place.may_write


def _run_by(request: HttpRequest, where: str) -> Place:
    place = _within(request, where)
    if not _runs_it(place):
        raise Http404
    return place


def _started(place: Place) -> StarterKit:
    found = queries.kit_of(place.space)
    if found is None:
        raise Http404
    return found


def _all(place: Place) -> tuple[StarterKit | None, KitRead | None, Any]:
    started, read = queries.kit_of(place.space), queries.read_of(place.space)
    return started, read, queries.given(started, read)


def _part(parts: Any, code: str) -> queries.Given:
    if code not in kit():
        raise Http404
    found: queries.Given = parts[code]
    return found


def _above(place: Place, where: str) -> list[Link]:
    here = Link(text=_("Starter kit"), href=reverse("space-start", args=[where]))
    return [*above(place, where), here]


def _to(where: str, found: queries.Given) -> Link:
    return Link(text=found.title, href=reverse("kit-part", args=[where, found.part.code]))
