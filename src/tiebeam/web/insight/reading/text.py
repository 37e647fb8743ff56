"""A text as a page shows it: block by block, as words, with each sentence marked that was found.

Marks of the text's own form (stars, brackets, tags) are blanks in its plain form, which is as long
as the text. So a span means the same in both, and a sentence can be marked exactly without a tag of
ours ever standing inside one of theirs. Nothing that somebody wrote is taken for HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tiebeam.engine.texts import Text, read
from tiebeam.web.ui.shapes import Note, Noted, Passage, Piece

#: Code points of a text that one page shows.
MOST_SHOWN: Final = 400_000
#: The page has its own heading above these.
_LEVELS: Final = (2, 3, 4)
#: What emphasis, links and code are written with: gone, it leaves no gap. All else leaves a blank.
_WITHOUT_GAP: Final = re.compile(r"[*_`~\[\]<]+|\]\(.*|\[\^?.*", re.DOTALL)


@dataclass(frozen=True)
class Shown:
    """A whole text.

    adrift  numbers of findings whose place is in no block, such as in what stands above the text
    is_cut  whether it goes on after what one page shows
    """

    passages: tuple[Passage, ...]
    adrift: tuple[int, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True)
class _Span:
    number: int
    start: int
    end: int


def shown(name: str, content: str, kind: str, spans: Sequence[tuple[int, int]]) -> Shown:
    """A text with the spans of its findings.

    spans  (start, end) in code points of the text; the first is finding number 1
    """
    text = read(name, content[:MOST_SHOWN], kind)
    every = [_Span(number, *span) for number, span in enumerate(spans, start=1)]
    passages = tuple(_passages(text, every))
    met = {number for each in passages for piece in each.pieces for number in piece.within}
    adrift = tuple(each.number for each in every if each.number not in met)
    return Shown(passages, adrift, is_cut=len(content) > MOST_SHOWN)


def _passages(text: Text, spans: Sequence[_Span]) -> Iterator[Passage]:
    last, begun = _LEVELS[0] - 1, set[int]()
    for section in text.sections:
        if section.heading:
            last = min(max(section.level, 1) + 1, last + 1, _LEVELS[-1])
            yield _passage(text, "heading", section.heading_start, section.heading_end, spans,
                           begun, level=last)  # fmt: skip
        for block in section.blocks:
            found = _passage(text, block.kind, block.start, block.end, spans, begun)
            if found.words.strip():
                yield found


def _passage(
    text: Text, tag: str, start: int, end: int, spans: Sequence[_Span], begun: set[int],
    *, level: int = 0,
) -> Passage:  # fmt: skip
    inside = [each for each in spans if each.start < end and each.end > start]
    is_row = tag == "row" and text.kind == "markdown"
    pieces = tuple(_pieces(text, start, end, inside, is_row=is_row))
    # One that runs over several blocks has its note beside the first.
    begins = tuple(each.number for each in inside if each.number not in begun)
    begun.update(begins)
    return Passage(tag, pieces, level, begins)


def _pieces(
    text: Text, start: int, end: int, spans: Sequence[_Span], *, is_row: bool
) -> Iterator[Piece]:  # fmt: skip
    """The block, cut wherever a finding begins or ends."""
    edges = {start, end} | {
        edge for each in spans for edge in (each.start, each.end) if start < edge < end
    }
    for at, to in pairwise(sorted(edges)):
        said = _words(text, at, to)
        yield Piece(
            _cells(said) if is_row else said,
            within=tuple(each.number for each in spans if each.start <= at and to <= each.end),
            begins=tuple(each.number for each in spans if max(each.start, start) == at),
            ends=tuple(each.number for each in spans if min(each.end, end) == to),
        )


def _cells(said: str) -> str:
    """A row of a table without its rules: a wide blank between two cells."""
    return said.replace("|", "\u2003")


_HIDDEN: Final = re.compile(r"\S+")


def _words(text: Text, start: int, end: int) -> str:
    """What is read there: marks of form are gone, and leave a blank where words would touch."""
    plain, content = text.plain[start:end], text.content[start:end]
    if text.kind == "plain" or plain == content:
        return plain
    said: list[str] = []
    at = 0
    for run in _HIDDEN.finditer(content):
        said.append(plain[at : run.start()])
        said.append(_unhidden(content[run.start() : run.end()], plain[run.start() : run.end()]))
        at = run.end()
    return "".join([*said, plain[at:]])


def _unhidden(content: str, plain: str) -> str:
    """A word with its marks: "**two**," is "two,"."""
    if content == plain:
        return plain
    parts: list[str] = []
    at = 0
    for hidden in re.finditer(r"\s+", plain):
        parts.append(plain[at : hidden.start()])
        gone = content[hidden.start() : hidden.end()]
        parts.append("" if _WITHOUT_GAP.fullmatch(gone) else " ")
        at = hidden.end()
    return "".join([*parts, plain[at:]])


def rows(text: Shown, notes: Sequence[Note]) -> list[Noted]:
    """Passages with what was found in them: those without follow the one before.

    notes  in the order of the findings
    """
    found: list[Noted] = []
    for each in text.passages:
        beside = tuple(notes[number - 1] for number in each.begins)
        # A heading begins anew, so that a note never stands beside what comes after its part.
        starts = each.tag == "heading" and found and found[-1].notes
        if found and not beside and not starts:
            found[-1] = Noted((*found[-1].passages, each), found[-1].notes)
        else:
            found.append(Noted((each,), beside))
    return found
