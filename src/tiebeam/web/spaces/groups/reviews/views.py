"""Pages of reviews: those of a group, one of them, and to write it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.around import above, around, is_late, not_now, today
from tiebeam.web.spaces.groups.around import group_of, speaks_for
from tiebeam.web.spaces.groups.asks.queries import addresses_of
from tiebeam.web.spaces.groups.budgets.queries import sees_totals
from tiebeam.web.spaces.groups.reviews import actions, lists, queries
from tiebeam.web.spaces.groups.reviews.forms import CorrectionForm, ReviewForm
from tiebeam.web.spaces.groups.reviews.knowing import known_of
from tiebeam.web.spaces.meeting import structures
from tiebeam.web.spaces.models import YearReview
from tiebeam.web.spaces.queries import Place
from tiebeam.web.ui.shapes import Link


@signed_in
def reviews(request: HttpRequest, where: str) -> HttpResponse:
    """Year by year; whoever speaks for the group begins one here."""
    place = group_of(request, where)
    writes = speaks_for(request.user, place)
    if request.method == "POST":
        return _begin(request, place, where)
    given = {
        **around(place, where), "trail": above(place, where),
        "posts": lists.posts(queries.reviews_for(request.user, place), where),
        "years": queries.years_to_begin(place.space, today()) if writes else [],
    }  # fmt: skip
    return render(request, "spaces/reviews.html", given)


def _begin(request: HttpRequest, place: Place, where: str) -> HttpResponse:
    year = request.POST.get("year", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Http404
    try:
        actions.begin(place.space, int(year), by=request.user, at=timezone.now())
    except NotAllowed:
        raise Http404 from None
    return redirect("space-review-write", where, int(year))


@signed_in
@keeps_what_was_typed
def review(request: HttpRequest, where: str, year: int) -> HttpResponse:
    """A review as it was put out, or a draft as it would be."""
    place = group_of(request, where)
    found, writes = _review(request, place, year), speaks_for(request.user, place)
    is_draft = found.put_out_on is None
    corrects, said = writes and not is_draft, [] if is_draft else list(found.corrections.all())
    form = CorrectionForm(
        request.POST or None,
        initial={"number": len(said)} | typed_before(request),
    ) if corrects else None  # fmt: skip
    if request.method == "POST" and _done(request, found, form):
        return redirect("space-review", where, year)
    told = known_of(place.space, year, for_all=found.readers == "all", by=request.user,
                    at=timezone.now()) if is_draft else found.told  # fmt: skip
    links = structures.links(request.user, [each["structure"] for each in
                                            told.get("structures", ())])  # fmt: skip
    there = addresses_of(each["ask"] for each in told.get("asks", ()))
    given = {
        **around(place, where), "trail": _above(place, where), "review": found, "form": form,
        "words": lists.words(found), "is_draft": is_draft, "stands": lists.stands(found),
        "entries": lists.entries(told, sees_money=sees_totals(place)),
        "asks": lists.asks(told, there), "structures": lists.structures(told, links),
        "corrections": lists.corrections(said), "will_read": lists.readers(found),
        "is_whole": all(getattr(found, name) for name in queries.WORDS), "writes": writes,
    }  # fmt: skip
    return render(request, "spaces/review.html", given)


def _done(request: HttpRequest, found: YearReview, form: CorrectionForm | None) -> bool:
    """Put out a draft, or say what is otherwise."""
    by, at, edition = request.user, timezone.now(), request.POST.get("edition", "")
    try:
        if form is None:
            actions.put_out(found, edition=int(edition) if edition.isdigit() else 0, by=by, at=at)
            messages.success(request, _("Put out. What it says stays as it is now."))
            return True
        if form.is_valid():
            actions.correct(found, **form.cleaned_data, by=by, at=at)
            return True
    except (NotAllowed, actions.NotWhole):
        raise Http404 from None
    except ChangedMeanwhile:
        if form is None:
            messages.warning(request, _("Somebody changed it meanwhile. Read it once more."))
            return True
        is_late(form, number=len(found.corrections.all()))
    return False


@signed_in
@keeps_what_was_typed
def write(request: HttpRequest, where: str, year: int) -> HttpResponse:
    """Say in one's own words what changed."""
    place = group_of(request, where)
    found = _review(request, place, year)
    if found.put_out_on is not None or not speaks_for(request.user, place):
        raise Http404
    first = {name: getattr(found, name) for name in (*queries.WORDS, "readers", "edition")}
    form = ReviewForm(request.POST or None, initial=first | typed_before(request))
    if form.is_valid():
        try:
            actions.write(found, form.said, edition=form.cleaned_data["edition"],
                          by=request.user, at=timezone.now())  # fmt: skip
        except NotAllowed:
            not_now(form)
        except ChangedMeanwhile:
            is_late(form, edition=found.edition)
        else:
            return redirect("space-review", where, year)
    given = {**around(place, where), "form": form, "review": found,
             "trail": _above(place, where)}  # fmt: skip
    return render(request, "spaces/review_write.html", given)


def _review(request: HttpRequest, place: Place, year: int) -> YearReview:
    found = queries.review_for(request.user, place, year)
    if found is None:
        raise Http404
    return found


def _above(place: Place, where: str) -> list[Link]:
    there = reverse("space-reviews", args=[where])
    return [*above(place, where), Link(text=_("Year by year"), href=there)]
