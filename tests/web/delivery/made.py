"""Topics, audiences and a mail server for tests, which no room has."""

from __future__ import annotations

import re
import smtplib
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.core.mail.backends.base import BaseEmailBackend

from tiebeam.web.accounts.models import User
from tiebeam.web.delivery import actions, audiences, topics
from tiebeam.web.delivery.audiences import Audience
from tiebeam.web.delivery.models import Telling
from tiebeam.web.delivery.topics import How, Topic

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
EVERYBODY = Audience("tests.everybody")

RAIN = topics.declare(
    Topic(name="tests.rain", says="It rains", explains="When it rains.",
          leads_to=lambda about: f"/rain/{about}/")
)  # fmt: skip
SNOW = topics.declare(
    Topic(name="tests.snow", says="It snows", explains="When it snows.", in_digest=False,
          leads_to=lambda about: f"/snow/{about}/")
)  # fmt: skip
audiences.declare(EVERYBODY.name, lambda _: User.objects.values_list("pk", flat=True))
audiences.declare(
    "tests.one", lambda of: User.objects.filter(public_id=of).values_list("pk", flat=True)
)


def later(hours: float) -> datetime:
    return AT + timedelta(hours=hours)


def wants(person: User, how: How, topic: Topic = RAIN) -> None:
    actions.choose(person, {topic.name: how})


def nothing_opens(public_id: str, sealed: bytes) -> frozenset[str]:
    raise AssertionError("Nothing here is about anything that somebody wants quiet.")


def decide(telling: str, *, at: datetime = AT) -> int:
    return actions.decide(telling, opens=nothing_opens, at=at)


def happens(topic: Topic = RAIN, *, to: Audience = EVERYBODY, at: datetime = AT) -> str:
    """Something that may be told; its public id."""
    actions.tell(topic, about="puddle", to=to, at=at)
    return Telling.objects.latest("pk").public_id


class Killed(BaseException):
    """The worker is no more."""


class Server(BaseEmailBackend):
    """A mail server that takes mail, refuses it, or outlives whoever brings it.

    took    every mail that it has taken
    does    what it does with the next ones: "take", "refuse", "later", "hang up", or whoever brings
            it is killed "before" or "after" it has taken it; then it takes all
    """

    took: ClassVar[list[Any]] = []
    does: ClassVar[list[str]] = []

    def send_messages(self, messages: Any) -> int:
        for each in messages:
            self._meet(each, self.does.pop(0) if self.does else "take")
        return len(messages)

    def _meet(self, mail: Any, does: str) -> None:
        if does == "before":
            raise Killed
        if does == "refuse":
            raise smtplib.SMTPRecipientsRefused({mail.to[0]: (550, b"nobody of this name")})
        if does == "later":
            raise smtplib.SMTPDataError(451, b"come back later")
        Server.took.append(mail)
        if does == "after":
            raise Killed
        if does == "hang up":
            raise smtplib.SMTPServerDisconnected

    @classmethod
    def begin(cls) -> None:
        cls.took, cls.does = [], []


class Working:
    """What a step is given, where no worker is needed to see what it does."""

    job = "job"

    def __init__(self, **given: Any) -> None:
        self.given, self.so_far = given, {}

    def report(self, words: str) -> None: ...

    def go_on(self) -> None: ...


def links(mail: Any) -> list[str]:
    """The public ids of the notices in a mail."""
    return re.findall(r"/me/notices/([\w-]+)/", mail.body)


def link_to_stop(mail: Any) -> str:
    """The path of the link in its header."""
    (path,) = re.findall(r"<https?://[^/]+(/\S+)>", mail.extra_headers["List-Unsubscribe"])
    return path
