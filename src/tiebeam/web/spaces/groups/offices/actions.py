"""Every write about offices. Whoever holds one took it, or offered to; the trail names nobody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed, day_of, note, own_once
from tiebeam.web.spaces.groups.holding import held_for_facilitators, held_group
from tiebeam.web.spaces.models import Membership, Office, OfficeOffer, Space, Standing
from tiebeam.web.spaces.who import name_of


class TakenMeanwhile(RuntimeError):
    """Somebody else holds the office since."""


@transaction.atomic
def open_office(
    space: Space, title: str, does: str, *, once: str, by: Any, at: datetime
) -> Office:  # fmt: skip
    """Name an office; it is open until a member takes it. Sent twice, it is there once.

    Raises  NotAllowed
    """
    space = held_for_facilitators(space, by, at)
    made, is_new = Office.objects.get_or_create(
        once=own_once(f"office of {space.pk} {once}", by),
        defaults={"space": space, "title": title, "does": does, "opened_on": day_of(at)},
    )
    if is_new:
        note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)
    return made


@transaction.atomic
def change_office(
    office: Office, title: str, does: str, *, edition: int, by: Any, at: datetime
) -> None:  # fmt: skip
    """Say otherwise what it is. Who holds it stays.

    Raises  NotAllowed, ChangedMeanwhile
    """
    space = held_for_facilitators(office.space, by, at)
    held = _held(office)
    if held.edition != edition:
        raise ChangedMeanwhile
    held.title, held.does, held.edition = title, does, edition + 1
    held.save(update_fields=["title", "does", "edition"])
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


@transaction.atomic
def close_office(office: Office, *, by: Any, at: datetime) -> None:
    """It is there no more, as long as nobody holds it.

    Raises  NotAllowed, TakenMeanwhile
    """
    space = held_for_facilitators(office.space, by, at)
    held = _held(office)
    if held.who:
        raise TakenMeanwhile
    held.delete()
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


@transaction.atomic
def take(office: Office, *, term_until: date, by: Any, at: datetime) -> None:
    """Hold it, where nobody does or a term has ended.

    Raises  NotAllowed, TakenMeanwhile
    """
    space = held_group(office.space, by, at)
    held = _held(office)
    if held.who and held.term_until is not None and held.term_until >= day_of(at):
        raise TakenMeanwhile
    _give(held, name_of(by), term_until, at)
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


@transaction.atomic
def offer(office: Office, *, term_until: date | None, by: Any, at: datetime) -> None:
    """Offer to hold it next, until a day; or take that back, with no day.

    Raises  NotAllowed
    """
    held_group(office.space, by, at)
    held = _held(office)
    mine = OfficeOffer.objects.filter(office=held, who=name_of(by))
    if term_until is None or held.who == name_of(by):
        mine.delete()
        return
    OfficeOffer.objects.update_or_create(
        office=held, who=name_of(by), defaults={"term_until": term_until}
    )


@transaction.atomic
def hand_over(office: Office, to: str, *, by: Any, at: datetime) -> bool:
    """Hand it to a member who offered. Returns whether there was one.

    to  the public id of their offer
    Raises  NotAllowed
    """
    space = held_group(office.space, by, at)
    held = _held(office)
    if held.who != name_of(by):
        raise NotAllowed("Whoever holds it hands it over.")
    offered = held.offers.filter(public_id=to, term_until__gte=day_of(at)).first()
    within = Membership.objects.filter(space=space, standing=Standing.MEMBER)
    if offered is None or not within.filter(who=offered.who).exists():
        return False
    _give(held, offered.who, offered.term_until, at)
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)
    return True


@transaction.atomic
def give_back(office: Office, *, by: Any, at: datetime) -> None:
    """Hold it no more; no reason is asked."""
    Space.objects.select_for_update().get(pk=office.space_id)
    given = Office.objects.filter(pk=office.pk, who=name_of(by)).update(
        who="", since=None, term_until=None
    )
    if given:
        note(office.space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


def _held(office: Office) -> Office:
    held = Office.objects.select_for_update().filter(pk=office.pk).first()
    if held is None:
        raise NotAllowed("The office is there no more.")
    return held


def _give(held: Office, who: str, term_until: date, at: datetime) -> None:
    held.who, held.since, held.term_until = who, day_of(at), term_until
    held.save(update_fields=["who", "since", "term_until"])
    held.offers.filter(who=who).delete()
