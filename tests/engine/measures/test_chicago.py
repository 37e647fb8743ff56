"""Chicago's police, 2002 to 2017: the published answers, and all others recomputed with pandas.

The panel is public; it is not part of the project. Only sums over groups stand here.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.workbench.bench import open_data

PROJECT = Path(__file__).resolve().parents[3]
PANEL = "chicago_police_pay_panel_2002_2017"
FILE = PROJECT.parent / "shared" / "data" / "workforce" / f"{PANEL}.csv.gz"
MAPPING = PROJECT / "tests" / "mappings" / f"{PANEL}.map.toml"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not FILE.exists(), reason=f"{FILE.name} is not on this machine"),
]

BY = ["gender", "race"]
NAMES = {
    "MALE": "Men", "FEMALE": "Women", "WHITE": "White", "BLACK": "Black", "HISPANIC": "Hispanic",
    "ASIAN/PACIFIC ISLANDER": "Asian or Pacific Islander",
    "NATIVE AMERICAN/ALASKAN NATIVE": "Native American or Alaskan Native",
}  # fmt: skip
COMMAND = ("CAPTAIN", "COMMANDER", "DEPUTY CHIEF", "CHIEF")

# Group: share at sergeant or above in 2016; promotions of 2002 to 2016 among those at level 1.
PRINTED = {
    ("Men", "White"): (711, 4_770, 14.91, 684, 66_435, 1.030),
    ("Men", "Black"): (129, 1_689, 7.64, 125, 27_873, 0.448),
    ("Men", "Hispanic"): (168, 2_129, 7.89, 178, 25_076, 0.710),
    ("Women", "White"): (118, 1_113, 10.60, 117, 17_552, 0.667),
    ("Women", "Black"): (66, 873, 7.56, 50, 14_773, 0.338),
    ("Women", "Hispanic"): (38, 578, 6.57, 30, 6_386, 0.470),
}


@pytest.fixture(scope="module")
def bench():
    with open_data(FILE, MAPPING) as opened:
        yield opened


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    """One row per person and year, by the rules of the published answers and none of our code."""
    rows = pd.read_csv(FILE, dtype=str)
    rows["year"] = rows.year.astype(int)
    rows["salary"] = rows.salary.astype(float)
    rows["level"] = [level_of(rank) for rank in rows["rank"].fillna("")]
    rows["high"] = rows.level.fillna(0)
    rows = rows.sort_values(["salary", "high"], ascending=False, na_position="last", kind="stable")
    rows = rows.drop_duplicates(["person_id", "year"])
    for name in BY:
        stated = rows.dropna(subset=[name]).sort_values("year").groupby("person_id")[name].last()
        rows[name] = rows.person_id.map(stated).replace(NAMES).fillna("unknown")
    return rows


def level_of(rank: str) -> float:
    """1 officer, 2 sergeant, 3 lieutenant, 4 above; not a number off the ladder."""
    for level, starts in enumerate((("POLICE OFFICER",), ("SERGEANT",), ("LIEUTENANT",)), start=1):
        if rank.startswith(starts):
            return level
    return 4 if rank.startswith(COMMAND) or "SUPERINTENDENT" in rank else np.nan


@pytest.fixture(scope="module")
def steps(panel) -> pd.DataFrame:
    """Everybody on the ladder in each year, and whether they stood higher in the next snapshot."""
    later = panel[["person_id", "year", "level"]].assign(year=lambda rows: rows.year - 1)
    pairs = panel.merge(later, on=["person_id", "year"], how="left", suffixes=("", "_next"))
    pairs["promoted"] = pairs.level_next > pairs.level
    return pairs[pairs.level.notna() & (pairs.year <= 2016)]


def by_group(figure, **at):
    return {
        tuple(row.group.values()): (row.count, row.n, row.value)
        for row in figure.rows
        if row.group and all(row.at[key] == value for key, value in at.items())
    }


def counted(rows, event, keys=BY):
    """Events and people per group, as plain pandas counts them."""
    found = rows.assign(event=event).groupby(keys, sort=False).event.agg(["sum", "size"])
    return {
        key if isinstance(key, tuple) else (key,): (int(events), int(people))
        for key, (events, people) in found.iterrows()
    }


# --- the printed digits ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def top_2016(bench):
    return bench.measure("top_share", by=BY, window=("2016-01-01", "2016-12-31"))


@pytest.fixture(scope="module")
def pooled(bench):
    return bench.measure("promotion_rate", by=BY, window=("2002-01-01", "2016-12-31"))


@pytest.fixture(scope="module")
def single_years(bench):
    return {
        year: bench.measure("promotion_rate", by=BY, window=(f"{year}-01-01", f"{year}-12-31"))
        for year in range(2002, 2017)
    }


def test_the_pay_gap_of_2016_sees_next_to_nothing(bench):
    found = bench.measure("pay_gap", by=["gender"], window=("2016-01-01", "2016-12-31"))

    gaps = {each.at["statistic"]: each.results["gap_percent"] for each in found.comparisons}
    assert gaps["median"] == 0.0
    assert round(gaps["mean"], 2) == 1.27


@pytest.mark.parametrize("group", PRINTED, ids=" ".join)
def test_the_share_at_sergeant_or_above_is_the_printed_one(top_2016, group):
    count, n, value = by_group(top_2016, end="top", level=2)[group]

    assert (count, n, round(100 * value, 2)) == PRINTED[group][:3]


@pytest.mark.parametrize("group", PRINTED, ids=" ".join)
def test_promotions_per_person_year_are_the_printed_ones(pooled, group):
    count, years, rate = by_group(pooled, level=1)[group]

    assert pooled.unit == "per person-year"
    assert (count, years, round(100 * rate, 3)) == PRINTED[group][3:]


@pytest.mark.parametrize("group", PRINTED, ids=" ".join)
def test_promotions_of_fifteen_single_years_add_up_to_the_printed_ones(single_years, group):
    years = [by_group(found, level=1)[group] for found in single_years.values()]

    count, people = sum(each[0] for each in years), sum(each[1] for each in years)
    assert (count, people, round(100 * count / people, 3)) == PRINTED[group][3:]


def test_a_single_year_swings_as_printed(single_years):
    found = by_group(single_years[2015], level=1)

    assert round(100 * found["Men", "White"][2], 3) == 2.485
    assert round(100 * found["Men", "Black"][2], 3) == 1.082


# --- and every other group, level and year --------------------------------------------------------


def test_the_top_and_bottom_shares_of_all_groups_are_those_of_pandas(panel, top_2016):
    on_ladder = panel[(panel.year == 2016) & panel.level.notna()]

    compared = 0
    for end, level in {(row.at["end"], row.at["level"]) for row in top_2016.rows}:
        event = on_ladder.level >= level if end == "top" else on_ladder.level == level
        found = {k: v[:2] for k, v in by_group(top_2016, end=end, level=level).items()}
        assert found == counted(on_ladder, event)
        compared += len(found)
    assert compared >= 4 * len(PRINTED)


def test_the_promotions_of_all_groups_levels_and_years_are_those_of_pandas(steps, single_years):
    for year, figure in single_years.items():
        for level in (1, 2, 3):
            rows = steps[(steps.year == year) & (steps.level == level)]
            found = {k: v[:2] for k, v in by_group(figure, level=level).items()}
            assert found == counted(rows, rows.promoted)


def test_the_pooled_promotions_of_all_groups_and_levels_are_those_of_pandas(steps, pooled):
    for level in (1, 2, 3):
        rows = steps[steps.level == level]
        found = {k: v[:2] for k, v in by_group(pooled, level=level).items()}
        assert found == counted(rows, rows.promoted)
    # The panel shows nobody at level 3: lieutenants are not in it.
    assert {row.at["level"] for row in pooled.rows} == {1, 2}


def test_the_headcounts_of_all_groups_and_levels_are_those_of_pandas(bench, panel):
    found = bench.measure("headcount_share", by=BY, window=("2016-01-01", "2016-12-31"))
    there = panel[panel.year == 2016]
    places = {level: there.level == level for level in (1, 2, 4)}
    places |= {"off the ladder": there.level.isna(), "all": there.salary > 0}

    assert {row.at["level"] for row in found.rows} == set(places)
    for level, held in places.items():
        counts = {group: n for group, (n, _) in counted(there, held).items()}
        total = int(held.sum())
        shown = {k: v[:2] for k, v in by_group(found, level=level).items()}
        assert shown == {group: (n, total) for group, n in counts.items()}


def test_the_pay_of_all_groups_is_that_of_pandas(bench, panel):
    found = bench.measure("pay_gap", by=BY, window=("2016-01-01", "2016-12-31"))
    pay = panel[panel.year == 2016].groupby(BY).salary

    for statistic, values in (("median", pay.median()), ("mean", pay.mean())):
        shown = {k: v[2] for k, v in by_group(found, statistic=statistic).items()}
        assert shown == pytest.approx(values.to_dict())


def test_the_quarters_of_pay_are_those_of_pandas(bench, panel):
    found = bench.measure("pay_quarter_share", by=BY, window=("2016-01-01", "2016-12-31"))
    there = panel[panel.year == 2016]
    # The average rank of an amount is where the middle of all who earn it stands, plus one half.
    middle = there.salary.rank(method="average") - 0.5
    quarter = np.minimum(np.floor(4 * middle / len(there)), 3) + 1

    for number in (1, 2, 3, 4):
        shown = {k: v[:2] for k, v in by_group(found, quarter=number).items()}
        assert shown == counted(there, quarter == number)


def test_exits_are_those_who_are_gone_next_year_with_a_date(bench, panel):
    found = bench.measure("exit_rate", by=["gender"], window=("2015-01-01", "2015-12-31"))
    there = panel[panel.year == 2015]
    gone = ~there.person_id.isin(panel[panel.year == 2016].person_id)
    left = pd.to_datetime(there.resignation_date).between("2015-01-01", "2016-12-31")

    for reason, event in (("any", gone & left), ("no exit recorded", gone & ~left)):
        shown = {k: v[:2] for k, v in by_group(found, reason=reason).items()}
        assert shown == counted(there, event, ["gender"])


def test_what_the_panel_cannot_show_is_refused(bench):
    # The last snapshot was taken in spring: it records nobody's exit within its year.
    for measure in ("exit_rate", "promotion_rate"):
        with pytest.raises(CannotMeasure, match="shows changes from 2002-01-01 to 2016-12-31"):
            bench.measure(measure, window=("2017-01-01", "2017-12-31"))
        with pytest.raises(CannotMeasure, match="2016-01-01:2016-12-31 holds this one"):
            bench.measure(measure, window=("2016-01-01", "2016-06-30"))


def test_what_is_released_of_chicago_shows_no_small_group(bench, pooled):
    for figure in (pooled, bench.measure("top_share", by=BY, window=("2016-01-01", "2016-12-31"))):
        released = bench.draft(figure)

        assert all(row.members >= 10 for row in released.rows)
        assert len(released.rows) + len(released.hidden) == len(figure.rows)
