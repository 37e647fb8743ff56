"""Which leaders signed the sentence of a space, for whoever knows of it."""

from __future__ import annotations

from typing import Any

from tiebeam.web.permissions import Role, has_one
from tiebeam.web.spaces.models import Signed, Space
from tiebeam.web.spaces.queries import Place, people_by_word
from tiebeam.web.spaces.who import name_of


def signed_by(place: Place) -> list[tuple[Signed, str]]:
    """What leaders signed, the first one first, each with their name; of whoever leads no more, or
    is here no more, nothing."""
    rows = Signed.objects.filter(space=place.space).order_by("on", "pk")
    if not place.is_in:
        # What was signed before more people knew of the space names its leader to members alone.
        rows = rows.exclude(shown_to="hidden")
    found = list(rows)
    people = people_by_word(each.who for each in found) if found else {}
    names = {word: each.name for word, each in people.items() if leads(each)}
    return [(each, names[each.who]) for each in found if each.who in names]


def leads(person: Any) -> bool:
    return has_one(person, [Role.LEADER])


def own(space: Space, person: Any) -> Signed | None:
    return Signed.objects.filter(space=space, who=name_of(person)).first()
