"""What of what was raised is read, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from tiebeam.web.insight.barriers import queries as barriers
from tiebeam.web.insight.barriers.queries import Standing
from tiebeam.web.organisation.inventory.queries import policies_for
from tiebeam.web.spaces.models import Raised, Space


def structures_for(person: Any) -> list[Any]:
    """What can be raised about: what is in force, which everybody may read."""
    return [each for each in policies_for(person) if each.state == "in force"]


def let_out_of(space: Space) -> QuerySet[Raised]:
    """What was raised from a space and let out, the newest week first; nothing of this one."""
    return space.raised.exclude(barrier="").order_by("-due_on", "what", "structure", "place")


def became(raised: list[Raised], person: Any) -> Mapping[str, Standing]:
    """By public id, the barriers that somebody may read of those that it shows; of one that was
    joined with another, that one."""
    return barriers.by_public_id({each.barrier for each in raised}, person)
