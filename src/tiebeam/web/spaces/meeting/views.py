"""Pages of meetings.

Each begins with the space, so what stands in one that is hidden does not exist.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.around import (
    above,
    around,
    is_late,
    looked_after,
    not_now,
    once,
    place_of,
    today,
)
from tiebeam.web.spaces.lists import name
from tiebeam.web.spaces.meeting import actions, lists, queries, structures
from tiebeam.web.spaces.meeting.calendar import file_of, name_of_file
from tiebeam.web.spaces.meeting.forms import (
    ChangeMeetingForm,
    CloseForm,
    ComingForm,
    DecisionsForm,
    DueForm,
    NewMeetingForm,
    UndertakingForm,
    decisions_as_text,
)
from tiebeam.web.spaces.models import Became, Meeting, Turn, Undertaking
from tiebeam.web.spaces.needs import opened
from tiebeam.web.spaces.queries import ON_A_PAGE, Place, people_by_word
from tiebeam.web.spaces.who import name_of
from tiebeam.web.ui.shapes import Link

#: Structures that changed, on the page of the space.
ON_THE_PAGE: Final = 3

# --- all of them ----------------------------------------------------------------------------------


@signed_in
@require_safe
def meetings(request: HttpRequest, where: str) -> HttpResponse:
    """Those that are to come, and those that were."""
    place, now = _read(request, where), timezone.now()
    page = Paginator(queries.that_were(place, now), ON_A_PAGE).get_page(request.GET.get("page"))
    given = {
        **around(place, where), "trail": above(place, where), "page": page,
        "to_come": lists.posts(queries.to_come(place, now), where) if page.number == 1 else [],
        "were": lists.posts(page, where),
        "offers": place.is_in and queries.offers_turns(place.space, request.user),
    }  # fmt: skip
    return render(request, "spaces/meetings.html", given)


@signed_in
@require_safe
def changed(request: HttpRequest, where: str) -> HttpResponse:
    """The structures that its meetings changed."""
    place = _read(request, where)
    page = Paginator(queries.what_changed(place), ON_A_PAGE).get_page(request.GET.get("page"))
    given = {**around(place, where), "trail": [*above(place, where), _meetings(where)],
             "page": page, "posts": lists.changed(list(page), where)}  # fmt: skip
    return render(request, "spaces/meetings_changed.html", given)


@signed_in
@require_POST
def offer_turns(request: HttpRequest, where: str) -> HttpResponse:
    """Offer to take a role when it is one's turn, or offer it no more."""
    place = place_of(request, where)
    if not place.is_in:
        raise Http404
    try:
        actions.offer_turns(place.space, offers="offer" in request.POST, by=request.user,
                            at=timezone.now())  # fmt: skip
    except NotAllowed:
        messages.warning(request, _("You can't do that here at this moment."))
    return redirect("meetings", where)


@signed_in
@keeps_what_was_typed
def new(request: HttpRequest, where: str) -> HttpResponse:
    """A meeting that is to be."""
    place = _may_plan(request, where)
    first = {"once": once()} | typed_before(request)
    form = NewMeetingForm(request.POST or None, today=today(), initial=first)
    if form.is_valid():
        try:
            made = actions.make_meeting(
                place.space, form.said, form.cleaned_data["agenda"],
                once=form.cleaned_data["once"], by=request.user, at=timezone.now(),
            )  # fmt: skip
        except NotAllowed:
            not_now(form)
        except actions.Enough:
            form.add_error(None, _("%(number)s meetings are to come already.")
                           % {"number": actions.MOST_TO_COME})  # fmt: skip
        else:
            return redirect("meeting", where, made.public_id)
    given = {**around(place, where), "form": form,
             "trail": [*above(place, where), _meetings(where)]}  # fmt: skip
    return render(request, "spaces/meeting_new.html", given)


# --- one of them ----------------------------------------------------------------------------------


