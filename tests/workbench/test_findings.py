"""First findings: which questions, in which order, and what is said of the data they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from charts import examples

from tiebeam import charts
from tiebeam.engine.disclosure import Released, release
from tiebeam.examples.harbourline import generate
from tiebeam.workbench import Bench, open_data
from tiebeam.workbench.findings import (
    FIRST_QUESTIONS,
    about_the_data,
    first_findings,
    last_full_year,
    overview,
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("harbourline")
    generate(people=300, years=3, seed=7, out=folder)
    with open_data(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(bench: Bench) -> tuple[Released, ...]:
    return first_findings(bench)


def test_at_most_seven_are_told_and_all_are_released(found: tuple[Released, ...]):
    assert len(found) == 7
    assert all(isinstance(each, Released) for each in found)


def test_two_attributes_that_people_described_themselves_by_are_asked_about(
    found: tuple[Released, ...],
):
    assert {each.by for each in found} == {("gender",), ("ethnicity",)}


def test_no_question_comes_twice(found: tuple[Released, ...]):
    asked = [(each.measure, each.by) for each in found]

    assert len(set(asked)) == len(asked)


def test_those_that_stand_clear_of_chance_come_first(found: tuple[Released, ...]):
    clear = [charts.stands_clear(each) for each in found]

    assert clear == sorted(clear, reverse=True)


def test_one_attribute_alone_is_asked_everything(bench: Bench):
    told = first_findings(bench, by=["gender"])

    assert {each.measure for each in told} == set(FIRST_QUESTIONS)


def test_they_are_about_the_last_full_year(bench: Bench, found: tuple[Released, ...]):
    window = last_full_year(bench.dataset)

    assert (window.first.isoformat(), window.last.isoformat()) == ("2024-01-01", "2024-12-31")
    assert {each.window for each in found} == {(window.first, window.last)}


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


def test_without_attributes_there_is_nothing_to_find_and_that_is_said(without_attributes: Bench):
    assert first_findings(without_attributes) == ()
    assert overview(()) == "Nothing could be measured in this data."


def test_rows_that_were_left_out_and_people_who_vanish_are_said(without_attributes: Bench):
    rows, *others = about_the_data(without_attributes.dataset)

    assert rows.endswith("Of these, 1 was left out.")
    assert any("19 people stop being shown without an exit" in each for each in others)
    assert not any("add up" in each for each in others)


def test_what_cannot_be_measured_is_passed_over(without_attributes: Bench):
    told = first_findings(without_attributes, by=["currency"])

    assert {each.measure for each in told} <= {"exit_rate", "headcount_share", "hire_share"}


def clear() -> Released:
    return release(examples.federal_promotions())


def unclear() -> Released:
    return release(examples.small_employer())


def test_how_many_stand_clear_of_chance_is_summed_up():
    assert overview([clear(), unclear()]) == "Of 2 findings, one stands clear of chance."
    assert overview([clear(), clear(), unclear()]) == "Of 3 findings, two stand clear of chance."
    assert overview([clear()] * 9) == "Of 9 findings, 9 stand clear of chance."


def test_where_none_stands_clear_that_is_no_proof_of_anything():
    said = overview([unclear(), unclear()])

    assert said.startswith("None of these 2 findings stands clear of chance.")
    assert "That does not show that there is nothing" in said
