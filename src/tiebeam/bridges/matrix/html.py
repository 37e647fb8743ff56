"""What is shown in a room: a little HTML, and the same in plain text.

Source  https://spec.matrix.org/latest/client-server-api/#mroommessage-msgtypes
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final
from urllib.parse import urlsplit

import nh3

from tiebeam.bridges.said import Message
from tiebeam.bridges.text import Manner, within, without_calls, written

#: What is left of it, whatever somebody finds to write.
TAGS: Final = frozenset({"a", "br", "em", "li", "ol", "p", "strong", "ul"})
#: An event has 65,536 bytes at most; a character may take twelve of them, and both forms are in it.
#: Source  https://spec.matrix.org/latest/client-server-api/#size-limits
MOST_BYTES: Final = 24_000


class Plain(Manner):
    def plain(self, text: str) -> str:
        return without_calls(text)


class Html(Manner):
    def plain(self, text: str) -> str:
        return escape(without_calls(text))

    def bold(self, inner: str) -> str:
        return f"<strong>{inner}</strong>"

    def slanted(self, inner: str) -> str:
        return f"<em>{inner}</em>"

    def link(self, inner: str, address: str) -> str:
        # Programs show a link to matrix.to as the name of a person, as if they had been called.
        if (urlsplit(address).hostname or "").rstrip(".").lower() == "matrix.to":
            return inner
        return f'<a href="{escape(address)}">{inner}</a>'

    def new_line(self) -> str:
        return "<br>"

    def paragraph(self, inner: str) -> str:
        return f"<p>{inner}</p>" if inner else ""

    def listed(self, items: Sequence[str], *, first: int | None) -> str:
        inner = "".join(f"<li>{item}</li>" for item in items)
        return f"<ul>{inner}</ul>" if first is None else f'<ol start="{first}">{inner}</ol>'

    def together(self, blocks: Sequence[str], *, close: bool) -> str:
        return "".join(blocks)


def as_html(message: Message) -> str:
    manner = Html()
    title = manner.bold(manner.link(manner.plain(message.title[:300]), message.link))

    def whole(text: str) -> str:
        return _harmless(manner.paragraph(title) + written(text, manner))

    return within(MOST_BYTES, of=message.text, whole=whole, length=_bytes)


def as_plain(message: Message) -> str:
    manner = Plain()
    title = manner.plain(message.title[:300])

    def whole(text: str) -> str:
        inner = written(text, manner)
        return manner.together([title, inner, message.link], close=False)

    return within(MOST_BYTES, of=message.text, whole=whole, length=_bytes)


def _bytes(text: str) -> int:
    return len(text.encode())


def _harmless(html: str) -> str:
    return nh3.clean(
        html, tags=set(TAGS), attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https"}, link_rel=None,
    )  # fmt: skip
