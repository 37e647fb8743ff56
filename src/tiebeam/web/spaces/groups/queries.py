"""What a group stands on, as far as somebody reads it: what is there, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q

from tiebeam.web.spaces.models import Ask, Money, Office, Sponsor
from tiebeam.web.spaces.queries import Place


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What there is of a group; a day is None where there is nothing.

    charter, sponsor, budget, asked  since when, or when last
    offices, held, ending  how many offices there are, are held, and have a term that ends soon
    sponsor_open  whether the place of a sponsor waits for somebody
    waiting       asks that have no answer yet
    """

    charter: date | None
    offices: int
    held: int
    held_since: date | None
    ending: int
    sponsor: date | None
    sponsor_open: bool
    budget: date | None
    asked: date | None
    waiting: int


def standing_of(place: Place, *, soon: date) -> Standing:
    """All of it, in few questions to the database; soon is the day up to which a term ends soon."""
    space = place.space
    is_told = Q() if place.is_in else Q(named=True)
    is_held = ~Q(who="")
    offices = Office.objects.filter(space=space).aggregate(
        all=Count("pk"), held=Count("pk", filter=is_held), since=Min("since", filter=is_held),
        ending=Count("pk", filter=is_held & Q(term_until__lte=soon)),
    )  # fmt: skip
    sponsor = Sponsor.objects.filter(space=space, ended_on=None).first()
    asked = Ask.objects.filter(is_told, space=space).aggregate(
        last=Max("sent_on"), waiting=Count("pk", filter=Q(answers=None))
    )
    money = Money.objects.filter(space=space, corrected=None, amount__gt=0)
    # What was written while the group was hidden, members read alone.
    charters = space.charters.all() if place.is_in else space.charters.exclude(shown_to="hidden")
    return Standing(
        charter=charters.aggregate(first=Min("on"))["first"], offices=offices["all"],
        held=offices["held"], held_since=offices["since"], ending=offices["ending"],
        sponsor=sponsor.taken_on if sponsor else None,
        sponsor_open=sponsor is not None and not sponsor.who,
        budget=money.filter(kind="granted").aggregate(first=Min("written_on"))["first"],
        asked=asked["last"], waiting=asked["waiting"],
    )  # fmt: skip
