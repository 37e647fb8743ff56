"""A text with its parts, each as a span of code points of the text that was handed in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from tiebeam.engine.texts import blocks, masking, sentences
from tiebeam.engine.texts.masking import Image, Link
from tiebeam.engine.texts.parts import Block, Section, Sentence

__all__ = ["KINDS", "Block", "Image", "Link", "Section", "Sentence", "Text", "UnknownKind", "read"]

KINDS: Final = ("markdown", "html", "plain")


class UnknownKind(ValueError):
    """A text is said to be of a kind that nobody can take apart."""


@dataclass(frozen=True)
class Text:
    """A document's words, and where each of its parts lies.

    name      what the document is called, such as its path
    content   the text as it was handed in; every span counts its code points
    kind      markdown, html or plain
    """

    name: str
    content: str
    kind: str

    @cached_property
    def _masked(self) -> masking.Masked:
        return masking.masked(self.content, self.kind)

    @property
    def plain(self) -> str:
        """The words alone: as long as the content, with blanks where marks and addresses stood.

        So a span means the same in both.
        """
        return self._masked.plain

    @property
    def front(self) -> Mapping[str, str]:
        """What stands above the text in a block of its own, such as title and author."""
        return self._masked.front

    @property
    def links(self) -> tuple[Link, ...]:
        """Each link, with its words and where it leads."""
        return self._masked.links

    @property
    def images(self) -> tuple[Image, ...]:
        """Each picture, with what is said for whoever can't see it."""
        return self._masked.images

    @property
    def anchors(self) -> frozenset[str]:
        """Names of places inside the text that a link may lead to, besides its headings."""
        return self._masked.anchors

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The text by its headings, in order; what stands above the first has no heading."""
        return blocks.sections(self._masked, self.kind)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Paragraphs, list items, rows of tables, quotes and code, in order."""
        return tuple(block for section in self.sections for block in section.blocks)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence outside code; a row of a table counts as one."""
        return tuple(
            sentence
            for block in self.blocks
            if block.kind != "code"
            for sentence in sentences.within(self.plain, block)
        )

    def sentences_of(self, section: Section) -> tuple[Sentence, ...]:
        """The sentences below one heading."""
        starts = [each.start for each in self.sentences]
        first, last = bisect_left(starts, section.start), bisect_left(starts, section.end)
        return self.sentences[first:last]

    @cached_property
    def _line_starts(self) -> list[int]:
        starts, at = [0], self.content.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.content.find("\n", at + 1)
        return starts

    def line_of(self, at: int) -> int:
        """The line that a place lies in, counted from 1."""
        return bisect_right(self._line_starts, at)

    def with_marks(self, start: int, end: int) -> tuple[int, int]:
        """The span with the marks that open or close at its ends: no half of a link is quoted."""
        for link in self.links:
            if link.start >= end:
                break
            if link.end > start:
                start, end = min(start, link.start), max(end, link.end)
        while start > 0 and self.content[start - 1] in "*_" and self.plain[start - 1] == " ":
            start -= 1
        while end < len(self.content) and self.content[end] in "*_" and self.plain[end] == " ":
            end += 1
        return start, end

    def quote(self, start: int, end: int) -> str:
        """Exactly what stands there."""
        return self.content[start:end]


def read(name: str, content: str, kind: str = "markdown") -> Text:
    """A text, to be taken apart when it is asked for its parts.

    Raises  UnknownKind for anything but markdown, html and plain
    """
    if kind not in KINDS:
        raise UnknownKind(f"'{kind}' is no kind of text. Use one of: {', '.join(KINDS)}.")
    return Text(name, content, kind)
