"""What people can be told of structures, and who they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.delivery.audiences import Audience, declare
from tiebeam.web.delivery.topics import How, Topic
from tiebeam.web.delivery.topics import declare as declare_topic
from tiebeam.web.organisation.inventory.queries import LOOK_AFTER
from tiebeam.web.organisation.models import Policy
from tiebeam.web.permissions import has_one

_OWNER: Final = "organisation.structure-owner"


def looks_after(person: Any) -> bool:
    return has_one(person, LOOK_AFTER)


REVIEW_DUE: Final = Topic(
    name="organisation.review-due",
    says=gettext_noop("A structure that you look after is due for review"),
    explains=gettext_noop("On the day on which a structure should be looked at again. Only whoever "
                          "looks after it is told."),
    leads_to=lambda public_id: reverse("policy", args=[public_id]),
    default=How.HERE, for_whom=looks_after,
)  # fmt: skip


def owner_of(policy: Policy) -> Audience:
    """Whoever looks after it when they are told."""
    return Audience(_OWNER, of=policy.public_id)


def _owner(public_id: str) -> Iterable[int]:
    found = Policy.objects.filter(public_id=public_id).exclude(owner=None)
    return found.values_list("owner", flat=True)


def begin() -> None:
    """When the web starts."""
    declare(_OWNER, _owner)
    declare_topic(REVIEW_DUE)
