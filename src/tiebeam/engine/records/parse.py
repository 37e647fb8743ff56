"""From the text of an export to typed columns, as Ibis expressions.

Nothing is executed here. The way goes in three steps, each with one row per source row, in the same
order: `as_written` takes what can be read as it stands, `as_read` looks harder at the rest, and
`typed` adds a bit mask `flags` that says which of `checks` each row failed. Who runs them keeps
each step apart (as a view): put together, every value would be worked out wherever it is named.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from typing import Any, Final

import ibis

from tiebeam.engine.records.dates import beginning_of, months_after
from tiebeam.engine.records.fields import Kind
from tiebeam.engine.records.ids import (
    ASKED_OF_IDS,
    Numbering,
    WrittenIds,
    first_look_at_ids,
    written_ids,
)
from tiebeam.engine.records.mapping import NEEDED, Column, TableMapping
from tiebeam.engine.records.problems import Effect

#: Dates that HR systems write where there is none.
SENTINELS: Final = (
    date(1753, 1, 1),
    date(1899, 12, 30),
    date(1899, 12, 31),
    date(1900, 1, 1),
    date(2999, 12, 31),
    date(9999, 12, 31),
)
#: What lies after this stands for "for ever", whichever day a system writes for it.
_FAR: Final = date(2900, 1, 1)


def _try_strptime(text: str, how: str) -> datetime:
    """DuckDB's own; gives nothing where the text is no such date."""
    raise NotImplementedError


_as_moment: Any = ibis.udf.scalar.builtin(_try_strptime, name="try_strptime")


@dataclass(frozen=True)
class Check:
    """One test that a row may fail: bit `bit` of the mask of flags."""

    bit: int
    code: str
    column: str
    effect: Effect


@dataclass(frozen=True)
class Look:
    """What a first look at one column of text found; it spares ten million rows what only a few
    need.

    values  the different values of a category, as they are written; None for other columns
    padded  whether any value has blanks around it
    absent  whether any value is written that means that nothing is known
    ids     how ids are written, of a column that holds nothing but ids
    numbering  how they become numbers; None where they stay text
    """

    values: tuple[str, ...] | None
    padded: bool
    absent: bool
    ids: WrittenIds | None = None
    numbering: Numbering | None = None


@dataclass
class Typed:
    """The typed table as an expression, and what its flags mean."""

    columns: dict[str, ibis.Value] = field(default_factory=dict)
    failures: list[ibis.Value] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    categories: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def flag(self, failed: ibis.Value, code: str, column: str, effect: Effect) -> None:
        like = [c for c in self.checks if (c.code, c.effect) == (code, effect)]
        if like and len(self.checks) >= _BITS_OF_THEIR_OWN and effect != "rejected":
            # A mask has 63 bits, and a table may have 500 columns.
            bit = like[-1].bit
            self.failures[bit] = self.failures[bit] | failed
            self.checks[bit] = Check(bit, code, "several columns", effect)
            return
        self.checks.append(Check(len(self.checks), code, column, effect))
        self.failures.append(failed)

    def flags(self) -> ibis.Value:
        kind = _smallest_integer(len(self.checks))
        nothing = ibis.literal(0, type=kind)
        if not self.checks:
            return nothing
        mask: ibis.Value = nothing
        for check, failed in zip(self.checks, self.failures, strict=True):
            bit = ibis.literal(1 << check.bit, type=kind)
            mask = mask + ibis.ifelse(failed, bit, nothing)
        # Nearly every row passes every check, and then the bits need not be put together.
        return ibis.ifelse(reduce(operator.or_, self.failures), mask, nothing).cast(kind)

    def table(self, read: ibis.Table) -> ibis.Table:
        more = [name for name in ("row",) if name in read.columns]
        return read.select(*more, **self.columns, flags=self.flags())


_BITS_OF_THEIR_OWN: Final = 48


def _smallest_integer(bits: int) -> str:
    return next(kind for kind, room in (("int16", 15), ("int32", 31), ("int64", 63)) if bits < room)


