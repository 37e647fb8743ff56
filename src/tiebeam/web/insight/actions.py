"""What is written here: releases, as the ledger has them, and wishes for the next one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction

from tiebeam.engine.disclosure.entries import LEDGER, release_of
from tiebeam.vault import chain
from tiebeam.web.audit.actions import record
from tiebeam.web.insight.acts import SHOWED, WISHED
from tiebeam.web.insight.models import Release, Voice, Wish


class AnotherLedger(ValueError):
    """A release does not go on from those that are shown here."""


class Somebody(Protocol):
    @property
    def public_id(self) -> str: ...


@transaction.atomic
def keep_release(link: chain.Link, *, at: datetime, by: Somebody | None = None) -> Release:
    """Show a release that was added to the ledger. To do it twice is to do it once.

    link    the line of the ledger, as `vault.chain` gives it
    by      who published it; None where whoever runs this installation did
    Raises  AnotherLedger, UnknownEntry
    """
    read = release_of(link.entry, line=link.number, hash=link.hash)
    kept = Release.objects.filter(number=link.number).first()
    if kept is not None:
        if kept.hash != link.hash:
            raise _another(link.number)
        return kept
    last = Release.objects.select_for_update().order_by("-number").first()
    before = (last.number, last.hash) if last else (0, chain.NOTHING_BEFORE)
    if (link.number - 1, link.previous) != before or read.number != link.number:
        raise _another(link.number)
    shown = Release(
        number=link.number, at=read.at, hash=link.hash, previous=link.previous,
        content=dict(link.entry), published_at=at, published_by=by.public_id if by else "",
    )  # fmt: skip
    shown.save(force_insert=True)
    record(SHOWED, by=by, about=shown, at=at)
    return shown


@transaction.atomic
def rebuild(ledger: Path, *, at: datetime) -> list[Release]:
    """Show all that a ledger holds; what is shown already stays as it is.

    ledger  its folder
    Raises  NoLedger where there is none, BrokenChain, UnknownEntry, AnotherLedger
    """
    path = ledger / LEDGER
    if not path.is_file():
        raise NoLedger(f"There is no ledger of releases in {ledger}.")
    found = [keep_release(link, at=at) for link in chain.read(path)]
    if Release.objects.count() > len(found):
        raise AnotherLedger(
            "Releases are shown here that this ledger does not have: lines were cut off its end, "
            "or it is an older copy. Restore the ledger from a backup."
        )
    return found


class NoLedger(FileNotFoundError):
    """A folder holds no ledger of releases."""


def _another(number: int) -> AnotherLedger:
    return AnotherLedger(
        f"Release {number} does not go on from the releases that are shown here: it is of another "
        "ledger, or the ledger was written anew. Compare both with a backup."
    )


@transaction.atomic
def wish(user: Any, *, measure: str, attribute: str, within: str, year: int, at: datetime) -> Wish:
    """Count somebody among those who would like to see a figure."""
    found, _ = Wish.objects.get_or_create(
        measure=measure, attribute=attribute, within=within, year=year, defaults={"first_at": at}
    )
    _, is_new = Voice.objects.get_or_create(wish=found, user=user)
    if is_new:
        record(WISHED, by=user, at=at)
    return found


@transaction.atomic
def take_back(user: Any, public_id: str) -> None:
    """No longer count somebody; what nobody wishes for is gone."""
    Voice.objects.filter(wish__public_id=public_id, user=user).delete()
    Wish.objects.filter(public_id=public_id, voices=None).delete()
