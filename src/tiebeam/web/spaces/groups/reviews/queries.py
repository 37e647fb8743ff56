"""What is read of reviews, and for whom."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from tiebeam.web.spaces.models import ReviewCorrection, Space, Visibility, YearReview
from tiebeam.web.spaces.queries import Place

#: The words that a group says itself; all of them, before it is put out.
WORDS: Final = ("changed", "did_not", "needs")
#: Years back for which a review can still be begun.
YEARS_BACK: Final = 3


def reviews_for(place: Place, *, drafts: bool) -> QuerySet[YearReview]:
    """Those that somebody reads, the last year first; what is for all, whoever knows of the group,
    unless it was put out while nobody else did.

    drafts  whether somebody speaks for the group: they alone read those
    """
    found = YearReview.objects.filter(space=place.space).order_by("-year")
    if not place.is_in:
        found = found.filter(readers="all").exclude(shown_to__in=["", Visibility.HIDDEN])
    elif not drafts:
        found = found.exclude(put_out_on=None)
    return found


def review_for(place: Place, year: int, *, drafts: bool) -> YearReview | None:
    return reviews_for(place, drafts=drafts).filter(year=year).first()


def corrections_of(review: YearReview, place: Place) -> list[ReviewCorrection]:
    """What was said of it since; what was said while nobody else knew of the group, members read
    alone."""
    found = review.corrections.all()
    return list(found if place.is_in else found.exclude(shown_to=Visibility.HIDDEN))


def last_year_of(place: Place) -> int | None:
    """The year of the last one that was put out, as far as somebody reads it."""
    found = YearReview.objects.filter(space=place.space).exclude(put_out_on=None)
    if not place.is_in:
        found = found.filter(Q(readers="all") & ~Q(shown_to=Visibility.HIDDEN))
    return found.order_by("-year").values_list("year", flat=True).first()


def years_to_begin(space: Space, today: date) -> list[int]:
    """Years in which the group was there, and without a review yet, the last one first."""
    there = set(YearReview.objects.filter(space=space).values_list("year", flat=True))
    first = max(space.opened_on.year, today.year - YEARS_BACK)
    return [year for year in range(today.year, first - 1, -1) if year not in there]
