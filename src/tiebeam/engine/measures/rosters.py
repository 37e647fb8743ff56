"""People by id and what they told, for whatever the gate is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from tiebeam.engine.disclosure.population import Population
from tiebeam.engine.disclosure.published import CROSSED
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import UNKNOWN
from tiebeam.engine.records.people import AND


@dataclass(frozen=True)
class Roster:
    """People by id, and where they are.

    rows  the spells that say it, one or more of each person; of several, the first
    """

    ids: tuple[str, ...]
    population: Population
    rows: Any = field(default=None, compare=False, repr=False)


def told_by_people(dataset: Dataset, factors: Sequence[str]) -> dict[str, list[str]]:
    """The values that everybody who works or worked here has, by id.

    Raises  CannotMeasure when an attribute is not in the data
    """
    attributes = dataset.mapping.workforce.attributes
    for name in factors:
        if name not in attributes:
            known = ", ".join(attributes) or "none"
            raise CannotMeasure(f"'{name}' is no attribute of people here. There are: {known}.")
    several = [bool(attributes[name].several) for name in factors]
    people = dataset.people.select("person", *(dataset.people[f].cast("string") for f in factors))
    rows = fetch.rows(people)
    return {
        id_of(dataset, row["person"]): values_told([row[name] for name in factors], several)
        for row in rows
    }


def values_told(answers: Sequence[str | None], several: Sequence[bool]) -> list[str]:
    """Each value that a person has, or each pair of values of what is crossed."""
    parts = [
        (answer or UNKNOWN).split(AND) if many else [answer or UNKNOWN]
        for answer, many in zip(answers, several, strict=True)
    ]
    return [CROSSED.join(each) for each in product(*parts)]


def id_of(dataset: Dataset, person: Any) -> str:
    """The id as the organisation writes it: where many are numbers, they are written out again."""
    return dataset.ids.written(person) if dataset.ids else str(person)
