"""One row per person: what each described attribute is, and where that came from.

A value that the person gave wins over one on file; one that somebody else observed counts as
unknown. "unknown" and "not stated" are groups of their own: nobody is dropped, and nothing guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import ibis

from tiebeam.engine.records.dates import day_number
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN
from tiebeam.engine.records.mapping import Column, TableMapping

#: More than any day's number.
_OWN_FIRST = 10_000_000

#: Where an answer can have come from; nothing where there is none.
SOURCES: Final = ("", "observed", "recorded", "self-described")

#: A column of its own, with a blank that no attribute has in its name.
SETTLED = "answers agree"

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

    rows     typed rows with person, the attributes as stated (null where nothing is), `order`
    order    the column that says which row is the latest
    """
    latest = _born(rows)
    for name, column in table.attributes.items():
        value, source, known = _stated(rows, name, column)
        rank = rows[order]
        if column.source_column:
            # What the person said comes first, then what is latest: whole numbers sort by both.
            own = (source == "self-described").ifelse(_OWN_FIRST, 0)
            rank = own + day_number(rank)
            latest[f"{name} source"] = source.argmax(rank, where=known)
        # Said here, because the latest row may say nothing, and then an earlier one speaks.
        latest[name] = value.argmax(rank, where=value.notnull() if known is None else known)
        if not column.source_column:
            latest[f"{name} source"] = _one_source(column, latest[name])
    return rows.group_by("person").aggregate(**latest)


def people_of_one_answer(rows: ibis.Table, table: TableMapping, /, **more: Any) -> ibis.Table:
    """The same for those of whom all rows say the same, at a third of the cost.

    more     further statistics of each person's rows
    Returns  also `<attribute> changed`: whether different answers are on file, and SETTLED: not
             so for any of them. The others have to go to `people`. Where an answer came from is
             told only if the export says so row by row; see `with_sources`
    """
    answers = _born(rows)
    settled: Any = ibis.literal(True)
    for name, column in table.attributes.items():
        value, source, known = _stated(rows, name, column)
        answers[name] = value.max(where=known)
        changed = (answers[name] != value.min(where=known)).fill_null(False)
        answers[f"{name} changed"] = changed
        if column.source_column:
            answers[f"{name} source"] = source.max(where=known)
            changed |= (answers[f"{name} source"] != source.min(where=known)).fill_null(False)
        settled = settled & ~changed
    return rows.group_by("person").aggregate(**answers, **{SETTLED: settled}, **more)


def with_sources(answers: ibis.Table, table: TableMapping) -> ibis.Table:
    """The same with `<attribute> source` also where all of a column came from one place."""
    one = {name: column for name, column in table.attributes.items() if not column.source_column}
    return answers.mutate(
        **{f"{name} source": _one_source(column, answers[name]) for name, column in one.items()}
    )


def _born(rows: ibis.Table) -> dict[str, Any]:
    return {"born": rows.born.max()} if "born" in rows.columns else {}


def _stated(rows: ibis.Table, name: str, column: Column) -> tuple[Any, Any, Any]:
    """Each row's value, where it came from, and whether it counts (None where all do)."""
    source = _source(rows, column)
    known: Any = rows[name].notnull() & (source != "observed")
    if not column.source_column and column.source != "observed":
        # A largest or smallest value passes over what is missing; a condition would take time on
        # every row.
        known = None
    return rows[name], source, known


def _one_source(column: Column, answer: Any) -> Any:
    """Where an answer came from, if all of the column came from one place."""
    return ibis.ifelse(answer.notnull(), column.source, "")


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
