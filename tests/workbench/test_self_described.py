"""What people say of themselves wins over what is on file, and nobody else's answer changes."""

from __future__ import annotations

from datetime import date

import pytest

from tiebeam.engine.disclosure.cube import Attribute, Cube, Table
from tiebeam.engine.measures.released import secret_of, there_on
from tiebeam.engine.records import fetch
from tiebeam.examples.harbourline import generate
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.releasing import prepare
from tiebeam.workbench.self_described import with_self_described

JANUARY = date(2024, 1, 1)


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """Harbourline with 200 people."""
    folder = tmp_path_factory.mktemp("harbourline")
    generate(people=200, years=2, seed=7, out=folder)
    with open_data(folder) as bench:
        yield bench


def ids(bench, gender):
    dataset = bench.dataset
    people = dataset.people.filter(dataset.people.gender.cast("string") == gender)
    written = dataset.ids.written if dataset.ids else str
    return sorted(written(each) for each in fetch.column(people.person))


def genders(dataset):
    written = dataset.ids.written if dataset.ids else str
    rows = fetch.rows(dataset.people.select("person", "gender", "gender source"))
    return {written(row["person"]): (row["gender"], row["gender source"]) for row in rows}


def told_by(bench, *told):
    return with_self_described(bench.dataset, bench.intake.store, told)


def test_what_somebody_said_wins_and_all_others_stay_as_they_are_on_file(bench):
    before, (ada, *_) = genders(bench.dataset), ids(bench, "Men")

    after = genders(told_by(bench, (ada, {"gender": ("Women",)})))

    assert after.pop(ada) == ("Women", "self-described")
    before.pop(ada)
    assert after == before


def test_somebody_who_said_nothing_of_an_attribute_stays_as_on_file(bench):
    ada, olu, *_ = ids(bench, "Men")

    after = genders(told_by(bench, (ada, {"caring": ("Carers",)}), (olu, {"gender": ("Women",)})))

    assert after[ada][0] == "Men"
    assert after[olu][0] == "Women"


def test_an_id_that_is_not_in_the_data_is_passed_over(bench):
    assert told_by(bench, ("nobody at all", {"gender": ("Women",)})) is bench.dataset


def test_an_attribute_that_the_export_does_not_have_is_there_and_is_a_secret(bench):
    ada, *_ = ids(bench, "Women")

    dataset = told_by(bench, (ada, {"religion": ("Quaker",)}))

    assert dataset.mapping.field_class("religion") == "secret"
    said = {row["religion"] for row in fetch.rows(dataset.people.select("religion"))}
    assert said == {"Quaker", "unknown"}


def test_the_gate_counts_people_as_they_say(bench):
    men = ids(bench, "Men")[:15]
    key = b"k" * 32
    told = told_by(bench, *((each, {"gender": ("Women",)}) for each in men))

    def women(dataset):
        roster = there_on(dataset, JANUARY, fields={}, key=key)
        return secret_of(dataset, roster, factors=["gender"], values=["Women"], key=key).has.sum()

    there = there_on(bench.dataset, JANUARY, fields={}, key=key)
    assert women(told) - women(bench.dataset) == len(set(men) & set(there.ids))


def test_a_release_goes_through_the_gate_with_what_people_said(bench, tmp_path):
    men = ids(bench, "Men")[:15]
    told = told_by(bench, *((each, {"gender": ("Women",)}) for each in men))
    women = Attribute(name="gender", values=("Women",), tables=(Table("people"),))
    cube = Cube(first=JANUARY, people=200, attributes=(women,))

    def shown(dataset):
        # In one vault: the same people draw the same noise.
        found = prepare(
            dataset, cube, ledger=tmp_path / "ledger", vault=tmp_path / "vault", at=JANUARY
        )
        (line,) = [line for line in found.lines if line.kind == "stock"]
        return line.shown

    there = there_on(bench.dataset, JANUARY, fields={}, key=b"k" * 32)
    assert shown(told) - shown(bench.dataset) == len(set(men) & set(there.ids))
