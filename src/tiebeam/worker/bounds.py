"""How much a file may unpack to: a small one that becomes huge is refused before it is read.

What a file says of its own size is not believed: it is unpacked once, and what comes out is counted
and thrown away.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

#: Bytes that may come out of one file.
MOST_BYTES: Final = 8 << 30
#: ... and out of a workbook, whose cells take much more room than their text.
MOST_BYTES_OF_A_WORKBOOK: Final = 2 << 30
#: Cells between the first and the last that is used; empty ones take room too.
MOST_CELLS: Final = 30_000_000
_CHUNK: Final = 1 << 20


class TooMuchInside(ValueError):
    """A file unpacks to more than is taken."""


class OtherKind(ValueError):
    """A packed file that is no workbook of the kind that can be looked into first."""


def refuse_what_is_too_much(path: Path) -> None:
    """Raises  TooMuchInside, OtherKind"""
    with path.open("rb") as file:
        beginning = file.read(4)
    if beginning.startswith(b"PK\x03\x04"):
        _workbook(path)
    elif beginning.startswith(b"\x1f\x8b"):
        _gzip(path)
    elif beginning == b"PAR1":
        _parquet(path)


def _gzip(path: Path) -> None:
    with path.open("rb") as file:
        _counted(_unpacked(file, zlib.MAX_WBITS | 16), MOST_BYTES)


def _counted(chunks: Iterator[bytes], most: int) -> int:
    count = 0
    for chunk in chunks:
        count += len(chunk)
        if count > most:
            raise TooMuchInside
    return count


def _unpacked(file: IO[bytes], how: int) -> Iterator[bytes]:
    """What is packed, in pieces of a bounded size; what is damaged ends early."""
    unpacker = zlib.decompressobj(how)
    while packed := file.read(1 << 16):
        while packed:
            try:
                chunk = unpacker.decompress(packed, _CHUNK)
            except zlib.error:
                return
            if chunk:
                yield chunk
            packed = unpacker.unconsumed_tail
            if unpacker.eof:
                packed, unpacker = unpacker.unused_data, zlib.decompressobj(how)
                if not packed or how < 0:
                    return


def _parquet(path: Path) -> None:
    from pyarrow import ArrowException, parquet

    try:
        about = parquet.read_metadata(path)
    except (ArrowException, OSError):
        return  # whoever reads it says what is wrong
    if about.num_rows * max(about.num_columns, 1) > 80 * MOST_CELLS:
        raise TooMuchInside


# --- workbooks ------------------------------------------------------------------------------------

_CELL: Final = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_BY_NUMBER: Final = re.compile(rb"""\bt=["']s["']""")


def _workbook(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            if "xl/workbook.xml" not in names or len(names) > 10_000:
                raise OtherKind
            _entries(path, packed)
    # An OSError where its list of entries points to before its beginning.
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError):
        return  # whoever reads it says what is wrong


def _entries(path: Path, packed: zipfile.ZipFile) -> None:
    left, longest, referred = MOST_BYTES_OF_A_WORKBOOK, 0, 0
    for entry in packed.infolist():
        chunks = _of_entry(path, entry)
        if entry.filename == "xl/sharedStrings.xml":
            used, longest = _longest(chunks, left)
        elif entry.filename.startswith("xl/worksheets/"):
            used, by_number = _sheet(chunks, left)
            referred += by_number
        else:
            used = _counted(chunks, left)
        left -= used
    # Each cell that refers to a text gets one of its own.
    if longest * referred > 4 * MOST_BYTES_OF_A_WORKBOOK:
        raise TooMuchInside


def _of_entry(path: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What an entry unpacks to, however much its head promises."""
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise OtherKind
    with path.open("rb") as file:
        file.seek(entry.header_offset + 26)
        name, more = (int.from_bytes(file.read(2), "little") for _ in range(2))
        file.seek(name + more, 1)
        if entry.compress_type == zipfile.ZIP_DEFLATED:
            yield from _unpacked(file, -zlib.MAX_WBITS)
            return
        size = entry.compress_size
        while size > 0 and (chunk := file.read(min(size, _CHUNK))):
            size -= len(chunk)
            yield chunk


def _sheet(chunks: Iterator[bytes], most: int) -> tuple[int, int]:
    """Bytes of a sheet, and how many cells refer to a text; refuses what spreads too far."""
    used = referred = rows = columns = 0
    tail = b""
    for chunk in chunks:
        used += len(chunk)
        if used > most:
            raise TooMuchInside
        seen = tail + chunk
        for column, row in _CELL.findall(seen):
            rows, columns = max(rows, int(row)), max(columns, _number(column))
        if rows * columns > MOST_CELLS:
            raise TooMuchInside
        referred += len(_BY_NUMBER.findall(chunk))
        tail = chunk[-16:]
    return used, referred


def _number(letters: bytes) -> int:
    number = 0
    for each in letters:
        number = 26 * number + each - 64
    return number


def _longest(chunks: Iterator[bytes], most: int) -> tuple[int, int]:
    """Bytes of the texts of a workbook, and the longest stretch without a tag among them."""
    used = longest = run = 0
    for chunk in chunks:
        used += len(chunk)
        if used > most:
            raise TooMuchInside
        first, *rest = chunk.split(b"<")
        longest, run = max(longest, run + len(first)), run + len(first)
        for part in rest:
            longest, run = max(longest, len(part)), len(part)
    return used, longest
