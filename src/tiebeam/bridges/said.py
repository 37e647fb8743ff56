"""What a bridge is given to say, and what may come of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from tiebeam.bridges.text import safe_address

#: What no tool shows: control characters, and marks that turn the direction of what follows.
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class NothingToSay(ValueError):
    """A message without a title, or without a link to where it is."""


class Reason(StrEnum):
    """Why something could not be said: a closed list, so that no answer of a tool gets further."""

    # For good: whoever set the bridge up is told.
    NOT_KNOWN = "not-known"
    NO_CHANNEL = "no-channel"
    ARCHIVED = "archived"
    NOT_IN_CHANNEL = "not-in-channel"
    FORBIDDEN = "forbidden"
    TOO_LONG = "too-long"
    NOT_TAKEN = "not-taken"
    LEADS_ELSEWHERE = "leads-elsewhere"
    NOT_SECURED = "not-secured"
    # For now: it is tried again.
    TOO_MANY = "too-many"
    OUT_OF_ORDER = "out-of-order"
    NO_ANSWER = "no-answer"
    STRANGE_ANSWER = "strange-answer"
    NOT_TRUSTED = "not-trusted"


WORDS: Final = {
    Reason.NOT_KNOWN: "The tool does not know the webhook, token or password, or no longer does. "
    "Make a new one.",
    Reason.NO_CHANNEL: "There is no such channel, room or mailbox. Choose another.",
    Reason.ARCHIVED: "The channel was archived. Choose another, or bring it back.",
    Reason.NOT_IN_CHANNEL: "The bot is not in the channel. Invite it.",
    Reason.FORBIDDEN: "The tool does not allow this. Ask whoever looks after it.",
    Reason.TOO_LONG: "The tool found the message too long.",
    Reason.NOT_TAKEN: "The tool did not take the message. Look at the settings again.",
    Reason.LEADS_ELSEWHERE: "The address leads on to another one. Type the one it leads to.",
    Reason.NOT_SECURED: "The mail server offers no enciphered connection. Nothing was sent.",
    Reason.TOO_MANY: "The tool asks for fewer messages. It is tried again later.",
    Reason.OUT_OF_ORDER: "The tool is out of order. It is tried again later.",
    Reason.NO_ANSWER: "The tool did not answer, or not in full. It is tried again later.",
    Reason.STRANGE_ANSWER: "What answered does not sound like the tool. It is tried again later.",
    Reason.NOT_TRUSTED: "The tool's certificate could not be trusted. It is tried again later.",
}


class Refused(Exception):
    """It can't be said, now or later: whoever set the bridge up has to do something."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(WORDS[reason])
        self.reason = reason


class Later(Exception):
    """It can't be said now. `wait_seconds` is what the tool asked for, or 0."""

    def __init__(self, reason: Reason, *, wait_seconds: float = 0) -> None:
        super().__init__(WORDS[reason])
        self.reason = reason
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, kw_only=True)
class Message:
    """A prompt, a meeting or an invitation. Its words are in no repr, and so in no log.

    title  one line
    text   Markdown: *slanted*, **bold**, lists and links; all else is said as it is typed
    link   where it is in Tiebeam
    at     when it was said
    once   what tells it from others: the same again is no second message where a tool can tell.
           Where it is empty, it follows from all of the rest.
    """

    title: str = field(repr=False)
    text: str = field(repr=False)
    link: str = field(repr=False)
    at: datetime
    once: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self._put("title", " ".join(_readable(self.title).split()))
        self._put("text", _readable(self.text))
        self._put("link", safe_address(self.link) or "")
        if not self.title or not self.link:
            raise NothingToSay("A message needs a title, and a link to where it is.")
        self._put("once", self.once or self._all())

    def _put(self, name: str, value: str) -> None:
        object.__setattr__(self, name, value)

    def _all(self) -> str:
        return "\0".join((self.title, self.text, self.link, self.at.isoformat()))

    def known_as(self, where: str) -> str:
        """The same for the same message in the same place, and tells nothing about it."""
        return hashlib.sha256(f"{where}\0{self.once}".encode()).hexdigest()[:32]


def _readable(text: str) -> str:
    """The text without what no tool shows, each of its lines ended the same way."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return _UNSEEN.sub("", text)
