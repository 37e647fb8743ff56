"""One table, however an HR system writes it: letters, separators, line ends, kinds of files."""

from __future__ import annotations

import gzip
import io
from datetime import date, time

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from workbench.reading import (
    HEADER,
    PEOPLE,
    SNAPSHOTS,
    SPELLS,
    column,
    left_out,
    mapping_with,
    messages,
    moment,
    opened,
    people,
    rejects,
    spells,
    table,
    tally,
)

STAFF = HEADER + (
    "1,2015-04-01,,Clerk,31000,Zürich,,Woman\n"
    "2,soon,,Clerk,31000,Málaga,,Man\n"
    "3,2015-04-01,2016-04-01,Lead,41000,São Paulo,,Woman\n"
)


def check(bench) -> None:
    """What is in STAFF, whichever way it was written."""
    assert spells(bench, "person", "begins", "grade", "pay", "site") == [
        ("1", date(2015, 4, 1), "Clerk", 31000, "Zürich"),
        ("3", date(2015, 4, 1), "Lead", 41000, "São Paulo"),
    ]
    assert people(bench, "gender") == {"1": "Woman", "3": "Woman"}
    assert left_out(bench) == {3: "unparseable date in hired"}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "iso8859_15"]
)
def test_any_usual_encoding_is_found_out(tmp_path, encoding):
    with opened(tmp_path, STAFF.encode(encoding)) as bench:
        check(bench)
        assert rejects(bench, tmp_path)[1][8] == "Málaga"


@pytest.mark.parametrize("encoding", ["utf-16-le", "mac_roman", "utf-32"])
def test_any_other_encoding_is_read_where_the_mapping_names_it(tmp_path, encoding):
    content = STAFF.encode(encoding)

    with opened(tmp_path, content, mapping=mapping_with(PEOPLE, encoding=encoding)) as bench:
        check(bench)


def test_a_letter_that_comes_late_tells_the_encoding(tmp_path):
    plain = "".join(f"{n},2015-04-01,,Clerk,1,Leeds,,Man\n" for n in range(10, 9_000))
    content = HEADER + plain + "9999,2015-04-01,,Clerk,1,Zürich,,Man\n"

    with opened(tmp_path, content.encode("cp1252")) as bench:
        assert column(bench, "site")["9999"] == "Zürich"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_separators_are_found_out(tmp_path, delimiter):
    with opened(tmp_path, STAFF.replace(",", delimiter)) as bench:
        check(bench)


def test_an_unusual_separator_is_read_where_the_mapping_names_it(tmp_path):
    mapping = mapping_with(PEOPLE, delimiter="~")

    with opened(tmp_path, STAFF.replace(",", "~"), mapping=mapping) as bench:
        check(bench)
        assert len(rejects(bench, tmp_path)[1]) == 11


def test_decimal_commas_do_not_pass_for_separators(tmp_path):
    content = "id;hired;left;grade;pay;site;manager;gender\n" + "".join(
        f"{n};2015-04-01;;Clerk;1.{n}00,50;;;\n" for n in range(1, 5)
    )

    with opened(tmp_path, content, mapping=mapping_with(PEOPLE, decimal=",")) as bench:
        assert list(column(bench, "pay").values()) == [1100.5, 1200.5, 1300.5, 1400.5]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_read(tmp_path, end):
    with opened(tmp_path, STAFF.replace("\n", end)) as bench:
        check(bench)


def test_line_ends_may_be_mixed(tmp_path):
    first, *others = STAFF.splitlines()

    with opened(tmp_path, f"{first}\r\n{others[0]}\r{others[1]}\n{others[2]}") as bench:
        check(bench)


def test_a_last_line_needs_no_end_and_may_have_many(tmp_path):
    with opened(tmp_path, STAFF.rstrip("\n")) as bench:
        check(bench)
    with opened(tmp_path, STAFF + "\r\n\n\n") as bench:
        check(bench)


def test_an_archive_is_unpacked_whatever_it_is_called(tmp_path):
    with opened(tmp_path, gzip.compress(STAFF.encode())) as bench:
        check(bench)
    with opened(tmp_path, gzip.compress(STAFF.encode("cp1252")), name="staff.csv.gz") as bench:
        check(bench)


def test_quoted_values_may_hold_separators_quotes_and_lines(tmp_path):
    content = HEADER + (
        '"1","2015-04-01","","Clerk","31000","Leeds, ""North""\nFloor 2","","Woman"\n'
    )

    with opened(tmp_path, content) as bench:
        assert column(bench, "site") == {"1": 'Leeds, "North"\nFloor 2'}


def test_very_long_values_are_read(tmp_path):
    long = "x" * 200_000
    content = HEADER + f"1,2015-04-01,,Clerk,1,{long},,\n2,soon,,Clerk,1,{long},,\n"

    with opened(tmp_path, content) as bench:
        assert column(bench, "site") == {"1": long}
        assert rejects(bench, tmp_path)[1][8] == long


