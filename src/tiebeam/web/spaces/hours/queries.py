"""What is read of hours: by whoever gave them, and, of those that are to be paid, by who pays."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet, Sum

from tiebeam.web.spaces.models import HandOver, Hours
from tiebeam.web.spaces.queries import people_by_word
from tiebeam.web.spaces.who import name_of

#: Stands for all that people do here besides their work, whatever it is.
CODE: Final = "voluntary work"


def hours_of(person: Any) -> QuerySet[Hours]:
    """What somebody wrote down, the newest month first."""
    return Hours.objects.filter(who=name_of(person)).order_by("-month", "-pk")


def to_hand_over() -> QuerySet[Hours]:
    return Hours.objects.filter(paid=True, handed_over=None)


def waiting() -> Decimal:
    """Hours that are to be paid and were not handed over, of all together."""
    return to_hand_over().aggregate(all=Sum("hours"))["all"] or Decimal()


def handed_over() -> list[tuple[HandOver, Decimal]]:
    """The newest first, each with how many hours; of whoever has gone there are none any more."""
    found = HandOver.objects.annotate(sum=Sum("rows__hours")).order_by("-on", "-pk")
    return [(each, each.sum or Decimal()) for each in found]


def handed_over_as(public_id: str) -> HandOver | None:
    return HandOver.objects.filter(public_id=public_id).first()


def rows_to_pay(found: HandOver) -> Iterator[tuple[str, str, str, str, str]]:
    """Per person and month: name, address, month, hours, and one code for all of it."""
    sums = found.rows.values("who", "month").annotate(all=Sum("hours"))
    rows = list(sums.order_by("month"))
    people = people_by_word(each["who"] for each in rows)
    there = [(people[each["who"]], each) for each in rows if each["who"] in people]
    for person, each in sorted(there, key=lambda pair: (pair[0].name.casefold(), pair[0].pk)):
        yield person.name, person.email, f"{each['month']:%Y-%m}", f"{each['all']:.2f}", CODE