#: Under which a first look gives the number of rows.
ROWS: Final = "all rows"


def first_look(raw: ibis.Table, table: TableMapping) -> ibis.Table:
    """One row that `looks` reads: of every mapped column, what is written in it; and ROWS."""
    seen: dict[str, Any] = {ROWS: raw.count()}
    for name, column, kind in _read_columns(table):
        text = raw[column]
        if kind in _CATEGORIES:
            # With the missing ones: to leave them out takes longer than to find them.
            seen[f"{name} values"] = text.collect(distinct=True, include_null=True)
        elif kind == "text":
            seen[f"{name} padded"] = _maybe_padded(text).any()
            seen[f"{name} absent"] = _is_any(text, ("", *table.missing)).any()
            seen |= {f"{name} {key}": asked for key, asked in first_look_at_ids(text).items()}
    return raw.aggregate(**seen)


def looks(found: Mapping[str, Any], table: TableMapping) -> dict[str, Look]:
    """What `first_look` found, by the name of each column."""
    seen = {}
    for name, _, kind in _read_columns(table):
        if kind in _CATEGORIES:
            stated = found[f"{name} values"] or ()
            values = tuple(sorted(value for value in stated if value is not None))
            padded = any(value != value.strip(_BLANKS) for value in values)
            absent = any(value.strip(_BLANKS) in {"", *table.missing} for value in values)
            seen[name] = Look(values, padded, absent)
        elif kind == "text":
            padded, absent = bool(found[f"{name} padded"]), bool(found[f"{name} absent"])
            asked = {key: found[f"{name} {key}"] for key in ASKED_OF_IDS}
            written = written_ids(asked, dirty=padded or absent)
            seen[name] = Look(None, padded, absent, ids=written)
        else:
            # A date or number is cleaned only where it can't be read as it stands.
            seen[name] = Look(None, padded=False, absent=False)
    return seen


_CATEGORIES: Final = frozenset({"category", "path"})


def _read_columns(table: TableMapping) -> Iterator[tuple[str, str, Kind]]:
    """Every column that is read, by our name: its header and how its values are read."""
    for column in table.columns():
        yield column.name, column.column, column.kind
    for stage in table.stages:
        yield stage, stage, "date"
    for source in dict.fromkeys(c.source_column for c in table.attributes.values()):
        if source:
            yield f"source of {source}", source, "category"


def as_written(raw: ibis.Table, table: TableMapping, **more: ibis.Value) -> ibis.Table:
    """The columns of an export by canonical name, with what can be read as it stands.

    raw      one row per row of the export; every column is text or null
    more     further columns to be kept
    Returns  for every column its text, as `<name> text`; and of a date or number its value, null
             where it has to be looked at more closely
    """
    columns: dict[str, ibis.Value] = {}
    for name, header, kind in _read_columns(table):
        text: Any = raw[header]
        columns[f"{name} text"] = text
        if kind == "date":
            columns[name] = _one_format(text, table.dates[0])
            if name in _YEARS:
                short = text.length() == len("2016")
                columns[name] = ibis.ifelse(short, ibis.null("date"), columns[name])
                year = ibis.ifelse(short, text.try_cast("int16"), ibis.null("int16"))
                columns[f"{name} year"] = year
        elif kind in {"number", "integer"}:
            plain = table.decimal != ","
            columns[name] = text.try_cast("float64") if plain else ibis.null("float64")
    return raw.select(**columns, **more)


def as_read(written: ibis.Table, table: TableMapping, seen: Mapping[str, Look]) -> ibis.Table:
    """The same columns, each of its kind; null where nothing is written, or nothing to be read.

    seen  what a first look found
    """
    columns: dict[str, ibis.Value] = {}
    for name, _, kind in _read_columns(table):
        text, look = written[f"{name} text"], seen[name]
        if kind == "date":
            columns[name] = _as_date(name, written, table)
        elif kind in {"number", "integer"}:
            columns[name] = _as_number(name, written, table)
        elif look.values is not None:
            columns[name] = _category(text, look, table.missing)
        else:
            dirty = look.padded or look.absent
            if look.numbering:
                columns[name] = look.numbering.number(text)
                continue
            # A spreadsheet's 1318.0 is the same person as 1318.
            columns[name] = _without_point(_cleaned(text, table.missing) if dirty else text)
    return written.mutate(**columns)


