"""All findings of some documents: clause by clause, across them, and about their form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from tiebeam.engine.documents.across import contradictions, with_interactions
from tiebeam.engine.documents.clauses import findings_in
from tiebeam.engine.documents.form import about_form
from tiebeam.engine.documents.holidays import holiday_lists
from tiebeam.engine.documents.inherited import with_descent
from tiebeam.engine.documents.left_behind import left_behind
from tiebeam.engine.documents.other_employers import other_employers
from tiebeam.engine.documents.promised import promised
from tiebeam.engine.documents.references import dead_references
from tiebeam.engine.documents.rules import Pack
from tiebeam.engine.documents.rules import packs as shipped
from tiebeam.engine.documents.shapes import Document, Finding

#: Findings that are made by code, not by a pack; `packs=` names them beside packs.
BY_CODE: Final = ("across", "form", "observance")

#: More ways to find something, such as wording: each gets one document.
Finder = Callable[[Document], Sequence[Finding]]
#: How each document is read by itself, given what reads one: `map`, or the same on every core.
ReadEach = Callable[
    [Callable[[Document], list[list[Finding]]], Sequence[Document]], Iterable[list[list[Finding]]]
]


def audit(
    documents: Sequence[Document],
    packs: Sequence[Pack] | None = None,
    *,
    by_code: Sequence[str] = BY_CODE,
    also: Sequence[Finder] = (),
    read_each: ReadEach = map,
) -> list[Finding]:
    """What to look at in these documents, in the order of files and of their text.

    documents  the policies; texts are inherited between their collections
    packs      rules to use; left out, all that come with Tiebeam
    by_code    which findings that need more than one sentence to make as well
    also       more finders, run on each document before texts are compared
    read_each  goes through the documents; a caller with several cores may use them
    Returns    findings, each with its place, what it says, whom it concerns, and a question
    """
    chosen = shipped() if packs is None else packs
    finders: tuple[Finder, ...] = (partial(findings_in, packs=chosen), *also)
    by_document = list(read_each(partial(_found_by, finders), documents))
    found = [each for rows in by_document for each in rows[0]]
    found += [each for rows in by_document for row in rows[1:] for each in row]
    if "observance" in by_code:
        found += [each for document in documents for each in holiday_lists(document)]
    if "across" in by_code:
        found = with_interactions(documents, found)
        found += contradictions(documents, found)
        found += dead_references(documents)
        found += promised(documents)
        found += left_behind(documents)
        found += other_employers(documents)
        found = with_descent(documents, found)
    if "form" in by_code:
        found += about_form(documents)
    return in_order(found)


def _found_by(finders: Sequence[Finder], document: Document) -> list[list[Finding]]:
    return [list(finder(document)) for finder in finders]


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Findings by file, place and check, so that the same documents give the same rows."""
    return sorted(findings, key=lambda f: (f.file, f.start, f.check, f.rule))
