"""Documents from files, folders and zips, with what could not be read and why."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final

from tiebeam.connectors.documents import docx, pdf
from tiebeam.connectors.documents.archives import (
    LARGEST_FILE,
    MOST_FILES,
    checked_members,
    opened,
    read_member,
)
from tiebeam.connectors.documents.decoding import decoded
from tiebeam.connectors.documents.errors import (
    HasMacros,
    NothingToRead,
    TooLarge,
    UnknownFormat,
    Unreadable,
    UnsafeName,
)

_MARKDOWN: Final = frozenset((".md", ".markdown", ".mdown", ".mkd", ".mdx"))
_HTML: Final = frozenset((".html", ".htm", ".xhtml"))
_MACROS: Final = frozenset((".docm", ".dotm"))
#: What is read in a folder; everything else there is passed over.
READ: Final = _MARKDOWN | _HTML | _MACROS | {".docx", ".pdf"}
_ALONE: Final = READ | {".txt"}
_FORMATS: Final = "Markdown, HTML, DOCX, PDF, text, or a folder or zip of them"


@dataclass(frozen=True)
class Written:
    """A document's text, ready to be taken apart.

    name        its path, or its place in a zip
    content     the decoded text; of DOCX and PDF, the extracted one
    kind        markdown, html or plain
    collection  which of the given paths it came from
    """

    name: str
    content: str
    kind: str
    collection: str = ""


@dataclass(frozen=True)
class Problem:
    """A file that could not be read: which, what kind of trouble, and what to do."""

    name: str
    kind: str
    message: str


@dataclass(frozen=True)
class Found:
    """What was read, and what was not."""

    documents: tuple[Written, ...]
    problems: tuple[Problem, ...]


def from_paths(paths: Sequence[str | Path]) -> Found:
    """Everything that can be read at these paths.

    Of a folder or a zip, a file that can't be read is a problem and the others go on.
    Raises  Unreadable where a path that was named itself can't be read, or nothing is there
    """
    documents: list[Written] = []
    problems: list[Problem] = []
    for path in map(Path, paths):
        for each in _at(path):
            (problems if isinstance(each, Problem) else documents).append(each)  # type: ignore[arg-type]
    if not documents:
        raise NothingToRead(problems[0].message if problems else _nothing(paths))
    return Found(tuple(documents), tuple(problems))


def from_bytes(name: str, content: bytes) -> Written:
    """One document from its bytes.

    Raises  Unreadable: each kind of trouble has its own error in errors.py
    """
    suffix = PurePosixPath(name).suffix.lower()
    if len(content) > LARGEST_FILE:
        raise TooLarge(f"{name}: the file is larger than {LARGEST_FILE // 1024**2} MB. "
                       "Split it, or leave the pictures out, and try again.")  # fmt: skip
    if suffix in _MACROS:
        raise HasMacros(f"{name}: the file carries macros, which are programs. "
                        "Save it as .docx without macros, and try again.")  # fmt: skip
    if suffix == ".docx":
        return Written(name, docx.text(content, name), "markdown")
    if suffix == ".pdf":
        return Written(name, pdf.text(content, name), "plain")
    if suffix not in _ALONE:
        raise UnknownFormat(f"{name}: this kind of file can't be read. Use {_FORMATS}.")
    kind = "markdown" if suffix in _MARKDOWN else "html" if suffix in _HTML else "plain"
    return Written(name, decoded(content, name), kind)


def _at(path: Path) -> Iterator[Written | Problem]:
    if path.is_dir():
        yield from _in_folder(path)
    elif path.suffix.lower() == ".zip":
        yield from _in_zip(path)
    else:
        yield _in_collection(from_bytes(_said(path), _bytes(path)), _said(path.parent))


def _in_folder(folder: Path) -> Iterator[Written | Problem]:
    files = sorted(_files(folder))
    if len(files) > MOST_FILES:
        raise TooLarge(f"{folder}: there are more than {MOST_FILES:,} documents. "
                       "Name the folder that holds the policies.")  # fmt: skip
    for path in files:
        yield _tried(_said(path), partial(_bytes, path), _said(folder))


def _files(folder: Path) -> Iterator[Path]:
    """Documents in a folder; hidden folders and links that lead elsewhere are passed over."""
    whole = folder.resolve()
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.suffix.lower() not in READ or not path.is_file():
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(whole):
            continue
        yield path


def _in_zip(path: Path) -> Iterator[Written | Problem]:
    name = _said(path)
    with opened(io.BytesIO(_bytes(path)), name) as archive:
        for member in checked_members(archive, name):
            inside = PurePosixPath(member.filename)
            hidden = any(part.startswith((".", "__MACOSX")) for part in inside.parts)
            if hidden or inside.suffix.lower() not in READ:
                continue
            yield _tried(f"{name}/{inside}", partial(read_member, archive, member, name), name)


def _tried(name: str, read: Callable[[], bytes], collection: str) -> Written | Problem:
    try:
        return _in_collection(from_bytes(name, read()), collection)
    except UnsafeName:
        raise
    except (Unreadable, OSError) as trouble:
        return Problem(name, type(trouble).__name__, str(trouble))


def _in_collection(written: Written, collection: str) -> Written:
    return Written(written.name, written.content, written.kind, collection)


def _bytes(path: Path) -> bytes:
    size = path.stat().st_size
    if size > 2 * LARGEST_FILE:
        raise TooLarge(f"{path}: the file is larger than {2 * LARGEST_FILE // 1024**2} MB. "
                       "Split it, and try again.")  # fmt: skip
    return path.read_bytes()


def _said(path: Path) -> str:
    """The path as a row names it, the same on every system."""
    return path.as_posix()


def _nothing(paths: Iterable[str | Path]) -> str:
    named = ", ".join(str(path) for path in paths)
    return f"{named}: there is no document to read. Name {_FORMATS}."
