"""Reading a CSV file into the database that holds the rows while they are being worked on."""

from __future__ import annotations

import codecs
import csv
import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import numpy.typing as npt

from tiebeam.connectors.csv.parts import can_be_divided, newline_of, parts
from tiebeam.connectors.csv.sniffing import Writing, sniff, truncated
from tiebeam.connectors.source import ROW, NoTable, Options, Source, at_once, one_file

Bytes = npt.NDArray[np.uint8]

_NAMES: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def read(path: Path, *, into: Any, name: str, options: Options, careful: bool = False) -> Source:
    """The rows of a CSV file, each value as text.

    into     Ibis DuckDB connection; a view or table `name` is made in it
    careful  read row by row: slower, but copes with ragged rows and odd encodings, and knows the
             exact number of every row. The quick way fails on the first such row, at the first
             look at the rows.
    Raises   NoTable for a file that is no table, is empty, or is cut off
    """
    writing = sniff(path, options)
    ragged: dict[int, list[str]] = {}
    in_parts: Callable[[], Iterator[None]] = at_once
    if writing.plain and not careful and _is_regular(path, writing):
        _view(into, name, _select(path, writing, compressed=writing.compressed))
        if can_be_divided(path):
            in_parts = partial(_in_parts, path, writing, into, name)
    else:
        ragged = _row_by_row(path, writing, into, name)
    return Source(
        table=into.table(name),
        columns=writing.columns,
        ragged=ragged,
        in_parts=in_parts,
        written=f"{writing.encoding}, separated by {_NAMES.get(writing.delimiter, 'a character')}",
    )


def _in_parts(path: Path, writing: Writing, into: Any, name: str) -> Iterator[None]:
    """Go through a file: the view shows one part after the other, and all of it again."""
    # In a part, a new line within quotes may come first, from which the database would judge.
    newline = f", new_line = '{newline_of(path, compressed=writing.compressed)}'"
    header = True
    for part in parts(path, compressed=writing.compressed):
        _view(into, name, _select(part, writing, header=header, more=newline))
        header = False
        yield
    _view(into, name, _select(path, writing, compressed=writing.compressed))


def _view(into: Any, name: str, sql: str) -> None:
    into.raw_sql(f"create or replace view {_quoted(name)} as {sql}")


def _select(
    path: Path, writing: Writing, *, compressed: bool = False, header: bool = True, more: str = ""
) -> str:
    columns = ", ".join(f"{_literal(column)}: 'VARCHAR'" for column in writing.columns)
    compression = "gzip" if compressed else "none"
    return (
        f"select * from read_csv({_literal(one_file(path))}, auto_detect = false, "
        f"header = {header}, delim = {_literal(writing.delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{columns}}}, compression = '{compression}', buffer_size = {_BUFFER}, "
        f"hive_partitioning = false{more})"
    )


def _is_regular(path: Path, writing: Writing) -> bool:
    """Whether the database can read all of a file and count its rows.

    It skips empty lines between rows, and counts wrongly then. Letters that are not UTF-8 can break
    it for good.
    """
    letters = codecs.getincrementaldecoder("utf-8")()
    buffer = bytearray(_BLANK_END + _CHUNK)
    kept = 0  # newlines at the end of the last chunk, which may go on in the next
    try:
        with gzip.open(path) if writing.compressed else path.open("rb") as file:
            while count := file.readinto(memoryview(buffer)[kept : kept + _CHUNK]):
                chunk = np.frombuffer(buffer, dtype=np.uint8, count=kept + count)
                if chunk.max() >= _ASCII or letters.getstate()[0]:
                    letters.decode(chunk[kept:].tobytes())
                inner = chunk[: len(chunk) - _newlines_at_end(chunk)]
                if _has_empty_line(inner):
                    return False
                kept = len(chunk) - len(inner)
                buffer[:kept] = chunk[len(inner) :].tobytes()
            letters.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise truncated(path) from None
    return True


_ASCII: Final = 128

#: So many newlines at the end of a file are passed over; more, and they count as empty lines.
_BLANK_END: Final = 4096


