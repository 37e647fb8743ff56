"""The mapping: which column of an export is what, and who may know it.

A mapping is plain data (a TOML file, read elsewhere). `parse` turns it into `Mapping` and says
exactly what is wrong where it can't.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Any, Final, Literal, cast

from tiebeam.engine.records.fields import (
    BY_NAME,
    DERIVED,
    EVENTS,
    EXIT_REASONS,
    FIELD_CLASSES,
    SOURCES,
    FieldClass,
    Kind,
)

SCHEMA: Final = "tiebeam.mapping/1"

Shape = Literal["people", "spells", "snapshots", "events"]
SHAPES: Final[tuple[Shape, ...]] = ("people", "spells", "snapshots", "events")

#: What each shape cannot do without.
NEEDED: Final[Table[str, tuple[str, ...]]] = {
    "people": ("person", "hired"),
    "spells": ("person", "from"),
    "snapshots": ("person",),
    "events": ("person", "on", "event"),
    "ratings": ("person", "on", "rating"),
    "applications": ("stages",),
}

#: Stands between the parts of a path, the outermost first.
BETWEEN: Final = " / "

#: Time written as dates, if the mapping does not say how.
USUAL_DATES: Final = ("%Y-%m-%d",)


class BadMapping(ValueError):
    """The mapping can't be used; the message names the place in it and what would be right."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the export and what it means.

    name      canonical field, or the attribute's or tag's own name
    column    its header in the export
    values    what a value of the export means here
    called    what the organisation calls what a value means, if other than that; of a path, also
              the beginning of it
    ladder    grades only: the steps from the lowest up, each a list of patterns ("SERGEANT*")
    several   what stands between several answers in one cell
    """

    name: str
    column: str
    kind: Kind
    field_class: FieldClass
    values: Table[str, str]
    called: Table[str, str] = field(default_factory=dict)
    ladder: tuple[tuple[str, ...], ...] = ()
    level_names: tuple[str, ...] = ()
    separator: str = ""
    several: str = ""
    source: str = ""
    source_column: str = ""
    not_stated: tuple[str, ...] = ()
    reason: str = ""

    def meant(self, value: str) -> str:
        """What a value of the export means, before anybody called it otherwise."""
        if self.separator:
            parts = [part.strip() for part in value.split(self.separator)]
            value = BETWEEN.join(part for part in parts if part)
        return self.values.get(value, value)

    def named(self, meant: str) -> str:
        """What the organisation calls it; of a path, the longest beginning that it calls so."""
        if self.kind != "path" or not self.called:
            return self.called.get(meant, meant)
        parts = meant.split(BETWEEN)
        for n in range(len(parts), 0, -1):
            beginning = BETWEEN.join(parts[:n])
            if beginning in self.called:
                return BETWEEN.join([self.called[beginning], *parts[n:]])
        return meant

    def level(self, grade: str) -> int | None:
        """Step of a grade on the ladder, 1 the lowest; None when it is off the ladder."""
        for step, patterns in enumerate(self.ladder, start=1):
            if any(fnmatchcase(grade.casefold(), pattern.casefold()) for pattern in patterns):
                return step
        return None


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One file of a table; `at` is the day it shows, for snapshots without a period column."""

    name: str | None
    at: date | None = None


@dataclass(frozen=True, kw_only=True)
class Join:
    """A second table whose columns are added to each row with the same key."""

    file: str
    left: str
    right: str


@dataclass(frozen=True, kw_only=True)
class TableMapping:
    """One table of the dataset: its files, how it is written, and its columns by role."""

    name: str
    shape: Shape | None
    files: tuple[SourceFile, ...]
    every: str
    joins: tuple[Join, ...]
    dates: tuple[str, ...]
    missing: tuple[str, ...]
    sheet: str
    delimiter: str
    decimal: str
    encoding: str
    gap_days: int
    fields: Table[str, Column]
    tags: Table[str, Column]
    attributes: Table[str, Column]
    stages: tuple[str, ...] = ()

    def columns(self) -> tuple[Column, ...]:
        """Every mapped column: fields, then tags, then attributes."""
        return (*self.fields.values(), *self.tags.values(), *self.attributes.values())


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """How one dataset is to be read."""

    organisation: str
    currency: str
    workforce: TableMapping
    ratings: TableMapping | None = None
    applications: TableMapping | None = None

    def tables(self) -> tuple[TableMapping, ...]:
        every = (self.workforce, self.ratings, self.applications)
        return tuple(table for table in every if table is not None)

    def field_class(self, name: str) -> FieldClass:
        """Who may know a field, tag or attribute of the workforce; `level` is as its grade."""
        column = self.column(name)
        return column.field_class if column else "directory"

    def column(self, name: str) -> Column | None:
        table = self.workforce
        wanted = "grade" if name == "level" else name
        return table.fields.get(wanted) or table.tags.get(wanted) or table.attributes.get(wanted)

    def canonical_name(self, word: str, *, table: str = "workforce") -> str:
        """The name we use for what somebody calls `word`: ours, or the header in their export.

        table  whose headers are looked at first, before those of the workforce
        """
        asked = [each for each in self.tables() if each.name == table != "workforce"]
        for each in (*asked, self.workforce):
            names = {column.name for column in each.columns()}
            if word == "level" or word in names:
                return word
            for column in each.columns():
                if column.column.casefold() == word.casefold():
                    return column.name
        return word


