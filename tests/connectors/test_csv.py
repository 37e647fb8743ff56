"""Reading CSV quickly where that is safe, and row by row where it is not."""

from __future__ import annotations

import csv
import gzip
import io
import sys
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam import connectors
from tiebeam.connectors import ROW, NoTable, Options
from tiebeam.connectors.csv import parts, reading, sniffing
from tiebeam.connectors.csv.sniffing import encoding_of, sniff
from tiebeam.connectors.source import checked_headers
from tiebeam.workbench.store import Store


@pytest.fixture(scope="module")
def store():
    held = Store()
    yield held
    held.close()


def read(
    store: Store, path: Path, *, careful: bool, **options: str
) -> tuple[list[tuple], dict[int, list[str]]]:
    source = connectors.read(
        path, into=store.db, name="held", careful=careful, options=Options(**options)
    )
    columns = ", ".join(f'"{name}"' for name in source.columns)
    found = store.db.raw_sql(f"select {columns} from held").fetchall()
    return [tuple(cell or "" for cell in row) for row in found], dict(source.ragged)


cells = st.text(st.sampled_from('ab,;"\n é'), max_size=4)


@settings(max_examples=sized(25, 60))
@given(st.lists(st.lists(cells, min_size=3, max_size=3).filter(any), min_size=1, max_size=8))
def test_both_ways_read_what_python_wrote(store, tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("any") / "some.csv"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([["one", "two", "three"], *lines])
    path.write_text(out.getvalue(), encoding="utf-8")
    expected = [tuple(line) for line in lines]

    assert read(store, path, careful=True) == (expected, {})
    assert read(store, path, careful=False) == (expected, {})


hostile = st.text(st.sampled_from("a,;|\t~\"\n\r é€=+@\\'#"), max_size=5)
three = st.lists(hostile, min_size=3, max_size=3)


@settings(max_examples=sized(25, 50))
@given(
    st.lists(three, min_size=1, max_size=6), st.sampled_from(",;\t|~'# "),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "iso8859_15"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([bytes, gzip.compress]), st.booleans(),
)  # fmt: skip
def test_any_table_is_read_back_in_whichever_way_it_is_written(
    store, tmp_path_factory, rows, delimiter, encoding, end, pack, careful
):
    path = tmp_path_factory.mktemp("any") / "some.csv"
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["one", "two", "three"], *rows])
    path.write_bytes(pack(out.getvalue().encode(encoding)))
    named = {"delimiter": delimiter, "encoding": encoding}

    try:
        found = read(store, path, careful=careful, **named)
    except duckdb.Error:  # as it does where rows are not all alike; the workbench asks again then
        assert not careful
        found = read(store, path, careful=True, **named)

    assert found == ([tuple(row) for row in rows], {})


plain = st.text(st.characters(codec="cp1252", categories=["L", "N"]), min_size=1, max_size=6)


