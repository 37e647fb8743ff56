"""Ledgers and projections with noise: nothing within a band is claimed, drawn as a way, or bold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from charts.drawn import outside, overlapping, words_in
from engine.measures import told
from engine.measures.told import AFTER, BEFORE, TRUTH

from tiebeam import charts
from tiebeam.charts.telling import ledger as ledger_told
from tiebeam.engine.measures import ahead_from_releases as ahead
from tiebeam.engine.measures import ledger_from_releases as ledger
from tiebeam.engine.records.window import Window

WIDTHS = ("wide", "narrow", "print")


def lines() -> list[Any]:
    return told.with_noise(told.exact(TRUTH), np.random.default_rng(4))


def account(level: str = "1", shown: Any = None) -> Any:
    asked = told.asked("flow_ledger", Window(BEFORE, AFTER))
    shelf = told.shelf(shown or lines())
    return ledger.figure(shelf, replace(asked, levels=("Crew", "Mate")), level)


def projection() -> Any:
    asked = told.asked("projection", ahead.window_of(AFTER))
    return ahead.figure(told.shelf(lines()), asked)


def marks(figure: Any, width: str = "wide") -> dict[str, list[dict[str, Any]]]:
    spec = charts.picture(figure, width=width)
    return {layer["name"]: layer["data"]["values"] for layer in spec["layer"]}


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


@pytest.mark.parametrize("level", ["1", "2", "3"])
def test_a_way_is_drawn_up_or_down_only_where_noise_can_not_have_done_it(level):
    figure = account(level)
    drawn = marks(figure)
    rows = [row for row in figure.rows if row.at["flow"] not in ("opening", "closing")]

    clear = sum(abs(row.value) > row.band for row in rows)

    assert len(drawn.get("raised", [])) + len(drawn.get("lowered", [])) == clear
    assert len(drawn.get("unclear", [])) == len(rows) - clear
    assert len(drawn["bands"]) == len(figure.rows)


def test_bands_end_where_noise_does():
    figure = account()
    (row,) = [
        row for row in figure.rows
        if row.at["flow"] == "opening" and row.group == {"gender": "Women"}
    ]  # fmt: skip
    drawn = marks(figure)
    band, share = drawn["bands"][0], drawn["shares"][0]
    other = drawn["shares"][1]

    pixels = (other["x"] - share["x"]) / (other["share"] - share["share"])

    assert (band["x2"] - band["x"]) / 2 == pytest.approx(row.band * pixels, rel=1e-6)
    assert (band["x2"] + band["x"]) / 2 == pytest.approx(share["x"])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("figure", [account, projection])
def test_pictures_are_legible(figure, width):
    drawn = charts.svg(figure(), width=width, theme="light")

    assert outside(drawn) == []
    assert overlapping(drawn) == []


def test_what_moved_a_share_is_said_with_how_far_noise_reaches():
    said = plain(charts.finding(account("1")))

    assert "promoted out of it in 2025, about" in said
    assert "give or take 0." in said
    assert "other ways" not in said


def test_a_change_within_its_band_is_said_to_be_noise_perhaps():
    same = replace(
        TRUTH, left=np.zeros((2, 3), int), rose=np.zeros((2, 3), int),
        joined=np.array([[12, 12, 12], [20, 20, 20]]),
    )  # fmt: skip

    shown = [replace(line, band=told.BAND) for line in told.exact(same)]

    said = charts.finding(account("2", shown))

    assert said.endswith("noise alone may explain the change in all.")
    assert "no way that is shown moved the share by more than noise may do" in said


def test_a_table_has_the_band_of_every_effect_and_the_people_of_it():
    text = plain(charts.table_text(account("1")))

    assert "Band" in text
    assert "Promoted out of it in 2025" in text
    assert "All other ways, and noise" in text
    assert " points" in text
    assert "± 5 of 68" in text


def test_what_all_other_ways_are_stands_beside_the_finding():
    assert "All other ways are moves" in charts.smallest_gap(account("1"))


def test_the_first_share_of_a_fan_is_not_said_to_be_counted():
    words = " ".join(each.text for each in words_in(charts.svg(projection(), theme="light")))

    assert "as releases show it" in words
    assert "which was counted" not in words


def test_a_share_ahead_is_set_beside_todays_only_where_their_bands_part():
    figure = projection()

    said = charts.finding(figure)

    assert "if the rates of 2025 stay" in said.lower()
    assert "in 2026 it is about" in said
    apart = {
        row.at["level"]
        for row in figure.rows
        if row.at["year"] == 2031
        for now in figure.rows
        if (now.at["level"], now.at["year"]) == (row.at["level"], 2026)
        and (row.low > now.high or row.high < now.low)
    }
    assert bool(apart) != ("it could become more or less" in said)


def test_of_several_ways_one_that_barely_stands_out_is_not_claimed():
    """Three ways are looked at: what noise does alone in 4 of 100 cases is no finding of one."""
    shown = [replace(line, band=told.BAND) for line in told.exact(TRUTH)]
    figure = account("1", shown)
    rows = [row for row in figure.rows if row.group == {"gender": "Women"}]
    (rose,) = [row for row in rows if str(row.at["flow"]).startswith("promoted out")]
    barely = replace(rose, value=1.1 * rose.band)
    account_of = ledger_told.accounts(figure)[0]

    said = ledger_told._moved_beyond_noise(replace(account_of, flows=(barely, *[
        replace(row, value=0.0) for row in account_of.flows[1:]])), figure)  # fmt: skip

    assert said == "no way that is shown moved the share by more than noise may do"
