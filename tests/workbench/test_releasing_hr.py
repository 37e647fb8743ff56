"""What a release shows of pay, and of what HR alone knows: shown once, held, and repeated."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from statistics import median

import pytest
from workbench.reading import there_on

from tiebeam.engine.disclosure.cube import Attribute, Cube, HrTables, Table
from tiebeam.engine.disclosure.noise import Protection
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.records import fetch
from tiebeam.engine.records.window import Window
from tiebeam.examples.harbourline import generate
from tiebeam.workbench import releases
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.releasing import release_data
from tiebeam.workbench.releasing_hr import ShownOtherwise

JUNE, WINTER, JUNE_AGAIN = date(2023, 6, 1), date(2024, 1, 1), date(2024, 6, 1)


def year(first: int, last: int | None = None) -> Window:
    return Window(date(first, 1, 1), date(last or first, 12, 31))


LEFT = HrTables(field="exit_reason", shows="left", by=((), ("level",)), window=year(2023))
LEAVE = HrTables(field="parental_leave", shows="people", by=((), ("level",)))
CUBE = Cube(
    first=JUNE,
    people=400,
    fields={"level": None},
    # Within a year, about 110 of everybody come and go, and 70 of each of the two lowest levels.
    protection=Protection(hold=80),
    # No table of people: its attack takes longer than all the rest, and is tested elsewhere.
    attributes=(
        Attribute(
            name="gender", values=("Women",), tables=(Table("pay"), Table("pay", ("level",))),
        ),
    ),
    hr=(LEFT, LEAVE),
)  # fmt: skip


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    """Harbourline with 400 people over four years."""
    folder = tmp_path_factory.mktemp("harbourline")
    generate(people=400, years=4, seed=7, out=folder)
    with open_data(folder) as bench:
        yield bench.dataset


def released(dataset, folder, cube=CUBE, at=WINTER):
    return release_data(dataset, cube, ledger=folder / "ledger", vault=folder / "vault", at=at)


@pytest.fixture(scope="module")
def once(dataset, tmp_path_factory):
    """A ledger and a vault after a first release, in June, before the year of leavers is over."""
    folder = tmp_path_factory.mktemp("once")
    released(dataset, folder, at=JUNE)
    return folder


@pytest.fixture(scope="module")
def twice(dataset, once, tmp_path_factory):
    """A copy of them after the second release, half a year later and in the same cube's year."""
    folder = tmp_path_factory.mktemp("twice") / "copy"
    shutil.copytree(once, folder, symlinks=True)
    released(dataset, folder)
    return folder


@pytest.fixture
def again(twice, tmp_path):
    """A copy of both, for one test alone."""
    shutil.copytree(twice, tmp_path / "copy", symlinks=True)
    return tmp_path / "copy"


def of(folder, number, kind):
    every = list(releases.releases(folder / "ledger"))
    return [line for line in every[number - 1].lines if line.kind == kind]


def without_release(lines):
    return [replace(line, release=0) for line in lines]


def next_cube(**changed):
    return replace(CUBE, first=JUNE_AGAIN, **changed)


# --- pay ------------------------------------------------------------------------------------------


def paid_on(dataset, day):
    people = dataset.people.select("person", "gender")
    return fetch.rows(
        there_on(dataset, day).inner_join(people, "person").select("gender", "level", "pay")
    )


def test_the_medians_are_those_of_the_rows_to_within_their_bands(once, dataset):
    rows = paid_on(dataset, JUNE)

    for line in of(once, 1, "median"):
        women = [
            row["pay"] for row in rows
            if (row["gender"] == "Women") == (line.value == "Women")
            and str(row["level"]) in (line.cell.get("level", "") or str(row["level"])).split("; ")
        ]  # fmt: skip
        if line.shown is not None:
            assert abs(line.shown - median(women)) <= line.band
            assert len(women) >= 10
    shown = [line for line in of(once, 1, "median") if line.shown is not None]
    assert {line.value for line in shown if not line.cell} == {"Women", "everybody else"}
    assert {line.why for line in of(once, 1, "median")} <= {None, "threshold"}


def test_the_pay_of_a_rare_value_is_shown_of_everybody_alone(dataset, tmp_path):
    (gender,) = CUBE.attributes
    rare = replace(gender, values=("Women", "Men"), rare=("Men",))

    made = released(dataset, tmp_path, replace(CUBE, attributes=(rare,), hr=()))

    medians = [line for line in made.lines if line.kind == "median"]
    assert {line.among or line.value for line in medians if not line.cell} == {"Women", "Men"}
    assert {line.among or line.value for line in medians if line.cell} == {"Women"}


def test_in_the_same_year_every_median_stays_with_its_day(twice):
    first, second = of(twice, 1, "median"), of(twice, 2, "median")

    shown = {line.about: line.shown for line in first if line.shown is not None}
    assert shown
    assert {line.about: line.shown for line in second if line.shown is not None} == shown
    assert {(line.at, line.why) for line in second if line.shown is not None} == {(JUNE, "hold")}


def test_a_year_later_medians_are_shown_anew_where_enough_people_came_or_went(again, dataset):
    released(dataset, again, next_cube(), at=JUNE_AGAIN)

    everybody = [line for line in of(again, 3, "median") if not line.cell]
    assert {(line.at, line.why) for line in everybody} == {(JUNE_AGAIN, None)}
    # Of single levels, fewer did.
    held = {(line.at, line.shown is None) for line in of(again, 3, "median") if line.why == "hold"}
    assert held == {(JUNE, False)}


