"""What people said of themselves put in the place of what the export says of them.

What somebody said wins over what is on file. Whoever said nothing stays as the export has them. An
attribute of which the export knows nothing is there for those who spoke, and unknown of all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import ibis
import pyarrow as pa

from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import UNKNOWN
from tiebeam.engine.records.mapping import Column
from tiebeam.engine.records.people import AND
from tiebeam.workbench.store import Store

#: Where an answer came from, as `<attribute> source` says it.
OWN: Final = "self-described"

#: By attribute, the names of the groups that somebody said they belong to.
Groups = Mapping[str, Sequence[str]]


def with_self_described(
    dataset: Dataset, store: Store, told: Iterable[tuple[str, Groups]]
) -> Dataset:
    """The dataset as people describe themselves.

    store  holds its tables
    told   ids as the organisation writes them, and what each said; an id that is not in the data
           is passed over, because whoever left may still have an account
    """
    known = {_written(dataset, each): each for each in fetch.column(dataset.people.person)}
    said = {known[person]: groups for person, groups in told if person in known}
    attributes = sorted({name for groups in said.values() for name in groups})
    if not attributes:
        return dataset
    answers = store.put("self-described", _table(dataset, said, attributes))
    people = dataset.people
    joined = people.left_join(answers, people.person == answers["said by"])
    columns = {name: _own_first(people, joined, name) for name in attributes}
    sources = {f"{name} source": _source(people, joined, name) for name in attributes}
    kept = [each for each in people.columns if each not in columns | sources]
    described = joined.select(*(people[each] for each in kept), **columns, **sources)
    return replace(
        _declaring(dataset, attributes),
        people=store.keep("people as they say", described, categories={}),
    )


def _written(dataset: Dataset, person: Any) -> str:
    return dataset.ids.written(person) if dataset.ids else str(person)


def _table(dataset: Dataset, said: Mapping[Any, Groups], attributes: Sequence[str]) -> pa.Table:
    """A row for each person who spoke; several answers are joined as the engine joins them."""
    kind = dataset.people.schema()["person"].to_pyarrow()
    columns = {"said by": pa.array(list(said), type=kind)}
    for name in attributes:
        values = [AND.join(sorted(groups[name])) if groups.get(name) else None
                  for groups in said.values()]  # fmt: skip
        columns[f"said {name}"] = pa.array(values, type=pa.string())
    return pa.table(columns)


def _own_first(people: Any, joined: Any, name: str) -> Any:
    on_file = people[name].cast("string") if name in people.columns else ibis.literal(UNKNOWN)
    return ibis.coalesce(joined[f"said {name}"], on_file)


def _source(people: Any, joined: Any, name: str) -> Any:
    column = f"{name} source"
    on_file = people[column].cast("string") if column in people.columns else ibis.literal("")
    return joined[f"said {name}"].notnull().ifelse(OWN, on_file)


def _declaring(dataset: Dataset, attributes: Sequence[str]) -> Dataset:
    """A mapping that knows every attribute that somebody spoke of."""
    workforce = dataset.mapping.workforce
    new = {
        name: Column(
            name=name, column="", kind="category", field_class="secret", values={}, source=OWN
        )
        for name in attributes
        if name not in workforce.attributes
    }  # fmt: skip
    if not new:
        return dataset
    described = replace(workforce, attributes={**workforce.attributes, **new})
    return replace(dataset, mapping=replace(dataset.mapping, workforce=described))
