"""What is known here of a year of a group, as far as whoever is to read the review may read it.

No number of people is among it: neither how many are in the group, nor how many came to anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tiebeam.web.insight.barriers.queries import barriers_visible_to
from tiebeam.web.spaces.groups.budgets.queries import totals_of
from tiebeam.web.spaces.models import (
    Answer,
    Ask,
    Became,
    Charter,
    Duty,
    DutySaid,
    Meeting,
    Office,
    Space,
    Undertaking,
    Visibility,
)
from tiebeam.web.spaces.raising.queries import let_out_of

#: What a barrier came to that counts as an answer; all else waits.
_ENDED: Final = ("answered", "closed")


def known_of(space: Space, year: int, *, for_all: bool, by: Any, at: datetime) -> dict[str, Any]:
    """What stands in a review of a year if it is put out now; as plain values, to be kept.

    for_all  whether everybody who knows of the group reads it: then what is for members is left out
    by       who puts it out; what only they may read is left out as well
    """
    meetings = _meetings(space, year, for_all=for_all, at=at)
    counted = _counted(space, year, meetings, for_all=for_all)
    found: dict[str, Any] = {
        "asks": list(_asks(space, year, for_all=for_all)),
        "duties": list(_duties(space, year, at.astimezone(settings.HERE.time_zone).date())),
        "charters": counted["charters"], "offices": counted["offices"],
    }  # fmt: skip
    if meetings is not None:
        found["meetings"] = counted["meetings"]
        found["structures"] = list(_structures(space, year, for_all=for_all))
    if not for_all:
        found["raised"] = _raised(space, year, by)
    if not for_all or space.shows_totals:
        found["money"] = [
            {"currency": each.currency, "granted": str(each.granted), "spent": str(each.spent)}
            for each in totals_of(space) if each.year == year
        ]  # fmt: skip
    return found


def _counted(
    space: Space, year: int, meetings: QuerySet[Meeting] | None, *, for_all: bool
) -> dict[str, int]:
    """What has no more to it than a number; asked for in one."""
    written = Charter.objects.filter(on__year=year)
    if for_all:
        written = written.exclude(shown_to=Visibility.HIDDEN)
    of_space = Space.objects.filter(pk=space.pk)
    charters, offices, held = of_space.values_list(
        _number(written),
        _number(Office.objects.filter(opened_on__year=year)),
        _number(Meeting.objects.none() if meetings is None else meetings),
    ).get()
    return {"charters": charters, "offices": offices, "meetings": held}


def _number(found: QuerySet[Any]) -> Coalesce:
    by_space = found.filter(space=OuterRef("pk")).order_by().values("space")
    return Coalesce(Subquery(by_space.annotate(all=Count("pk")).values("all")), 0)


def _asks(space: Space, year: int, *, for_all: bool) -> Iterator[dict[str, str]]:
    """Each with its last answer, empty where there is none. What a hidden group asked goes without
    its name, and others do not read that it is its own."""
    found = Ask.objects.filter(space=space, sent_on__year=year)
    if for_all:
        found = found.filter(named=True)
    last = Answer.objects.filter(ask=OuterRef("pk")).order_by("-number").values("kind")[:1]
    answer = Coalesce(Subquery(last), Value(""))
    rows = found.order_by("sent_on", "pk").values("public_id", "title", "due_on", answer=answer)
    for each in rows:
        yield {"ask": each["public_id"], "title": each["title"], "answer": each["answer"],
               "due_on": each["due_on"].isoformat()}  # fmt: skip


def _meetings(space: Space, year: int, *, for_all: bool, at: datetime) -> QuerySet[Meeting] | None:
    """Those of the year that took place, as far as they are read; None where of none is read."""
    first, last = (datetime.combine(date(each, 1, 1), time(), settings.HERE.time_zone)
                   for each in (year, year + 1))  # fmt: skip
    found = _read(space, for_all=for_all)
    if found is None:
        return None
    return found.filter(starts_at__gte=first, starts_at__lt=last, ends_at__lte=at,
                        cancelled_on=None)  # fmt: skip


def _read(space: Space, *, for_all: bool) -> QuerySet[Meeting] | None:
    if not for_all:
        return Meeting.objects.filter(space=space)
    if space.visibility != Visibility.OPEN:
        return None
    return Meeting.objects.filter(space=space, shown_to=Visibility.OPEN)


def _structures(space: Space, year: int, *, for_all: bool) -> Iterator[dict[str, str]]:
    """What the meetings changed, in the words of whoever did it."""
    found = Undertaking.objects.filter(
        meeting__in=_read(space, for_all=for_all) or [], became=Became.CHANGED,
        closed_on__year=year,
    )  # fmt: skip
    for each in found.order_by("closed_on", "pk"):
        yield {"structure": each.structure, "changed": each.changed}


def _raised(space: Space, year: int, by: Any) -> Mapping[str, int]:
    """Barriers that what was raised shows: those that everybody here may read, and of them how many
    were answered or closed."""
    shows = let_out_of(space).filter(due_on__year=year).order_by().values("barrier")
    found = barriers_visible_to(by).filter(public_id__in=shows)
    found = found.select_related("policy", "merged_into__policy")
    whole = {each.pk: each for each in (row.merged_into or row for row in found)}
    readable = [each for each in whole.values()
                if each.policy is None or each.policy.in_force_at is not None]  # fmt: skip
    ended = sum(each.state in _ENDED for each in readable)
    return {"waits": len(readable) - ended, "ended": ended}


def _duties(space: Space, year: int, today: date) -> Iterator[dict[str, str]]:
    """What was said of each that was due; and of what is due and of which nobody has said anything.

    What the two sides wrote beside it stays on the page of the sponsor.
    """
    said = DutySaid.objects.filter(duty__sponsor__space=space, due_on__year=year)
    for each in said.select_related("duty").order_by("due_on", "pk"):
        yield _of_duty(each.duty, each.due_on, each.kind)
    due = Duty.objects.filter(sponsor__space=space, sponsor__ended_on=None, ended_on=None)
    for duty in due.filter(due_on__year=year, due_on__lt=today).order_by("due_on", "pk"):
        if duty.due_on is not None:
            yield _of_duty(duty, duty.due_on, "")


def _of_duty(duty: Any, due_on: date, kind: str) -> dict[str, str]:
    return {"code": duty.code if not duty.says else "", "says": duty.says,
            "due_on": due_on.isoformat(), "kind": kind}  # fmt: skip
