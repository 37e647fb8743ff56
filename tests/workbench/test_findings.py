"""What is said around the figures: what the data are worth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tiebeam.examples.harbourline import generate
from tiebeam.workbench.bench import Bench, open_data
from tiebeam.workbench.findings import (
    about_the_data,
    attributes_of,
    yearly_balances,
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("harbourline")
    generate(people=300, years=3, seed=7, out=folder)
    with open_data(folder) as opened:
        yield opened


def test_what_was_read_is_said_before_any_figure(bench: Bench):
    rows, adds_up = about_the_data(bench.dataset)

    assert rows.endswith("people were read, 2023 to 2025. None had to be left out.")
    assert rows.split(" rows about ")[0].replace(",", "").isdigit()
    assert adds_up.startswith("The people add up: in every unit, grade and year,")


PANEL = """\
schema = "tiebeam.mapping/1"
[workforce]
shape = "snapshots"
every = "year"
[workforce.fields]
person = "id"
period = "year"
left = "left"
"""


@pytest.fixture
def without_attributes(tmp_path: Path) -> Iterator[Bench]:
    """People of whom nothing but an id is known; some vanish, and one row is unusable."""
    rows = ["id,year,left"]
    rows += [f"{n},{year}," for year in (2015, 2016, 2017) for n in range(1, 61)
             if not (n < 20 and year == 2017)]  # fmt: skip
    rows += [",2016,"]
    (tmp_path / "panel.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "panel.csv.map.toml").write_text(PANEL, encoding="utf-8")
    with open_data(tmp_path / "panel.csv") as opened:
        yield opened


def test_rows_that_were_left_out_and_people_who_vanish_are_said(without_attributes: Bench):
    rows, *others = about_the_data(without_attributes.dataset)

    assert rows.endswith("Of these, 1 was left out.")
    assert any("19 people stop being shown without an exit" in each for each in others)
    assert not any("add up" in each for each in others)


def test_gender_on_file_is_gender_once_more(bench: Bench):
    assert attributes_of(bench.dataset) == ["gender", "ethnicity", "disability", "caring"]


def test_years_add_up_all_units_and_grades(bench: Bench):
    years = yearly_balances(bench.dataset)

    assert [each.label for each in years] == ["2023", "2024"]
    for before, after in pairwise(years):
        assert before.closing == after.opening
    for each in years:
        came, went = each.joined + each.appeared, each.left + each.vanished
        assert each.opening + came - went == each.closing
    there = bench.dataset.spells
    on_day = there.filter((there.begins <= date(2024, 1, 1)) & (there.ends > date(2024, 1, 1)))
    assert years[1].opening == int(on_day.count().to_pyarrow().as_py())
