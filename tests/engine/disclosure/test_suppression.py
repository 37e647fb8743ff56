"""Secondary suppression: no small cell follows from the shown ones, nor almost does."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sizes import at_most

from tiebeam.engine.disclosure import suppression
from tiebeam.engine.disclosure.suppression import (
    PRIME,
    ImpossibleTable,
    KnownAnyway,
    NotSolved,
    Suppression,
    Table,
    crossed,
    eliminated,
    interval,
    suppressed,
    widened,
)
from tiebeam.engine.stats.counts import ImpossibleCount


def rows(text: str) -> np.ndarray:
    return np.array([[int(n) for n in line.split()] for line in text.strip().splitlines()])


def place(table_width: int, row: int, column: int) -> int:
    """Where an inner cell of a table with totals is; rows and columns are counted from 1."""
    return row * (table_width + 1) + column


# --- slow code that is plainly right --------------------------------------------------------------


def rank(vectors: list[list[int]]) -> int:
    """By elimination in fractions, nothing rounded and nothing modulo anything."""
    left = [[Fraction(x) for x in vector] for vector in vectors]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((r for r in range(found, len(left)) if left[r][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for r in range(found + 1, len(left)):
            factor = left[r][column] / left[found][column]
            left[r] = [x - factor * y for x, y in zip(left[r], left[found], strict=True)]
        found += 1
    return found


def follows(table: Table, hidden, cell: int) -> bool:
    vectors = table.adds.toarray().tolist()
    shown = [vector for number, vector in enumerate(vectors) if number not in hidden]
    return rank(shown) == rank([*shown, vectors[cell]])


def every_table(shown: list[tuple[list[int], int]], size: int) -> Iterator[tuple[int, ...]]:
    """All whole numbers, none negative, that the shown cells allow; each is in a shown cell."""
    most = [min(total for parts, total in shown if f in parts) for f in range(size)]
    for numbers in product(*(range(m + 1) for m in most)):
        if all(sum(numbers[f] for f in parts) == total for parts, total in shown):
            yield numbers


def ranges_by_hand(table: Table, hidden) -> dict[int, tuple[int, int]]:
    """From what to what each hidden cell can be, by going through every possible table."""
    cells = range(len(table.counts))
    parts = {cell: table.adds.toarray()[cell].nonzero()[0].tolist() for cell in cells}
    shown = [(parts[cell], int(table.counts[cell])) for cell in cells if cell not in hidden]
    worlds = list(every_table(shown, len(table.finest)))
    return {
        cell: (min(values), max(values))
        for cell in hidden
        for values in [[sum(world[f] for f in parts[cell]) for world in worlds]]
    }


# --- the published table --------------------------------------------------------------------------


@pytest.mark.real_data
def test_the_published_table_hides_the_cells_that_it_is_printed_with(shared_data):
    with shared_data("oracles/SSBtools_z1.csv").open(newline="", encoding="utf-8") as lines:
        read = list(csv.DictReader(lines))
    regions = sorted({line["region"] for line in read})
    incomes = sorted({line["hovedint"] for line in read})
    counts = np.zeros((len(regions), len(incomes)), np.int64)
    for line in read:
        at = regions.index(line["region"]), incomes.index(line["hovedint"])
        counts[at] = int(float(line["ant"]))

    found = suppressed(crossed(counts), smallest=4)

    assert {cell + 1 for cell in found.small} == {13, 23, 43}
    assert {cell + 1 for cell in found.hidden} == {12, 13, 22, 23, 42, 43}


# --- two hidden cells in every row and column are not enough --------------------------------------

#: Two squares of hidden cells, and one hidden cell that joins them: row 2, column 3.
BRIDGE = """
     5   5  40  30
     5   5   5  20
    20  15   5   5
    30  40   5   5
