"""The page on which a space is closed, and opened again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.actions import ChangedMeanwhile
from tiebeam.web.spaces.around import above, around, is_late, looked_after
from tiebeam.web.spaces.closing import actions
from tiebeam.web.spaces.closing.forms import CloseForm


@signed_in
def close(request: HttpRequest, where: str) -> HttpResponse:
    """What happens then, and a button."""
    place = looked_after(request, where)
    is_closed = place.space.closed_on is not None
    form = CloseForm(request.POST or None, initial={"edition": place.space.edition})
    if form.is_valid():
        does = actions.open_again if is_closed else actions.close
        try:
            does(place.space, edition=form.cleaned_data["edition"], by=request.user,
                 at=timezone.now())  # fmt: skip
        except ChangedMeanwhile:
            is_late(form, edition=place.space.edition)
        else:
            return redirect("space", where)
    given = {**around(place, where), "form": form, "is_closed": is_closed,
             "trail": above(place, where)}  # fmt: skip
    return render(request, "spaces/close.html", given)
