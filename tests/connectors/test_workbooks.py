"""Workbooks as people keep them: real dates and numbers, merged and hidden things, other sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from sizes import sized

from tiebeam import connectors
from tiebeam.connectors import NoTable, Options
from tiebeam.workbench.store import Store


@pytest.fixture(scope="module")
def store():
    held = Store()
    yield held
    held.close()


def saved(folder: Path, rows: list[list[Any]], change: Callable[[Any], object] = id) -> Path:
    """A workbook whose first sheet holds the rows; `change` may do more to it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book)
    book.save(folder / "staff.xlsx")
    return folder / "staff.xlsx"


def read(store: Store, path: Path, **options: str) -> list[tuple[str | None, ...]]:
    """The headers, and below them the cells of each row."""
    source = connectors.read(path, into=store.db, name="held", options=Options(**options))
    columns = ", ".join('"' + name.replace('"', '""') + '"' for name in source.columns)
    return [source.columns, *store.db.raw_sql(f"select {columns} from held").fetchall()]


#: What a workbook can hold as text: no control signs, no formula, and not blanks alone.
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="_"),
    max_size=6,
).map(lambda text: "" if text.startswith("=") or text.isspace() else text)


@settings(max_examples=sized(20, 40))
@given(st.lists(st.tuples(words, st.integers(-(10**14), 10**14), st.dates(date(1905, 1, 1)), words),
                min_size=1, max_size=5))  # fmt: skip
def test_any_cells_are_read_as_they_were_written(store, tmp_path_factory, rows):
    path = saved(tmp_path_factory.mktemp("any"), [["text", "whole", "day", "more"], *rows])

    assert read(store, path)[1:] == [
        (text or None, str(whole), day.isoformat(), more or None) for text, whole, day, more in rows
    ]


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from([".", ","]))
@settings(max_examples=sized(15, 25))
def test_a_real_number_is_given_with_the_decimal_sign_of_the_text_beside_it(
    store, tmp_path_factory, number, sign
):
    path = saved(tmp_path_factory.mktemp("any"), [["a", "b"], [float(number), "1.234,5"]])

    [(given_as, text)] = read(store, path, decimal=sign)[1:]

    assert text == "1.234,5"
    assert float(given_as.replace(sign, ".")) == float(number)
    assert given_as.count(sign) == (number % 1 != 0)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (True, "true"), (False, "false"), (0, "0"), (-3.0, "-3"), (0.5, "0.5"),
        (time(8, 30), "08:30:00"), (timedelta(hours=30, minutes=15), "1 day, 6:15:00"),
        (datetime(2015, 4, 1, 8, 30), "2015-04-01 08:30:00"),  # noqa: DTZ001
        (datetime(2015, 4, 1), "2015-04-01"),  # noqa: DTZ001
        ("#N/A", None), ("=1/0", None), ("00123", "00123"),
    ],
)  # fmt: skip
def test_a_cell_of_any_kind_is_text_as_a_csv_export_would_have_it(store, tmp_path, cell, text):
    assert read(store, saved(tmp_path, [["a", "b"], ["x", cell]]))[1] == ("x", text)


def test_days_are_the_same_in_a_workbook_that_counts_them_from_1904(store, tmp_path):
    def from_1904(book):
        book.epoch = CALENDAR_MAC_1904

    path = saved(tmp_path, [["a", "b"], ["x", date(2015, 4, 1)]], from_1904)

    assert read(store, path)[1] == ("x", "2015-04-01")


def test_a_table_may_begin_anywhere_on_its_sheet(store, tmp_path):
    path = saved(tmp_path, [[], [None, " "], [None, None, "a", "b"], [None, None, 1, 2]])

    source = connectors.read(path, into=store.db, name="held")

    assert source.columns == ("column 1", "column 2", "a", "b")
    assert store.db.raw_sql('select a, b, "tiebeam: row" from held').fetchall() == [("1", "2", "4")]


# --- sheets ---------------------------------------------------------------------------------------

STAFF = [["a", "b"], ["x", "y"]]


def hidden(book):
    book.create_sheet("Lists", 0).append(["not", "this"])
    book["Lists"].sheet_state = "hidden"


def very_hidden(book):
    hidden(book)
    book["Lists"].sheet_state = "veryHidden"


def a_chart(book):
    book.create_chartsheet("Chart", 0)


@pytest.mark.parametrize("change", [hidden, very_hidden, a_chart])
def test_a_sheet_that_shows_no_cells_is_passed_over(store, tmp_path, change):
    assert read(store, saved(tmp_path, STAFF, change)) == [("a", "b"), ("x", "y")]


def test_a_hidden_sheet_is_read_where_the_mapping_names_it(store, tmp_path):
    assert read(store, saved(tmp_path, STAFF, hidden), sheet="Lists") == [("not", "this")]


def test_an_empty_first_sheet_is_not_called_an_empty_workbook(store, tmp_path):
    path = saved(tmp_path, STAFF, lambda book: book.create_sheet("Cover", 0))

    with pytest.raises(NoTable) as refused:
        read(store, path)
    assert str(refused.value) == (
        "The sheet 'Cover' of staff.xlsx is empty. "
        "Set sheet in the mapping to one of: Cover, Sheet."
    )
