"""The page of the sentence: who signed it, and, for a leader in the space, to sign it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.actions import NotAllowed
from tiebeam.web.spaces.around import above, around, not_now, place_of
from tiebeam.web.spaces.signing import actions, queries
from tiebeam.web.spaces.signing.forms import SignForm
from tiebeam.web.ui.days import day_words


@signed_in
@keeps_what_was_typed
def sign(request: HttpRequest, where: str) -> HttpResponse:
    """Begin anywhere, on working time."""
    place = place_of(request, where)
    may_sign = place.may_write and queries.leads(request.user)
    if request.method == "POST" and not may_sign:
        raise Http404
    mine = queries.own(place.space, request.user) if may_sign else None
    first = {"says": mine.says if mine else ""} | typed_before(request)
    form = SignForm(request.POST or None, initial=first)
    if "take-back" in request.POST:
        actions.take_back(place.space, by=request.user)
        return redirect("space-sign", where)
    if form.is_valid():
        try:
            actions.sign(place.space, form.cleaned_data["says"], by=request.user,
                         at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        else:
            return redirect("space-sign", where)
    signed = [
        {"name": name, "on": day_words(each.on), "says": each.says}
        for each, name in queries.signed_by(place)
    ]
    given = {**around(place, where), "signed": signed, "form": form if may_sign else None,
             "mine": mine, "trail": above(place, where)}  # fmt: skip
    return render(request, "spaces/sign.html", given)
