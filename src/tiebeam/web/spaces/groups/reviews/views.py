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
from tiebeam.web.spaces.around import above, around, is_late, not_now, number_in, today
from tiebeam.web.spaces.groups.around import group_of, heard, in_vain, speaks_for
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
        "posts": lists.posts(queries.reviews_for(place, drafts=writes), where),
        "years": queries.years_to_begin(place.space, today()) if writes else [],
    }  # fmt: skip
    return render(request, "spaces/reviews.html", given)


def _begin(request: HttpRequest, place: Place, where: str) -> HttpResponse:
    year = number_in(request.POST.get("year", ""))
    if year is None:
        raise Http404
    try:
        actions.begin(place.space, year, by=request.user, at=timezone.now())
    except NotAllowed:
        return in_vain(request, place, where)
    return redirect("space-review-write", where, year)


@signed_in
@keeps_what_was_typed
def review(request: HttpRequest, where: str, year: int) -> HttpResponse:
    """A review as it was put out, or a draft as it would be."""
    place = group_of(request, where)
    speaks = heard(request, place)
    found = _review(place, year, drafts=speaks)
    if request.method == "POST" and not speaks:
        raise Http404
    if "put-out" in request.POST:
        return _put_out(request, place, where, found)
    is_draft = found.put_out_on is None
    said = [] if is_draft else queries.corrections_of(found, place)
    form = CorrectionForm(
        request.POST or None,
        initial={"number": len(said)} | typed_before(request),
    ) if speaks and not is_draft else None  # fmt: skip
    if form is not None and _corrected(request, found, form):
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
        "is_whole": all(getattr(found, name) for name in queries.WORDS),
    }  # fmt: skip
    return render(request, "spaces/review.html", given)


def _put_out(request: HttpRequest, place: Place, where: str, found: YearReview) -> HttpResponse:
    try:
        # Another number than that of a page that was shown is an earlier one.
        actions.put_out(found, edition=number_in(request.POST.get("edition", "")) or 0,
                        by=request.user, at=timezone.now())  # fmt: skip
    except actions.NotWhole:
        raise Http404 from None
    except NotAllowed:
        # Sent twice, or put out by somebody else: the page says since when it is.
        if found.put_out_on is None:
            return in_vain(request, place, where)
    except ChangedMeanwhile:
        messages.warning(request, _("Somebody changed it meanwhile. Read it once more."))
    else:
        messages.success(request, _("Put out. What it says stays as it is now."))
    return redirect("space-review", where, found.year)


def _corrected(request: HttpRequest, found: YearReview, form: CorrectionForm) -> bool:
    """Say what is otherwise."""
    if not form.is_valid():
        return False
    try:
        actions.correct(found, **form.cleaned_data, by=request.user, at=timezone.now())
    except NotAllowed:
        not_now(form)
    except ChangedMeanwhile:
        is_late(form, number=len(found.corrections.all()))
    else:
        return True
    return False


@signed_in
@keeps_what_was_typed
def write(request: HttpRequest, where: str, year: int) -> HttpResponse:
    """Say in one's own words what changed."""
    place = group_of(request, where)
    speaks = heard(request, place)
    found = _review(place, year, drafts=speaks)
    was_put_out = found.put_out_on is not None
    if not speaks or (was_put_out and request.method != "POST"):
        raise Http404
    first = {name: getattr(found, name) for name in (*queries.WORDS, "readers", "edition")}
    form = ReviewForm(request.POST or None, initial=first | typed_before(request))
    if form.is_valid():
        try:
            actions.write(found, form.said, edition=form.cleaned_data["edition"],
                          by=request.user, at=timezone.now())  # fmt: skip
        except NotAllowed:
            (_is_out if was_put_out else not_now)(form)
        except ChangedMeanwhile:
            is_late(form, edition=found.edition)
        else:
            return redirect("space-review", where, year)
    given = {**around(place, where), "form": form, "review": found,
             "trail": _above(place, where)}  # fmt: skip
    return render(request, "spaces/review_write.html", given)


def _is_out(form: ReviewForm) -> None:
    form.add_error(None, _("It was put out meanwhile, and can't be changed any more. What you "
                           "typed is still here. Below the review you can say what is "
                           "otherwise."))  # fmt: skip


def _review(place: Place, year: int, *, drafts: bool) -> YearReview:
    found = queries.review_for(place, year, drafts=drafts)
    if found is None:
        raise Http404
    return found


def _above(place: Place, where: str) -> list[Link]:
    there = reverse("space-reviews", args=[where])
    return [*above(place, where), Link(text=_("Year by year"), href=there)]
