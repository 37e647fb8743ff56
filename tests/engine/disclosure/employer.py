"""A made-up employer for attacks: who works where and when, and what may be published of it.

    company = employer(200, days=8, seed=1)
    plan = planned(company, two_filters())
    secret = secret_of(company, share=0.12, seed=2)
    lines = plan.lines_with(exact(plan)(secret), band=0)

Six directory attributes, which everybody knows; people come and go; one secret yes/no attribute. A
plan says which cells are shown when, which does not depend on the secret. A gate turns a secret
into the numbers of a plan's lines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np
from scipy import sparse

from tiebeam.engine.disclosure.attack import Roster
from tiebeam.engine.disclosure.noise import (
    STANDARD,
    Noise,
    Protection,
    band_people,
    cell_key,
    noise_of,
    noised,
    person_keys,
)
from tiebeam.engine.disclosure.published import Line

#: How many categories each directory attribute has.
ATTRIBUTES: Mapping[str, int] = {
    "unit": 12, "grade": 6, "site": 5, "contract": 4, "hired": 4, "hours": 3,
}  # fmt: skip
SECRET = ("reports", "yes")
KEY = bytes(range(32))

Fields = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Employer:
    """Everybody who is ever there.

    people  ids
    fields  of each person, by attribute
    days    of the releases
    there   whether a person is there on a day, shape (days, people)
    """

    people: tuple[str, ...]
    fields: tuple[Mapping[str, str], ...]
    days: tuple[date, ...]
    there: np.ndarray

    @property
    def roster(self) -> Roster:
        """What everybody knows, as the attack takes it."""
        on = {
            day: {
                person: fields
                for person, fields, here in zip(self.people, self.fields, row, strict=True)
                if here
            }
            for day, row in zip(self.days, self.there, strict=True)
        }
        return Roster(days=on)


def employer(
    size: int,
    *,
    days: int,
    seed: int,
    moving: float = 0.02,
    months: int = 3,
    attributes: Mapping[str, int] = ATTRIBUTES,
) -> Employer:
    """People with attributes at random, small categories and large ones.

    moving      share of people who leave from one day to the next; as many join
    months      between two days
    attributes  how many categories each directory attribute has
    """
    random = np.random.default_rng(seed)
    change = round(moving * size)
    count = size + change * (days - 1)
    there = np.zeros((days, count), bool)
    there[0, :size] = True
    for day in range(1, days):
        there[day] = there[day - 1]
        there[day, random.choice(np.flatnonzero(there[day]), change, replace=False)] = False
        there[day, size + change * (day - 1) : size + change * day] = True
    columns = {
        name: random.choice(many, count, p=_weights(many)) for name, many in attributes.items()
    }
    return Employer(
        people=tuple(f"p{number:06}" for number in range(count)),
        fields=tuple(
            {name: f"{name} {values[person]:03}" for name, values in columns.items()}
            for person in range(count)
        ),
        days=tuple(
            date(2020 + months * day // 12, 1 + months * day % 12, 1) for day in range(days)
        ),
        there=there,
    )


def _weights(many: int) -> np.ndarray:
    weights = 1 / np.arange(1, many + 1) ** 0.7
    return weights / weights.sum()


def secret_of(company: Employer, *, share: float, seed: int) -> np.ndarray:
    """Who has the secret: independent of everything that is known; shape (people,)."""
    return np.random.default_rng(seed).random(len(company.people)) < share


# --- what is shown when ---------------------------------------------------------------------------


def one_way() -> list[Fields]:
    """Everybody, and each attribute by itself."""
    return [(), *((name,) for name in ATTRIBUTES)]


def declared_pairs() -> list[Fields]:
    """One-way tables and three pairs."""
    return [*one_way(), ("unit", "grade"), ("unit", "site"), ("grade", "hired")]


def two_filters() -> list[Fields]:
    """Whatever two filters give."""
    return [*one_way(), *combinations(ATTRIBUTES, 2)]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which cells are shown in which release.

    lines    as published, but for their numbers
    members  1 where a person is in the cell of a line, shape (lines, people)
    """

    company: Employer
    lines: tuple[Line, ...]
    members: sparse.csr_array

    def lines_with(self, shown: np.ndarray, *, band: float) -> list[Line]:
        """The lines as they are published."""
        return [
            replace(line, shown=float(number), band=band)
            for line, number in zip(self.lines, shown, strict=True)
        ]

    def rows(self) -> Iterator[np.ndarray]:
        """Who is in the cell of each line, as places."""
        yield from np.split(self.members.indices, self.members.indptr[1:-1])


