"""What people can be told of redesigns, and who they are. By default nobody is told anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.change.models import Redesign
from tiebeam.web.delivery.audiences import Audience, declare
from tiebeam.web.delivery.topics import Topic
from tiebeam.web.delivery.topics import declare as declare_topic

_DECIDES: Final = "change.who-decides"


def _leads_to(public_id: str) -> str:
    return reverse("redesign", args=[public_id])


TO_DECIDE: Final = Topic(
    name="change.to-decide", says=gettext_noop("A redesign waits for your decision"),
    explains=gettext_noop("When a redesign is proposed, and you are to decide on it."),
    leads_to=_leads_to,
)  # fmt: skip
DUE: Final = Topic(
    name="change.due", says=gettext_noop("A date of a redesign comes near"),
    explains=gettext_noop("A week before a date by which you are to decide, or to put a new text "
                          "in force."),
    leads_to=_leads_to,
)  # fmt: skip
MISSED: Final = Topic(
    name="change.missed", says=gettext_noop("A date of a redesign was missed"),
    explains=gettext_noop("When a date passes on which you were to decide, or to put a new text "
                          "in force."),
    leads_to=_leads_to,
)  # fmt: skip
PASSED: Final = Topic(
    name="change.passed", says=gettext_noop("A decision passed to you"),
    explains=gettext_noop("When two dates of a redesign were missed, and you were named "
                          "beforehand."),
    leads_to=_leads_to,
)  # fmt: skip
IN_FORCE: Final = Topic(
    name="change.in-force", says=gettext_noop("A redesign of yours is in force"),
    explains=gettext_noop("When the new text of a redesign that you were to decide on stands in "
                          "its document."),
    leads_to=_leads_to,
)  # fmt: skip
EVERY: Final = (TO_DECIDE, DUE, MISSED, PASSED, IN_FORCE)


def who_decides(redesign: Redesign) -> Audience:
    """Whoever has to decide on it when they are told."""
    return Audience(_DECIDES, of=redesign.public_id)


def _found(public_id: str) -> Iterable[int]:
    from tiebeam.web.change import queries

    redesign = Redesign.objects.filter(public_id=public_id).first()
    person = redesign.answers_for_it if redesign else None
    if redesign is None or person is None or not person.is_active:
        return []
    return [person.pk] if queries.visible_to(person).filter(pk=redesign.pk).exists() else []


def begin() -> None:
    """When the web starts."""
    declare(_DECIDES, _found)
    for each in EVERY:
        declare_topic(each)
