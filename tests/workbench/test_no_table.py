"""Files that can't be read at all: one clear sentence, and never what is in them."""

from __future__ import annotations

import gzip
import io
import os
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from workbench.reading import HEADER, PEOPLE, mapping_with, moment, opened, refusal, tally, written

from tiebeam.connectors import NoTable
from tiebeam.engine.records.mapping import BadMapping
from tiebeam.workbench.bench import open_data

ROW = "1,2015-04-01,,Clerk,31000,Leeds,9,Woman\n"
NOISE = "".join(
    f"{n},2015-04-01,,Clerk,{n},Leeds {n * 7919 % 10007},9,Woman\n" for n in range(60000)
)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["id", "hired", "left", "grade", "pay", "site", "manager", "gender"])
    for n in range(200):
        book.active.append([n, moment(2015, 4, 1), None, "Clerk", 31000 + n, "Leeds", 9, "Woman"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"id": list(range(500)), "hired": ["2015-04-01"] * 500}), out)
    return out.getvalue()


OTHER = "is no table: it holds"

REFUSED = {
    "nothing": (b"", "staff.csv is empty."),
    "blank lines": (b"\n\r\n  \n", "staff.csv is empty."),
    "an empty archive": (gzip.compress(b""), "staff.csv is empty."),
    "headers only": (HEADER, "staff.csv has a header but no rows."),
    "one column": ("id\n1\n", "staff.csv is no table: only one column was found"),
    "prose": ("Dear colleagues\n\nplease find attached\n", "is no table: only one column"),
    "a title first": ("Staff of 2024\n" + HEADER + ROW, "delete it"),
    "a blank line first": ("\n" + HEADER + ROW, "If something stands above the headers"),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR,\x00\x01", f"{OTHER} binary data"),
    "a photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00,\n", f"{OTHER} binary data"),
    "a PDF": (b"%PDF-1.7\n1 0 obj,<< /Type >>\n", f"{OTHER} a PDF"),
    "a web page": ("<!DOCTYPE html>\n<table><tr><td>1</td></tr></table>", f"{OTHER} a web page"),
    "XML": ('\ufeff<?xml version="1.0"?><staff id="1"/>', f"{OTHER} a web page or XML"),
    "JSON": ('[\n {"id": 1, "pay": 31000}]', f"{OTHER} JSON"),
    "long JSON": ('{"id": "' + "x" * 20_000_000 + '"}', f"{OTHER} JSON"),
    "a text document": ("{\\rtf1\\ansi a,b}", f"{OTHER} a text document"),
    "NUL bytes": (HEADER + ROW.replace("Leeds", "Le\0eds"), f"{OTHER} binary data"),
    "a value without end": ('id,"' + "x" * 20_000_000 + '"\n', "a value is longer than any real"),
    "a long first row": ("x" * 200_000 + ",y\n1,2\n", "none of the columns"),
    "a header twice": (
        "id,hired,left,hired\n1,2015-04-01,,\n",
        "staff.csv has the same header in columns 2 and 4. Give each column a header of its own",
    ),
    "headers alike": ("id,hired,ID\n1,2015-04-01,\n", "the same header in columns 1 and 3"),
    "no row of headers": (
        ROW * 2,
        "staff.csv has none of the columns that the mapping names, such as 'id'. "
        "Its first row should hold the headers.",
    ),
    "a missing column": (
        "id,hired,grade,pay,site,manager,gender\n1,2015-04-01,,,,,\n",
        "staff.csv has no column 'left', which the mapping names. "
        "Its columns: id, hired, grade, pay, site, manager, gender.",
    ),
    "a quote never closed": (
        HEADER + ROW + '2,2015-04-01,,Clerk,1,"Leeds,9,Man\n' + ROW,
        "staff.csv can't be read after row 2: a quote is opened and never closed. "
        "It may be cut off; export it again.",
    ),
    "text after a quote": (
        HEADER + ROW + '2,2015-04-01,,Clerk,1,"Leeds"s,9,Man\n',
        "staff.csv can't be read after row 2: a quoted value goes on after its closing quote.",
    ),
    "letters of two kinds": (
        (HEADER + NOISE + NOISE[:5]).encode() + "\u00fcber,,,,,,,\n".encode("cp1252"),
        "staff.csv is not written in utf-8 throughout (after row 5",
    ),
    "an archive cut off": (
        gzip.compress((HEADER + ROW * 50).encode())[:-20], "is cut off or damaged",
    ),
    "a long archive cut off": (
        gzip.compress((HEADER + NOISE).encode(), 1)[:-400_000], "is cut off or damaged",
    ),
    "an archive that is none": (b"\x1f\x8b" + b"not an archive" * 9, "is cut off or damaged"),
    "a workbook cut off": (workbook()[:3000], "can't be opened as a workbook"),
    "a locked workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000,
        "staff.csv can't be opened as a workbook. It may be damaged, cut off or protected by a "
        "password: save it again without one.",
    ),
    "another archive": (b"PK\x03\x04" + b"\0" * 100, "can't be opened as a workbook"),
    "Parquet cut off": (parquet()[:-30], "can't be read as Parquet: it is damaged or cut off."),
    "Parquet and nothing else": (b"PAR1" + b"\0" * 40, "can't be read as Parquet"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_table_is_refused_in_one_clear_sentence(tmp_path, content, message):
    said = refusal(tmp_path, content)

    assert message in said
    assert said.endswith(".")
    assert "\n" not in said
    assert "31000" not in said


def test_a_workbook_with_a_broken_sheet_is_refused(tmp_path):
    whole, out = zipfile.ZipFile(io.BytesIO(workbook())), io.BytesIO()
    with zipfile.ZipFile(out, "w") as broken:
        for name in whole.namelist():
            content = whole.read(name)
            broken.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)

    assert "can't be opened as a workbook" in refusal(tmp_path, out.getvalue())


