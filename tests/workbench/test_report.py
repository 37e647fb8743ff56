"""The report: what it asks, of whom, over which years, and what it says first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from charts import examples
from engine.kit import dataset
from workbench.shelved import of_harbourline
from workbench.shelved import opened as opened_ledger

from tiebeam import charts
from tiebeam.engine.disclosure import Comparison, Draft, Exact, Released, Row, release
from tiebeam.examples.harbourline import generate
from tiebeam.workbench.bench import Bench, open_data
from tiebeam.workbench.for_others import OpenLedger
from tiebeam.workbench.report import FEWEST_TO_CROSS, Report, pooled_years, report
from tiebeam.workbench.shared_chapters import OUTSIDE


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("harbourline")
    generate(people=300, years=3, seed=7, out=folder)
    with open_data(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(bench: Bench) -> Report:
    return report(bench, lead=("It is made up.",))


def test_on_the_bench_everything_about_a_secret_is_a_draft(made: Report):
    assert made.is_draft
    assert isinstance(made.picture, Released)
    assert {type(each) for each in made.figures if "gender" in each.by} == {Draft}


# --- from the ledger of releases ------------------------------------------------------------------


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> OpenLedger:
    return opened_ledger(tmp_path_factory.mktemp("ledger"), *of_harbourline())


@pytest.fixture(scope="module")
def shared(bench: Bench, ledger: OpenLedger) -> Report:
    return report(bench, ledger=ledger)


def test_to_hand_on_every_figure_is_released_and_of_the_ledger(shared: Report):
    assert not shared.is_draft
    assert shared.figures
    assert all(isinstance(each, Released) for each in (*shared.figures, shared.picture))
    assert {each.data["release"]["number"] for each in shared.figures} == {1}


def test_it_says_which_release_and_day_it_speaks_of_and_how_far_counts_may_be_off(shared: Report):
    assert shared.lead[0] == (
        "Figures about gender are from release 1, which speaks of 30 June 2025. Each count of a "
        "group has noise: give or take 5 people."
    )


def test_flows_are_of_the_newest_window_and_people_of_the_newest_day(shared: Report):
    windows = {each.measure: each.window for each in shared.figures}

    assert windows["exit_rate"] == (date(2024, 1, 1), date(2024, 12, 31))
    assert windows["top_share"] == (date(2025, 6, 30), date(2025, 6, 30))


def test_a_chapter_without_an_answer_says_that_it_is_outside_the_cube(shared: Report):
    told = {chapter.title: (len(chapter.figures), chapter.instead) for chapter in shared.chapters}

    assert told["Who joins, rises and leaves"] == (3, "")
    for title in ("How long it takes", "Who was left out", "What lies ahead if nothing changes"):
        assert told[title] == (0, OUTSIDE)


def test_what_no_release_holds_is_listed(shared: Report):
    assert shared.chapters[0].missing == ("Who is in each quarter of the pay scale.",)


def test_the_numbers_do_not_depend_on_the_rows(bare: Bench, shared: Report, ledger: OpenLedger):
    other = report(bare, ledger=ledger)

    def numbers(made: Report):
        return [(each.measure, each.rows, each.comparisons) for each in made.figures]

    assert numbers(other) == numbers(shared)


# --- on the bench ---------------------------------------------------------------------------------


def test_it_goes_from_where_people_are_to_what_becomes_of_them(made: Report):
    assert [chapter.title for chapter in made.chapters][:2] == [
        "Who is at the top, and who at the bottom",
        "Who joins, rises and leaves",
    ]


def test_it_asks_by_the_first_two_things_that_people_say_of_themselves(made: Report):
    assert {("gender",), ("ethnicity",)} <= {figure.by for figure in made.figures}


def test_two_things_at_once_are_asked_only_of_a_large_organisation(bench: Bench, made: Report):
    assert ("gender", "ethnicity") not in {figure.by for figure in made.figures}

    large = replace(bench.dataset, people_count=FEWEST_TO_CROSS)
    crossed = report(Bench(replace(bench.intake, dataset=large), bench.inputs))

    assert ("gender", "ethnicity") in {figure.by for figure in crossed.figures}


def test_no_figure_comes_twice(made: Report):
    asked = [(figure.measure, figure.by, figure.window) for figure in made.figures]

    assert len(set(asked)) == len(asked)


def test_changes_are_pooled_over_full_years_and_states_are_of_the_last_day(made: Report):
    windows = {figure.measure: figure.window for figure in made.figures}

    assert windows["promotion_rate"] == (date(2023, 1, 1), date(2024, 12, 31))
    assert windows["top_share"] == (date(2025, 12, 31), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("first", "until", "expected"),
    [
        ("2010-01-01", "2021-01-01", (2016, 2020)),  # five years at most
        ("2019-01-01", "2021-01-01", (2019, 2020)),  # as many as there are
        ("2018-06-01", "2021-01-01", (2019, 2020)),  # a year that began before the data is left out
        ("2010-01-01", "2021-07-01", (2016, 2020)),  # and so is one that is not over
    ],
)
def test_only_full_years_are_pooled(first: str, until: str, expected: tuple[int, int]):
    data = dataset(
        spells=[{"person": "ada", "begins": first, "ends": until}], first=first, until=until
    )

    window = pooled_years(data)

    assert (window.first, window.last) == (date(expected[0], 1, 1), date(expected[1], 12, 31))


def test_at_three_hundred_people_it_says_what_cannot_be_seen(made: Report):
    last = made.sentences[-1]

    assert "could go unseen" in last
    assert any(
        charts.smallest_gap(figure) in last.replace("with", "With") for figure in made.figures
    )


def test_its_name_is_that_of_the_mapping_and_its_years_those_of_the_data(made: Report):
    assert (made.title, made.years, made.lead) == (
        "Harbourline",
        "2023 to 2025",
        ("It is made up.",),
    )


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Bench]:
    """Twelve people of whom only the dates are known."""
    rows = ["id,hired,left"] + [f"{n},2020-01-{n:02},{'2021-03-01' if n < 4 else ''}"
                                for n in range(1, 13)]  # fmt: skip
    (tmp_path / "staff.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "staff.csv.map.toml").write_text(
        'schema = "tiebeam.mapping/1"\n[workforce]\nshape = "people"\n'
        '[workforce.fields]\nperson = "id"\nhired = "hired"\nleft = "left"\n',
        encoding="utf-8",
    )
    with open_data(tmp_path / "staff.csv") as opened:
        yield opened


def test_what_the_data_lacks_is_said_with_what_would_help(bare: Bench):
    missing = [why for chapter in report(bare).chapters for why in chapter.missing]

    assert any("needs 'pay'" in why and "Add it under [workforce.fields]" in why for why in missing)
    assert len(missing) == len(set(missing))


def test_where_nothing_says_where_people_are_there_is_no_picture_of_it(bare: Bench):
    assert report(bare).picture is None


def test_people_whom_nothing_describes_are_counted_together(bare: Bench):
    figures = report(bare).figures

    assert "exit_rate" in {figure.measure for figure in figures}
    assert {figure.by for figure in figures} == {()}


# --- what is said first ---------------------------------------------------------------------------


def pay(women: float, men: float) -> Exact:
    gap = 100 * (men - women) / men
    return examples.exact(
        [examples.pay({"gender": "Women"}, "median", women, 500, 400),
         examples.pay({"gender": "Men"}, "median", men, 500, 400)],
        measure="pay_gap", title="What groups are paid", unit="EUR",
        comparisons=(
            Comparison(group={"gender": "Women"}, reference={"gender": "Men"},
                       at={"statistic": "median"},
                       results={"gap_percent": gap, "gap_percent_low": gap - 2,
                                "gap_percent_high": gap + 2, "smallest_detectable_gap": 900.0}),
        ),
    )  # fmt: skip


def ranks(women: int, men: int) -> Exact:
    at = {"end": "top", "level": 2}
    rows = [examples.row({"gender": "Women"}, women, 400, at),
            examples.row({"gender": "Men"}, men, 400, at)]  # fmt: skip
    return examples.exact(
        rows, measure="top_share", title="Who is at the top and at the bottom",
        comparisons=(
            Comparison(group={"gender": "Women"}, reference={"gender": "Men"}, at=at,
                       results={"difference_low": rows[0].low - rows[1].high,
                                "difference_high": rows[0].high - rows[1].low,
                                "smallest_detectable_gap": 0.09}),
        ),
    )  # fmt: skip


def said_of(*figures: Exact) -> tuple[str, ...]:
    return charts.summary([release(each) for each in figures])


def test_equal_pay_beside_unequal_ranks_is_said_as_a_contrast():
    first = said_of(pay(40_000, 40_000), ranks(40, 120))[0]

    assert "had the same median pay" in first
    assert ". Yet 10 in 100 women are at level 2 or above, and 30 in 100 men" in first


def test_unequal_pay_beside_unequal_ranks_is_no_contrast():
    first = said_of(pay(36_000, 40_000), ranks(40, 120))[0]

    assert first.startswith("The median pay of women was 36,000")
    assert ". And 10 in 100 women are at level 2 or above, and 30 in 100 men" in first


def test_ranks_without_pay_are_said_alone():
    first = said_of(ranks(40, 120))[0]

    assert first.startswith("10 in 100 women are at level 2 or above, and 30 in 100 men")


def test_groups_that_stand_alone_are_not_told_of_as_if_they_were_compared():
    alone = examples.exact(
        [Row(group={"gender": "Men"}, at={}, n=30, count=6, value=0.2, low=0.1, high=0.4,
             members=30)],
    )  # fmt: skip

    said = said_of(alone)

    assert len(said) == 1
    assert said[0].endswith("no two groups can be shown side by side.")


def test_without_any_figure_that_is_what_is_said():
    assert said_of() == ("Nothing could be measured in this data.",)