@settings(max_examples=sized(20, 40))
@given(
    st.lists(st.lists(plain, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)  # fmt: skip
def test_the_separator_and_the_unicode_encoding_of_any_plain_table_are_found_out(
    store, tmp_path_factory, rows, delimiter, encoding
):
    path = tmp_path_factory.mktemp("any") / "some.csv"
    lines = [["one", "two", "three"], *rows]
    path.write_bytes("".join(delimiter.join(line) + "\n" for line in lines).encode(encoding))

    assert read(store, path, careful=False) == ([tuple(row) for row in rows], {})


@settings(max_examples=sized(20, 40))
@given(
    st.lists(st.lists(st.sampled_from(["", "a", "b c", "é"]), min_size=1, max_size=5), min_size=1),
    st.lists(st.booleans(), min_size=60, max_size=60),
)
def test_each_row_is_kept_with_its_number_or_put_aside_with_it(
    store, tmp_path_factory, rows, blank_before
):
    path = tmp_path_factory.mktemp("any") / "some.csv"
    lines, held, aside = ["one,two,three"], [], {}
    for cells, blank in zip(rows, blank_before, strict=False):
        lines += [""] * blank + [",".join(cells)]
        if cells == [""]:
            continue  # a line without a cell is none
        if len(cells) == 3 or (len(cells) > 3 and not any(cells[3:])):
            held.append((*cells[:3], str(len(lines))))
        else:
            aside[len(lines)] = cells
    path.write_text("\n".join(lines), encoding="utf-8")

    source = connectors.read(path, into=store.db, name="held", careful=True)

    found = store.db.raw_sql(f'select one, two, three, "{ROW}" from held').fetchall()
    assert (found, source.ragged) == (held, aside)


@pytest.mark.parametrize("careful", [False, True], ids=["at once", "row by row"])
def test_a_cell_of_ten_million_letters_is_read_whole(store, tmp_path, careful):
    path = tmp_path / "some.csv"
    path.write_text(f'a,b\n1,"{"long text " * 1_000_000}"\n2,short\n', encoding="utf-8")

    [(_, long), after], _ = read(store, path, careful=careful)

    assert (len(long), long[-10:], after) == (10_000_000, "long text ", ("2", "short"))


@pytest.mark.parametrize("careful", [False, True], ids=["at once", "row by row"])
def test_what_looks_like_a_formula_or_a_pattern_is_text(store, tmp_path, careful):
    path = tmp_path / "some.csv"
    cells = [
        "=1+1",
        "@SUM(A1)",
        "+1",
        "-2",
        "=cmd|' /C calc'!A0",
        "*",
        "../../x",
        "{a}",
        "$1",
        "%s",
    ]
    path.write_text("a,b\n" + "".join(f'"{cell}",x\n' for cell in cells), encoding="utf-8")

    assert read(store, path, careful=careful) == ([(cell, "x") for cell in cells], {})


@pytest.mark.parametrize("careful", [False, True], ids=["at once", "row by row"])
def test_separators_at_the_end_of_a_row_are_no_cells(store, tmp_path, careful):
    path = tmp_path / "some.csv"
    path.write_text('a,b\n1,2\n3,4,\n5,6,,""\n', encoding="utf-8")

    assert read(store, path, careful=careful) == ([("1", "2"), ("3", "4"), ("5", "6")], {})


def test_row_by_row_knows_the_number_of_each_row(store, tmp_path):
    path = tmp_path / "some.csv"
    path.write_text('a,b\n1,"x\ny"\n\n2,z\n3\n', encoding="utf-8")

    source = connectors.read(path, into=store.db, name="held", careful=True)

    assert store.db.raw_sql(f'select a, "{ROW}" from held').fetchall() == [("1", "2"), ("2", "4")]
    assert source.ragged == {5: ["3"]}
    assert source.written == "utf-8, separated by commas"


def test_more_rows_than_are_read_at_a_time_keep_their_order(store, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_BATCH", 7)
    path = tmp_path / "some.csv"
    path.write_text("a,b\n" + "".join(f"{n},\n" for n in range(100)), encoding="utf-8")

    found, _ = read(store, path, careful=True)

    assert [row[0] for row in found] == [str(n) for n in range(100)]


@pytest.mark.parametrize(
    ("content", "regular"),
    [
        (b"a,b\n1,2\n", True),
        (b"a,b\n1,2\n\n\r\n\n", True),
        (b"a,b\n\n1,2\n", False),
        (b"a,b\r\n\r\n1,2\r\n", False),
        (b'a,b\n1,"x\n\ny"\n', False),
        ("a,b\n1,é\n".encode(), True),
        ("a,b\n1,é\n".encode("cp1252"), False),
        ("a,b\n1,é".encode()[:-1], False),
    ],
)
@pytest.mark.parametrize("chunk", [1, 2, 3, 1 << 20])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "archive"])
def test_blank_lines_and_other_letters_are_seen_wherever_they_fall(
    tmp_path, monkeypatch, content, regular, chunk, pack
):
    monkeypatch.setattr(reading, "_CHUNK", chunk)
    path = tmp_path / "some.csv"
    path.write_bytes(pack(content))
    writing = sniff(path, Options(encoding="utf-8"))

    assert reading._is_regular(path, writing) is regular


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Zürich – São Paulo", "cp1252"), ("Łódź, Gdańsk, mężczyzna", "cp1250"),
        ("Москва, женщина", "cp1251"), ("Αθήνα, γυναίκα", "cp1253"), ("東京, 女性", "shift_jis"),
        ("北京, 女, 上海市", "gb18030"), ("서울, 여성", "euc_kr"),
    ],
)  # fmt: skip
def test_the_encoding_is_told_from_a_few_words(text, encoding):
    assert encoding_of(f"id,{text}\n".encode(encoding), name="some.csv") == encoding


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-be", "utf-32-be"])
def test_a_mark_at_the_beginning_tells_the_encoding(store, tmp_path, encoding):
    path = tmp_path / "some.csv"
    mark = "" if encoding in {"utf-8-sig", "utf-16", "utf-32"} else "\ufeff"
    path.write_bytes(f"{mark}id,ort\n1,Łódź\n".encode(encoding))

    assert read(store, path, careful=False) == ([("1", "Łódź")], {})
    assert sniff(path, Options()).columns == ("id", "ort")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_mark_is_no_part_of_the_first_header_where_the_mapping_names_the_encoding(
    store, tmp_path, encoding
):
    path = tmp_path / "some.csv"
    path.write_bytes("\ufeffid,ort\n1,Łódź\n".encode(encoding))

    assert read(store, path, careful=False, encoding=encoding) == ([("1", "Łódź")], {})
    assert sniff(path, Options(encoding=encoding)).columns == ("id", "ort")