"""
WIDTH = 4
SQUARES = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 3), (3, 4), (4, 3), (4, 4)]
OF_BRIDGE = place(WIDTH, 2, 3)
HIDDEN = {OF_BRIDGE, *(place(WIDTH, *at) for at in SQUARES)}


def test_two_hidden_cells_in_every_row_and_column_can_still_give_one_away():
    table = crossed(rows(BRIDGE))
    for line in range(1, WIDTH + 1):
        assert sum(place(WIDTH, line, column) in HIDDEN for column in range(1, WIDTH + 1)) >= 2
        assert sum(place(WIDTH, row, line) in HIDDEN for row in range(1, WIDTH + 1)) >= 2

    assert interval(table, HIDDEN, OF_BRIDGE) == pytest.approx((5, 5))
    assert follows(table, HIDDEN, OF_BRIDGE)
    assert interval(table, HIDDEN, place(WIDTH, 1, 1)) == pytest.approx((0, 10))


def test_one_more_hidden_cell_closes_it():
    table = crossed(rows(BRIDGE))

    more = widened(table, HIDDEN, small=HIDDEN, smallest=10)

    # The cheapest way round is over 15 people: row 3, column 2.
    assert more == {place(WIDTH, 3, 2)}
    low, high = interval(table, HIDDEN | more, OF_BRIDGE)
    assert low == pytest.approx(0)
    assert high >= 9
    assert not follows(table, HIDDEN | more, OF_BRIDGE)


def test_elimination_alone_never_leaves_such_a_bridge():
    table = crossed(rows(BRIDGE))

    found = suppressed(table)

    assert found.small == HIDDEN
    assert found.company == {place(WIDTH, 3, 2)}
    assert found.further == frozenset()
    assert found.hidden == HIDDEN | found.company


def test_one_small_cell_takes_the_smallest_square_with_it():
    """Shown in turn: 90, 80, 60, 50, 40. Each of 20, 15 and 12 would give the 3 away."""
    table = crossed(rows("3 50 20\n60 90 40\n15 80 12"))

    found = suppressed(table)

    assert found.small == {place(3, 1, 1)}
    assert found.company == {place(3, 1, 3), place(3, 3, 1), place(3, 3, 3)}
    assert interval(table, found.hidden, place(3, 1, 1)) == pytest.approx((0, 18))


def test_a_cell_that_does_not_follow_can_still_have_too_narrow_a_range():
    """The 6 can't become 0: what goes from it would have to come back through the 3."""
    table = crossed(rows("""
        6   50  40
        40  3   50
        50  60  70
    """))  # fmt: skip
    square = {place(3, 1, 1), place(3, 1, 2), place(3, 2, 1), place(3, 2, 2)}
    small = {place(3, 1, 1), place(3, 2, 2)}

    assert not follows(table, square, place(3, 1, 1))
    assert interval(table, square, place(3, 1, 1)) == pytest.approx((3, 46))
    more = widened(table, square, small=small, smallest=10)
    assert more
    for cell in small:
        low, high = interval(table, square | more, cell)
        assert low == pytest.approx(0)
        assert high >= 9 - 1e-6


def test_a_range_reaches_as_far_as_the_smallest_group_that_was_asked_for():
    """Hidden so that nothing follows, the 20 and the 0 can be 20 at most; with 25 asked for, 24."""
    table = crossed(rows("37 20 59\n36 56 0\n27 50 45"))
    small = {place(3, 1, 2), place(3, 2, 3)}
    narrow = small | eliminated(table, small)

    found = suppressed(table, smallest=25)

    assert found.small == small
    assert [interval(table, narrow, cell).high for cell in sorted(small)] == pytest.approx([20, 20])
    for cell in small:
        assert interval(table, found.hidden, cell).high >= 24 - 1e-6


def test_nothing_small_hides_nothing():
    table = crossed(rows("10 20\n30 40"))

    assert suppressed(table) == Suppression(
        small=frozenset(), company=frozenset(), further=frozenset()
    )


def test_where_everybody_is_few_all_is_hidden():
    table = crossed(rows("1 2\n3 0"))

    found = suppressed(table)

    assert found.hidden == set(range(9))
    low, high = interval(table, found.hidden, 0)
    assert (low, high) == (0, np.inf)


def test_nobody_is_a_small_count_too():
    table = crossed(rows("0 20 30\n25 40 12\n50 60 70"))

    found = suppressed(table)

    assert found.small == {place(3, 1, 1)}
    low, high = interval(table, found.hidden, place(3, 1, 1))
    assert low == pytest.approx(0)
    assert high >= 9


