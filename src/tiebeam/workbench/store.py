"""The database in memory that holds the rows of one dataset while they are worked on.

It never writes to disk and never fetches an extension. Categories become enumerations: ten million
rows then take a quarter of the memory, and grouping them is twice as fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from tiebeam.engine.records import fetch

#: Rows put in order at a time: sorting all of ten million at once would take 2 GB.
_PART: Final = 3_000_000


class Store:
    """Tables by name, as Ibis tables on an embedded DuckDB."""

    def __init__(self) -> None:
        import ibis

        self.db = ibis.duckdb.connect(
            temp_directory="",
            autoinstall_known_extensions=False,
            autoload_known_extensions=False,
            preserve_insertion_order=True,
        )
        self.db.raw_sql("attach ':memory:' as rows (compress); use rows")

    def keep(
        self,
        name: str,
        rows: Any,
        *,
        categories: Mapping[str, Sequence[str]],
        compressed: bool = False,
    ) -> Any:
        """Work `rows` out and hold them as table `name`, in their order.

        categories  columns with few different values, and those values
        compressed  to a sixth of their size, which takes as long again as a quarter of reading them
        """
        self._create(name, rows, self._enumerations(name, categories))
        if compressed:
            self._compress()
        return self.db.table(name)

    def keep_in_parts(
        self,
        name: str,
        rows: Any,
        build: Callable[[Any], Any],
        *,
        by: str,
        like: Sequence[str] = (),
        categories: Mapping[str, Sequence[str]] | None = None,
    ) -> Any:
        """Hold `build(rows)`, worked out for some values of `by` at a time.

        `build` must treat each value of `by` on its own. `like` are the categories that keep the
        enumeration they have in `rows`; `categories` are further ones, with their values.
        """
        types = self._types_of(rows, like) | self._enumerations(name, categories or {})
        for number, some in enumerate(parts_of(rows, by=by)):
            built = build(some)
            if number == 0:
                self._create(name, built, types)
            else:
                self.db.raw_sql(f"insert into {quoted(name)} {self._select(built, types)}")
            self._compress()
        return self.db.table(name)

    def drop(self, name: str) -> None:
        self.db.drop_table(name, force=True)

    def close(self) -> None:
        self.db.disconnect()

    def _compress(self) -> None:
        """Rows in memory are compressed when a checkpoint is made."""
        self.db.raw_sql("checkpoint")

    def _create(self, name: str, rows: Any, types: dict[str, str]) -> None:
        self.db.raw_sql(f"create or replace table {quoted(name)} as {self._select(rows, types)}")

    def _select(self, rows: Any, types: dict[str, str]) -> str:
        import ibis

        columns = ", ".join(
            f"{quoted(c)}::{types[c]} as {quoted(c)}" if c in types else quoted(c)
            for c in rows.columns
        )
        return f"select {columns} from ({ibis.to_sql(rows, dialect='duckdb')})"

    def _enumerations(self, name: str, categories: Mapping[str, Sequence[str]]) -> dict[str, str]:
        types = {}
        for column, values in categories.items():
            if not values:
                continue  # an enumeration of nothing is none
            types[column] = quoted(f"{name} {column}")
            listed = ", ".join(literal(value) for value in values)
            self.db.raw_sql(f"drop type if exists {types[column]}")
            self.db.raw_sql(f"create type {types[column]} as enum ({listed})")
        return types

    def _types_of(self, rows: Any, columns: Sequence[str]) -> dict[str, str]:
        """The enumerations that columns of a held table (or a view of one) have."""
        import ibis

        described = self.db.raw_sql(f"describe {ibis.to_sql(rows, dialect='duckdb')}").fetchall()
        wanted = set(columns)
        return {
            column: kind
            for column, kind, *_ in described
            if column in wanted and kind.startswith("ENUM")
        }


def parts_of(rows: Any, *, by: str) -> Iterator[Any]:
    """The rows in parts small enough to sort; all rows with one value of `by` are in one part."""
    parts = 1 + fetch.one(rows.count()) // _PART
    for part in range(parts):
        yield rows if parts == 1 else rows.filter(rows[by].hash().abs() % parts == part)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
