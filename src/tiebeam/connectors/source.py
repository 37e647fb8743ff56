"""What every connector gives: the rows of one file as text, and what got lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

#: What our own columns beside those of an export begin with, and no header does.
OURS: Final = "tiebeam:"
#: The column with the number of each row as a spreadsheet counts it, where a connector knows it.
ROW: Final = f"{OURS} row"


class NoTable(ValueError):
    """A file can't be read as a table; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a file is written, where its mapping says so; empty means: find out.

    decimal  the sign that real numbers of a workbook or a Parquet file are given with, so that they
             are read as the text beside them is
    """

    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    decimal: str = ""


def at_once() -> Iterator[None]:
    """One part, all of a file."""
    yield


@dataclass(frozen=True, kw_only=True)
class Source:
    """The rows of one file.

    table    Ibis table; every column is text or null, in the order of the file; with a column ROW
             where the rows are not simply counted from 2
    columns  the headers, without blanks around them
    ragged   rows with more or fewer cells than the header, by number; they are not in `table`
    written  how the file is written, in words
    in_parts goes through a large file: while it yields, `table` holds one part of the rows after
             the other, in order. Elsewhere it yields once, with all of them
    typed    whether the file knows dates as dates; they are given as 2024-12-31
    """

    table: Any
    columns: tuple[str, ...]
    ragged: Mapping[int, list[str]] = field(default_factory=dict)
    in_parts: Callable[[], Iterator[None]] = at_once
    written: str = ""
    typed: bool = False


def one_file(path: Path) -> str:
    """The path for a database that would take a name with a star for many files."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def checked_headers(headers: list[str], *, name: str) -> tuple[str, ...]:
    """Headers without blanks around them; every one named, none twice.

    Raises  NoTable when there is nothing to tell the columns apart by
    """
    trimmed = tuple(
        header.strip() or f"column {place}" for place, header in enumerate(headers, start=1)
    )
    # The database, too, takes ID and id for the same.
    folded = [header.casefold() for header in trimmed]
    for place, header in enumerate(folded):
        if header in folded[:place]:
            # By place: where there is no row of headers, this one holds somebody's values.
            raise NoTable(
                f"{name} has the same header in columns {folded.index(header) + 1} and "
                f"{place + 1}. Give each column a header of its own, in the first row."
            )
        if header.startswith(OURS):
            raise NoTable(
                f"{name} has a header in column {place + 1} that begins with '{OURS}', as only "
                "columns made while reading do. Call it something else."
            )
    if len(trimmed) < 2:
        raise NoTable(
            f"{name} is no table: only one column was found in its first row. If something stands "
            "above the headers, delete it; if the columns are separated by something unusual, set "
            "delimiter in the mapping."
        )
    return trimmed
