"""What members are told when their space is read from outside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.delivery.audiences import Audience, declare
from tiebeam.web.delivery.topics import How, Topic
from tiebeam.web.delivery.topics import declare as declare_topic
from tiebeam.web.spaces.models import EmergencyReading, Membership, Standing
from tiebeam.web.spaces.queries import people_by_word

_MEMBERS: Final = "spaces.members-of-what-was-read"


def _leads_to(public_id: str) -> str:
    found = EmergencyReading.objects.select_related("space").filter(public_id=public_id).first()
    if found is None or found.space is None:
        return reverse("spaces")
    return reverse("space-was-read", args=[found.space.address])


READ: Final = Topic(
    name="spaces.was-read", says=gettext_noop("A space that you are in was read in an emergency"),
    explains=gettext_noop("When an owner or a steward, with another's agreement, reads for a day "
                          "what is written in a space. Its page says who, and why."),
    leads_to=_leads_to, default=How.MAIL, in_digest=False,
)  # fmt: skip


def members_of(reading: EmergencyReading) -> Audience:
    """Whoever is in the space when they are told."""
    return Audience(_MEMBERS, of=reading.public_id)


def _found(public_id: str) -> Iterable[int]:
    members = Membership.objects.filter(
        space__emergency_readings__public_id=public_id, standing=Standing.MEMBER
    )
    found = people_by_word(members.values_list("who", flat=True))
    return [each.pk for each in found.values()]


def begin() -> None:
    """When the web starts."""
    declare(_MEMBERS, _found)
    declare_topic(READ)
