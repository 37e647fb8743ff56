"""One table of an export: the text of its files, typed and checked, and what was wrong with it.

The rules live in engine.records.parse; here they are executed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from tiebeam import connectors
from tiebeam.connectors import ROW, NoTable, Options
from tiebeam.connectors.source import at_once
from tiebeam.engine.records import fetch
from tiebeam.engine.records import spells as spell_rules
from tiebeam.engine.records.dataset import Tally
from tiebeam.engine.records.ids import Numbering, numbering
from tiebeam.engine.records.mapping import USUAL_DATES, Join, TableMapping
from tiebeam.engine.records.parse import (
    ROWS,
    Check,
    Look,
    as_read,
    as_written,
    first_look,
    looks,
    same_id,
    typed,
)
from tiebeam.engine.records.problems import ROWS_NAMED, Effect, Problem
from tiebeam.workbench.locate import Inputs, Stamp, stamp
from tiebeam.workbench.store import Store


class NothingLeft(NoTable):
    """Every row was rejected, so there is nothing to measure."""


@dataclass
class Left:
    """Rows of one file that did not go on, by number, and why; also of those joined to it."""

    file: Path
    table: str
    why: dict[int, str] = field(default_factory=dict)
    ragged: dict[int, list[str]] = field(default_factory=dict)
    joined: list[Left] = field(default_factory=list)
    stamp: Stamp = None


@dataclass
class Read:
    """One table after reading: typed rows of all its files, and what was wrong with them.

    meant  of units, sites and grades, what they are before the organisation calls them otherwise
    """

    rows: Any
    count: int
    mapping: TableMapping
    files: list[Left]
    problems: list[Problem]
    rejected: int
    meant: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def note(self, code: str, column: str, effect: Effect, numbers: Sequence[int]) -> None:
        if numbers:
            self.problems.append(_problem(self.mapping, code, column, effect, numbers))

    def tally(self, *, merged: int = 0) -> Tally:
        """What became of the rows; `merged` are those for which another row speaks."""
        return Tally(
            table=self.mapping.name,
            read=self.count,
            accepted=self.count - self.rejected - merged,
            merged=merged,
            rejected=self.rejected,
        )


@dataclass
class Looked:
    """One file of a table after a first look at all its rows: how it can be typed."""

    text: Any
    in_parts: Callable[[], Iterator[None]]
    path: Path
    careful: bool
    table: TableMapping
    left: Left
    seen: dict[str, Look]
    count: int
    problems: list[Problem]


def look_at(store: Store, inputs: Inputs, table: TableMapping) -> list[Looked]:
    """Each file of a table, looked at; quickly, and where that fails, row by row.

    Raises  NoTable
    """
    return [
        _looked(store, inputs, table, inputs.path_of(table, file), f"{table.name} {place}")
        for place, file in enumerate(table.files)
    ]


def _looked(
    store: Store,
    inputs: Inputs,
    table: TableMapping,
    path: Path,
    name: str,
    ways: Sequence[bool] = (False, True),
) -> Looked:
    """One file, read in the first of the ways (carefully or not) that its rows allow."""
    import duckdb

    for careful in ways:
        try:
            return _looked_once(store, inputs, table, path, name, careful=careful)
        except duckdb.Error:
            continue
    raise _unreadable(path)


def _unreadable(path: Path) -> NoTable:
    # The database's own words quote the row, so they go no further than this.
    return NoTable(f"{path.name} can't be read as the mapping says. Export it again.")


def _looked_once(
    store: Store, inputs: Inputs, table: TableMapping, path: Path, name: str, *, careful: bool
) -> Looked:
    options = how_written(table)
    source = connectors.read(
        path, into=store.db, name=f"{name} text", options=options, careful=careful
    )
    left = _left(path, table, source)
    problems: list[Problem] = []
    text, in_parts = source.table, source.in_parts
    if table.joins:
        in_parts = at_once
        text = store.keep(f"{name} alone", text, categories={})
        text = text if ROW in text.columns else text.mutate(**{ROW: _row_numbers(text)})
        for join in table.joins:
            text, found, beside = _joined(store, inputs, table, text, join, options, careful)
            problems += found
            left.joined.append(beside)
        in_order = text.order_by(text[ROW].cast("int64"))
        text = store.keep(f"{name} joined", in_order, categories={})
        store.drop(f"{name} alone")
    _check_columns(table, tuple(text.columns), path)
    asked = fetch.rows(first_look(text, table))[0]
    if source.typed and USUAL_DATES[0] not in table.dates:
        table = replace(table, dates=(*table.dates, *USUAL_DATES))
    return Looked(
        text, in_parts, path, careful, table, left, looks(asked, table), asked[ROWS], problems
    )


def number_ids(tables: Sequence[Sequence[Looked]]) -> Numbering | None:
    """Choose whether ids become numbers: those of people in all tables alike, or in none.

    Only where there are many rows: elsewhere nothing would be gained, and an id is easier to read.

    Returns  how those of people do
    """
    files = [file for table in tables for file in table]
    if sum(file.count for file in files) < _MANY:
        return None
    _numbered(files, ("application",))
    return _numbered(files, ("person", "manager"))


def _numbered(files: Sequence[Looked], names: tuple[str, ...]) -> Numbering | None:
    """These columns, which are compared with each other, numbered alike."""
    here = [(file.seen, name) for file in files for name in names if name in file.seen]
    how = numbering(ids for seen, name in here if (ids := seen[name].ids))
    for seen, name in here:
        seen[name] = replace(seen[name], numbering=how)
    return how


#: So many rows in all, and ids become numbers.
_MANY: Final = 1_000_000


def read(store: Store, inputs: Inputs, table: TableMapping, looked: Sequence[Looked]) -> Read:
    """Typed rows of all files of a table, without those that were rejected.

    looked  each of its files, as `look_at` gives them
    Raises  NoTable, NothingLeft
    """
    parts, files, problems = [], [], []
    count = rejected = 0
    for place, (file, seen) in enumerate(zip(table.files, looked, strict=True)):
        rows, checks, left, found = _typed_file(store, inputs, seen, f"{table.name} {place}")
        problems += found
        total = fetch.one(rows.count()) + len(left.ragged)
        problems += _flagged(rows, checks, table.name, left)
        rejected += len(left.why)
        mask = sum(1 << check.bit for check in checks if check.effect == "rejected")
        rows = rows.filter((rows.flags & mask) == 0)
        if file.at is not None:
            rows = rows.mutate(period=_literal_date(spell_rules.first_day(file.at, table.every)))
        parts.append(rows.mutate(file=_small(place)) if len(looked) > 1 else rows)
        files.append(left)
        count += total
    rows = parts[0]
    for more in parts[1:]:
        rows = rows.union(more)
    if count and rejected == count:
        reasons = sorted({problem.what for problem in problems if problem.effect == "rejected"})
        raise NothingLeft(
            f"{files[0].file.name}: not one of its {count:,} rows can be used "
            f"({'; '.join(reasons)}). Check the mapping."
        )
    if not count:
        raise NoTable(f"{files[0].file.name} has a header but no rows.")
    return Read(rows, count, table, files, problems, rejected)


class _OtherwiseDivided(Exception):
    """The parts of a file hold more or fewer rows than the file as a whole."""


def _typed_file(
    store: Store, inputs: Inputs, looked: Looked, name: str
) -> tuple[Any, list[Check], Left, list[Problem]]:
    """Typed rows of one file; of what can't be typed as it was looked at, row by row."""
    import duckdb

    try:
        return (*_typed_once(store, looked, name), looked.left, looked.problems)
    except (duckdb.Error, _OtherwiseDivided):
        if looked.careful:
            raise _unreadable(looked.path) from None
    again = _looked(store, inputs, looked.table, looked.path, name, ways=(True,))
    # How ids become numbers was chosen for all files, by ids that should all be here again.
    numberings = {column: look.numbering for column, look in looked.seen.items() if look.numbering}
    if any(again.seen[column].ids != looked.seen[column].ids for column in numberings):
        raise _unreadable(looked.path)
    for column, how in numberings.items():
        again.seen[column] = replace(again.seen[column], numbering=how)
    try:
        return (*_typed_once(store, again, name), again.left, again.problems)
    except duckdb.Error:
        raise _unreadable(looked.path) from None


