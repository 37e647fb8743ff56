"""Wording beside the clauses: what the language layer suggests, told as findings of low weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from tiebeam.engine.documents import Document, Finding
from tiebeam.engine.documents.reading import Finder
from tiebeam.engine.documents.said import say
from tiebeam.engine.language import NONE, Allowed, Wording, wording

#: What `--packs` calls it.
NAME: Final = "wording"
QUESTION: Final = say("Whom do these words leave out, and would others say the same?")
OTHERS: Final = say("whoever reads this and is not meant")
WHO: Final[Mapping[str, str]] = {
    "outdated_term": say("the people whom the word names, who no longer use it"),
    "excluding_term": say("whoever the word leaves out"),
    "generic_pronoun": say("whoever is neither of the two, and whoever is the other one"),
}


def finder(allow: Allowed = NONE) -> Finder:
    """A finder of wording, to be used beside the rules for clauses.

    allow  what the organisation has decided to keep saying
    """
    return partial(_in_document, allow)


def _in_document(allow: Allowed, document: Document) -> list[Finding]:
    return list(_findings(document, allow))


def _findings(document: Document, allow: Allowed) -> Iterator[Finding]:
    for each in wording(document.text.content, allow):
        yield _finding(document, each)


def _finding(document: Document, found: Wording) -> Finding:
    return Finding(
        file=document.file, line=document.text.line_of(found.start),
        start=found.start, end=found.end, quote=found.quote, check=found.check,
        parameters=_parameters(found),
        effect="hinders" if found.strength == "suggestion" else "cannot tell",
        who=WHO.get(found.check, OTHERS), question=QUESTION,
        rule=found.rule, version=found.version, severity="low",
    )  # fmt: skip


def _parameters(found: Wording) -> dict[str, str]:
    told = {"term": " ".join(found.quote.lower().split()), "suggestion": "|".join(found.suggest),
            "evidence": found.evidence, "source": found.source, "about": found.about}  # fmt: skip
    return {name: value for name, value in told.items() if value}
