"""Words and sentences of a text, with where they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
#: A full stop, question or exclamation mark, or a line that is no continuation of the one before.
END: Final = re.compile(r"[.?!:]['\"”’)*_]*\s+|\n\s*\n|\n(?=\s*(?:[-*+|#>]|\d+[.)])\s)")
ABBREVIATION: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|no|mr|mrs|ms|dr|st|al)|\b[A-Z])\.$", re.I
)


class Span(NamedTuple):
    """From a code point on, up to but without another."""

    start: int
    end: int

    def meets(self, other: Span) -> bool:
        """Whether they share a place."""
        return self.start < other.end and other.start < self.end


def meets_any(span: Span, ordered: Sequence[Span]) -> bool:
    """Whether a span meets one of others, which are in order and do not meet each other."""
    last = bisect_right(ordered, (span.end,)) - 1
    return last >= 0 and span.meets(ordered[last])


class Word(NamedTuple):
    """A word or a mark, as it stands and in small letters."""

    said: str
    small: str
    start: int
    end: int


def sentences(text: str) -> Iterator[Span]:
    """The stretches of text that end in a full stop or at the end of a paragraph or item."""
    start = 0
    for end in END.finditer(text):
        if ABBREVIATION.search(text[max(start, end.start() - 8) : end.start() + 1]):
            continue
        yield Span(start, end.end())
        start = end.end()
    if start < len(text):
        yield Span(start, len(text))


def words(text: str, span: Span) -> list[Word]:
    """The words and marks within a stretch of text."""
    return [
        Word(found[0], found[0].lower().replace("’", "'"), found.start(), found.end())
        for found in WORD.finditer(text, span.start, span.end)
    ]
