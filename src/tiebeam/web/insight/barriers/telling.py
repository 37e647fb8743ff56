"""What people can be told of barriers, and who they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.accounts.queries import people
from tiebeam.web.delivery.audiences import Audience, declare
from tiebeam.web.delivery.topics import Topic
from tiebeam.web.delivery.topics import declare as declare_topic
from tiebeam.web.insight.models import Barrier
from tiebeam.web.organisation.inventory.queries import visible_to

_DECIDES: Final = "insight.who-decides"

TO_DECIDE: Final = Topic(
    name="insight.barrier-to-decide",
    says=gettext_noop("A barrier that you can decide about was opened"),
    explains=gettext_noop("When somebody opens a barrier about a structure that you look after. "
                          "Nobody is told who opened it."),
    leads_to=lambda public_id: reverse("barrier", args=[public_id]),
)  # fmt: skip


def who_decides(barrier: Barrier) -> Audience:
    """Whoever looks after its structure when they are told."""
    return Audience(_DECIDES, of=barrier.public_id)


def _found(public_id: str) -> Iterable[int]:
    barrier = Barrier.objects.filter(public_id=public_id).select_related("policy").first()
    policy = barrier.policy if barrier else None
    if policy is None or policy.owner_id is None:
        return []
    owner = people().filter(pk=policy.owner_id).first()
    return [owner.pk] if owner and visible_to(owner).filter(pk=policy.pk).exists() else []


def begin() -> None:
    """When the web starts."""
    declare(_DECIDES, _found)
    declare_topic(TO_DECIDE)
