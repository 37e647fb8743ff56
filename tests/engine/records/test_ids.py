"""Ids that are numbers in disguise: each keeps a number of its own, and comes back from it."""

from __future__ import annotations

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.records.ids import Numbering, first_look_at_ids, numbering, written_ids


def looked_at(ids: list[str | None], *, dirty: bool = False):
    table = ibis.memtable({"id": ids}, schema={"id": "string"})
    found = table.aggregate(**first_look_at_ids(table.id)).to_pyarrow().to_pylist()[0]
    return written_ids(found, dirty=dirty)


def chosen(*columns: list[str | None]) -> Numbering | None:
    return numbering(each for ids in columns if (each := looked_at(ids)))


def numbers(how: Numbering, ids: list[str | None]) -> list[int | None]:
    table = ibis.memtable({"id": ids}, schema={"id": "string"})
    return table.select(n=how.number(table.id)).to_pyarrow()["n"].to_pylist()


@pytest.mark.parametrize(
    ("ids", "as_numbers"),
    [
        (["H0000123", "H0000007", None], [123, 7, None]),
        (["1318", "7", "20"], [1318, 7, 20]),
        (["P-1", "P-10"], [1, 10]),
        (["007", "123"], [7, 123]),
        (["0", "9"], [0, 9]),
        (["Øre 5", "Øre 17"], [5, 17]),
        (["999999999999999999", "100000000000000000"], [10**18 - 1, 10**17]),
    ],
)
def test_ids_that_count_become_what_they_count(ids, as_numbers):
    how = chosen(ids)

    assert how is not None
    assert numbers(how, ids) == as_numbers


@pytest.mark.parametrize(
    ("ids", "why"),
    [
        (["007", "7"], "two ids would be one"),
        (["0", "10"], "10 and 010 could not be told apart"),
        (["A1", "B1"], "two letters"),
        (["A1", "a1"], "a large letter and a small one"),
        (["H1", "HX5"], "letters after the number's place"),
        (["H 1", "H1"], "a blank inside one of them"),
        (["H1", "H-1"], "a sign inside one of them"),
        (["1318", "1318.0"], "a spreadsheet's way to write one of them"),
        (["1", "1e5"], "a letter between digits"),
        (["12", "12 "], "a blank at the end"),
        (["12", "12\n"], "a new line at the end"),
        (["1", ""], "one that is nothing"),
        (["1234567890123456789", "1"], "more digits than a number holds"),
        (["Ada", "Ben"], "names"),
    ],
)
def test_ids_stay_text_where_numbers_would_confuse_them(ids, why):
    assert chosen(ids) is None, why


def test_ids_that_need_cleaning_stay_text():
    assert numbering([looked_at([" 12", " 34"], dirty=True)]) is None


def test_where_there_is_no_id_there_is_nothing_to_number():
    assert looked_at([None, None]) is None
    assert numbering([]) is None


def test_people_and_their_managers_are_numbered_alike():
    people, managers = ["H001", "H002"], ["H002", None]

    how = chosen(people, managers)

    assert how is not None
    assert numbers(how, people)[1] == numbers(how, managers)[0]


def test_one_column_with_other_ids_keeps_all_of_them_text():
    assert chosen(["H001", "H002"], ["M001", None]) is None
    assert chosen(["001", "002"], ["1", "2"]) is None


piece = st.text(st.sampled_from("0123H-é /:"), min_size=0, max_size=3)
one_id = st.builds("{}{}".format, piece, st.integers(0, 1500).map(str)) | st.builds(
    "{}{:03d}".format, st.sampled_from(["", "H"]), st.integers(0, 999)
)


@settings(max_examples=sized(40, 150), deadline=None)
@given(st.lists(one_id, min_size=1, max_size=6), st.lists(one_id, max_size=4))
def test_where_ids_become_numbers_each_comes_back_from_its_own(ids, others):
    how = chosen(ids, others) if others else chosen(ids)

    if how is not None:
        every = [*ids, *others]
        assert [how.written(number) for number in numbers(how, every)] == every
