"""The release job: through the gate, into the ledger, with what it needs next time in the vault."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest
from workbench.reading import there_on

from tiebeam.engine import disclosure
from tiebeam.engine.disclosure import written
from tiebeam.engine.disclosure.cube import Attribute, Cube, Table
from tiebeam.engine.disclosure.gate import TooSoon
from tiebeam.engine.measures import exact
from tiebeam.engine.measures.asking import CannotMeasure, Question
from tiebeam.engine.records import fetch
from tiebeam.engine.records.window import Window
from tiebeam.examples.harbourline import generate
from tiebeam.vault.open import SomethingElse
from tiebeam.workbench import releases
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.releasing import (
    AnotherCube,
    OtherKeys,
    OutsideTheCube,
    TooLate,
    prepare,
    publish_prepared,
    release_data,
    rests_on,
)

JANUARY, JULY = date(2024, 1, 1), date(2024, 7, 1)
EVERYBODY, BY_LEVEL = Table("people"), Table("people", ("level",))
LEFT = Table("left", (), Window(date(2023, 1, 1), date(2023, 12, 31)))
CUBE = Cube(
    first=JANUARY,
    people=300,
    fields={"level": None, "unit": 2},
    attributes=(
        Attribute(
            name="gender", values=("Women", "Men"), tables=(EVERYBODY, BY_LEVEL, LEFT),
            times_a_year=2,
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    """Harbourline with 300 people over three years."""
    folder = tmp_path_factory.mktemp("harbourline")
    generate(people=300, years=3, seed=7, out=folder)
    with open_data(folder) as bench:
        yield bench.dataset


@pytest.fixture(scope="module")
def once(dataset, tmp_path_factory):
    """A ledger and a vault after one release; nobody writes into them."""
    folder = tmp_path_factory.mktemp("once")
    release_data(dataset, CUBE, ledger=folder / "ledger", vault=folder / "vault", at=JANUARY)
    return folder


@pytest.fixture
def again(once, tmp_path):
    """A copy of them, for one test alone."""
    shutil.copytree(once, tmp_path / "copy", symlinks=True)
    return tmp_path / "copy"


def released(dataset, folder, cube=CUBE, at=JULY):
    return release_data(dataset, cube, ledger=folder / "ledger", vault=folder / "vault", at=at)


def numbers(release):
    return {line.about: line.shown for line in release.lines if line.attribute}


def test_the_ledger_holds_what_was_shown_the_cube_and_what_the_attack_found(once, dataset):
    (release,) = releases.releases(once / "ledger")

    assert (release.number, release.at) == (1, JANUARY)
    assert release.content["cube"]["attributes"][0]["name"] == "gender"
    assert release.content["data"] == dict(dataset.fingerprint)
    (attacked,) = release.content["attacks"]
    assert attacked["passed"] is True
    kinds = {line.kind for line in release.lines}
    assert kinds == {"directory", "stock", "flow"}


def test_how_many_people_there_are_is_exact_and_what_they_told_is_near(once, dataset):
    (release,) = releases.releases(once / "ledger")
    (everybody,) = [line for line in release.lines if line.kind == "directory" and not line.cell]
    there = there_on(dataset, JANUARY)
    women = there.inner_join(dataset.people.filter(dataset.people.gender == "Women"), "person")

    (shown,) = [
        line.shown for line in release.lines
        if (line.kind, line.value, dict(line.cell)) == ("stock", "Women", {})
    ]  # fmt: skip

    assert everybody.shown == everybody.n == there.count().to_pyarrow().as_py()
    assert abs(shown - women.count().to_pyarrow().as_py()) <= 8


def test_no_id_of_anybody_is_in_the_ledger_or_readable_in_the_vault(once, dataset):
    ids = dataset.people.person.to_pyarrow().to_pylist()
    files = [path for path in once.rglob("*") if path.is_file()]
    content = b"".join(path.read_bytes() for path in files)

    assert len(files) >= 4
    assert not [each for each in ids if str(each).encode() in content]


def members(dataset, day, cell):
    levels = cell["level"].split("; ") if "level" in cell else None
    rows = fetch.rows(there_on(dataset, day).select("person", "level"))
    return {row["person"] for row in rows if levels is None or str(row["level"]) in levels}


def test_half_a_year_later_a_number_stays_where_fewer_than_thirty_came_or_left(again, dataset):
    first = next(releases.releases(again / "ledger"))

    second = released(dataset, again)

    assert second.number == 2
    before, held = numbers(first), 0
    for line in second.lines:
        if line.kind != "stock" or line.shown is None:
            continue
        moved = members(dataset, JANUARY, line.cell) ^ members(dataset, JULY, line.cell)
        if len(moved) < 30 and before[line.about] is not None:
            held += 1
            assert line.shown == before[line.about]
    # Women and men at most levels.
    assert held >= 4
    assert releases.verified(again / "ledger").number == 2


def test_a_flow_that_was_shown_is_not_shown_again(again, dataset):
    first = next(releases.releases(again / "ledger"))
    assert [line.shown for line in first.lines if line.kind == "flow"] != []

    second = released(dataset, again)

    assert [line for line in second.lines if line.kind == "flow" and line.shown is not None] == []


def test_a_release_too_soon_after_the_last_is_refused_and_the_ledger_stays(again, dataset):
    with pytest.raises(TooSoon):
        released(dataset, again, at=date(2024, 3, 1))

    assert releases.verified(again / "ledger").number == 1


def test_another_cube_in_the_same_year_is_refused(again, dataset):
    (gender,) = CUBE.attributes
    changed = replace(CUBE, attributes=(replace(gender, tables=(EVERYBODY,)),))

    with pytest.raises(AnotherCube, match="Release 1"):
        released(dataset, again, cube=changed)


def test_a_vault_with_other_keys_is_refused(again, dataset):
    shutil.rmtree(again / "vault")

    with pytest.raises(OtherKeys, match="backup"):
        released(dataset, again)


def test_a_roster_that_was_exchanged_for_another_is_refused_by_name(again, dataset):
    rosters = again / "vault" / "rosters"
    people, left = sorted(rosters.iterdir(), key=lambda path: "people" not in path.name)
    shutil.copyfile(left, people)

    with pytest.raises(SomethingElse, match="0001-people"):
        released(dataset, again)


def test_a_day_outside_the_cube_or_the_data_is_refused(tmp_path, dataset):
    with pytest.raises(OutsideTheCube, match="2024-12-31"):
        released(dataset, tmp_path, at=date(2025, 1, 1))
    later = replace(CUBE, first=date(2026, 1, 1))
    with pytest.raises(CannotMeasure, match="lies outside"):
        released(dataset, tmp_path, cube=later, at=date(2026, 6, 1))
    assert not (tmp_path / "ledger").exists()


# --- prepared first, published when somebody has looked -------------------------------------------


def prepared(dataset, folder, at=JULY):
    return prepare(dataset, CUBE, ledger=folder / "ledger", vault=folder / "vault", at=at)


def test_what_is_only_prepared_leaves_the_ledger_and_the_rosters_as_they_were(again, dataset):
    before = {path: path.read_bytes() for path in again.rglob("*") if path.is_file()}

    prepared(dataset, again)

    assert {path: path.read_bytes() for path in again.rglob("*") if path.is_file()} == before


def test_prepared_again_it_is_the_same_and_that_is_what_is_published(again, dataset):
    looked_over, again_ = prepared(dataset, again), prepared(dataset, again)
    assert looked_over.rests_on == again_.rests_on

    published = publish_prepared(again_, ledger=again / "ledger", vault=again / "vault")

    assert published.lines == looked_over.lines
    first = next(releases.releases(again / "ledger"))
    assert rests_on(published.content, after=first.hash) == looked_over.rests_on
    assert releases.verified(again / "ledger").number == 2


def test_a_release_of_another_day_rests_on_something_else(again, dataset):
    one, other = prepared(dataset, again), prepared(dataset, again, at=date(2024, 7, 2))

    assert one.rests_on != other.rests_on


def test_what_was_prepared_before_another_release_came_is_not_published(again, dataset):
    late = prepared(dataset, again)
    released(dataset, again)

    with pytest.raises(TooLate, match="Prepare it again"):
        publish_prepared(late, ledger=again / "ledger", vault=again / "vault")

    assert releases.verified(again / "ledger").number == 2


# --- what everybody knows goes with it ------------------------------------------------------------


def test_a_release_carries_what_everybody_knows_and_nothing_else(once, dataset):
    (release,) = releases.releases(once / "ledger")
    figures = [written.read(each) for each in release.content["figures"]]

    assert {each.measure for each in figures} == {
        "organisation", "headcount_share", "top_share", "hire_share", "promotion_rate",
    }  # fmt: skip
    assert {each.field_class for each in figures} == {"directory"}
    secret = {
        each.name for each in dataset.mapping.workforce.columns() if each.field_class != "directory"
    }
    assert not secret & {name for each in figures for name in each.by}


def test_a_figure_comes_back_from_the_ledger_as_it_was(once, dataset):
    (release,) = releases.releases(once / "ledger")
    (levels,) = [
        each for each in map(written.read, release.content["figures"])
        if (each.measure, each.by) == ("headcount_share", ())
    ]  # fmt: skip
    asked = Question(measure="headcount_share", by=(), window=Window(JANUARY, JANUARY))
    of_that_day = exact.only_working_on(dataset, JANUARY)

    assert levels == disclosure.release(exact.measure(of_that_day, asked))
    (everybody,) = [row for row in levels.rows if row.at["level"] == "all"]
    assert everybody.n == there_on(dataset, JANUARY).count().to_pyarrow().as_py()


@pytest.mark.parametrize(
    "harm",
    [
        {"schema": "tiebeam.figure/9"}, {"field_class": "anything"}, {"window": ["2024-01-01"]},
        {"rows": [{"group": {}}]}, {"hidden": [{"why": "few"}]}, {"rows": None},
    ],
)  # fmt: skip
def test_what_is_no_figure_is_refused(once, harm):
    (release,) = releases.releases(once / "ledger")

    with pytest.raises(written.NotAFigure):
        written.read({**release.content["figures"][0], **harm})