def _typed_once(store: Store, looked: Looked, name: str) -> tuple[Any, list[Check]]:
    text, table, seen = looked.text, looked.table, looked.seen
    numbered = {"row": text[ROW].cast("int64")} if ROW in text.columns else {}
    written = store.view(f"{name} as written", as_written(text, table, **numbered))
    read = store.view(f"{name} as read", as_read(written, table, seen))
    plan = typed(read, table, seen)
    # Compressed, because the spells are about to be written beside these rows.
    rows, parts = plan.table(read), looked.in_parts()
    kept = store.keep(name, rows, categories=plan.categories, compressed=True, parts=parts)
    if fetch.one(kept.count()) != looked.count:
        raise _OtherwiseDivided
    store.drop(f"{name} joined")
    if "row" not in kept.columns:
        kept = kept.mutate(row=_row_numbers(kept))
    return kept, plan.checks


def how_written(table: TableMapping) -> Options:
    """What a mapping says of how the files of one table are written."""
    return Options(
        delimiter=table.delimiter,
        encoding=table.encoding,
        sheet=table.sheet,
        decimal=table.decimal,
    )


def _left(path: Path, table: TableMapping, source: connectors.Source) -> Left:
    why = dict.fromkeys(source.ragged, "wrong number of columns")
    return Left(path, table.name, why, dict(source.ragged), stamp=stamp(path))


