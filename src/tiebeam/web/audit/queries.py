"""What the trail tells, and whether it is still the one that was written."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tiebeam.web.audit.actions import NOTHING_BEFORE
from tiebeam.web.audit.models import End, Entry


class BrokenTrail(ValueError):
    """An entry is not the one that was written."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"The audit trail is broken at entry {number}: it was changed, taken away or put in. "
            "The entries before it hold. Compare the database with a backup."
        )
        self.number = number


class Rewritten(ValueError):
    """The trail holds by itself, but is not the one that it was."""


def entries() -> QuerySet[Entry]:
    """All of it, the newest first, for owners."""
    return Entry.objects.order_by("-number")


def entries_of(public_id: str) -> QuerySet[Entry]:
    """What somebody did, and what was done to them: for themselves."""
    return entries().filter(Q(by=public_id) | Q(about=public_id))


def verified(*, noted: str = "") -> Entry | None:
    """The last entry of a trail that holds from its first; None where it has none yet.

    noted   a hash that was noted elsewhere, of any entry
    Raises  BrokenTrail at the first that does not hold; Rewritten
    """
    last, previous, found = None, NOTHING_BEFORE, not noted
    for number, each in enumerate(Entry.objects.order_by("number").iterator(), start=1):
        if (each.number, each.previous, each.hash) != (number, previous, each.worked_out()):
            raise BrokenTrail(number)
        last, previous, found = each, each.hash, found or each.hash == noted
    _refuse_cut_off(last)
    if not found:
        raise Rewritten(
            f"The audit trail no longer holds the entry whose hash was noted: {noted}. Compare the "
            "database with a backup."
        )
    return last


def _refuse_cut_off(last: Entry | None) -> None:
    """Entries that were taken off the end leave no gap; the row of the end knows of them."""
    here = (last.number, last.hash) if last else (0, NOTHING_BEFORE)
    end = End.objects.filter(pk=1).first()
    if (end.number, end.hash) != here if end else last is not None:
        raise BrokenTrail(here[0] + 1)
