"""A large file in parts of whole rows, each a file of its own in memory.

A database that holds rows in memory compresses them once all of a file is in. Given one part after
the other, it needs the same memory however large the file is. Nothing is written to a disk.
"""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

import numpy as np

#: Bytes of a part, but for the rest of its last row.
PART: Final = 1 << 28

_CHUNK: Final = 1 << 20
_QUOTE: Final = b'"'

#: As many at the end of a file are passed over.
_MOST_NEWLINES: Final = 4096


def can_be_divided(path: Path) -> bool:
    """Whether a file is large, and the system has files in memory."""
    return path.stat().st_size > PART and sys.platform == "linux" and Path("/proc/self/fd").is_dir()


def parts(path: Path, *, compressed: bool) -> Iterator[Path]:
    """The rows of a CSV file in parts, in order; only the first begins with the header.

    Each part is there until the next one is asked for. A row ends with a newline outside quotes.
    """
    with _opened(path, compressed=compressed) as file, _in_memory() as part:
        here = Path(f"/proc/self/fd/{part.fileno()}")
        inside = False
        while chunk := file.read(_CHUNK):
            end = 0
            if part.tell() + len(chunk) > PART:
                end = _end_of_last_row(chunk, inside=inside)
            if end:
                part.write(chunk[:end])
                _cut(part)
                yield here
                part.seek(0)
                inside, chunk = False, chunk[end:]
            part.write(chunk)
            inside ^= bool(chunk.count(_QUOTE) % 2)
        if not _is_blank(part):
            _cut(part)
            yield here


def newline_of(path: Path, *, compressed: bool) -> str:
    """How the first row of a file ends, as the database is told."""
    with _opened(path, compressed=compressed) as file:
        return r"\r\n" if file.readline().endswith(b"\r\n") else r"\n"


def _opened(path: Path, *, compressed: bool) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path)) if compressed else path.open("rb")


def _in_memory() -> IO[bytes]:
    if sys.platform != "linux":
        raise NotImplementedError
    return os.fdopen(os.memfd_create("rows"), "w+b")


def _end_of_last_row(chunk: bytes, *, inside: bool) -> int:
    """How many letters there are up to the end of the last whole row; 0 where none ends."""
    letters = np.frombuffer(chunk, dtype=np.uint8)
    outside = (np.cumsum(letters == ord(_QUOTE)) + inside) % 2 == 0
    ends = np.flatnonzero((letters == ord(b"\n")) & outside)
    return int(ends[-1]) + 1 if len(ends) else 0


def _cut(part: IO[bytes]) -> None:
    """End the part where it was written to; what an earlier one left behind goes."""
    part.truncate()
    part.flush()


def _is_blank(part: IO[bytes]) -> bool:
    """Whether only newlines are left, which end many a file and are no rows."""
    size = part.tell()
    if size > _MOST_NEWLINES:
        return False
    part.seek(0)
    return not part.read(size).strip(b"\r\n")
