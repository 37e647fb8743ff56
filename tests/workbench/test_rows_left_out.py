"""Nothing is lost: every row goes on, is spoken for, or lies in a file beside, by its number."""

from __future__ import annotations

import csv
import io
import random
import stat
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized
from workbench.reading import (
    HEADER,
    PEOPLE,
    SNAPSHOTS,
    as_csv,
    column,
    left_out,
    mapping_with,
    messages,
    opened,
    refusal,
    rejects,
    rows,
    table,
    tally,
    written,
)

from tiebeam.cli import main
from tiebeam.connectors import NoTable
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.reading import NothingLeft
from tiebeam.workbench.rejects import rejects_path, write_rejects

HEADERS = HEADER.strip().split(",")

ids = st.sampled_from(["1", "2", "3", "4", "", " 1 ", "1.0", "E5"])
days = st.sampled_from(
    ["2015-01-01", "2016-02-29", "", "soon", "1900-01-01", "2015-01-01 ", "x\ny"]
)
cell = st.sampled_from(["", "Clerk", "Lead ", '"', "a,b", "line\nbreak", "100", "-1", "1,5", "é"])
lines = st.one_of(
    st.tuples(ids, days, days, cell, cell, cell, ids, cell).map(list),
    st.lists(cell, min_size=1, max_size=10),
)