def test_of_cells_as_large_as_each_other_those_in_larger_totals_are_shown_first():
    """All totals and the last row are shown first; then one of the 20s can be, and the 13 above."""
    table = crossed(rows("3 13 13\n20 20 20\n50 60 90"))

    found = suppressed(table)

    assert found.company == {place(3, 2, 1), place(3, 2, 2), place(3, 1, 2)}


# --- what everybody knows -------------------------------------------------------------------------


def with_known_rows(counts: np.ndarray) -> Table:
    """Rows are units, whose people everybody can count."""
    known = np.zeros(tuple(n + 1 for n in counts.shape), bool)
    known[:, 0] = True
    return crossed(counts, known=known)


def test_what_everybody_knows_is_never_hidden_however_small():
    table = with_known_rows(rows("2 3 1\n14 30 40\n20 50 60"))

    found = suppressed(table)

    assert table.known.sum() == 4
    assert found.hidden.isdisjoint(np.flatnonzero(table.known))
    assert place(3, 1, 0) not in found.hidden


def test_a_range_need_not_go_beyond_what_everybody_knows():
    """6 people are in the unit, so no count in it can be 9."""
    table = with_known_rows(rows("2 3 1\n14 30 40\n20 50 60"))

    found = suppressed(table)

    for column in (1, 2, 3):
        assert interval(table, found.hidden, place(3, 1, column)) == pytest.approx((0, 6))


def test_a_range_is_widened_the_next_best_way_where_the_cheapest_is_what_everybody_knows():
    counts = rows("6 50 40\n40 3 50\n50 60 70")
    square = {place(3, 1, 1), place(3, 1, 2), place(3, 2, 1), place(3, 2, 2)}
    small = {place(3, 1, 1)}
    cheapest = widened(crossed(counts), square, small=small, smallest=10)
    known = np.isin(np.arange(16), list(cheapest))

    table = crossed(counts, known=known)
    more = widened(table, square, small=small, smallest=10)

    assert cheapest
    assert more
    assert more.isdisjoint(cheapest)
    assert interval(table, square | more, place(3, 1, 1)).low == pytest.approx(0)


def test_a_cheap_total_that_everybody_knows_is_not_hidden_in_place_of_a_dear_cell():
    """12 = a + b is known and 100 = b + c is shown: for a to be 0, c (94) has to be hidden."""
    adds = np.array([[1, 1, 0], [1, 0, 0], [0, 1, 0], [0, 1, 1], [0, 0, 1]])
    known = np.array([True, False, False, False, False])
    table = Table(finest=np.array([6, 6, 94]), adds=sparse.csr_array(adds), known=known)

    assert widened(table, {1, 2}, small={1}, smallest=10) == {4}


def test_such_a_total_is_not_hidden_either_where_a_cell_has_to_grow():
    """12 = a + b is known and 100 = b + c is shown: for a to be 9, c (88) has to be hidden."""
    adds = np.array([[1, 1, 0], [1, 0, 0], [0, 1, 0], [0, 1, 1], [0, 0, 1]])
    known = np.array([True, False, False, False, False])
    table = Table(finest=np.array([0, 12, 88]), adds=sparse.csr_array(adds), known=known)

    assert widened(table, {1, 2}, small={1}, smallest=10) == {4}


def test_a_small_cell_that_everybody_can_work_out_is_refused():
    adds = sparse.csr_array(np.array([[1, 1], [1, 0], [0, 1]]))
    table = Table(finest=np.array([50, 4]), adds=adds, known=np.array([True, True, False]))

    with pytest.raises(KnownAnyway) as refused:
        suppressed(table)
    assert str(refused.value) == (
        "A small cell is the difference of cells that everybody knows. "
        "Say that it is known too, or merge it."
    )


def test_what_everybody_knows_is_seen_before_cells_that_are_larger():
    """3 = 18 - 15: the 15 is known, so the 18 is hidden, though it is larger."""
    table = Table(
        finest=np.array([3, 15]),
        adds=sparse.csr_array(np.array([[1, 0], [0, 1], [1, 1]])),
        known=np.array([False, True, False]),
    )

    assert eliminated(table, {0}) == {2}