def parse(raw: Table[str, Any]) -> Mapping:
    """The mapping that plain data (of a TOML file) describes.

    Raises  BadMapping that names the place and what would be right
    """
    if raw.get("schema") != SCHEMA:
        raise BadMapping(f'The mapping should begin with schema = "{SCHEMA}".')
    _only(raw, "the mapping", {"schema", "organisation", "currency", "workforce", "ratings",
                               "applications"})  # fmt: skip
    if not isinstance(raw.get("workforce"), dict):
        raise BadMapping("The mapping needs a [workforce] table.")
    extra = {name: _table(name, raw[name]) for name in ("ratings", "applications") if name in raw}
    return Mapping(
        organisation=_text(raw, "organisation", "the mapping"),
        currency=_text(raw, "currency", "the mapping"),
        workforce=_table("workforce", raw["workforce"]),
        **extra,
    )


_TABLE_KEYS: Final = {
    "shape", "file", "files", "every", "join", "dates", "missing", "sheet", "delimiter", "decimal",
    "encoding", "gap_days", "fields", "tags", "attributes",
}  # fmt: skip


def _table(name: str, raw: Any) -> TableMapping:
    place = f"[{name}]"
    if not isinstance(raw, dict):
        raise BadMapping(f"{place} should be a table.")
    _only(raw, place, _TABLE_KEYS)
    shape = _shape(raw, place) if name == "workforce" else None
    stated = _inner(raw, "fields", place)
    stages = _texts(stated, "stages", (), place) if name == "applications" else ()
    fields = {key: _field(place, key, value) for key, value in stated.items() if key != "stages"}
    if "stages" in stated and name != "applications":
        raise BadMapping(f"{place[:-1]}.fields] can't hold stages: they are for applications.")
    table = TableMapping(
        name=name,
        shape=shape,
        files=_files(raw, place),
        every=_one_of(raw, "every", ("", "year", "month"), place),
        joins=tuple(_join(each, place) for each in _list(raw.get("join", []))),
        dates=_dates(raw, place),
        missing=_texts(raw, "missing", (), place),
        sheet=_text(raw, "sheet", place),
        delimiter=_text(raw, "delimiter", place),
        decimal=_one_of(raw, "decimal", ("", ".", ","), place),
        encoding=_text(raw, "encoding", place),
        gap_days=_days(raw, "gap_days", place),
        fields=fields,
        tags={key: _tag(place, key, value) for key, value in _inner(raw, "tags", place).items()},
        attributes={
            key: _attribute(place, key, value)
            for key, value in _inner(raw, "attributes", place).items()
        },
        stages=stages,
    )
    _check_needed(table, place)
    return table


def _shape(raw: Table[str, Any], place: str) -> Shape:
    if raw.get("shape") not in SHAPES:
        raise BadMapping(f"{place} needs shape, one of: {', '.join(SHAPES)}.")
    return cast(Shape, raw["shape"])


def _check_needed(table: TableMapping, place: str) -> None:
    have = {*table.fields, *(["stages"] if table.stages else [])}
    for needed in NEEDED[table.shape or table.name]:
        if needed not in have:
            raise BadMapping(f"{place[:-1]}.fields] needs '{needed}': {BY_NAME[needed].words}")
    undated = table.shape == "snapshots" and not all(file.at for file in table.files)
    if undated and "period" not in have:
        raise BadMapping(
            f"{place} holds snapshots, so it needs a 'period' field, "
            "or files that each say the day they show: files = [{ file = …, at = 2024-12-31 }]."
        )
    _check_names(table, place)


