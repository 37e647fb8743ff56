"""Sentences as they are compared: without case, marks, and the organisation's own name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tiebeam.engine.documents.shapes import Document

_WORD = re.compile(r"[a-z0-9à-ÿ]+(?:'[a-z]+)?")


def own_names(collection: str) -> frozenset[str]:
    """What an organisation calls itself, by the name of its folder."""
    last = re.split(r"[/\\]", collection.rstrip("/\\"))[-1].lower()
    return frozenset(_WORD.findall(last.split(".")[0]))


def words_of(said: str, names: frozenset[str] = frozenset()) -> list[str]:
    """The words of a sentence, with "us" in place of the organisation's name."""
    found = _WORD.findall(said.lower())
    return ["us" if word.removesuffix("'s") in names else word for word in found]


def runs(words: list[str], length: int) -> Iterator[tuple[str, ...]]:
    """Each stretch of so many words."""
    return (tuple(words[at : at + length]) for at in range(len(words) - length + 1))


def collections(documents: Iterable[Document]) -> list[str]:
    """The handbooks, in the order in which they were given."""
    return list(dict.fromkeys(document.collection for document in documents))


def path_in(document: Document) -> str:
    """The document's path inside its handbook."""
    prefix = document.collection.rstrip("/")
    name = document.file
    if prefix and prefix != "." and name.startswith(f"{prefix}/"):
        return name[len(prefix) + 1 :]
    return name