def test_a_cube_that_shows_pay_where_nobody_knows_it_is_refused_before_anything_is_kept(
    dataset, tmp_path
):
    two = replace(dataset, currencies=("EUR", "GBP"))

    with pytest.raises(CannotMeasure, match="several currencies"):
        released(two, tmp_path)
    assert not (tmp_path / "ledger").exists()


# --- what HR knows --------------------------------------------------------------------------------


def test_a_window_is_shown_once_it_is_over_and_not_before(twice):
    first = [line for line in of(twice, 1, "hr") if line.outcome == "left"]
    second = [line for line in of(twice, 2, "hr") if line.outcome == "left"]

    assert first == []
    assert {(line.at, line.window) for line in second} == {(WINTER, year(2023))}


def test_the_reasons_are_exact_and_small_ones_hidden(twice, dataset):
    spells = dataset.spells
    first, last = date(2023, 1, 1), date(2023, 12, 31)
    left = spells.filter((spells.ended == "left") & spells.left_on.between(first, last))
    rows = fetch.rows(left.select("person", "exit_reason"))
    reasons = {row["person"]: row["exit_reason"] or "unknown" for row in rows}

    everybody = [line for line in of(twice, 2, "hr") if line.outcome == "left" and not line.cell]

    assert len(everybody) == 7
    for line in everybody:
        people = sum(reason == line.value for reason in reasons.values())
        assert (line.n, line.band) == (len(reasons), 0.0)
        assert line.shown == (people if people >= 10 else None) or line.why == "suppressed"
    assert any(line.shown for line in everybody)


def test_a_window_that_was_shown_is_repeated_as_it_was_also_when_no_cube_asks_for_it(
    again, dataset
):
    before = [line for line in of(again, 2, "hr") if line.outcome == "left"]

    third = released(dataset, again, next_cube(hr=()), at=date(2024, 12, 31))

    after = [line for line in of(again, 3, "hr") if line.outcome == "left"]
    assert without_release(after) == without_release(before)
    assert {line.release for line in after} == {3}
    repeated = len([line for line in after if line.why is None])
    assert f"{repeated} repeated from earlier releases" in releases.in_words(third)


def test_the_next_window_joins_the_one_before(again, dataset):
    more = replace(LEFT, window=year(2024))

    released(dataset, again, next_cube(hr=(LEFT, more)), at=date(2024, 12, 31))

    windows = {line.window for line in of(again, 3, "hr") if line.outcome == "left"}
    assert windows == {year(2023), year(2024)}


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (replace(LEFT, window=year(2021, 2023)), "days between would show who moved in them"),
        (replace(LEFT, by=((), ("unit",))), "left in 2023' by unit, which was released without"),
        (
            replace(LEAVE, shows="joined", window=year(2024)),
            "'parental_leave, people' was released",
        ),
    ],
)
def test_a_window_that_overlaps_or_gets_another_table_is_refused(again, dataset, tables, said):
    cube = next_cube(hr=(tables,), fields={"level": None, "unit": 1})

    with pytest.raises(ShownOtherwise, match=said):
        released(dataset, again, cube, at=date(2024, 12, 31))

    assert releases.verified(again / "ledger").number == 2


def test_people_who_are_there_are_shown_once_in_the_year(twice):
    first, second = (
        [line for line in of(twice, number, "hr") if line.outcome is None] for number in (1, 2)
    )

    assert any(line.shown for line in first)
    assert [line.shown for line in second] == [line.shown for line in first]
    assert {line.at for line in second} == {JUNE}
    assert {line.why for line in second if line.shown is not None} == {"hold"}


def test_a_year_later_people_stay_while_any_cell_is_nearly_one_that_was_shown(again, dataset):
    before = [line for line in of(again, 2, "hr") if line.outcome is None]

    released(dataset, again, next_cube(), at=date(2024, 12, 31))

    after = [line for line in of(again, 3, "hr") if line.outcome is None]
    assert without_release(after) == without_release(before)


def test_people_are_shown_anew_where_every_cell_has_changed_enough(dataset, tmp_path):
    everybody = replace(LEAVE, by=((),))
    released(dataset, tmp_path, replace(CUBE, hr=(everybody,)), at=JUNE)

    released(dataset, tmp_path, next_cube(hr=(everybody,)), at=date(2024, 12, 31))

    assert {(line.at, line.release) for line in of(tmp_path, 2, "hr")} == {(date(2024, 12, 31), 2)}


def test_a_field_that_hr_does_not_know_is_refused_before_anything_is_kept(dataset, tmp_path):
    cube = replace(CUBE, hr=(HrTables(field="shoe_size", shows="people"),))

    with pytest.raises(CannotMeasure, match="There is: exit_reason, parental_leave"):
        released(dataset, tmp_path, cube, at=JUNE)
    assert not (tmp_path / "ledger").exists()


def test_a_release_in_words_says_how_much_of_each_kind_is_shown(twice):
    (first, second) = releases.releases(twice / "ledger")

    medians = sum(line.shown is not None for line in of(twice, 1, "median"))
    of_hr = sum(line.shown is not None for line in of(twice, 1, "hr"))
    said = releases.in_words(first).splitlines()
    assert said[0] == (
        f"Release 1, 2023-06-01: {medians + of_hr} of {len(first.lines)} numbers shown."
    )
    assert f"  {medians} of {len(of(twice, 1, 'median'))} about pay" in said
    assert f"  {of_hr} of {len(of(twice, 1, 'hr'))} about what HR alone knows" in said
    assert "repeated" not in releases.in_words(second)
