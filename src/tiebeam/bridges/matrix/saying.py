"""Saying something in a room of Matrix.

Source  https://spec.matrix.org/latest/client-server-api/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from tiebeam.bridges.addresses import BadSettings, secret, web_address
from tiebeam.bridges.matrix.html import as_html, as_plain
from tiebeam.bridges.over_http import TIMEOUT_SECONDS, Answer, problem_of, told
from tiebeam.bridges.retrying import LONGEST_ASKED, asked_wait
from tiebeam.bridges.said import Later, Message, Reason, Refused

#: Rooms of version 12 and later have no server in their id.
_ROOM: Final = re.compile(r"![!-~]{1,254}")
_PERSON: Final = re.compile(r"@[!-9;-~]+:[!-~]+")

_FOR_GOOD: Final = {
    "M_UNKNOWN_TOKEN": Reason.NOT_KNOWN,
    "M_MISSING_TOKEN": Reason.NOT_KNOWN,
    "M_USER_DEACTIVATED": Reason.NOT_KNOWN,
    "M_USER_LOCKED": Reason.NOT_KNOWN,
    "M_USER_SUSPENDED": Reason.NOT_KNOWN,
    "M_NOT_FOUND": Reason.NO_CHANNEL,
    "M_FORBIDDEN": Reason.NOT_IN_CHANNEL,
    "M_GUEST_ACCESS_FORBIDDEN": Reason.FORBIDDEN,
    "M_TOO_LARGE": Reason.TOO_LONG,
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A server, the account of a bot on it, and a room.

    server           the address of the server's client interface
    token            the access token of the bot's account: a secret
    room             the id of a room, such as !abc:example.org; empty only to make one
    owner            the id of a person, such as @ada:example.org, for whom a room is made
    on_this_machine  the server runs beside this program
    """

    server: str
    token: str = field(repr=False)
    room: str = ""
    owner: str = ""
    on_this_machine: bool = False

    def __post_init__(self) -> None:
        here = self.on_this_machine
        server = web_address(self.server, field="server", on_this_machine=here).rstrip("/")
        if "?" in server:
            raise BadSettings("server", "This is no address of a server.")
        object.__setattr__(self, "server", server)
        object.__setattr__(self, "token", secret(self.token, field="token"))
        if self.room and not _ROOM.fullmatch(self.room):
            raise BadSettings("room", "Give the id of the room, which begins with !.")
        if self.owner:
            person(self.owner, field="owner")


def person(typed: str, *, field: str) -> str:
    """The id of somebody.

    Raises  BadSettings
    """
    if not _PERSON.fullmatch(typed):
        raise BadSettings(field, "Give an id such as @ada:example.org.")
    return typed


def say(message: Message, *, settings: Settings, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
    """Send one message as a notice; the same message again is none, for the server knows it.

    Raises  Refused, Later
    """
    if not settings.room:
        raise Refused(Reason.NO_CHANNEL)
    known_as = message.known_as(settings.room)
    asked(
        "PUT", f"/rooms/{quote(settings.room, safe='')}/send/m.room.message/{known_as}",
        settings=settings, body=content(message), timeout_seconds=timeout_seconds,
    )  # fmt: skip


def content(message: Message) -> dict[str, Any]:
    """What is sent: a notice, which programs do not answer, and which calls nobody."""
    return {
        "msgtype": "m.notice",
        "body": as_plain(message),
        "format": "org.matrix.custom.html",
        "formatted_body": as_html(message),
        # It is there and empty: so a server looks for no names in the text either.
        "m.mentions": {},
    }


def asked(
    method: str, path: str, *, settings: Settings, body: Mapping[str, Any] | None = None,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> dict[str, Any]:  # fmt: skip
    """What the server answers to a request by the bot's account.

    Raises  Refused, Later
    """
    answer = told(
        method, f"{settings.server}/_matrix/client/v3{path}", body=body, token=settings.token,
        timeout_seconds=timeout_seconds,
    )  # fmt: skip
    problem = _problem(answer)
    if problem is not None:
        raise problem
    return answer.parsed()


def _problem(answer: Answer) -> Refused | Later | None:
    found = answer.parsed()
    if answer.status == 200:
        # Each answer is JSON, though one to what was put down is an empty object.
        return None if answer.body.lstrip().startswith("{") else Later(Reason.STRANGE_ANSWER)
    word = found.get("errcode")
    if word == "M_LIMIT_EXCEEDED":
        return Later(Reason.TOO_MANY, wait_seconds=_wait(answer, found))
    problem = problem_of(answer)
    if problem is not None or not isinstance(word, str):
        return problem or Later(Reason.STRANGE_ANSWER)
    return Refused(_FOR_GOOD.get(word, Reason.NOT_TAKEN))


def _wait(answer: Answer, found: Mapping[str, Any]) -> float:
    """The header counts; older servers say it in the answer alone, in thousandths of a second."""
    thousandths = found.get("retry_after_ms")
    in_answer = thousandths / 1000 if isinstance(thousandths, int) and thousandths > 0 else 0.0
    return asked_wait(answer.headers) or min(in_answer, LONGEST_ASKED)
