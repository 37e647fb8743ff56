"""Pages of chances: to read them, to post one, and to say what became of it."""

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
from tiebeam.web.permissions import allow, signed_in
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.around import above, around, is_late, once, today
from tiebeam.web.spaces.groups.around import group_of
from tiebeam.web.spaces.groups.chances import actions, lists, queries
from tiebeam.web.spaces.groups.chances.forms import (
    BecameForm,
    ChanceForm,
    ChangeForm,
    TakeBackForm,
)
from tiebeam.web.spaces.models import Chance
from tiebeam.web.spaces.queries import ON_A_PAGE
from tiebeam.web.spaces.written import as_html
from tiebeam.web.ui.shapes import Link


@signed_in
@require_safe
def chances(request: HttpRequest) -> HttpResponse:
    """What is open, the same for everybody; and what became of what was."""
    page = Paginator(queries.past(today()), ON_A_PAGE).get_page(request.GET.get("page"))
    given = {
        "open": lists.posts(queries.open_ones(today()), today()), "page": page,
        "past": lists.posts(page, today()), "may_post": queries.may_post(request.user),
    }  # fmt: skip
    return render(request, "spaces/chances.html", given)


@signed_in
def chance(request: HttpRequest, chance: str) -> HttpResponse:
    """One of them: what it is, what one gets, who decides and by what, and to whom one turns."""
    found = _chance(chance)
    led = queries.groups_led_by(request.user)
    if request.method == "POST":
        return _pass_on(request, found, led)
    there = set(found.passed_on.filter(space__in=led).values_list("space", flat=True))
    may_change = queries.may_change(found, request.user) and found.taken_back_on is None
    is_over = found.until < today()
    given = {
        "chance": found, "kind": lists.KINDS[found.kind], "says": as_html(found.says),
        "gives": as_html(found.gives), "criteria": as_html(found.criteria),
        "stands": lists.stands(found, today()), "is_overdue": lists.is_overdue(found, today()),
        "became": lists.became(found), "is_over": is_over, "trail": [_chances()],
        "before": lists.before(found.before.all()) if found.edition > 1 else [],
        "may_change": may_change, "led": [(each, each.pk in there) for each in led],
    }  # fmt: skip
    return render(request, "spaces/chance.html", given)


def _pass_on(request: HttpRequest, found: Chance, led: list[Any]) -> HttpResponse:
    one = request.POST.get("pass-on") or request.POST.get("no-more")
    space = next((each for each in led if each.public_id == one), None)
    if space is None:
        raise Http404
    try:
        actions.pass_on(found, space, passes="pass-on" in request.POST, by=request.user,
                        at=timezone.now())  # fmt: skip
    except NotAllowed:
        messages.warning(request, _("You can't write in that group at this moment. Its page says "
                                    "why."))  # fmt: skip
    return redirect(found)


@signed_in
@require_safe
def passed_on(request: HttpRequest, where: str) -> HttpResponse:
    """What one group has on its page."""
    place = group_of(request, where)
    given = {**around(place, where), "trail": above(place, where),
             "posts": lists.posts(queries.passed_on_by(place.space), today()),
             "may_pass_on": place.looks_after and place.may_write}  # fmt: skip
    return render(request, "spaces/chances_of.html", given)


@allow(*queries.POST)
@keeps_what_was_typed
def new(request: HttpRequest) -> HttpResponse:
    """Post one."""
    form = ChanceForm(request.POST or None, today=today(),
                      initial={"once": once()} | typed_before(request))  # fmt: skip
    if form.is_valid():
        made = actions.post(form.said, once=form.cleaned_data["once"], by=request.user,
                            at=timezone.now())  # fmt: skip
        messages.success(request, _("Posted. Everybody here can read it."))
        return redirect(made)
    return render(request, "spaces/chance_new.html", {"form": form, "trail": [_chances()]})


@allow(*queries.POST)
@keeps_what_was_typed
def change(request: HttpRequest, chance: str) -> HttpResponse:
    """Say it otherwise."""
    found = _own(request, chance)
    if found.until < today():
        raise Http404
    first = {name: getattr(found, name) for name in (*actions.WORDS, "edition")}
    form = ChangeForm(request.POST or None, today=today(), initial=first | typed_before(request))
    if form.is_valid():
        try:
            actions.change(found, form.said, edition=form.cleaned_data["edition"],
                           by=request.user, at=timezone.now())  # fmt: skip
        except NotAllowed:
            _no_more(form)
        except ChangedMeanwhile:
            is_late(form, edition=found.edition)
        else:
            messages.success(request, _("Saved. What it said before can still be read."))
            return redirect(found)
    return render(request, "spaces/chance_change.html", _with(form, found))


@allow(*queries.POST)
@keeps_what_was_typed
def take_back(request: HttpRequest, chance: str) -> HttpResponse:
    """Say that it is open no more, and why."""
    found = _own(request, chance)
    if found.became.all():
        raise Http404
    form = TakeBackForm(request.POST or None,
                        initial={"edition": found.edition} | typed_before(request))  # fmt: skip
    if form.is_valid():
        try:
            actions.take_back(found, form.cleaned_data["because"], by=request.user,
                              edition=form.cleaned_data["edition"], at=timezone.now())  # fmt: skip
        except NotAllowed:
            _no_more(form)
        except ChangedMeanwhile:
            is_late(form, edition=found.edition)
        else:
            return redirect(found)
    return render(request, "spaces/chance_take_back.html", _with(form, found))


@allow(*queries.POST)
@keeps_what_was_typed
def became(request: HttpRequest, chance: str) -> HttpResponse:
    """Say what became of it."""
    found = _own(request, chance)
    if found.until >= today():
        raise Http404
    number = len(found.became.all())
    form = BecameForm(request.POST or None, initial={"number": number} | typed_before(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.say_what_became(found, said["kind"], said["says"], number=said["number"],
                                    by=request.user, at=timezone.now())  # fmt: skip
        except NotAllowed:
            _no_more(form)
        except ChangedMeanwhile:
            is_late(form, number=number)
        else:
            messages.success(request, _("Said. Everybody here can read it."))
            return redirect(found)
    return render(request, "spaces/chance_became.html", _with(form, found))


def _chance(public_id: str) -> Chance:
    found = queries.chance(public_id)
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, public_id: str) -> Chance:
    """One that is there still, for whoever may change it; where it was taken back while somebody
    typed, the form says so."""
    found = _chance(public_id)
    is_gone = found.taken_back_on is not None and request.method != "POST"
    if is_gone or not queries.may_change(found, request.user):
        raise Http404
    return found


def _no_more(form: Any) -> None:
    form.add_error(None, _("Meanwhile this chance was taken back, its day has passed, or somebody "
                           "said what became of it. What you typed is still here."))  # fmt: skip


def _with(form: Any, found: Chance) -> dict[str, Any]:
    to = Link(text=found.title, href=found.get_absolute_url())
    return {"form": form, "chance": found, "trail": [_chances(), to]}


def _chances() -> Link:
    return Link(text=_("Chances"), href=reverse("chances"))
