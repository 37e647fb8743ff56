"""References that lead nowhere: to a page or a heading that is not there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

from tiebeam.engine.documents.said import say
from tiebeam.engine.documents.shapes import Document, Finding
from tiebeam.engine.documents.wording import collections, path_in
from tiebeam.engine.texts import Link

_PAGES: Final = (".md", ".markdown", ".html", ".htm", ".docx", ".pdf")
WHO: Final = say("whoever needs what the reference promises")
QUESTION: Final = say("Where does this lead now, and who noticed that it leads nowhere?")


def dead_references(documents: Sequence[Document]) -> Iterator[Finding]:
    """Links inside a handbook whose page or heading is not there.

    documents  whole handbooks: what lies outside them can't be judged, and is not
    """
    for name in collections(documents):
        handbook = _Handbook([each for each in documents if each.collection == name])
        # One page alone says nothing about its neighbours.
        if len(handbook.pages) < 2:
            continue
        for document in handbook.pages.values():
            for link in document.text.links:
                trouble = _trouble(document, link, handbook)
                if trouble:
                    yield _finding(document, link, trouble)


class _Handbook:
    """The pages of a handbook by their paths, also as a site may address them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.pages = {path_in(each): each for each in documents}
        self.addresses = [(re.sub(r"(?:/(?:index|readme))?\.\w+$", "", path.lower()), page)
                          for path, page in self.pages.items()]  # fmt: skip
        self.folders = {posixpath.dirname(path) for path in self.pages} - {""}


def _trouble(document: Document, link: Link, handbook: _Handbook) -> str | None:
    if re.match(r"[a-zA-Z][\w+.-]*:|//|\{|#!", link.target) or not link.target.strip():
        return None
    parts = urlsplit(link.target)
    target = unquote(parts.path)
    if not target.strip("/"):
        if target:
            return None
        return _heading_gone(document, unquote(parts.fragment))
    found = _page(document, target, handbook)
    if found is None:
        return "page" if _could_be_page(document, target, handbook) else None
    return _heading_gone(found, unquote(parts.fragment)) if parts.fragment else None


def _page(document: Document, target: str, handbook: _Handbook) -> Document | None:
    for path in _candidates(document, target):
        for end in ("", *_PAGES, "/index.md", "/README.md", "/readme.md", "/index.html"):
            if f"{path}{end}" in handbook.pages:
                return handbook.pages[f"{path}{end}"]
    low = target.strip("/").lower().removesuffix(".md").removesuffix(".html")
    # A site may lay its pages out anew: whatever ends alike is that page.
    return next((page for path, page in handbook.addresses if path.endswith(low)), None)


def _candidates(document: Document, target: str) -> list[str]:
    folder = posixpath.dirname(path_in(document))
    inside = posixpath.normpath(posixpath.join(folder, target))
    return [inside, posixpath.normpath(target.strip("/"))]


def _could_be_page(document: Document, target: str, handbook: _Handbook) -> bool:
    """Whether the target would be one of the pages that were read, if it were there."""
    end = posixpath.splitext(target.rstrip("/"))[1].lower()
    inside = _candidates(document, target)[0]
    if inside.startswith(".."):
        return False
    if end in (".md", ".markdown"):
        return True
    # Without an ending: only where its folder is one of the handbook's.
    absolute = target.strip("/")
    return not end and any(
        folder == posixpath.dirname(absolute) or folder.endswith("/" + posixpath.dirname(absolute))
        for folder in handbook.folders
        if posixpath.dirname(absolute)
    )


def _heading_gone(document: Document, fragment: str) -> str | None:
    if not fragment or fragment in ("top", "content", "main") or fragment.startswith(":~:"):
        return None
    names = {anchor.lower() for anchor in document.text.anchors}
    slugs = {_slug(each.heading) for each in document.text.sections if each.heading}
    wanted = fragment.lower()
    # The second heading of the same words is numbered.
    there = {_bare(each) for each in slugs | names}
    # Some sites write "&" out.
    there |= {_bare(_slug(each.heading.replace("&", " and "))) for each in document.text.sections}
    if wanted in names or _bare(wanted) in there:
        return None
    return "heading"


@lru_cache(maxsize=16_384)
def _slug(heading: str) -> str:
    return re.sub(r"[\s]+", "-", re.sub(r"[^\w\s-]", "", heading.lower()).strip())


@lru_cache(maxsize=16_384)
def _bare(slug: str) -> str:
    return re.sub(r"[\W_]+", "", re.sub(r"-\d+$", "", slug))


def _finding(document: Document, link: Link, trouble: str) -> Finding:
    return Finding(
        file=document.file, line=document.text.line_of(link.start), start=link.start, end=link.end,
        quote=document.text.quote(link.start, link.end), check="dead_reference",
        parameters={"target": link.target, "missing": trouble}, effect="hinders", who=WHO,
        question=QUESTION, rule="across.dead-reference", version=1, severity="low",
    )  # fmt: skip
