"""Applications, as a question describes them: who applied, when, and in which way.

A group of applicants is described by what the table of applications says, because that was known
of everybody, whether they were hired or not. What only the workforce says of people is known only
of those who got in, and a rate by it would be all or nothing; it is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import ibis

from tiebeam.engine.cells import Cells, aggregate
from tiebeam.engine.measures.asking import (
    CannotMeasure,
    Question,
    check_against,
    check_number,
    check_overlap,
    check_values,
    is_one_of,
)
from tiebeam.engine.measures.counting import group_of
from tiebeam.engine.measures.definitions import Measure
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import UNKNOWN
from tiebeam.engine.records.mapping import TableMapping
from tiebeam.engine.records.window import Window

#: Fields of an application that tell one from another, and describe no group.
_IDS: Final = frozenset({"application", "person"})


def check(dataset: Dataset, chosen: Measure, question: Question) -> None:
    """Whether a measure can answer a question on these applications.

    Raises  CannotMeasure
    """
    if dataset.applications is None:
        raise CannotMeasure(
            f"'{chosen.name}' needs a table of applications, which the mapping does not have. "
            "Add [applications] with the columns that hold the date of each stage."
        )
    check_number(question.by)
    check_against(question)
    for name in (*question.by, *question.where):
        _check_known(dataset, name)
    table = mapping_of(dataset)
    for name, values in question.where.items():
        rows = _with_attributes(dataset, dataset.applications, [name])
        named = _field_class(dataset, name) == "directory"
        check_values(rows, _text(rows, name), name, values, named=named)
    if len(table.stages) < 2:
        raise CannotMeasure(
            f"'{chosen.name}' needs two stages or more. Name their columns in "
            '[applications.fields]: stages = ["applied", "interviewed", "hired"].'
        )
    _check_window(dataset, question.window)


def mapping_of(dataset: Dataset) -> TableMapping:
    """The mapping of the applications, where there are any.

    Raises  CannotMeasure
    """
    table = dataset.mapping.applications
    if table is None:
        raise CannotMeasure("The mapping has no table of applications. Add [applications].")
    return table


def in_window(dataset: Dataset, window: Window) -> Any:
    """The applications that were made in a window: those whose first stage has its day in it."""
    rows = dataset.applications
    return rows.filter(rows[mapping_of(dataset).stages[0]].between(window.first, window.last))


def described(dataset: Dataset, rows: Any, question: Question) -> Any:
    """Applications with the columns that describe the groups, and only those asked for."""
    rows = _with_attributes(dataset, rows, (*question.by, *question.where))
    chosen: Any = ibis.literal(True)
    for name, values in question.where.items():
        chosen = chosen & is_one_of(_text(rows, name), values, path=name == "unit")
    rows = rows.filter(chosen) if question.where else rows
    if not question.by:
        return rows
    return rows.mutate(**{name: _text(rows, name) for name in question.by})


def applicants(rows: Any, by: Sequence[str], *places: str) -> dict[tuple[Any, ...], int]:
    """Different people behind the applications of each group, and of everybody, by place.

    Who has no id may be somebody new each time: only those who were hired need have one.

    Returns  people by (group, place, …); the group of everybody is ()
    """
    found: Counter[tuple[Any, ...]] = Counter()
    # Everybody is counted apart: who applied in two ways is in two groups, and one person.
    for keys in {(): None, tuple(by): None}:
        shown = (*keys, *places)
        for cell in (cell for part in _one_each(rows, shown) for cell in part.rows()):
            found[group_of(keys, cell), *(cell[place] for place in places)] += cell["n"]
    return dict(found)


def _one_each(rows: Any, shown: Sequence[str]) -> list[Cells]:
    """Cells of the applications without an id, and of the people behind the others."""
    if "person" not in rows.columns:
        return [aggregate(rows, shown)]
    people = rows.filter(rows.person.notnull()).select("person", *shown).distinct()
    return [aggregate(rows.filter(rows.person.isnull()), shown), aggregate(people, shown)]


def without_a_day(dataset: Dataset) -> int:
    """Applications of which nobody knows when they were made."""
    rows = dataset.applications
    undated = rows.filter(rows[mapping_of(dataset).stages[0]].isnull()).count()
    return dataset.once("applied on no day", lambda: int(fetch.one(undated)))


def _check_known(dataset: Dataset, name: str) -> None:
    table, attributes = mapping_of(dataset), dataset.mapping.workforce.attributes
    known = [*(f for f in table.fields if f not in _IDS), *table.tags, *table.attributes]
    known += ["level"] if "level" in dataset.applications.columns else []
    if name in known:
        return
    if name not in attributes:
        raise CannotMeasure(
            f"'{name}' is not in the applications. You can use: {', '.join(known)}."
        )
    if "person" not in table.fields or fetch.one(dataset.applications.person.isnull().any()):
        raise CannotMeasure(
            f"'{name}' is known only of people who were hired, so nothing can be said about those "
            f"who were not. Add it under [applications.attributes], if applicants were asked. "
            f"You can use: {', '.join(known)}."
        )


def _check_window(dataset: Dataset, window: Window) -> None:
    first = mapping_of(dataset).stages[0]
    day = dataset.applications[first]
    reach = dataset.applications.aggregate(a=day.min(), b=day.max())
    begins, ends = dataset.once("applied", lambda: fetch.rows(reach)[0]).values()
    if begins is None:
        raise CannotMeasure(f"No application says when it was made: '{first}' holds no date.")
    check_overlap("applications", begins, ends, window)


def _with_attributes(dataset: Dataset, rows: Any, names: Sequence[str]) -> Any:
    """The applications with attributes of their people that they do not have themselves."""
    wanted = [name for name in dict.fromkeys(names) if name not in rows.columns]
    if not wanted:
        return rows
    people = dataset.people.select("person", *wanted)
    return rows.left_join(people, "person", rname="{name} again").drop("person again")


def _text(rows: Any, name: str) -> Any:
    return rows[name].cast("string").fill_null(UNKNOWN)


def _field_class(dataset: Dataset, name: str) -> str:
    table = mapping_of(dataset)
    wanted = "grade" if name == "level" else name
    column = table.fields.get(wanted) or table.tags.get(wanted) or table.attributes.get(wanted)
    return column.field_class if column else dataset.mapping.field_class(name)
