"""Proposing a cube for Harbourline and for real exports, and writing it down."""

from __future__ import annotations

import csv
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import ibis
import pytest

from tiebeam.engine.disclosure.cube import BadCube, check_budget
from tiebeam.engine.disclosure.cube_facts import categories
from tiebeam.engine.disclosure.cube_file import parse
from tiebeam.engine.disclosure.proposed_cube import Proposal, TooFewPeople, propose
from tiebeam.engine.measures.facts import facts
from tiebeam.engine.measures.released import there_on, to_whom
from tiebeam.engine.records.window import Window
from tiebeam.examples.harbourline import generate
from tiebeam.workbench.bench import Bench, open_data
from tiebeam.workbench.proposing_cube import (
    CubeIsThere,
    cube_as_json,
    cube_in_words,
    cube_toml,
    propose_cube,
    read_cube,
    write_cube,
)

MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Harbourline with 300 people, read once."""
    folder = tmp_path_factory.mktemp("harbourline")
    generate(people=300, years=4, seed=1, out=folder)
    with open_data(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(bench: Bench) -> Proposal:
    return propose_cube(bench)


def shown(found: Proposal, name: str) -> list[str]:
    attribute = found.cube.attribute(name)
    assert attribute is not None
    return [f"{t.shows} {' '.join(t.by)}".strip() for t in attribute.tables]


def test_at_300_people_the_questions_that_matter_are_in(found: Proposal):
    """Of 298 people there can be 7 figures: one value of everybody, four levels, two sites."""
    assert found.cube.first == date(2026, 1, 1)
    asked = {"people", "promoted", "left", "joined", "pay", "people level", "pay level",
             "people site"}  # fmt: skip
    assert asked <= {*shown(found, "gender")}
    assert asked - {"pay level"} <= {*shown(found, "disability")}
    # One in ten has a disability: at a level, too few for a median.
    assert "pay level" not in shown(found, "disability")
    assert {"people", "pay"} <= {*shown(found, "ethnicity")}


def test_of_gender_what_people_said_is_in_and_what_is_on_file_is_not(found: Proposal):
    assert found.cube.attribute("gender_on_file") is None
    assert "gender_on_file" in {each.what for each in found.left_out}


def test_what_is_written_is_read_the_same_and_is_within_its_budget(found: Proposal, tmp_path: Path):
    target = tmp_path / "cube.toml"

    write_cube(found, target)

    again = read_cube(target)
    assert again == found.cube
    cells = {cost.table: cost.cells for each in found.spending for cost in each.costs}
    assert check_budget(again, cells) == found.spending


def test_a_cube_that_is_there_is_written_over_only_if_asked(found: Proposal, tmp_path: Path):
    target = tmp_path / "cube.toml"
    target.write_text("edited by hand")

    with pytest.raises(CubeIsThere, match=r"^cube\.toml is there already\..* with --replace\.$"):
        write_cube(found, target)
    assert target.read_text() == "edited by hand"

    write_cube(found, target, replace=True)
    assert read_cube(target) == found.cube


def test_the_data_are_never_written_over(found: Proposal, tmp_path: Path):
    data = tmp_path / "staff.csv"
    data.write_text("id\n1\n")

    with pytest.raises(CubeIsThere, match=r"^staff\.csv is the data itself\."):
        write_cube(found, data, data=[tmp_path / "gone.csv", data], replace=True)
    assert data.read_text() == "id\n1\n"


def test_the_words_name_every_attribute_and_what_it_spends(found: Proposal):
    said = cube_in_words(found).splitlines()

    assert said[0] == f"A cube for {found.cube.people} people, from 2026-01-01 to 2026-12-31."
    for each in found.spending:
        (line,) = [line for line in said if line.startswith(f"{each.attribute} ")]
        assert line.endswith(f" {each.figures} of {each.budget}")
    assert "Left out" in said
    assert len({len(line) for line in said if line.startswith("  people ")}) == 1


def test_why_people_left_is_in_for_everybody(found: Proposal, tmp_path: Path):
    (reasons,) = found.cube.hr

    # Of 300 people, far fewer than a hundred left each level.
    assert (reasons.field, reasons.shows, reasons.by) == ("exit_reason", "left", ((),))
    assert reasons.window == Window(date(2025, 1, 1), date(2025, 12, 31))
    assert "\n  exit_reason, left in 2025, everybody\n" in cube_in_words(found)
    assert cube_as_json(found)["hr"] == [
        {
            "field": "exit_reason", "show": "left", "by": [[]],
            "window": ["2025-01-01", "2025-12-31"],
        }
    ]  # fmt: skip


def test_the_json_has_one_row_per_table_and_their_figures_add_up(found: Proposal, tmp_path: Path):
    printed = json.loads(json.dumps(cube_as_json(found, written=tmp_path / "cube.toml")))

    assert (printed["schema"], printed["budget"]) == ("tiebeam.cube_proposal/1", found.cube.budget)
    for each in printed["attributes"]:
        assert {*each["rare"]} <= {*each["values"]}
        rows = [row for row in printed["rows"] if row["attribute"] == each["attribute"]]
        assert sum(row["figures"] for row in rows) == each["figures"]
        assert each["figures"] + each["left"] == printed["budget"]
    assert printed["written"] == str(tmp_path / "cube.toml")
    assert cube_as_json(found)["written"] is None


def test_the_next_cube_begins_when_this_one_is_over_and_rolls_no_window(
    bench: Bench, found: Proposal, tmp_path: Path
):
    write_cube(found, tmp_path / "cube.toml")

    later = propose_cube(bench, after=tmp_path / "cube.toml")

    assert later.cube.first == date(2027, 1, 1)
    assert "promoted" not in shown(later, "gender")
    with pytest.raises(BadCube, match="the one before holds until 2026-12-31"):
        propose_cube(bench, first=date(2026, 6, 1), after=tmp_path / "cube.toml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"first =", "cube.toml is not valid TOML: "),
        (b"\xff\xfe", "cube.toml is not valid TOML: "),
        (b"first = 2026-01-01", "cube.toml: The cube should begin with schema"),
    ],
)
def test_a_file_that_holds_no_cube_is_named(content: bytes, said: str, tmp_path: Path):
    (tmp_path / "cube.toml").write_bytes(content)

    with pytest.raises(BadCube) as refused:
        read_cube(tmp_path / "cube.toml")

    assert str(refused.value).startswith(said)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(BadCube, match="There is no cube file"):
        read_cube(tmp_path / "cube.toml")


def test_thirty_people_are_too_few_for_any_figure_and_are_told_so(tmp_path: Path):
    generate(people=30, years=4, seed=1, out=tmp_path)

    with open_data(tmp_path) as small, pytest.raises(TooFewPeople, match="0 figures on one day"):
        propose_cube(small)


def test_sixty_people_are_shown_once_and_all_together(tmp_path: Path):
    generate(people=60, years=4, seed=1, out=tmp_path)
    with open_data(tmp_path) as small:
        found = propose_cube(small)

    assert found.cube.attributes
    for each in found.cube.attributes:
        assert each.times_a_year == 1
        assert len(each.values) == 1
        assert all(not table.by for table in each.tables)


@pytest.mark.slow
def test_at_2400_people_units_and_shifts_are_in_and_what_is_planted_can_be_named(tmp_path: Path):
    """Nominated women; who leaves which shift; women with a disability: each has a table."""
    generate(people=2400, years=4, seed=1, out=tmp_path)
    with open_data(tmp_path) as large:
        found = propose_cube(large)
        routes = propose_cube(large, fields=["promotion_route"], attributes=["gender"])
        nights = propose_cube(large, fields=["shift_pattern"], attributes=["disability", "gender"])

    assert {"people shift_pattern", "promoted level", "left unit"} <= {*shown(found, "gender")}
    assert {"people unit", "people level", "pay"} <= {*shown(found, "ethnicity")}
    assert "pay level" in shown(found, "gender")
    assert "pay level" not in shown(found, "ethnicity")
    assert found.cube.attribute("gender × ethnicity") is None
    assert "promoted promotion_route" in shown(routes, "gender")
    assert "left shift_pattern" in shown(nights, "disability")
    assert "people" in shown(nights, "disability × gender")
    every = (found, routes, nights)
    assert all(spent.left >= 0 for each in every for spent in each.spending)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("hrdataset_v14", "hrdataset_v14.csv"),
        ("mfg_10year_termination", "mfg_10year_termination.csv.gz"),
        ("chicago_police_roster_2023", "chicago_police_roster_2023.csv.gz"),
        ("chicago_police_pay_panel_2002_2017", "chicago_police_pay_panel_2002_2017.csv.gz"),
    ],
)
def test_a_real_export_gets_a_cube_that_is_read_again_and_is_within_its_budget(
    name: str, file: str, shared_data
):
    path = shared_data(f"workforce/{file}")
    with open_data(path, MAPPINGS / f"{name}.map.toml") as bench:
        found = propose_cube(bench)

    assert parse(tomllib.loads(cube_toml(found))) == found.cube
    assert all(spent.left >= 0 for spent in found.spending)
    assert all(each.tables for each in found.cube.attributes)


# --- the counts, worked out from the file without Tiebeam -----------------------------------------


@pytest.fixture(scope="module")
def rows(bench: Bench) -> list[dict[str, str]]:
    """Harbourline's snapshots, one row per person and year; "n/a" is nothing."""
    path = bench.inputs.folder / "workforce.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: "" if value == "n/a" else value for name, value in row.items()}
            for row in csv.DictReader(file)
        ]


