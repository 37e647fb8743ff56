"""What is read of money: rows by members, totals by whoever knows of a group that shows them.

Sums are made here and not in the database, which on SQLite would sum with binary fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from tiebeam.web.spaces.groups.budgets.currencies import decimals
from tiebeam.web.spaces.models import Money, Space
from tiebeam.web.spaces.queries import Place


@dataclass(frozen=True, kw_only=True)
class Total:
    """Of one year and one currency."""

    year: int
    currency: str
    granted: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        return self.granted - self.spent


def money_of(space: Space) -> QuerySet[Money]:
    """All rows, the newest day first, also those that were corrected; for members."""
    found = Money.objects.filter(space=space).select_related("corrects", "corrected", "file")
    return found.order_by("-on", "-pk")


def row_of(space: Space, public_id: str) -> Money | None:
    """A row, also one that was corrected."""
    return money_of(space).filter(public_id=public_id).first()


def spent_row_of(space: Space, public_id: str) -> Money | None:
    """A row of what was spent, also one that was corrected; for those who write the budget."""
    found = money_of(space).filter(public_id=public_id, kind=Money.Kind.SPENT)
    return found.select_related("space", "file").first()


def totals_of(space: Space) -> list[Total]:
    """By year and currency, the newest year first."""
    held = Money.objects.filter(space=space, corrected=None)
    return totals(held.values_list("kind", "year", "currency", "amount"))


def totals(rows: Iterable[tuple[str, int, str, Decimal]]) -> list[Total]:
    """The same of rows: kind, year, currency and amount."""
    sums: dict[tuple[int, str], dict[str, Decimal]] = {}
    for kind, year, currency, amount in rows:
        of_both = sums.setdefault((-year, currency), {"granted": Decimal(), "spent": Decimal()})
        of_both[kind] += amount
    return [Total(year=-year, currency=currency, **both)
            for (year, currency), both in sorted(sums.items())]  # fmt: skip


def sees_totals(place: Place) -> bool:
    return place.is_in or place.space.shows_totals


def as_rows(space: Space) -> Iterator[tuple[str, ...]]:
    """What holds, the first day first, as a file has it."""
    held = money_of(space).filter(corrected=None).order_by("on", "pk")
    for each in held:
        yield (
            each.kind, each.on.isoformat(), str(each.year), each.words, plain(each), each.currency,
            each.receipt, each.public_id,
        )  # fmt: skip


def plain(row: Money) -> str:
    """An amount as machines read it, with the decimals of its currency."""
    return f"{row.amount:.{decimals(row.currency)}f}"