@signed_in
@require_safe
def meeting(request: HttpRequest, where: str, meeting: str) -> HttpResponse:
    """When and where, what about, whose turn it is, and what came of it."""
    place = _read(request, where)
    found, now = _meeting(place, meeting), timezone.now()
    is_to_come = found.cancelled_on is None and found.ends_at > now
    has = queries.roles_of(found, request.user, is_in=place.is_in)
    to_do = list(found.undertakings.select_related("meeting").order_by("pk"))
    people = people_by_word([*has.taken.values(), *(each.who for each in to_do)])
    may_write = place.may_write and found.cancelled_on is None
    given = {
        **around(place, where), "meeting": found, "when": lists.when(found),
        "trail": [*above(place, where), _meetings(where)],
        "is_to_come": is_to_come, "may_write": may_write,
        "may_note": may_write and (place.looks_after or bool({"host", "notes"} & set(has.mine))),
        "agenda": lists.agenda(found), "decisions": found.decisions.all(),
        "roles": lists.roles(has, people, is_to_come=is_to_come, may_write=place.may_write),
        "turn": lists.ROLES[has.turn] if has.turn and is_to_come and place.may_write else "",
        "turn_role": has.turn, "does": lists.DOES.get(has.turn, ""),
        "to_do": lists.undertakings(to_do, people, where),
        "said": _own_answer(place, found, request.user) if is_to_come else None,
    }  # fmt: skip
    return render(request, "spaces/meeting.html", given)


def _own_answer(place: Place, found: Meeting, person: Any) -> str | None:
    """What somebody said themselves, empty where nothing; None for whoever is not asked."""
    if not place.is_in:
        return None
    mine = queries.own_answer(found, person)
    return str(lists.COMES[mine.says]) if mine else ""


@signed_in
@never_cache
@require_safe
def file(request: HttpRequest, where: str, meeting: str) -> HttpResponse:
    """The meeting for one's own calendar."""
    place = _read(request, where)
    found = _meeting(place, meeting)
    page = request.build_absolute_uri(reverse("meeting", args=[where, found.public_id]))
    answer = HttpResponse(file_of(found, place.space, page=page), content_type="text/calendar")
    named = name_of_file(found, place.space)
    answer.headers["Content-Disposition"] = f'attachment; filename="{named}"'
    return answer


@signed_in
@keeps_what_was_typed
def change(request: HttpRequest, where: str, meeting: str) -> HttpResponse:
    """When and where it is, and what about."""
    place = _may_plan(request, where)
    found = _meeting(place, meeting)
    if found.cancelled_on is not None:
        raise Http404
    first = ChangeMeetingForm.first(found) | typed_before(request)
    form = ChangeMeetingForm(request.POST or None, today=today(), initial=first)
    if form.is_valid():
        try:
            actions.change_meeting(
                found, form.said, form.cleaned_data["agenda"], by=request.user,
                edition=form.cleaned_data["edition"], at=timezone.now(),
            )  # fmt: skip
        except (NotAllowed, actions.IsOver):
            not_now(form)
        except ChangedMeanwhile:
            is_late(form, edition=found.edition)
        else:
            return redirect("meeting", where, meeting)
    given = {**around(place, where), "form": form, "trail": _above(place, where, found)}
    return render(request, "spaces/meeting_change.html", given)


@signed_in
def call_off(request: HttpRequest, where: str, meeting: str) -> HttpResponse:
    """It does not take place."""
    place = _may_plan(request, where)
    found = _meeting(place, meeting)
    if found.cancelled_on is not None or found.ends_at <= timezone.now():
        raise Http404
    if request.method == "POST":
        try:
            actions.call_off(found, by=request.user, at=timezone.now())
        except (NotAllowed, actions.IsOver):
            messages.warning(request, _("You can't do that here at this moment."))
        return redirect("meeting", where, meeting)
    given = {**around(place, where), "meeting": found, "trail": _above(place, where, found)}
    return render(request, "spaces/meeting_call_off.html", given)


# --- who comes, and who does what -----------------------------------------------------------------


# What somebody needs is kept enciphered alone, and so in no session, should theirs have ended.
@signed_in
@never_cache
def coming(request: HttpRequest, where: str, meeting: str) -> HttpResponse:
    """Whether one comes; and who does, for those who look after the space."""
    place, found = _to_come(request, where, meeting, timezone.now())
    mine = queries.own_answer(found, request.user)
    first = {"says": mine.says, "needs": opened(mine.needs)} if mine else {}
    form = ComingForm(request.POST or None, initial=first)
    if form.is_valid():
        try:
            actions.answer(found, form.cleaned_data["says"], form.cleaned_data["needs"],
                           by=request.user, at=timezone.now())  # fmt: skip
        except (NotAllowed, actions.IsOver):
            not_now(form)
        else:
            messages.success(request, _("Saved. You can change it until the meeting is over."))
            return redirect("meeting", where, meeting)
    guests = queries.guests_of(found) if place.looks_after else None
    given = {
        **around(place, where), "meeting": found, "form": form, "mine": mine,
        "trail": _above(place, where, found),
        "guests": lists.guests(guests) if guests else [], "needs": guests.needs if guests else [],
    }  # fmt: skip
    return render(request, "spaces/meeting_coming.html", given)