def typed(read: ibis.Table, table: TableMapping, seen: Mapping[str, Look]) -> Typed:
    """What each row says, as text, dates and numbers, by canonical name, and what is wrong with it.

    read     what `as_read` gives
    Returns  columns named as in the mapping, each of its kind; `flags` (integer)
    """
    out = Typed()
    known = {column.name: column for column in table.columns()}
    for name, header, kind in _read_columns(table):
        column = known.get(name) or Column(
            name=name, column=header, kind=kind, field_class="hr", values={}
        )
        text, look = read[f"{name} text"], seen[name]
        if look.padded:
            padded = text.length() != _trimmed(text).length()
            out.flag(padded, "spaces around a value", header, "noted")
        out.columns[name] = read[name]
        if look.values is not None:
            out.categories[name] = _clean_values(look, table.missing)
        elif kind != "text":
            _CHECKS[kind](out, column, read, table)
        elif name == "person" and "person" in NEEDED[table.shape or table.name]:
            out.flag(read[name].isnull(), "blank id", header, "rejected")
    _order_of_dates(out, table)
    if "born" in out.columns and any(_SHORT_YEAR.search(how) for how in table.dates):
        out.columns["born"] = _born_before_working(out, read["born text"])
    return out


def _category(text: Any, look: Look, missing: tuple[str, ...]) -> Any:
    """A category is cleaned value by value, not row by row."""
    clean = _by_value(look, missing)
    changed = {value: short for value, short in clean.items() if value != short}
    if len(changed) > _FEW:
        return _cleaned(text, missing)
    for value, short in changed.items():
        text = ibis.ifelse(text == value, ibis.null("string") if short is None else short, text)
    return text


def _clean_values(look: Look, missing: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({v for v in _by_value(look, missing).values() if v is not None}))


def _by_value(look: Look, missing: tuple[str, ...]) -> dict[str, str | None]:
    """What each value is without its blanks; None where it means that nothing is known."""
    nothing = {"", *missing}
    trimmed = {value: value.strip(_BLANKS) for value in look.values or ()}
    return {value: None if short in nothing else short for value, short in trimmed.items()}


#: More values than this to clean, and cleaning every row is faster; a thousand would be too deep.
_FEW: Final = 20

#: Blanks of all widths: French numbers are grouped with a narrow one that does not break.
_BLANKS: Final = " \t\n\v\f\r\u00a0\u2009\u202f"


def _trimmed(text: Any) -> Any:
    return text.re_replace(rf"^[{_BLANKS}]+|[{_BLANKS}]+$", "")


def _cleaned(text: Any, missing: tuple[str, ...]) -> Any:
    """The text without blanks around it; null where it is empty or means that nothing is known."""
    trimmed = _trimmed(text)
    return ibis.ifelse(_is_any(trimmed, ("", *missing)), ibis.null("string"), trimmed)


def _unread(text: Any, value: Any, missing: tuple[str, ...]) -> Any:
    """Whether something is written that could not be read; cleaned only where in question."""
    in_question = text.notnull() & value.isnull()
    return ibis.ifelse(in_question, _cleaned(text, missing).notnull(), False)


def _maybe_padded(text: Any) -> Any:
    # Everything up to the blank sorts before "!", so one comparison finds most blanks at the start.
    wide = [blank for blank in _BLANKS if blank > "!"]
    starts = reduce(operator.or_, (text.startswith(blank) for blank in wide), text < "!")
    return reduce(operator.or_, (text.endswith(blank) for blank in _BLANKS), starts)


def _is_any(value: Any, options: Iterable[Any]) -> Any:
    """Whether a value is one of a few.

    Not `isin`: DuckDB turns a longer list into a join, and a join does not keep the order of the
    rows, by which every problem is reported.
    """
    return reduce(operator.or_, (value == option for option in options))


