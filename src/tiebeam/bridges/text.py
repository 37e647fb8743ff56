"""What people write, read once and written in each tool's own manner, so that it mentions nobody.

A tool has a `Manner`. What it is given to write is always text, never marks of its own: whatever
somebody types, it can't call a channel together, name a person, or reach out of its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final
from urllib.parse import quote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

#: Joins words and is not seen. Behind an @ it keeps a tool from taking what follows for a name.
UNSEEN: Final = "\N{WORD JOINER}"
_CALLS: Final = re.compile(r"(?<![A-Za-z0-9])@")
#: An address that was typed without any marks, up to what belongs to the sentence around it.
_BARE: Final = re.compile(r"https?://[^\s<>\"'`()\[\]{}|\\]*[^\s<>\"'`()\[\]{}|\\.,;:!?*_~]")
_AS_IT_IS: Final = "%/:?#[]!$&+,;=~-._"
#: How much is kept, at most, of a text that is too long, before it is tried again.
_STEP: Final = 0.97


class Manner:
    """Plain text; the tools write otherwise what they have marks for."""

    bullet = "-"

    def plain(self, text: str) -> str:
        return text

    def bold(self, inner: str) -> str:
        return inner

    def slanted(self, inner: str) -> str:
        return inner

    def link(self, inner: str, address: str) -> str:
        return address if inner == address else f"{inner} ({address})"

    def new_line(self) -> str:
        return "\n"

    def paragraph(self, inner: str) -> str:
        return inner

    def listed(self, items: Sequence[str], *, first: int | None) -> str:
        """A list; `first` is the number of its first item, None where items have no number."""
        return "\n".join(
            _hanging(f"{self.bullet} " if first is None else f"{first + n}. ", item)
            for n, item in enumerate(items)
        )

    def together(self, blocks: Sequence[str], *, close: bool) -> str:
        return ("\n" if close else "\n\n").join(block for block in blocks if block)


def _hanging(mark: str, item: str) -> str:
    """An item whose further lines stand behind its mark."""
    return mark + item.replace("\n", "\n    ")


def without_calls(text: str) -> str:
    """The text, with each @ that could begin a name kept apart from what follows it.

    In an address of mail the @ follows a letter: no tool takes that for a name, and it can still be
    copied.
    """
    return _CALLS.sub("@" + UNSEEN, text)


def safe_address(typed: str) -> str | None:
    """A web address in which nothing can end a link or mention anybody; None for anything else."""
    try:
        parts = urlsplit(typed)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return quote(typed, safe=_AS_IT_IS) if fine else None


def written(text: str, manner: Manner) -> str:
    """Markdown in a tool's manner."""
    root = SyntaxTreeNode(_reader().parse(text))
    return manner.together([_block(each, manner) for each in root.children], close=False)


def within(
    most: int, *, of: str, whole: Callable[[str], str], length: Callable[[str], int] = len
) -> str:
    """A message with as much of its text as fits: its whole is no longer than `most`.

    of      the text, in Markdown
    whole   the message with so much of the text
    length  how long a message is; in characters where nothing is said
    """
    # No manner makes so much shorter what it is given; to read more of it would only take time.
    kept = min(len(of), most * 8)
    made = whole(of[:kept])
    while length(made) > most and kept:
        kept = int(kept * min(_STEP, most / length(made)))
        made = whole(of[:kept].rstrip() + " …")
    return made


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("zero").enable(["list", "emphasis", "link", "newline", "escape", "entity"])


def _block(node: SyntaxTreeNode, manner: Manner) -> str:
    if node.type in ("bullet_list", "ordered_list"):
        first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
        return manner.listed([_item(each, manner) for each in node.children], first=first)
    return manner.paragraph("".join(_inline(each, manner) for each in node.children))


def _item(node: SyntaxTreeNode, manner: Manner) -> str:
    return manner.together([_block(each, manner) for each in node.children], close=True)


def _inline(node: SyntaxTreeNode, manner: Manner, *, linked: bool = False) -> str:
    if node.type == "text":
        return manner.plain(node.content) if linked else _with_links(node.content, manner)
    if node.type in ("softbreak", "hardbreak"):
        return " " if linked else manner.new_line()
    if node.type == "link":
        return _link(node, manner)
    inner = "".join(_inline(each, manner, linked=linked) for each in node.children)
    if node.type == "strong" and inner.strip():
        return manner.bold(inner)
    if node.type == "em" and inner.strip():
        return manner.slanted(inner)
    return inner


def _link(node: SyntaxTreeNode, manner: Manner) -> str:
    inner = "".join(_inline(each, manner, linked=True) for each in node.children)
    address = safe_address(str(node.attrs.get("href", "")))
    if address is None:
        return inner
    return manner.link(inner if inner.strip() else manner.plain(address), address)


def _with_links(text: str, manner: Manner) -> str:
    """Text in which addresses that were typed as they are can be followed."""
    parts, end = [], 0
    for found in _BARE.finditer(text):
        address = safe_address(found[0])
        if address is not None:
            parts += [
                manner.plain(text[end : found.start()]),
                manner.link(manner.plain(found[0]), address),
            ]
            end = found.end()
    return "".join([*parts, manner.plain(text[end:])])
