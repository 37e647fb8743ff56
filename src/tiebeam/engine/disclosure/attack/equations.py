"""What was published and what everybody knows, as equations over what nobody is to learn.

For each person and each answer there is one unknown, from 0 (no) to 1 (yes), the same in all
releases. A published count adds unknowns up: those of the people in its cell, for the answers it
counts. What everybody knows is who is in which cell. So a line says

    low ≤ sum over the people of its cell, over the answers it counts ≤ high

where low and high are the shown number less and plus the largest noise, and 1 and all but one where
it was neither nobody nor all, because nobody stays nobody and all stay all.

An answer is a value of each attribute: where "gender × ethnicity" was published, each pair of both,
so that the lines of either and of both speak of the same unknowns. Where a person gives one answer,
they add up to 1, and the last of them follows from the others, which are the free ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tiebeam.engine.disclosure.noise import STANDARD, Protection
from tiebeam.engine.disclosure.published import CROSSED, Line

#: A value of nobody's: the rest, where only one value of an attribute is known.
ANY_OTHER: Final = ""
NO_VALUES: Final[Mapping[str, Sequence[str]]] = {}

Sparse = Any
Numbers = NDArray[np.float64]
#: An attribute and one of its values, such as ("gender", "Women").
Value = tuple[str, str]


class DoesNotFit(ValueError):
    """The lines, the roster and the values are not of one and the same release."""


class SeveralAnswersCrossed(ValueError):
    """An attribute to which several answers can be given is crossed with another."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Equations:
    """What an attacker solves; made by `equations`.

    lines     those that show a count of a secret, each number once
    place     where each of them is among the lines that were given, shape (lines,)
    members   1 where a person is in the cell of a line, shape (lines, people)
    shown     as shown, in people, shape (lines,)
    largest   the largest noise, in people, 0 where a number is exact; shape (lines,)
    variance  of the noise, in people squared, shape (lines,)
    never_shown  counts from 1 to this are never shown, nor so many less than all
    values    what a person can be found to have: attribute and value, those of crossed ones too
    answers   the answers that can be given: a value of each attribute that is not itself crossed
    counts    True where a value is part of an answer, shape (values, answers)
    value_of  which value each line counts, shape (lines,)
    several   whether a person can give several answers
    """

    lines: tuple[Line, ...]
    place: NDArray[np.int64]
    members: Sparse
    shown: Numbers
    largest: Numbers
    variance: Numbers
    never_shown: int
    values: tuple[Value, ...]
    answers: tuple[tuple[str, ...], ...]
    counts: NDArray[np.bool_]
    value_of: NDArray[np.int64]
    several: bool

    @cached_property
    def size(self) -> Numbers:
        """People in the cell of each line, shape (lines,)."""
        size: Numbers = np.diff(self.members.indptr).astype(np.float64)
        return size

    @property
    def people(self) -> int:
        """How many people the roster has."""
        return int(self.members.shape[1])

    @cached_property
    def low(self) -> Numbers:
        """The fewest that a line can have counted, in people, shape (lines,)."""
        some = np.maximum(self.shown - self.largest, self.shown > 0)
        return np.where(self.largest == 0, self.shown, some)

    @cached_property
    def high(self) -> Numbers:
        """The most that a line can have counted, in people, shape (lines,)."""
        some = np.minimum(self.shown + self.largest, self.size - (self.shown < self.size))
        return np.where(self.largest == 0, self.shown, some)

    @property
    def free(self) -> int:
        """How many unknowns each person has."""
        return len(self.answers) - (not self.several)

    @cached_property
    def always(self) -> Numbers:
        """What a value is worth where all free answers are 0: 1 if it is part of the last one."""
        rest = np.zeros(len(self.values)) if self.several else self.counts[:, -1]
        return rest.astype(np.float64)

    @cached_property
    def adds(self) -> Numbers:
        """What each free answer adds to a value, shape (values, free)."""
        return self.counts[:, : self.free] - self.always[:, None]

    def of_lines(self, x: Numbers) -> Numbers:
        """What the lines would have counted, in people, shape (lines,).

        x  the free answers of everybody, shape (people, free)
        """
        found: Numbers = ((self.members @ x) * self.adds[self.value_of]).sum(axis=1)
        return found + self.always[self.value_of] * self.size

    def of_values(self, x: Numbers) -> Numbers:
        """Which values people have, from their free answers, shape (people, values)."""
        return x @ self.adds.T + self.always

    def fits(self, x: Numbers, *, by: float = 0.0) -> bool:
        """Whether everybody's free answers agree with all lines, to within so many people."""
        counted = self.of_lines(x)
        inside = x.min(initial=0) >= -by and (
            self.several or x.sum(axis=1).max(initial=0) <= 1 + by
        )
        enough, few = counted >= self.low - by, counted <= self.high + by
        return bool(inside and enough.all() and few.all())

    @cached_property
    def alike(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """People who are in the same cells, of whom no line tells one from another.

        Returns  the group of each person, shape (people,); and one person of each, shape (groups,)
        """
        columns = self.members.tocsc()
        columns.sort_indices()
        first: dict[bytes, int] = {}
        one_of: list[int] = []
        group = np.empty(self.people, np.int64)
        for person in range(self.people):
            start, end = columns.indptr[person : person + 2]
            of = first.setdefault(columns.indices[start:end].tobytes(), len(first))
            group[person] = of
            if of == len(one_of):
                one_of.append(person)
        return group, np.array(one_of, np.int64)

    @cached_property
    def lines_of_groups(self) -> Sparse:
        """1 where the people of a group are in the cell of a line, shape (groups, lines)."""
        return self.members[:, self.alike[1]].T.tocsr()

    @cached_property
    def overlap(self) -> Numbers:
        """How many people each two lines share, shape (lines, lines)."""
        shared: Numbers = (self.members @ self.members.T).toarray()
        return shared

    def only(self, kept: NDArray[np.bool_]) -> Equations:
        """The same with some of the lines alone, of the same people and answers.

        kept  whether a line stays, shape (lines,)
        """
        found = replace(
            self,
            lines=tuple(line for line, stays in zip(self.lines, kept, strict=True) if stays),
            place=self.place[kept],
            members=self.members[kept],
            shown=self.shown[kept],
            largest=self.largest[kept],
            variance=self.variance[kept],
            value_of=self.value_of[kept],
        )
        # The largest part of the work, and done: people stay alike, if no longer all that are.
        found.__dict__["alike"] = self.alike
        found.__dict__["overlap"] = self.overlap[np.ix_(kept, kept)]
        found.__dict__["lines_of_groups"] = self.lines_of_groups[:, kept]
        return found


def equations(
    lines: Sequence[Line],
    members: Sparse,
    *,
    values: Mapping[str, Sequence[str]] = NO_VALUES,
    several: bool = False,
    protection: Protection = STANDARD,
) -> Equations:
    """The equations that everything ever published about a secret gives to whoever looks.

    Held numbers, and those of the same people under another name or day, carry the same noise and
    are one equation. Lines without a number, and those that count no secret, are none.

    lines       everything ever published for one secret attribute, and for those it is crossed with
    members     1 where a person is in the cell of a line, shape (lines, people)
    values      all values of each attribute that is not itself crossed, where the lines do not name
                them all; an attribute with only one known value also has "any other"
    several     whether a person can have several values; then they do not add up to 1
    protection  what the numbers were protected with; those with a band of 0 are exact
    Raises      DoesNotFit, SeveralAnswersCrossed
    """
    rows = _as_rows(members)
    if rows.shape[0] != len(lines):
        raise DoesNotFit("The roster has a row for each line. Give both for the same lines.")
    place = np.array(_each_once(lines, rows), np.int64)
    kept = tuple(lines[each] for each in place)
    rows = rows[place]
    if any(line.n not in (None, n) for line, n in zip(kept, np.diff(rows.indptr), strict=True)):
        raise DoesNotFit("A cell has other members than the line says. Give the roster of its day.")
    named = _values_of_lines(kept)
    factors = _factors(named, values)
    if several and len(factors) > 1:
        raise SeveralAnswersCrossed(
            "Attributes with several answers can't be attacked together. Attack each by itself."
        )
    answers = _answers(factors, several=several)
    every = {(factor, value): None for factor, each in factors.items() for value in each}
    named = tuple(dict.fromkeys([*named, *every]))
    counts = np.array([[_is_part(value, answer, factors) for answer in answers] for value in named])
    exact = np.array([line.band == 0 for line in kept], bool)
    return Equations(
        lines=kept,
        place=place,
        members=rows,
        shown=np.array([line.shown for line in kept], np.float64),
        largest=np.where(exact, 0.0, protection.largest),
        variance=np.where(exact, 0.0, protection.variance),
        never_shown=protection.never_shown,
        values=named,
        answers=answers,
        counts=counts.reshape(len(named), len(answers)),
        value_of=np.array([named.index(_value(line)) for line in kept], np.int64),
        several=several,
    )


def _as_rows(members: Sparse) -> Sparse:
    rows = sparse.csr_array(members).astype(np.float64)
    rows.sum_duplicates()
    rows.eliminate_zeros()
    rows.sort_indices()
    if (rows.data != 1).any():
        raise DoesNotFit("A person is in a cell or is not: the roster has 0 and 1 only.")
    return rows


def _each_once(lines: Sequence[Line], rows: Sparse) -> list[int]:
    """Lines with a count of a secret; of those with the same number of the same people, one."""
    found: dict[tuple[Any, ...], int] = {}
    for place, line in enumerate(lines):
        if line.shown is None or line.attribute is None or line.kind not in ("stock", "flow"):
            continue
        start, end = rows.indptr[place : place + 2]
        people = rows.indices[start:end].tobytes()
        found.setdefault((people, *_value(line), line.shown, line.band == 0), place)
    return list(found.values())


def _value(line: Line) -> Value:
    return str(line.attribute), str(line.value)


def _values_of_lines(lines: Iterable[Line]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(_value(line) for line in lines))


def _factors(
    named: Iterable[Value], known: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """The attributes that are not crossed, and their values."""
    found: dict[str, dict[str, None]] = {}
    for attribute, value in named:
        parts = attribute.split(CROSSED), value.split(CROSSED)
        if len(parts[0]) != len(parts[1]):
            raise DoesNotFit("A value of a crossed attribute names a value of each of its parts.")
        for factor, part in zip(*parts, strict=True):
            found.setdefault(factor, {})[part] = None
    for factor in found:
        found[factor] |= dict.fromkeys(known.get(factor, ()))
    return {factor: tuple(each) for factor, each in found.items()}


def _answers(factors: Mapping[str, Sequence[str]], *, several: bool) -> tuple[tuple[str, ...], ...]:
    each = [
        (*values, ANY_OTHER) if len(values) == 1 and not several else values
        for values in factors.values()
    ]
    return tuple(product(*each))


def _is_part(value: Value, answer: Sequence[str], factors: Iterable[str]) -> bool:
    given = dict(zip(factors, answer, strict=True))
    attributes, parts = (each.split(CROSSED) for each in value)
    return all(given[attribute] == part for attribute, part in zip(attributes, parts, strict=True))