@settings(max_examples=sized(8, 15))
@given(st.lists(lines, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_every_row_is_accepted_merged_or_rejected_and_never_lost(
    tmp_path_factory, content, end, blank_lines
):
    folder = tmp_path_factory.mktemp("any")
    text = as_csv([HEADERS, *content]).replace("\n", end)
    if blank_lines:
        text = text.replace(f"{end}1,", f"{end}{end}1,")
    # Python's own reader, which knows nothing of ours.
    expected = dict(enumerate(csv.reader(io.StringIO(text, newline="")), start=1))
    holds = {number: cells for number, cells in expected.items() if number > 1 and cells}
    path = written(folder, text)

    try:
        bench = open_data(path)
    except NothingLeft:
        return  # said in one sentence: see test_no_table
    with bench:
        read, accepted, merged, rejected = tally(bench)
        _, *beside = rejects(bench, folder) or [[]]
        went_on = {row["row"] for row in rows(bench.dataset.spells)}

    assert read == accepted + merged + rejected == len(holds)
    assert len(beside) == merged + rejected
    assert len(went_on) == accepted
    assert went_on | {int(line[1]) for line in beside} == set(holds)
    for line in beside:
        cells = holds[int(line[1])]
        surplus = cells[len(HEADERS) :]
        assert line[3:] == (cells if any(surplus) else cells[: len(HEADERS)])


def test_numbers_are_those_of_the_file_after_quoted_lines_and_broken_rows(tmp_path):
    content = HEADER + (
        '1,2015-04-01,,Clerk,1,"two\nlines",,\n'
        "2,soon,,Clerk,1,,,\n"
        "\n"
        "3,2015-04-01\n"
        '4,soon,,Clerk,1,"three\n\nlines",,\n'
        "5,2015-04-01,,Clerk,1,,,,x\n"
        ",,,,,,,\n"
    )

    with opened(tmp_path, content) as bench:
        assert left_out(bench) == {
            3: "unparseable date in hired", 5: "wrong number of columns",
            6: "unparseable date in hired", 7: "wrong number of columns", 8: "blank id in id",
        }  # fmt: skip
        assert [line[1:2] + line[3:] for line in rejects(bench, tmp_path)[1:]] == [
            ["3", "2", "soon", "", "Clerk", "1", "", "", ""],
            ["5", "3", "2015-04-01"],
            ["6", "4", "soon", "", "Clerk", "1", "three\n\nlines", "", ""],
            ["7", "5", "2015-04-01", "", "Clerk", "1", "", "", "", "x"],
            ["8", *[""] * 8],
        ]
        assert tally(bench) == (6, 1, 0, 5)


@pytest.mark.slow
@pytest.mark.parametrize("careful", [False, True], ids=["at once", "row by row"])
def test_numbers_hold_in_a_large_file_that_several_threads_read(tmp_path, careful):
    chance = random.Random(7)
    wrong: dict[int, str] = {}
    out = io.StringIO(HEADER)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADERS)
    padding = "x" * 60
    # The quick way reads with several threads from some 10 MB on.
    size = sized(20_000, 60_000) if careful else sized(150_000, 300_000)
    people = chance.sample(range(10**9), size)
    for number, person in enumerate(people, start=2):
        kind = chance.random()
        hired, manager = "2015-04-01", ""
        if kind < 0.01:
            hired = "soon"
        elif kind < 0.02:
            person, hired = "", "2015-04-01"
        if kind < 0.02:
            wrong[number] = "unparseable date in hired" if person else "blank id in id"
        site = f"site {number % 40}\n{padding}" if number % 3 == 0 else padding
        writer.writerow([person, hired, "", "Clerk", number, site, manager, ""])
    if careful:  # one broken row, and all are read one by one
        writer.writerow(["9", "2015-04-01"])
        wrong[size + 2] = "wrong number of columns"

    with opened(tmp_path, out.getvalue()) as bench:
        assert left_out(bench) == wrong
        table = bench.dataset.spells.select("row", "pay").to_pyarrow().to_pydict()
        assert list(map(float, table["row"])) == table["pay"]
        assert len(table["row"]) == size + careful - len(wrong)
        beside = rejects(bench, tmp_path)[1:]
    assert [int(line[1]) for line in beside] == sorted(wrong)
    assert all(line[7] == line[1] for line in beside if len(line) == 11)


def test_a_second_table_is_read_again_the_way_it_is_written(tmp_path):
    mapping = (
        PEOPLE
        + """
    [ratings]
    file = "ratings.csv"
    delimiter = "~"

    [ratings.fields]
    person = "id"
    on = "day"
    rating = "points"
    """
    )
    (tmp_path / "ratings.csv").write_text("id~day~points\n1~soon~4\n1~2016-01-01~5\n", "utf-8")

    with opened(tmp_path, HEADER + "1,2015-04-01,,,,,,\n2,soon,,,,,,\n", mapping=mapping) as bench:
        assert rejects(bench, tmp_path) == [
            ["file", "row", "why", *HEADERS],
            ["staff.csv", "3", "unparseable date in hired", "2", "soon", *[""] * 6],
            ["file", "row", "why", "id", "day", "points"],
            ["ratings.csv", "2", "unparseable date in on".replace(" on", " day"), "1", "soon", "4"],
        ]


def test_rows_of_several_files_are_named_with_their_file(tmp_path):
    mapping = mapping_with(
        SNAPSHOTS.replace('    period = "year"\n', "").replace('every = "year"', 'every = ""')
    ).replace('shape = "snapshots"', 'shape = "snapshots"\n    files = [{ file = "a.csv", '
              'at = 2015-12-31 }, { file = "b.csv", at = 2016-12-31 }]')  # fmt: skip
    first = "id,grade,pay,manager\n1,Clerk,1,\n2,Clerk,1,\n,Clerk,1,\n"
    (tmp_path / "a.csv").write_text(first, "utf-8")
    (tmp_path / "b.csv").write_text("id,grade,pay,manager\n1,Clerk,1,\n1,Clerk,2,\n", "utf-8")
    path = tmp_path / "both.map.toml"
    path.write_text(mapping, "utf-8")

    with open_data(path) as bench:
        assert [line[:3] for line in rejects(bench, tmp_path)] == [
            ["file", "row", "why"], ["a.csv", "4", "blank id in id"],
            ["file", "row", "why"], ["b.csv", "2", "merged: another row speaks for it"],
        ]  # fmt: skip
        assert tally(bench) == (5, 3, 1, 1)


def test_a_circle_in_one_file_leaves_the_same_row_of_another_alone(tmp_path):
    mapping = SNAPSHOTS.replace('    period = "year"\n', "").replace('every = "year"', "").replace(
        'shape = "snapshots"', 'shape = "snapshots"\n    files = [{ file = "a.csv", '
        'at = 2015-12-31 }, { file = "b.csv", at = 2016-12-31 }]')  # fmt: skip
    (tmp_path / "a.csv").write_text("id,grade,pay,manager\n1,Clerk,1,2\n2,Clerk,1,\n", "utf-8")
    (tmp_path / "b.csv").write_text("id,grade,pay,manager\n1,Clerk,1,1\n2,Clerk,1,\n", "utf-8")
    path = tmp_path / "both.map.toml"
    path.write_text(mapping, "utf-8")

    with open_data(path) as bench:
        found = {(r["file"], r["person"]): r["manager"] for r in rows(bench.dataset.spells)}
    assert found == {(0, "1"): "2", (0, "2"): None, (1, "1"): None, (1, "2"): None}


def test_files_of_one_table_may_be_written_in_different_ways(tmp_path):
    mapping = PEOPLE.replace(
        'shape = "people"', 'shape = "people"\n    files = [{ file = "a.csv" }, { file = "b.csv" }]'
    )
    (tmp_path / "a.csv").write_text(HEADER + "1,2015-04-01,,Clerk,1,Leeds,,Man\n", "utf-8")
    padded = " 2 ;2015-04-01;; Lead ;2; Porto ; 1 ; Woman \n"
    (tmp_path / "b.csv").write_bytes(b"\xef\xbb\xbf" + (HEADER.replace(",", ";") + padded).encode())
    path = tmp_path / "both.map.toml"
    path.write_text(mapping, "utf-8")

    with open_data(path) as bench:
        assert column(bench, "site") == {"1": "Leeds", "2": "Porto"}
        assert tally(bench) == (2, 2, 0, 0)


# --- the file beside ------------------------------------------------------------------------------

BAD = HEADER + "1,2015-04-01,,,,,,\n2,soon,,,=1+1,@SUM(A1),+1,-2\n"


def test_only_its_owner_may_open_the_file_even_where_one_was_open_to_others(tmp_path):
    target = tmp_path / "rejects.csv"
    target.write_text("an older one\n" * 100)
    target.chmod(0o644)

    with opened(tmp_path, BAD) as bench:
        assert write_rejects(bench.intake.left, bench.dataset.mapping, target) == 1

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "older" not in target.read_text()


def test_rows_are_written_as_they_were_even_what_looks_like_a_formula(tmp_path):
    # They come from the organisation's own export and go back into it, so they stay as they were.
    with opened(tmp_path, BAD) as bench:
        assert rejects(bench, tmp_path)[1][6:] == ["", "=1+1", "@SUM(A1)", "+1", "-2"]


@pytest.mark.parametrize("header", ["n", "N", "row", "number", "rowid"])
@pytest.mark.parametrize("blank_line", ["", "\n"], ids=["at once", "row by row"])
def test_a_column_may_be_called_as_a_number_is(tmp_path, header, blank_line):
    content = f"{HEADER.strip()},{header}\n1,2015-04-01,,,,,,,7\n{blank_line}2,soon,,,,,,,8\n"

    with opened(tmp_path, content) as bench:
        assert rejects(bench, tmp_path)[1][-1] == "8"


def test_the_data_are_never_overwritten_by_what_was_left_out(tmp_path):
    path = written(tmp_path, BAD)
    other = tmp_path / "link.csv"
    other.symlink_to(path)

    with open_data(path) as bench, pytest.raises(NoTable, match=r"link.csv is the data itself"):
        write_rejects(bench.intake.left, bench.dataset.mapping, other)

    assert path.read_text() == BAD


def test_no_file_of_the_dataset_is_overwritten_even_if_all_its_rows_went_on(tmp_path):
    mapping = PEOPLE.replace(
        'shape = "people"', 'shape = "people"\n    files = [{ file = "a.csv" }, { file = "b.csv" }]'
    )
    (tmp_path / "a.csv").write_text(HEADER + "3,2015-04-01,,,,,,\n")
    (tmp_path / "b.csv").write_text(BAD)
    before = written(tmp_path, "", mapping=None, name="all.map.toml")
    before.write_text(dedent(mapping))
    kept = {path: path.read_bytes() for path in tmp_path.iterdir()}

    for name in ("a.csv", "b.csv", "all.map.toml"):
        asked = CliRunner().invoke(main, ["check", str(before), "--rejects", str(tmp_path / name)])
        assert f"{name} is the data itself." in asked.output
        assert asked.exit_code == 2

    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == kept


def test_a_place_that_is_no_file_may_take_the_rows(tmp_path):
    with opened(tmp_path, BAD) as bench:
        assert write_rejects(bench.intake.left, bench.dataset.mapping, Path("/dev/null")) == 1

    assert Path("/dev/null").is_char_device()


def test_the_file_is_named_after_the_data():
    assert rejects_path(Path("staff.csv.gz")).name == "staff.csv.gz.rejects.csv"


def test_rows_that_are_only_spoken_for_are_in_the_file_too(tmp_path):
    content = table("""
        id  year  grade  pay  manager
        1   2015  Clerk  1    -
        1   2015  Clerk  2    -
    """)

    with opened(tmp_path, content, mapping=SNAPSHOTS) as bench:
        assert rejects(bench, tmp_path)[1][1:3] == ["2", "merged: another row speaks for it"]
        assert messages(bench) == ["merged: id: several rows for one person and period (2)"]


def test_a_refusal_names_the_file_and_not_its_place(tmp_path):
    assert str(tmp_path) not in refusal(tmp_path, HEADER + ",,,,,,,\n")
