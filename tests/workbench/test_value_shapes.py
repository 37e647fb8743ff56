"""Shapes tell what values look like, and no value."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.records.propose import ColumnFacts
from tiebeam.workbench.value_shapes import shape_of


def column(*values: str, rows: int | None = None, distinct: int | None = None) -> ColumnFacts:
    return ColumnFacts(
        name="x", rows=rows or len(values), filled=len(values),
        distinct=distinct or len(set(values)), values=tuple(dict.fromkeys(values)),
    )  # fmt: skip


def test_dates_are_told_by_their_pattern():
    days = [f"{day:02}.12.2025" for day in range(1, 32)]

    shape = shape_of(column(*days, rows=62))

    assert (shape.pattern, shape.different, shape.filled) == ("99.99.9999", 50, 5)


def test_words_are_told_by_their_length():
    shape = shape_of(column("Deck", "Engine room", "Ports", "IT"))

    assert (shape.kind, shape.pattern, shape.shortest, shape.longest) == ("text", "", 2, 11)
    assert shape.different == 4


def test_one_value_alone_has_no_pattern():
    assert shape_of(column("Ada-91200")).pattern == ""


def test_a_column_without_values_is_empty():
    facts = ColumnFacts(name="x", rows=9, filled=0, distinct=0, values=())

    assert shape_of(facts).kind == "empty"


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=40))
def test_no_letter_and_no_digit_of_a_value_is_told(values: list[str]):
    shape = shape_of(column(*values))

    assert set(shape.pattern) <= set("9A· .,-/:+%")
    assert shape.kind in {"text", "numbers"}
