"""The release job with funnels: from the applications, through the gate, into the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from tiebeam.engine.disclosure.cube import Attribute, Cube, Table
from tiebeam.engine.disclosure.entries import named_in
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.records.window import Window
from tiebeam.examples.harbourline import generate
from tiebeam.workbench import releases
from tiebeam.workbench.attacking import attack_ledger, attack_with
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.for_others import open_ledger
from tiebeam.workbench.proposing_cube import propose_cube
from tiebeam.workbench.releasing import prepare, release_data

JANUARY, JULY = date(2024, 1, 1), date(2024, 7, 1)
LAST = Window(date(2023, 1, 1), date(2023, 12, 31))
BY_STAGE = Table("applied", ("stage",), LAST)
STAGES = ("applied", "screened", "interviewed", "offered", "hired")
CUBE = Cube(
    first=JANUARY,
    people=900,
    attributes=(
        Attribute(
            name="gender", values=("Women",), tables=(Table("people"), BY_STAGE), times_a_year=2
        ),
    ),
)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    """Harbourline with 900 people over three years: of 300, one time in five the noise of a day let
    attackers guess so well that the funnel was held back, as it should be."""
    folder = tmp_path_factory.mktemp("harbourline")
    generate(people=900, years=3, seed=7, out=folder)
    with open_data(folder) as bench:
        yield bench


@pytest.fixture(scope="module")
def made(dataset, tmp_path_factory):
    """A ledger and a vault after two releases; nobody writes into them."""
    folder = tmp_path_factory.mktemp("made")
    for day in (JANUARY, JULY):
        released(dataset, folder, at=day)
    return folder


def released(bench, folder, *, cube=CUBE, at):
    return release_data(
        bench.dataset, cube, ledger=folder / "ledger", vault=folder / "vault", at=at
    )  # fmt: skip


def funnel_lines(release):
    return [each for each in release.lines if each.outcome == "applied"]


def test_a_funnel_is_shown_once_half_a_year_after_its_window(made):
    before, then = releases.releases(made / "ledger")

    assert funnel_lines(before) == []
    shown = {each.cell["stage"]: each.n for each in funnel_lines(then) if each.shown is not None}
    assert shown["applied"] > shown["hired"] >= 10
    assert {each.attribute for each in funnel_lines(then)} == {"gender"}


def test_the_entry_says_in_which_order_the_stages_come_only_where_it_is_needed(made, dataset):
    every = list(releases.releases(made / "ledger"))
    without = replace(CUBE, attributes=(replace(CUBE.attributes[0], tables=(Table("people"),)),))

    plain = prepare(dataset.dataset, without, ledger=made / "no", vault=made / "other", at=JULY)

    assert named_in(every).stages == STAGES
    assert "stages" not in plain.content["named"]


def test_the_next_release_of_the_same_window_counts_nobody_again(made, dataset):
    third = prepare(
        dataset.dataset, replace(CUBE, first=date(2025, 1, 1)),
        ledger=made / "ledger", vault=made / "vault", at=date(2025, 1, 1),
    )  # fmt: skip

    assert [each for each in third.lines if each.outcome == "applied"] == []


def test_a_figure_of_it_is_answered_from_the_ledger(made, dataset):
    ledger = open_ledger(made / "ledger", made / "vault")

    figure = ledger.answer(dataset.dataset.mapping, "hiring_funnel", by=["gender"], window=LAST)

    everybody = [(row.at["stage"], row.count, row.n) for row in figure.rows if not row.group]
    _, then = releases.releases(made / "ledger")
    n = {each.cell["stage"]: each.n for each in funnel_lines(then) if each.n}
    kept = [each for each in STAGES if each in n]
    assert everybody == [
        *((after, n[after], n[before]) for before, after in pairwise(kept)),
        ("from first to last", n["hired"], n["applied"]),
    ]
    assert any("each once" in note for note in figure.notes)
    assert not any("who applied twice counts twice" in note for note in figure.notes)


def test_whoever_knows_who_applied_and_works_here_is_certain_of_nothing(made, dataset):
    found = attack_ledger(made / "ledger")

    (attacked,) = attack_with(dataset.dataset, found)

    assert not found.anybody_certain
    # The numbers are those of the data, with the noise that they should have.
    assert (attacked.certain, attacked.beyond) == ((), 0)
    assert "applied" in {each.who for each in attacked.scored}
    assert attacked.people > 900


def test_an_attribute_that_applicants_were_not_asked_can_not_be_shown_of_them(dataset, tmp_path):
    attribute = replace(CUBE.attributes[0], name="caring", values=("Yes",))

    with pytest.raises(CannotMeasure, match=r"applied by caring, .* \[applications.attributes\]"):
        released(dataset, tmp_path, cube=replace(CUBE, attributes=(attribute,)), at=JANUARY)


def test_a_proposed_cube_shows_who_applied_last_and_only_of_what_they_were_asked(dataset):
    found = propose_cube(dataset, first=JANUARY, attributes=["gender", "caring"])

    last = {each.name: each.tables[-1] for each in found.cube.attributes}
    assert last["gender"] == BY_STAGE
    assert BY_STAGE not in found.cube.attribute("caring").tables
    said = {each.what: each.why for each in found.left_out}
    assert said["caring, applied in 2023 by stage"] == "the applications do not say it of everybody"