def _newlines_at_end(letters: Bytes) -> int:
    end = letters[-_BLANK_END:]
    others = np.flatnonzero((end != ord("\n")) & (end != ord("\r")))
    return len(end) - 1 - int(others[-1]) if len(others) else len(end)


def _has_empty_line(letters: Bytes) -> bool:
    # Four times as fast as looking for the two newlines as text.
    newline = letters == ord("\n")
    if (newline[1:] & newline[:-1]).any():
        return True
    one_between = newline[2:] & newline[:-2]
    return bool(one_between.any() and (one_between & (letters[1:-1] == ord("\r"))).any())


_BATCH: Final = 50_000
_CHUNK: Final = 1 << 20

# Python's own limit of 131,072 letters is shorter than some comments.
csv.field_size_limit(1 << 24)

#: Less than what the database takes by itself: as fast, and much less memory where rows are wide. A
#: smaller one costs memory again, because each buffer is put in order on its own.
_BUFFER: Final = 24_000_000


def _row_by_row(path: Path, writing: Writing, into: Any, name: str) -> dict[int, list[str]]:
    import pyarrow as pa

    ragged: dict[int, list[str]] = {}
    headers = (*writing.columns, ROW)
    held = f"{name} row by row"
    columns = ", ".join(f"{_quoted(header)} varchar" for header in headers)
    into.raw_sql(f"create or replace table {_quoted(held)} ({columns})")
    schema = pa.schema([(header, pa.string()) for header in headers])
    for some in _batches(_even_rows(path, writing, ragged)):
        batch = pa.record_batch(list(zip(*some, strict=True)), schema=schema)
        into.con.register("rows being read", pa.Table.from_batches([batch]))
        into.raw_sql(f'insert into {_quoted(held)} select * from "rows being read"')
        into.con.unregister("rows being read")
    # A view, because the quick way may have left one under this name.
    _view(into, name, f"select * from {_quoted(held)}")
    return ragged


def _batches(rows: Iterator[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    while some := list(islice(rows, _BATCH)):
        yield some


def _even_rows(
    path: Path, writing: Writing, ragged: dict[int, list[str]]
) -> Iterator[tuple[str, ...]]:
    """Rows with as many cells as the header, and their number; the others go into `ragged`.

    A separator at the end of a row is no cell, nor are several: the quick way says so too.
    """
    wide = len(writing.columns)
    for number, cells in enumerate(_rows(path, writing), start=1):
        if number == 1 or not cells:
            continue
        if len(cells) == wide or (len(cells) > wide and not any(cells[wide:])):
            yield (*cells[:wide], str(number))
        else:
            ragged[number] = cells


def _rows(path: Path, writing: Writing) -> Iterator[list[str]]:
    number = 0
    try:
        with _text(path, writing) as text:
            for cells in csv.reader(text, delimiter=writing.delimiter, strict=True):
                number += 1
                if "\0" in "".join(cells):
                    raise NoTable(
                        f"{path.name} is no table: row {number} holds binary data. "
                        "Export it as CSV or XLSX."
                    )
                yield cells
    except UnicodeDecodeError:
        raise NoTable(
            f"{path.name} is not written in {writing.encoding} throughout (after row {number}). "
            "Set encoding in the mapping, or export it as UTF-8."
        ) from None
    except csv.Error as error:
        raise NoTable(
            f"{path.name} can't be read after row {number}: {_in_words(error)}. "
            "It may be cut off; export it again."
        ) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise truncated(path) from None


def _in_words(error: csv.Error) -> str:
    if "end of data" in str(error):
        return "a quote is opened and never closed"
    if "expected after" in str(error):
        return "a quoted value goes on after its closing quote"
    return "a value is longer than any real one" if "limit" in str(error) else "it is damaged"


def _text(path: Path, writing: Writing) -> IO[str]:
    if writing.compressed:
        return gzip.open(path, "rt", encoding=writing.encoding, newline="")
    return path.open(encoding=writing.encoding, newline="")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
