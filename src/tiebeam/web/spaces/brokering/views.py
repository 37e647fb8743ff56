"""Pages of questions and briefs: to ask, the broker's desk, and what a group lets others read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.permissions import Role, allow, signed_in
from tiebeam.web.spaces import lists as spaces
from tiebeam.web.spaces.actions import NotAllowed
from tiebeam.web.spaces.around import (
    above,
    around,
    looked_after,
    not_now,
    once,
    place_of,
    today,
)
from tiebeam.web.spaces.brokering import actions, lists, queries
from tiebeam.web.spaces.brokering.forms import AskForm, BriefForm, ChooseForm, OfficeHoursForm
from tiebeam.web.spaces.models import Brief, Question
from tiebeam.web.spaces.queries import ON_A_PAGE, Place
from tiebeam.web.spaces.written import as_html
from tiebeam.web.ui.shapes import Link

# --- to ask ---------------------------------------------------------------------------------------


@signed_in
@keeps_what_was_typed
def ask(request: HttpRequest) -> HttpResponse:
    """One line, for oneself; what one asked before; and what is there without asking."""
    return _ask(request, None, "")


@signed_in
@keeps_what_was_typed
def ask_in(request: HttpRequest, where: str) -> HttpResponse:
    """One line in a space, where the answer stands too."""
    place = place_of(request, where)
    if not place.may_write:
        raise Http404
    return _ask(request, place, where)


def _ask(request: HttpRequest, place: Place | None, where: str) -> HttpResponse:
    form = AskForm(request.POST or None, initial={"once": once()} | typed_before(request))
    before: list[Brief] = []
    if form.is_valid():
        text = form.cleaned_data["text"]
        before = [] if "send" in request.POST else queries.answered_before(text, request.user)
        if not before and _was_asked(request, form, place):
            messages.success(request, _("Asked. The answer will stand below “What you asked”."))
            return redirect("ask")
    given = {
        "form": form, "before": lists.briefs(before, queries.named(before, request.user)),
        "asked": lists.own_questions(queries.asked_by(request.user)),
        **_around(request, place, where),
    }  # fmt: skip
    return render(request, "spaces/ask.html", given)


def _around(request: HttpRequest, place: Place | None, where: str) -> dict[str, Any]:
    """In a space, what each of its pages says; else where one can begin without asking."""
    if place:
        return {**around(place, where), "trail": above(place, where)}
    person, day = request.user, today()
    return {"programme": spaces.posts(queries.programme(person, day)),
            "office": lists.office(queries.office_hours(person, day))}  # fmt: skip


def _was_asked(request: HttpRequest, form: AskForm, place: Place | None) -> bool:
    said = form.cleaned_data
    try:
        actions.ask(said["text"], once=said["once"], by=request.user, at=timezone.now(),
                    space=place.space if place else None)  # fmt: skip
    except NotAllowed:
        not_now(form)
    except actions.EnoughWaits:
        form.add_error(None, _("%(number)s of your questions wait already. Take one back first.")
                       % {"number": actions.MOST_WAITING})  # fmt: skip
    return form.is_valid()


@signed_in
@require_POST
def take_question_back(request: HttpRequest, question: str) -> HttpResponse:
    """Ask it no more."""
    found = queries.asked_by(request.user).filter(public_id=question).first()
    if found is None:
        raise Http404
    actions.take_question_back(found, by=request.user)
    return redirect("ask")


# --- the desk -------------------------------------------------------------------------------------


@allow(Role.BROKER)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Questions that wait, and briefs to be passed on."""
    aside = "aside" in request.GET
    found = queries.waiting().filter(set_aside=True) if aside else queries.to_look_at()
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    given = {
        "aside": aside, "page": page, "posts": lists.waiting(page),
        "is_aside": queries.waiting().filter(set_aside=True).exists(),
        "with_groups": lists.waiting(queries.waiting().exclude(handed_to=None)[:ON_A_PAGE]),
        "briefs": lists.to_pass(queries.briefs_to_pass()[:ON_A_PAGE]),
    }  # fmt: skip
    return render(request, "spaces/desk.html", given)


