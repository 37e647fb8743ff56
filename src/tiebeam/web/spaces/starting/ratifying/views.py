"""Pages of a group: which spaces handed it their kit, and what it says of one."""

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
from tiebeam.web.spaces.around import above, around, is_late, not_now, number_in, place_of
from tiebeam.web.spaces.groups.around import heard, in_vain
from tiebeam.web.spaces.models import KitRead, KitWord
from tiebeam.web.spaces.queries import Place
from tiebeam.web.spaces.starting import lists, queries
from tiebeam.web.spaces.starting.kit import kit as whole_kit
from tiebeam.web.spaces.starting.kit import version
from tiebeam.web.spaces.starting.ratifying import actions
from tiebeam.web.spaces.starting.ratifying.forms import WordForm
from tiebeam.web.ui.shapes import Link


@signed_in
@require_safe
def kits(request: HttpRequest, where: str) -> HttpResponse:
    """The spaces that handed it their kit."""
    place = _reader(request, where)
    posts = lists.handed(list(queries.kits_for(place.space)), where)
    given = {**around(place, where), "posts": posts, "trail": above(place, where)}
    return render(request, "spaces/kits.html", given)


@signed_in
def kit(request: HttpRequest, where: str, kit: str) -> HttpResponse:
    """All of it, with what the group said of each part; and to ratify it, or take that back."""
    place = _reader(request, where)
    found = _read(place, kit)
    if request.method == "POST":
        try:
            _do(request, found)
        except NotAllowed:
            return in_vain(request, place, where)
        except ChangedMeanwhile:
            messages.warning(request, _("Somebody in your group changed this meanwhile. Read it "
                                        "once more."))  # fmt: skip
        return redirect("kit-to-read", where, kit)
    parts = list(queries.said_of(found).values())
    given = {
        **around(place, where), "read": found, "is_old": found.version != version(),
        "trail": [*above(place, where), _kits(where)],
        "first": lists.to_read(parts[:1], where, found),
        "prompts": lists.to_read([each for each in parts if each.part.is_prompt], where, found),
        "agendas": lists.to_read([each for each in parts if each.part.is_agenda], where, found),
    }  # fmt: skip
    return render(request, "spaces/kit_to_read.html", given)


def _do(request: HttpRequest, found: KitRead) -> None:
    by, at = request.user, timezone.now()
    if "ratify" in request.POST:
        # Another number than that of a page that was shown is an earlier one.
        shown = number_in(request.POST["ratify"]) or 0
        actions.ratify(found, edition=shown, by=by, at=at)
    elif "take-back" in request.POST:
        actions.take_back(found, by=by, at=at)
    elif "aside" in request.POST or "take-up" in request.POST:
        actions.set_aside(found, is_aside="aside" in request.POST, by=by, at=at)


@signed_in
@keeps_what_was_typed
def part(request: HttpRequest, where: str, kit: str, code: str) -> HttpResponse:
    """One part as it is, and what the group says of it."""
    place = _reader(request, where)
    found = _read(place, kit)
    if code not in whole_kit() or found.version != version():
        raise Http404
    said, plain = queries.said_of(found)[code], queries.plain(code)
    form = WordForm(request.POST or None, is_agenda=plain.part.is_agenda,
                    initial=_first(said) | typed_before(request))  # fmt: skip
    if form.is_valid():
        try:
            actions.say(found, code, form.said, edition=form.cleaned_data["edition"],
                        by=request.user, at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        except ChangedMeanwhile:
            is_late(form, edition=said.word.edition if said.word else 0)
        else:
            return redirect("kit-to-read", where, kit)
    given = {
        **around(place, where), "form": form, "read": found, "title": plain.title,
        "trail": [*above(place, where), _kits(where), _kit(where, found)],
        **lists.as_shown(plain),
    }  # fmt: skip
    return render(request, "spaces/kit_word.html", given)


def _first(said: queries.Given) -> dict[str, Any]:
    word = said.word
    return {"edition": word.edition if word else 0, "how": word.how if word else KitWord.How.KEPT,
            "title": said.title, "text": said.text, "why": word.why if word else ""}  # fmt: skip


def _reader(request: HttpRequest, where: str) -> Place:
    """A resource group, for whoever speaks for it."""
    place = place_of(request, where)
    if place.space.kind not in queries.READERS or not heard(request, place):
        raise Http404
    return place


def _read(place: Place, public_id: str) -> KitRead:
    found = queries.kit_to_read(place.space, public_id)
    if found is None:
        raise Http404
    return found


def _kits(where: str) -> Link:
    return Link(text=_("Starter kits to read"), href=reverse("kits-to-read", args=[where]))


def _kit(where: str, found: KitRead) -> Link:
    return Link(text=found.space.name, href=reverse("kit-to-read", args=[where, found.public_id]))