def test_a_cell_can_be_everybody_where_only_their_number_is_shown():
    table = crossed(rows("1 2\n3 4"))

    assert interval(table, range(1, 9), place(2, 1, 1)) == pytest.approx((0, 10))


def test_a_hidden_total_is_no_less_than_what_is_shown_of_it():
    """Of 6, 2 and 3 in a row, the 3 is shown; columns hold 6 + 10, 2 + 20."""
    table = crossed(rows("6 2 3\n10 20 30"))
    hidden = {place(3, 1, 0), place(3, 1, 1), place(3, 1, 2), place(3, 2, 0), place(3, 2, 1),
              place(3, 2, 2)}  # fmt: skip

    assert interval(table, hidden, place(3, 1, 0)) == pytest.approx((3, 41))


def test_a_cell_that_is_written_with_nought_adds_nothing():
    written = sparse.csr_array((np.array([1, 0, 1]), (np.array([0, 0, 1]), np.array([0, 1, 1]))))

    table = Table(finest=np.array([3, 4]), adds=written)

    assert [table.parts(cell) for cell in (0, 1)] == [[0], [1]]


def test_three_sums_of_two_give_each_of_three_away():
    """a = ((a + b) + (a + c) - (b + c)) / 2: in whole steps it would not be seen."""
    adds = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 1], [1, 0, 1]])
    table = Table(finest=np.array([3, 20, 30]), adds=sparse.csr_array(adds))

    assert eliminated(table, {0}) == {1}


def test_a_cell_that_is_twice_a_small_one_and_what_is_shown_gives_it_away():
    """Shown: b+c, b+d, a+c+d, e+g, f+g. So a is 2b and e is f, each with something known; a + e + f
    is then 2(b + e), which is small. In whole steps, or with half for twice, it would not be seen.
    """
    adds = np.array([
        [0, 1, 0, 0, 1, 0, 0],  # b + e, small
        [0, 1, 1, 0, 0, 0, 0], [0, 1, 0, 1, 0, 0, 0], [1, 0, 1, 1, 0, 0, 0],
        [0, 0, 0, 0, 1, 0, 1], [0, 0, 0, 0, 0, 1, 1],
        [1, 0, 0, 0, 1, 1, 0],  # a + e + f
    ])  # fmt: skip
    table = Table(finest=np.array([10, 4, 40, 50, 4, 5, 60]), adds=sparse.csr_array(adds))

    assert table.counts.tolist() == [8, 44, 54, 100, 64, 65, 19]
    assert eliminated(table, {0}) == {6}


# --- properties -----------------------------------------------------------------------------------

small_tables = st.tuples(st.integers(2, 4), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(
        st.one_of(st.integers(0, 12), st.integers(10, 60)),
        min_size=shape[0] * shape[1], max_size=shape[0] * shape[1],
    ).map(lambda counts: np.array(counts).reshape(shape))
)  # fmt: skip


@given(small_tables)
def test_no_small_cell_follows_from_the_shown_ones(counts):
    table = crossed(counts)

    small = frozenset(table.small(10))
    hidden = small | eliminated(table, small)

    assert not any(follows(table, hidden, cell) for cell in small)


@given(small_tables)
def test_no_cell_is_hidden_in_vain_by_elimination(counts):
    """Each could not have been shown beside those shown before it, so not beside all of them."""
    table = crossed(counts)
    small = frozenset(table.small(10))

    company = eliminated(table, small)

    for cell in company:
        less = (small | company) - {cell}
        assert any(follows(table, less, each) for each in small)


@given(small_tables, st.sampled_from([10, 25]))
def test_no_range_of_a_small_cell_is_narrow(counts, smallest):
    table = crossed(counts)

    found = suppressed(table, smallest=smallest)

    for cell in found.small:
        low, high = interval(table, found.hidden, cell)
        assert low <= 1e-6
        assert high >= smallest - 1 - 1e-6


@given(
    st.lists(st.integers(0, 9), min_size=27, max_size=27), st.lists(st.booleans(), min_size=27,
    max_size=27),
)  # fmt: skip
@settings(max_examples=at_most(20))
def test_three_attributes_are_as_safe_as_two(counts, large):
    cells = np.array([n + 20 * more for n, more in zip(counts, large, strict=True)])
    table = crossed(cells.reshape(3, 3, 3))

    found = suppressed(table)

    for cell in found.small:
        low, high = interval(table, found.hidden, cell)
        assert low <= 1e-6
        assert high >= 9 - 1e-6


