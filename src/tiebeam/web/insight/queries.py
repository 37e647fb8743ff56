"""What pages read: the ledger of releases, parsed once, its figures, and wishes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from tiebeam.engine.disclosure import Released, written
from tiebeam.engine.disclosure.entries import Release as ReadRelease
from tiebeam.engine.disclosure.entries import release_of
from tiebeam.engine.measures.from_releases import Ledger, Offer
from tiebeam.vault.chain import Link
from tiebeam.web.insight.models import Release, Voice, Wish


class Altered(ValueError):
    """A release in the database is not the one that the ledger vouches for."""


@dataclass(frozen=True)
class Shown:
    """All releases, and every figure that can be made of them.

    mark  the hash of the newest, which vouches for all
    """

    mark: str
    ledger: Ledger

    def figure(self, offer: Offer) -> Released:
        """The figure of an offer; made once, since releases never change.

        Raises  Refused where it is none of the ledger's
        """
        return _figure(self, offer)

    def __hash__(self) -> int:
        return hash(self.mark)


_parsed: list[Shown] = []
_turn: Lock = Lock()


def shown() -> Shown | None:
    """What the releases show; None where there is none yet.

    One small query. Only where a release is new are all of them read again.
    """
    mark = Release.objects.order_by("-number").values_list("hash", flat=True).first()
    if mark is None:
        return None
    with _turn:
        if not _parsed or _parsed[0].mark != mark:
            _parsed[:] = [_read(mark)]
        return _parsed[0]


def _read(mark: str) -> Shown:
    """All releases up to one, each checked as the chain of the ledger checks it.

    Raises  Altered
    """
    found, previous = [], None
    for row in Release.objects.order_by("number"):
        link = Link(number=row.number, previous=row.previous, entry=row.content)
        if link.hash != row.hash or previous not in (None, row.previous):
            raise Altered(
                f"Release {row.number} was altered in the database. Restore it from a backup, or "
                "load the ledger anew with `tiebeam releases load`."
            )
        previous = row.hash
        found.append(release_of(row.content, line=row.number, hash=row.hash))
        if row.hash == mark:
            break
    return Shown(mark, Ledger(tuple(found), beside=_whole_figures(found)))


def _whole_figures(found: Iterable[ReadRelease]) -> tuple[Released, ...]:
    """Figures about what everybody knows, which entries carry whole; older ones carry none."""
    return tuple(written.read(row) for each in found for row in each.content.get("figures", ()))


@lru_cache(maxsize=512)
def _figure(shown: Shown, offer: Offer) -> Released:
    return shown.ledger.figure_of(offer)


def releases() -> QuerySet[Release]:
    """The newest first, without what they hold."""
    return Release.objects.order_by("-number").defer("content")


def last_day() -> date | None:
    """The day that the last release speaks of; None where there is none."""
    last: date | None = Release.objects.aggregate(last=Max("at"))["last"]
    return last


def release(number: int) -> Release | None:
    return Release.objects.filter(number=number).first()


def wishes(user: Any) -> QuerySet[Wish, Mapping[str, Any]]:
    """What people wish for, by how many; of who they are, only whether it is oneself."""
    own = Voice.objects.filter(wish=OuterRef("pk"), user=user)
    return (
        Wish.objects.annotate(people=Count("voices"), own=Exists(own))
        .order_by("-people", "first_at")
        .values("public_id", "measure", "attribute", "within", "year", "people", "own")
    )


def wished_by(user: Any) -> list[dict[str, Any]]:
    """What somebody wished for, for the file of what is kept about them."""
    mine = Wish.objects.filter(voices__user=user).order_by("pk")
    return [dict(each) for each in mine.values("measure", "attribute", "within", "year")]
