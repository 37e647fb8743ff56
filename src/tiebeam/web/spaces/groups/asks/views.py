"""Pages of asks: to read them, to ask, to change what was asked, and to answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.organisation.inventory.queries import visible_to
from tiebeam.web.permissions import Role, allow, signed_in
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.around import above, around, is_late, not_now, once, shows, today
from tiebeam.web.spaces.groups.around import group_of, led_group
from tiebeam.web.spaces.groups.asks import actions, lists, queries
from tiebeam.web.spaces.groups.asks.forms import AnswerForm, AskForm, ChangeForm
from tiebeam.web.spaces.groups.leaders import is_leader, leaders
from tiebeam.web.spaces.models import Ask
from tiebeam.web.spaces.queries import ON_A_PAGE, people_by_word
from tiebeam.web.spaces.raising.queries import structures_for
from tiebeam.web.spaces.who import name_of, public_id_of
from tiebeam.web.spaces.written import as_html
from tiebeam.web.ui.shapes import Link


@signed_in
@require_safe
def asks(request: HttpRequest) -> HttpResponse:
    """What groups ask of leaders; for a leader, first what waits for them."""
    page = Paginator(queries.asks(), ON_A_PAGE).get_page(request.GET.get("page"))
    waits = list(queries.waiting_for(request.user)[:ON_A_PAGE]) if is_leader(request.user) else []
    rows = [each for each in page if each not in waits]
    posts = lists.posts([*waits, *rows], request.user, today())
    given = {"page": page, "waits": posts[: len(waits)], "posts": posts[len(waits) :],
             "leads": is_leader(request.user)}  # fmt: skip
    return render(request, "spaces/asks.html", given)


@signed_in
@require_safe
def ask(request: HttpRequest, ask: str) -> HttpResponse:
    """What is asked, and what was answered."""
    found = _ask(ask)
    groups = queries.groups_named([found], request.user)
    people = people_by_word([found.leader])
    rules = visible_to(request.user).filter(public_id=found.structure or "-")
    given = {
        "ask": found, "html": as_html(found.says), "group": groups.get(found.pk),
        "from_to": lists.from_to(found, groups, people), "stands": lists.stands(found, today()),
        "is_overdue": not found.answers.all() and found.due_on < today(),
        "answers": lists.answers(found, people), "structure": rules.first(),
        "before": lists.before(list(found.before.all())) if found.edition > 1 else [],
        "may_change": queries.may_change(found, request.user),
        "may_take_back": queries.may_take_back(found, request.user),
        "may_answer": _answers(request, found), "trail": [_asks()],
    }  # fmt: skip
    return render(request, "spaces/ask_of_leader.html", given)


@signed_in
@require_safe
def asks_of(request: HttpRequest, where: str) -> HttpResponse:
    """What one group asked."""
    place = group_of(request, where)
    page = Paginator(queries.asks_of(place), ON_A_PAGE).get_page(request.GET.get("page"))
    given = {**around(place, where), "page": page, "trail": above(place, where),
             "posts": lists.posts(list(page), request.user, today())}  # fmt: skip
    return render(request, "spaces/asks_of.html", given)


@signed_in
@keeps_what_was_typed
def new(request: HttpRequest, where: str) -> HttpResponse:
    """Ask something of a leader."""
    place = led_group(request, where)
    form = AskForm(request.POST or None, **_choices(request),
                   initial={"once": once()} | typed_before(request))  # fmt: skip
    if form.is_valid():
        try:
            made = actions.ask(place.space, form.said, leader=form.chosen, by=request.user,
                               once=form.cleaned_data["once"], at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        except actions.EnoughWaits:
            form.add_error(None, _("%(number)s of your asks have no answer yet. Wait for one first."
                                   ) % {"number": actions.MOST_WAITING})  # fmt: skip
        else:
            messages.success(request, _("Asked. Everybody here can read it."))
            return redirect(made)
    given = {**around(place, where), "form": form, "trail": above(place, where),
             "leaders": leaders(request.user)}  # fmt: skip
    return render(request, "spaces/ask_of_leader_new.html", given)


@signed_in
@keeps_what_was_typed
def change(request: HttpRequest, ask: str) -> HttpResponse:
    """Say otherwise what is asked."""
    found = _ask(ask)
    if not queries.may_change(found, request.user):
        raise Http404
    first = {name: getattr(found, name) for name in ("title", "says", "structure", "due_on",
                                                     "edition")}  # fmt: skip
    first["leader"] = public_id_of(found.leader) if found.leader else ""
    form = ChangeForm(request.POST or None, **_choices(request),
                      initial=first | typed_before(request))  # fmt: skip
    if form.is_valid():
        try:
            actions.change(found, form.said, leader=form.chosen, by=request.user,
                           edition=form.cleaned_data["edition"], at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        except ChangedMeanwhile:
            is_late(form, edition=found.edition)
        else:
            messages.success(request, _("Saved. What it said before can still be read."))
            return redirect(found)
    given = {"form": form, "ask": found, "trail": [_asks(), _to(found)]}
    return render(request, "spaces/ask_of_leader_change.html", given)


@signed_in
def take_back(request: HttpRequest, ask: str) -> HttpResponse:
    """Ask it no more."""
    found = _ask(ask)
    if not queries.may_take_back(found, request.user):
        raise Http404
    number = len(found.answers.all())
    if request.method == "POST" and request.POST.get("number") == str(number):
        try:
            is_there = actions.take_back(found, number=number, by=request.user, at=timezone.now())
        except (NotAllowed, ChangedMeanwhile):
            messages.warning(request, _("That could not be done at this moment. Look below."))
            return redirect("asks")
        messages.success(request, _("Taken back."))
        return redirect(found if is_there else "asks")
    if request.method == "POST":
        messages.warning(request, _("It was answered meanwhile. Read the answer first."))
        return redirect(found)
    given = {"ask": found, "number": number, "trail": [_asks(), _to(found)]}
    return render(request, "spaces/ask_of_leader_take_back.html", given)


@allow(Role.LEADER)
@keeps_what_was_typed
def answer(request: HttpRequest, ask: str) -> HttpResponse:
    """Answer what one was asked."""
    found = _ask(ask)
    if not _answers(request, found):
        raise Http404
    shown = {"edition": found.edition, "number": len(found.answers.all())}
    form = AnswerForm(request.POST or None, today=today(), initial=shown | typed_before(request))
    if form.is_valid():
        try:
            actions.answer(
                found, form.said, edition=form.cleaned_data["edition"], by=request.user,
                number=form.cleaned_data["number"], at=timezone.now(),
            )  # fmt: skip
        except NotAllowed:
            raise Http404 from None
        except ChangedMeanwhile:
            form.add_error(None, _("It was changed meanwhile. Read it once more. What you typed is "
                                   "still here."))  # fmt: skip
            shows(form, **shown)
        else:
            messages.success(request, _("Answered. Everybody here can read it."))
            return redirect(found)
    given = {"form": form, "ask": found, "html": as_html(found.says),
             "stands": lists.stands(found, today()), "trail": [_asks(), _to(found)]}  # fmt: skip
    return render(request, "spaces/ask_of_leader_answer.html", given)


def _ask(public_id: str) -> Ask:
    found = queries.ask(public_id)
    if found is None:
        raise Http404
    return found


def _answers(request: HttpRequest, found: Ask) -> bool:
    is_asked = is_leader(request.user) and found.leader == name_of(request.user)
    return is_asked and found.taken_back_on is None


def _choices(request: HttpRequest) -> dict[str, Any]:
    return {"structures": structures_for(request.user), "leaders": leaders(request.user),
            "today": today()}  # fmt: skip


def _asks() -> Link:
    return Link(text=_("Asks to leaders"), href=reverse("asks"))


def _to(found: Ask) -> Link:
    return Link(text=found.title, href=found.get_absolute_url())
