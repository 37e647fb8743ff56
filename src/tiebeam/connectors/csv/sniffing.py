"""How a text file is written: its encoding, its separator and its headers, from its beginning."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tiebeam.connectors.source import NoTable, Options, checked_headers

SAMPLE_BYTES: Final = 1 << 20
_DELIMITERS: Final = (",", ";", "\t", "|")
_BYTE_ORDER_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),  # before the one that it begins with
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True, kw_only=True)
class Writing:
    """How a file is written. `plain` means that the database can read it as it stands."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    compressed: bool
    plain: bool


def sniff(path: Path, options: Options) -> Writing:
    """Find out how a file is written.

    Raises  NoTable for what is empty, binary, truncated, or has no columns
    """
    compressed = is_compressed(path)
    sample = _beginning(path, compressed=compressed)
    if not sample.strip():
        raise NoTable(f"{path.name} is empty.")
    encoding = options.encoding or encoding_of(sample, name=path.name)
    text = _decoded(sample, encoding, name=path.name)
    _refuse_other_kinds(text, name=path.name)
    try:
        delimiter = options.delimiter or _delimiter(text)
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except TypeError:
        raise NoTable("delimiter in the mapping should be a single character.") from None
    return Writing(
        encoding=encoding,
        delimiter=delimiter,
        columns=checked_headers(header, name=path.name),
        compressed=compressed,
        plain=encoding.lower() in {"utf-8", "utf8", "utf-8-sig", "ascii"} and "\n" in text,
    )


_OTHER_KINDS: Final = (
    (r"%PDF", "a PDF"),
    (r"\{\\rtf", "a text document"),
    (r"<", "a web page or XML"),
    (r"[\[{]\s*[\[{\"\]}]", "JSON"),
)


def _refuse_other_kinds(text: str, *, name: str) -> None:
    for pattern, kind in _OTHER_KINDS:
        if re.match(pattern, text.lstrip()):
            raise NoTable(f"{name} is no table: it holds {kind}. Export it as CSV or XLSX.")


def is_compressed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def encoding_of(sample: bytes, *, name: str) -> str:
    """The encoding of a file from its beginning; UTF-8 wherever that fits."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return encoding
    if b"\x00" in sample:
        raise NoTable(f"{name} is no table: it holds binary data. Export it as CSV or XLSX.")
    if _is_utf8(sample):
        return "utf-8"
    from charset_normalizer import from_bytes

    # Only lines with other letters tell encodings apart, and the first may come late.
    telling = b"\n".join(line for line in sample.splitlines() if not line.isascii())
    guesses = from_bytes(telling[: 1 << 16], cp_isolation=_LIKELY)
    fits = [
        (guess.chaos, -guess.coherence, _LIKELY.index(encoding), encoding)
        for guess in guesses
        for encoding in guess.could_be_from_charset
        if encoding in _LIKELY
    ]
    return min(fits)[-1] if fits else "cp1252"


#: Encodings that office software writes, the usual first, which is taken where several fit as well;
#: guessing among all there are goes wrong on short files.
_LIKELY: Final = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "iso8859_15", "mac_roman",
                  "gb18030", "big5", "shift_jis", "euc_kr"]  # fmt: skip


def _is_utf8(sample: bytes) -> bool:
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        # The sample may end inside a character.
        return error.start >= len(sample) - 3 and len(sample) >= SAMPLE_BYTES
    return True


def _beginning(path: Path, *, compressed: bool) -> bytes:
    if not compressed:
        with path.open("rb") as file:
            return file.read(SAMPLE_BYTES)
    try:
        with gzip.open(path) as file:
            return file.read(SAMPLE_BYTES)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise truncated(path) from None


def truncated(path: Path) -> NoTable:
    return NoTable(
        f"{path.name} is cut off or damaged: it can't be unpacked to its end. Export it again."
    )


def _decoded(sample: bytes, encoding: str, *, name: str) -> str:
    try:
        text = sample.decode(encoding, errors="ignore")
    except (LookupError, ValueError):
        # Some that Python knows are for other things than files, and refuse to be one's.
        raise NoTable(f"{name}: there is no encoding called '{encoding}'.") from None
    return text.removeprefix("\ufeff")


def _delimiter(text: str) -> str:
    """The separator that splits the first lines into the same, largest number of cells."""
    lines = text.splitlines()[:50]

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
        usual = widths[0] if widths else 1
        return (sum(width == usual for width in widths) if usual > 1 else 0), usual

    return max(_DELIMITERS, key=evenness)
