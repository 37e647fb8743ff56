"""Servers on this machine alone that answer as the tools document it, and what they were told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tiebeam.bridges import Message

AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
#: Whatever else is in an error, a repr or a log: never this.
SECRET = "T0SECRET/B0SECRET/s3cr3t-of-the-hook"
Act = Callable[[BaseHTTPRequestHandler], None]


def message(text: str = "What did you notice?", *, title: str = "A prompt", **more: Any) -> Message:
    given = {"link": "https://tiebeam.example/spaces/allies/threads/a1", "at": AT} | more
    return Message(title=title, text=text, **given)


@dataclass
class Tool:
    """What stands in for a tool, and each request that it got."""

    address: str
    requests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def told(self) -> dict[str, Any]:
        (only,) = self.requests
        return only["body"]


@contextmanager
def tool(*acts: Act) -> Iterator[Tool]:
    """A server that does one act for each request, and the last of them from then on."""
    found = Tool("")

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found.requests.append({
                "method": self.command, "path": self.path, "headers": dict(self.headers),
                "body": json.loads(body or b"null"),
            })  # fmt: skip
            acts[min(len(found.requests), len(acts)) - 1](self)

        do_GET = do_POST = do_PUT = answer

        def log_message(self, *_: object) -> None: ...

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.address = f"http://127.0.0.1:{web.server_port}"
    threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield found
    finally:
        web.shutdown()
        web.server_close()


def answers(body: str | dict[str, Any], *, code: int = 200, **headers: str) -> Act:
    """An act: an answer, in text or in JSON."""
    raw = (body if isinstance(body, str) else json.dumps(body)).encode()

    def act(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in ({"Content_Length": str(len(raw))} | headers).items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(raw)

    return act


def breaks_off(body: str) -> Act:
    """An act: the connection is dropped in the middle of an answer."""
    return answers(body, Content_Length=str(len(body) + 100))


def hangs(done: threading.Event) -> Act:
    """An act: nothing, until the test is over."""
    return lambda _: done.wait(5) and None


@contextmanager
def hanging() -> Iterator[Tool]:
    done = threading.Event()
    with tool(hangs(done)) as found:
        try:
            yield found
        finally:
            done.set()
