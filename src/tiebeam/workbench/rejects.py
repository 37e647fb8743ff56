"""The rows that were left out, as they were written, in a file beside the data."""

from __future__ import annotations

import csv
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tiebeam import connectors
from tiebeam.connectors import ROW, NoTable
from tiebeam.connectors.source import OURS
from tiebeam.engine.records.mapping import Mapping
from tiebeam.workbench.locate import REJECTS_SUFFIX, refuse_changed
from tiebeam.workbench.reading import Left, how_written
from tiebeam.workbench.store import Store, quoted


def rejects_path(data: Path) -> Path:
    """Where the rows left out of a file go unless somebody says otherwise."""
    return data.with_name(f"{data.name}{REJECTS_SUFFIX}")


def write_rejects(
    left: Sequence[Left], mapping: Mapping, target: Path, *, data: Iterable[Path] = ()
) -> int:
    """Write every row that was left out, with its file, its number and the reason.

    data     further files of the dataset, which must not be written over either
    Returns  how many rows were written
    """
    files = [*(each.file for each in left), *data]
    if target.exists() and any(file.exists() and target.samefile(file) for file in files):
        raise NoTable(f"{target.name} is the data itself. Name another file for the rows left out.")
    for each in left:
        # Rows are found again by their numbers, so it has to be the same file.
        if each.stamp is not None:
            refuse_changed(each.file, each.stamp)
    # The rows may hold what only HR should see, so only this user may read the file.
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        os.fchmod(handle, 0o600)  # one that was there may be open to others
    written = 0
    with open(handle, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for each in left:
            header, rows = _as_written(each, mapping)
            writer.writerow(["file", "row", "why", *header])
            for number, cells in rows:
                writer.writerow([each.file.name, number, each.why[number], *cells])
                written += 1
    return written


def _as_written(
    left: Left, mapping: Mapping
) -> tuple[Sequence[str], Iterator[tuple[int, list[str]]]]:
    import duckdb

    store = Store()
    options = how_written(next(t for t in mapping.tables() if t.name == left.table))
    source = connectors.read(left.file, into=store.db, name="again", options=options)
    try:
        even = _even(store, source.columns, left, rowwise=ROW in source.table.columns)
    except duckdb.Error:
        connectors.read(left.file, into=store.db, name="again", options=options, careful=True)
        even = _even(store, source.columns, left, rowwise=True)
    store.close()
    return source.columns, iter(sorted([*even, *left.ragged.items()]))


#: No header begins like this: an export may well have a column called n, or number.
_NUMBER: Final = f"{OURS} number"


def _even(
    store: Store, columns: Sequence[str], left: Left, *, rowwise: bool
) -> list[tuple[int, list[str]]]:
    wanted = sorted(set(left.why) - set(left.ragged))
    if not wanted:
        return []
    number = f"{quoted(ROW)}::bigint" if rowwise else "row_number() over () + 1"
    listed = ", ".join(str(each) for each in wanted)
    shown = ", ".join(quoted(column) for column in columns)
    ours = quoted(_NUMBER)
    rows = store.db.raw_sql(
        f"select {ours}, {shown} from (select {number} as {ours}, * from again) "
        f"where {ours} in ({listed})"
    ).fetchall()
    return [(row[0], ["" if cell is None else cell for cell in row[1:]]) for row in rows]