#: Columns that reading and counting make themselves, beside those of `fields`.
_OURS: Final = frozenset(
    {*DERIVED, "file", "flags", "open", "follows", "preceded", "next_begins", "last_ends",
     "new_stint", "leaves", "joins", "next_on", "next_leaves", "next_joins", "next_reason", "here",
     "was_here", "was_cut", "joined_on", "place", "stated", "level", "just_before", "just_after",
     "earlier", "_number", "rowid", "n"}
)  # fmt: skip


def _check_names(table: TableMapping, place: str) -> None:
    for name in (*table.tags, *table.attributes):
        if name.casefold() in _OURS or name.casefold() in BY_NAME:
            raise BadMapping(
                f"{place} can't call a tag or an attribute '{name}': we use that name."
            )
        # Columns that reading makes of others have a blank: `gender source`, `hired text`.
        if not name.isprintable() or not name or " " in name:
            raise BadMapping(
                f"{place} can't call a tag or an attribute '{name}': give it a name without blanks."
            )
    names = [column.name.casefold() for column in table.columns()]
    for name in names:
        if names.count(name) > 1:
            raise BadMapping(f"{place} uses the name '{name}' twice.")


def _files(raw: Table[str, Any], place: str) -> tuple[SourceFile, ...]:
    if "files" not in raw:
        return (SourceFile(name=_text(raw, "file", place) or None),)
    files = []
    for each in _list(raw["files"]):
        if not isinstance(each, dict):
            raise BadMapping(f'{place} files should look like [{{ file = "2024.csv" }}].')
        _only(each, f"{place} files", {"file", "at"})
        files.append(SourceFile(name=_text(each, "file", place) or None, at=_at(each, place)))
    if not files:
        raise BadMapping(f"{place} files should name at least one file.")
    if "file" in raw:
        raise BadMapping(f"{place} should say file or files, not both.")
    return tuple(files)


def _at(raw: Table[str, Any], place: str) -> date | None:
    at = raw.get("at")
    if isinstance(at, datetime):
        return at.date()
    if at is None or isinstance(at, date):
        return at
    try:
        return date.fromisoformat(at)
    except (TypeError, ValueError):
        raise BadMapping(f"{place}: at = '{at}' should be a date such as 2024-12-31.") from None


def _inner(raw: Table[str, Any], key: str, place: str) -> dict[str, Any]:
    value = raw.get(key, {})
    if not isinstance(value, dict):
        raise BadMapping(f"{place} {key} should be a table.")
    return value


def _texts(raw: Table[str, Any], key: str, usual: tuple[str, ...], place: str) -> tuple[str, ...]:
    values = _list(raw.get(key, usual))
    if not all(isinstance(value, str) for value in values):
        raise BadMapping(f"{place} {key} should be a list of texts.")
    return tuple(values)


#: What may follow a % in the way dates are written: days, times, and words for them.
DATE_CODES: Final = frozenset(
    [*"aAbBdfHIjmMpSTyYzZ%", "-d", "-H", "-I", "-j", "-m", "-M", "-S", "-y"]
)
_A_CODE: Final = re.compile(r"%(-?[^-]?)")


def _dates(raw: Table[str, Any], place: str) -> tuple[str, ...]:
    written = _texts(raw, "dates", USUAL_DATES, place) or USUAL_DATES
    for how in written:
        codes = set(_A_CODE.findall(how))
        if not codes <= DATE_CODES or not codes & _HOLD_A_YEAR or not how.isprintable():
            raise BadMapping(
                f"{place} dates: '{how}' is no way of writing dates. "
                "Day, month and year are %d, %m and %Y: %d/%m/%Y."
            )
    return written


#: A date without a year is none.
_HOLD_A_YEAR: Final = frozenset({"Y", "y", "-y"})


def _days(raw: Table[str, Any], key: str, place: str) -> int:
    days = raw.get(key, 0)
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= 36_525:
        raise BadMapping(f"{place} {key} should be a number of days, 0 or more.")
    return days


def _join(raw: Any, place: str) -> Join:
    if not isinstance(raw, dict) or "file" not in raw or not {"on", "left"} & set(raw):
        raise BadMapping(f'{place} join should look like {{ file = "people.csv", on = "id" }}.')
    _only(raw, f"{place} join", {"file", "on", "left", "right"})
    left = str(raw.get("left", raw.get("on")))
    return Join(file=str(raw["file"]), left=left, right=str(raw.get("right", left)))