tables_of_anything = st.integers(2, 6).flatmap(
    lambda size: st.tuples(
        st.lists(st.integers(0, 25), min_size=size, max_size=size),
        st.lists(
            st.lists(st.integers(0, 1), min_size=size, max_size=size).filter(any),
            min_size=1, max_size=10,
        ),
    )
)  # fmt: skip


@given(tables_of_anything)
def test_whatever_the_cells_add_up_no_small_one_follows(given_table):
    finest, adds = given_table
    table = Table(finest=np.array(finest), adds=sparse.csr_array(np.array(adds)))

    found = suppressed(table)

    assert not any(follows(table, found.hidden, cell) for cell in found.small)
    for cell in found.small:
        low, high = interval(table, found.hidden, cell)
        assert low <= 1e-6
        assert high >= 9 - 1e-6


@given(tables_of_anything)
def test_elimination_hides_what_fractions_would_hide(given_table):
    """The same visits, each decided by ranks in fractions."""
    finest, adds = given_table
    table = Table(finest=np.array(finest), adds=sparse.csr_array(np.array(adds)))
    small = frozenset(table.small(10))
    totals = table.adds.toarray().T @ table.counts
    belongs = table.adds.toarray() @ totals
    order = sorted(
        set(range(len(adds))) - small, key=lambda c: (-table.counts[c], -belongs[c], c)
    )  # fmt: skip

    kept: list[list[int]] = []
    hidden = set()
    for cell in order:
        tried = [*kept, adds[cell]]
        if any(rank([*tried, adds[each]]) == rank(tried) for each in small):
            hidden.add(cell)
        else:
            kept = tried

    assert eliminated(table, small) == hidden


@given(st.lists(st.integers(0, 3), min_size=6, max_size=6), st.data())
@settings(max_examples=at_most(40))
def test_ranges_are_those_of_every_possible_table(counts, data):
    """In a table of two attributes the ends of a range are whole, so they can be compared."""
    table = crossed(np.array(counts).reshape(2, 3))
    inner = [place(3, row, column) for row, column in product((1, 2), (1, 2, 3))]
    hidden = data.draw(st.sets(st.sampled_from(inner), min_size=1))

    by_hand = ranges_by_hand(table, hidden)

    for cell in hidden:
        assert interval(table, hidden, cell) == pytest.approx(by_hand[cell], abs=1e-6)


@given(st.lists(st.integers(0, 6), min_size=6, max_size=6))
@settings(max_examples=at_most(25))
def test_in_every_possible_table_small_cells_may_be_anything_small(counts):
    table = crossed(np.array(counts).reshape(2, 3))

    found = suppressed(table, smallest=3)

    bounded = all(
        any(part in table.parts(c) for c in range(len(table.counts)) if c not in found.hidden)
        for part in range(6)
    )
    if bounded:
        for cell, (low, high) in ranges_by_hand(table, found.hidden).items():
            if cell in found.small:
                assert low == 0
                assert high >= 2


@given(small_tables, st.randoms(use_true_random=False))
@settings(max_examples=at_most(25))
def test_the_same_table_is_hidden_the_same_way_whatever_order_the_finest_cells_have(counts, random):
    table = crossed(counts)
    mixed = random.sample(range(counts.size), counts.size)
    other = Table(finest=table.finest[mixed], adds=table.adds[:, mixed])

    small = frozenset(table.small(10))

    assert eliminated(table, small) == eliminated(other, small)


# --- hierarchies ----------------------------------------------------------------------------------


def test_lines_of_a_hierarchy_are_totals_like_others():
    """Three teams, the first two of which are one department, by two grades."""
    teams = rows("""
        1 1 1
        1 1 0
        1 0 0
        0 1 0
        0 0 1
    """)
    grades = rows("""
        1 1
        1 0
        0 1
    """)
    counts = rows("4 30\n40 50\n60 70")

    table = crossed(counts, groups=[teams, grades])
    found = suppressed(table)

    assert table.counts.reshape(5, 3).tolist() == [
        [254, 104, 150], [124, 44, 80], [34, 4, 30], [90, 40, 50], [130, 60, 70]
    ]  # fmt: skip
    # Team 1 is what remains of the department without team 2.
    assert found.small == {2 * 3 + 1}
    assert found.company == {2 * 3 + 2, 3 * 3 + 1, 3 * 3 + 2}


