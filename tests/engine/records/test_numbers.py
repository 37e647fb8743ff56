"""Arrow columns as NumPy arrays, without pandas: the same numbers, and a stated one for none."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.records import fetch

KINDS = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint32(), pa.float32(), pa.float64()]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_numbers_of_every_kind_keep_their_value_and_their_size(kind):
    found = fetch.numbers(pa.array([1, 2, 100], kind))

    assert found.tolist() == [1, 2, 100]
    assert found.dtype.itemsize == kind.bit_width // 8


@given(
    st.lists(st.none() | st.integers(-(2**40), 2**40), max_size=40),
    st.integers(0, 10),
    st.integers(0, 40),
)
def test_any_part_of_any_column_is_read_as_it_is(values, begin, length):
    part = pa.array(values, pa.int64()).slice(begin, length)

    found = fetch.numbers(part, missing=-7)

    assert found.tolist() == [-7 if value is None else value for value in part.to_pylist()]


def test_a_column_in_pieces_is_put_together():
    pieces = pa.chunked_array([pa.array([1.5, None]), pa.array([], pa.float64()), pa.array([2.5])])

    assert fetch.numbers(pieces).tolist() == [1.5, 0, 2.5]


def test_nothing_is_no_numbers():
    assert fetch.numbers(pa.array([], pa.int32())).dtype == np.int32


def test_what_is_missing_may_be_no_number_at_all():
    found = fetch.numbers(pa.array([1.0, None]), missing=float("nan"))

    assert found[0] == 1
    assert np.isnan(found[1])


def test_pandas_is_not_loaded_for_it():
    code = (
        "import sys, duckdb; from tiebeam.engine.records import fetch\n"
        "rows = duckdb.sql('select case when i > 1 then i end as i from range(4) t(i)')\n"
        "assert fetch.numbers(rows.to_arrow_table()['i'], missing=9).tolist() == [9, 9, 2, 3]\n"
        "sys.exit('pandas' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
