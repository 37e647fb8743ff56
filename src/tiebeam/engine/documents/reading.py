"""All findings of some documents: clause by clause, across them, and about their form."""

from __future__ import annotations

from collections.abc import Sequence

from tiebeam.engine.documents.clauses import findings_in
from tiebeam.engine.documents.rules import Pack
from tiebeam.engine.documents.rules import packs as shipped
from tiebeam.engine.documents.shapes import Document, Finding


def audit(documents: Sequence[Document], packs: Sequence[Pack] | None = None) -> list[Finding]:
    """What to look at in these documents, in the order of files and of their text.

    documents  the policies; texts are inherited between their collections
    packs      rules to use; left out, all that come with Tiebeam
    Returns    findings, each with its place, what it says, whom it concerns, and a question
    """
    chosen = shipped() if packs is None else packs
    found = [each for document in documents for each in findings_in(document, chosen)]
    return in_order(found)


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Findings by file, place and check, so that the same documents give the same rows."""
    return sorted(findings, key=lambda f: (f.file, f.start, f.check, f.rule))
