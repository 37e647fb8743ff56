"""Policies as clauses: what each gives to whom, what it says, and what to ask about it."""

from tiebeam.engine.documents.reading import audit
from tiebeam.engine.documents.shapes import Clause, Document, Effect, Finding, Severity

__all__ = ["Clause", "Document", "Effect", "Finding", "Severity", "audit"]
