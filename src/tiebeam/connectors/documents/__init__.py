"""Policies as they lie about: Markdown, HTML, DOCX and PDF, in folders, zips and histories."""

from tiebeam.connectors.documents.errors import Unreadable
from tiebeam.connectors.documents.reading import Found, Problem, Written, from_bytes, from_paths

__all__ = ["Found", "Problem", "Unreadable", "Written", "from_bytes", "from_paths"]