@allow(Role.BROKER)
def question(request: HttpRequest, question: str) -> HttpResponse:
    """A question: what was answered before, a group to ask, or not now."""
    found = queries.question(question)
    if found is None:
        raise Http404
    groups = queries.may_be_asked(found, request.user)
    hands = "hand" in request.POST
    form = ChooseForm(request.POST if hands else None, spaces=groups,
                      label=_("The group that is asked"))  # fmt: skip
    try:
        if _is_done(request, found, form):
            return redirect("desk")
    except NotAllowed:
        messages.warning(request, _("Somebody has gone on with it meanwhile."))
        return redirect("desk")
    near = queries.answered_before(found.text, request.user)
    written = list(found.proposed.all())
    given = {
        "found": found, "form": form if groups else None, "trail": [_desk()],
        "before": [*written, *(each for each in near if each not in written)], "written": written,
    }  # fmt: skip
    return render(request, "spaces/desk_question.html", given)


def _is_done(request: HttpRequest, found: Question, form: ChooseForm) -> bool:
    """Whether what was sent has gone on."""
    by, at = request.user, timezone.now()
    if "hand" in request.POST and form.is_valid():
        actions.hand_to(found, form.chosen, by=by, at=at)
    elif "aside" in request.POST:
        actions.set_aside(found, aside=not found.set_aside, by=by, at=at)
    elif "brief" in request.POST:
        brief = queries.brief_for(by, request.POST["brief"])
        if brief is None:
            raise NotAllowed("It was taken back meanwhile.")
        actions.answer_with(found, brief, by=by, at=at)
    else:
        return False
    return True


@allow(Role.BROKER)
def pass_on(request: HttpRequest, brief: str) -> HttpResponse:
    """Let a brief be read in one more space."""
    found = _brief(request, brief)
    there = queries.may_be_passed_to(found, request.user)
    form = ChooseForm(request.POST or None, spaces=there, label=_("The space that may read it"))
    if form.is_valid():
        try:
            actions.pass_to(found, form.chosen, by=request.user, at=timezone.now())
        except NotAllowed:
            raise Http404 from None
        return redirect(found)
    given = {"brief": found, "form": form if there else None,
             "trail": [_desk(), Link(text=found.title, href=found.get_absolute_url())]}  # fmt: skip
    return render(request, "spaces/brief_pass.html", given)


# --- briefs ---------------------------------------------------------------------------------------


@signed_in
@require_safe
def brief(request: HttpRequest, brief: str) -> HttpResponse:
    """What a group lets others read."""
    found = _brief(request, brief)
    named = queries.named([found], request.user)
    given = {
        "asked": list(queries.asked_by(request.user).filter(brief=found)), "brief": found,
        "html": as_html(found.text), "trail": spaces.trail(),
        "from_whom": lists.from_whom(found, named),
        "may_take_back": queries.may_take_back(request.user, found),
        "may_pass": queries.is_broker(request.user),
        "question": lists.written_for(found) if queries.is_broker(request.user) else "",
        "stands_in": queries.stands_in(found, request.user),
    }  # fmt: skip
    return render(request, "spaces/brief.html", given)


@signed_in
@require_POST
def take_back(request: HttpRequest, brief: str) -> HttpResponse:
    """Let nobody read it any more."""
    found = _brief(request, brief)
    if not queries.may_take_back(request.user, found):
        raise Http404
    actions.take_back(found, by=request.user)
    messages.success(request, _("It is gone, everywhere."))
    return redirect("spaces")


