"""Every write about money. Nothing is overwritten; the trail tells how often, of nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed, day_of, note, own_once
from tiebeam.web.spaces.attaching import media
from tiebeam.web.spaces.attaching.clean import Clean
from tiebeam.web.spaces.groups.budgets.currencies import currencies, fits
from tiebeam.web.spaces.groups.holding import held_for_facilitators, held_for_officers
from tiebeam.web.spaces.models import Money, Receipt, Space
from tiebeam.web.spaces.receipts_models import TYPES


class NoSuchAmount(ValueError):
    """An amount has parts that its currency does not have, or its currency is none."""


class StruckOut(NotAllowed):
    """It is struck out already."""


@transaction.atomic
def write_down(
    space: Space, kind: str, said: Mapping[str, Any], *, once: str, by: Any, at: datetime
) -> Money:
    """What was granted or spent; sent twice, it is there once.

    said    year (of what was granted), on, amount, currency, words and receipt
    Raises  NotAllowed, NoSuchAmount
    """
    space = held_for_officers(space, by, at)
    _checked(said)
    made, is_new = Money.objects.get_or_create(
        once=own_once(f"money of {space.pk} {once}", by),
        defaults={"space": space, "kind": kind, "written_on": day_of(at), **_with_year(kind, said)},
    )
    if is_new:
        note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)
    return made


@transaction.atomic
def correct(row: Money, said: Mapping[str, Any], *, once: str, by: Any, at: datetime) -> Money:
    """Another row in its place; the one before stays to be read. With no amount it is struck out.

    Raises  NotAllowed, StruckOut, NoSuchAmount, ChangedMeanwhile
    """
    space = held_for_officers(row.space, by, at)
    once = own_once(f"correction of {row.pk} {once}", by)
    there = Money.objects.filter(corrects=row).first()
    if there is not None and there.once == once:
        return there
    if there is not None:
        raise ChangedMeanwhile
    _checked(said)
    if said["amount"] == 0 and row.amount == 0:
        raise StruckOut
    made = Money.objects.create(
        space=space, kind=row.kind, corrects=row, written_on=day_of(at), once=once,
        **_with_year(row.kind, said),
    )  # fmt: skip
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)
    return made


@transaction.atomic
def show_totals(space: Space, *, shows: bool, by: Any, at: datetime) -> None:
    """Let whoever knows of the group read its totals, or its members alone.

    Raises  NotAllowed
    """
    space = held_for_facilitators(space, by, at)
    Space.objects.filter(pk=space.pk).update(shows_totals=shows)
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


# --- receipts -------------------------------------------------------------------------------------


@transaction.atomic
def add_receipt(row: Money, clean: Clean, *, once: str, by: Any, at: datetime) -> Receipt:
    """The receipt of what was spent, cleaned; sent twice, it is there once.

    Raises  NotAllowed, ChangedMeanwhile where there is one already
    """
    space = held_for_officers(row.space, by, at)
    if row.kind != Money.Kind.SPENT or clean.content_type not in TYPES:
        raise NotAllowed("A receipt is a PDF, PNG or JPEG of what was spent.")
    once = own_once(f"receipt of {row.pk} {once}", by)
    there = Receipt.objects.filter(money=row).first()
    if there is not None and there.once == once:
        return there
    if there is not None:
        raise ChangedMeanwhile
    made = Receipt(money=row, content_type=clean.content_type, size=len(clean.content), once=once)
    # Before its row: of a file that a row speaks of, none is ever missing.
    media.put(made.public_id, clean.content)
    try:
        made.save()
    except BaseException:
        media.discard(made.public_id)
        raise
    note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)
    return made


@transaction.atomic
def take_receipt_away(row: Money, *, by: Any, at: datetime) -> None:
    """Let the file be gone; the row stays.

    Raises  NotAllowed
    """
    space = held_for_officers(row.space, by, at)
    there = Receipt.objects.filter(money=row).first()
    if there is not None:
        there.delete()
        note(space, acts.LOOKED_AFTER_GROUP, by=by, at=at)


def _checked(said: Mapping[str, Any]) -> None:
    amount: Decimal = said["amount"]
    if said["currency"] not in currencies() or not amount.is_finite():
        raise NoSuchAmount("Choose a currency in which people pay today.")
    if not fits(amount, said["currency"]):
        raise NoSuchAmount("The currency has no such small parts.")


def _with_year(kind: str, said: Mapping[str, Any]) -> dict[str, Any]:
    year = said["year"] if kind == Money.Kind.GRANTED else said["on"].year
    return {**said, "year": year}