def planned(
    company: Employer, tables: Sequence[Fields], *, hold: int = 0, smallest: int = 10
) -> Plan:
    """Every cell with enough members; shown anew only if nobody or enough people changed.

    hold      people by whom a cell must have changed, joined and left together
    smallest  members
    """
    last: dict[tuple[tuple[str, str], ...], tuple[date, frozenset[int]]] = {}
    lines, rows = [], []
    for release, (day, there) in enumerate(zip(company.days, company.there, strict=True), start=1):
        for cell, people in _cells(company, tables, np.flatnonzero(there)):
            if len(people) < smallest:
                continue
            at, before = last.get(cell, (day, people))
            held = 0 < len(people ^ before) < hold
            if not held:
                at, before = last[cell] = (day, people)
            lines.append(
                Line(release=release, at=at, kind="stock", attribute=SECRET[0], value=SECRET[1],
                     cell=dict(cell), n=len(before), shown=0, why="hold" if held else None)
            )  # fmt: skip
            rows.append(sorted(before))
    places = np.concatenate([np.array(row, np.int64) for row in rows])
    starts = np.cumsum([0, *map(len, rows)])
    shape = len(rows), len(company.people)
    members = sparse.csr_array((np.ones(len(places)), places, starts), shape=shape)
    return Plan(company=company, lines=tuple(lines), members=members)


def _cells(
    company: Employer, tables: Sequence[Fields], there: np.ndarray
) -> Iterator[tuple[tuple[tuple[str, str], ...], frozenset[int]]]:
    for table in tables:
        cells: dict[tuple[tuple[str, str], ...], list[int]] = {}
        for person in there.tolist():
            fields = company.fields[person]
            cells.setdefault(tuple((name, fields[name]) for name in table), []).append(person)
        yield from ((cell, frozenset(people)) for cell, people in sorted(cells.items()))


# --- gates: from a secret to the numbers of a plan's lines ---------------------------------------

#: Who has the secret, shape (people,) or (people, 1) → one number per line.
ToNumbers = Callable[[np.ndarray], np.ndarray]


def one_by_one(gate: ToNumbers) -> Callable[[np.ndarray], np.ndarray]:
    """A gate that shows many secrets: (secrets, people, values) → one column for each."""
    return lambda many: np.stack([gate(each) for each in many], axis=1)


def _yes(secret: np.ndarray) -> np.ndarray:
    return secret.reshape(len(secret), -1)[:, 0]


def _counts(plan: Plan, secret: np.ndarray) -> np.ndarray:
    return np.rint(plan.members @ _yes(secret).astype(float)).astype(int)


def exact(plan: Plan) -> ToNumbers:
    """Counts as they are."""
    return lambda secret: _counts(plan, secret).astype(float)


def ours(plan: Plan, *, key: bytes = KEY, protection: Protection = STANDARD) -> ToNumbers:
    """Noise that depends on all members of a cell, as the gate draws it."""
    keys = person_keys(key, plan.company.people)
    cells = [keys[row] for row in plan.rows()]

    def shown(secret: np.ndarray) -> np.ndarray:
        counts = _counts(plan, secret).tolist()
        drawn = (
            noised(count, members=cell, attribute=SECRET[0], value=SECRET[1], key=key,
                   protection=protection)
            for count, cell in zip(counts, cells, strict=True)
        )  # fmt: skip
        return np.array(list(drawn), float)

    return shown


def textbook(plan: Plan, *, key: bytes = KEY) -> ToNumbers:
    """The same noise, but it depends on those members alone who have the secret."""
    keys = person_keys(key, plan.company.people)

    def shown(secret: np.ndarray) -> np.ndarray:
        cells = (cell_key(keys[row[_yes(secret)[row]]]) for row in plan.rows())
        return _drawn(plan, secret, [_hashed(key, cell) for cell in cells], standard_noise)

    return shown


def fresh(plan: Plan, *, seed: int, noise: Callable[[int, int], Noise] | None = None) -> ToNumbers:
    """Noise that depends on all members of a cell, under another key for each secret.

    noise  of a count among so many members; that of the standard where it is left out
    """
    random = np.random.default_rng(seed)
    keys = person_keys(KEY, plan.company.people)
    cells = [cell_key(keys[row]) for row in plan.rows()]

    def shown(secret: np.ndarray) -> np.ndarray:
        key = random.bytes(32)
        return _drawn(plan, secret, [_hashed(key, cell) for cell in cells], noise or standard_noise)

    return shown


def standard_noise(count: int, members: int) -> Noise:
    """D 8, V 6."""
    return noise_of(count, members=members, largest=STANDARD.largest, variance=STANDARD.variance)


def standard_band() -> float:
    """The band that lines with the standard noise say."""
    return band_people(STANDARD)


def _hashed(key: bytes, cell: int) -> int:
    digest = hashlib.blake2b(cell.to_bytes(8, "big"), key=key, digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _drawn(
    plan: Plan,
    secret: np.ndarray,
    numbers: Sequence[int],
    noise: Callable[[int, int], Noise],
) -> np.ndarray:
    counts = _counts(plan, secret).tolist()
    sizes = np.diff(plan.members.indptr).tolist()
    return np.array(
        [
            count + noise(count, size).drawn(number)
            for count, size, number in zip(counts, sizes, numbers, strict=True)
        ],
        float,
    )
