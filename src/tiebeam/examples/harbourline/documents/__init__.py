"""Harbourline's handbook: two editions a year apart, one for thirty people, and what is planted.

Its clauses stand behind the barriers of the workforce data: whoever finds one in the figures can
read here which sentence it comes from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

BEFORE: Final = "2024-01-01"
AFTER: Final = "2025-01-01"
OF_30: Final = "of-30"
#: The handbook on these days; and the one of Harbourline at thirty people, without HR data.
EDITIONS: Final = (BEFORE, AFTER, OF_30)

_TRUTH: Final = {BEFORE: "truth.toml", AFTER: "truth.toml", OF_30: "truth-of-30.toml"}


class NoSuchEdition(ValueError):
    """There is no handbook of this name."""


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A clause that somebody should find.

    quote       exactly as it stands in the file
    check       which of the checks finds it
    effect      helps, hinders, mixed or cannot tell; who says for whom
    parameters  what it says in figures and names, as texts
    data        the entry of the workforce's truth that it stands behind; else empty
    editions    in which it stands
    """

    file: str
    quote: str
    check: str
    effect: str
    who: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    data: str = ""
    editions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Silence:
    """A sentence that looks like a finding and is none."""

    file: str
    quote: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """One line that differs between the editions: a gain, a loss, or harmless."""

    kind: str
    file: str
    before: str
    after: str
    who: str = ""
    what: str = ""


@dataclass(frozen=True, kw_only=True)
class Truth:
    """All that is planted in one edition.

    changes   from the edition before to this one; empty where there is none before
    hardest   the page that is hardest to read, among those that protect people; else empty
    """

    clauses: tuple[Clause, ...]
    silences: tuple[Silence, ...]
    changes: tuple[Change, ...]
    hardest: str
    protects: tuple[str, ...]


def names(edition: str) -> tuple[str, ...]:
    """The files of an edition, in order."""
    return tuple(sorted(each.name for each in _folder(edition).iterdir() if _is_page(each)))


def text(edition: str, name: str) -> str:
    """One document of an edition."""
    return _folder(edition).joinpath(name).read_text(encoding="utf-8")


def write(folder: Path, *, edition: str = AFTER) -> tuple[Path, ...]:
    """Write a handbook into a folder, one Markdown file per document, and say which.

    edition  one of EDITIONS; files of the same names are replaced
    Raises   NoSuchEdition
    """
    pages = [(folder / name, text(edition, name)) for name in names(edition)]
    folder.mkdir(parents=True, exist_ok=True)
    for path, page in pages:
        path.write_bytes(page.encode())  # bytes: line ends must not depend on the machine
    return tuple(path for path, _ in pages)


def truth(edition: str = AFTER) -> Truth:
    """What is planted in an edition: the answers, to look at last.

    Raises  NoSuchEdition
    """
    read = _read(edition)
    form = read.get("form", {})
    # Each change names the edition that it leads to: the later of the two.
    changes = read.get("change", ()) if edition == AFTER else ()
    clauses = (_clause(each, edition) for each in read["clause"])
    return Truth(
        clauses=tuple(each for each in clauses if edition in each.editions),
        silences=tuple(Silence(**each) for each in read.get("silence", ())),
        changes=tuple(Change(**each) for each in changes),
        hardest=form.get("hardest", ""),
        protects=tuple(form.get("protects", ())),
    )


def missed(rows: Iterable[Mapping[str, Any]], *, edition: str = AFTER) -> tuple[Clause, ...]:
    """The planted clauses that an audit of the edition has not found.

    rows  what the audit told: each with file, check, start and end (code points)
    """
    told = [(Path(row["file"]).name, row["check"], row["start"], row["end"]) for row in rows]
    return tuple(
        each
        for each in truth(edition).clauses
        if not any(_meets(each, edition, row) for row in told)
    )


def _meets(clause: Clause, edition: str, row: tuple[str, str, int, int]) -> bool:
    file, check, start, end = row
    if (file, check) != (clause.file, clause.check):
        return False
    at = text(edition, clause.file).index(clause.quote)
    return start < at + len(clause.quote) and at < end


def _clause(entry: Mapping[str, Any], edition: str) -> Clause:
    both = (OF_30,) if edition == OF_30 else (BEFORE, AFTER)
    told = {"editions": both, **entry}
    return Clause(**{**told, "editions": tuple(told["editions"])})


@cache
def _read(edition: str) -> dict[str, Any]:
    _check(edition)
    beside = resources.files(__package__)
    return tomllib.loads(beside.joinpath(_TRUTH[edition]).read_text(encoding="utf-8"))


def _folder(edition: str) -> Traversable:
    _check(edition)
    here = resources.files(__package__)
    if edition != OF_30:
        return here.joinpath(edition)
    return resources.files("tiebeam.examples.harbourline").joinpath("documents-of-30")


def _check(edition: str) -> None:
    if edition not in EDITIONS:
        raise NoSuchEdition(f"'{edition}' is no edition. Editions: {', '.join(EDITIONS)}.")


def _is_page(each: Traversable) -> bool:
    return each.name.endswith(".md")
