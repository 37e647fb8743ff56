"""Money as pages show it. What is left stands per currency; no sum has two of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam.web.spaces.groups.budgets.currencies import in_words
from tiebeam.web.spaces.groups.budgets.queries import Total
from tiebeam.web.spaces.models import Money
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Entry


def totals(found: Sequence[Total]) -> list[Entry]:
    """What is left, first; a currency by itself."""
    return [Entry(about=f"{each.year}, {each.currency}", said=_total(each)) for each in found]


def _total(of: Total) -> str:
    granted, spent = (in_words(each, of.currency) for each in (of.granted, of.spent))
    given = {"granted": granted, "spent": spent, "left": in_words(abs(of.left), of.currency)}
    if of.left < 0:
        return _("%(left)s more spent than granted: %(granted)s granted, %(spent)s spent.") % given
    return _("%(left)s left: %(granted)s granted, %(spent)s spent.") % given


def rows(found: Iterable[Money], where: str, *, may_correct: bool) -> list[dict[str, str]]:
    """Row by row what was granted and spent; one that was corrected says so."""
    return [_row(each, where, may_correct=may_correct) for each in found]


def what(row: Money) -> str:
    """One row, in a line."""
    spent = _("%(amount)s spent") % {"amount": in_words(row.amount, row.currency)}
    return f"{day_words(row.on)}: {spent} · {row.words}"


def _row(row: Money, where: str, *, may_correct: bool) -> dict[str, str]:
    given = {"amount": in_words(row.amount, row.currency), "words": row.words, "year": row.year}
    what = _("Granted for %(year)s: %(amount)s") if row.kind == "granted" else _("%(amount)s spent")
    holds = not hasattr(row, "corrected")
    to = reverse("space-money-correct", args=[where, row.public_id])
    file = reverse("space-receipt", args=[where, row.public_id])
    has_file = hasattr(row, "file")
    may_add = may_correct and row.kind == "spent" and (has_file or (holds and row.amount > 0))
    return {
        "on": day_words(row.on), "what": what % given, "words": row.words, "receipt": row.receipt,
        "said": _said(row, holds=holds), "correct": to if holds and may_correct else "",
        "file": file if may_add else "",
        "has_file": "yes" if has_file else "",
    }  # fmt: skip


def _said(row: Money, *, holds: bool) -> str:
    if not holds:
        return _("Corrected; counted no more")
    if row.amount == 0:
        return _("Struck out")
    return _("A correction") if row.corrects_id else ""
