"""A made-up employer through the whole gate, half-year by half-year: cube, release, and the next.

life = Life(employer(500, days=8, seed=1, moving=0.04, months=6), [Told("reports", {"yes": 0.12})])
for release in life.releases(secret_seed=2):
    release.lines, release.attacks
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations

import numpy as np
from engine.disclosure.employer import Employer

from tiebeam.engine.disclosure.cube import PEOPLE, Attribute, Cube, Table
from tiebeam.engine.disclosure.cube_facts import Described, Facts, Moved, categories
from tiebeam.engine.disclosure.gate import Given, Published, Whom, publish
from tiebeam.engine.disclosure.noise import person_keys
from tiebeam.engine.disclosure.population import Coded, Population
from tiebeam.engine.disclosure.proposed_cube import propose
from tiebeam.engine.disclosure.protected import Secret, Shown
from tiebeam.engine.disclosure.published import CROSSED
from tiebeam.engine.records.window import Window

ROSTER_KEY = b"roster" * 6
IN_A_CUBE = 2
#: What those have who have none of the values.
NOTHING = "nothing of this"


@dataclass(frozen=True)
class Told:
    """An attribute that people keep to themselves, and what share has each value."""

    name: str
    shares: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Release:
    """What one release showed, and of whom."""

    at: date
    cube: Cube
    given: Given
    found: Published


class Life:
    """An employer, its attributes, and all its releases; every second has a cube of its own.

    tables  of people, by which fields; left out, the cubes are those that are proposed
    """

    def __init__(
        self, company: Employer, told: Sequence[Told], *, tables: Sequence[tuple[str, ...]] = ()
    ) -> None:
        self.company, self.told, self.tables = company, told, tables
        self.names = tuple(company.fields[0])
        self.keys = person_keys(ROSTER_KEY, company.people)

    @cached_property
    def coded(self) -> dict[str, tuple[tuple[str, ...], np.ndarray]]:
        """Of each field its values, and which of them each person has."""
        found = {}
        for name in self.names:
            column = np.array([fields[name] for fields in self.company.fields])
            values, codes = np.unique(column, return_inverse=True)
            found[name] = tuple(values.tolist()), codes
        return found

    def releases(self, *, secret_seed: int, until: int | None = None) -> Iterator[Release]:
        """One release after the other; the secrets of a seed are the same in all of them."""
        has = self.has(secret_seed)
        key = np.random.default_rng(secret_seed).bytes(32)
        numbers = person_keys(key, self.company.people)
        earlier: list[Shown] = []
        cube: Cube | None = None
        for place, at in enumerate(self.company.days[:until]):
            if place % IN_A_CUBE == 0:
                cube = self._cube(place, cube)
                joined = self._categories(cube, place)
            assert cube is not None
            given = self._given(cube, joined, place, at, has, numbers, key)
            found = publish(cube, given, earlier=earlier, seed=place + 1)
            earlier += found.shown
            yield Release(at=at, cube=cube, given=given, found=found)

    def has(self, secret_seed: int) -> dict[str, np.ndarray]:
        """Who has which value of each attribute, (people, values)."""
        return {told.name: self._has(told, secret_seed, n) for n, told in enumerate(self.told)}

    def who_has(self, attribute: str, value: str, has: Mapping[str, np.ndarray]) -> np.ndarray:
        """Who has one value of an attribute, crossed or not, (people,)."""
        parts = zip(attribute.split(CROSSED), value.split(CROSSED), strict=True)
        return np.all([self._who_has(name, part, has[name]) for name, part in parts], axis=0)

    def _who_has(self, name: str, value: str, has: np.ndarray) -> np.ndarray:
        if value == NOTHING:
            return ~has.any(axis=1)
        return has[:, [*next(told for told in self.told if told.name == name).shares].index(value)]

    def _cube(self, place: int, earlier: Cube | None) -> Cube:
        if not self.tables:
            return propose(self.facts(place), earlier=earlier).cube
        tables = tuple(Table(PEOPLE, by) for by in self.tables)
        return Cube(
            first=self.company.days[place],
            people=int(self.company.there[place].sum()),
            attributes=tuple(
                Attribute(name=t.name, values=tuple(t.shares), tables=tables, times_a_year=2)
                for t in self.told
            ),
            fields=dict.fromkeys(self.names),
        )

    def _has(self, told: Told, seed: int, number: int) -> np.ndarray:
        """Who has which value, independent of everything that is known; (people, values)."""
        random = np.random.default_rng((seed, number))
        ends = np.cumsum(list(told.shares.values()))
        drawn = random.random(len(self.company.people))[:, None]
        return (drawn < ends) & (drawn >= ends - list(told.shares.values()))

    # --- what is known of a day ------------------------------------------------------------------

    def facts(self, place: int) -> Facts:
        """What a cube is proposed from, on the eve of a release."""
        there = self.company.there[place]
        moved = []
        for outcome, (window, people) in self._moved(place).items():
            if people.any():
                moved.append(Moved(outcome=outcome, window=window, by=self._counts(people)))
        return Facts(
            first=self.company.days[place],
            by=self._counts(there),
            attributes=tuple(
                Described(
                    name=told.name,
                    values=(*sorted(told.shares), NOTHING),
                    shares=dict(told.shares) | {NOTHING: 1 - sum(told.shares.values())},
                )
                for told in self.told
            ),
            moved=tuple(moved),
        )

    def _moved(self, place: int) -> dict[str, tuple[Window, np.ndarray]]:
        """Who joined and who left in the year before the cube."""
        if place < IN_A_CUBE:
            return {}
        before, now = self.company.there[place - IN_A_CUBE], self.company.there[place]
        last = self.company.days[place] - timedelta(days=1)
        window = Window(self.company.days[place - IN_A_CUBE], last)
        between = self.company.there[place - 1]
        return {
            "joined": (window, (now | between) & ~before),
            "left": (window, (before | between) & ~now),
        }

    def _counts(self, people: np.ndarray) -> dict:
        """People by nothing, by each field and by each two."""
        found: dict = {(): {(): int(people.sum())}}
        for size in (1, 2):
            for by in combinations(sorted(self.names), size):
                codes = np.stack([self.coded[name][1][people] for name in by], axis=1)
                kinds, count = np.unique(codes, axis=0, return_counts=True)
                found[by] = {
                    tuple(self.coded[n][0][code] for n, code in zip(by, kind, strict=True)): int(n_)
                    for kind, n_ in zip(kinds.tolist(), count.tolist(), strict=True)
                }
        return found

    def _categories(self, cube: Cube, place: int) -> dict[str, dict[str, str]]:
        there = self.company.there[place]
        found = {}
        for name in cube.fields:
            values, codes = self.coded[name]
            people = Counter(values[code] for code in codes[there].tolist())
            found[name] = categories(
                people, name=name, depth=None, smallest_category=cube.protection.smallest_base
            )
        return found

    def _given(self, cube, joined, place, at, has, numbers, key) -> Given:
        rosters: dict[Whom, np.ndarray] = {
            (PEOPLE, None): np.flatnonzero(self.company.there[place])
        }
        started = place - place % IN_A_CUBE
        for outcome, (window, people) in self._moved(started).items():
            rosters[outcome, window] = np.flatnonzero(people)
        populations = {whom: self._population(who, joined) for whom, who in rosters.items()}
        secrets = {}
        for attribute in cube.attributes:
            all_of_it = np.stack(
                [self.who_has(attribute.name, value, has) for value in attribute.values], axis=1
            )
            for whom, who in rosters.items():
                secrets[attribute.name, whom] = Secret(
                    attribute=attribute.name, values=attribute.values, has=all_of_it[who],
                    numbers=numbers[who], key=key,
                )  # fmt: skip
        return Given(release=place + 1, at=at, populations=populations, secrets=secrets)

    def _population(self, who: np.ndarray, joined: Mapping[str, Mapping[str, str]]) -> Population:
        fields = {name: Coded(self.coded[name][0], self.coded[name][1][who]) for name in joined}
        return Population(people=self.keys[who], fields=fields).in_categories(joined)
