"""What stands of redesigns on the page of a barrier, and of a structure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from tiebeam.web.change import lists, queries
from tiebeam.web.insight.barriers.answers import Panel as BarrierPanel
from tiebeam.web.organisation.inventory.panels import Panel


def _of_barrier(person: Any, barrier: Any) -> Mapping[str, Any] | None:
    """Nothing where there is none and the reader can't propose one: the page says so itself."""
    found = queries.of_barrier(barrier, person)
    may = queries.may_propose(person)
    if not found and not may:
        return None
    return {"posts": lists.posts(found), "href": _new(barrier=barrier.public_id) if may else ""}


def _of_policy(person: Any, policy: Any) -> Mapping[str, Any] | None:
    found = queries.of_policy(policy, person)
    may = queries.may_propose(person) and policy.state != "ended"
    if not found and not may:
        return None
    return {"posts": lists.posts(found), "href": _new(structure=policy.public_id) if may else ""}


def _new(**said: str) -> str:
    return f"{reverse('redesign-new')}?{urlencode(said)}"


OF_BARRIER: Final = BarrierPanel(
    name="redesigns", template="change/of_barrier.html", shown=_of_barrier
)
OF_POLICY: Final = Panel(
    name="redesigns", template="change/of_policy.html", shown=_of_policy, place=60
)
