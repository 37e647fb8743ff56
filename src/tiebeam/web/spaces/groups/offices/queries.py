"""What is read of offices: who holds one, by whoever knows of the group; offers, by its holder."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from tiebeam.web.spaces.models import Office, OfficeOffer, Space
from tiebeam.web.spaces.queries import people_by_word
from tiebeam.web.spaces.who import name_of

#: Days before the end of a term from which on it is said.
SAID_BEFORE: Final = 60


def offices_of(space: Space) -> list[Office]:
    return list(space.offices.order_by("pk"))


def office_of(space: Space, public_id: str) -> Office | None:
    return space.offices.filter(public_id=public_id).select_related("space").first()


def is_over(office: Office, today: date) -> bool:
    return office.term_until is not None and office.term_until < today


def ends_soon(office: Office, today: date) -> bool:
    until = office.term_until
    return until is not None and today <= until <= today + timedelta(days=SAID_BEFORE)


def own_offer(office: Office, person: Any) -> OfficeOffer | None:
    return office.offers.filter(who=name_of(person)).first()


def offers_of(office: Office, today: date) -> list[tuple[OfficeOffer, Any]]:
    """Who offers to hold it next, by name; for whoever holds it."""
    rows = list(office.offers.filter(term_until__gte=today))
    people = people_by_word(each.who for each in rows)
    there = [(each, people[each.who]) for each in rows if each.who in people]
    return sorted(there, key=lambda row: (row[1].name.casefold(), row[1].pk))
