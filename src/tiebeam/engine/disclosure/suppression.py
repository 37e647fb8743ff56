"""Which cells of tables with totals are hidden, so that nobody works a small count out.

Each cell, totals too, adds some of the finest cells up. It is small where it holds fewer people
than the smallest group. Two things are done so that a small cell stays hidden:

1. It must not follow from the shown cells by adding and subtracting (`eliminated`).
2. Counts are not negative, so the equations may still leave it only a narrow range. That range must
   reach from 0 to the largest small count: whoever solves all equations then learns about it no
   more than that it is small, which its being hidden says already (`widened`).

Nobody is a small count too. To show a 0 would say something about everybody in its row, and a
hidden 0 whose neighbours are shown would be no company: it can't become less. Cells that nobody can
be in, as everybody knows, are left out of the table.

What this does not do: it looks at ranges of numbers, not of whole numbers, which can be narrower
where three or more attributes are crossed; and it does not keep a person who is in a cell from
taking himself or herself away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from tiebeam.engine.disclosure.threshold import SMALLEST_GROUP
from tiebeam.engine.stats.counts import whole_numbers
from tiebeam.engine.stats.intervals import Interval

#: Arithmetic modulo a prime is exact and its numbers stay short, where fractions would grow. It
#: errs only where a determinant that is not 0 is a multiple of this prime.
PRIME: Final = 2**61 - 1
#: The solver's answers are true to about 1e-7; counts are whole.
CLOSE: Final = 1e-6
#: What a cell weighs that is not the one in question: all together less than one person of it.
LATER: Final = 1e-5

NONE_KNOWN: Final = np.zeros(0, bool)

Sparse = Any
Vector = dict[int, int]
Holder = tuple[str, int]


class ImpossibleTable(ValueError):
    """Cells and finest cells don't fit together."""


class KnownAnyway(ValueError):
    """A small cell follows from cells that everybody knows, so to hide it would be pretence."""


