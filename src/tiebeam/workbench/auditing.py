"""The one road from paths to findings about policies: for the command line now, later for pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from tiebeam.connectors.documents import Found, Problem, from_paths
from tiebeam.connectors.documents.errors import NothingToRead
from tiebeam.engine.documents import (
    Comparison,
    Document,
    Finding,
    Version,
    Walked,
    audit,
    compare,
    walk,
)
from tiebeam.engine.documents.reading import BY_CODE, Finder
from tiebeam.engine.documents.rules import PERHAPS, UnknownPack, every_pack, pack, pack_names
from tiebeam.engine.texts import read
from tiebeam.workbench import suggesting
from tiebeam.workbench.side_by_side import on_every_core

#: How many pages two folders have to have in common to be handbooks of one family.
SHARED_PAGES = 3


@dataclass(frozen=True)
class Audited:
    """Documents, what was found in them, and what could not be read."""

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def walked(self) -> list[Walked]:
        """The way of made-up people through each handbook."""
        return walk(self.documents, self.findings)


@dataclass(frozen=True)
class Compared:
    """Two versions, and what lies between them.

    old_at, new_at  when each came to be, where a repository knows
    """

    old: Audited
    new: Audited
    comparison: Comparison
    old_at: datetime | None = None
    new_at: datetime | None = None


def audit_paths(
    paths: Sequence[str | Path], packs: Sequence[str] = (), *, also: Sequence[Finder] = ()
) -> Audited:
    """What is found in the documents at these paths.

    paths  files, folders, zips, or FOLDER@REVISION inside a git repository
    packs  names of packs, and across, form, observance, wording; left out, all but `perhaps`
    also   more finders, each given one document
    Raises Unreadable, UnknownPack
    """
    return audited(_read(paths), packs, also=also)


def with_perhaps() -> list[str]:
    """All packs, also the one that is used only where it is asked for."""
    return [*pack_names(), PERHAPS, *BY_CODE, suggesting.NAME]


def audited(found: Found, packs: Sequence[str] = (), *, also: Sequence[Finder] = ()) -> Audited:
    """The same for documents that were read already."""
    chosen, by_code = _chosen(packs)
    also = [*also, *([suggesting.finder()] if not packs or suggesting.NAME in packs else [])]
    documents = tuple(
        Document(read(each.name, each.content, each.kind), each.collection)
        for each in found.documents
    )
    findings = audit(documents, chosen, by_code=by_code, also=also, do_each=on_every_core)
    return Audited(documents, tuple(findings), found.problems)


def compare_paths(old: str | Path, new: str | Path) -> Compared:
    """What was lost and gained between two versions of a handbook.

    Raises  Unreadable
    """
    # What a page looks like is no clause, and inherited text needs a family.
    before, after = (audit_paths([path], [*pack_names(), "observance"]) for path in (old, new))
    versions = [Version(each.documents, each.findings) for each in (before, after)]
    return Compared(before, after, compare(*versions), _dated(str(old)), _dated(str(new)))


def _dated(path: str) -> datetime | None:
    from tiebeam.connectors.documents.git import dated

    folder, revision = _revision(path)
    return dated(Path(folder), revision) if revision else None


def _revision(path: str) -> tuple[str, str]:
    """A folder and a revision of it, such as handbook@v2; without one, the path and nothing."""
    place, at, revision = path.rpartition("@")
    if at and not Path(path).exists() and Path(place).is_dir():
        return place, revision
    return path, ""


def walk_paths(paths: Sequence[str | Path]) -> Audited:
    """The documents at these paths with the clauses that people walk through.

    Raises  Unreadable
    """
    return audit_paths(paths, [*pack_names(), "across", "observance"])


def _chosen(names: Sequence[str]) -> tuple[list, Sequence[str]]:  # type: ignore[type-arg]
    if not names:
        return [pack(each) for each in pack_names()], BY_CODE
    by_code = {*BY_CODE, suggesting.NAME}
    known = {*every_pack(), *by_code}
    strange = [each for each in names if each not in known]
    if strange:
        raise UnknownPack(
            f"There is no pack '{strange[0]}'. Packs you can use: {', '.join(sorted(known))}."
        )
    return [pack(each) for each in names if each not in by_code], [n for n in BY_CODE if n in names]


def _read(paths: Sequence[str | Path]) -> Found:
    """What is at the paths; a single folder may hold several handbooks."""
    if len(paths) == 1:
        return _read_one(str(paths[0]))
    parts = [_read_one(str(path)) for path in paths]
    return Found(
        tuple(each for part in parts for each in part.documents),
        tuple(each for part in parts for each in part.problems),
    )


def _read_one(path: str) -> Found:
    place, revision = _revision(path)
    if revision:
        from tiebeam.connectors.documents.git import at_version

        found = at_version(Path(place), revision)
        if not found.documents:
            raise NothingToRead(f"{path}: there is no document at this revision.")
        return found
    if not Path(path).exists():
        raise NothingToRead(f"There is no file or folder {path}.")
    found = from_paths([path])
    return _family(found, path) if Path(path).is_dir() else found


def _family(found: Found, path: str) -> Found:
    """Each subfolder as a handbook of its own, where several hold the same pages."""
    from dataclasses import replace

    root = Path(path).as_posix()
    prefix = "" if root == "." else f"{root}/"
    pages: dict[str, set[str]] = {}
    for each in found.documents:
        inside = each.name.removeprefix(prefix)
        top, _, rest = inside.partition("/")
        if rest:
            pages.setdefault(top, set()).add(re.sub(r"[\W_]+", "", Path(rest).stem.lower()))
    common = {"readme", "index", "license", "contributing", "changelog"}
    names = [top for top in pages if any(
        len((pages[top] & pages[other]) - common) >= SHARED_PAGES
        for other in pages if other != top)]  # fmt: skip
    if len(names) < 2:
        return found
    documents = tuple(
        replace(each, collection=f"{prefix}{top}")
        if (top := each.name.removeprefix(prefix).partition("/")[0]) in names
        else each
        for each in found.documents
    )
    return Found(documents, found.problems)
