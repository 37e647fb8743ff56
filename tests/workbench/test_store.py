"""The database in memory: what it holds comes out as it went in, in its order."""

from __future__ import annotations

from functools import partial

import ibis
import pytest

from tiebeam.workbench import store as module
from tiebeam.workbench.store import Store, by_number, by_value, literal, quoted


@pytest.fixture
def store():
    held = Store()
    yield held
    held.close()


def people(n: int) -> ibis.Table:
    numbers = ibis.range(n).unnest().name("n").as_table()
    return numbers.mutate(
        person=(numbers.n % 7).cast("string"), kind=(numbers.n % 2 == 0).ifelse("it's", 'a "b"')
    )


def test_categories_are_held_once_each_and_read_as_text(store):
    held = store.keep("a", people(10), categories={"kind": ["it's", 'a "b"']})

    assert held.kind.to_pyarrow().to_pylist()[:2] == ["it's", 'a "b"']
    kinds = store.db.raw_sql("select column_name, data_type from duckdb_columns()").fetchall()
    assert dict(kinds)["kind"].startswith("ENUM")


def test_a_category_without_values_is_held_as_text(store):
    nothing = people(3).mutate(kind=ibis.null("string"))

    assert (
        store.keep("a", nothing, categories={"kind": []}).kind.to_pyarrow().to_pylist()
        == [None] * 3
    )


def test_a_table_may_be_held_anew(store):
    store.keep("a", people(3), categories={"kind": ["it's", 'a "b"']})
    held = store.keep("a", people(5), categories={"kind": ["it's", 'a "b"', "c"]})

    assert held.count().execute() == 5


def test_parts_hold_everything_once_and_each_person_in_one(store, monkeypatch):
    monkeypatch.setattr(module, "_PART", 10)
    held = store.keep("a", people(45), categories={})

    parts = [part.to_pyarrow().to_pylist() for part in by_value(held, "person")]

    assert len(parts) == 5
    assert sorted(row["n"] for part in parts for row in part) == list(range(45))
    homes = [{row["person"] for row in part} for part in parts]
    assert sum(map(len, homes)) == len(set().union(*homes)) == 7


def test_parts_by_number_hold_everything_once_whatever_the_gaps(store, monkeypatch):
    monkeypatch.setattr(module, "_PART", 10)
    some = people(45)
    held = store.keep("a", some.filter((some.n < 3) | (some.n > 30)), categories={})

    parts = [part.n.to_pyarrow().to_pylist() for part in by_number(held, "n")]

    assert [n for part in parts for n in part] == [0, 1, 2, *range(31, 45)]
    assert max(map(len, parts)) <= 10


def test_no_rows_make_one_part_without_any(store):
    held = store.keep("a", people(0), categories={})

    assert [part.count().execute() for part in by_number(held, "n")] == [0]


def test_what_is_built_in_parts_is_what_would_be_built_at_once(store, monkeypatch):
    held = store.keep("a", people(45), categories={"kind": ["it's", 'a "b"']})

    by_person = partial(by_value, column="person")

    def build(some: ibis.Table) -> ibis.Table:
        first = ibis.window(group_by="person", order_by="n")
        return some.mutate(place=ibis.row_number().over(first), end=ibis.literal("x"))

    whole = store.keep_in_parts("whole", held, build, parts=by_person, like=["kind"])
    monkeypatch.setattr(module, "_PART", 10)
    parts = store.keep_in_parts("parts", held, build, parts=by_person, like=["kind"],
                                categories={"end": ["x", "y"]})  # fmt: skip

    assert (
        parts.order_by("n").to_pyarrow().to_pylist() == whole.order_by("n").to_pyarrow().to_pylist()
    )
    types = dict(store.db.raw_sql("describe parts").fetchall()[i][:2] for i in range(5))
    assert types["kind"].startswith("ENUM")
    assert types["end"].startswith("ENUM")


def test_names_and_values_can_not_leave_their_quotes():
    assert quoted('a"; drop table b; --') == '"a""; drop table b; --"'
    assert literal("it's") == "'it''s'"


def test_what_was_dropped_is_gone(store):
    store.keep("a", people(3), categories={})
    store.drop("a")
    store.drop("a")  # and once more

    assert store.db.raw_sql("show tables").fetchall() == []


def test_a_table_is_described_without_reading_the_values_of_its_categories(store):
    kept = store.keep("a", people(4), categories={"kind": ["it's", 'a "b"']})

    assert kept.schema() == store.db.table("a").schema()
