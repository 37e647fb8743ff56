"""Why one figure for every four people: an attacker who solves all figures at once.

The attacker knows everybody's fields, and reads every figure exactly, which is more than is ever
shown. A linear program then says how likely somebody can least be to have the secret; whoever must
have it is given away. It finds people in a release that is too generous, and nobody in a cube.

That nobody in a cell has the secret can be read off an exact count, whatever the budget. This is
what noise is for: nobody may be shown where there are some.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from engine.disclosure.test_proposed_cube import by_all
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from tiebeam.engine.disclosure.cube import PEOPLE, Cube, budget_of
from tiebeam.engine.disclosure.cube_facts import Described, Facts, categories
from tiebeam.engine.disclosure.proposed_cube import propose

FIELDS = ("contract", "level", "shift", "site", "unit")
VALUES = {"contract": 2, "level": 5, "shift": 3, "site": 3, "unit": 6}

People = list[tuple[str, ...]]


def staff(number: int, seed: int) -> People:
    """People with five fields each, drawn at random, and unevenly."""
    random = np.random.default_rng(seed)
    columns = []
    for name in FIELDS:
        weights = 1 / np.arange(1, VALUES[name] + 1)
        chosen = random.choice(VALUES[name], size=number, p=weights / weights.sum())
        columns.append([f"{name} {each}" for each in chosen])
    return list(zip(*columns, strict=True))


def facts(people: People) -> Facts:
    counts: dict[tuple[str, ...], int] = {}
    for each in people:
        counts[each] = counts.get(each, 0) + 1
    gender = Described(name="gender", values=("Men", "Women"), shares={"Men": 0.88, "Women": 0.12})
    return Facts(
        first=date(2026, 1, 1), by=by_all(counts, FIELDS), paths=frozenset(), attributes=(gender,)
    )


def members(people: People, by: Sequence[str], smallest: int = 48) -> Iterable[list[int]]:
    """Who is in each cell of a table that has ten people."""
    places = [FIELDS.index(name) for name in by]
    called = [
        categories(
            Counter(each[place] for each in people),
            name=name, depth=None, smallest_category=smallest,
        ) for name, place in zip(by, places, strict=True)
    ]  # fmt: skip
    cells: dict[tuple[str, ...], list[int]] = {}
    for n, each in enumerate(people):
        cell = tuple(known[each[place]] for known, place in zip(called, places, strict=True))
        cells.setdefault(cell, []).append(n)
    return [cell for cell in cells.values() if len(cell) >= 10]


def given_away(cells: Iterable[list[int]], secret: np.ndarray) -> int:
    """How many people must have the secret, going by how many in each cell have it."""
    cells = list(cells)
    rows = np.concatenate([np.full(len(cell), n) for n, cell in enumerate(cells)])
    columns = np.concatenate([np.array(cell) for cell in cells])
    known = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(cells), len(secret)))
    counts = known @ secret
    found = 0
    # Whoever is in the same cells as somebody else can be exchanged for them.
    kinds: dict[tuple[int, ...], list[int]] = {}
    for person in range(len(secret)):
        at = tuple(np.flatnonzero(known[:, [person]].toarray()[:, 0]))
        kinds.setdefault(at, []).append(person)
    for alike in kinds.values():
        goal = np.zeros(len(secret))
        goal[alike] = 1
        fewest = linprog(goal, A_eq=known, b_eq=counts, bounds=(0, 1)).fun
        found += len(alike) if fewest > len(alike) - 0.5 else 0
    return found


def of_cube(cube: Cube, people: People) -> list[list[int]]:
    stocks = [t for a in cube.attributes for t in a.tables if t.shows == PEOPLE]
    return [cell for table in stocks for cell in members(people, table.by)]


def at_will(people: People) -> list[list[int]]:
    """What a dashboard with two filters shows: every group of ten or more, by up to two fields."""
    found = [[*range(len(people))]]
    for by in (*combinations(FIELDS, 1), *combinations(FIELDS, 2)):
        values = [tuple(each[FIELDS.index(name)] for name in by) for each in people]
        for value in sorted(set(values)):
            group = [n for n, each in enumerate(values) if each == value]
            if len(group) >= 10:
                found.append(group)
    return found


@pytest.fixture(scope="module", params=[120, 200])
def firm(request: pytest.FixtureRequest) -> tuple[People, np.ndarray]:
    people = staff(request.param, seed=request.param)
    secret = np.random.default_rng(1).random(request.param) < 0.12
    return people, secret.astype(float)


def test_the_attack_finds_people_in_whatever_two_filters_show(firm: tuple[People, np.ndarray]):
    people, secret = firm
    cells = at_will(people)

    assert len(cells) > budget_of(len(people))
    assert given_away(cells, secret) > 0


def test_the_attack_finds_nobody_in_a_proposed_cube(firm: tuple[People, np.ndarray]):
    people, secret = firm
    found = propose(facts(people))
    cells = of_cube(found.cube, people)

    assert 1 < len(cells) <= len(people) / 40
    assert given_away(cells, secret) == 0


def by_each_field(people: People) -> list[list[int]]:
    """More than is ever proposed: everybody, and every field with categories of ten people."""
    tables = [(), *combinations(FIELDS, 1)]
    return [cell for by in tables for cell in members(people, by, smallest=10)]


def test_the_attack_finds_nobody_in_as_many_figures_as_the_budget_allows(
    firm: tuple[People, np.ndarray],
):
    people, secret = firm
    cells = by_each_field(people)

    assert len(people) / 40 < len(cells) <= budget_of(len(people))
    assert given_away(cells, secret) == 0


@pytest.mark.slow
def test_the_attack_finds_nobody_among_400_people_by_all_five_fields():
    people = staff(400, seed=4)
    secret = (np.random.default_rng(1).random(400) < 0.12).astype(float)

    assert given_away(by_each_field(people), secret) == 0


def test_every_person_is_in_at_most_one_cell_of_each_table(firm: tuple[People, np.ndarray]):
    people, _ = firm

    for by in ((), *combinations(FIELDS, 1), *combinations(FIELDS, 2)):
        cells = list(members(people, by))
        told = sorted(person for cell in cells for person in cell)
        assert len(told) == len({*told})
        assert all(len(cell) >= (10 if len(by) > 1 else 48) for cell in cells)
        # By two fields, those in cells of fewer than ten are in none.
        assert len(by) > 1 or told == [*range(len(people))]