def test_two_tables_over_the_same_people_are_looked_at_together():
    """By unit and by grade, without the crossing: the small grade hides beside its neighbour."""
    adds = [
        [1, 1, 1, 1],  # everybody, in the one table
        [1, 1, 0, 0], [0, 0, 1, 1],  # units
        [1, 1, 1, 1],  # everybody, in the other
        [1, 0, 1, 0], [0, 1, 0, 1],  # grades
    ]  # fmt: skip
    table = Table(finest=np.array([3, 20, 4, 30]), adds=sparse.csr_array(np.array(adds)))

    found = suppressed(table)

    assert found.small == {4}
    assert found.company == {5}


def test_a_finest_cell_that_two_tables_show_is_hidden_in_both():
    """The square's 2 blocks the 6; the shown finest cells that could help stand there twice."""
    counts = rows("6 50 40\n40 3 50\n50 60 70")
    table = crossed(counts)
    inner = [cell for cell in range(16) if len(table.parts(cell)) == 1]
    twice = Table(
        finest=table.finest, adds=sparse.vstack([table.adds, table.adds[inner]], format="csr")
    )
    square = {place(3, 1, 1), place(3, 1, 2), place(3, 2, 1), place(3, 2, 2)}
    again = {16 + inner.index(cell) for cell in square}

    more = widened(twice, square | again, small={place(3, 1, 1)}, smallest=10)

    assert more
    assert all((16 + inner.index(cell)) in more for cell in more if cell in inner)
    assert interval(twice, square | again | more, place(3, 1, 1)).low == pytest.approx(0)


# --- what can't be a table, and what can't be solved ----------------------------------------------

FITS = "'adds' has a row for each cell, a column for each finest cell."
ADDS = "Each cell adds up one finest cell or more, each of them once."


@pytest.mark.parametrize(
    ("adds", "known", "why"),
    [
        ([[1, 1, 0]], [], FITS),
        ([[1, 1], [0, 0]], [], ADDS),
        ([[2, 1]], [], ADDS),
        ([[1, 1], [1, 0]], [True], FITS),
    ],
    ids=["too wide", "adds nothing up", "counts twice", "too few known"],
)
def test_cells_that_don_t_fit_the_finest_ones_are_refused(adds, known, why):
    with pytest.raises(ImpossibleTable) as refused:
        Table(
            finest=np.array([3, 4]), adds=sparse.csr_array(np.array(adds)),
            known=np.array(known, bool),
        )  # fmt: skip
    assert str(refused.value) == why


def test_counts_are_whole_and_not_negative():
    for counts in ([[1.5, 2.0]], [[-1, 2]]):
        with pytest.raises(ImpossibleCount, match="'finest'"):
            crossed(np.array(counts))


def test_where_the_solver_gives_up_nothing_is_taken_for_safe(monkeypatch):
    table = crossed(rows(BRIDGE))
    monkeypatch.setattr(
        suppression, "linprog", lambda *_, **__: type("Answer", (), {"status": 4, "x": None})()
    )

    with pytest.raises(NotSolved) as refused:
        suppressed(table)
    assert str(refused.value) == "The solver found no answer. Hide the whole table, and tell us."


def test_the_prime_is_prime_enough_for_arithmetic():
    """2**61 - 1 is a Mersenne prime: Lucas and Lehmer's test says so."""
    s = 4
    for _ in range(61 - 2):
        s = (s * s - 2) % PRIME

    assert s == 0


def test_two_thousand_cells_take_a_few_seconds():
    rng = np.random.default_rng(1)
    table = crossed(rng.poisson(12 * rng.gamma(1, 1, size=(40, 48))))

    began = time.process_time()
    found = suppressed(table)

    assert len(table.counts) == 41 * 49
    assert len(found.small) > 500
    assert time.process_time() - began < 10
