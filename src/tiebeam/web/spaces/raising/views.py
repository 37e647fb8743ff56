"""Pages of what a space raises: to raise it, and to see what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.insight.barriers.widening import wide_now
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.actions import NotAllowed
from tiebeam.web.spaces.around import above, around, not_now, place_of, today
from tiebeam.web.spaces.queries import ON_A_PAGE
from tiebeam.web.spaces.raising import actions, lists, queries
from tiebeam.web.spaces.raising.forms import RaiseForm
from tiebeam.web.ui.days import day_words


@signed_in
@keeps_what_was_typed
def raise_finding(request: HttpRequest, where: str) -> HttpResponse:
    """Say what a structure does, and where; no story."""
    place = place_of(request, where)
    if not place.may_write:
        raise Http404
    form = RaiseForm(request.POST or None, structures=queries.structures_for(request.user),
                     wide=wide_now(), initial=typed_before(request))  # fmt: skip
    monday = day_words(actions.monday_after(today()))
    if form.is_valid():
        try:
            actions.raise_finding(place.space, **form.cleaned_data, by=request.user,
                                  at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        except actions.EnoughWaits:
            form.add_error(None, _("A great deal was raised from here this week. Raise it again "
                                   "after %(day)s.") % {"day": monday})  # fmt: skip
        else:
            said = _("Raised. It will be here, and among the barriers, from %(day)s.")
            messages.success(request, said % {"day": monday})
            return redirect("space-raised", where)
    given = {**around(place, where), "form": form, "monday": monday, "trail": above(place, where)}
    return render(request, "spaces/raise.html", given)


@signed_in
@require_safe
def raised(request: HttpRequest, where: str) -> HttpResponse:
    """What was raised from here, and what became of it."""
    place = place_of(request, where)
    if not place.is_in:
        raise Http404
    page = Paginator(queries.let_out_of(place.space), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    given = {**around(place, where), "page": page, "trail": above(place, where),
             "posts": lists.posts(rows, queries.became(rows, request.user))}  # fmt: skip
    return render(request, "spaces/raised.html", given)
