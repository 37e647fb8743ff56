"""Pages of hours: one's own, and what is handed to whoever pays."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.insight.downloads import as_csv
from tiebeam.web.permissions import Role, allow, signed_in
from tiebeam.web.spaces.around import once, today
from tiebeam.web.spaces.hours import actions, queries
from tiebeam.web.spaces.hours.forms import HoursForm, month_words
from tiebeam.web.ui.days import day_words


@signed_in
@keeps_what_was_typed
def hours(request: HttpRequest) -> HttpResponse:
    """What one gave, as one wrote it down."""
    first = {"once": once(), "month": f"{today():%Y-%m}"} | typed_before(request)
    form = HoursForm(request.POST or None, today=today(), initial=first)
    if form.is_valid():
        said = form.cleaned_data
        actions.write_down(said["month"], said["hours"], paid=said["paid"], once=said["once"],
                           by=request.user)  # fmt: skip
        messages.success(request, _("Written down."))
        return redirect("hours")
    rows = [
        {"month": month_words(each.month), "hours": each.hours, "paid": each.paid,
         "is_over": each.handed_over_id is not None,
         "strike": reverse("hours-strike-out", args=[each.public_id])}
        for each in queries.hours_of(request.user)
    ]  # fmt: skip
    return render(request, "spaces/hours.html", {"form": form, "rows": rows})


@signed_in
@require_POST
def strike_out(request: HttpRequest, row: str) -> HttpResponse:
    """Take back what one wrote down."""
    found = queries.hours_of(request.user).filter(public_id=row).first()
    if found is None:
        raise Http404
    if not actions.strike_out(found, by=request.user):
        messages.warning(request, _("These hours were handed over already."))
    return redirect("hours")


@allow(Role.OWNER, Role.STEWARD)
def to_pay(request: HttpRequest) -> HttpResponse:
    """Hours that people ask to be paid, handed over once each."""
    if request.method == "POST":
        sent = request.POST.get("once", "")
        if not sent or actions.hand_over(once=sent, by=request.user, at=timezone.now()) is None:
            messages.warning(request, _("No hours wait to be handed over."))
        return redirect("hours-to-pay")
    handed = [
        {"on": day_words(each.on), "hours": hours,
         "file": reverse("hours-file", args=[each.public_id])}
        for each, hours in queries.handed_over()
    ]  # fmt: skip
    given = {"waiting": queries.waiting(), "handed": handed, "once": once()}
    return render(request, "spaces/hours_to_pay.html", given)


@allow(Role.OWNER, Role.STEWARD)
@never_cache
@require_safe
def file(request: HttpRequest, handed: str) -> HttpResponse:
    """What was handed over, as a file."""
    found = queries.handed_over_as(handed)
    if found is None:
        raise Http404
    head = ("name", "address", "month", "hours", "for")
    answer = HttpResponse(as_csv([head, *queries.rows_to_pay(found)]), content_type="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="hours-{found.on}.csv"'
    return answer