#: A year of two digits in a way of writing dates.
_SHORT_YEAR: Final = re.compile("%-?y")


def _born_before_working(out: Typed, text: Any) -> Any:
    """Two digits are a year up to 2068, but nobody works before they are born."""
    born = out.columns["born"]
    first = next(out.columns[n] for n in ("hired", "from", "period", "on") if n in out.columns)
    late = (born >= first) & ~text.re_search(_YEAR)
    return ibis.ifelse(late, months_after(born, -12 * 100), born)


def _order_of_dates(out: Typed, table: TableMapping) -> None:
    """A last day before the first: such a row can't be placed, a snapshot's state still can."""
    first, last = ("from", "to") if table.shape == "spells" else ("hired", "left")
    if not {first, last} <= set(out.columns):
        return
    wrong = out.columns[last] < out.columns[first]
    places = last in _PLACES_IN_TIME[table.shape or table.name]
    column = table.fields[last].column
    out.flag(wrong, "leave before hire", column, "rejected" if places else "mended")
    out.columns[last] = ibis.ifelse(wrong.fill_null(False), ibis.null("date"), out.columns[last])


def _without_point(text: Any) -> Any:
    # A cast that fails takes long, so it is tried only where it decides something.
    whole = ibis.ifelse(text.endswith(".0"), text.try_cast("float64").notnull(), False)
    return ibis.ifelse(whole, text.substr(0, text.length() - 2), text)


def same_id(text: Any) -> Any:
    """An id as two tables can be joined by it, however each of them writes it."""
    return _without_point(_trimmed(text))


def _number(out: Typed, column: Column, read: Any, table: TableMapping) -> None:
    text, value = read[f"{column.name} text"], read[column.name]
    unread = _unread(text, value, table.missing)
    out.flag(unread, "unparseable number", column.column, "mended")
    if column.name == "pay":
        out.flag(value <= 0, "pay not above zero", column.column, "mended")
        value = ibis.ifelse(value > 0, value, ibis.null("float64"))
    out.columns[column.name] = value


def _as_number(name: str, written: Any, table: TableMapping) -> Any:
    value = _looked_at_again(written, name, lambda text: _any_number(text, table.decimal))
    # Not with `isfinite`: it would name the value twice, and so everything that it is made of.
    for endless in ("nan", "inf", "-inf"):
        value = value.nullif(float(endless))
    # Hours and points need no more digits, and half the room.
    return value if name == "pay" else value.cast("float32")


def _looked_at_again(written: Any, name: str, how: Callable[[Any], Any]) -> Any:
    """The value as it stands; read the slow way where there is none, though something is written.

    Only rows in question are read that way: a cast that fails takes long.
    """
    value, text = written[name], written[f"{name} text"]
    return ibis.ifelse(value.isnull() & text.notnull(), how(text), value)


def _any_number(text: Any, decimal: str) -> Any:
    plain = text.re_replace(rf"^[{_BLANKS}€$£]+|[{_BLANKS}€$£]+$", "")
    point, comma = (",", r"\.") if decimal == "," else (r"\.", ",")
    # A thousands separator only where it stands before three digits: 1,5 is not 15.
    grouped = plain.re_search(rf"^[-+]?\d{{1,3}}([{comma}{_BLANKS}'’]\d{{3}})+({point}\d+)?$")
    joined = plain.re_replace(rf"[{comma}{_BLANKS}'’]", "")
    written = ibis.ifelse(grouped, joined, plain)
    if decimal == ",":
        plain_number = written.re_search(r"^[-+]?\d+(,\d+)?$")
        written = ibis.ifelse(plain_number, written.replace(",", "."), ibis.null("string"))
    return written.try_cast("float64")


#: Rows without these dates can't be placed in time, so they can't go on.
_PLACES_IN_TIME: Final = {
    "people": {"hired", "left"},
    "spells": {"from", "to"},
    "snapshots": {"period"},
    "events": {"on"},
    "ratings": {"on"},
    "applications": set(),
}


