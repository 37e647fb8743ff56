"""How much somebody takes on at once, beside how much they have: for themselves alone.

Nothing that others read or do hangs on it, since hidden spaces count as well: it warns whoever said
it, and keeps reports from their own list.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce

from tiebeam.web.spaces.caring_models import FIRST_CASES, FIRST_SPACES
from tiebeam.web.spaces.models import Load, Membership, Report

#: Whoever began to look at a report and did not decide lets others do so after this.
RETURNS_AFTER: Final = timedelta(hours=24)


def load_of(who: str) -> Load | None:
    return Load.objects.filter(who=who).first()


def takes_no_more(who: str) -> bool:
    """Whether somebody looks after as many open spaces as they wish; hidden ones count as well,
    since nobody but they themselves is told."""
    mine = Membership.objects.filter(who=who)
    has = _counted(mine.filter(is_facilitator=True, space__closed_on=None), "who")
    said = Subquery(Load.objects.filter(who=who).values("spaces"))
    most = Coalesce(said, Value(FIRST_SPACES), output_field=IntegerField())
    return mine.alias(has=has, most=most).filter(has__gte=F("most")).exists()


def how_many_taken(who: str, at: datetime) -> Coalesce:
    """How many reports somebody looks at now, in all spaces."""
    found = Report.objects.filter(taken_by=who, taken_at__gt=at - RETURNS_AFTER, closed_at=None)
    return _counted(found, "taken_by")


def most_cases(who: str) -> Coalesce:
    """How many they look at at most."""
    said = Load.objects.filter(who=who).values("cases")
    return Coalesce(Subquery(said), Value(FIRST_CASES), output_field=IntegerField())


def _counted(found: Any, by: str) -> Coalesce:
    rows = found.order_by().values(by).annotate(all=Count("pk")).values("all")
    return Coalesce(Subquery(rows), Value(0), output_field=IntegerField())
