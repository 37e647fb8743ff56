"""Large exports, in which ids become numbers: all else is as it is where they stay text."""

from __future__ import annotations

import pytest
from workbench.reading import (
    EVENTS,
    HEADER,
    PEOPLE,
    SNAPSHOTS,
    SPELLS,
    messages,
    opened,
    rows,
    table,
    written,
)

from tiebeam.examples.harbourline import generate
from tiebeam.workbench import reading as module
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.courses import time_as_json
from tiebeam.workbench.ledgers import ledger_as_json


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A small Harbourline, opened with its ids as text, and as if it were a large one."""
    made = generate(people=60, years=3, seed=7, out=tmp_path_factory.mktemp("numbered"))
    patch = pytest.MonkeyPatch()
    with open_data(made.workforce, made.mapping) as as_text:
        patch.setattr(module, "_MANY", 1)
        with open_data(made.workforce, made.mapping) as as_numbers:
            patch.undo()
            yield as_text, as_numbers


def told(bench, name: str) -> list[str]:
    """The rows of one table with their ids as in the export, in the order of their words."""
    found = rows(getattr(bench.dataset, name))
    if ids := bench.dataset.ids:
        for row in found:
            for who in {"person", "manager"} & set(row):
                row[who] = None if row[who] is None else ids.written(row[who])
    # Applications are numbered by their own ids.
    return sorted(repr({k: v for k, v in row.items() if k != "application"}) for row in found)


def test_ids_of_large_exports_are_numbers(both):
    as_text, as_numbers = both

    assert as_text.dataset.ids is None
    assert as_numbers.dataset.ids.prefix == "H"
    kinds = as_numbers.dataset.spells.schema()
    assert kinds["person"].is_integer()
    assert kinds["manager"].is_integer()
    for name in ("people", "ratings", "applications"):
        assert getattr(as_numbers.dataset, name).schema()["person"].is_integer()
    assert as_numbers.dataset.applications.schema()["application"].is_integer()


@pytest.mark.parametrize("name", ["spells", "people", "ratings", "applications"])
def test_every_row_says_the_same_with_numbers(both, name):
    as_text, as_numbers = both

    assert told(as_numbers, name) == told(as_text, name)


def test_what_was_found_in_the_rows_and_whether_people_add_up_is_the_same(both):
    as_text, as_numbers = (bench.dataset for bench in both)

    assert as_numbers.problems == as_text.problems
    assert as_numbers.tallies == as_text.tallies
    assert as_numbers.balances == as_text.balances


def test_answers_are_the_same_with_numbers(both):
    as_text, as_numbers = (
        (
            bench.measure("promotion_rate", by=["gender"], window=("2023-01-01", "2024-12-31")),
            ledger_as_json(bench.flows(2, by=["gender"], window=("2023-01-01", "2025-12-31"))),
            time_as_json(bench.time(2, by=["gender"])),
        )
        for bench in both
    )

    assert as_numbers == as_text


SEVERAL = {
    "people": (
        PEOPLE,
        HEADER + "1,2015-04-01,,Clerk,1,Hull,3,W\n1,2016-04-01,,Lead,2,Hull,,W\n"
        ",2015-04-01,,Clerk,1,,1,W\n3,2015-04-01,2014-01-01,Clerk,1,,1,M\n",
    ),
    "snapshots": (
        SNAPSHOTS,
        table("""
            id    year  grade  pay  manager
            A07   2015  Clerk  10   A08
            A08   2015  Clerk  10   A07
            A07   2015  Lead   20   -
            A07   2017  Lead   20   A09
            A10   2016  Lead   x    A07
        """),
    ),
    "spells": (
        SPELLS,
        table("""
            id    from        to          grade  manager
            7     2015-01-01  2016-06-30  Clerk  12
            12    2015-01-01  -           Lead   7
            7     2016-01-01  -           Lead   12
            12    soon        -           Lead   -
        """),
    ),
    "events": (
        EVENTS,
        table("""
            id     on          event     grade
            P-001  2015-01-01  hired     Clerk
            P-002  2015-01-01  hired     Clerk
            P-001  2016-01-01  promoted  Lead
            P-002  2016-05-01  left      -
        """),
    ),
}


@pytest.mark.parametrize("shape", SEVERAL)
def test_each_shape_is_read_alike(tmp_path, monkeypatch, shape):
    mapping, export = SEVERAL[shape]
    with opened(tmp_path, export, mapping=mapping) as bench:
        as_text = told(bench, "spells"), told(bench, "people"), messages(bench)
    monkeypatch.setattr(module, "_MANY", 1)

    with opened(tmp_path, export, mapping=mapping) as bench:
        assert bench.dataset.ids is not None
        assert (told(bench, "spells"), told(bench, "people"), messages(bench)) == as_text


@pytest.mark.parametrize("beside", ["7\n", " 001\n", "R01\n", "1.0\n"])
def test_ids_stay_text_in_all_tables_where_those_of_one_are_written_otherwise(
    tmp_path, monkeypatch, beside
):
    monkeypatch.setattr(module, "_MANY", 1)
    (tmp_path / "ratings.csv").write_text("points,day,id\n3,2016-01-01,001\n4,2016-02-01," + beside)
    mapping = (
        PEOPLE
        + """
    [ratings]
    file = "ratings.csv"

    [ratings.fields]
    person = "id"
    on = "day"
    rating = "points"
    """
    )

    with opened(tmp_path, HEADER + "001,2015-04-01,,Clerk,1,,,\n", mapping=mapping) as bench:
        assert bench.dataset.ids is None
        assert [row["person"] for row in rows(bench.dataset.people)] == ["001"]
        found = [row["person"] for row in rows(bench.dataset.ratings)]
        assert found == ["001", beside.strip().removesuffix(".0")]


def test_files_of_one_table_are_numbered_alike(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_MANY", 1)
    for year, who in ((2015, "H1"), (2016, "H12")):
        (tmp_path / f"{year}.csv").write_text(f"id,grade\n{who},Clerk\nH7,Lead\n")
    mapping = """
        schema = "tiebeam.mapping/1"
        currency = "EUR"

        [workforce]
        shape = "snapshots"
        every = "year"
        files = [{ file = "2015.csv", at = 2015-01-01 }, { file = "2016.csv", at = 2016-01-01 }]

        [workforce.fields]
        person = "id"
    """

    with open_data(written(tmp_path, "", mapping=mapping, name="all")) as bench:
        assert sorted(row["person"] for row in rows(bench.dataset.people)) == [1, 7, 12]
