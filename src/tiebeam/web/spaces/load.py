"""How much somebody takes on at once, beside how much they have: for themselves alone.

What others see of it is the same whatever the reason: that somebody can't take something on now.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from tiebeam.web.spaces.caring_models import FIRST_CASES, FIRST_SPACES
from tiebeam.web.spaces.models import Load, Membership, Report

#: Whoever began to look at a report and did not decide lets others do so after this.
RETURNS_AFTER: Final = timedelta(hours=24)


def load_of(who: str) -> Load | None:
    return Load.objects.filter(who=who).first()


def how_many_looked_after(who: Any) -> Coalesce:
    """How many open spaces somebody looks after, as part of a query; hidden ones as well, since
    nobody but they themselves reads it."""
    found = Membership.objects.filter(who=who, is_facilitator=True, space__closed_on=None)
    return _counted(found, "who")


def most_spaces(who: Any) -> Coalesce:
    """How many they look after at most."""
    said = Load.objects.filter(who=who).values("spaces")
    return Coalesce(Subquery(said), Value(FIRST_SPACES), output_field=IntegerField())


def takes_no_more(who: str) -> bool:
    """Whether somebody looks after as many spaces as they wish."""
    mine = Membership.objects.filter(who=who)
    there = mine.alias(has=how_many_looked_after(who), most=most_spaces(who))
    return there.filter(has__gte=F("most")).exists()


def has_too_many(rows: Any) -> Any:
    """Those of some memberships whose people look after more spaces than they wish."""
    who = OuterRef("who")
    return rows.alias(has=how_many_looked_after(who), most=most_spaces(who)).filter(
        has__gt=F("most")
    )


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
