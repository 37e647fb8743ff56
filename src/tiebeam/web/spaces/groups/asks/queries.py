"""What is read of asks: by everybody, but for the name of a group that does not exist for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from tiebeam.web.spaces.models import Ask, Space
from tiebeam.web.spaces.queries import Place, is_facilitator
from tiebeam.web.spaces.who import name_of


def asks() -> QuerySet[Ask]:
    """All of them, the newest first; for everybody who is signed in."""
    found = Ask.objects.select_related("space").prefetch_related("answers")
    return found.order_by("-sent_on", "-pk")


def ask(public_id: str) -> Ask | None:
    return asks().filter(public_id=public_id.replace("\0", "")).first()


def asks_of(place: Place) -> QuerySet[Ask]:
    """What a group asked, the newest first; for whoever knows of it. What it asked
    without its name, as one that was hidden, its members alone read as its own."""
    found = asks().filter(space=place.space)
    return found if place.is_in else found.filter(named=True)


def addresses_of(wanted: Iterable[str]) -> Mapping[str, str]:
    """By public id, where those stand that are there; for everybody."""
    found = Ask.objects.filter(public_id__in=list(wanted))
    return {each.public_id: each.get_absolute_url() for each in found}


def waiting_for(leader: Any) -> QuerySet[Ask]:
    """What somebody is to answer, the first day first."""
    return asks().filter(leader=name_of(leader), answers=None).order_by("due_on", "pk")


def groups_named(found: Sequence[Ask], person: Any) -> Mapping[int, Space]:
    """By primary key of an ask, the group that it names; only those that exist for somebody."""
    named = {each.space_id for each in found if each.named}
    there = Space.objects.visible_to(person).in_bulk(named)
    return {each.pk: there[each.space_id] for each in found if each.named
            and each.space_id in there}  # fmt: skip


def may_take_back(found: Ask, person: Any) -> bool:
    """Whoever looks after the group, also once it was answered."""
    return found.taken_back_on is None and is_facilitator(found.space, person)


def may_change(found: Ask, person: Any) -> bool:
    """Whoever looks after the group, until somebody has answered."""
    return not found.answers.all() and may_take_back(found, person)
