"""Names of other employers that were left in: rules for the people of a company elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from tiebeam.engine.documents.said import say
from tiebeam.engine.documents.shapes import Document, Finding
from tiebeam.engine.documents.wording import collections

QUESTION: Final = say("Whose name is this, and was the rule ever meant for the people here?")
WHO: Final = say("whoever wonders for whom this was written")
_NAME: Final = r"(?:[A-Z][\w'&-]+)(?:\s+(?:(?:of|the|and|for)\s+)*[A-Z][\w'&-]+){1,6}"
#: Whoever works there, and where: "the staff of Meadow Ferry Company".
_PEOPLE_OF: Final = re.compile(
    r"\b(?:[Ee]mployees?|[Ss]taff|[Aa]ssociates?|[Mm]embers|[Pp]eople|[Ww]orkers|"
    r"[Ss]isters|[Bb]rothers|[Cc]olleagues|[Pp]ersonnel|[Tt]eachers|[Nn]urses|[Vv]olunteers)"
    r"\s+(?:of|at)\s+(?:the\s+)?"
    rf"(?:former\s+)?(?P<name>{_NAME})"
)
_AN_EMPLOYER: Final = re.compile(
    r"\b(?:Compan(?:y|ies)|Co|Inc|Ltd|Limited|LLC|GmbH|AG|plc|PLC|Group|College|Hospital|Order|"
    r"Council|Labs?|Trust|Society|School|University|Institute|Partners|Bank|Hotel|Inn|Works|"
    r"Brothers|Sons|Solutions|Systems|Technologies|Foundation|Mission)\b"
)
_SMALL: Final = frozenset({"of", "the", "and", "for"})


def other_employers(documents: Sequence[Document]) -> Iterator[Finding]:
    """Sentences that bind the people of an employer whom the handbook names nowhere else.

    documents  whole handbooks: whoever is named often enough belongs to them
    """
    for name in collections(documents):
        pages = [each for each in documents if each.collection == name]
        often = Counter(word for page in pages for word in _capitals(page.text.plain))
        for page in pages:
            yield from _on_page(page, often)


def _capitals(plain: str) -> list[str]:
    return re.findall(r"\b[A-Z][\w'&-]+", plain)


def _on_page(page: Document, often: Counter[str]) -> Iterator[Finding]:
    for sentence in page.text.sentences:
        said = page.text.plain[sentence.start : sentence.end]
        found = _PEOPLE_OF.search(said)
        if found and _AN_EMPLOYER.search(found["name"]) and _is_strange(found["name"], said, often):
            yield _finding(page, sentence.start, sentence.end, " ".join(found["name"].split()))


def _is_strange(name: str, said: str, often: Counter[str]) -> bool:
    """Whether the first word of a name stands in this sentence alone."""
    own = (word for word in name.split() if word not in _SMALL and not _AN_EMPLOYER.match(word))
    first = next(own, "")
    return bool(first) and often[first] == said.count(first)


def _finding(page: Document, start: int, end: int, name: str) -> Finding:
    start, end = page.text.with_marks(start, end)
    return Finding(
        file=page.file, line=page.text.line_of(start), start=start, end=end,
        quote=page.text.quote(start, end), check="inherited_text",
        parameters={"inherited_from": name}, effect="cannot tell", who=WHO, question=QUESTION,
        rule="across.other-employer", version=1, severity="medium",
    )  # fmt: skip
