"""Pages of a budget: what there is, to write it down, to correct it, and as a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.insight.downloads import as_csv
from tiebeam.web.organisation.uploads import holds_files
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.around import above, around, not_now, once, sent, today
from tiebeam.web.spaces.attaching import media
from tiebeam.web.spaces.attaching.clean import MOST_BYTES
from tiebeam.web.spaces.attaching.views import as_file
from tiebeam.web.spaces.groups.around import group_of, heard, in_vain, speaks_for
from tiebeam.web.spaces.groups.budgets import actions, lists, queries
from tiebeam.web.spaces.groups.budgets.forms import ReceiptForm, form_of
from tiebeam.web.spaces.models import Money
from tiebeam.web.spaces.queries import ON_A_PAGE, Place
from tiebeam.web.ui.shapes import Link


@signed_in
def budget(request: HttpRequest, where: str) -> HttpResponse:
    """What was granted, what was spent, and what is left."""
    place = group_of(request, where)
    if not queries.sees_totals(place):
        raise Http404
    if request.method == "POST":
        return _show(request, place, where)
    found = queries.money_of(place.space) if place.is_in else Money.objects.none()
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    writes, totals = speaks_for(request.user, place), queries.totals_of(place.space)
    given = {
        **around(place, where), "page": page, "trail": above(place, where), "writes": writes,
        "rows": lists.rows(list(page), where, may_correct=writes),
        "totals": lists.totals(totals),
        "may_show": place.looks_after and place.may_write,
    }  # fmt: skip
    return render(request, "spaces/budget.html", given)


def _show(request: HttpRequest, place: Place, where: str) -> HttpResponse:
    try:
        actions.show_totals(place.space, shows="show" in request.POST, by=request.user,
                            at=timezone.now())  # fmt: skip
    except NotAllowed:
        return in_vain(request, place, where)
    return redirect("space-budget", where)


@signed_in
@keeps_what_was_typed
def granted(request: HttpRequest, where: str) -> HttpResponse:
    """Write down what the group was granted."""
    return _write(request, where, Money.Kind.GRANTED)


@signed_in
@keeps_what_was_typed
def spent(request: HttpRequest, where: str) -> HttpResponse:
    """Write down what the group spent."""
    return _write(request, where, Money.Kind.SPENT)


def _write(request: HttpRequest, where: str, kind: str) -> HttpResponse:
    place = _writing(request, where)
    newest = queries.money_of(place.space).first()
    first = {"once": once(), "on": today(), "year": today().year,
             "currency": newest.currency if newest else "EUR"}  # fmt: skip
    form = form_of(kind)(request.POST or None, today=today(),
                         initial=first | typed_before(request))  # fmt: skip
    if form.is_valid():
        try:
            actions.write_down(place.space, kind, form.said, once=form.cleaned_data["once"],
                               by=request.user, at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        else:
            return redirect("space-budget", where)
    given = {**around(place, where), "form": form, "kind": kind, "trail": _above(place, where)}
    return render(request, "spaces/money.html", given)


@signed_in
@keeps_what_was_typed
def correct(request: HttpRequest, where: str, row: str) -> HttpResponse:
    """Put another row in its place."""
    place = _writing(request, where)
    found = queries.row_of(place.space, row)
    if found is None:
        raise Http404
    if hasattr(found, "corrected") and request.method != "POST":
        # The page shows what holds.
        return redirect("space-budget", where)
    names = ("on", "currency", "words", "receipt", "year")
    first = {name: getattr(found, name) for name in names}
    first |= {"amount": queries.plain(found), "once": once()}
    form = form_of(found.kind)(request.POST or None, today=today(), corrects=True,
                               initial=first | typed_before(request))  # fmt: skip
    if form.is_valid():
        try:
            actions.correct(found, form.said, once=form.cleaned_data["once"], by=request.user,
                            at=timezone.now())  # fmt: skip
        except actions.StruckOut:
            form.add_error("amount", _("It is struck out already."))
        except NotAllowed:
            not_now(form)
        except ChangedMeanwhile:
            form.add_error(None, _("Somebody else corrected this row meanwhile, and what you typed "
                                   "was not written down. It is still here. Open the budget in "
                                   "another window to see what holds."))  # fmt: skip
        else:
            return redirect("space-budget", where)
    given = {**around(place, where), "form": form, "kind": found.kind, "corrects": found,
             "trail": _above(place, where)}  # fmt: skip
    return render(request, "spaces/money.html", given)


@signed_in
@holds_files(most_bytes=MOST_BYTES)
def receipt(request: HttpRequest, where: str, row: str) -> HttpResponse:
    """The receipt of a row: bring it, or take it away."""
    place = _writing(request, where)
    found = _spent(place, row)
    if "away" in request.POST:
        return _take_away(request, place, found, where)
    has_file = hasattr(found, "file")
    form = None if has_file else ReceiptForm(*sent(request, may=True), initial={"once": once()})
    if form is not None and form.is_valid():
        try:
            actions.add_receipt(found, form.cleaned_data["file"], by=request.user,
                                once=form.cleaned_data["once"], at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        except ChangedMeanwhile:
            messages.warning(request, _("Somebody was there before you."))
            return redirect("space-receipt", where, row)
        else:
            messages.success(request, _("Kept. Those who may write the budget read it."))
            return redirect("space-budget", where)
    given = {**around(place, where), "form": form, "row": found, "trail": _above(place, where),
             "what": lists.what(found)}  # fmt: skip
    return render(request, "spaces/receipt.html", given)


def _take_away(request: HttpRequest, place: Place, found: Money, where: str) -> HttpResponse:
    try:
        actions.take_receipt_away(found, by=request.user, at=timezone.now())
    except NotAllowed:
        return in_vain(request, place, where)
    messages.success(request, _("It is gone. The row stays."))
    return redirect("space-receipt", where, found.public_id)


@signed_in
@require_safe
def receipt_file(request: HttpRequest, where: str, row: str) -> HttpResponse:
    """The file itself, for those who may write the budget."""
    found = _spent(_writing(request, where), row)
    kept = getattr(found, "file", None)
    if kept is None:
        raise Http404
    try:
        content = media.read(kept.public_id)
    except media.NotThere:
        raise Http404 from None
    return as_file(content, kept.content_type, called=f"receipt-{found.on}", how="attachment")


def _spent(place: Place, row: str) -> Money:
    found = queries.spent_row_of(place.space, row)
    if found is None:
        raise Http404
    return found


@signed_in
@never_cache
@require_safe
def file(request: HttpRequest, where: str) -> HttpResponse:
    """What holds, as a file; for members."""
    place = group_of(request, where)
    if not place.is_in:
        raise Http404
    head = ("kind", "on", "year", "for, or granted by", "amount", "currency", "receipt", "row")
    answer = HttpResponse(as_csv([head, *queries.as_rows(place.space)]), content_type="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="budget-{today()}.csv"'
    return answer


def _writing(request: HttpRequest, where: str) -> Place:
    place = group_of(request, where)
    if not heard(request, place):
        raise Http404
    return place


def _above(place: Place, where: str) -> list[Link]:
    there = reverse("space-budget", args=[where])
    return [*above(place, where), Link(text=_("Budget"), href=there)]
