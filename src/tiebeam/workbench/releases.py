"""The ledger of releases: everything that was ever shown, in a chain that shows any change of it.

Everybody in the organisation may read it, and an attacker does. It names nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tiebeam.engine.disclosure.entries import (
    ABOUT,
    LEDGER,
    Release,
    UnknownEntry,
    protection_of,
    release_of,
)
from tiebeam.engine.disclosure.published import SCHEMA, WHY, Line
from tiebeam.vault import chain

__all__ = [
    "LEDGER", "NoLedger", "Release", "UnknownEntry", "append", "exported", "in_words",
    "protection_of", "releases", "verified",
]  # fmt: skip


class NoLedger(FileNotFoundError):
    """A folder holds no ledger of releases."""


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


def _ledger(folder: Path) -> Path:
    path = folder / LEDGER
    if not path.is_file():
        raise NoLedger(f"There is no ledger of releases in {folder}. `tiebeam release` begins one.")
    return path


def _release(link: chain.Link) -> Release:
    return release_of(link.entry, line=link.number, hash=link.hash)
