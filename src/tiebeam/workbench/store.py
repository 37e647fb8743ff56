"""The database in memory that holds the rows of one dataset while they are worked on.

It never writes to disk and never fetches an extension. Categories become enumerations: ten million
rows then take a quarter of the memory, and grouping them is twice as fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from tiebeam.engine.records import fetch

#: Rows put in order at a time: sorting all of ten million at once would take 2 GB.
_PART: Final = 3_000_000


class Store:
    """Tables by name, as Ibis tables on an embedded DuckDB."""

    def __init__(self) -> None:
        import ibis

        self._lists = 0
        self.db = ibis.duckdb.connect(
            temp_directory="",
            autoinstall_known_extensions=False,
            autoload_known_extensions=False,
            preserve_insertion_order=True,
        )
        self.db.raw_sql("attach ':memory:' as rows (compress); use rows")
        # What is given back goes back at once: 200 MB less where memory is needed most.
        self.db.raw_sql("set allocator_flush_threshold = '1 MiB'")
        self.db.raw_sql("set allocator_bulk_deallocation_flush_threshold = '16 MiB'")
        self.db.raw_sql("set allocator_background_threads = true")

    def keep(
        self,
        name: str,
        rows: Any,
        *,
        categories: Mapping[str, Sequence[str]],
        compressed: bool = False,
        parts: Iterable[Any] = ((),),
    ) -> Any:
        """Work `rows` out and hold them as table `name`, in their order.

        categories  columns with few different values, and those values
        compressed  to a sixth of their size, which takes as long again as a quarter of reading them
        parts       goes through what `rows` are made of, at least once: they are worked out anew
                    for each part, one after the other
        """
        write = self._select(rows, self._enumerations(name, categories))
        before = f"create or replace table {quoted(name)} as"
        for _ in parts:
            self.db.raw_sql(f"{before} {write}")
            before = f"insert into {quoted(name)}"
            if compressed:
                self._compress()
        return self.table(name)

    def keep_in_parts(
        self,
        name: str,
        rows: Any,
        build: Callable[[Any], Any],
        *,
        parts: Callable[[Any], Iterator[Any]],
        like: Sequence[str] = (),
        categories: Mapping[str, Sequence[str]] | None = None,
    ) -> Any:
        """Hold what `build` makes of `rows`, worked out for one part after the other.

        parts       `by_value` or `by_number`; `build` must not need rows of two parts at once
        like        categories that keep the enumeration they have in `rows`
        categories  further ones, with their values
        """
        whole = self.view(f"{name} whole", rows)
        types = self._enumerations(name, categories or {})
        write = ""
        for some in parts(whole):
            part = self.view(f"{name} part", some)
            if not write:
                # Written once and run for each part: writing it takes half as long as running it.
                built = build(part)
                types |= self._lost_types(part, built, like)
                write = self._select(built, types)
                self.db.raw_sql(f"create or replace table {quoted(name)} as {write}")
            else:
                self.db.raw_sql(f"insert into {quoted(name)} {write}")
            self._compress(quickly=True)
        for view in (f"{name} part", f"{name} whole"):
            self.db.raw_sql(f"drop view {quoted(view)}")
        return self.table(name)

    def table(self, name: str) -> Any:
        """What is held or seen under a name.

        Ibis would read all values of an enumeration, to find that it is text: of the 300,000
        postings of a large employer, that takes eight seconds and 300 MB.
        """
        import ibis.expr.operations as ops
        from ibis.expr.schema import Schema

        described = self.db.raw_sql(f"describe {quoted(name)}").fetchall()
        kinds = self.db.compiler.type_mapper
        schema = Schema(
            {
                column: kinds.from_string("VARCHAR" if kind.startswith("ENUM(") else kind)
                for column, kind, *_ in described
            }
        )
        return ops.DatabaseTable(name, schema=schema, source=self.db).to_expr()

    def view(self, name: str, rows: Any) -> Any:
        """`rows` under a name, not worked out yet: a step that stays one, and runs with the next.

        Ibis would write a chain of selections as one, in which a value is worked out again wherever
        it is named.
        """
        sql = self.db.compile(rows)
        self.db.raw_sql(f"create or replace view {quoted(name)} as {sql}")
        return self.table(name)

    def with_words(self, name: str, rows: Any, column: str, words: Mapping[str, str]) -> Any:
        """`rows` as view `name`, with other words in a column.

        words  for each value that the column has

        However many words there are, a row takes as long: they are looked up by the place of a
        value among all. Put into the query one by one, five thousand take a minute to write.
        """
        sql, kind = self.db.compile(rows), self._enumerations(name, {column: list(words)})[column]
        self._lists += 1
        variable = f"words_{self._lists}"
        self.db.raw_sql(f"set variable {variable} = [{', '.join(map(literal, words.values()))}]")
        place = f"enum_code({quoted(column)}::varchar::{kind}) + 1"
        word = f"list_extract(getvariable('{variable}'), {place})"
        self.db.raw_sql(
            f"create or replace view {quoted(name)} as "
            f"select * replace ({word} as {quoted(column)}) from ({sql})"
        )
        return self.table(name)

    def put(self, name: str, rows: Any) -> Any:
        """Hold an Arrow table as table `name`."""
        return self.db.create_table(name, rows, overwrite=True)

    def drop(self, name: str) -> None:
        self.db.drop_table(name, force=True)

    def close(self) -> None:
        self.db.disconnect()

    def _compress(self, *, quickly: bool = False) -> None:
        """Rows in memory are compressed when a checkpoint is made.

        quickly  in two thirds of the time, to twice the size: without the one way of compressing
                 text that takes as long as all the others
        """
        without = "dict_fsst" if quickly else ""
        self.db.raw_sql(f"set disabled_compression_methods = '{without}'")
        self.db.raw_sql("checkpoint")

    def _select(self, rows: Any, types: dict[str, str]) -> str:
        columns = ", ".join(
            f"{quoted(c)}::{types[c]} as {quoted(c)}" if c in types else quoted(c)
            for c in rows.columns
        )
        return f"select {columns} from ({self.db.compile(rows)})"

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

    def _lost_types(self, rows: Any, built: Any, columns: Sequence[str]) -> dict[str, str]:
        """The enumerations that columns have in `rows` and, put through words, not in `built`."""
        had, have = self._types_of(rows), self._types_of(built)
        return {
            column: had[column]
            for column in columns
            if had.get(column, "").startswith("ENUM") and have.get(column) != had[column]
        }

    def _types_of(self, rows: Any) -> dict[str, str]:
        described = self.db.raw_sql(f"describe {self.db.compile(rows)}").fetchall()
        return {column: kind for column, kind, *_ in described}


def by_value(rows: Any, column: str, *, most: int | None = None) -> Iterator[Any]:
    """The rows in parts of about `most` (small enough to sort); all of one value in one part."""
    parts = 1 + fetch.one(rows.count()) // (most or _PART)
    for part in range(parts):
        yield rows if parts == 1 else rows.filter(rows[column].hash().abs() % parts == part)


def by_number(rows: Any, column: str) -> Iterator[Any]:
    """The rows in parts of at most so many numbers: a third of the time where nothing is sorted."""
    last = fetch.one(rows[column].max()) or 0
    for first in range(0, last + 1, _PART):
        some = rows[column].between(first, first + _PART - 1)
        yield rows if last < _PART else rows.filter(some)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
