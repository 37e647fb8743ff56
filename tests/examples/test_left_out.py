"""Who was left out at Harbourline: our measures beside a plain recount of its files.

The recount reads the CSV files with pandas and nothing of ours.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tiebeam.workbench.bench import open_data

STAGES = ["applied", "screened", "interviewed", "offered", "hired"]
EVERY_YEAR = ("2022-01-01", "2025-12-31")
Y2023 = ("2023-01-01", "2023-12-31")


@pytest.fixture(scope="module")
def bench(written):
    with open_data(written.workforce.parent) as opened:
        yield opened


@pytest.fixture(scope="module")
def files(written):
    names = {"Woman": "Women", "Man": "Men", "Non-binary": "Non-binary people",
             "Prefer not to say": "not stated"}  # fmt: skip
    found = {}
    for name in ("workforce", "applications", "ratings"):
        rows = pd.read_csv(getattr(written, name), low_memory=False)
        if "gender" in rows:
            rows["gender"] = rows.gender.map(names).fillna("unknown")
        found[name] = rows
    staff = found["workforce"]
    staff["level"] = staff.grade.map(
        {**{f"Grade {n}": n for n in range(1, 7)}, "Executive": 7, "Chief executive": 7}
    )
    return found


def gone_through(rows):
    """How many applications have reached each stage, from the last stage that has a date."""
    reached = rows[STAGES].notna().to_numpy()
    furthest = np.where(reached.any(axis=1), len(STAGES) - 1 - reached[:, ::-1].argmax(axis=1), 0)
    return [int((furthest >= stage).sum()) for stage in range(len(STAGES))]


@pytest.mark.parametrize("window", [Y2023, EVERY_YEAR], ids=["a year", "all"])
@pytest.mark.parametrize("by", ["gender", "source", "process", "site"])
def test_every_step_is_what_a_recount_of_the_file_says(bench, files, by, window):
    rows = files["applications"]
    rows = rows[rows.applied.between(*window)]
    figure = bench.measure("hiring_funnel", by=[by], window=window)

    found = {(r.group.get(by), r.at["stage"]): (r.n, r.count) for r in figure.rows}
    expected = {}
    for name, some in [(None, rows), *rows.groupby(by)]:
        reached = gone_through(some)
        for place, stage in enumerate(STAGES[1:], start=1):
            expected[name, stage] = (reached[place - 1], reached[place])
        expected[name, "from first to last"] = (reached[0], reached[-1])
    assert found == expected


def test_school_leavers_are_lost_at_the_interview_and_nowhere_else(bench):
    figure = bench.measure(
        "hiring_funnel", by=["source"], window=EVERY_YEAR, against="others",
        where={"process": "Unstructured interview", "grade": ["Grade 1", "Grade 2"]},
    )  # fmt: skip
    school = {
        each.at["stage"]: each.results
        for each in figure.comparisons
        if each.group == {"source": "School partnership"}
    }

    # Planted: 24 points fewer are interviewed, of those screened in.
    assert school["interviewed"]["difference"] == pytest.approx(-0.243, abs=0.03)
    assert school["interviewed"]["p_fisher"] < 1e-9
    assert school["from first to last"]["costliest_stage"] == "interviewed"
    assert all(school[stage]["difference"] > 0 for stage in ("screened", "offered", "hired"))


def test_where_the_interview_has_a_structure_school_leavers_are_interviewed_as_others_are(bench):
    figure = bench.measure(
        "hiring_funnel", by=["source"], window=EVERY_YEAR, against="others",
        where={"process": "Structured panel", "grade": ["Grade 1", "Grade 2"]},
    )  # fmt: skip

    (found,) = [
        each.results
        for each in figure.comparisons
        if each.group == {"source": "School partnership"} and each.at["stage"] == "interviewed"
    ]
    assert found["p_fisher"] > 0.05


def test_ratings_are_what_a_recount_of_the_file_says(bench, files):
    rows = files["ratings"]
    rows = rows[rows.date.between(*Y2023)].merge(
        files["workforce"].query("year == 2023")[["employee_id", "gender"]], on="employee_id"
    )
    figure = bench.measure("rating_share", by=["gender"], window=Y2023)

    found = {
        (r.group["gender"], r.at["rating"]): r.count for r in figure.rows if r.group and r.count
    }
    assert found == rows.groupby(["gender", "rating"]).size().to_dict()


def test_promotions_after_a_rating_are_what_a_recount_of_the_files_says(bench, files):
    staff = files["workforce"]
    next_year = staff.query("year == 2024").set_index("employee_id")
    after = staff.query("year == 2025").set_index("employee_id").level
    rows = files["ratings"]
    rows = rows[rows.date.between(*Y2023)].set_index("employee_id")
    there = next_year[next_year.level < 7].join(rows.rating, how="inner")
    rose = (after.reindex(there.index) > there.level).groupby([there.gender, there.rating])

    figure = bench.measure("promotion_by_rating", by=["gender"], window=Y2023)

    found = {
        (r.group["gender"], r.at["rating"]): (r.count, r.n)
        for r in figure.rows
        if r.group and r.at["rating"] != "all"
    }
    counted = rose.agg(["sum", "size"])
    assert found == {key: (int(row["sum"]), int(row["size"])) for key, row in counted.iterrows()}


def test_the_gap_in_promotion_is_there_at_equal_rating_because_ratings_are_quiet(bench):
    figure = bench.measure(
        "promotion_by_rating", by=["gender"], window=Y2023, against={"gender": "Men"}
    )

    (women,) = [
        each.results
        for each in figure.comparisons
        if each.group == {"gender": "Women"} and each.at == {"rating": "all"}
    ]
    within = women["at_equal_rating"]
    assert women["p_fisher"] < 0.01
    assert within["p"] < 0.01
    assert within["risk_difference"] == pytest.approx(women["difference"], abs=0.01)


def both_years(staff):
    later = staff[["employee_id", "year", "pay", "hours", "hired"]].assign(year=staff.year - 1)
    pairs = staff.merge(later, on=["employee_id", "year"], suffixes=("", "_next"))
    # A row speaks for its whole year, so who is in it was there on the first of January.
    same_stay = pairs.hired == pairs.hired_next
    return pairs[same_stay & pairs.pay.notna() & pairs.pay_next.notna()]


@pytest.mark.parametrize("by", ["gender", "parental_leave", "pay_setting"])
def test_raises_are_what_a_recount_of_the_file_says(bench, files, by):
    pairs = both_years(files["workforce"])
    pairs = pairs[(pairs.year == 2023) & (pairs.hours == pairs.hours_next)]
    rose = pairs.pay_next > pairs.pay
    percent = 100 * (pairs.pay_next / pairs.pay - 1)

    rates = bench.measure("raise_rate", by=[by], window=Y2023)
    sizes = bench.measure("raise_size", by=[by], window=Y2023)

    found = {r.group[by]: (r.count, r.n) for r in rates.rows if r.group}
    assert found == {name: (int(some.sum()), len(some)) for name, some in rose.groupby(pairs[by])}
    medians = {r.group[by]: r.value for r in sizes.rows if r.group}
    assert medians == pytest.approx(percent[rose].groupby(pairs[by]).median().to_dict(), abs=0.01)


def test_who_took_parental_leave_gets_no_raise_far_more_often(bench):
    figure = bench.measure("raise_rate", by=["parental_leave"], window=Y2023)

    (away,) = [each.results for each in figure.comparisons]
    # Planted: four in ten get none.
    assert away["name_a"] == "yes"
    assert away["difference"] == pytest.approx(-0.384, abs=0.13)
    assert away["p_fisher"] < 1e-9


def test_applicants_and_hires_beside_a_market_are_what_a_recount_says(bench, files, tmp_path):
    market = tmp_path / "market.csv"
    market.write_text("occupation,group,share\nall,Women,0.46\nall,Men,0.54\n")
    applied = files["applications"]
    applied = applied[applied.applied.between(*Y2023)].gender.value_counts()
    staff = files["workforce"]
    hired = staff[staff.hired.between(*Y2023)].drop_duplicates("employee_id").gender.value_counts()

    for measure, counted in (
        ("applicants_against_market", applied),
        ("hires_against_market", hired),
    ):
        figure = bench.measure(measure, by=["gender"], window=Y2023, market=market)

        women = next(c.results for c in figure.comparisons if c.group == {"gender": "Women"})
        n = counted["Women"] + counted["Men"]
        expected = (counted["Women"] - 0.46 * n) / np.sqrt(n * 0.46 * 0.54)
        assert (women["in_group"], women["people"]) == (counted["Women"], n)
        assert women["standard_deviations"] == pytest.approx(expected)
