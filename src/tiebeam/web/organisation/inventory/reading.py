"""A text as a page shows it: its headings, paragraphs and lists, as words alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from tiebeam.engine.texts import Text, read
from tiebeam.web.organisation.models import Document, DocumentVersion

Tag = Literal["heading", "paragraph", "list", "quote"]
#: A page has its own heading above these.
_LEVELS: Final = (2, 3, 4)
_ENDINGS: Final = {"markdown": "md", "html": "html", "plain": "txt"}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a text; of a list, each of its lines.

    level  of a heading: from 2 on, and no step is left out
    """

    tag: Tag
    lines: tuple[str, ...]
    level: int = 0


def parts_of(version: DocumentVersion) -> list[Part]:
    """All of a text, in order, but for a heading at its top that the page has already."""
    text = read(version.document.name, version.text, version.read_as)
    return list(_parts(text, above=version.document.title))


def titles_of(document: Document) -> list[str]:
    """What a document and its parts are called, as its newest version says."""
    version = document.versions.first()
    parts = parts_of(version) if version else []
    return [document.called, document.name,
            *(line for each in parts if each.tag == "heading" for line in each.lines)]  # fmt: skip


def _parts(text: Text, *, above: str) -> Iterator[Part]:
    last = _LEVELS[0] - 1
    for place, section in enumerate(text.sections):
        is_above = section.heading == above and place < 2
        if section.heading and not is_above:
            last = min(section.level + 1, last + 1, _LEVELS[-1])
            yield Part(tag="heading", lines=(section.heading,), level=last)
        items: list[str] = []
        for block in section.blocks:
            said = _words(text.plain[block.start : block.end])
            if block.kind == "item":
                items.append(said)
                continue
            if items:
                yield Part(tag="list", lines=tuple(items))
                items = []
            if said:
                yield Part(tag="quote" if block.kind == "quote" else "paragraph", lines=(said,))
        if items:
            yield Part(tag="list", lines=tuple(items))


def _words(text: str) -> str:
    return " ".join(text.split())


def file_name(version: DocumentVersion) -> str:
    """What a text is called when somebody takes it along: plain letters alone."""
    apart = unicodedata.normalize("NFKD", version.document.called)
    plain = re.sub(r"[^a-z0-9]+", "-", apart.encode("ascii", "ignore").decode().casefold())
    return f"{plain.strip('-')[:60] or 'document'}-{version.number}.{_ENDINGS[version.read_as]}"
