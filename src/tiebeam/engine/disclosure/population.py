"""Who is in which cell, as everybody in an organisation knows it: directory fields by person.

People stand under numbers that only the vault's key gives, so that two days can be compared without
keeping anybody's name. No secret is in here.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Places = NDArray[np.int64]
Cell = tuple[str, ...]

#: Between the names of categories that were merged.
AND: Final = "; "


class ImpossiblePopulation(ValueError):
    """Somebody is there twice, or a field does not say where everybody is."""


class NoSuchField(KeyError):
    """A table is asked by a field that was not kept."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Coded:
    """One directory field: its values, and for each person the place of theirs.

    nested  whether whoever has a value has those before it as well, as with stages of an
            application
    """

    values: tuple[str, ...]
    codes: Places
    nested: bool = False


@dataclass(frozen=True, kw_only=True)
class Population:
    """The people of a day, or those to whom something happened in a window; N of them.

    people  a number for each, shape (N,)
    fields  directory fields, each with codes of shape (N,)
    Raises  ImpossiblePopulation
    """

    people: Keys
    fields: Mapping[str, Coded]

    def __post_init__(self) -> None:
        if len(np.unique(self.people)) != len(self.people):
            raise ImpossiblePopulation("A person is listed twice. List each person once.")
        for name, field in self.fields.items():
            codes = field.codes
            fits = codes.shape == self.people.shape
            if not fits or (len(codes) and not 0 <= codes.min() <= codes.max() < len(field.values)):
                raise ImpossiblePopulation(f"'{name}' does not give one of its values to each.")

    def __len__(self) -> int:
        return len(self.people)

    def cells(self, by: Sequence[str]) -> dict[Cell, Places]:
        """The places in `people` of each cell's members, by the values that describe it.

        Cells without anybody are left out; without any field, everybody is one cell. Cells of a
        nested field lie within one another; others have nobody in common.
        Raises  NoSuchField
        """
        found = self._parts(by)
        for place, name in enumerate(by):
            if self._field(name).nested:
                found = _with_those_after(found, place, self._field(name).values)
        return found

    def _parts(self, by: Sequence[str]) -> dict[Cell, Places]:
        """The same, each person in the cell of their own values alone."""
        number = np.zeros(len(self), dtype=np.int64)
        for name in by:
            number = number * len(self._field(name).values) + self._field(name).codes
        order = np.argsort(number, kind="stable")
        begins = np.flatnonzero(np.diff(number[order], prepend=-1))
        return {
            tuple(self._value(name, members[0]) for name in by): members
            for members in np.split(order, begins[1:])
            if len(members)
        }

    def in_categories(self, categories: Mapping[str, Mapping[str, str]]) -> Population:
        """The same people, with the values of some fields under the categories they belong to.

        A value that has no category, because nobody had it when they were made, is its own.
        """
        fields = dict(self.fields)
        for name, category in categories.items():
            field = self._field(name)
            called = [category.get(value, value) for value in field.values]
            values = tuple(sorted(set(called)))
            place = np.array([values.index(each) for each in called], dtype=np.int64)
            fields[name] = Coded(values, place[field.codes] if len(place) else field.codes)
        return Population(people=self.people, fields=fields)

    def as_bytes(self) -> bytes:
        """The population as the vault keeps it."""
        arrays: dict[str, Any] = {"people": self.people}
        arrays |= {f"{_CODES}{name}": field.codes for name, field in self.fields.items()}
        values = {name: field.values for name, field in self.fields.items()}
        nested = [name for name, field in self.fields.items() if field.nested]
        if nested:
            arrays["nested"] = np.frombuffer(json.dumps(nested).encode(), dtype=np.uint8)
        arrays["values"] = np.frombuffer(json.dumps(values).encode(), dtype=np.uint8)
        file = io.BytesIO()
        np.savez_compressed(file, **arrays)
        return file.getvalue()

    def _field(self, name: str) -> Coded:
        if name not in self.fields:
            known = ", ".join(self.fields)
            raise NoSuchField(f"'{name}' was not kept of these people. There are: {known}.")
        return self.fields[name]

    def _value(self, name: str, place: np.int64) -> str:
        field = self._field(name)
        return field.values[int(field.codes[place])]


_CODES: Final = "codes of "


def population_of(content: bytes) -> Population:
    """The population that `as_bytes` wrote down.

    Raises  ImpossiblePopulation
    """
    # Nothing in the file is run: no pickles.
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        values = json.loads(arrays["values"].tobytes())
        nested = json.loads(arrays["nested"].tobytes()) if "nested" in arrays else []
        return Population(
            people=arrays["people"],
            fields={
                name: Coded(tuple(each), arrays[f"{_CODES}{name}"], nested=name in nested)
                for name, each in values.items()
            },
        )


def _with_those_after(
    parts: Mapping[Cell, Places], place: int, values: Sequence[str]
) -> dict[Cell, Places]:
    """Each cell with the members of those after it, whose value holds the values before it."""
    found: dict[Cell, list[Places]] = {}
    for cell, members in parts.items():
        for value in values[: values.index(cell[place]) + 1]:
            found.setdefault((*cell[:place], value, *cell[place + 1 :]), []).append(members)
    return {cell: np.sort(np.concatenate(each)) for cell, each in found.items()}


def changed(before: Keys, now: Keys) -> int:
    """By how many people two cells differ: those in one of them and not in both."""
    return len(np.setxor1d(before, now, assume_unique=True))
