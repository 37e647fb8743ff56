"""What is read of sealed records: as they are, since only the worker can open them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, QuerySet

from tiebeam.web.accounts.models import Sealed, Showing, User


@dataclass(frozen=True, kw_only=True)
class Record:
    """Of one account: sealed employee number, and sealed answers."""

    public_id: str
    number: bytes = field(repr=False)
    answers: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A record that somebody wants to see, and the key of their page."""

    record: Record
    to: bytes


def records() -> Iterator[Record]:
    """Of all who may sign in, for the release job."""
    return _records(Sealed.objects.filter(user__is_active=True))


def every_record() -> Iterator[Record]:
    """Of those who may not sign in any more, too: to seal them anew."""
    return _records(Sealed.objects.all())


def _records(found: QuerySet[Sealed]) -> Iterator[Record]:
    found = found.order_by("pk")
    for each in found.annotate(whose=F("user__public_id")).iterator(chunk_size=500):
        yield _record(each, each.whose)


def wanted(showing: str) -> Wanted | None:
    """What the worker has to seal for a page; None where nobody waits any more."""
    found = Showing.objects.filter(public_id=showing).select_related("user__sealed").first()
    if found is None:
        return None
    record = _record(found.user.sealed, found.user.public_id)
    return Wanted(record=record, to=bytes(found.to))


def is_waiting(user: User, showing: str, *, at: datetime) -> bool:
    """Whether it may still come."""
    return Showing.objects.filter(user=user, public_id=showing, ends_at__gt=at).exists()


def is_ready(user: User, showing: str, *, at: datetime) -> bool:
    """Whether the worker has sealed it."""
    mine = Showing.objects.filter(user=user, public_id=showing, ends_at__gt=at)
    return mine.exclude(sealed=b"").exists()


def _record(sealed: Sealed, public_id: str) -> Record:
    return Record(public_id=public_id, number=bytes(sealed.number), answers=bytes(sealed.answers))
