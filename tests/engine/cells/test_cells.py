"""Cells: what a plain group-by says, for any table and any roll-up."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from engine.kit import database
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.cells import Cells, aggregate, cells
from tiebeam.engine.cells.cells import NoSuchKey, _encoded

KEYS = ("gender", "site", "level")
PLAIN = settings(
    max_examples=sized(20, 40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def rows_of(**columns):
    table = pa.table({name: pa.array(*each) for name, each in columns.items()})
    return database().create_table("rows", table, temp=True, overwrite=True)


@pytest.fixture
def six():
    """Six people: three women in Leeds, one of them promoted; a man there, a man nowhere; -."""
    return rows_of(
        gender=(["Women", "Women", "Women", "Men", "Men", None], pa.string()),
        site=(["Leeds", "Leeds", "Leeds", "Leeds", None, "Porto"], pa.string()),
        promoted=([True, False, False, True, True, False], pa.bool_()),
        years=([1.0, 0.5, 0.25, 1.0, 1.0, 0.125], pa.float64()),
    )


def as_dicts(found: Cells, *sums: str):
    return {
        tuple(row[key] for key in found.keys): tuple(row[each] for each in ("n", *sums))
        for row in found.rows()
    }


def test_people_are_counted_per_combination_and_a_missing_value_is_one_of_its_own(six):
    found = aggregate(six, ("gender", "site"), {"promoted": six.promoted.sum()})

    assert as_dicts(found, "promoted") == {
        ("Men", "Leeds"): (1, 1),
        ("Men", None): (1, 1),
        ("Women", "Leeds"): (3, 1),
        (None, "Porto"): (1, 0),
    }


def test_a_roll_up_adds_the_cells_together(six):
    found = aggregate(six, ("gender", "site"), {"years": six.years.sum()}).over("gender")

    assert as_dicts(found, "years") == {
        ("Men",): (2, 2.0), ("Women",): (3, 1.75), (None,): (1, 0.125),
    }  # fmt: skip


def test_a_roll_up_by_no_key_is_one_cell_with_everybody(six):
    found = aggregate(six, ("gender", "site")).over()

    assert found.keys == ()
    assert list(found.rows()) == [{"n": 6}]


def test_a_roll_up_may_turn_the_keys_round(six):
    made = aggregate(six, ("gender", "site"))

    turned = as_dicts(made.over("site", "gender"))

    assert turned == {(b, a): n for (a, b), n in as_dicts(made).items()}


def test_cells_come_in_the_order_of_their_values_with_missing_ones_last(six):
    found = aggregate(six, ("gender", "site"))

    assert found.labels["gender"] == ("Men", "Women", None)
    assert [row["gender"] for row in found.rows()] == ["Men", "Men", "Women", None]
    assert len(found) == 4


def test_grouping_by_nothing_gives_one_cell(six):
    assert list(aggregate(six, ()).rows()) == [{"n": 6}]


def test_a_table_with_nobody_has_no_cells_but_a_total_of_none(six):
    nobody = aggregate(six.filter(six.site == "Oslo"), ("gender", "site"))

    assert len(nobody) == 0
    assert list(nobody.rows()) == list(nobody.over("site").rows()) == []
    assert list(nobody.over().rows()) == [{"n": 0}]


def test_a_table_with_nobody_grouped_by_nothing_counts_none(six):
    nobody = six.filter(six.site == "Oslo")

    found = aggregate(nobody, (), {"years": nobody.years.sum()})

    assert list(found.rows()) == [{"n": 0, "years": 0.0}]


def test_an_unknown_key_is_refused_and_the_known_ones_are_named(six):
    with pytest.raises(NoSuchKey) as refused:
        aggregate(six, ("gender", "site")).over("gender", "age")

    assert str(refused.value) == "'age' is not among these cells. They have: gender, site."


def test_every_slice_to_a_depth_is_given_once(six):
    found = [each.keys for each in aggregate(six, ("gender", "site", "promoted")).slices(2)]

    assert found == [
        ("gender",), ("site",), ("promoted",),
        ("gender", "site"), ("gender", "promoted"), ("site", "promoted"),
    ]  # fmt: skip


def test_whole_numbers_add_up_exactly_to_two_to_the_fifty_third():
    largest = 2**53
    rows = rows_of(
        part=(["a", "b", "c"], pa.string()),
        amount=([largest - 3, 2, 1], pa.int64()),
    )

    found = aggregate(rows, ("part",), {"amount": rows.amount.sum()})

    assert found.over().sums["amount"].tolist() == [largest]
    assert found.sums["amount"].dtype == np.int64


def test_decimals_become_floats_and_a_sum_of_nothing_is_zero():
    rows = rows_of(part=(["a", "b"], pa.string()), amount=([None, "0.125"], pa.string()))

    found = aggregate(rows, ("part",), {"amount": rows.amount.cast("decimal(18, 9)").sum()})

    assert found.sums["amount"].tolist() == [0.0, 0.125]


def test_cells_do_not_hang_on_the_order_of_the_rows():
    # (0.1 + 0.2) + 0.3 is not 0.1 + (0.2 + 0.3): the same cells must be added in the same order.
    part, amount = ["c", "b", "a"], [0.3, 0.2, 0.1]
    forth = rows_of(part=(part, pa.string()), amount=(amount, pa.float64()))
    one = aggregate(forth, ("part",), {"amount": forth.amount.sum()})
    back = rows_of(part=(part[::-1], pa.string()), amount=(amount[::-1], pa.float64()))
    other = aggregate(back, ("part",), {"amount": back.amount.sum()})

    assert list(one.rows()) == list(other.rows())
    assert one.over().sums["amount"].tolist() == other.over().sums["amount"].tolist()
    assert one.codes["part"].tolist() == [0, 1, 2]


def test_more_combinations_than_the_full_table_holds_are_counted_all_the_same(six, monkeypatch):
    made = aggregate(six, ("gender", "site"), {"years": six.years.sum()})
    in_full = as_dicts(made.over("site", "gender"), "years")

    monkeypatch.setattr(cells, "_FULL_TABLE", 2)

    assert as_dicts(made.over("site", "gender"), "years") == in_full


def test_two_thousand_jobs_at_two_thousand_sites_are_counted_without_a_table_of_all_pairs():
    jobs = [f"job {number}" for number in range(2_000)]
    rows = rows_of(job=(jobs, pa.string()), site=(jobs[::-1], pa.string()))

    found = aggregate(rows, ("job", "site")).over("site", "job")

    assert len(found) == 2_000
    assert set(found.sums["n"]) == {1}
    assert all(job != site for (site, job) in as_dicts(found) if job == "job 0")


# --- any table at all, against a plain group-by ---------------------------------------------------

people = st.lists(
    st.tuples(
        st.sampled_from(["Women", "Men", "not stated", None]),
        st.sampled_from(["Leeds", "Porto", None]),
        st.sampled_from([1, 2, 3, None]),
        st.integers(-(2**40), 2**40),
    ),
    max_size=40,
)


def plainly(frame: pd.DataFrame, keys):
    """Count and sum of each combination, by going through the people one by one."""
    found = {}
    for row in frame.itertuples(index=False):
        key = tuple(getattr(row, name) for name in keys)
        n, amount = found.get(key, (0, 0))
        found[key] = n + 1, amount + row.amount
    return found


def table_of(drawn):
    gender, site, level, amount = zip(*drawn, strict=True) if drawn else ((), (), (), ())
    rows = rows_of(
        gender=(gender, pa.string()), site=(site, pa.string()), level=(level, pa.int16()),
        amount=(amount, pa.int64()),
    )  # fmt: skip
    frame = pd.DataFrame(drawn, columns=[*KEYS, "amount"], dtype=object)
    return rows, frame


@PLAIN
@given(people)
def test_any_slice_says_what_counting_one_by_one_says(drawn):
    rows, frame = table_of(drawn)

    made = aggregate(rows, KEYS, {"amount": rows.amount.sum()})

    every = list(made.slices(3))
    assert len(every) == sum(comb(3, size) for size in (1, 2, 3))
    for each in every:
        assert as_dicts(each, "amount") == plainly(frame, each.keys)


@PLAIN
@given(people)
def test_grouping_by_few_keys_says_what_rolling_up_to_them_says(drawn):
    rows, _ = table_of(drawn)
    made = aggregate(rows, KEYS, {"amount": rows.amount.sum()})

    for keys in (pair for size in (1, 2) for pair in combinations(KEYS, size)):
        at_once = aggregate(rows, keys, {"amount": rows.amount.sum()})

        assert list(at_once.rows()) == list(made.over(*keys).rows())


@PLAIN
@given(people, st.randoms(use_true_random=False))
def test_any_slice_adds_up_to_everybody(drawn, random):
    rows, frame = table_of(drawn)
    made = aggregate(rows, KEYS, {"amount": rows.amount.sum()})

    keys = random.sample(KEYS, random.randint(1, 3))

    assert made.over(*keys).sums["n"].sum() == len(frame)
    assert made.over(*keys).sums["amount"].sum() == sum(frame.amount)


@PLAIN
@given(people.filter(bool))
def test_cells_say_what_the_databases_own_group_by_says(drawn):
    rows, _ = table_of(drawn)

    made = aggregate(rows, ("gender", "level"), {"amount": rows.amount.sum()})

    said = database().raw_sql(
        "select gender, level, count(*), sum(amount) from rows group by all"
    ).fetchall()  # fmt: skip
    assert as_dicts(made, "amount") == {(g, v): (n, amount) for g, v, n, amount in said}


@pytest.mark.parametrize(
    ("values", "kind", "labels"),
    [
        ([True, None, False, True], pa.bool_(), (False, True, None)),
        ([30, 4, None, 4], pa.int16(), (4, 30, None)),
        ([2.5, -1.0, 2.5], pa.float64(), (-1.0, 2.5)),
        (["b", "a", None, None], pa.string(), ("a", "b", None)),
        ([None, None], pa.null(), (None,)),
        ([], pa.string(), ()),
    ],
)
def test_values_of_any_kind_are_put_in_order_and_found_again(values, kind, labels):
    in_two = pa.chunked_array([pa.array(values[:1], kind), pa.array(values[1:], kind)], type=kind)

    found, codes = _encoded(in_two)

    assert found == labels
    assert [found[code] for code in codes] == values
