"""What leaders are told of asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.accounts.queries import person
from tiebeam.web.delivery.audiences import Audience, declare
from tiebeam.web.delivery.topics import How, Topic
from tiebeam.web.delivery.topics import declare as declare_topic
from tiebeam.web.spaces.groups.leaders import is_leader
from tiebeam.web.spaces.models import Ask
from tiebeam.web.spaces.who import public_id_of

_IS_ASKED: Final = "spaces.who-is-asked"


def _where(public_id: str) -> str:
    """The ask; or all of them, where it was taken back since."""
    is_there = Ask.objects.filter(public_id=public_id).exists()
    return reverse("group-ask", args=[public_id]) if is_there else reverse("asks")


ASKED: Final = Topic(
    name="spaces.ask-to-answer", says=gettext_noop("A group asks something of you"),
    explains=gettext_noop("When a group asks something of you as a leader, with a day for your "
                          "answer. Everybody here reads both."),
    leads_to=lambda public_id: _where(public_id), default=How.HERE,
    for_whom=is_leader,
)  # fmt: skip


def who_is_asked(ask: Ask) -> Audience:
    """The leader who is asked when they are told."""
    return Audience(_IS_ASKED, of=ask.public_id)


def _found(public_id: str) -> Iterable[int]:
    ask = Ask.objects.filter(public_id=public_id, answers=None).first()
    leader = person(public_id_of(ask.leader)) if ask and ask.leader else None
    return [leader.pk] if leader and is_leader(leader) else []


def begin() -> None:
    """When the web starts."""
    declare(_IS_ASKED, _found)
    declare_topic(ASKED)
