"""What is known here of a year of a group, as far as whoever is to read the review may read it.

No number of people is among it: neither how many are in the group, nor how many came to anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet

from tiebeam.web.spaces.groups.budgets.queries import totals_of
from tiebeam.web.spaces.models import (
    Ask,
    Became,
    DutySaid,
    Meeting,
    Space,
    Undertaking,
    Visibility,
)
from tiebeam.web.spaces.raising.queries import became, let_out_of

#: What a barrier came to that counts as an answer; all else waits.
_ENDED: Final = ("answered", "closed")


def known_of(space: Space, year: int, *, for_all: bool, by: Any, at: datetime) -> dict[str, Any]:
    """What stands in a review of a year if it is put out now; as plain values, to be kept.

    for_all  whether everybody who knows of the group reads it: then what is for members is left out
    by       who puts it out; what only they may read is left out as well
    """
    meetings = _meetings(space, year, for_all=for_all, at=at)
    found: dict[str, Any] = {
        "asks": list(_asks(space, year, for_all=for_all)),
        "duties": list(_duties(space, year, at.astimezone(settings.HERE.time_zone).date())),
        "charters": space.charters.filter(on__year=year).count(),
        "offices": space.offices.filter(opened_on__year=year).count(),
    }  # fmt: skip
    if meetings is not None:
        found["meetings"] = meetings.filter(ends_at__lte=at, cancelled_on=None).count()
        found["structures"] = list(_structures(space, year, for_all=for_all))
    if not for_all:
        found["raised"] = _raised(space, year, by)
    if not for_all or space.shows_totals:
        found["money"] = [
            {"currency": each.currency, "granted": str(each.granted), "spent": str(each.spent)}
            for each in totals_of(space) if each.year == year
        ]  # fmt: skip
    return found


def _asks(space: Space, year: int, *, for_all: bool) -> Iterator[dict[str, str]]:
    """Each with its last answer, empty where there is none. What a hidden group asked goes without
    its name, and others do not read that it is its own."""
    found = Ask.objects.filter(space=space, sent_on__year=year)
    if for_all:
        found = found.filter(named=True)
    for each in found.prefetch_related("answers").order_by("sent_on", "pk"):
        answers = list(each.answers.all())
        yield {"ask": each.public_id, "title": each.title,
               "answer": answers[-1].kind if answers else "",
               "due_on": each.due_on.isoformat()}  # fmt: skip


def _meetings(space: Space, year: int, *, for_all: bool, at: datetime) -> QuerySet[Meeting] | None:
    """Those of the year, as far as they are read; None where others read of none."""
    first, last = (datetime.combine(date(each, 1, 1), time(), settings.HERE.time_zone)
                   for each in (year, year + 1))  # fmt: skip
    found = _read(space, for_all=for_all)
    return found.filter(starts_at__gte=first, starts_at__lt=last) if found is not None else None


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
    rows = list(let_out_of(space).filter(due_on__year=year))
    found = {each.barrier.public_id: each.barrier for each in became(rows, by).values()}
    readable = [each for each in found.values()
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
    sponsors = space.sponsors.filter(ended_on=None)
    for sponsor in sponsors:
        due = sponsor.duties.filter(due_on__year=year, due_on__lt=today, ended_on=None)
        for duty in due.order_by("due_on", "pk"):
            if duty.due_on is not None:
                yield _of_duty(duty, duty.due_on, "")


def _of_duty(duty: Any, due_on: date, kind: str) -> dict[str, str]:
    return {"code": duty.code if not duty.says else "", "says": duty.says,
            "due_on": due_on.isoformat(), "kind": kind}  # fmt: skip
