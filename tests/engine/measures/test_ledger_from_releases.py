"""The flow ledger from releases: as the exact one without noise, and its bands as wide as noise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from engine.disclosure.shown import BAND, flow, stock
from engine.measures import told
from engine.measures.told import AFTER, BEFORE, MIDDLE, TRUTH, YEAR
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.engine.disclosure.cube import Refused
from tiebeam.engine.flows import ledger as exact_rules
from tiebeam.engine.measures import ledger_from_releases as ledger
from tiebeam.engine.records.window import Window

BETWEEN = Window(BEFORE, AFTER)
#: The ways as a figure calls them, and as the exact ledger does.
EXACT = {
    "opening": "opening", "joined (in 2025)": "joined", "promoted from below (in 2025)":
    "promoted in", "promoted out (in 2025)": "promoted out", "left (in 2025)": "left: unknown",
    "closing": "closing",
}  # fmt: skip
NAMES = ("Women", "everybody else")


def accounts(lines):
    return list(ledger.accounts(told.shelf(lines)))


def figure(lines, level="2", window=BETWEEN):
    return ledger.figure(told.shelf(lines), told.asked("flow_ledger", window), level)


def of(found, group="Women"):
    return {row.at["flow"]: row for row in found.rows if row.group == {"gender": group}}


def counts_at(truth, level):
    """What the exact ledger counts at a level, by group and of everybody."""
    place = level - 1
    groups = [
        {
            "opening": int(truth.there[group, place]), "closing": int(truth.after[group, place]),
            "joined": int(truth.joined[group, place]),
            "promoted in": int(truth.rose[group, place - 1]) if place else 0,
            "promoted out": int(truth.rose[group, place]),
            "left: unknown": int(truth.left[group, place]),
        }
        for group in (0, 1)
    ]  # fmt: skip
    return groups, {name: sum(each[name] for each in groups) for name in groups[0]}


# --- against the exact ledger ---------------------------------------------------------------------


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("group", [0, 1])
def test_without_noise_it_is_the_exact_ledger_and_nothing_is_left(level, group):
    groups, everybody = counts_at(TRUTH, level)
    account = exact_rules.account(groups[group], everybody)
    expected = {flow.kind: flow for flow in account.flows}

    rows = of(figure(told.exact(TRUTH), str(level)), NAMES[group])

    assert rows["opening"].value == pytest.approx(account.share_before)
    assert rows["closing"].value == pytest.approx(account.share_after)
    assert rows["other ways"].value == pytest.approx(0, abs=1e-12)
    for kind in set(rows) - {"opening", "closing", "other ways"}:
        known = expected.get(EXACT[kind])
        assert rows[kind].value == pytest.approx(known.effect if known else 0)
        assert rows[kind].band == 0


@given(seed=st.integers(0, 10_000), hidden=st.sampled_from(["joined", "left", "promoted", ""]))
@settings(max_examples=25, deadline=None)
def test_the_ways_add_up_to_the_whole_change_whatever_is_hidden(seed, hidden):
    lines = told.with_noise(told.exact(TRUTH), np.random.default_rng(seed))
    lines = told.without(lines, outcome=hidden) if hidden else lines

    for account in accounts(lines):
        found = figure(lines, account.level, account.window)
        for group in NAMES:
            rows = of(found, group)
            first, last = rows.pop("opening"), rows.pop("closing")
            assert sum(row.value for row in rows.values()) == pytest.approx(
                last.value - first.value
            )


# --- noise ----------------------------------------------------------------------------------------


def test_bands_are_as_wide_as_the_gates_own_noise_moves_each_number():
    lines = told.exact(TRUTH)
    true = {kind: row.value for kind, row in of(figure(lines)).items()}
    random = np.random.default_rng(7)
    drawn = [of(figure(told.with_noise(lines, random))) for _ in range(400)]

    for kind in true:
        values = np.array([rows[kind].value for rows in drawn])
        bands = np.array([rows[kind].band for rows in drawn])
        assert values.std() == pytest.approx(bands.mean() / 1.96, rel=0.12)
        assert np.mean(abs(values - true[kind]) <= bands) > 0.91


def test_the_band_of_an_effect_is_that_of_its_formula():
    """By hand: an effect (w - s t) / T, where s is half of both shares."""
    n = dict(zip(("opening", "closing"), (300 + 450, 700), strict=True))
    lines = [
        stock(300, n["opening"], {"level": "1"}, at=BEFORE, release=1),
        stock(280, n["closing"], {"level": "1"}, at=AFTER, release=3),
        flow("left", 40, 90, {"level": "1"}, window=YEAR, at=AFTER, release=3),
    ]

    row = of(figure(lines, "1"))["left (in 2025)"]

    share, people = (300 / 750 + 280 / 700) / 2, 725
    of_share = (90 * BAND / 2) ** 2 * (1 / 750**2 + 1 / 700**2)
    assert row.value == pytest.approx(-(40 - share * 90) / people)
    assert row.band == pytest.approx(np.sqrt(BAND**2 + of_share) / people, rel=1e-4)
    assert (row.low, row.high) == (row.value - row.band, row.value + row.band)


# --- what there is --------------------------------------------------------------------------------


def test_a_year_that_ends_on_the_second_day_is_not_told_between_the_two():
    """Who rises on 1 January counts on the eve, and is not yet there at the new level."""
    eve = date(2025, 12, 31)
    lines = [
        replace(line, at=eve) if line.at == AFTER and not line.outcome else line
        for line in told.exact(TRUTH)
        if line.outcome != "joined"
    ]

    assert accounts(lines) == []


def test_nor_is_one_that_begins_before_the_first_day():
    lines = [line for line in told.exact(TRUTH) if line.at != BEFORE]

    assert [each.window.first for each in accounts(lines)] == []


def test_a_held_number_speaks_of_its_own_day():
    held = [
        replace(line, at=MIDDLE, why="hold") if line.at == AFTER and not line.outcome else line
        for line in told.exact(TRUTH)
    ]

    assert accounts(held) == []


def test_a_level_that_has_what_is_needed_is_offered_and_another_is_not():
    lines = [
        line for line in told.exact(TRUTH)
        if line.cell["level"] != "3" or line.at != AFTER or line.outcome
    ]  # fmt: skip

    assert [each.level for each in accounts(lines)] == ["1", "2"]


def test_of_fewer_than_48_people_there_is_no_share_and_no_ledger():
    few = replace(TRUTH, there=np.array([[250, 120, 20], [450, 280, 27]]))

    assert [each.level for each in accounts(told.exact(few))] == ["1", "2"]


def test_what_is_hidden_goes_into_all_other_ways_and_is_named_there():
    found = figure(told.without(told.exact(TRUTH), outcome="joined"))

    assert "joined (in 2025)" not in of(found)
    assert any(note.startswith("All other ways are being hired, ") for note in found.notes)


def test_who_rose_within_levels_that_are_told_together_did_not_rise_out_of_them():
    lines = [
        replace(line, cell={"level": "2; 3"}) if line.cell["level"] == "2" else line
        for line in told.exact(TRUTH)
        if line.cell["level"] != "3"
    ]

    rows = of(figure(lines, "2; 3"))

    assert "promoted from below (in 2025)" in rows
    assert "promoted out (in 2025)" not in rows


def test_what_there_is_not_is_refused_with_what_there_is():
    with pytest.raises(Refused, match="level 1 from 2024-12-31 to 2026-01-01; level 2"):
        figure(told.exact(TRUTH), "9")


def test_each_of_several_answers_has_its_ledger_and_none_has_everybody_else():
    lines = told.exact(TRUTH)
    second = [replace(line, value="Carers", shown=round((line.shown or 0) / 2)) for line in lines]
    shelf = told.shelf([*lines, *second])
    several = ledger.Shelf(
        [replace(each, several=frozenset({"gender"})) for each in shelf.editions], ["gender"]
    )

    found = ledger.figure(several, told.asked("flow_ledger", BETWEEN), "2")

    assert {row.group["gender"] for row in found.rows} == {"Women", "Carers"}
    assert of(found, "Women") == of(figure(lines))
