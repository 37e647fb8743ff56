"""From files to a checked dataset: read, type, check, put in order, say what was wrong.

    a file -> connectors.read (text) -> records.parse (typed, flagged) -> records.spells (canonical)

The rules live in engine.records; here they are executed, in the order that needs least memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from tiebeam import connectors
from tiebeam.connectors import ROW, NoTable, Options
from tiebeam.engine.records import fetch
from tiebeam.engine.records import people as people_rules
from tiebeam.engine.records import spells as spell_rules
from tiebeam.engine.records.dataset import Dataset, Tally
from tiebeam.engine.records.fields import EVENTS, EXIT_REASONS, UNKNOWN
from tiebeam.engine.records.managers import rows_in_a_circle, rows_in_a_circle_over_time
from tiebeam.engine.records.mapping import USUAL_DATES, Column, Join, Mapping, TableMapping
from tiebeam.engine.records.parse import (
    Check,
    as_read,
    as_written,
    first_look,
    looks,
    same_id,
    typed,
)
from tiebeam.engine.records.presence import has_duplicates
from tiebeam.engine.records.problems import ROWS_NAMED, Effect, Problem
from tiebeam.engine.records.spells import Period, Reach
from tiebeam.workbench.locate import Inputs, Stamp, fingerprint, refuse_changed, stamp
from tiebeam.workbench.store import Store, by_number, by_value, quoted

Progress = Callable[[str], None]

#: What people meet while a large file is read.
STEPS: Final = ("reading", "describing people", "putting in order", "checking")


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
class Intake:
    """The dataset, the store that holds its tables, and the rows that were left out."""

    dataset: Dataset
    store: Store
    left: list[Left]


@dataclass
class _Read:
    """One table after reading: typed rows of all its files, and what was wrong with them."""

    rows: Any
    count: int
    mapping: TableMapping
    files: list[Left]
    problems: list[Problem]
    rejected: int

    def note(self, code: str, column: str, effect: Effect, numbers: Sequence[int]) -> None:
        if numbers:
            self.problems.append(_problem(self.mapping, code, column, effect, numbers))


def take_in(inputs: Inputs, mapping: Mapping, *, progress: Progress = lambda step: None) -> Intake:
    """Read and check a dataset.

    Raises  NoTable for a file that can't be read at all, NothingLeft when no row was acceptable
    """
    store = Store()
    progress(STEPS[0])
    before = {path: stamp(path) for path in inputs.paths()}
    # The digest is worked out beside the reading: it needs the same file, but another core.
    beside = ThreadPoolExecutor(max_workers=1)
    digests = beside.submit(fingerprint, inputs)
    workforce = _read(store, inputs, mapping.workforce)
    extra = {
        table.name: _read(store, inputs, table)
        for table in (mapping.ratings, mapping.applications)
        if table is not None
    }
    progress(STEPS[1])
    dataset = _ordered(store, mapping, workforce, progress)
    for name, read in extra.items():
        dataset = replace(dataset, **{name: _labelled(read)})
    every = [workforce, *extra.values()]
    digest = digests.result()
    # Each is read several times over, and what was read must be what the digest says.
    for path, seen in before.items():
        refuse_changed(path, seen)
    return Intake(
        dataset=replace(
            dataset,
            problems=tuple(problem for read in every for problem in read.problems),
            tallies=(*dataset.tallies, *(_tally(read) for read in extra.values())),
            fingerprint=digest,
        ),
        store=store,
        left=[
            each
            for read in every
            for left in read.files
            for each in (left, *left.joined)
            if each.why
        ],
    )


# --- one table: text to typed rows ----------------------------------------------------------------


def _read(store: Store, inputs: Inputs, table: TableMapping) -> _Read:
    parts, files, problems = [], [], []
    count = rejected = 0
    for place, file in enumerate(table.files):
        path = inputs.path_of(table, file)
        name = f"{table.name} {place}"
        rows, checks, left, found = _typed_file(store, inputs, table, path, name)
        problems += found
        total = fetch.one(rows.count()) + len(left.ragged)
        problems += _flagged(rows, checks, table.name, left)
        rejected += len(left.why)
        mask = sum(1 << check.bit for check in checks if check.effect == "rejected")
        rows = rows.filter((rows.flags & mask) == 0)
        if file.at is not None:
            rows = rows.mutate(period=_literal_date(spell_rules.first_day(file.at, table.every)))
        parts.append(rows.mutate(file=_small(place)) if len(table.files) > 1 else rows)
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
    return _Read(rows, count, table, files, problems, rejected)


def _typed_file(
    store: Store, inputs: Inputs, table: TableMapping, path: Path, name: str
) -> tuple[Any, list[Check], Left, list[Problem]]:
    """Typed rows of one file; read quickly, and if that fails, row by row."""
    import duckdb

    try:
        return _typed_once(store, inputs, table, path, name, careful=False)
    except duckdb.Error:
        pass
    try:
        return _typed_once(store, inputs, table, path, name, careful=True)
    except duckdb.Error:
        # The database's own words quote the row, so they go no further than this.
        raise NoTable(f"{path.name} can't be read as the mapping says. Export it again.") from None


def _typed_once(
    store: Store, inputs: Inputs, table: TableMapping, path: Path, name: str, *, careful: bool
) -> tuple[Any, list[Check], Left, list[Problem]]:
    options = how_written(table)
    source = connectors.read(
        path, into=store.db, name=f"{name} text", options=options, careful=careful
    )
    left = _left(path, table, source)
    problems: list[Problem] = []
    text = source.table
    if table.joins:
        text = store.keep(f"{name} alone", text, categories={})
        text = text if ROW in text.columns else text.mutate(**{ROW: _row_numbers(text)})
        for join in table.joins:
            text, found, beside = _joined(store, inputs, table, text, join, options, careful)
            problems += found
            left.joined.append(beside)
        in_order = text.order_by(text[ROW].cast("int64"))
        text = store.keep(f"{name} joined", in_order, categories={})
    _check_columns(table, tuple(text.columns), path)
    seen = looks(fetch.rows(first_look(text, table))[0], table)
    if source.typed and USUAL_DATES[0] not in table.dates:
        table = replace(table, dates=(*table.dates, *USUAL_DATES))
    numbered = {"row": text[ROW].cast("int64")} if ROW in text.columns else {}
    written = store.view(f"{name} as written", as_written(text, table, **numbered))
    read = store.view(f"{name} as read", as_read(written, table, seen))
    plan = typed(read, table, seen)
    # Compressed, because the spells are about to be written beside these rows.
    kept = store.keep(name, plan.table(read), categories=plan.categories, compressed=True)
    for temporary in (f"{name} alone", f"{name} joined"):
        store.drop(temporary)
    if "row" not in kept.columns:
        kept = kept.mutate(row=_row_numbers(kept))
    return kept, plan.checks, left, problems


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


# --- the workforce: typed rows to spells and people -----------------------------------------------


def _ordered(store: Store, mapping: Mapping, read: _Read, progress: Progress) -> Dataset:
    table = mapping.workforce
    rows = _canonical_values(read)
    reach, changes_until, known = _reach(rows, table)
    if missing := spell_rules.missing_periods(known, every=table.every):
        column = table.fields["period"].column if "period" in table.fields else ""
        read.problems.append(
            Problem(table=table.name, code="missing period", column=column, effect="noted",
                    count=missing, rows=())
        )  # fmt: skip
    # People first: what grouping them takes is free again when the spells are written.
    there = _presence(store, rows, table, known)
    people = _people(store, read, rows, there, table)
    progress(STEPS[2])
    attributes = [*table.attributes, *_sources(table), "born"]
    state = rows.drop(*(name for name in attributes if name in rows.columns))
    parts, to_spells = _how_to_order(there, table, reach, known)
    kept = store.keep_in_parts(
        "spells",
        state,
        to_spells,
        parts=parts,
        like=[c.name for c in table.columns()],
        categories=_CLOSED_SPELL_COLUMNS,
    )
    spell_count = fetch.one(kept.count())
    progress(STEPS[3])
    merged = _merged(read, rows, kept, spell_count)
    _manager_circles(store, read, kept)
    _mixed_ids(read, rows, people)
    people_count = fetch.one(people.count())
    currencies = _currencies(read, kept, mapping)
    store.drop("people of one answer")
    for place in range(len(table.files)):
        store.drop(f"{table.name} {place}")
    tally = _tally(read, merged=merged)
    return Dataset(
        mapping=mapping,
        spells=kept,
        people=people,
        reach=reach,
        changes_until=changes_until,
        levels=_level_names(table),
        currencies=currencies,
        spell_count=spell_count,
        people_count=people_count,
        tallies=(tally,),
    )


_CLOSED_SPELL_COLUMNS: Final = {
    "began": spell_rules.BEGINNINGS,
    "ended": spell_rules.ENDINGS,
    "exit_reason": EXIT_REASONS,
}


def _sources(table: TableMapping) -> list[str]:
    return [f"source of {c.source_column}" for c in table.attributes.values() if c.source_column]


def _how_to_order(
    there: Any, table: TableMapping, reach: Reach, known: tuple[Period, ...]
) -> tuple[Callable[[Any], Iterator[Any]], Callable[[Any], Any]]:
    """How to divide the rows, and the function from one part of them to its spells."""
    by_person = partial(by_value, column="person")
    if table.shape == "snapshots":
        ordered = partial(spell_rules.from_snapshots, there=there, every=table.every, known=known)
        # Looked up first, because choosing among duplicates costs more than finding none.
        if fetch.one(has_duplicates(there)):
            return by_person, lambda some: ordered(spell_rules.one_row_each(some))
        return partial(by_number, column="row"), ordered
    if table.shape == "people":
        how = spell_rules.from_people
    elif table.shape == "spells":
        how = spell_rules.from_spells
    else:
        return by_person, partial(spell_rules.from_events, reach=reach)
    return by_person, partial(how, reach=reach, gap_days=table.gap_days)


def _canonical_values(read: _Read) -> Any:
    """Values by the names used here: reasons of leaving, events, units; the level of a grade."""
    rows, table = read.rows, read.mapping
    for name, column in (*table.fields.items(), *table.tags.items()):
        if column.kind not in {"category", "path"}:
            continue
        if not (column.values or column.separator or column.ladder or name in _CLOSED):
            continue
        stated = _distinct(rows[name])
        if column.ladder:
            rows = _with_level(read, rows, column, stated)
        named = {value: _named(column, value) for value in stated}
        unknown = [value for value, name in named.items() if name is None]
        if unknown:
            numbers = _rows_of_interest(rows, name).filter(rows[name].isin(unknown))
            numbers = fetch.column(numbers.row)
            read.note("unknown value", column.column, "mended", numbers)
        changed = {v: n or UNKNOWN for v, n in named.items() if n != v}
        if changed:
            rows = rows.mutate(**{name: rows[name].substitute(changed, else_=rows[name])})
    return rows


#: Fields whose values come from a closed list.
_CLOSED: Final = {"exit_reason": EXIT_REASONS, "event": EVENTS}


def _rows_of_interest(rows: Any, name: str) -> Any:
    """A reason of leaving matters only where somebody left."""
    last_day = next((c for c in ("left", "to") if c in rows.columns), None)
    if name != "exit_reason" or last_day is None:
        return rows
    return rows.filter(rows[last_day].notnull())


def _named(column: Column, value: str) -> str | None:
    if column.name in _CLOSED:
        lowered = value.casefold()
        usual = lowered if lowered in _CLOSED[column.name] else None
        return column.values.get(value, usual)
    if column.separator:
        parts = [part.strip() for part in value.split(column.separator)]
        value = " / ".join(part for part in parts if part)
    return column.values.get(value, value)


def _distinct(column: Any) -> list[str]:
    values = fetch.column(column.as_table().distinct()[column.get_name()])
    return sorted(value for value in values if value is not None)


def _with_level(read: _Read, rows: Any, column: Column, stated: list[str]) -> Any:
    levels = {grade: column.level(column.values.get(grade, grade)) for grade in stated}
    off = [grade for grade, level in levels.items() if level is None]
    if off:
        numbers = fetch.column(rows.filter(rows.grade.isin(off)).row)
        read.note("unknown grade", column.column, "noted", numbers)
    steps = {grade: level for grade, level in levels.items() if level is not None}
    import ibis

    level = rows.grade.substitute(steps, else_=ibis.null("int16")) if steps else ibis.null("int16")
    return rows.mutate(level=level.cast("int16"))


def _level_names(table: TableMapping) -> tuple[str, ...]:
    grade = table.fields.get("grade")
    if grade is None:
        return ()
    if grade.level_names:
        return grade.level_names
    return tuple(step[0].strip("*").strip().title() if "*" in step[0] else step[0]
                 for step in grade.ladder)  # fmt: skip


def _reach(rows: Any, table: TableMapping) -> tuple[Reach, date, tuple[Period, ...]]:
    """What time the export covers, and until when a change would have been seen."""
    if table.shape == "snapshots":
        days = fetch.column(rows.select("period").distinct().period)
        known = spell_rules.periods([day for day in days if day], every=table.every)
        changes = known[-1].begins - timedelta(days=1)
        return Reach(first=known[0].begins, until=known[-1].ends), changes, known
    names = [n for n in ("hired", "left", "from", "to", "on") if n in rows.columns]
    low = rows.aggregate(**{f"low {n}": rows[n].min() for n in names})
    high = rows.aggregate(**{f"high {n}": rows[n].max() for n in names})
    lows = [day for day in fetch.rows(low)[0].values() if day]
    highs = [day for day in fetch.rows(high)[0].values() if day]
    last = max(highs)
    return Reach(first=min(lows), until=last + timedelta(days=1)), last, ()


def _presence(store: Store, rows: Any, table: TableMapping, known: tuple[Period, ...]) -> Any:
    """One row per person: what all their rows say alike, and in which snapshots they are."""
    asked = {}
    if table.shape == "snapshots":
        asked = spell_rules.presence_in(rows, every=table.every, known=known)
    found = people_rules.people_of_one_answer(rows, table, **asked)
    return store.keep("people of one answer", found, categories={})


def _people(store: Store, read: _Read, rows: Any, there: Any, table: TableMapping) -> Any:
    order = {"snapshots": "period", "people": "hired", "spells": "from", "events": "on"}
    theirs = rows.semi_join(there.filter(~there[people_rules.SETTLED]), "person")
    latest = people_rules.people(theirs, table, order=order[table.shape or ""])
    stated = there.filter(there[people_rules.SETTLED]).select(*latest.columns).union(latest)
    named, categories = {}, {}
    for name, column in table.attributes.items():
        values = _distinct(rows[name])
        named[name] = people_rules.labels(column, values)
        categories[name] = sorted({named[name].get(v, v) for v in values} | {UNKNOWN})
        changed = fetch.one(there[f"{name} changed"].sum()) or 0
        if changed:
            read.problems.append(
                Problem(table=table.name, code="changed answer", column=column.column,
                        effect="mended", count=changed, rows=())
            )  # fmt: skip
    return store.keep("people", people_rules.with_labels(stated, named), categories=categories)


def _merged(read: _Read, rows: Any, kept: Any, spell_count: int) -> int:
    """Rows for which another row speaks: noted, and listed among those left out."""
    if read.mapping.shape == "events":
        return 0
    merged = read.count - read.rejected - spell_count
    if merged:
        place = ["file", "row"] if "file" in kept.columns else ["row"]
        gone = fetch.rows(rows.anti_join(kept, place).select(*place))
        read.note("duplicate person-period", read.mapping.fields["person"].column, "merged",
                  [each["row"] for each in gone])  # fmt: skip
        for each in gone:
            left = read.files[each.get("file", 0)]
            left.why[each["row"]] = "merged: another row speaks for it"
    if read.mapping.shape in {"people", "spells"}:
        cut = fetch.column(kept.filter(kept.was_cut).row)
        read.note("overlapping spells", read.mapping.fields["person"].column, "mended", cut)
    return merged


def _manager_circles(store: Store, read: _Read, kept: Any) -> None:
    if "manager" not in kept.columns:
        return
    look = rows_in_a_circle if read.mapping.shape == "snapshots" else rows_in_a_circle_over_time
    found = look(kept)
    if not found:
        return
    numbers = [number for _, number in found]
    read.note("manager cycle", read.mapping.fields["manager"].column, "mended", numbers)
    place = "(file, row)" if "file" in kept.columns else "(0, row)"
    listed = ", ".join(f"({file}, {number})" for file, number in found)
    store.db.raw_sql(f"update {quoted('spells')} set manager = null where {place} in ({listed})")


def _mixed_ids(read: _Read, rows: Any, people: Any) -> None:
    """Ids of two kinds in one column are often two systems, so one person may count twice."""
    numeric = people.person.try_cast("int64").notnull()
    found = people.aggregate(numbers=numeric.sum(), people=people.count())
    numbers, every = fetch.rows(found)[0].values()
    if numbers in (0, None, every):
        return
    wanted = numeric if numbers * 2 < every else ~numeric
    rare = rows.semi_join(people.filter(wanted), "person")
    listed = fetch.column(rare.row)
    read.note("mixed id types", read.mapping.fields["person"].column, "noted", listed)


def _currencies(read: _Read, kept: Any, mapping: Mapping) -> tuple[str, ...]:
    """The currencies of all pay; "" stands for pay whose currency nobody said."""
    if "pay" not in kept.columns:
        return ()
    if "currency" not in kept.columns:
        if not mapping.currency:
            paid = fetch.column(kept.filter(kept.pay.notnull()).row)
            read.note("pay without currency", read.mapping.fields["pay"].column, "noted", paid)
        return (mapping.currency,)
    paid = kept.filter(kept.pay.notnull())
    paid = paid.mutate(currency=paid.currency.cast("string").fill_null(mapping.currency))
    counts = fetch.rows(paid.group_by("currency").aggregate(n=paid.count()))
    usual = max(counts, key=lambda each: (each["currency"] != "", each["n"]), default=None)
    if usual and (len(counts) > 1 or not usual["currency"]):
        odd = paid.filter((paid.currency != usual["currency"]) | (paid.currency == ""))
        column = read.mapping.fields["currency"].column
        read.note("pay without currency", column, "noted", fetch.column(odd.row))
    return tuple(sorted(each["currency"] for each in counts))


def _labelled(read: _Read) -> Any:
    """Ratings or applications: values by the names used here, attributes never null."""
    rows = _canonical_values(read)
    named = {
        name: people_rules.labels(column, _distinct(rows[name]))
        for name, column in read.mapping.attributes.items()
    }
    return people_rules.with_labels(rows, named)


def _tally(read: _Read, *, merged: int = 0) -> Tally:
    return Tally(
        table=read.mapping.name,
        read=read.count,
        accepted=read.count - read.rejected - merged,
        merged=merged,
        rejected=read.rejected,
    )


def _literal_date(day: date) -> Any:
    import ibis

    return ibis.literal(day)


def _small(number: int) -> Any:
    import ibis

    return ibis.literal(number, type="int16")
