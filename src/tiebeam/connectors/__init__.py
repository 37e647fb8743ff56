"""Where rows come from: one folder for each kind of file, each with `read`.

To add a kind, copy a folder and name it in `_READERS`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from tiebeam.connectors.source import ROW, NoTable, Options, Source

__all__ = ["ROW", "NoTable", "Options", "Source", "read"]


class Reader(Protocol):
    def __call__(
        self, path: Path, *, into: Any, name: str, options: Options, careful: bool = False
    ) -> Source: ...


def read(
    path: Path, *, into: Any, name: str, options: Options | None = None, careful: bool = False
) -> Source:
    """The rows of a file of any kind we know, each value as text.

    into     Ibis DuckDB connection that will hold the rows
    name     of the table made in it
    careful  see connectors.csv
    Raises   NoTable with what is wrong and what to do
    """
    if not path.exists():
        raise NoTable(f"There is no file {path}.")
    if path.is_dir():
        raise NoTable(f"{path} is a folder; name a file in it.")
    if path.stat().st_size == 0:
        raise NoTable(f"{path.name} is empty.")
    try:
        reader = _reader(path)
    except PermissionError:
        raise NoTable(f"You are not allowed to read {path.name}.") from None
    return reader(path, into=into, name=name, options=options or Options(), careful=careful)


def _reader(path: Path) -> Reader:
    """The reader for a file, by what it holds: a name may promise something else."""
    with path.open("rb") as file:
        beginning = file.read(8)
    if beginning.startswith(b"PAR1"):
        from tiebeam.connectors.parquet import read as reader
    elif beginning.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from tiebeam.connectors.xlsx import read as reader
    else:
        from tiebeam.connectors.csv import read as reader
    return reader