@signed_in
@require_POST
def take_answer_back(request: HttpRequest, where: str, meeting: str) -> HttpResponse:
    """As if one had said nothing."""
    _place, found = _to_come(request, where, meeting, timezone.now())
    actions.take_answer_back(found, by=request.user)
    messages.success(request, _("It is gone: your answer, and what you need."))
    return redirect("meeting", where, meeting)


@signed_in
@require_POST
def roles(request: HttpRequest, where: str, meeting: str) -> HttpResponse:
    """Take a role, have it no more, or take none this time."""
    at = timezone.now()
    _place, found = _to_come(request, where, meeting, at)
    sent, by = request.POST, request.user
    try:
        if "take" in sent:
            actions.take_role(found, sent["take"], by=by, at=at)
        elif sent.get("give-back") in Turn.values:
            actions.give_role_back(found, sent["give-back"], by=by, at=at)
        elif "pass" in sent:
            actions.pass_on(found, by=by, at=at)
    except actions.AlreadyTaken:
        messages.warning(request, _("Somebody else has taken it meanwhile."))
    except (NotAllowed, actions.IsOver):
        messages.warning(request, _("You can't do that here at this moment."))
    return redirect("meeting", where, meeting)


# --- what came of it ------------------------------------------------------------------------------


@signed_in
@keeps_what_was_typed
def decided(request: HttpRequest, where: str, meeting: str) -> HttpResponse:
    """Write down what was decided."""
    place = _read(request, where)
    found = _meeting(place, meeting)
    if found.cancelled_on is not None or not queries.may_note(place, found, request.user):
        raise Http404
    first = {"edition": found.edition, "text": decisions_as_text(found.decisions.all())}
    form = DecisionsForm(request.POST or None, initial=first | typed_before(request))
    if form.is_valid():
        try:
            actions.write_decisions(
                found, form.cleaned_data["text"], edition=form.cleaned_data["edition"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except NotAllowed:
            not_now(form)
        except ChangedMeanwhile:
            is_late(form, edition=found.edition)
        else:
            return redirect("meeting", where, meeting)
    given = {**around(place, where), "form": form, "trail": _above(place, where, found)}
    return render(request, "spaces/meeting_decided.html", given)


@signed_in
@keeps_what_was_typed
def add(request: HttpRequest, where: str, meeting: str) -> HttpResponse:
    """Something to be done, which one may take on at once."""
    place = _read(request, where)
    found = _meeting(place, meeting)
    if not place.may_write or found.cancelled_on is not None:
        raise Http404
    first = {"once": once()} | typed_before(request)
    form = UndertakingForm(request.POST or None, today=today(), initial=first)
    if form.is_valid():
        try:
            actions.add_undertaking(found, **form.cleaned_data, by=request.user,
                                    at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        except actions.Enough:
            form.add_error(None, _("A meeting leaves no more than %(number)s things to do.")
                           % {"number": actions.MOST_UNDERTAKINGS})  # fmt: skip
        else:
            return redirect("meeting", where, meeting)
    given = {**around(place, where), "form": form, "trail": _above(place, where, found)}
    return render(request, "spaces/undertaking_new.html", given)


@signed_in
@keeps_what_was_typed
def undertaking(request: HttpRequest, where: str, meeting: str, undertaking: str) -> HttpResponse:
    """What is to be done: to take it, to give it back, and what became of it."""
    place = _read(request, where)
    found = _undertaking(_meeting(place, meeting), undertaking)
    is_mine = bool(found.who) and found.who == name_of(request.user)
    may_take = place.may_write and not found.became and (is_mine or not found.who)
    takes = may_take and "take" in request.POST
    first = {"due_on": found.due_on} | typed_before(request)
    form = DueForm(request.POST if takes else None, today=today(), initial=first)
    if request.method == "POST":
        try:
            if _is_done(request, found, form if takes else None):
                return redirect("meeting", where, meeting)
        except actions.AlreadyTaken:
            messages.warning(request, _("Somebody else has taken it meanwhile."))
            return redirect("meeting", where, meeting)
        except NotAllowed:
            raise Http404 from None
    links = structures.links(request.user, [found.structure]) if found.structure else {}
    given = {
        **around(place, where), "found": found, "trail": _above(place, where, found.meeting),
        "form": form if may_take else None, "is_mine": is_mine,
        "may_close": is_mine and place.may_write and not found.became,
        "may_reopen": is_mine and place.may_write and bool(found.became),
        "may_strike": place.looks_after and not found.who and not found.became,
        "became": lists.BECAME.get(found.became, ""), "structure": links.get(found.structure),
        "who": name(found.who, people_by_word([found.who])) if found.who else "",
    }  # fmt: skip
    return render(request, "spaces/undertaking.html", given)


def _is_done(request: HttpRequest, found: Undertaking, form: DueForm | None) -> bool:
    """Whether what was sent has been done."""
    by, at = request.user, timezone.now()
    if form is not None:
        if not form.is_valid():
            return False
        actions.take(found, due_on=form.cleaned_data["due_on"], by=by, at=at)
    elif "give-back" in request.POST:
        actions.give_back(found, by=by)
    elif "strike" in request.POST:
        actions.strike_out(found, by=by)
    elif "reopen" in request.POST:
        actions.reopen(found, by=by, at=at)
    else:
        return False
    return True


@signed_in
@keeps_what_was_typed
def close(request: HttpRequest, where: str, meeting: str, undertaking: str) -> HttpResponse:
    """Say what became of what one took on."""
    place = _read(request, where)
    found = _undertaking(_meeting(place, meeting), undertaking)
    if not place.may_write or found.became or found.who != name_of(request.user):
        raise Http404
    form = CloseForm(request.POST or None, structures=structures.choices(request.user),
                     initial=typed_before(request))  # fmt: skip
    if form.is_valid():
        try:
            actions.close(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed:
            not_now(form)
        else:
            if form.cleaned_data["became"] == Became.CHANGED:
                messages.success(request, _("It stands now with what the meetings changed."))
            return redirect("meeting", where, meeting)
    given = {**around(place, where), "form": form, "found": found,
             "trail": _above(place, where, found.meeting)}  # fmt: skip
    return render(request, "spaces/undertaking_close.html", given)


# --- on the page of the space ---------------------------------------------------------------------


def met(place: Place, where: str) -> dict[str, Any]:
    """The next meeting, and what the last ones changed."""
    if not place.may_read:
        return {}
    coming = queries.next_one(place, timezone.now())
    changed = list(queries.what_changed(place)[:ON_THE_PAGE])
    return {"next_meeting": lists.posts([coming], where) if coming else [],
            "changed": lists.changed(changed, where)}  # fmt: skip


# --- what they share ------------------------------------------------------------------------------


def _read(request: HttpRequest, where: str) -> Place:
    place = place_of(request, where)
    if not place.may_read:
        raise Http404
    return place


def _may_plan(request: HttpRequest, where: str) -> Place:
    place = looked_after(request, where)
    if place.space.closed_on is not None:
        raise Http404
    return place


def _meeting(place: Place, public_id: str) -> Meeting:
    found = queries.meeting_in(place, public_id)
    if found is None:
        raise Http404
    return found


def _to_come(
    request: HttpRequest, where: str, public_id: str, at: datetime
) -> tuple[Place, Meeting]:
    """A meeting that is to come, for whoever is in the space."""
    place = place_of(request, where)
    if not place.is_in:
        raise Http404
    found = _meeting(place, public_id)
    if found.cancelled_on is not None or found.ends_at <= at:
        raise Http404
    return place, found


def _undertaking(meeting: Meeting, public_id: str) -> Undertaking:
    found = queries.undertaking_in(meeting, public_id)
    if found is None:
        raise Http404
    return found


def _meetings(where: str) -> Link:
    return Link(text=_("Meetings"), href=reverse("meetings", args=[where]))


def _above(place: Place, where: str, meeting: Meeting) -> list[Link]:
    here = Link(text=meeting.title, href=reverse("meeting", args=[where, meeting.public_id]))
    return [*above(place, where), _meetings(where), here]
