"""The ledger of releases: everything that was ever shown, in a chain that shows any change of it.

Everybody in the organisation may read it, and an attacker does. It names nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

from tiebeam.engine.disclosure.noise import Protection
from tiebeam.engine.disclosure.published import SCHEMA, WHY, Kind, Line, NoSuchLine, line_of
from tiebeam.vault import chain

LEDGER: Final = "releases.chain"


#: What numbers are about, by the kinds of their lines, as people read it.
ABOUT: Final[Mapping[tuple[Kind, ...], str]] = {
    ("directory",): "what everybody knows",
    ("stock", "flow"): "what people keep to themselves",
    ("median",): "pay",
    ("hr",): "what HR alone knows",
}


class NoLedger(FileNotFoundError):
    """A folder holds no ledger of releases."""


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


def releases(folder: Path) -> Iterator[Release]:
    """Every release, first to last, each checked before it is given.

    Raises  NoLedger, BrokenChain, UnknownEntry
    """
    yield from map(_release, chain.read(_ledger(folder)))


def append(folder: Path, content: Mapping[str, Any], lines: Sequence[Line]) -> Release:
    """Add a release to the ledger; when this returns, it is on the disk.

    content  what else the ledger says of it: "release" and "at", and what the lines rest on
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [line.as_row() for line in lines]
    return _release(chain.append(folder / LEDGER, {"schema": SCHEMA, **content, "lines": rows}))


def verified(folder: Path, *, noted: str | None = None) -> Release:
    """The last release of a ledger that holds from its first.

    noted   a hash that was noted elsewhere, of any of its releases
    Raises  NoLedger, BrokenChain, Rewritten, UnknownEntry
    """
    last = chain.verify(_ledger(folder), noted=noted)
    if last is None:
        raise NoLedger(f"The ledger in {folder} holds no release yet.")
    return _release(last)


def exported(folder: Path) -> dict[str, Any]:
    """What an outsider has: every number that was ever shown, and every reason why not.

    Raises  as `releases`
    """
    rows = [line.as_row() for release in releases(folder) for line in release.lines]
    return {"schema": SCHEMA, "rows": rows}


def in_words(release: Release) -> str:
    """One release in a few lines: how much it shows, and why it does not show the rest."""
    shown = sum(line.shown is not None for line in release.lines)
    counted = Counter(line.why for line in release.lines if line.why is not None)
    said = [
        f"Release {release.number}, {release.at}: "
        f"{shown:,} of {len(release.lines):,} numbers shown."
    ]
    said += [f"  {each}" for each in _kinds_in_words(release.lines)]
    said += [f"  {n:,} {WHY[why]}" for why, n in counted.most_common()]
    repeated = sum(line.why is None and line.at < release.at for line in release.lines)
    said += [f"  {repeated:,} repeated from earlier releases"] * bool(repeated)
    return "\n".join(said)


def _kinds_in_words(lines: Sequence[Line]) -> Iterator[str]:
    for kinds, about in ABOUT.items():
        mine = [line for line in lines if line.kind in kinds]
        if mine:
            shown = sum(line.shown is not None for line in mine)
            yield f"{shown:,} of {len(mine):,} about {about}"


def protection_of(release: Release) -> Protection:
    """How strongly the counts that a release shows anew are protected."""
    row = release.content["cube"].get("protection") or {}
    known = {each.name for each in fields(Protection)}
    return Protection(**{name: row[name] for name in row if name in known})


def _ledger(folder: Path) -> Path:
    path = folder / LEDGER
    if not path.is_file():
        raise NoLedger(f"There is no ledger of releases in {folder}. `tiebeam release` begins one.")
    return path


def _release(link: chain.Link) -> Release:
    entry = link.entry
    try:
        if entry["schema"] != SCHEMA:
            raise NoSuchLine
        return Release(
            number=int(entry["release"]),
            at=date.fromisoformat(entry["at"]),
            lines=tuple(map(line_of, entry["lines"])),
            content=entry,
            hash=link.hash,
        )
    except (KeyError, TypeError, ValueError):
        raise UnknownEntry(
            f"Line {link.number} of the ledger is no release that this version of Tiebeam knows. "
            "Read it with the version that wrote it, or a newer one."
        ) from None