def _date(out: Typed, column: Column, read: Any, table: TableMapping) -> None:
    text, value = read[f"{column.name} text"], read[column.name]
    unread = _unread(text, value, table.missing)
    places = column.name in _PLACES_IN_TIME[table.shape or table.name]
    effect: Effect = "rejected" if places else "mended"
    out.flag(unread, "unparseable date", column.column, effect)
    none: ibis.Value = value.isnull() & ~unread
    # Two comparisons rule out nearly every date; the list is looked at for the rest.
    odd = ~value.between(date(1902, 1, 1), _FAR)
    # A snapshot of the year 1900 is one.
    by_year = column.name == "period" and table.every == "year"
    listed = ibis.literal(False) if by_year else ibis.array(list(SENTINELS)).contains(value)
    sentinel = ibis.ifelse(odd, listed | (value > _FAR), False)
    out.flag(sentinel, "sentinel date", column.column, "noted")
    value = ibis.ifelse(sentinel, ibis.null("date"), value)
    none = none | sentinel
    if column.name == "period" and table.every:
        # A snapshot of the last day of a month speaks for the month, as the one of its first does.
        begins_one = read["period year"] >= _FIRST_YEAR
        value = ibis.ifelse(begins_one, value, beginning_of(value, table.every))
    if places and column.name not in {"left", "to"}:
        out.flag(none, "missing date", column.column, "rejected")
    out.columns[column.name] = value


#: Four digits below it are no year: 0201 is a date that lost its beginning.
_FIRST_YEAR: Final = 1000

#: Dates of which a year alone is enough.
_YEARS: Final = frozenset({"born", "period"})


def _as_date(name: str, written: Any, table: TableMapping) -> Any:
    """The date as it stands; in other formats or without blanks where that could not be read."""
    value = _looked_at_again(
        written,
        name,
        lambda text: ibis.coalesce(
            _first_that_fits(name, text, table), _first_that_fits(name, _trimmed(text), table)
        ),
    )
    if name not in _YEARS:
        return value
    year = written[f"{name} year"]
    return ibis.ifelse(year >= _FIRST_YEAR, ibis.date(year, 1, 1), value)


def _first_that_fits(name: str, text: Any, table: TableMapping) -> Any:
    dates = [_one_format(text, how) for how in table.dates]
    if name == "period":
        dates.append(_as_moment(text.concat("-01"), "%Y-%m-%d").date())
    if name in _YEARS:
        dates.insert(0, _whole_year(text))
    return ibis.coalesce(*dates) if len(dates) > 1 else dates[0]


def _one_format(text: Any, how: str) -> Any:
    if how == "%Y-%m-%d":
        # The cast is three times as fast as strptime for the way most systems write dates. But it
        # reads "infinity", and takes whatever follows a date for its time.
        usual = text.length() == len("2016-12-31")
        sound = ibis.ifelse(usual, text > "1", text.re_search(_DATE_AND_TIME))
        return ibis.ifelse(sound, text.try_cast("date"), ibis.null("date"))
    value = _as_moment(text, how).date()
    # %Y reads 7/5/11 as the year 11.
    return ibis.ifelse(text.re_search(_YEAR), value, ibis.null("date")) if "%Y" in how else value


_DATE_AND_TIME: Final = r"^[1-9]\d{3}[-/]\d{1,2}[-/]\d{1,2}([T ][\d:.,+Z -]*)?$"
_YEAR: Final = r"[1-9]\d{3}"


def _whole_year(text: Any) -> Any:
    """The first day of a year that a spreadsheet writes as 2016.0."""
    year = text.try_cast("float64")
    plausible = year.between(_FIRST_YEAR, 9999) & (year == year.floor())
    safe = ibis.ifelse(plausible, year, ibis.null("float64")).cast("int32")
    return ibis.date(safe, 1, 1)


_CHECKS: Final = {
    "number": _number,
    "integer": _number,
    "date": _date,
}
