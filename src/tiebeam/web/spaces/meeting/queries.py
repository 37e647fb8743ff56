"""What is read of meetings, and for whom.

Everything here stands on a `Place`, and so on `Space.objects.visible_to`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from tiebeam.web.spaces.meeting.rotation import proposed
from tiebeam.web.spaces.models import (
    Became,
    Coming,
    Meeting,
    Membership,
    PassedOn,
    Rsvp,
    Space,
    Standing,
    Taken,
    TakesTurns,
    Turn,
    Undertaking,
    Visibility,
)
from tiebeam.web.spaces.needs import opened
from tiebeam.web.spaces.queries import Place, people_by_word
from tiebeam.web.spaces.who import name_of


def meetings_in(place: Place) -> QuerySet[Meeting]:
    """Those that somebody may read: in a space of one's own all, else what was open when it was
    written and still is."""
    found = Meeting.objects.filter(space=place.space)
    if place.is_in:
        return found
    if not place.may_read:
        return found.none()
    return found.filter(shown_to=Visibility.OPEN)


def meeting_in(place: Place, public_id: str) -> Meeting | None:
    return meetings_in(place).filter(public_id=public_id).first()


def to_come(place: Place, at: datetime) -> QuerySet[Meeting]:
    """Those that are not over, the next one first."""
    return meetings_in(place).filter(ends_at__gt=at).order_by("starts_at", "pk")


def that_were(place: Place, at: datetime) -> QuerySet[Meeting]:
    """Those that are over, the last one first; one that was called off is none."""
    found = meetings_in(place).filter(ends_at__lte=at, cancelled_on=None)
    return found.order_by("-starts_at", "-pk")


def next_one(place: Place, at: datetime) -> Meeting | None:
    return to_come(place, at).filter(cancelled_on=None).first()


# --- roles ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Roles:
    """The roles of a meeting, for whoever looks at it.

    taken   by role, the word of who took it
    mine    roles that whoever looks took
    turn    the role whose turn it would be for them; that of others nobody is told
    offers  whether they offer to take roles
    passed  whether they take none this time
    """

    taken: Mapping[str, str]
    mine: Sequence[str] = ()
    turn: str = ""
    offers: bool = False
    passed: bool = False


def roles_of(meeting: Meeting, person: Any, *, is_in: bool) -> Roles:
    found = Taken.objects.filter(
        Q(meeting=meeting) | Q(meeting__space=meeting.space_id, meeting__cancelled_on=None)
    )
    rows = list(found.values_list("meeting", "role", "who", "meeting__starts_at"))
    taken = {role: who for one, role, who, _ in rows if one == meeting.pk}
    if not is_in:
        return Roles(taken=taken)
    turns = [(who, role, at) for one, role, who, at in rows if one != meeting.pk]
    me, offering, passed = name_of(person), *_offering(meeting)
    found_for = proposed(offering, turns, roles=Turn.values, taken=taken, passed=passed)
    return Roles(
        taken=taken, mine=[role for role, who in taken.items() if who == me],
        turn=next((role for role, who in found_for.items() if who == me), ""),
        offers=me in offering, passed=me in passed,
    )  # fmt: skip


def _offering(meeting: Meeting) -> tuple[list[str], set[str]]:
    """Who offers to take roles and is still in the space, the first to offer it first; and who
    takes none this time. Both in one question."""
    members = Membership.objects.filter(space=meeting.space_id, standing=Standing.MEMBER)
    offers = TakesTurns.objects.filter(space=meeting.space_id, who__in=members.values("who"))
    passed = PassedOn.objects.filter(meeting=meeting)
    rows = offers.order_by().annotate(passes=Value(False)).values_list("passes", "pk", "who")
    others = passed.order_by().annotate(passes=Value(True)).values_list("passes", "pk", "who")
    found = sorted(rows.union(others, all=True))
    return ([who for passes, _, who in found if not passes],
            {who for passes, _, who in found if passes})  # fmt: skip


def offers_turns(space: Space, person: Any) -> bool:
    return TakesTurns.objects.filter(space=space, who=name_of(person)).exists()


# --- who comes ------------------------------------------------------------------------------------


def own_answer(meeting: Meeting, person: Any) -> Rsvp | None:
    return Rsvp.objects.filter(meeting=meeting, who=name_of(person)).first()


@dataclass(frozen=True, kw_only=True)
class Guests:
    """Who answered, for those who look after the space.

    by_answer  by what they said, their names
    needs      what people need, of nobody in particular
    """

    by_answer: Mapping[str, Sequence[str]]
    needs: Sequence[str]


def guests_of(meeting: Meeting) -> Guests:
    """For those who look after the space alone; a view has asked whether whoever looks does."""
    rows = list(Rsvp.objects.filter(meeting=meeting))
    people = people_by_word(each.who for each in rows)
    names: dict[str, list[str]] = {said: [] for said in Coming.values}
    for each in rows:
        if each.who in people:
            names[each.says].append(people[each.who].name)
    return Guests(
        by_answer={said: sorted(found, key=str.casefold) for said, found in names.items()},
        # By what they say: the order in which they came would tell whose they are.
        needs=sorted(filter(None, (opened(each.needs) for each in rows)), key=str.casefold),
    )


# --- what came of it ------------------------------------------------------------------------------


def may_note(place: Place, meeting: Meeting, person: Any) -> bool:
    """Whether somebody may write down what was decided: whoever looks after the space, hosts the
    meeting or takes its notes."""
    if not place.may_write:
        return False
    return place.looks_after or notes_it(meeting, person)


def notes_it(meeting: Meeting, person: Any) -> bool:
    roles = Taken.objects.filter(meeting=meeting, who=name_of(person))
    return roles.filter(role__in=[Turn.HOST, Turn.NOTES]).exists()


def undertaking_in(meeting: Meeting, public_id: str) -> Undertaking | None:
    return meeting.undertakings.filter(public_id=public_id).first()


def what_changed(place: Place) -> QuerySet[Undertaking]:
    """The structures that the meetings of a space changed, the last one first."""
    found = Undertaking.objects.filter(meeting__in=meetings_in(place), became=Became.CHANGED)
    return found.select_related("meeting").order_by("-closed_on", "-pk")


def still_open(place: Place) -> QuerySet[Undertaking]:
    """What is to be done, what is due first before what has no day yet."""
    found = Undertaking.objects.filter(meeting__in=meetings_in(place), became="")
    return found.select_related("meeting").order_by(F("due_on").asc(nulls_last=True), "pk")
