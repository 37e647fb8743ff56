"""Saying who one is, seeing it again, and taking it back. For oneself alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh
from nacl.public import PrivateKey

from tiebeam.web.accounts import asking
from tiebeam.web.accounts.identity import actions, queries
from tiebeam.web.accounts.identity.forms import NumberForm, QuestionsForm, as_typed
from tiebeam.web.accounts.identity.pages import PageKey, forgotten_by
from tiebeam.web.accounts.identity.questions import Country, asked_in
from tiebeam.web.accounts.identity.told import Answer, Told
from tiebeam.web.accounts.models import User
from tiebeam.web.permissions import signed_in
from tiebeam.web.sealing import CannotSeal, published
from tiebeam.web.ui.shapes import Entry, Link, Progress

View = TypeVar("View", bound=Callable[..., HttpResponse])


def tells_when_it_cannot_be_sealed(view: View) -> View:
    """Where there is no key to seal to, nothing is kept, and the page says so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except CannotSeal:
            return render(request, "accounts/identity_unsealed.html", status=503)

    return guarded  # type: ignore[return-value]


@signed_in
@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """What is asked, what for, what is promised; and the way to each part."""
    decided = asking.may_ask()
    places = asked_in(decided)
    return render(request, "accounts/identity.html", {
        "has_decided": decided is not None, "may_answer": bool(places), "trail": _up(),
    })  # fmt: skip


@signed_in
@sensitive_post_parameters()
@never_cache
@tells_when_it_cannot_be_sealed
def questions(request: HttpRequest) -> HttpResponse:
    """Answers take the place of all earlier ones: here nobody can read those to add to them."""
    places = asked_in(asking.may_ask())
    if not places:
        return redirect("identity")
    country = _chosen(places, request.POST.get("country") or request.GET.get("country"))
    form = QuestionsForm(request.POST or None, country=country)
    if not form.is_valid():
        return _asked(request, form, country, places)
    told = form.told().without(request.POST.get("take_back", ""))
    actions.tell(_self(request), told, to=published(), at=timezone.now())
    messages.success(request, _("Sealed. It takes the place of what you said before."))
    return forgotten_by(redirect("identity"))


@signed_in
@sensitive_post_parameters()
@never_cache
@tells_when_it_cannot_be_sealed
def number(request: HttpRequest) -> HttpResponse:
    """How HR knows somebody: only they can say so for themselves."""
    if not asked_in(asking.may_ask()):
        return redirect("identity")
    form = NumberForm(request.POST or None)
    if not form.is_valid():
        shown = {"form": form, "trail": _up(_back())}
        return render(request, "accounts/identity_number.html", shown)
    said = form.cleaned_data["number"]
    actions.tell_number(_self(request), said, to=published(), at=timezone.now())
    messages.success(request, _("Your employee number is sealed."))
    return redirect("identity")


@signed_in
@require_POST
@tells_when_it_cannot_be_sealed
def take_all_back(request: HttpRequest) -> HttpResponse:
    """Also where the organisation asks no more."""
    actions.take_all_back(_self(request), to=published(), at=timezone.now())
    messages.success(request, _("Taken back. The next release is without your answers. Figures "
                                "that were shown before stay as they are."))  # fmt: skip
    return forgotten_by(redirect("identity"))


# --- shown again ----------------------------------------------------------------------------------


@signed_in
@require_POST
@tells_when_it_cannot_be_sealed
def show(request: HttpRequest) -> HttpResponse:
    """Make a key for one page, and ask the worker to seal to it."""
    key = PrivateKey.generate()
    showing = actions.ask_to_show(
        _self(request), page=bytes(key.public_key), to=published(), at=timezone.now()
    )
    answer = redirect("identity-shown")
    return PageKey(showing=showing.public_id, private=key).kept_by(answer)


@signed_in
@require_safe
@never_cache
@sensitive_variables()
def shown(request: HttpRequest) -> HttpResponse:
    """What somebody said, once; until the worker has sealed it, how it stands."""
    key, now = PageKey.of(request), timezone.now()
    sealed = actions.read_once(_self(request), key.showing, at=now) if key else None
    opened = key.opened(sealed) if key and sealed else None
    if opened:
        return forgotten_by(_opened(request, *opened))
    if key and queries.is_waiting(_self(request), key.showing, at=now):
        return render(request, "accounts/identity_waiting.html", _waiting())
    shown = {"trail": _up(_back())}
    return forgotten_by(render(request, "accounts/identity_over.html", shown, status=410))


@signed_in
@require_safe
@never_cache
def progress(request: HttpRequest) -> HttpResponse:
    """How it stands, alone. Once something is there, the whole page reads it."""
    key, now = PageKey.of(request), timezone.now()
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("identity-shown")
    user = _self(request)
    if key is None or not queries.is_waiting(user, key.showing, at=now):
        return HttpResponseClientRefresh()
    if queries.is_ready(user, key.showing, at=now):
        return HttpResponseClientRefresh()
    return render(request, "accounts/identity_progress.html", _waiting())


@sensitive_variables()
def _opened(request: HttpRequest, number: str, told: Told) -> HttpResponse:
    places = asked_in(asking.may_ask())
    asked = next((each for each in asked_in([told.country])), None)
    form = None
    if asked is not None and asked in places:
        form = QuestionsForm(initial=as_typed(told, asked), country=asked)
    return render(request, "accounts/identity_shown.html", {
        "said": [Entry(about=_("Your employee number"), said=number or _("None"))]
        + (_in_words(told, asked) if asked else []),
        "form": form, "country": asked, "trail": _up(_back()),
        "answered": [each for each in (asked.questions if asked else ())
                     if not told.answers.get(each.attribute, Answer()).is_none],
    })  # fmt: skip


def _in_words(told: Told, country: Country) -> list[Entry]:
    found = []
    for each in country.questions:
        answer = told.answers.get(each.attribute, Answer())
        words = [_(each.answers[name]) for name in answer.chosen if name in each.answers]
        words += [f"“{answer.own}”"] if answer.own else []
        found.append(Entry(about=each.name, said=", ".join(words) or _("No answer")))
    return found


def _asked(
    request: HttpRequest, form: QuestionsForm, country: Country, places: list[Country]
) -> HttpResponse:
    links = [
        Link(text=_(each.name), href=f"?country={each.code}", current=each is country)
        for each in places
    ]
    shown = {"form": form, "country": country, "trail": _up(_back())}
    shown["places"] = links if len(links) > 1 else []
    return render(request, "accounts/identity_questions.html", shown)


def _chosen(places: list[Country], code: str | None) -> Country:
    return next((each for each in places if each.code == code), places[0])


def _waiting() -> dict[str, Any]:
    text = _("The worker opens what you said, and seals it for this page.")
    return {"progress": Progress(text=text, state="waiting"), "trail": _up(_back())}


def _up(*more: Link) -> list[Link]:
    return [Link(text=_("Me"), href=reverse("me")), *more]


def _back() -> Link:
    return Link(text=_("What I say of myself"), href=reverse("identity"))


def _self(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user
