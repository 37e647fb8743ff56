"""Small handbooks, written in a test and read like real ones."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from tiebeam.engine.documents import Document, Finding, audit
from tiebeam.engine.texts import read


def handbook(pages: Mapping[str, str], name: str = "") -> list[Document]:
    """The pages of one handbook; names of pages begin with the handbook's."""
    prefix = f"{name}/" if name else ""
    return [Document(read(f"{prefix}{path}", dedent(text)), name) for path, text in pages.items()]


def found(text: str, heading: str = "") -> list[Finding]:
    """What all rules together say about one page."""
    page = f"# {heading}\n\n{text}\n" if heading else f"{text}\n"
    return [each for each in audit(handbook({"page.md": page})) if each.check != "form"]


def checks(text: str, heading: str = "") -> list[str]:
    """The checks of these."""
    return [each.check for each in found(text, heading)]


def of(findings: list[Finding], check: str) -> list[Finding]:
    """Those of one check."""
    return [each for each in findings if each.check == check]
