"""A chain: a file that only grows, in which every line vouches for all lines before it.

Each line is one JSON object, written in one way only: `entry` is what was appended, `number` counts
from 1, `previous` is the hash of the line before, and `hash` the SHA-256 of the three. Whoever can
write the file can still make up a whole chain, or cut lines off its end. What shows that is a hash
that was noted elsewhere, for example published: give it to `verify`.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from tiebeam.vault.files import locked, sync_folder

#: What the first line takes for the hash of the line before.
NOTHING_BEFORE: Final = "0" * 64

#: The worker writes ledgers, and the web, another user of the same group, reads them.
_MODE: Final = 0o640


class BrokenChain(ValueError):
    """A line is not the one that was appended there."""

    def __init__(self, path: Path, number: int) -> None:
        super().__init__(
            f"{path} is broken at line {number}: it was changed, moved or put in, or one before it "
            "was left out. The lines before hold. Restore the file from a backup, and keep this "
            "one to compare."
        )
        self.number = number


class Rewritten(ValueError):
    """A chain holds by itself, but is not the one that it was."""


@dataclass(frozen=True)
class Link:
    """One line of a chain.

    number    1 for the first
    previous  hash of the line before
    entry     what was appended
    """

    number: int
    previous: str
    entry: Mapping[str, Any]

    @property
    def hash(self) -> str:
        """What vouches for this line and all before it."""
        return hashlib.sha256(_canonical(self._content)).hexdigest()

    @property
    def _content(self) -> dict[str, Any]:
        return {"entry": self.entry, "number": self.number, "previous": self.previous}

    def written(self) -> bytes:
        """The line as it stands in a file, without its end."""
        return _canonical(self._content | {"hash": self.hash})


def append(path: Path, entry: Mapping[str, Any], *, mode: int = _MODE) -> Link:
    """Add a line to a chain, or begin one; when this returns, the line is on the disk.

    entry   what JSON can hold; infinity and what is no number are not
    mode    of a file that this begins, less the umask
    Raises  BrokenChain when the last line does not hold; what JSON can't hold is a ValueError or a
            TypeError
    Several processes can append at once; each waits for the other. What an append left behind that
    was killed half-way is cut off: nobody was told that it was there.
    """
    # Read back, so that the link holds what a reader of the file will get.
    kept = json.loads(_canonical(entry))
    with locked(path, os.O_RDWR | os.O_CREAT, mode) as descriptor:
        last, end = _last_link(path, descriptor)
        link = Link(
            number=last.number + 1 if last else 1,
            previous=last.hash if last else NOTHING_BEFORE,
            entry=kept,
        )
        _write_at(descriptor, end, link.written() + b"\n")
    # Each time: whoever began the chain may have been killed before they came to this.
    sync_folder(path.parent)
    return link


def read(path: Path) -> Iterator[Link]:
    """The links that a chain has now, first to last, each checked before it is given.

    Raises  BrokenChain at the first that does not hold
    """
    # Only this waits for an append that is under way. Up to there nothing changes any more, so
    # whoever reads for long holds nobody up.
    with locked(path, os.O_RDONLY) as descriptor:
        end = _end_of_whole_lines(descriptor)
    yield from _checked(path, end)


def verify(path: Path, *, noted: str | None = None) -> Link | None:
    """The last link of a chain that holds from its first line; None where it has no line yet.

    noted   hash of a link that was noted elsewhere and so has to be here
    Raises  BrokenChain at the first line that does not hold; Rewritten
    """
    last, found = None, noted is None
    for last in read(path):
        found = found or last.hash == noted
    if not found:
        raise Rewritten(
            f"{path} no longer holds the line whose hash was noted: {noted}. Lines were cut off "
            "its end, or all of it was written anew. Restore it from a backup, and keep this file "
            "to compare."
        )
    return last


def _canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _checked(path: Path, end: int) -> Iterator[Link]:
    previous = NOTHING_BEFORE
    with path.open("rb") as file:
        for number, line in enumerate(_lines(file, end), start=1):
            link = _link(line)
            if link is None or (link.number, link.previous) != (number, previous):
                raise BrokenChain(path, number)
            previous = link.hash
            yield link


def _lines(file: BinaryIO, end: int) -> Iterator[bytes]:
    while file.tell() < end:
        yield file.readline().removesuffix(b"\n")


def _link(line: bytes) -> Link | None:
    """What a line says; None where nobody would have written it like this."""
    try:
        content = json.loads(line)
        link = Link(content["number"], content["previous"], content["entry"])
        return link if link.written() == line else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _end_of_whole_lines(descriptor: int) -> int:
    """Where an interrupted append begins; without one, the length of the file."""
    size = os.fstat(descriptor).st_size
    if not size:
        return 0
    with mmap.mmap(descriptor, size, access=mmap.ACCESS_READ) as content:
        end = content.rfind(b"\n") + 1
        # A line that is whole but for its line end counts: editors strip it.
        return size if _link(content[end:]) else end


def _last_link(path: Path, descriptor: int) -> tuple[Link | None, int]:
    """The last link of an open chain, and where the next begins; only the end of it is read."""
    end = _end_of_whole_lines(descriptor)
    if not end:
        return None, 0
    with mmap.mmap(descriptor, end, access=mmap.ACCESS_READ) as content:
        line = content[content.rfind(b"\n", 0, end - 1) + 1 :]
    # If the last line does not hold, it may not be the first, and the first is to be named.
    link = _link(line.removesuffix(b"\n")) or deque(_checked(path, end), maxlen=1).pop()
    if not line.endswith(b"\n"):
        _write_at(descriptor, end, b"\n")
        end += 1
    return link, end


def _write_at(descriptor: int, end: int, content: bytes) -> None:
    """Put the content at the end of a file, in place of whatever follows there."""
    try:
        os.ftruncate(descriptor, end)
        written = 0
        while written < len(content):
            written += os.pwrite(descriptor, content[written:], end + written)
        os.fsync(descriptor)
    except BaseException:
        os.ftruncate(descriptor, end)
        raise
