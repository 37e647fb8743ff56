"""Speaking HTTP with a tool: one request, one short answer, and nothing that leads elsewhere."""

from __future__ import annotations

import http.client
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from tiebeam.bridges.addresses import is_this_machine
from tiebeam.bridges.retrying import asked_wait
from tiebeam.bridges.said import Later, Reason, Refused

TIMEOUT_SECONDS: Final = 10.0
#: Answers have a few hundred bytes. Whoever sends more, or drop by drop, is no tool we know.
MOST_BYTES: Final = 64 << 10
MOST_PIECES: Final = 64


@dataclass(frozen=True)
class Answer:
    """What a tool answered. None of it is in a repr, since tools repeat what they were told."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: str = field(repr=False)

    def parsed(self) -> dict[str, Any]:
        """The JSON object that was answered; an empty one for anything else."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def told(
    method: str, address: str, *, body: Mapping[str, Any] | None = None, token: str = "",
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> Answer:  # fmt: skip
    """The answer to a request with a JSON body; a token goes along as its bearer.

    Raises  Later when nobody answered in full
    """
    request = urllib.request.Request(address, method=method)  # noqa: S310 — Settings checked it
    request.add_header("User-Agent", "tiebeam")
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    return answered(request, timeout_seconds=timeout_seconds)


def answered(request: urllib.request.Request, *, timeout_seconds: float) -> Answer:
    """The answer as it came, whatever its status.

    Raises  Later when nobody answered in full
    """
    try:
        with _opener(request.full_url).open(request, timeout=timeout_seconds) as answer:
            return Answer(answer.status, answer.headers, _body(answer))
    except (OSError, ValueError, http.client.HTTPException) as error:
        # What was said is kept out of it: addresses of webhooks are secrets.
        reason = getattr(error, "reason", error)
        distrusted = isinstance(reason, ssl.SSLCertVerificationError)
    raise Later(Reason.NOT_TRUSTED if distrusted else Reason.NO_ANSWER)


def _opener(address: str) -> urllib.request.OpenerDirector:
    """Opens http and https; follows no answer to elsewhere, and takes each status for an answer."""
    opener = urllib.request.OpenerDirector()
    direct = is_this_machine(urlsplit(address).hostname or "")
    for handler in (
        urllib.request.ProxyHandler({} if direct else None),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _body(answer: http.client.HTTPResponse) -> str:
    """What was answered, when all of it came and it isn't long."""
    got = b""
    for _ in range(MOST_PIECES):
        piece = answer.read1(MOST_BYTES)
        got += piece
        if not piece:
            break
        if len(got) > MOST_BYTES:
            raise ValueError("This is longer than an answer.")
    else:
        raise ValueError("This comes in too many pieces.")
    promised = answer.headers.get("Content-Length", "")
    if promised.isdigit() and len(got) < int(promised):
        raise ValueError("This is half an answer.")
    return got.decode("utf-8", "replace")


def problem_of(answer: Answer) -> Refused | Later | None:
    """What a status alone says, whichever tool it comes from."""
    if 300 <= answer.status < 400:
        return Refused(Reason.LEADS_ELSEWHERE)
    if answer.status == 429:
        return Later(Reason.TOO_MANY, wait_seconds=asked_wait(answer.headers))
    if answer.status >= 500:
        return Later(Reason.OUT_OF_ORDER, wait_seconds=asked_wait(answer.headers))
    return None
