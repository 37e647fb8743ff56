"""Pages of a charter: to read it, also as it was, and to write a new version."""

from __future__ import annotations

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
from tiebeam.web.spaces.around import above, around, is_late, not_now
from tiebeam.web.spaces.groups.around import group_of, led_group
from tiebeam.web.spaces.groups.charters import actions, queries
from tiebeam.web.spaces.groups.charters.forms import CharterForm
from tiebeam.web.spaces.groups.holding import opens
from tiebeam.web.spaces.written import as_html
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Link


@signed_in
@require_safe
def charter(request: HttpRequest, where: str) -> HttpResponse:
    """What a group is for, in the version that holds or one of before."""
    place = group_of(request, where)
    versions = queries.versions_of(place)
    asked = request.GET.get("version", "")
    shown = next((each for each in versions if str(each.number) == asked), None)
    if asked and shown is None:
        raise Http404
    shown = shown or next(iter(versions), None)
    parts = [(_("What it is for"), "purpose"), (_("What it does"), "does"),
             (_("What it does not do"), "does_not"), (_("How it decides"), "decides")]  # fmt: skip
    given = {
        **around(place, where), "trail": above(place, where), "charter": shown,
        "parts": [(called, as_html(getattr(shown, name))) for called, name in parts]
        if shown else [],
        "is_old": bool(versions) and shown != versions[0],
        "versions": [Link(text=day_words(each.on), href=f"?version={each.number}")
                     for each in versions if each != shown],
        "may_change": place.looks_after and place.may_write,
        "is_for_members": shown is not None and opens(shown, place.space),
    }  # fmt: skip
    return render(request, "spaces/charter.html", given)


@signed_in
@keeps_what_was_typed
def change(request: HttpRequest, where: str) -> HttpResponse:
    """Write it, or a new version of it."""
    place = led_group(request, where)
    there = queries.charter_of(place.space)
    number = there.number if there else 0
    first = {name: getattr(there, name) for name in queries.PARTS} if there else {}
    form = CharterForm(request.POST or None,
                       initial=first | {"number": number} | typed_before(request))  # fmt: skip
    if form.is_valid():
        try:
            actions.write(place.space, form.said, number=form.cleaned_data["number"],
                          by=request.user, at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        except ChangedMeanwhile:
            is_late(form, number=number)
        else:
            messages.success(request, _("Saved. What it said before can still be read.") if there
                             else _("Saved. Everybody can read it."))  # fmt: skip
            return redirect("space-charter", where)
    here = Link(text=_("Charter"), href=reverse("space-charter", args=[where]))
    given = {**around(place, where), "form": form, "trail": [*above(place, where), here]}
    return render(request, "spaces/charter_change.html", given)
