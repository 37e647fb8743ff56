"""What lies ahead, from releases: as from exact counts where there is no noise, and as sure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from engine.disclosure.shown import flow
from engine.measures import told
from engine.measures.told import AFTER, TRUTH, YEAR
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tiebeam.engine import kept
from tiebeam.engine.disclosure.cube import Refused
from tiebeam.engine.disclosure.noise import STANDARD, noised_many
from tiebeam.engine.flows.projection import Movements, project
from tiebeam.engine.measures import ahead_from_releases as ahead
from tiebeam.engine.measures.ahead_from_releases import true_counts
from tiebeam.engine.records.window import Window

#: True chances in a year, of women and of everybody else at three levels.
LEAVES = np.array([[0.12, 0.10, 0.10], [0.11, 0.09, 0.10]])
RISES = np.array([[0.07, 0.05, 0.0], [0.11, 0.07, 0.0]])
THERE = np.array([[260, 150, 70], [480, 300, 200]])
HIRED = (110, 25, 12)


def figure(lines):
    return ahead.figure(told.shelf(lines), told.asked("projection", ahead.window_of(AFTER)))


def at(figure, level, year):
    (row,) = [row for row in figure.rows if row.at == {"level": level, "year": year}]
    return row


def movements():
    """The same counts, as the exact projection has them."""
    moved = np.zeros((2, 3, 4), dtype=np.int64)
    for place in range(3):
        moved[:, place, place] = (TRUTH.there - TRUTH.left - TRUTH.rose)[:, place]
        moved[:, place, -1] = TRUTH.left[:, place]
    for place in range(2):
        moved[:, place, place + 1] = TRUTH.rose[:, place]
    return Movements(
        groups=(("Women",), ("everybody else",)), levels=(1, 2, 3), start=TRUTH.after, moved=moved,
        hired=TRUTH.joined, years=1,
    )  # fmt: skip


# --- against the exact projection, and against the truth ------------------------------------------


def test_without_noise_it_is_the_exact_projection():
    found = figure(told.exact(TRUTH))
    expected = project(movements(), years=5, draws=2000, seed=2).shares

    for place in range(3):
        for year in range(1, 6):
            row = at(found, place + 1, 2026 + year)
            for said, known in (
                (row.value, expected.median), (row.low, expected.low), (row.high, expected.high),
            ):  # fmt: skip
                assert said == pytest.approx(known[year, place, 0], abs=0.015)


def test_bands_hold_what_comes_about_nine_times_of_ten(monkeypatch):
    monkeypatch.setattr(ahead, "COUNTS", 30)
    held = []
    for seed in range(25):
        random = np.random.default_rng(seed)
        year = told.lived(random, THERE, LEAVES, RISES, HIRED)
        found = figure(told.with_noise(told.exact(year), random))
        for ahead_by in range(1, 6):
            year = told.lived(random, year.after, LEAVES, RISES, HIRED)
            shares = year.there[0] / year.there.sum(axis=0)
            rows = [at(found, level, 2026 + ahead_by - 1) for level in (1, 2, 3)]
            held += [row.low <= share <= row.high for row, share in zip(rows, shares, strict=True)]

    assert np.mean(held) > 0.83


def test_noise_makes_bands_wider_than_the_same_counts_without_it():
    quiet = figure(told.exact(TRUTH))
    noisy = figure([replace(line, band=told.BAND) for line in told.exact(TRUTH) if line.n >= 10])

    for level in (1, 2, 3):
        one, other = (at(each, level, 2031) for each in (quiet, noisy))
        assert other.high - other.low > one.high - one.low


# --- counts that may be the true ones -------------------------------------------------------------


@given(shown=st.integers(0, 60), members=st.integers(10, 60))
@settings(max_examples=40, deadline=None)
def test_counts_that_may_be_true_are_near_the_shown_one_and_within_the_cell(shown, members):
    shown = min(shown, members)

    counts, chances = true_counts(shown, members, STANDARD)

    assert chances.sum() == pytest.approx(1)
    assert 0 <= counts.min() <= counts.max() <= members
    assert abs(counts - shown).max() <= STANDARD.largest


@pytest.mark.parametrize(("shown", "members"), [(3, 40), (20, 40), (0, 12), (39, 40)])
def test_they_are_as_likely_as_many_counts_with_noise_say(shown, members):
    random = np.random.default_rng(3)
    true = random.integers(0, members + 1, size=400_000)
    numbers = random.integers(0, 2**64, size=len(true), dtype=np.uint64, endpoint=False)
    behind = true[noised_many(true, np.full_like(true, members), numbers) == shown]

    counts, chances = true_counts(shown, members, STANDARD)

    for count, chance in zip(counts, chances, strict=True):
        assert np.mean(behind == count) == pytest.approx(chance, abs=0.02)


def test_a_few_of_whom_only_the_number_is_known_are_split_as_both_rates_allow():
    random = np.random.default_rng(1)
    there = np.tile(np.array([[20, 60]]), (40_000, 1))

    split = ahead._split(5, there, random)

    chances = [
        stats.betabinom.pmf(k, 20, 0.5, 0.5) * stats.betabinom.pmf(5 - k, 60, 0.5, 0.5)
        for k in range(6)
    ]
    found = np.bincount(split, minlength=6) / len(split)
    assert found == pytest.approx(np.array(chances) / sum(chances), abs=0.01)


# --- what releases do not hold --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hidden", "said"),
    [
        ({"outcome": "left", "level": "2"}, "how many of Women left at level 2 in 2025"),
        ({"outcome": "promoted", "level": "1"}, "how many of Women were promoted at level 1"),
        ({"outcome": "joined"}, "how many of Women were hired in 2025"),
        ({"at": AFTER, "outcome": None, "level": "3"}, "people of Women at level 3"),
    ],
)
def test_what_is_missing_is_named(hidden, said):
    lines = told.without(told.exact(TRUTH), **hidden)

    with pytest.raises(Refused, match=said):
        figure(lines)


def test_without_anything_by_level_it_says_what_to_declare():
    lines = [replace(line, cell={}) for line in told.exact(TRUTH)]

    with pytest.raises(Refused, match="No release shows people by level of 'gender'"):
        figure(lines)


def test_levels_that_were_told_together_otherwise_are_no_rates_of_these():
    lines = [
        replace(line, cell={"level": "2; 3"}) if line.cell == {"level": "2"} and line.outcome
        else line
        for line in told.exact(TRUTH)
    ]  # fmt: skip

    with pytest.raises(Refused, match="the same levels in 2025 as on the newest day"):
        figure(lines)


def test_where_no_level_shows_who_was_hired_all_hires_stand_for_it_and_that_is_said():
    lines = told.without(told.exact(TRUTH), outcome="joined")
    all_hired = flow("joined", 54, 146, window=YEAR, at=AFTER, release=3)

    found, as_shown = figure([*lines, all_hired]), figure(told.exact(TRUTH))

    assert kept.AS_MIXED in found.notes
    assert kept.AS_MIXED not in as_shown.notes
    assert found.data["taken"] == (kept.AS_MIXED,)


def test_a_level_at_which_a_group_has_few_is_hidden_and_says_why():
    few = replace(TRUTH, there=np.array([[250, 120, 40], [450, 280, 190]]))

    found = figure(told.exact(few))

    assert {row.at["level"] for row in found.rows} == {1, 2}
    assert [(each.at["level"], "fewer than 48" in each.why) for each in found.hidden] == [(3, True)]


def test_where_every_level_has_few_nothing_is_offered_and_that_is_why():
    few = replace(TRUTH, there=np.array([[40, 30, 20], [450, 280, 190]]))

    _, values, why = ahead.values_ahead(told.shelf(told.exact(few)))

    assert values == []
    assert "hidden everywhere: fewer than 48 people" in why


# --- what it says ---------------------------------------------------------------------------------


def test_the_first_day_is_as_releases_show_it():
    lines = told.with_noise(told.exact(TRUTH), np.random.default_rng(5))
    (shown,) = [
        line for line in lines
        if line.at == AFTER and not line.outcome and line.cell == {"level": "1"}
    ]  # fmt: skip

    row = at(figure(lines), 1, 2026)

    assert row.value == shown.shown / shown.n
    assert row.band == pytest.approx(shown.band / shown.n)
    assert row.low < row.value < row.high


def test_everybody_sees_the_same():
    lines = told.with_noise(told.exact(TRUTH), np.random.default_rng(5))

    assert figure(lines).rows == figure(lines).rows


# --- several years, levels and answers ------------------------------------------------------------


def test_several_years_are_added_up_and_hires_are_those_of_one():
    """Twice the same year tells more of the rates, and nothing else of them."""
    mostly = replace(TRUTH, joined=np.array([[95, 10, 4], [5, 20, 12]]))
    again = [
        replace(line, window=Window(date(2024, 1, 1), date(2024, 12, 31)))
        for line in told.exact(mostly)
        if line.outcome
    ]
    once, twice = figure(told.exact(mostly)), figure([*told.exact(mostly), *again])

    assert twice.data["rates_from"] == (2024, 2025)
    for level in (1, 2, 3):
        one, other = at(once, level, 2031), at(twice, level, 2031)
        assert other.value == pytest.approx(one.value, abs=0.02)
        assert other.high - other.low < one.high - one.low


def test_the_highest_levels_may_be_told_together_and_lower_ones_may_not():
    top, bottom = (
        [
            replace(line, cell={"level": together}) if line.cell["level"] == together[0] else line
            for line in told.exact(TRUTH)
            if line.cell["level"] != together[-1]
        ]
        for together in ("2; 3", "1; 2")
    )

    assert {row.at["level"] for row in figure(top).rows} == {1, "2 and 3"}
    with pytest.raises(Refused, match="who rose from levels 1 and 2, which are told together"):
        figure(bottom)


def test_each_of_several_answers_is_looked_ahead_for_by_itself():
    lines = told.exact(TRUTH)
    others = [replace(line, value="Men", shown=line.n - line.shown - 5) for line in lines
              if line.n > 20]  # fmt: skip
    both = figure([*(line for line in lines if line.n > 20), *others])

    assert {row.group["gender"] for row in both.rows} == {"Women", "Men"}


def test_a_number_that_stays_on_show_is_drawn_once():
    draws = ahead._Draws(STANDARD)
    line = replace(told.exact(TRUTH)[0], band=told.BAND)

    assert (draws.of(line) == draws.of(replace(line, release=9))).all()
    assert len(set(draws.of(line).tolist())) > 5