class NotSolved(RuntimeError):
    """The solver gave up, so nothing is known about the ranges."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """Tables over the same people: any number of them, with any totals.

    finest  people in each of the finest cells, shape (finest,)
    adds    1 where a cell adds a finest cell up, else 0; shape (cells, finest)
    known   cells that everybody knows and that are never hidden, such as how many people are in a
            unit; shape (cells,), of True and False; none where it is left out
    Raises  ImpossibleTable, ImpossibleCount
    """

    finest: NDArray[np.int64]
    adds: Sparse
    known: NDArray[np.bool_] = field(default_factory=lambda: NONE_KNOWN)

    def __post_init__(self) -> None:
        adds: Sparse = sparse.csr_array(self.adds).astype(np.int64)
        adds.sum_duplicates()
        adds.eliminate_zeros()
        adds.sort_indices()
        whole_numbers(self.finest, name="finest")
        known = self.known if self.known.size else np.zeros(adds.shape[0], bool)
        if adds.shape != (len(known), len(self.finest)):
            raise ImpossibleTable("'adds' has a row for each cell, a column for each finest cell.")
        if (adds.data != 1).any() or (np.diff(adds.indptr) == 0).any():
            raise ImpossibleTable("Each cell adds up one finest cell or more, each of them once.")
        object.__setattr__(self, "adds", adds)
        object.__setattr__(self, "known", known)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """People in each cell, shape (cells,)."""
        counts: NDArray[np.int64] = self.adds @ np.asarray(self.finest, dtype=np.int64)
        return counts

    def small(self, smallest: int) -> list[int]:
        """Cells with fewer people than the smallest group, but for those that everybody knows."""
        return np.flatnonzero((self.counts < smallest) & ~self.known).tolist()

    def parts(self, cell: int) -> list[int]:
        """The finest cells that a cell adds up."""
        first, last = self.adds.indptr[cell : cell + 2]
        parts: list[int] = self.adds.indices[first:last].tolist()
        return parts


def crossed(
    counts: NDArray[np.int64],
    *,
    groups: Sequence[NDArray[np.int64]] | None = None,
    known: NDArray[np.bool_] = NONE_KNOWN,
) -> Table:
    """A table of attributes that are crossed, with all totals.

    counts  people by one attribute per axis
    groups  per axis, what is shown of it: 1 where a line adds a value up, else 0, shape (lines,
            values); by default the total and then each value. Lines of a hierarchy go here too
    known   shape (lines of axis 0, lines of axis 1, ...)
    Returns cells in the order of a table that is read row by row, the last axis running fastest
    """
    if groups is None:
        groups = [np.vstack([np.ones((1, n), np.int64), np.eye(n, dtype=np.int64)])
                  for n in counts.shape]  # fmt: skip
    adds: Sparse = sparse.csr_array(np.ones((1, 1), np.int64))
    for each in groups:
        adds = sparse.kron(adds, each, format="csr")
    return Table(finest=counts.ravel(), adds=adds, known=known.ravel())


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """Cells that are hidden, by their place in the table.

    small    fewer people than the smallest group
    company  hidden so that no small one follows from the shown ones
    further  hidden so that the range of no small one is narrow
    """

    small: frozenset[int]
    company: frozenset[int]
    further: frozenset[int]

    @property
    def hidden(self) -> frozenset[int]:
        return self.small | self.company | self.further


def suppressed(table: Table, *, smallest: int = SMALLEST_GROUP) -> Suppression:
    """What of a table is hidden: the small cells, and as few others as protect them.

    smallest  people; fewer are a small cell. What is released never asks for less than 10
    Raises    KnownAnyway, NotSolved
    Source    Langsrud (2024), Privacy in Statistical Databases, doi 10.1007/978-3-031-69651-0_6
              (elimination); Fischetti & Salazar (2001), Management Science 47, 1008-1027 (ranges)
    """
    small = frozenset(table.small(smallest))
    company = eliminated(table, small)
    further = widened(table, small | company, small=small, smallest=smallest)
    return Suppression(small=small, company=company, further=further)


# --- what follows by adding and subtracting -------------------------------------------------------


def eliminated(table: Table, small: Collection[int]) -> frozenset[int]:
    """The cells that are hidden beside the small ones, so that none of these follows from the rest.

    The cells are visited from the largest to the smallest, known ones first; each is shown unless
    a small one would follow from it and those shown before.

    small    cells that must not follow
    Returns  further cells
    Raises   KnownAnyway
    Source   Langsrud (2024), as above
    """
    if not small:
        return frozenset()
    rest = _Rest([dict.fromkeys(table.parts(cell), 1) for cell in sorted(small)])
    hidden = set()
    for cell in _largest_first(table, small):
        beyond = rest.of(table.parts(cell))
        if not rest.gives_away(beyond):
            rest.keep(beyond)
        elif table.known[cell]:
            raise KnownAnyway(
                "A small cell is the difference of cells that everybody knows. "
                "Say that it is known too, or merge it."
            )
        else:
            hidden.add(cell)
    return frozenset(hidden)


def _largest_first(table: Table, small: Collection[int]) -> list[int]:
    """The cells that are not small: known ones, then by size, then by that of their totals."""
    belongs = table.adds @ (table.adds.T @ table.counts)
    rest = set(range(len(table.counts))) - set(small)
    return sorted(rest, key=lambda c: (not table.known[c], -table.counts[c], -belongs[c], c))


class _Rest:
    """What of a cell does not follow from the cells kept so far (a reduced echelon form).

    Each kept cell owns one finest cell, its pivot, which is minus its row, and is in no other row.
    So two cells differ only by kept ones exactly where what is left of them is the same.
    """

    def __init__(self, small: Sequence[Vector]) -> None:
        # A small cell that is itself a finest one is written nowhere: it is its pivot's row, or
        # stands alone.
        self._finest = {place for vector in small if len(vector) == 1 for place in vector}
        self._sums = [vector for vector in small if len(vector) > 1]
        self._kept: dict[int, Vector] = {}
        self._holders: defaultdict[int, dict[Holder, None]] = defaultdict(dict)
        for number, vector in enumerate(self._sums):
            for place in vector:
                self._holders[place]["sum", number] = None

    def of(self, parts: Sequence[int]) -> Vector:
        left = {place: 1 for place in parts if place not in self._kept}
        for place in parts:
            if place in self._kept:
                _take(left, self._kept[place], 1)
        return left

    def gives_away(self, beyond: Vector) -> bool:
        """Whether a small cell is a multiple of what is left of this one."""
        if not beyond:
            return False
        place = min(beyond, key=lambda each: len(self._holders[each]))
        if len(beyond) == 1 and place in self._finest:
            return True
        return any(
            _is_multiple(self._vector(holder), beyond, place)
            for holder in self._holders[place]
            if holder[0] == "sum" or holder[1] in self._finest
        )

    def keep(self, beyond: Vector) -> None:
        if not beyond:
            return
        # Always the last one: in a table with totals, the corners then stand for the others, and
        # rows stay short.
        pivot = max(beyond)
        inverse = pow(beyond[pivot], -1, PRIME)
        row = {place: x * inverse % PRIME for place, x in beyond.items() if place != pivot}
        # Whether it gives anything away was asked first, so each place was looked at.
        for holder in self._holders.pop(pivot):
            vector = self._vector(holder)
            _take(vector, row, vector.pop(pivot))
            for place in row:
                if place in vector:
                    self._holders[place][holder] = None
                else:
                    del self._holders[place][holder]
        self._kept[pivot] = row
        for place in row:
            self._holders[place]["kept", pivot] = None

    def _vector(self, holder: Holder) -> Vector:
        kind, number = holder
        return self._sums[number] if kind == "sum" else self._kept[number]


def _take(vector: Vector, row: Vector, factor: int) -> None:
    """The vector less so many times a kept row, whose pivot is worth 1 and already taken out."""
    for place, x in row.items():
        value = (vector.get(place, 0) - factor * x) % PRIME
        if value:
            vector[place] = value
        else:
            del vector[place]


def _is_multiple(vector: Vector, other: Vector, place: int) -> bool:
    if len(vector) != len(other):
        return False
    factor, unit = vector[place], other[place]
    return all(vector.get(p, 0) * unit % PRIME == x * factor % PRIME for p, x in other.items())


# --- what is left as a range ----------------------------------------------------------------------


def interval(table: Table, hidden: Collection[int], cell: int) -> Interval[float]:
    """From what to what a cell can be, for somebody who sees all cells but the hidden ones.

    hidden   cells that are not shown
    Returns  people, not always whole; high is infinite where nothing shown holds it down
    Raises   NotSolved
    """
    seen = _Seen(table, hidden)
    low = float(seen.nearest([cell], 0)[cell])
    if not seen.is_bounded(cell):
        return Interval(low, np.inf)
    # What holds it down is shown, and all of that together is no more than all cells.
    high = float(seen.nearest([cell], int(table.counts.sum()))[cell])
    return Interval(low, high)


def widened(
    table: Table,
    hidden: Collection[int],
    *,
    small: Collection[int],
    smallest: int = SMALLEST_GROUP,
) -> frozenset[int]:
    """Cells to hide too, so that each small one may be anything from 0 to smallest - 1.

    Where what everybody knows leaves a small cell less room than that, it gets all of that room.
    What is hidden for a cell is the cheapest set of shown cells that, could they be a little
    different, would let it get there: people in them, times by how many each would differ.

    hidden    cells that are not shown so far, the small ones among them
    small     cells whose range must be wide
    smallest  people; fewer are a small cell
    Returns   further cells
    Raises    NotSolved
    """
    more: set[int] = set()
    for goal in (0, smallest - 1):
        left = sorted(small)
        seen = _Seen(table, {*hidden, *more})
        while left:
            values = seen.nearest(left, goal)
            if _short_of(goal, left[:1], values):
                more |= _cheapest(table, {*hidden, *more}, left[0], goal)
                seen = _Seen(table, {*hidden, *more})
            left = _short_of(goal, left[1:], values)
    return frozenset(more)


def _short_of(goal: int, cells: Iterable[int], values: NDArray[np.float64]) -> list[int]:
    if goal == 0:
        return [cell for cell in cells if values[cell] > CLOSE]
    return [cell for cell in cells if values[cell] < goal - CLOSE]


class _Seen:
    """The equations of the shown cells, over the finest cells that are not shown themselves."""

    def __init__(self, table: Table, hidden: Collection[int]) -> None:
        shown = _shown(table, hidden)
        lone = shown & (np.diff(table.adds.indptr) == 1)
        told = np.zeros(len(table.finest), bool)
        told[table.adds[lone].indices] = True
        self._adds = table.adds[:, ~told]
        self._told = table.counts - self._adds @ table.finest[~told]
        rows = shown & (np.diff(self._adds.indptr) > 0)
        self._left = self._adds[rows]
        self._right = table.counts[rows] - self._told[rows]

    def is_bounded(self, cell: int) -> bool:
        """Whether the shown cells hold it down: each of its parts is in one of them."""
        held = np.diff(self._left.tocsc().indptr) > 0
        return bool(held[self._adds[[cell]].indices].all())

    def nearest(self, cells: Sequence[int], goal: int) -> NDArray[np.float64]:
        """All cells, in a state of things that the shown ones allow and that is nearest the goal.

        The first cell comes before all others, but where it has a choice, they get near too: so
        one look often settles many.

        cells    may be more than 0 (goal 0) or less than the goal (else), the less the better
        goal     people
        Returns  people, shape (cells of the table,)
        """
        parts, told = self._adds[list(cells)], self._told[list(cells)]
        turn = 1 if goal == 0 else -1
        beyond = -sparse.eye_array(len(cells), format="csr")
        x = _solved(
            np.r_[np.zeros(parts.shape[1]), 1.0, np.full(len(cells) - 1, LATER)],
            equal=_beside(self._left, sparse.csr_array((self._left.shape[0], len(cells)))),
            to=self._right,
            below=_beside(turn * parts, beyond),
            at_most=turn * (goal - told),
        )
        values: NDArray[np.float64] = self._adds @ x[: parts.shape[1]] + self._told
        return values


def _cheapest(table: Table, hidden: Collection[int], cell: int, goal: int) -> set[int]:
    """The cheapest shown cells that keep a cell from the goal, or from as near as it could get.

    The finest cells and the shown sums move away from what they are, up or down; what is not
    shown moves freely, and what everybody knows not at all.
    """
    turn = 1 if goal == 0 else -1
    room = float(turn * goal)
    if table.known.any():
        best = _Seen(table, np.flatnonzero(~table.known).tolist()).nearest([cell], goal)[cell]
        # Ten times what the solver takes for equal: in less room it finds no way at all.
        room = max(room, turn * float(best) + 10 * CLOSE)
    shown, lone = _shown(table, hidden), np.diff(table.adds.indptr) == 1
    alone, sums = np.flatnonzero(shown & lone), np.flatnonzero(shown & ~lone)
    price = np.r_[table.adds[alone].T @ table.counts[alone], table.counts[sums]]
    stuck = np.r_[table.adds[alone].T @ table.known[alone] > 0, table.known[sums]]
    most_down = np.r_[table.finest, np.full(len(sums), np.inf)]
    up = _beside(table.adds[sums], sparse.eye_array(len(sums), format="csr"))
    part = _beside(table.adds[[cell]], sparse.csr_array((1, len(sums))))
    x = _solved(
        np.r_[price, price],
        equal=_beside(up, -up),
        to=np.zeros(len(sums)),
        below=turn * _beside(part, -part),
        at_most=np.array([room - turn * table.counts[cell]]),
        largest=np.r_[np.where(stuck, 0, np.inf), np.where(stuck, 0, most_down)],
    )
    moved = x[: len(price)] + x[len(price) :] > CLOSE
    size = len(table.finest)
    told = table.adds[alone] @ moved[:size] > 0
    return {*alone[told].tolist(), *sums[moved[size:]].tolist()}


def _shown(table: Table, hidden: Collection[int]) -> NDArray[np.bool_]:
    shown = np.ones(len(table.counts), bool)
    shown[list(hidden)] = False
    return shown


def _beside(*blocks: Any) -> Any:
    return sparse.hstack(blocks, format="csr")


def _solved(
    cost: NDArray[Any],
    *,
    equal: Any,
    to: NDArray[Any],
    below: Any,
    at_most: NDArray[Any],
    largest: NDArray[Any] | float = np.inf,
) -> NDArray[np.float64]:
    """The cheapest x, from 0 to the largest, with equal·x = to and below·x ≤ at_most."""
    bounds = np.c_[np.zeros(len(cost)), np.broadcast_to(largest, len(cost))]
    answer = linprog(
        cost, A_ub=below, b_ub=at_most, A_eq=equal, b_eq=to, bounds=bounds, method="highs"
    )
    if answer.status != 0:
        raise NotSolved("The solver found no answer. Hide the whole table, and tell us.")
    return np.asarray(answer.x, dtype=np.float64)
