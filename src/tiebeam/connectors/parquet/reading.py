"""Reading a Parquet file: its types are turned into text, so that one set of rules reads all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tiebeam.connectors.source import NoTable, Options, Source, checked_headers, one_file
from tiebeam.engine.records import fetch


def read(path: Path, *, into: Any, name: str, options: Options, careful: bool = False) -> Source:
    """The rows of a Parquet file, each value as text.

    Raises  NoTable for a file that is damaged, cut off or empty
    """
    import duckdb

    try:
        table = into.read_parquet(
            one_file(path), table_name=f"{name} as it is", hive_partitioning=False
        )
        headers = list(table.columns)
        columns = checked_headers(headers, name=path.name)
        table = table.select(
            **{
                new: _text(table[old], options.decimal)
                for new, old in zip(columns, headers, strict=True)
            }
        )
        into.create_view(name, table, overwrite=True)
        if fetch.one(into.table(name).count()) == 0:
            raise NoTable(f"{path.name} is empty.")
    except duckdb.Error:
        raise NoTable(
            f"{path.name} can't be read as Parquet: it is damaged or cut off. Export it again."
        ) from None
    return Source(table=into.table(name), columns=columns, written="Parquet", typed=True)


def _text(column: Any, decimal: str) -> Any:
    kind = column.type()
    if kind.is_array():
        return column.cast("array<string>").join(";")
    text = column.cast("string")
    if kind.is_floating():
        # Some write no number at all where there is none.
        text = text.nullif("nan")
    if decimal == "," and (kind.is_floating() or kind.is_decimal()):
        text = text.re_replace(r"\.0*$", "").replace(".", ",")
    return text
