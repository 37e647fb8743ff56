"""An entry of the ledger of releases: what one release shows, what it hides, and what it rests on.

An entry is plain data, as the ledger keeps it and as anybody may have it. Nothing here opens a
file, so whoever holds an entry, from a file or from elsewhere, reads it in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from tiebeam.engine.disclosure.noise import Protection
from tiebeam.engine.disclosure.published import SCHEMA, Kind, Line, NoSuchLine, line_of
from tiebeam.engine.words import noop

#: The file of a ledger, in its folder.
LEDGER: Final = "releases.chain"

#: What numbers are about, by the kinds of their lines, as people read it.
ABOUT: Final[Mapping[tuple[Kind, ...], str]] = {
    ("directory",): noop("what everybody knows"),
    ("stock", "flow"): noop("what people keep to themselves"),
    ("median",): noop("pay"),
    ("hr",): noop("what HR alone knows"),
}


class UnknownEntry(ValueError):
    """A line of the ledger holds, but is no release that this version understands."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """One release, as the ledger has it.

    number   from 1
    at       the day it speaks of
    lines    what it shows, and what it hides
    content  all that the ledger says of it: also the cube, the parameters and the attack
    hash     vouches for this release and all before it
    """

    number: int
    at: date
    lines: tuple[Line, ...]
    content: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, kw_only=True)
class Named:
    """What things are called, which figures say and numbers do not.

    levels        each step of the ladder, lowest first
    currency      of pay
    organisation  as its people call it
    stages        of an application, the first first; where the releases show who applied
    """

    levels: tuple[str, ...] = ()
    currency: str = ""
    organisation: str = ""
    stages: tuple[str, ...] = ()

    def as_row(self) -> dict[str, Any]:
        """As an entry keeps it."""
        row: dict[str, Any] = {
            "levels": list(self.levels),
            "currency": self.currency,
            "organisation": self.organisation,
        }
        return row | ({"stages": list(self.stages)} if self.stages else {})


def release_of(entry: Mapping[str, Any], *, line: int, hash: str) -> Release:
    """A release from its entry.

    line    where in the ledger it stands, from 1
    hash    of that line
    Raises  UnknownEntry
    """
    try:
        if entry["schema"] != SCHEMA:
            raise NoSuchLine
        return Release(
            number=int(entry["release"]),
            at=date.fromisoformat(entry["at"]),
            lines=tuple(map(line_of, entry["lines"])),
            content=entry,
            hash=hash,
        )
    except (KeyError, TypeError, ValueError):
        raise UnknownEntry(
            f"Line {line} of the ledger is no release that this version of Tiebeam knows. "
            "Read it with the version that wrote it, or a newer one."
        ) from None


def protection_of(release: Release) -> Protection:
    """How strongly the counts that a release shows anew are protected."""
    row = release.content["cube"].get("protection") or {}
    known = {each.name for each in fields(Protection)}
    return Protection(**{name: row[name] for name in row if name in known})


def named_in(releases: Sequence[Release]) -> Named:
    """What the newest release that says so calls things; older ones did not say."""
    for each in reversed(releases):
        if said := each.content.get("named"):
            return Named(
                levels=tuple(map(str, said.get("levels", ()))),
                currency=str(said.get("currency", "")),
                organisation=str(said.get("organisation", "")),
                stages=tuple(map(str, said.get("stages", ()))),
            )
    return Named()


def fields_of(releases: Sequence[Release]) -> tuple[str, ...]:
    """The directory fields that figures can be by, those of the newest cube first."""
    declared = (each.content["cube"].get("fields") or {} for each in reversed(releases))
    return tuple(dict.fromkeys(name for names in declared for name in names))
