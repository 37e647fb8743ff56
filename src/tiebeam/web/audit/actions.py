"""Adding to the trail. Nothing in it is ever changed."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Final, Protocol

from django.db import transaction
from django.db.models import F

from tiebeam.web.audit.acts import Act
from tiebeam.web.audit.models import End, Entry, Tally

#: What the first entry takes for the hash of the one before.
NOTHING_BEFORE: Final = "0" * 64


class Somebody(Protocol):
    """Whoever does something, or whatever it is done to."""

    @property
    def public_id(self) -> str: ...


@transaction.atomic
def record(act: Act, *, by: Somebody | None, at: datetime, about: Somebody | None = None) -> None:
    """Note that something was done, in the transaction that does it.

    by     who did it; None where that was whoever runs this installation. Of an act that names
           nobody, neither this nor what it is about is kept, and of the time the day alone
    """
    end = _end()
    _close_days(end, at)
    if act.unnamed:
        _tally(act, at)
    else:
        _append(end, act.name, by=_id(by), about=_id(about), at=at)


def hold() -> None:
    """Have the trail alone, until the transaction ends: whoever else has something to add waits."""
    _end()


def _tally(act: Act, at: datetime) -> None:
    # Put between entries that tell the minute, it would tell it as well.
    tally, is_first = Tally.objects.get_or_create(
        day=at.astimezone(UTC).date(), act=act.name, defaults={"times": 1}
    )
    if not is_first:
        Tally.objects.filter(pk=tally.pk).update(times=F("times") + 1)


def _close_days(end: End, at: datetime) -> None:
    """What was done on days that are over goes into the chain, one entry for each act and day."""
    over = Tally.objects.filter(day__lt=at.astimezone(UTC).date()).order_by("day", "act")
    for each in over:
        midnight = datetime.combine(each.day, time(), UTC)
        _append(end, each.act, at=midnight, times=each.times)
    if over:
        over.delete()


def _append(
    end: End, act: str, *, at: datetime, by: str = "", about: str = "", times: int = 1
) -> None:
    entry = Entry(
        number=end.number + 1, act=act, by=by, about=about, at=at.astimezone(UTC), times=times,
        previous=end.hash,
    )  # fmt: skip
    entry.hash = entry.worked_out()
    entry.save(force_insert=True)
    end.number, end.hash = entry.number, entry.hash
    end.save(update_fields=["number", "hash"])


def _end() -> End:
    """The end of the chain, held: whoever else has something to add waits."""
    End.objects.get_or_create(pk=1, defaults={"number": 0, "hash": NOTHING_BEFORE})
    return End.objects.select_for_update().get(pk=1)


def _id(somebody: Somebody | None) -> str:
    return somebody.public_id if somebody else ""