def test_five_hundred_columns_are_read(tmp_path):
    names = [f"c{n}" for n in range(500)]
    tags = "\n    [workforce.tags]\n" + "".join(f'    t{n} = "c{n}"\n' for n in range(60))
    content = f"{HEADER.strip()},{','.join(names)}\n1,2015-04-01,,Clerk,1,,,{',v ' * 500}\n"

    with opened(tmp_path, content, mapping=PEOPLE + tags) as bench:
        assert spells(bench, "t0", "t59") == [("v", "v")]
        found = messages(bench)
    assert found[0] == "noted: c0: blanks before or after a value (2)"
    assert found[-1] == "noted: several columns: blanks before or after a value (2)"


def test_thousands_of_values_with_blanks_around_are_cleaned(tmp_path):
    content = HEADER + "".join(f"{n},2015-04-01,,Clerk,1, site {n} ,,\n" for n in range(1500))

    with opened(tmp_path, content) as bench:
        assert column(bench, "site")["7"] == "site 7"


def test_a_column_without_a_value_is_read(tmp_path):
    with opened(tmp_path, HEADER + "1,2015-04-01,,,,,,\n") as bench:
        assert spells(bench, "grade", "site", "pay") == [(None, None, None)]
        assert people(bench, "gender") == {"1": "unknown"}


NASTY = ["'; drop table x; --", 'a "quoted" name', "two.dots.here", "emoji 😀", "rowid", "select",
         "person", "a\nb", "100%", "{x}", "tab\there"]  # fmt: skip


def test_any_header_and_any_value_is_only_text(tmp_path):
    mapping = PEOPLE + "\n    [workforce.tags]\n" + "".join(
        f"    t{n} = {toml_text(name)}\n" for n, name in enumerate(NASTY)
    )  # fmt: skip
    cells = [cell.replace('"', '""') for cell in NASTY]
    quoted = ",".join(f'"{cell}"' for cell in cells)
    content = (
        f"{HEADER.strip()},{quoted}\n1,2015-04-01,,Clerk,1,,,,{quoted}\n2,soon,,,,,,,{quoted}\n"
    )

    with opened(tmp_path, content, mapping=mapping) as bench:
        assert spells(bench, *(f"t{n}" for n in range(len(NASTY)))) == [tuple(NASTY)]
        assert rejects(bench, tmp_path)[1][11:] == NASTY


def toml_text(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)


def test_a_name_with_signs_of_a_pattern_is_one_file(tmp_path):
    (tmp_path / "staff-2.csv").write_text(STAFF, encoding="utf-8")

    with opened(tmp_path, STAFF, name="staff*.csv") as bench:
        check(bench)
    with opened(tmp_path, STAFF, name="staff[1].csv") as bench:
        check(bench)


def test_the_names_of_folders_are_no_columns(tmp_path):
    folder = tmp_path / "year=1999"
    folder.mkdir()
    content = table("""
        id  year  grade  pay  manager
        1   2015  Clerk  1    -
    """)

    with opened(folder, content, mapping=SNAPSHOTS) as bench:
        assert spells(bench, "begins") == [(date(2015, 1, 1),)]


# --- workbooks ------------------------------------------------------------------------------------


def workbook(rows, *, title="Staff", before=0) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for _ in range(before):
        book.active.append([])
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADERS = HEADER.strip().split(",")


def test_a_workbook_is_read_with_real_dates_and_numbers(tmp_path):
    content = workbook([
        HEADERS,
        [1, moment(2015, 4, 1), None, "Clerk", 31000, "Zürich", None, "Woman"],
        [2, "soon", None, "Clerk", 31000.5, "Málaga", None, "Man"],
        [3.0, date(2015, 4, 1), moment(2016, 4, 1), "Lead", 41000, "São Paulo", None, "Woman"],
    ])  # fmt: skip

    with opened(tmp_path, content, name="staff.xlsx") as bench:
        check(bench)
        assert rejects(bench, tmp_path)[1][3:] == [
            "2", "soon", "", "Clerk", "31000.5", "Málaga", "", "Man",
        ]  # fmt: skip


def test_real_dates_of_a_workbook_are_read_beside_those_the_mapping_describes(tmp_path):
    content = workbook([
        HEADERS,
        [1, moment(2015, 4, 1), "30/06/2020", "Clerk", 1, None, None, None],
        [2, moment(2020, 2, 29, 8, 30), None, "Clerk", 1, None, None, None],
    ])  # fmt: skip

    with opened(tmp_path, content, mapping=mapping_with(PEOPLE, dates=["%d/%m/%Y"])) as bench:
        assert spells(bench, "begins", "left_on") == [
            (date(2015, 4, 1), date(2020, 6, 30)), (date(2020, 2, 29), None),
        ]  # fmt: skip


