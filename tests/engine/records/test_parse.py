"""What a cell says as a date, a number or a word, tried on the cells that people really write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.records import fetch
from tiebeam.engine.records.mapping import SCHEMA, TableMapping, parse
from tiebeam.engine.records.parse import SENTINELS, as_read, as_written, first_look, looks, typed

PEOPLE = {"person": "id", "hired": "hired"}
Said = set[tuple[str, str, str, tuple[int, ...]]]


def mapping(fields: dict[str, Any] = PEOPLE, **keys: Any) -> TableMapping:
    table = {"shape": "people", "fields": fields, **keys}
    return parse({"schema": SCHEMA, "workforce": table}).workforce


def read(table: TableMapping, **cells: Sequence[str | None]) -> tuple[list[dict[str, Any]], Said]:
    """Each row typed, and what was said: code, column, effect, places of the rows from 0."""
    count = len(next(iter(cells.values())))
    columns = {name: pa.array(list(values), pa.string()) for name, values in cells.items()}
    raw = ibis.memtable(pa.table({**columns, "place": pa.array(range(count), pa.int64())}))
    seen = looks(fetch.rows(first_look(raw, table))[0], table)
    kept = as_read(as_written(raw, table, row=raw.place).cache(), table, seen).cache()
    plan = typed(kept, table, seen)
    rows = sorted(fetch.rows(plan.table(kept)), key=lambda row: row["row"])
    said = {
        (check.code, check.column, check.effect,
         tuple(row["row"] for row in rows if row["flags"] >> check.bit & 1))
        for check in plan.checks
    }  # fmt: skip
    return rows, {each for each in said if each[-1]}


def dates(table: TableMapping, written: Sequence[str]) -> list[date | None]:
    rows, _ = read(table, id=["1"] * len(written), hired=written)
    return [row["hired"] for row in rows]


# --- dates ----------------------------------------------------------------------------------------

days = st.dates(date(1902, 1, 1), date(2899, 12, 31))
WAYS = ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%d-%b-%Y", "%d %B %Y",
        "%b %d, %Y", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S"]  # fmt: skip


@settings(max_examples=sized(8, 12))
@given(st.lists(days, min_size=1, max_size=20), st.sampled_from(WAYS), st.sampled_from(["", " "]))
def test_a_day_is_read_back_in_whichever_way_it_is_written(written, way, blank):
    table = mapping(dates=[way])

    # Years of three digits are not among them: Python would not fill them up.
    assert dates(table, [f"{blank}{day.strftime(way)}{blank}" for day in written]) == written


def first_that_fits(text: str, ways: Sequence[str]) -> date | None:
    for way in ways:
        try:
            found = datetime.strptime(text, way).date()  # noqa: DTZ007
        except ValueError:
            continue
        if "%Y" not in way or re.search(r"[1-9]\d{3}", text):
            return found
    return None


numbers = st.integers(0, 32).map(str) | st.integers(0, 32).map("{:02}".format)
years = st.sampled_from(["1999", "2024", "2000", "69", "68", "00", "0011", "1900"])


@settings(max_examples=sized(8, 12))
@given(
    st.lists(st.tuples(numbers, numbers, years).map("/".join), min_size=1, max_size=30),
    st.lists(st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y"]), min_size=1,
             max_size=3, unique=True),
)  # fmt: skip
@example(["03/04/2020", "13/04/2020", "04/13/2020"], ["%d/%m/%Y", "%m/%d/%Y"])
@example(["03/04/2020", "13/04/2020", "04/13/2020"], ["%m/%d/%Y", "%d/%m/%Y"])
@example(["03/04/2020"], ["%d/%m/%y", "%m/%d/%Y", "%d/%m/%Y"])
def test_a_day_that_could_be_read_in_two_ways_is_read_in_the_first_that_fits(written, ways):
    expected = [first_that_fits(text, ways) for text in written]

    assert dates(mapping(dates=ways), written) == [
        None if day in SENTINELS else day for day in expected
    ]


odd_days = st.dates(date(1000, 1, 1), date(9999, 12, 31)) | st.sampled_from(SENTINELS)


@given(st.lists(odd_days, min_size=1, max_size=30))
@example([date(1901, 12, 31), date(2900, 1, 1), date(2900, 1, 2), *SENTINELS])
@settings(max_examples=8)
def test_only_a_date_that_systems_write_for_none_is_none(written):
    ids, hired = ["1"] * len(written), ["1000-01-01"] * len(written)
    none = tuple(n for n, day in enumerate(written) if day in SENTINELS or day > date(2900, 1, 1))

    rows, said = read(mapping({**PEOPLE, "left": "left"}), id=ids, hired=hired,
                      left=[day.isoformat() for day in written])  # fmt: skip

    assert [row["left"] for row in rows] == [
        None if n in none else day for n, day in enumerate(written)
    ]
    assert said == ({("sentinel date", "left", "noted", none)} if none else set())


def test_a_snapshot_of_the_year_1900_is_one_and_one_of_its_first_day_stands_for_none():
    table = {"shape": "snapshots", "every": "year"}
    by_year = mapping({"person": "id", "period": "on"}, **table)
    by_day = mapping({"person": "id", "period": "on"}, shape="snapshots")

    assert read(by_year, id=["1"], on=["1900"])[0][0]["period"] == date(1900, 1, 1)
    assert read(by_day, id=["1"], on=["1900-01-01"])[0][0]["period"] is None


@pytest.mark.parametrize(
    ("every", "written", "begins"),
    [
        ("year", "2024", "2024-01-01"), ("year", "2024.0", "2024-01-01"),
        ("year", "2024-02-29", "2024-01-01"), ("month", "2024-02", "2024-02-01"),
        ("month", "2024-02-29", "2024-02-01"), ("", "2024-02-29", "2024-02-29"),
        ("", "2024-02", "2024-02-01"),
        ("month", "2024", "2024-01-01"), ("year", "0201", None), ("year", "2024.5", None),
        ("year", "201", None), ("month", "2024-13", None),
    ],
)  # fmt: skip
def test_a_period_is_the_first_day_of_what_it_speaks_for(every, written, begins):
    table = mapping({"person": "id", "period": "on"}, shape="snapshots", every=every)

    rows, said = read(table, id=["1"], on=[written])

    assert rows[0]["period"] == (begins and date.fromisoformat(begins))
    assert {code for code, *_ in said} == (set() if begins else {"unparseable date"})


def test_a_date_that_places_nobody_in_time_is_set_aside_and_the_row_goes_on():
    cells = {"id": ["1"], "hired": ["soon"], "born": ["then"], "left": ["2020-13-01"]}

    _, said = read(mapping({**PEOPLE, "born": "born", "left": "left"}), **cells)

    assert {(column, effect) for _, column, effect, _ in said} == {
        ("hired", "rejected"), ("born", "mended"), ("left", "rejected"),
    }  # fmt: skip


def test_nobody_works_before_they_are_born():
    table = mapping({**PEOPLE, "born": "born"}, dates=["%d/%m/%y", "%d/%m/%Y"])

    rows, _ = read(
        table, id=list("12345"), hired=["01/04/15"] * 4 + [None],
        born=["07/10/60", "07/10/83", "07/10/2019", "29/02/20", "07/10/60"],
    )  # fmt: skip

    assert [row["born"] for row in rows] == [
        date(1960, 10, 7), date(1983, 10, 7), date(2019, 10, 7), date(1920, 2, 29),
        date(2060, 10, 7),
    ]  # fmt: skip


@settings(max_examples=sized(8, 12))
@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans(), st.booleans()), min_size=1))
def test_a_last_day_before_the_first_is_said_and_the_last_day_itself_is_not(gaps):
    hired, left = [], []
    for gap, has_first, has_last in gaps:
        hired.append("2020-03-01" if has_first else None)
        left.append(str(date(2020, 3, 1) + timedelta(gap)) if has_last else None)
    wrong = [n for n, (gap, one, other) in enumerate(gaps) if gap < 0 and one and other]
    ids, fields = ["1"] * len(gaps), {**PEOPLE, "left": "left"}

    _, placed = read(mapping(fields), id=ids, hired=hired, left=left)
    rows, stated = read(
        mapping({**fields, "period": "on"}, shape="snapshots"), id=ids, hired=hired, left=left,
        on=["2020-01-01"] * len(gaps),
    )  # fmt: skip

    def said_of(found: Said) -> list[tuple[str, int]]:
        return [(effect, n) for code, _, effect, places in found if code == "leave before hire"
                for n in places]  # fmt: skip

    # A person can't be placed in time then; what a snapshot says still holds, without that day.
    assert said_of(placed) == [("rejected", n) for n in wrong]
    assert said_of(stated) == [("mended", n) for n in wrong]
    assert [n for n, row in enumerate(rows) if left[n] and row["left"] is None] == wrong


# --- numbers --------------------------------------------------------------------------------------

POINTS = [("", "."), (",", "."), (" ", "."), ("'", "."), ("’", "."), ("\u00a0", "."),
          ("\u2009", "."), ("\u202f", ".")]  # fmt: skip
COMMAS = [("", ","), (".", ","), (" ", ","), ("'", ","), ("\u202f", ",")]
AROUND = ["{}", " {} ", "€ {}", "{} €", "${}", "£{}", "{}\u00a0€", "\u2009{}"]


@settings(max_examples=sized(8, 15))
@given(
    st.lists(st.tuples(st.integers(0, 10**10), st.sampled_from(["", "0", "5", "50", "25"]),
                       st.sampled_from(["", "-", "+"]), st.sampled_from(AROUND)),
             min_size=1, max_size=15),
    st.sampled_from([*POINTS, *COMMAS]),
)  # fmt: skip
def test_a_number_is_read_back_in_whichever_way_it_is_grouped(parts, signs):
    group, point = signs
    table = mapping({**PEOPLE, "hours": "n", "pay": "p"}, decimal="," if point == "," else "")
    written, expected = [], []
    for whole, fraction, sign, around in parts:
        number = f"{whole:,}".replace(",", group) + (f"{point}{fraction}" if fraction else "")
        written.append(around.format(f"{sign}{number}"))
        expected.append(float(f"{sign}{whole}.{fraction or 0}"))
    ids, hired = ["1"] * len(parts), ["2020-01-01"] * len(parts)

    rows, said = read(table, id=ids, hired=hired, n=written, p=written)

    assert [row["pay"] for row in rows] == [n if n > 0 else None for n in expected]
    assert [row["hours"] for row in rows] == pytest.approx(expected, rel=1e-6)
    below = tuple(n for n, value in enumerate(expected) if value <= 0)
    assert said == ({("pay not above zero", "p", "mended", below)} if below else set())


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize(
    "text",
    ["1,", "12 34", "1 2345", "1234 567", "1''234", "1e", "5-", "50%", "EUR 5", "１２", "(5)",
     "1,2,3", ",", ".", "-", "1.2.3", "1 234.56.7", "0x1F", "true", "1:30"],
)  # fmt: skip
def test_what_is_no_number_is_never_made_one(text, decimal):
    _, said = read(mapping({**PEOPLE, "pay": "p"}, decimal=decimal), id=["1"],
                   hired=["2020-01-01"], p=[text])  # fmt: skip

    assert said == {("unparseable number", "p", "mended", (0,))}


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [("1,234", 1234, 1.234), ("1.234", 1.234, 1234), ("1.234,5", None, 1234.5),
     ("1,234.5", 1234.5, None), ("1234,567", None, 1234.567), ("1234.567", 1234.567, None)],
)  # fmt: skip
def test_the_sign_in_the_mapping_decides_what_a_number_is(text, point, comma):
    for decimal, number in ((".", point), ("", point), (",", comma)):
        table = mapping({**PEOPLE, "pay": "p"}, decimal=decimal)
        rows, _ = read(table, id=["1"], hired=["2020-01-01"], p=[text])
        assert rows[0]["pay"] == number


# --- words and ids --------------------------------------------------------------------------------

blanks = st.text(st.sampled_from(" \t\u00a0\u2009\u202f"), max_size=2)
inner = st.sampled_from(["7", "E7", "a b", "007", "Zoë", "n/a", "-", "", "7.0", "V2.0"])


@settings(max_examples=sized(8, 15))
@given(st.lists(st.tuples(blanks, inner, blanks), min_size=1, max_size=8))
@example([("\u2009", "7", "")])
@example([("\u202f", "7", ""), ("", "8", "")])
def test_blanks_of_any_width_are_no_part_of_an_id_or_a_word(cells):
    table = mapping({**PEOPLE, "site": "site"}, missing=["n/a", "-"])
    written = ["".join(parts) for parts in cells]

    rows, said = read(table, id=written, hired=["2020-01-01"] * len(cells), site=written)

    bare = [None if text in {"", "n/a", "-"} else text for _, text, _ in cells]
    assert [row["site"] for row in rows] == bare
    assert [row["person"] for row in rows] == ["7" if text == "7.0" else text for text in bare]
    nobody = tuple(n for n, row in enumerate(rows) if row["person"] is None)
    padded = tuple(n for n, (before, _, after) in enumerate(cells) if before or after)
    assert said == {
        each for each in (
            ("blank id", "id", "rejected", nobody),
            ("spaces around a value", "id", "noted", padded),
            ("spaces around a value", "site", "noted", padded),
        ) if each[-1]
    }  # fmt: skip


anything = st.text(max_size=6) | st.sampled_from(
    ["", " ", "n/a", "2020-01-01", "1900-01-01", "31.12.2020", "2020", "-1", "0", "1,5", "x\n"]
)


@settings(max_examples=sized(8, 15))
@given(st.lists(anything, min_size=1, max_size=20))
def test_whatever_a_cell_holds_it_is_read_or_blank_or_pointed_out(cells):
    fields = {**PEOPLE, "born": "born", "left": "left", "hours": "hours", "pay": "pay"}
    table = mapping(fields, missing=["n/a"])
    several = dict.fromkeys(("hired", "born", "left", "hours", "pay"), cells)

    rows, said = read(table, id=["1"] * len(cells), **several)

    for name in several:
        pointed_out = {n for _, column, _, places in said if column == name for n in places}
        for n, row in enumerate(rows):
            blank = cells[n].strip(" \t\n\v\f\r\u00a0\u2009\u202f") in {"", "n/a"}
            if row[name] is not None:
                assert not blank
                assert n not in pointed_out
            elif not blank:
                assert n in pointed_out
            elif name != "hired":  # where a date is needed, a blank is pointed out too
                assert n not in pointed_out


def test_two_fields_may_be_read_from_one_column():
    rows, said = read(mapping({**PEOPLE, "job": "id", "manager": "id"}), id=[" 7.0"],
                      hired=["2020-01-01"])  # fmt: skip

    assert (rows[0]["person"], rows[0]["manager"], rows[0]["job"]) == ("7", "7", "7.0")
    assert len(said) == 1