def _row_numbers(table: Any) -> Any:
    """Numbers as a spreadsheet counts rows: the header is row 1."""
    return table.rowid() + 2


def _joined(
    store: Store,
    inputs: Inputs,
    table: TableMapping,
    text: Any,
    join: Join,
    options: Options,
    careful: bool,
) -> tuple[Any, list[Problem], Left]:
    """The rows with the columns of the second table beside them, and what did not fit."""
    path = inputs.path(join.file)
    other = connectors.read(
        path, into=store.db, name=f"joined {path.name}", options=options, careful=careful
    )
    for column, columns, owner in (
        (join.left, text.columns, "the first table"),
        (join.right, other.table.columns, path.name),
    ):
        if column not in columns:
            raise NoTable(f"The tables can't be joined: {owner} has no column '{column}'.")
    import ibis

    right = store.keep(f"joined {path.name} alone", other.table, categories={})
    right = right if ROW in right.columns else right.mutate(**{ROW: _row_numbers(right)})
    right = right.mutate(**{_KEY: same_id(right[join.right]), ROW: right[ROW].cast("int64")})
    right = right.filter(right[_KEY] != "")
    in_order = ibis.window(group_by=_KEY, order_by=ROW)
    right = right.mutate(**{_PLACE: ibis.row_number().over(in_order)})
    doubled = right.filter(right[_PLACE] > 0)[ROW]
    have = {column.casefold() for column in text.columns}
    first = right.filter(right[_PLACE] == 0).drop(ROW)
    first = first.drop(*(c for c in other.columns if c.casefold() in have))
    left = text.mutate(**{_KEY: same_id(text[join.left])})
    joined = left.left_join(first, _KEY, rname="{name} again")
    alone = joined.filter((joined[_KEY] != "") & joined[_PLACE].isnull())[ROW].cast("int64")
    found = (
        ("wrong number of columns", path.name, "rejected", list(other.ragged)),
        ("doubled key", join.right, "noted", fetch.column(doubled)),
        ("no partner row", join.left, "noted", fetch.column(alone)),
    )
    problems = [_problem(table, *each) for each in found if each[-1]]
    joined = joined.drop(_KEY, _PLACE, f"{_KEY} again")
    return joined, problems, _left(path, table, other)


_KEY: Final = "tiebeam: key"
_PLACE: Final = "tiebeam: place"


def _problem(
    table: TableMapping, code: str, column: str, effect: Effect, numbers: Sequence[int]
) -> Problem:
    shown = tuple(sorted(numbers)[:ROWS_NAMED])
    return Problem(
        table=table.name, code=code, column=column, effect=effect, count=len(numbers), rows=shown
    )


def _check_columns(table: TableMapping, have: tuple[str, ...], path: Path) -> None:
    wanted = [column.column for column in table.columns()]
    wanted += [column.source_column for column in table.attributes.values()]
    wanted = [column for column in (*wanted, *table.stages) if column]
    if not set(wanted) & set(have):
        # The first row may be somebody's, so it is not repeated.
        raise NoTable(
            f"{path.name} has none of the columns that the mapping names, such as '{wanted[0]}'. "
            "Its first row should hold the headers."
        )
    for column in wanted:
        if column not in have:
            known = ", ".join(name for name in have if not name.startswith("tiebeam:"))
            raise NoTable(
                f"{path.name} has no column '{column}', which the mapping names. "
                f"Its columns: {known}."
            )


def _flagged(rows: Any, checks: list[Check], table: str, left: Left) -> list[Problem]:
    """What the flags say, and the rejected rows added to `left`."""
    problems = []
    counts = rows.filter(rows.flags != 0).group_by("flags").aggregate(n=lambda t: t.count())
    masks = [(each["flags"], each["n"]) for each in fetch.rows(counts)]
    for check in checks:
        count = sum(n for mask, n in masks if mask >> check.bit & 1)
        if not count:
            continue
        hit = rows.filter((rows.flags & (1 << check.bit)) != 0)
        if check.effect == "rejected":
            numbers = fetch.column(hit.row)
            for number in numbers:
                left.why.setdefault(number, f"{check.code} in {check.column}")
        else:
            numbers = fetch.column(hit.order_by("row").limit(ROWS_NAMED).row)
        problems.append(
            Problem(table=table, code=check.code, column=check.column, effect=check.effect,
                    count=count, rows=tuple(sorted(numbers)[:ROWS_NAMED]))
        )  # fmt: skip
    if left.ragged:
        problems.append(
            Problem(table=table, code="wrong number of columns", column="", effect="rejected",
                    count=len(left.ragged), rows=tuple(left.ragged)[:ROWS_NAMED])
        )  # fmt: skip
    return problems


def _literal_date(day: date) -> Any:
    import ibis

    return ibis.literal(day)


def _small(number: int) -> Any:
    import ibis

    return ibis.literal(number, type="int16")
