"""What the columns of a file look like, from its first rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from tiebeam import connectors
from tiebeam.engine.records import fetch
from tiebeam.engine.records.propose import ColumnFacts
from tiebeam.workbench.store import Store

#: Enough to see what a column holds; everything else of a large file stays unread.
ROWS_LOOKED_AT: Final = 200_000
#: Of a file of a thousand columns fewer rows, so that its first ones fit in memory as well.
_CELLS_LOOKED_AT: Final = 5_000_000
_VALUES_TOLD: Final = 3_000
_BLANKS: Final = " \t\n\r\v\f"


def look_into(path: Path, wanted: Callable[[Sequence[str]], Sequence[str]]) -> list[ColumnFacts]:
    """Every column of a file; nothing is known of the values of those that are not wanted.

    wanted  of the headers, those to look into
    Raises  NoTable
    """
    import duckdb

    store = Store()
    try:
        try:
            return _facts(store, path, wanted, careful=False)
        except duckdb.Error:
            return _facts(store, path, wanted, careful=True)
    except duckdb.Error:
        # Its own words quote the row.
        raise connectors.NoTable(f"{path.name} can't be read. Export it again.") from None
    finally:
        store.close()


def _facts(
    store: Store, path: Path, wanted: Callable[[Sequence[str]], Sequence[str]], *, careful: bool
) -> list[ColumnFacts]:
    source = connectors.read(path, into=store.db, name="looked at", careful=careful)
    chosen = wanted(source.columns)
    rows = min(ROWS_LOOKED_AT, _CELLS_LOOKED_AT // max(1, len(chosen)))
    # Some column has to be read to know whether there are rows at all.
    some = fetch.arrow(source.table.select(*(chosen or source.columns[:1])).limit(rows))
    return [
        _column(name, some[name]) if name in chosen
        else ColumnFacts(name=name, rows=len(some), filled=0, distinct=0, values=())
        for name in source.columns
    ]  # fmt: skip


def _column(name: str, cells: Any) -> ColumnFacts:
    """Counted by Arrow, which is many times as fast as asking the database column by column."""
    import pyarrow.compute as pc

    counted = pc.value_counts(pc.utf8_trim(cells.cast("string"), _BLANKS))
    times = {each["values"]: each["counts"] for each in counted.to_pylist() if each["values"]}
    most = sorted(times, key=lambda value: (-times[value], value))
    return ColumnFacts(
        name=name, rows=len(cells), filled=sum(times.values()), distinct=len(times),
        values=tuple(islice(most, _VALUES_TOLD)),
    )  # fmt: skip