#: What a column may say, by what it is; a key anywhere else would be ignored in silence.
_COLUMN_KEYS: Final = {"column", "class", "values"}
_KEYS_OF: Final = {
    "grade": {"ladder", "level_names", "called"}, "unit": {"separator", "called"},
    "site": {"called"},
}  # fmt: skip
_ATTRIBUTE_KEYS: Final = {"several", "source", "source_column", "not_stated", "reason"}


def _field(place: str, name: str, raw: Any) -> Column:
    if name not in BY_NAME:
        known = ", ".join(BY_NAME)
        raise BadMapping(
            f"{place[:-1]}.fields] has no field '{name}'. Fields: {known}. "
            "Further columns go under tags (of the job) or attributes (of the person)."
        )
    field = BY_NAME[name]
    where, more = f"{place[:-1]}.fields.{name}]", _KEYS_OF.get(name, set())
    column = _column(where, name, raw, field.kind, field.field_class, more)
    allowed = {"exit_reason": EXIT_REASONS, "event": EVENTS}.get(name, ())
    for value in column.values.values():
        if allowed and value not in allowed:
            raise BadMapping(
                f"{place[:-1]}.fields.{name}] values: '{value}' is none of {', '.join(allowed)}."
            )
    return column


def _tag(place: str, name: str, raw: Any) -> Column:
    return _column(f"{place[:-1]}.tags.{name}]", name, raw, "category", "directory")


def _attribute(place: str, name: str, raw: Any) -> Column:
    where = f"{place[:-1]}.attributes.{name}]"
    column = _column(where, name, raw, "category", "secret", _ATTRIBUTE_KEYS)
    if column.source not in (*SOURCES, *([""] if column.source_column else [])):
        raise BadMapping(
            f"{where} needs source: where its values came from, one of {', '.join(SOURCES)}."
        )
    if column.field_class != "secret" and not column.reason:
        raise BadMapping(
            f"{where} is not declared secret, so it needs a reason: "
            'reason = "published in the staff list".'
        )
    return column


def _column(
    where: str,
    name: str,
    raw: Any,
    kind: Kind,
    usual: FieldClass,
    more: Iterable[str] = (),
) -> Column:
    if isinstance(raw, str):
        raw = {"column": raw}
    if not isinstance(raw, dict) or not isinstance(raw.get("column"), str):
        raise BadMapping(f'{where} should name its column: {name} = "header of the column".')
    _only(raw, where, {*_COLUMN_KEYS, *more})
    field_class = _text(raw, "class", where) or usual
    if field_class not in FIELD_CLASSES:
        raise BadMapping(f"{where} class should be one of {', '.join(FIELD_CLASSES)}.")
    ladder = tuple(_texts({"step": step}, "step", (), f"{where} ladder:")
                   for step in _list(raw.get("ladder", [])))  # fmt: skip
    level_names = _texts(raw, "level_names", (), where)
    if level_names and len(level_names) != len(ladder):
        raise BadMapping(
            f"{where} names {len(level_names)} levels, but its ladder has {len(ladder)} steps."
        )
    return Column(
        name=name,
        column=raw["column"],
        kind=kind,
        field_class=field_class,
        values={key: str(value) for key, value in _inner(raw, "values", where).items()},
        called={key: str(value) for key, value in _inner(raw, "called", where).items()},
        ladder=ladder,
        level_names=level_names,
        separator=_text(raw, "separator", where),
        several=_text(raw, "several", where),
        source=_text(raw, "source", where),
        source_column=_text(raw, "source_column", where),
        not_stated=_texts(raw, "not_stated", (), where),
        reason=_text(raw, "reason", where),
    )


def _only(raw: Table[str, Any], place: str, allowed: Iterable[str]) -> None:
    for key in raw:
        if key not in allowed:
            raise BadMapping(f"{place} has no '{key}'. It may hold: {', '.join(sorted(allowed))}.")


def _text(raw: Table[str, Any], key: str, place: str) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        raise BadMapping(f"{place} {key} should be text.")
    return value


def _one_of(raw: Table[str, Any], key: str, allowed: tuple[str, ...], place: str) -> str:
    value = _text(raw, key, place)
    if value not in allowed:
        raise BadMapping(f"{place} {key} should be one of {', '.join(a for a in allowed if a)}.")
    return value


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