def test_a_sheet_that_is_not_there_is_named_beside_those_that_are(tmp_path):
    assert refusal(tmp_path, workbook(), mapping=mapping_with(PEOPLE, sheet="Staff")) == (
        "staff.csv has no sheet 'Staff'. Sheets: Sheet."
    )


@pytest.mark.parametrize("rows", [[], [[None, ""]], [["id", "hired"]]])
def test_an_empty_sheet_is_refused(tmp_path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(out := io.BytesIO())

    assert refusal(tmp_path, out.getvalue()).startswith("staff.csv ")


def test_parquet_without_rows_is_refused(tmp_path):
    pq.write_table(pa.table({"id": pa.array([], "int64"), "b": pa.array([], "int64")}),
                   out := io.BytesIO())  # fmt: skip

    assert refusal(tmp_path, out.getvalue()) == "staff.csv is empty."


def test_a_file_in_which_no_row_can_be_used_is_refused_with_the_reasons(tmp_path):
    content = HEADER + ",2015-04-01,,,,,,\n2,soon,,,,,,\n3,2015-04-01\n"

    assert refusal(tmp_path, content) == (
        "staff.csv: not one of its 3 rows can be used (more or fewer cells than the header has; "
        "nobody is named; not a date in the way the mapping says). Check the mapping."
    )


def test_a_file_of_broken_rows_alone_is_refused(tmp_path):
    assert "not one of its 2 rows can be used" in refusal(tmp_path, HEADER + "1,2\n3,4\n")


@pytest.mark.parametrize("encoding", ["klingon", "utf-99"])
def test_an_encoding_that_there_is_not_is_refused(tmp_path, encoding):
    mapping = mapping_with(PEOPLE, encoding=encoding)

    assert refusal(tmp_path, HEADER + ROW, mapping=mapping) == (
        f"staff.csv: there is no encoding called '{encoding}'."
    )


def test_an_encoding_that_does_not_fit_is_refused(tmp_path):
    content = (HEADER + ROW.replace("Leeds", "Zürich")).encode("cp1252")

    assert "is not written in ascii throughout" in refusal(
        tmp_path, content, mapping=mapping_with(PEOPLE, encoding="ascii")
    )


def test_a_separator_of_several_letters_is_refused(tmp_path):
    assert refusal(tmp_path, HEADER + ROW, mapping=mapping_with(PEOPLE, delimiter="||")) == (
        "delimiter in the mapping should be a single character."
    )


# --- places ---------------------------------------------------------------------------------------


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NoTable, match=r"There is no file or folder .*gone\.csv"):
        open_data(tmp_path / "gone.csv")


def test_a_folder_without_a_table_says_so(tmp_path):
    with pytest.raises(NoTable, match="holds 0 tables and no mapping"):
        open_data(tmp_path)


def test_a_folder_named_as_a_file_of_the_mapping_is_refused(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "all.map.toml").write_text(mapping_with(PEOPLE, file="parts"), encoding="utf-8")

    with pytest.raises(NoTable, match="parts is a folder; name a file in it"):
        open_data(tmp_path / "all.map.toml")


def test_a_file_that_nobody_allowed_us_to_read_is_refused():
    # The user who may read everything has to become another one first.
    privileged = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = written(folder, HEADER + ROW)
        with opened(folder, HEADER + ROW) as bench:  # everything is imported now
            assert tally(bench)[0] == 1
        path.chmod(0)
        if privileged:
            os.seteuid(65534)
        try:
            with pytest.raises(NoTable) as refused:
                open_data(path)
        finally:
            if privileged:
                os.seteuid(0)
    assert str(refused.value) == "You are not allowed to read staff.csv."


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("schema = ", "staff.csv.map.toml is not valid TOML"),
        ("schema = 'other'", 'The mapping should begin with schema = "tiebeam.mapping/1".'),
        (PEOPLE.replace('hired = "hired"', ""), "needs 'hired': First day employed."),
    ],
)
def test_a_mapping_that_is_wrong_is_refused_with_its_name(tmp_path, mapping, message):
    path = written(tmp_path, HEADER + ROW, mapping=mapping)

    with pytest.raises(BadMapping) as refused:
        open_data(path)
    assert message in str(refused.value)
    assert "staff.csv.map.toml" in str(refused.value)
