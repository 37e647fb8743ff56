"""Parquet as data platforms write it: every type becomes the text that an export would have."""

from __future__ import annotations

import time as clock
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam import connectors
from tiebeam.connectors import NoTable, Options
from tiebeam.workbench.store import Store


@pytest.fixture(scope="module")
def store():
    held = Store()
    yield held
    held.close()


def read(store: Store, path: Path, **options: str) -> list[tuple[str | None, ...]]:
    source = connectors.read(path, into=store.db, name="held", options=Options(**options))
    columns = ", ".join(f'"{name}"' for name in source.columns)
    return store.db.raw_sql(f"select {columns} from held").fetchall()


def as_text(store: Store, folder: Path, column: pa.Array, **options: str) -> list[str | None]:
    """What is read of one column beside another."""
    path = folder / "staff.parquet"
    pq.write_table(pa.table({"first": pa.array(["x"] * len(column)), "second": column}), path)
    return [second for _, second in read(store, path, **options)]


MOMENT = datetime(2015, 4, 1, tzinfo=UTC)

TYPES: dict[str, tuple[pa.Array, str | None]] = {
    "a day": (pa.array([date(2015, 4, 1)], pa.date32()), "2015-04-01"),
    "a day in milliseconds": (pa.array([date(2015, 4, 1)], pa.date64()), "2015-04-01"),
    "seconds": (pa.array([MOMENT], pa.timestamp("s")), "2015-04-01 00:00:00"),
    "milliseconds": (pa.array([MOMENT], pa.timestamp("ms")), "2015-04-01 00:00:00"),
    "nanoseconds": (pa.array([MOMENT], pa.timestamp("ns")), "2015-04-01 00:00:00"),
    "a time": (pa.array([time(8, 30)]), "08:30:00"),
    "a large whole number": (pa.array([12345678901234567]), "12345678901234567"),
    "a small one": (pa.array([-7], pa.int8()), "-7"),
    "without a sign": (pa.array([2**63 + 1], pa.uint64()), "9223372036854775809"),
    "half precision": (pa.array([1.5], pa.float32()), "1.5"),
    "money": (pa.array([Decimal("31000.50")], pa.decimal128(12, 2)), "31000.50"),
    "yes or no": (pa.array([True]), "true"),
    "a dictionary": (pa.array(["Clerk"]).dictionary_encode(), "Clerk"),
    "long text": (pa.array(["Zürich"], pa.large_string()), "Zürich"),
    "nothing at all": (pa.nulls(1), None),
    "no number": (pa.array([float("nan")]), None),
    "a list": (pa.array([["Irish", "Black"]]), "Irish;Black"),
    "a list of numbers": (pa.array([[1, 2]]), "1;2"),
    "an empty list": (pa.array([[]], pa.list_(pa.string())), ""),
    "no list": (pa.array([None], pa.list_(pa.string())), None),
}  # fmt: skip


@pytest.mark.parametrize(("column", "text"), TYPES.values(), ids=TYPES)
def test_a_value_of_any_type_is_the_text_of_it(store, tmp_path, column, text):
    found = as_text(store, tmp_path, column)

    assert [each or None for each in found] == [text or None]


@pytest.mark.parametrize(
    "column", [pa.array([{"a": 1, "b": "x"}]), pa.array([[{"a": 1}]]), pa.array([b"\x00\xff"])]
)
def test_what_is_no_single_value_is_read_without_an_error(store, tmp_path, column):
    assert as_text(store, tmp_path, column) != [None]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_a_moment_with_a_zone_is_the_same_day_on_every_machine(store, tmp_path, monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    clock.tzset()
    fresh = Store()

    found = as_text(fresh, tmp_path, pa.array([MOMENT], pa.timestamp("us", tz="UTC")))

    fresh.close()
    monkeypatch.undo()
    clock.tzset()
    assert [text[:10] for text in found] == ["2015-04-01"]


@settings(max_examples=sized(12, 25))
@given(
    st.lists(st.none() | st.decimals(-(10**9), 10**9, places=3), min_size=1, max_size=6),
    st.sampled_from([pa.float64(), pa.decimal128(15, 3)]),
    st.sampled_from(["", ".", ","]),
)
def test_any_number_is_given_with_the_decimal_sign_of_the_text_beside_it(
    store, tmp_path_factory, numbers, kind, sign
):
    as_is = float if kind == pa.float64() else Decimal
    column = pa.array([None if each is None else as_is(each) for each in numbers], kind)

    found = as_text(store, tmp_path_factory.mktemp("any"), column, decimal=sign)

    back = [None if text is None else Decimal(text.replace(sign or ".", ".")) for text in found]
    assert back == numbers
    assert sign != "," or not any("." in (text or "") for text in found)


@settings(max_examples=sized(12, 25))
@given(
    st.lists(st.lists(st.none() | st.text(max_size=5), min_size=2, max_size=2), min_size=1,
             max_size=6),
    st.sampled_from([1, 2, 1000]),
    st.sampled_from(["snappy", "zstd", "none"]),
)  # fmt: skip
def test_any_text_is_read_in_its_order_however_it_is_packed(
    store, tmp_path_factory, rows, group, packing
):
    path = tmp_path_factory.mktemp("any") / "staff.parquet"
    columns = list(zip(*rows, strict=True))
    table = pa.table([pa.array(each, pa.string()) for each in columns], names=["a", "b"])
    pq.write_table(table, path, row_group_size=group, compression=packing)

    assert read(store, path) == [tuple(row) for row in rows]


def test_the_names_of_folders_are_no_columns(store, tmp_path):
    folder = tmp_path / "year=1999"
    folder.mkdir()

    assert as_text(store, folder, pa.array(["y"])) == ["y"]


def test_a_name_that_two_columns_share_is_never_read_as_one_of_them(store, tmp_path):
    table = pa.table([pa.array(["1"]), pa.array(["2"])], names=["id ", " id"])
    pq.write_table(table, tmp_path / "staff.parquet")

    with pytest.raises(NoTable, match="the same header in columns 1 and 2"):
        read(store, tmp_path / "staff.parquet")