@signed_in
@require_safe
def briefs(request: HttpRequest, where: str) -> HttpResponse:
    """What may be read in a space, and what its members wrote."""
    place = place_of(request, where)
    if not place.may_read:
        raise Http404
    page = Paginator(queries.briefs_in(place), ON_A_PAGE).get_page(request.GET.get("page"))
    rows, own = list(page), list(queries.briefs_of(place.space)) if place.is_in else []
    named = queries.named([*rows, *own], request.user)
    given = {**around(place, where), "page": page, "posts": lists.briefs(rows, named),
             "own": lists.briefs(own, named), "writes": place.may_write and _is_group(place),
             "trail": above(place, where)}  # fmt: skip
    return render(request, "spaces/briefs.html", given)


@signed_in
@keeps_what_was_typed
def new_brief(request: HttpRequest, where: str) -> HttpResponse:
    """Write what others may read."""
    return _write(request, _group(request, where), where, None)


# --- what a group is asked ------------------------------------------------------------------------


@signed_in
def questions(request: HttpRequest, where: str) -> HttpResponse:
    """What brokers handed to a group, and whether it takes questions at all."""
    place = _group(request, where)
    if request.method == "POST":
        if not place.looks_after:
            raise Http404
        takes = "take" in request.POST
        actions.take_questions(place.space, takes=takes, by=request.user)
        return redirect("space-questions", where)
    given = {**around(place, where), "trail": above(place, where),
             "posts": lists.to_answer(queries.asked_of(place.space), where)}  # fmt: skip
    return render(request, "spaces/questions.html", given)


@signed_in
@keeps_what_was_typed
def answer(request: HttpRequest, where: str, question: str) -> HttpResponse:
    """Write a brief for a question, or send it back."""
    place = _group(request, where)
    found = queries.asked_of(place.space).filter(public_id=question).first()
    if found is None:
        made = actions.sent_before(place.space, request.POST.get("once", ""), by=request.user)
        if made is None:
            raise Http404
        return redirect(made)
    if "back" in request.POST:
        try:
            actions.send_back(found, by=request.user, at=timezone.now())
        except NotAllowed:
            messages.warning(request, _("Somebody has gone on with it meanwhile."))
        return redirect("space-questions", where)
    return _write(request, place, where, found)


def _write(
    request: HttpRequest, place: Place, where: str, found: Question | None
) -> HttpResponse:  # fmt: skip
    first = {"once": once(), "attribution": "none"}
    form = BriefForm(request.POST or None, group=place.space, initial=first | typed_before(request))
    if form.is_valid():
        try:
            made = actions.write_brief(place.space, **form.cleaned_data, answers=found,
                                       by=request.user, at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        else:
            messages.success(request, _("Written. A broker passes it on."))
            return redirect(made)
    given = {**around(place, where), "form": form, "found": found, "trail": above(place, where)}
    return render(request, "spaces/brief_new.html", given)


# --- without asking -------------------------------------------------------------------------------


@signed_in
@keeps_what_was_typed
def office_hours(request: HttpRequest, where: str) -> HttpResponse:
    """When whoever looks after a space has time for whoever wants to talk."""
    place = looked_after(request, where)
    there = queries.own_office_hours(place.space, request.user)
    first = {"says": there.says, "until": there.until} if there else {}
    form = OfficeHoursForm(request.POST or None, today=today(),
                           initial=first | typed_before(request))  # fmt: skip
    if form.is_valid():
        actions.say_office_hours(place.space, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("space", where)
    given = {**around(place, where), "form": form, "trail": above(place, where)}
    return render(request, "spaces/office_hours.html", given)


# --- what they share ------------------------------------------------------------------------------


def _brief(request: HttpRequest, public_id: str) -> Brief:
    found = queries.brief_for(request.user, public_id)
    if found is None:
        raise Http404
    return found


def _is_group(place: Place) -> bool:
    return place.space.kind in queries.GROUPS


def _group(request: HttpRequest, where: str) -> Place:
    """A group in which somebody may write."""
    place = place_of(request, where)
    if not (place.may_write and _is_group(place)):
        raise Http404
    return place


def _desk() -> Link:
    return Link(text=_("The broker's desk"), href=reverse("desk"))
