"""Releases small enough to try every possibility, written down line by line.

    release(
        count(7, "everybody: abcdefghij"),
        count(2, "abc", value="Women"),
    )

A letter is a person. The cell of a line is called what stands before the colon, or its letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import numpy as np
from scipy import sparse

from tiebeam.engine.disclosure.attack import Equations, equations
from tiebeam.engine.disclosure.published import Line
from tiebeam.engine.records.window import Window

DAY = date(2026, 1, 1)
YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))


def count(
    shown: float | None, people: str, *, attribute: str = "report", value: str = "yes", **more: Any
) -> tuple[Line, str]:
    """One published count and who is in its cell."""
    name, _, letters = people.rpartition(":")
    who = letters.strip()
    line = Line(
        **{"release": 1, "at": DAY, "kind": "stock", "attribute": attribute, "value": value,
           "cell": {"group": name or who}, "n": len(who), "shown": shown} | more
    )  # fmt: skip
    return line, who


def release(
    *given: tuple[Line, str],
    people: str = "",
    largest: int = 0,
    variance: float = 1.0,
    values: Mapping[str, Sequence[str]] | None = None,
    several: bool = False,
) -> Equations:
    """The equations of some lines; with noise, all of them have it.

    people   everybody, where not all are in a line
    largest  the largest noise, which is smaller here than any that may be published
    """
    letters = sorted({*people, *(letter for _, who in given for letter in who)})
    rows = [[float(letter in who) for letter in letters] for _, who in given]
    members = sparse.csr_array(np.array(rows).reshape(len(given), len(letters)))
    found = equations(
        [line for line, _ in given], members, values=values or {}, several=several
    )  # fmt: skip
    many = len(found.lines)
    return replace(
        found,
        largest=np.full(many, float(largest)),
        variance=np.full(many, variance * (largest > 0)),
    )


def possible(given: Equations) -> Iterator[np.ndarray]:
    """Every state of things that agrees with all lines: who has which value, (people, values)."""
    kinds = range(len(given.answers))
    each = [tuple(np.eye(len(kinds), dtype=bool)[kind]) for kind in kinds]
    if given.several:
        each = list(product((False, True), repeat=len(kinds)))
    for state in product(each, repeat=given.people):
        has = np.array(state).reshape(given.people, -1) @ given.counts.T
        if agrees(given, has):
            yield has


def agrees(given: Equations, has: np.ndarray) -> bool:
    """By the rules of the noise, in words: within the largest, and none and all stay."""
    for line in range(len(given.lines)):
        row = given.members[[line]].indices
        true, shown = int(has[row, given.value_of[line]].sum()), given.shown[line]
        if abs(true - shown) > given.largest[line]:
            return False
        if true in (0, len(row)) and true != shown:
            return False
    return True


def certain(states: Iterable[np.ndarray], given: Equations) -> set[tuple[int, str, str, bool]]:
    """What is the same in every state of things."""
    every = np.stack(list(states))
    always, never = every.all(axis=0), ~every.any(axis=0)
    return {
        (int(person), *given.values[value], has)
        for same, has in ((always, True), (never, False))
        for person, value in np.argwhere(same)
    }


def found(certainties: Iterable[Any]) -> set[tuple[int, str, str, bool]]:
    """The same of what the attack returns."""
    return {(each.person, each.attribute, each.value, each.has) for each in certainties}


def letters(certainties: Iterable[Any], *, has: bool = True) -> str:
    """Who certainly has the value, or has it not, as letters from "a"."""
    return "".join(sorted(chr(ord("a") + each.person) for each in certainties if each.has == has))
