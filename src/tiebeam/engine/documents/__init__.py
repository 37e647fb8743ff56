"""Policies as clauses: what each gives to whom, what it says, and what to ask about it."""

from tiebeam.engine.documents.clauses import clauses_in
from tiebeam.engine.documents.reading import audit
from tiebeam.engine.documents.shapes import Clause, Document, Effect, Finding, Severity
from tiebeam.engine.documents.versions import Comparison, Version, compare
from tiebeam.engine.documents.walk import Archetype, Walked, archetypes, walk

__all__ = [
    "Archetype",
    "Clause",
    "Comparison",
    "Document",
    "Effect",
    "Finding",
    "Severity",
    "Version",
    "Walked",
    "archetypes",
    "audit",
    "clauses_in",
    "compare",
    "walk",
]
