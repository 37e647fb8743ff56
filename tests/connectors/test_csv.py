"""Reading CSV quickly where that is safe, and row by row where it is not."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam import connectors
from tiebeam.connectors import ROW, NoTable, Options
from tiebeam.connectors.csv import reading
from tiebeam.connectors.csv.sniffing import encoding_of, sniff
from tiebeam.connectors.source import checked_headers
from tiebeam.workbench.store import Store


@pytest.fixture(scope="module")
def store():
    held = Store()
    yield held
    held.close()


def read(store: Store, path: Path, *, careful: bool) -> tuple[list[tuple], dict[int, list[str]]]:
    source = connectors.read(path, into=store.db, name="held", careful=careful)
    columns = ", ".join(f'"{name}"' for name in source.columns)
    found = store.db.raw_sql(f"select {columns} from held").fetchall()
    return [tuple(cell or "" for cell in row) for row in found], dict(source.ragged)


cells = st.text(st.sampled_from('ab,;"\n é'), max_size=4)


@settings(max_examples=60)
@given(st.lists(st.lists(cells, min_size=3, max_size=3).filter(any), min_size=1, max_size=8))
def test_both_ways_read_what_python_wrote(store, tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("any") / "some.csv"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([["one", "two", "three"], *lines])
    path.write_text(out.getvalue(), encoding="utf-8")
    expected = [tuple(line) for line in lines]

    assert read(store, path, careful=True) == (expected, {})
    assert read(store, path, careful=False) == (expected, {})


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
