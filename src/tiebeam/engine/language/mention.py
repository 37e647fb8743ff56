"""Whether a term is used, or only named: quoted, to be avoided, denied, or part of a name."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tiebeam.engine.language.rules import written
from tiebeam.engine.language.sentences import Span

NEAR: Final = 60
QUOTES: Final = {'"': '"', "“": "”", "‘": "’", "'": "'", "«": "»", "„": "“”"}
MARKUP: Final = "*_"
LONGEST_QUOTED: Final = 40
LIST_ITEM: Final = re.compile(r"\s*(?:[-*+•|]|\d+[.)])\s*")


def is_mentioned(text: str, small: str, span: Span) -> bool:
    """Whether the text speaks about the term instead of using it.

    small  the text in small letters
    """
    before, after = _around(small, span)
    return (
        _is_quoted(text, span)
        or bool(_pattern("before").search(before))
        or bool(_pattern("after").search(after))
        or _is_listed(small, span)
    )


def is_unwanted(small: str, span: Span) -> bool:
    """Whether an advert says that it does not ask for this."""
    return bool(_pattern("unwanted").search(_around(small, span)[0]))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(written("mention")[name]))


def _around(small: str, span: Span) -> tuple[str, str]:
    """What stands before and behind in the same sentence, as far as it is near."""
    before = small[max(0, span.start - NEAR) : span.start]
    after = small[span.end : span.end + NEAR]
    before = re.split(r"[.?!;]\s|\n\s*\n|\n\s*[-*#|]", before)[-1]
    return before, re.split(r"[.?!]\s|\n\s*\n", after)[0]


def _is_quoted(text: str, span: Span) -> bool:
    """Whether the term, with a word or two at most, stands in quotation marks."""
    start, end = span
    near = text[max(0, start - LONGEST_QUOTED) : start]
    for opens, closes in QUOTES.items():
        at = max((n for n, sign in enumerate(near) if sign == opens), default=-1)
        inside = near[at + 1 :]
        if at < 0 or any(sign in inside for sign in closes) or len(inside.split()) > 2:
            continue
        # An apostrophe is no opening mark.
        if opens in "'‘" and at > 0 and near[at - 1].isalnum():
            continue
        rest = text[end : end + LONGEST_QUOTED].lstrip(MARKUP)
        closing = min((rest.find(sign) for sign in closes if sign in rest), default=-1)
        if closing >= 0 and len(rest[:closing].split()) <= 2 and "\n" not in rest[:closing]:
            return True
    return False


def _is_listed(small: str, span: Span) -> bool:
    """Whether it is in a list or table under a line that says to avoid what follows."""
    start = small.rfind("\n", 0, span.start) + 1
    if not LIST_ITEM.match(small, start):
        return False
    for line in reversed(small[max(0, start - 3000) : start].splitlines()):
        if line.strip() and not LIST_ITEM.match(line):
            return bool(_pattern("lists").search(line))
        if "|" in line and _pattern("lists").search(line):
            return True  # the head of a table
    return False


def is_a_name(text: str, span: Span) -> bool:
    """Whether the term, in capitals, is part of a longer name: "Tribe Street", "Chairman Okoye".

    Where most words of the line have capitals it is a heading, and says nothing.
    """
    start, end = span
    if not _is_capital(text[start:end]):
        return False
    before = re.search(r"([^\W\d_][\w'’-]*)[ \t]\Z", text[max(0, start - 40) : start])
    after = re.match(r"['’]?s?[ \t]([^\W\d_][\w'’-]*)", text[end : end + 40])
    neighbours = [found[1] for found in (before, after) if found]
    if before and _opens_a_sentence(text, start - len(before[0])):
        neighbours.remove(before[1])
    return any(_is_capital(word) for word in neighbours) and not _is_heading(text, span)


def _is_capital(word: str) -> bool:
    return word[:1].isupper() and word[1:] == word[1:].lower()


def _opens_a_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(' \t*_#>-"“(')
    return not before or before[-1] in ".?!:\n|"


def _is_heading(text: str, span: Span) -> bool:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    line = text[start : len(text) if end < 0 else end]
    long = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in long)
    return line.lstrip().startswith("#") or (len(long) > 2 and capitals > 0.7 * len(long))
