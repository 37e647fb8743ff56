"""One row per person: what each described attribute is, and where that came from.

A value that the person gave wins over one on file; one that somebody else observed counts as
unknown. "unknown" and "not stated" are groups of their own: nobody is dropped, and nothing guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis

from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN
from tiebeam.engine.records.mapping import Column, TableMapping

#: Joins the answers of a person who gave several.
AND = " + "


def label(column: Column, stated: str) -> str:
    """What a stated value is called here; several answers in one cell are put in order."""
    parts = stated.split(column.several) if column.several else [stated]
    cleaned = [part.strip() for part in parts if part.strip()]
    if any(part in column.not_stated for part in cleaned):
        return NOT_STATED
    named = {column.values.get(part, part) for part in cleaned}
    return AND.join(sorted(named)) or UNKNOWN


def labels(column: Column, stated: Iterable[str]) -> dict[str, str]:
    """The values that are called something else here than in the export."""
    named = {value: label(column, value) for value in stated}
    return {value: name for value, name in named.items() if name != value}


def people(rows: ibis.Table, table: TableMapping, *, order: str) -> ibis.Table:
    """One row per person: person, born, and each attribute with `<attribute> source`.

    rows   typed rows with person, the attributes as stated (null where nothing is), `order`
    order  the column that says which row is the latest
    """
    latest: dict[str, Any] = {}
    for name, column in table.attributes.items():
        value, source = rows[name], _source(rows, column)
        rank = rows[order]
        known = value.notnull() & (source != "observed")
        if column.source_column:
            # What the person said comes first, then what is latest; text sorts by both.
            own = (source == "self-described").ifelse("1", "0")
            rank = own.concat(rank.cast("string"))
            latest[f"{name} source"] = source.argmax(rank, where=known)
        else:
            latest[f"{name} source"] = ibis.ifelse(known.any(), column.source, "")
        latest[name] = value.argmax(rank, where=known)
        latest[f"{name} changed"] = value.max(where=known) != value.min(where=known)
    if "born" in rows.columns:
        latest["born"] = rows.born.max()
    return rows.group_by("person").aggregate(**latest)


def _source(rows: ibis.Table, column: Column) -> Any:
    """Where each value came from; what nobody labelled was put on file by somebody."""
    if not column.source_column:
        return ibis.literal(column.source)
    stated = rows[f"source of {column.source_column}"].lower()
    return ibis.cases(
        (stated.startswith("self"), "self-described"),
        (stated.startswith("obs"), "observed"),
        else_="recorded",
    )


def with_labels(people: ibis.Table, named: dict[str, dict[str, str]]) -> ibis.Table:
    """The attributes by the names used here; null becomes unknown."""
    renamed = {}
    for name, changes in named.items():
        value = people[name].cast("string")
        if changes:
            value = value.substitute(changes, else_=value)
        renamed[name] = value.fill_null(UNKNOWN)
    return people.mutate(**renamed)
