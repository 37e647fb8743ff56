"""References in words to what is not there: a section, a page or an appendix that a sentence names.

Only what could be judged is: numbers where the handbook numbers its own parts in the same way, and
names of pages that no heading, title or link of the handbook has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tiebeam.engine.documents.references import QUESTION, WHO
from tiebeam.engine.documents.shapes import Document, Finding
from tiebeam.engine.documents.wording import collections

_SIGN: Final = r"(?:§+|[Ss]ections?|[Cc]lauses?|[Aa]rticles?|[Pp]arts?|[Cc]hapters?|[Pp]olic(?:y|ies)|[Rr]ules?|[Pp]aragraphs?|[Pp]ages?)"
_NUMBER: Final = r"\d{1,4}(?:\.\d{1,3}){0,3}"
#: "See section 14", but not "section 14 of the Act": laws and contracts have sections too.
_NUMBERED: Final = re.compile(
    rf"(?P<sign>{_SIGN})\s*(?P<number>{_NUMBER})\b(?!\s*(?:%|:|of\s+(?:the\s+)?(?:[A-Z]|law|contract|agreement|act|code)|U\.?S|CFR|[A-Z]{{2,}}))"
)
_LETTERED: Final = re.compile(
    r"\b(?P<name>(?:Appendix|Annex|Annexe|Attachment|Exhibit|Schedule|Table|Form)\s+(?:[A-Z]\d{0,2}(?:-\d+)?|\d{1,2}))\b"
    r"(?!\s+(?:of|to)\s+(?:the\s+)?(?:[A-Z]|law|contract|agreement|act))"
)
_KINDS: Final = r"(?:Code|Policy|Procedure|Page|Guide|Charter|Handbook|Manual|Protocol|Statement|Rules|Directive|Plan|Scheme|Regulations|Form|Annex|Booklet|Circular|Order)"
_NAMED: Final = re.compile(
    rf"\b(?:[Ss]ee|[Rr]ead|[Uu]nder|[Ii]n|[Oo]n|[Bb]y|[Ff]ollow|[Ww]ith|to|out in|[Cc]onsult)\s+(?:the|our)\s+"
    rf"(?P<name>(?:[A-Z][\w'&-]*\s+(?:(?:and|of|for|on|to|at|the)\s+){{0,2}}){{1,4}}{_KINDS})\b(?!\s+(?:of\s+[A-Z]|Act))"
)
_PAGES: Final = re.compile(
    r"\b(?:see|read|on|under|consult|described in|listed in|explained in|found in|set out in|named in)\s+(?:the|our)\s+"
    r"(?P<name>[a-z][\w'-]*(?:\s+(?!page|section|chapter)[\w'-]+){0,3})\s+(?P<kind>page|section|chapter|appendix)\b",
    re.IGNORECASE,
)
#: What is attached, and the sections of laws, lie outside the handbook.
_ATTACHED: Final = re.compile(
    r"\b(?:attached|hereto|Labor Code|U\.S\.C|Act\b|Title [IVX]+|[Ff]ederal|[Ss]tatut\w+)"
)
_SMALL: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "of",
        "for",
        "on",
        "to",
        "at",
        "in",
        "our",
        "your",
        "this",
        "that",
        "next",
        "last",
        "first",
        "second",
        "third",
        "previous",
        "other",
        "same",
        "following",
        "above",
        "below",
        "page",
        "section",
        "chapter",
        "new",
        "whole",
        "current",
        "right",
        "left",
        "front",
        "back",
        "main",
        "title",
        "web",
        "own",
        "any",
        "each",
        "every",
    ]
)
#: So many parts have to be numbered in one way before a missing number says anything.
FEWEST_NUMBERED: Final = 3
#: A number that is so many times as high as the highest one is of something else: a law, or a form.
FARTHEST: Final = 4


def promised(documents: Sequence[Document]) -> Iterator[Finding]:
    """Sentences that send somebody to a part of the handbook that is not there.

    documents  whole handbooks: what lies outside them can't be judged, and is not
    """
    for name in collections(documents):
        pages = [each for each in documents if each.collection == name]
        handbook = _Handbook(pages)
        for page in pages:
            yield from _on_page(page, handbook)


class _Handbook:
    """What the parts of a handbook are called and numbered."""

    def __init__(self, pages: Sequence[Document]) -> None:
        self.titles = [heading for page in pages for heading in _titles(page)]
        low = " \n ".join(self.titles).lower()
        self.words = frozenset(re.findall(r"[a-z]+", low))
        self.headings = low
        self.numbers: dict[str, set[str]] = {}
        for title in self.titles:
            for sign, number in re.findall(rf"^({_SIGN}?)\s*({_NUMBER})\b", title.strip()):
                self.numbers.setdefault(_kind(sign), set()).add(number)
        self.links = " \n ".join(link.words.lower() for page in pages for link in page.text.links)
        self.many = len(pages) > 1


def _titles(page: Document) -> list[str]:
    return [page.title, page.stem, *(part.heading for part in page.text.sections if part.heading)]


def _on_page(page: Document, handbook: _Handbook) -> Iterator[Finding]:
    starts = [link.start for link in page.text.links]
    for sentence in page.text.sentences:
        if any(sentence.start <= start < sentence.end for start in starts):
            continue
        said = page.text.plain[sentence.start : sentence.end]
        target = None if _ATTACHED.search(said) else _missing(said, handbook)
        if target:
            yield _finding(page, sentence.start, sentence.end, target)


def _missing(said: str, handbook: _Handbook) -> str | None:
    """What a sentence names, where no part of the handbook is it."""
    for found in _NUMBERED.finditer(said):
        if _is_beyond(found["number"], _kind(found["sign"]), handbook):
            return " ".join(found[0].split())
    for found in _LETTERED.finditer(said):
        name = " ".join(found["name"].split())
        if (
            not name.startswith(("Form", "Table", "Schedule"))
            and name.lower() not in handbook.headings + handbook.links
        ):
            return name
    for found in (*_NAMED.finditer(said), *(_PAGES.finditer(said) if handbook.many else ())):
        name = " ".join(found["name"].split())
        if _is_nowhere(name, handbook):
            return name
    return None


def _kind(sign: str) -> str:
    return "\u00a7" if sign.startswith("\u00a7") else sign.lower().rstrip("s").replace("ie", "y")


def _is_beyond(number: str, kind: str, handbook: _Handbook) -> bool:
    """Whether the handbook numbers such parts, and has none of that number."""
    there = handbook.numbers.get(kind, set())
    # "Section" may also be said of parts that are numbered and no more.
    if not there and kind in ("section", "\u00a7"):
        there = handbook.numbers.get("", set())
    whole = {each.split(".")[0] for each in there}
    first = number.split(".")[0]
    if len(whole) < FEWEST_NUMBERED or number in there:
        return False
    if first in whole:
        # "3.9" is missing only where parts below "3" are numbered too.
        return "." in number and any(each.startswith(f"{first}.") for each in there)
    return int(first) <= FARTHEST * max(map(int, whole))


def _is_nowhere(name: str, handbook: _Handbook) -> bool:
    """Whether no title or link has one of the words that make a name what it is."""
    telling = [word for word in re.findall(r"[a-z]+", name.lower())
               if word not in _SMALL and not re.fullmatch(_KINDS.lower(), word) and len(word) > 3]  # fmt: skip
    return bool(telling) and not any(_stands(word, handbook) for word in telling)


def _stands(word: str, handbook: _Handbook) -> bool:
    stem = word[:5]
    return any(each.startswith(stem) for each in handbook.words) or stem in handbook.links


def _finding(page: Document, start: int, end: int, target: str) -> Finding:
    start, end = page.text.with_marks(start, end)
    return Finding(
        file=page.file, line=page.text.line_of(start), start=start, end=end,
        quote=page.text.quote(start, end), check="dead_reference",
        parameters={"target": target, "missing": "section"}, effect="hinders", who=WHO,
        question=QUESTION, rule="across.promised", version=1, severity="low",
    )  # fmt: skip
