"""What people can be told of findings, and who they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.delivery.audiences import Audience, declare
from tiebeam.web.delivery.topics import Topic, has_an_account
from tiebeam.web.delivery.topics import declare as declare_topic
from tiebeam.web.insight.reading.models import Finding

_OWNER: Final = "insight.owner-of-finding"

FINDING_SENT: Final = Topic(
    name="insight.finding-sent",
    says=gettext_noop("A finding in a structure that you look after was sent to you"),
    explains=gettext_noop("When somebody read it, and thinks that you should look at it. Only "
                          "whoever looks after the structure is told."),
    leads_to=lambda public_id: reverse("finding", args=[public_id]), for_whom=has_an_account,
)  # fmt: skip


def owner_of(finding: Finding) -> Audience:
    """Whoever looks after its structure when they are told."""
    return Audience(_OWNER, of=finding.public_id)


def _owner(public_id: str) -> Iterable[int]:
    found = Finding.objects.filter(public_id=public_id)
    owners: Any = found.exclude(version__document__policy__owner=None)
    owner: Iterable[int] = owners.values_list("version__document__policy__owner", flat=True)
    return owner


def begin() -> None:
    """When the web starts."""
    declare(_OWNER, _owner)
    declare_topic(FINDING_SENT)
