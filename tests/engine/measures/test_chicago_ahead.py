"""Chicago's police: what lies ahead begins with who is there, and follows a chain counted apart.

The panel is public; it is not part of the project. Only sums over groups are looked at.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tiebeam.workbench.bench import open_data

PROJECT = Path(__file__).resolve().parents[3]
PANEL = "chicago_police_pay_panel_2002_2017"
FILE = PROJECT.parent / "shared" / "data" / "workforce" / f"{PANEL}.csv.gz"
MAPPING = PROJECT / "tests" / "mappings" / f"{PANEL}.map.toml"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not FILE.exists(), reason=f"{FILE.name} is not on this machine"),
]


@pytest.fixture(scope="module")
def bench():
    with open_data(FILE, MAPPING) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(bench):
    return bench.ahead(by=["gender"], years=3, draws=2000, levers=["promotion 1-2 equal"])


@pytest.fixture(scope="module")
def yearly(bench):
    """One row per person and year with gender and level, as pandas sees the canonical tables."""
    spells = bench.dataset.spells.select("person", "stint", "begins", "ends", "level").to_pandas()
    people = bench.dataset.people.select("person", "gender").to_pandas()
    rows = spells.merge(people, on="person")
    return {
        year: rows[
            (rows.begins <= pd.Timestamp(year, 1, 1)) & (rows.ends > pd.Timestamp(year, 1, 1))
        ]
        for year in range(2002, 2018)
    }


def test_it_begins_with_the_people_who_are_there(found, yearly):
    there = yearly[2017].dropna(subset=["level"]).groupby(["gender", "level"]).size()

    for place, group in enumerate(found.groups):
        for step, level in enumerate(found.stay.levels):
            assert found.people[place, step] == there.get((group["gender"], level), 0)


def test_a_year_on_the_medians_follow_rates_counted_with_pandas(found, yearly):
    levels, genders = found.stay.levels, [group["gender"] for group in found.groups]
    moved = np.zeros((len(genders), len(levels), len(levels) + 1))
    hired = np.zeros((len(genders), len(levels)))
    keys = ["person", "stint"]
    for year in range(2002, 2017):
        now, then = yearly[year].dropna(subset=["level"]), yearly[year + 1]
        later = now.merge(then, on=keys, how="left", suffixes=("", "_then"), indicator="seen")
        # Who left is in the last column; who is off the ladder a year later is left out.
        later["then"] = later.level_then.where(later.seen == "both", len(levels) + 1)
        for (gender, level, then_at), n in (
            later.groupby(["gender", "level", "then"]).size().items()
        ):
            column = len(levels) if then_at > len(levels) else levels.index(then_at)
            moved[genders.index(gender), levels.index(level), column] += n
        was = yearly[year][keys]
        came = then.merge(was, on=keys, how="left", indicator="seen")
        came = came[came.seen == "left_only"].groupby(["gender", "level"]).size()
        for (gender, level), n in came.items():
            hired[genders.index(gender), levels.index(level)] += n

    rates = (moved + 0.5) / (moved + 0.5).sum(axis=2, keepdims=True)
    turns = (hired + 0.5) / (hired + 0.5).sum(axis=0)
    expected = np.einsum("gi,gij->gj", found.people, rates[..., :-1])
    expected += turns * found.stay.hired[0]
    shares = (expected / expected.sum(axis=0)).T

    told = found.stay.shares
    assert told.median[1] == pytest.approx(shares, abs=0.02)
    assert (told.low[1] <= shares).all()
    assert (shares <= told.high[1]).all()


def test_equal_promotion_to_sergeant_would_bring_more_women_there(found):
    women = [group["gender"] for group in found.groups].index("Women")
    sergeants = found.stay.levels.index(2)

    stay, equal = (each.shares.median[:, sergeants, women] for each in (found.stay, found.changed))
    # Men at level 1 were promoted more than half again as often as women.
    assert (equal[1:] > stay[1:]).all()


def test_the_released_projection_hides_no_more_than_small_levels(bench, found):
    released = bench.draft(bench.figure_of(found))

    assert {row.at["level"] for row in released.rows} >= {1, 2}
    assert all(row.members >= 10 for row in released.rows)
