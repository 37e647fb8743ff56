"""What the organisation calls its units, sites and grades, in the mapping and in what is told."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from tiebeam.engine.records import fetch
from tiebeam.engine.records.mapping import parse
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.bringing import Called, as_called, as_text, structure_of

FILE = """id,year,dept,place,rank,salary
1,2024,Ops>Deck,Leeds,Jr,100
2,2024,Operations>Deck,leeds,Sr,200
3,2024,Yard,Porto,Chief,300
"""
MAPPING: dict[str, Any] = {
    "schema": "tiebeam.mapping/1", "currency": "EUR",
    "workforce": {
        "shape": "snapshots", "every": "year", "file": "staff.csv",
        "fields": {
            "person": "id", "period": "year", "site": "place", "pay": "salary",
            "unit": {"column": "dept", "separator": ">"},
            "grade": {"column": "rank", "ladder": [["Jr"], ["Sr"]]},
        },
    },
}  # fmt: skip
CALLED = Called(
    names={"unit": {"Ops": "Operations", "Yard": "Operations / Yard"}, "site": {"leeds": "Leeds"},
           "grade": {"Jr": "Junior", "Sr": "Senior"}},
    ladder=[["Senior"], ["Junior", "Chief"]], levels=["Low", "High"],
)  # fmt: skip


@pytest.fixture
def opened(tmp_path):
    def with_mapping(mapping: dict[str, Any]):
        (tmp_path / "staff.csv").write_text(FILE)
        (tmp_path / "map.toml").write_text(as_text(mapping))
        return open_data(tmp_path / "map.toml")

    return with_mapping


def test_data_are_read_with_the_organisations_names_and_order(opened):
    with opened(as_called(MAPPING, CALLED)) as bench:
        spells = bench.dataset.spells.order_by("person")
        found = [fetch.column(spells[name]) for name in ("unit", "site", "grade", "level")]
        levels = bench.dataset.levels

    assert found == [
        ["Operations / Deck", "Operations / Deck", "Operations / Yard"],
        ["Leeds", "Leeds", "Porto"], ["Junior", "Senior", "Chief"], [2, 1, 2],
    ]  # fmt: skip
    assert levels == ("Low", "High")


def test_what_is_told_are_names_before_they_were_called_otherwise_and_the_ladder(opened):
    with opened(as_called(MAPPING, CALLED)) as bench:
        told = structure_of(bench.dataset)

    assert told == {
        "withheld": [], "unshown": 0, "units": ["Operations / Deck", "Ops / Deck", "Yard"],
        "sites": ["Leeds", "Porto", "leeds"], "grades": ["Chief", "Jr", "Sr"],
        "levels": [{"name": "Low", "grades": ["Sr"]}, {"name": "High", "grades": ["Chief", "Jr"]}],
    }  # fmt: skip


def test_a_mapping_that_was_called_once_takes_new_names_and_gives_up_the_old():
    once = tomllib.loads(as_text(as_called(MAPPING, CALLED)))

    again = as_called(once, Called(names={"unit": {"Yard": "Docks"}}))

    fields = parse(again).workforce.fields
    assert fields["unit"].called == {"Yard": "Docks"}
    assert fields["site"].called == {}
    assert fields["grade"].ladder == (("Senior",), ("Junior", "Chief"))
    assert MAPPING["workforce"]["fields"]["site"] == "place"


def test_a_grade_with_a_star_in_its_name_is_that_grade_alone():
    mapping = as_called(MAPPING, Called(names={}, ladder=[["A*"], ["A[1]"]], levels=["a", "b"]))

    grade = parse(mapping).workforce.fields["grade"]

    assert [grade.level(each) for each in ("A*", "AB", "A[1]", "A1")] == [1, None, 2, None]


def test_what_hr_alone_may_know_is_never_told(opened):
    mapping = as_called(MAPPING, Called(names={}))
    for field in ("grade", "site"):
        mapping["workforce"]["fields"][field]["class"] = "hr"

    with opened(mapping) as bench:
        told = structure_of(bench.dataset)

    assert told["withheld"] == ["sites", "grades"]
    assert "sites" not in told
    assert "grades" not in told
    assert "levels" not in told


def test_a_column_with_a_value_for_nearly_each_person_is_not_told_as_units(tmp_path):
    rows = [f"{n},2024,{10_000 + n},{'AB'[n % 2]}" for n in range(40)]
    (tmp_path / "staff.csv").write_text("\n".join(["id,year,dept,place", *rows]) + "\n")
    fields = {"person": "id", "period": "year", "unit": "dept", "site": "place"}
    workforce = {"shape": "snapshots", "every": "year", "file": "staff.csv", "fields": fields}
    mapping = {"schema": "tiebeam.mapping/1", "workforce": workforce}
    (tmp_path / "map.toml").write_text(as_text(mapping))

    with open_data(tmp_path / "map.toml") as bench:
        told = structure_of(bench.dataset)

    assert told["withheld"] == ["units"]
    assert told["sites"] == ["A", "B"]


def test_names_that_are_too_long_or_hold_unseen_signs_are_counted_and_not_told(tmp_path):
    places = ["Leeds", "L" * 500, "Por\x07to"]
    rows = [f"{n},2024,{places[n % 3]}" for n in range(9)]
    (tmp_path / "staff.csv").write_text("\n".join(["id,year,place", *rows]) + "\n")
    fields = {"person": "id", "period": "year", "site": "place"}
    workforce = {"shape": "snapshots", "every": "year", "file": "staff.csv", "fields": fields}
    (tmp_path / "map.toml").write_text(
        as_text({"schema": "tiebeam.mapping/1", "workforce": workforce})
    )

    with open_data(tmp_path / "map.toml") as bench:
        told = structure_of(bench.dataset)

    assert (told["sites"], told["unshown"]) == (["Leeds"], 2)


def test_a_thousand_units_in_two_files_are_called_otherwise_by_one_name(tmp_path):
    for year in (2023, 2024):
        rows = [f"{n},{year},Ops>Crew {n}{year % 2}" for n in range(1_000)]
        rows += ["5000,2024,", "5001,2024,O'Neill"]
        (tmp_path / f"{year}.csv").write_text("\n".join(["id,year,dept", *rows]) + "\n")
    unit = {"column": "dept", "separator": ">", "called": {"Ops": "Operations"}}
    fields = {"person": "id", "period": "year", "unit": unit}
    files = [{"file": "2023.csv"}, {"file": "2024.csv"}]
    workforce = {"shape": "snapshots", "every": "year", "files": files, "fields": fields}
    mapping = {"schema": "tiebeam.mapping/1", "workforce": workforce}
    (tmp_path / "map.toml").write_text(as_text(mapping))

    with open_data(tmp_path / "map.toml") as bench:
        spells = bench.dataset.spells
        units = set(fetch.column(spells.unit.as_table().distinct().unit))

    expected = {f"Operations / Crew {n}{odd}" for n in range(1_000) for odd in (0, 1)}
    assert units == expected | {None, "O'Neill"}