def test_real_numbers_of_a_workbook_are_what_they_are_beside_text_with_decimal_commas(tmp_path):
    content = workbook([
        HEADERS,
        [1, moment(2015, 4, 1), None, "Clerk", 31.125, None, 2, None],
        [2, moment(2015, 4, 1), None, "Clerk", "31.125", None, None, None],
        [3, "soon", None, "Clerk", 0.5, None, None, None],
    ])  # fmt: skip

    with opened(tmp_path, content, mapping=mapping_with(PEOPLE, decimal=",")) as bench:
        assert column(bench, "pay") == {"1": 31.125, "2": 31125}
        assert column(bench, "manager")["1"] == "2"
        # As the mapping reads them, for whoever corrects the row and reads it again.
        assert rejects(bench, tmp_path)[1][7] == "0,5"


def test_rows_of_a_workbook_are_counted_as_its_window_counts_them(tmp_path):
    content = workbook(
        [HEADERS, [1, moment(2015, 4, 1)], [], [None, None], [2, "soon"], [], [3, "never"]],
        before=3,
    )

    with opened(tmp_path, content) as bench:
        assert left_out(bench) == {
            8: "unparseable date in hired", 10: "unparseable date in hired",
        }  # fmt: skip
        assert tally(bench) == (3, 1, 0, 2)


def test_cells_beside_the_headers_are_not_lost_in_silence(tmp_path):
    content = workbook([HEADERS, [1, moment(2015, 4, 1)], [2, moment(2015, 4, 1), *[None] * 7, 9]])

    with opened(tmp_path, content) as bench:
        assert messages(bench) == ["rejected: : more or fewer cells than the header has (3)"]
        assert rejects(bench, tmp_path)[1][3:] == ["2", "2015-04-01", *[""] * 7, "9"]


def test_a_named_sheet_is_read(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(workbook([["nothing", "here"]], title="Cover")))
    sheet = book.create_sheet("Staff")
    sheet.append(HEADERS)
    sheet.append([1, moment(2015, 4, 1), None, "Clerk", True, time(8, 30), None, "Woman"])
    book.save(out := io.BytesIO())

    with opened(tmp_path, out.getvalue(), mapping=mapping_with(PEOPLE, sheet="Staff")) as bench:
        assert spells(bench, "person", "site") == [("1", "08:30:00")]


# --- Parquet --------------------------------------------------------------------------------------


def parquet(columns) -> bytes:
    pq.write_table(pa.table(columns), out := io.BytesIO())
    return out.getvalue()


def test_parquet_is_read_with_its_types(tmp_path):
    content = parquet({
        "id": pa.array([1.0, 2.0, 3.0]),
        "hired": pa.array([moment(2015, 4, 1), None, moment(2015, 4, 1)], pa.timestamp("us")),
        "left": pa.array([None, None, date(2016, 4, 1)], pa.date32()),
        "grade": pa.array(["Clerk", "Clerk", "Lead"]).dictionary_encode(),
        "pay": pa.array([31000, 31000, 41000], pa.decimal128(12, 2)),
        "site": pa.array(["Zürich", "Málaga", "São Paulo"]),
        "manager": pa.array([None, None, None], pa.int64()),
        "gender": pa.array([["Woman"], None, ["Woman"]]),
    })  # fmt: skip

    with opened(tmp_path, content, name="staff.parquet") as bench:
        assert spells(bench, "person", "begins", "pay") == [
            ("1", date(2015, 4, 1), 31000), ("3", date(2015, 4, 1), 41000),
        ]  # fmt: skip
        assert left_out(bench) == {3: "missing date in hired"}
        assert rejects(bench, tmp_path)[1][3] == "2.0"


def test_dates_of_parquet_are_read_whatever_the_mapping_says_of_text(tmp_path):
    content = parquet({
        "id": ["1", "2"], "from": [date(2015, 4, 1), date(2016, 4, 1)],
        "to": ["31/12/2016", None], "grade": ["Clerk", "Clerk"], "manager": ["", None], "n": [1, 2],
    })  # fmt: skip

    with opened(tmp_path, content, mapping=mapping_with(SPELLS, dates=["%d/%m/%Y"])) as bench:
        assert spells(bench, "begins") == [(date(2015, 4, 1),), (date(2016, 4, 1),)]


def test_answers_in_a_list_are_several_answers(tmp_path):
    mapping = PEOPLE.replace('source = "self', 'several = ";"\n    source = "self')
    content = parquet({
        "id": ["1"], "hired": ["2015-04-01"], "left": [""], "grade": [""], "pay": [1], "site": [""],
        "manager": [""], "gender": [["Woman", "Non-binary"]],
    })  # fmt: skip

    with opened(tmp_path, content, mapping=mapping) as bench:
        assert people(bench, "gender") == {"1": "Non-binary + Woman"}


def test_parquet_named_with_signs_of_a_pattern_is_one_file(tmp_path):
    one = parquet({"id": ["1"], "from": ["2015-01-01"], "to": [""], "grade": [""], "manager": [""]})
    (tmp_path / "a1.parquet").write_bytes(
        parquet({"id": ["9"], "from": ["2015-01-01"], "to": [""], "grade": [""], "manager": [""]})
    )

    with opened(tmp_path, one, mapping=SPELLS, name="a*.parquet") as bench:
        assert spells(bench, "person") == [("1",)]