def still_there(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Those of the last snapshot who work on its last day, be it their own last one."""
    last = [row for row in rows if row["year"] == "2025"]
    return [row for row in last if row["left"] in {"", "2025-12-31"}]


def test_people_are_those_of_the_last_snapshot_who_did_not_leave(
    bench: Bench, rows: list[dict[str, str]]
):
    found = facts(bench.dataset)
    there = still_there(rows)

    assert found.people == len(there)
    for name in ("site", "unit", "contract", "shift_pattern"):
        counted = Counter((row[name] or "unknown",) for row in there)
        assert found.by[(name,)] == counted
    both = Counter((row["shift_pattern"] or "unknown", row["site"]) for row in there)
    assert found.by[("shift_pattern", "site")] == both


@pytest.mark.parametrize(("outcome", "column"), [("joined", "hired"), ("left", "left")])
def test_who_joined_and_left_in_the_last_year_is_counted_once_where_it_was(
    outcome: str, column: str, bench: Bench, rows: list[dict[str, str]]
):
    (found,) = [
        each
        for each in facts(bench.dataset).moved
        if each.outcome == outcome and each.window == Window(date(2025, 1, 1), date(2025, 12, 31))
    ]

    counted = Counter((r["site"],) for r in rows if r["year"] == r[column][:4] == "2025")
    assert found.by[("site",)] == counted
    assert found.by[()] == {(): counted.total()}


def test_every_table_is_priced_with_the_cells_that_a_release_shows_on_the_same_day(
    bench: Bench, found: Proposal
):
    asked = {"fields": {name: depth or 0 for name, depth in found.cube.fields.items()},
             "key": bytes(range(32))}  # fmt: skip
    there = there_on(bench.dataset, date(2025, 12, 31), **asked).population
    joined = {
        name: categories(
            {value: len(places) for (value,), places in there.cells([name]).items()},
            name=name, depth=depth, smallest_category=48,
        )
        for name, depth in found.cube.fields.items()
    }  # fmt: skip
    checked = set()
    for cost in (cost for spent in found.spending for cost in spent.costs):
        table = cost.table
        population = (
            to_whom(bench.dataset, table.shows, table.window, **asked).population
            if table.window
            else there
        )
        cells = population.in_categories(joined).cells(table.by)
        assert cost.cells == sum(len(places) >= 10 for places in cells.values())
        checked.add(table.words)
    assert len(checked) > 8


def test_the_values_are_those_that_ten_people_of_the_last_snapshot_gave(
    bench: Bench, rows: list[dict[str, str]]
):
    called = {"Woman": "Women", "Man": "Men", "Non-binary": "Non-binary people"}
    gave = Counter(called[r["gender"]] for r in still_there(rows) if r["gender"] in called)
    several = Counter(
        value.strip()
        for row in still_there(rows)
        for value in row["ethnicity"].split(";")
        if value.strip() not in {"", "Prefer not to say"}
    )

    described = {each.name: each for each in facts(bench.dataset).attributes}
    for name, counted in (("gender", gave), ("ethnicity", several)):
        common = {value for value, n in counted.items() if n >= 10}
        assert {*described[name].values} == common
        assert described[name].rare == len(counted) - len(common)


def test_no_count_of_a_secret_is_said_anywhere(bench: Bench, found: Proposal):
    """Let a third of all women be men, and not one letter of what is said or written changes."""
    people = bench.dataset.people
    third = people.person.cast("string").hash() % 3 == 0
    fewer = ibis.cases(((people.gender == "Women") & third, "Men"), else_=people.gender)
    other = replace(bench.dataset, people=people.mutate(gender=fewer))

    known, changed = facts(bench.dataset), facts(other)
    proposed = propose(changed)

    assert known.attributes[0].shares["Women"] > changed.attributes[0].shares["Women"] > 0.05
    assert cube_in_words(proposed) == cube_in_words(found)
    assert cube_toml(proposed) == cube_toml(found)
    assert cube_as_json(proposed) == cube_as_json(found)


def test_of_a_secret_it_is_said_which_value_is_the_most_common(bench: Bench, found: Proposal):
    """Swap women and men, and they change places, but for their order."""
    people = bench.dataset.people
    women_and_men = people.gender.cases(("Women", "Men"), ("Men", "Women"), else_=people.gender)
    other = propose(facts(replace(bench.dataset, people=people.mutate(gender=women_and_men))))

    assert [each.cube.attribute("gender").values for each in (found, other)] == [
        ("Women",), ("Men",),
    ]  # fmt: skip
    assert cube_in_words(other) == cube_in_words(found).replace("gender, Men:", "gender, Women:")
