"""Every write about reviews. Once put out, neither words nor numbers change; nobody is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed, day_of, note
from tiebeam.web.spaces.groups.holding import held_for_officers, opens
from tiebeam.web.spaces.groups.reviews.knowing import known_of
from tiebeam.web.spaces.groups.reviews.queries import WORDS, years_to_begin
from tiebeam.web.spaces.models import ReviewCorrection, Space, YearReview


class NotWhole(RuntimeError):
    """Something that the group says itself is not written yet."""


@transaction.atomic
def begin(space: Space, year: int, *, by: Any, at: datetime) -> YearReview:
    """A draft for a year; begun twice, it is there once.

    Raises  NotAllowed
    """
    space = held_for_officers(space, by, at)
    there = YearReview.objects.filter(space=space, year=year).first()
    if there is not None:
        return there
    if year not in years_to_begin(space, day_of(at)):
        raise NotAllowed("A review is of a year in which the group was there.")
    return YearReview.objects.create(space=space, year=year, begun_on=day_of(at))


@transaction.atomic
def write(
    review: YearReview, said: Mapping[str, str], *, edition: int, by: Any, at: datetime
) -> None:
    """Say in a draft what changed, and who is to read it.

    said    changed, did_not, needs and readers
    Raises  NotAllowed, ChangedMeanwhile
    """
    held = _draft(review, by, at)
    if held.edition != edition:
        raise ChangedMeanwhile
    for name in (*WORDS, "readers"):
        setattr(held, name, said[name])
    held.edition = edition + 1
    held.save()


@transaction.atomic
def put_out(review: YearReview, *, edition: int, by: Any, at: datetime) -> None:
    """Let it be read, with what is known on this day.

    edition  of the words that were shown
    Raises   NotAllowed, ChangedMeanwhile, NotWhole
    """
    held = _draft(review, by, at)
    if held.edition != edition:
        raise ChangedMeanwhile
    if not all(getattr(held, name) for name in WORDS):
        raise NotWhole
    space = held.space
    held.told = known_of(space, held.year, for_all=held.readers == "all", by=by, at=at)
    held.put_out_on, held.shown_to, held.edition = day_of(at), space.visibility, edition + 1
    held.save()
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


@transaction.atomic
def correct(review: YearReview, says: str, *, number: int, by: Any, at: datetime) -> None:
    """Say below it what is otherwise; it stays as it is.

    number  how many corrections were shown
    Raises  NotAllowed, ChangedMeanwhile
    """
    space = held_for_officers(review.space, by, at)
    held = YearReview.objects.select_for_update().get(pk=review.pk)
    if held.put_out_on is None:
        raise NotAllowed("A draft is changed, and not corrected.")
    there = list(held.corrections.all())
    if there and there[-1].says == says and not opens(there[-1], space):
        return
    if len(there) != number:
        raise ChangedMeanwhile
    ReviewCorrection.objects.create(review=held, number=number + 1, says=says, on=day_of(at),
                                    shown_to=space.visibility)  # fmt: skip
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


def _draft(review: YearReview, by: Any, at: datetime) -> YearReview:
    space = held_for_officers(review.space, by, at)
    held = YearReview.objects.select_for_update().get(pk=review.pk)
    if held.put_out_on is not None:
        raise NotAllowed("It was put out. What is otherwise now is said below it.")
    held.space = space
    return held
