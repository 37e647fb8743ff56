"""Form: whether the person who needs a page can find it, read it, and know that it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tiebeam.engine.documents.said import say
from tiebeam.engine.documents.shapes import Document, Effect, Finding, Severity
from tiebeam.engine.documents.wording import collections
from tiebeam.engine.texts import Section
from tiebeam.engine.texts.ease import Counts, automated, counts, flesch_kincaid

#: The school year from which a section is named. Guides for public pages ask for about 9.
HARD: Final = 14.0
#: Below so many words, the formulas say little.
FEWEST_WORDS: Final = 100
FEWEST_SENTENCES: Final = 5
#: Below so many pages, "the hardest of all" says little.
FEWEST_PAGES: Final = 4

_PROTECTS: Final = re.compile(
    r"\b(?:harass\w*|grievances?|complaints?|retaliat\w+|whistle-?blow\w*|discriminat\w+|equal\s+(?:employment\s+)?opportunit\w+|"
    r"reasonable\s+(?:accommodations?|adjustments?)|accommodations?|bully\w*|code\s+of\s+conduct|safeguarding|speak\w*\s+up|posh)\b",
    re.IGNORECASE,
)
_VAGUE: Final = re.compile(
    r"\W*(?:(?:click|see|read|go|look)\s+)?(?:here|this(?:\s+(?:link|page|one|document|doc|form))?|link|more|read\s+more|learn\s+more|"
    r"this\s+link\s+here|page|doc|details)\W*",
    re.IGNORECASE,
)
_DATED: Final = re.compile(
    r"\b(?:last\s+(?:reviewed|updated|modified|revised|review)|reviewed\s+on|review\s+(?:date|due)|effective\s+(?:date|from|as\s+of)|"
    r"next\s+review|version\s+\d|updated\s+on|date\s+of\s+(?:issue|review))\b",
    re.IGNORECASE,
)
_OWNED: Final = re.compile(
    r"\b(?:(?:policy|page|document|content)\s+owner|owned\s+by|owner\s*:|maintained\s+by|responsible\s+for\s+this\s+(?:policy|page|document)|"
    r"questions\s+about\s+this\s+(?:policy|page)|contact\s+for\s+this)",
    re.IGNORECASE,
)
_DATE_KEYS: Final = ("last_reviewed", "last reviewed", "reviewed", "date", "updated", "last_updated",
                     "review_date", "lastmod")  # fmt: skip
_OWNER_KEYS: Final = ("owner", "owners", "author", "maintainer", "contact")

READERS: Final = say("people who read with effort, in a second language, or under stress")
HARD_QUESTION: Final = say("Can the person who needs this read it?")
PROTECTS_WHO: Final = say("whoever needs protection, just then")
PROTECTS_QUESTION: Final = say("Why is the page that protects people the hardest one to read?")
ALT_WHO: Final = say("people who can't see pictures")
ALT_QUESTION: Final = say("What does this picture say, and where does it stand in words?")
LINK_WHO: Final = say("people who listen to a list of links")
LINK_QUESTION: Final = say("Where does this lead, said in the link's own words?")
DATE_WHO: Final = say("whoever relies on it")
DATE_QUESTION: Final = say("When was this last looked at, and does it still hold?")
OWNER_WHO: Final = say("whoever has a question, or finds a mistake")
OWNER_QUESTION: Final = say("Whom can one ask about this?")


def about_form(documents: Sequence[Document]) -> Iterator[Finding]:
    """What makes documents hard to read, to find one's way in, or to rely on.

    documents  whole handbooks; some findings compare their pages
    """
    counted = {each.file: [_counted(each, part) for part in each.text.sections]
               for each in documents}  # fmt: skip
    for document in documents:
        yield from _hardest_section(document, counted[document.file])
        yield from _pictures(document)
        yield from _vague_links(document)
    for name in collections(documents):
        pages = [each for each in documents if each.collection == name]
        yield from _protection_is_hardest(pages, counted)
        yield from _undated(pages)


def grade(counted: Counts) -> tuple[float, float] | None:
    """School years by the Automated Readability Index and by Flesch-Kincaid.

    counted  what is in a section, or in a page
    Returns  both, or None where there is too little to say
    """
    if counted.words < FEWEST_WORDS or counted.sentences < FEWEST_SENTENCES:
        return None
    return automated(counted), flesch_kincaid(counted)


def _counted(document: Document, section: Section) -> Counts:
    text = document.text
    kept = [
        text.plain[each.start : each.end]
        for each in text.sentences_of(section)
        if each.block.kind in ("paragraph", "quote", "item")
    ]
    # A list of names or of links is no text that one reads.
    return counts([each for each in kept if len(each.split()) >= 4])


def _together(parts: Sequence[Counts]) -> Counts:
    return Counts(
        letters=sum(each.letters for each in parts),
        words=sum(each.words for each in parts),
        syllables=sum(each.syllables for each in parts),
        sentences=sum(each.sentences for each in parts),
    )


@dataclass(frozen=True)
class _Place:
    start: int
    end: int


def _hardest_section(document: Document, counted: Sequence[Counts]) -> Iterator[Finding]:
    graded = [(found, part) for part, each in zip(document.text.sections, counted, strict=True)
              if (found := grade(each)) is not None and min(found) >= HARD]  # fmt: skip
    if graded:
        (ari, kincaid), section = max(graded, key=lambda pair: sum(pair[0]))
        yield _finding(
            document, _heading_or_first(section), "form", "form.hard-to-read", "hinders", READERS,
            HARD_QUESTION, "low",
            {"ari": f"{ari:.1f}", "flesch_kincaid": f"{kincaid:.1f}", "sections": str(len(graded))},
        )  # fmt: skip


def _heading_or_first(section: Section) -> _Place:
    if section.heading:
        return _Place(section.heading_start, section.heading_end)
    return _Place(section.blocks[0].start, section.blocks[0].end)


def _protection_is_hardest(
    pages: Sequence[Document], counted: Mapping[str, Sequence[Counts]]
) -> Iterator[Finding]:
    graded = [(sum(found) / 2, page) for page in pages
              if (found := grade(_together(counted[page.file]))) is not None]  # fmt: skip
    if len(graded) < FEWEST_PAGES:
        return
    level, page = max(graded, key=lambda pair: pair[0])
    if not _PROTECTS.search(f"{page.title} {page.stem}"):
        return
    middle = sorted(value for value, _ in graded)[len(graded) // 2]
    yield _finding(
        page, _start_of(page), "form", "form.protection-is-hardest", "hinders", PROTECTS_WHO,
        PROTECTS_QUESTION, "high",
        {"grade": f"{level:.1f}", "middle": f"{middle:.1f}", "pages": str(len(graded))},
    )  # fmt: skip


def _start_of(page: Document) -> _Place:
    section = page.text.sections[0]
    return _heading_or_first(section)


def _pictures(document: Document) -> Iterator[Finding]:
    silent = [each for each in document.text.images if each.words is None
              or re.fullmatch(r"[\w-]+\.(?:png|jpe?g|gif|svg|webp)|image|picture|screenshot|img",
                              each.words.strip(), re.IGNORECASE)]  # fmt: skip
    if silent:
        yield _finding(document, _Place(silent[0].start, silent[0].end), "form", "form.no-alt-text",
                       "hinders", ALT_WHO, ALT_QUESTION, "low",
                       {"pictures": str(len(silent))})  # fmt: skip


def _vague_links(document: Document) -> Iterator[Finding]:
    vague = [each for each in document.text.links if _VAGUE.fullmatch(each.words)]
    if vague:
        yield _finding(document, _Place(vague[0].start, vague[0].end), "form", "form.vague-link",
                       "hinders", LINK_WHO, LINK_QUESTION, "low",
                       {"links": str(len(vague))})  # fmt: skip


def _undated(pages: Sequence[Document]) -> Iterator[Finding]:
    """One finding for a handbook: each page would say the same."""
    pages = [each for each in pages if each.text.sections]
    undated = [each for each in pages if not _says(each, _DATED, _DATE_KEYS)]
    unowned = [each for each in pages if not _says(each, _OWNED, _OWNER_KEYS)]
    if undated:
        yield _finding(undated[0], _start_of(undated[0]), "form", "form.no-review-date",
                       "cannot tell", DATE_WHO, DATE_QUESTION, "low",
                       {"pages": str(len(undated)), "of": str(len(pages))})  # fmt: skip
    if unowned:
        yield _finding(unowned[0], _start_of(unowned[0]), "form", "form.no-owner", "cannot tell",
                       OWNER_WHO, OWNER_QUESTION, "low",
                       {"pages": str(len(unowned)), "of": str(len(pages))})  # fmt: skip


def _says(page: Document, words: re.Pattern[str], keys: Sequence[str]) -> bool:
    return any(page.text.front.get(key) for key in keys) or bool(words.search(page.text.plain))


def _finding(
    document: Document, place: _Place, check: str, rule: str, effect: Effect, who: str,
    question: str, severity: Severity, parameters: dict[str, str],
) -> Finding:  # fmt: skip
    text = document.text
    return Finding(
        file=document.file, line=text.line_of(place.start), start=place.start, end=place.end,
        quote=text.quote(place.start, place.end), check=check, parameters=parameters,
        effect=effect, who=who, question=question, rule=rule, version=1, severity=severity,
    )  # fmt: skip