def test_the_separator_is_the_one_that_parts_every_line_alike():
    text = "name, first;name, last\nAda;Quay\nBen;Pier\n"

    assert sniffing._delimiter(text) == ";"


@pytest.mark.parametrize("encoding", ["undefined", "idna", "punycode", "utf\0", "base64"])
def test_what_is_no_encoding_of_files_is_refused(tmp_path, encoding):
    path = tmp_path / "some.csv"
    path.write_bytes("id,ort\n1,Zürich\n".encode())

    with pytest.raises(NoTable, match=r"some.csv: there is no encoding called"):
        sniff(path, Options(encoding=encoding))


def test_a_byte_of_nothing_after_the_beginning_is_told_by_its_row(store, tmp_path):
    path = tmp_path / "some.csv"
    path.write_text("id,ort\n1,x\n2,a\0b\n", encoding="utf-8")

    with pytest.raises(NoTable, match=r"^some.csv is no table: row 3 holds binary data"):
        connectors.read(path, into=store.db, name="held", options=Options(encoding="utf-8"),
                        careful=True)  # fmt: skip


def test_a_sample_may_end_inside_a_letter():
    sample = b"a" * ((1 << 20) - 1) + "é".encode()[:1]

    assert encoding_of(sample, name="some.csv") == "utf-8"


def test_a_column_without_a_header_is_called_by_its_place():
    assert checked_headers(["a", " ", "b "], name="x") == ("a", "column 2", "b")
    with pytest.raises(NoTable, match="columns 1 and 3"):
        checked_headers(["a", "b", " A"], name="x")


@pytest.mark.parametrize("header", [ROW, " Tiebeam: row", "tiebeam: number"])
def test_a_header_that_would_pass_for_one_of_ours_is_refused(header):
    with pytest.raises(NoTable, match="a header in column 2 that begins with 'tiebeam:'"):
        checked_headers(["a", header, "b"], name="x")


def in_parts(store: Store, path: Path) -> tuple[list[tuple], int]:
    """The rows of all parts, and how many parts there were; and that the whole is there again."""
    source = connectors.read(path, into=store.db, name="held")
    columns = ", ".join(f'"{name}"' for name in source.columns)

    def rows() -> list[tuple]:
        found = store.db.raw_sql(f"select {columns} from held").fetchall()
        return [tuple(cell or "" for cell in row) for row in found]

    whole, count, found = rows(), 0, []
    for _ in source.in_parts():
        found += rows()
        count += 1
    assert rows() == whole
    return found, count


@pytest.mark.skipif(sys.platform != "linux", reason="no files in memory")
@settings(max_examples=sized(40, 100), deadline=None)
@given(
    st.lists(st.lists(cells, min_size=3, max_size=3).filter(any), min_size=1, max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 3),
    st.sampled_from([bytes, gzip.compress]),
    st.integers(1, 60),
    st.integers(1, 60),
)
def test_a_file_in_parts_holds_what_it_holds_as_a_whole(
    store, tmp_path_factory, lines, newline, blank, pack, part, chunk
):
    path = tmp_path_factory.mktemp("any") / "some.csv"
    out = io.StringIO()
    csv.writer(out, lineterminator=newline).writerows([["one", "two", "three"], *lines])
    path.write_bytes(pack((out.getvalue() + blank * newline).encode()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "PART", part)
        patch.setattr(parts, "_CHUNK", chunk)

        found, _ = in_parts(store, path)

    assert found == [tuple(line) for line in lines]


@pytest.mark.skipif(sys.platform != "linux", reason="no files in memory")
def test_parts_are_not_much_larger_than_they_may_be(store, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "PART", 1_000)
    monkeypatch.setattr(parts, "_CHUNK", 100)
    path = tmp_path / "some.csv"
    path.write_text("a,b\n" + "".join(f"{n:04},Ada\n" for n in range(1_000)), encoding="utf-8")

    found, count = in_parts(store, path)

    assert found == [(f"{n:04}", "Ada") for n in range(1_000)]
    assert count == 9


def test_a_small_file_is_one_part(store, tmp_path):
    path = tmp_path / "some.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")

    assert in_parts(store, path) == ([("1", "2")], 1)
