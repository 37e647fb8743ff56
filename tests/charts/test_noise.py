"""Figures from the ledger, and drafts: how far noise reaches is drawn and said, and what is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from charts import examples
from charts.drawn import words_in
from engine.disclosure.shown import (
    JUNE,
    YEAR_2025,
    edition,
    employer,
    flow,
    funnel,
    stock,
)

from tiebeam import charts
from tiebeam.engine.disclosure import DRAFT, Draft, Released, draft
from tiebeam.engine.disclosure.answers import ANSWERED, Asked, answer
from tiebeam.engine.records.window import Window

DAY = Window(JUNE, JUNE)
DRAWN_ON_A_SCALE = ("promotion_rate", "exit_rate", "hire_share")
OF_YEARS = (*DRAWN_ON_A_SCALE, "hiring_funnel")


def of(measure, editions=None, window=None) -> Released:
    window = window or (YEAR_2025 if measure in OF_YEARS else DAY)
    asked = Asked(measure=measure, title="Who", attributes=("gender",), window=window,
                  currency="EUR")  # fmt: skip
    return answer(editions or employer(), asked)


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def drafted() -> Draft:
    return draft(replace(examples.small_employer(), field_class="secret"))


# --- noise ----------------------------------------------------------------------------------------


def test_a_table_says_of_each_count_how_far_off_it_may_be():
    told = plain(charts.table_text(of("promotion_rate")))

    assert "19 ± 5 of 300 ± 5" in told
    # Everybody can count everybody.
    assert "80 of 600\n" in told


def test_sentences_give_no_count_as_if_it_were_exact():
    said = charts.finding(of("promotion_rate"))

    assert said == (
        "At level 1, about 6 in 100 women were promoted, and about 20 in 100 other people; chance "
        "and noise alone would rarely do this."
    )


def test_nobody_shown_is_not_said_to_be_nobody():
    lines = [stock(404, 1000), flow("left", 0, 120)]

    said = charts.description(of("exit_rate", [edition(*lines)]))

    assert "no women" not in said
    assert "none of" not in said


def test_a_gap_within_the_band_is_not_called_clear():
    assert not charts.stands_clear(of("exit_rate"))
    assert "chance or noise may explain it" in charts.finding(of("exit_rate"))


def test_of_who_is_there_chance_counts_beside_the_noise():
    # 51 and 43 of 100: noise makes ±5 of each, and chance about ±10.
    lines = [stock(51, 100, {"level": "1"}), stock(30, 100, {"level": "2"})]
    near = [stock(51, 100, {"level": "1"}), stock(43, 100, {"level": "2"})]

    assert charts.stands_clear(of("headcount_share", [edition(*lines)]))
    assert not charts.stands_clear(of("headcount_share", [edition(*near)]))


@pytest.mark.parametrize("measure", DRAWN_ON_A_SCALE)
@pytest.mark.parametrize("width", ["wide", "narrow", "print"])
def test_a_picture_draws_the_noise_broad_inside_the_band_and_says_so(measure, width):
    spec = charts.picture(of(measure), width=width, theme="light")

    layers = {each["name"]: each["data"]["values"] for each in spec["layer"]}
    assert layers["noise"]
    for broad, line in zip(layers["noise"], layers["bands"], strict=True):
        assert line["low"] <= broad["low"] <= broad["high"] <= line["high"]
    words = " ".join(each.text for each in words_in(charts.svg(of(measure), width=width,
                                                               theme="light")))  # fmt: skip
    assert "The broad part of each line is what noise may have done" in words
    assert "give or take 5" in words


@pytest.mark.parametrize("measure", ANSWERED)
def test_every_answer_can_be_drawn_printed_and_said(measure):
    figure = of(measure, [edition(*employer()[0].lines, *funnel())])

    for width in ("wide", "narrow", "print"):
        assert "not for sharing" not in charts.svg(figure, width=width, theme="dark")
    assert "Everybody else" in charts.table(figure)
    assert "everybody else" not in charts.description(figure)


def test_a_count_of_an_earlier_day_says_its_day():
    later = JUNE.replace(year=2026)
    held = edition(replace(stock(404, 1000), release=2, why="hold"), number=2, at=later)
    figure = of("headcount_share", [*employer(), held], Window(later, later))

    assert "404 ± 5 of 1,000 (30 June 2025)" in plain(charts.table_text(figure))
    assert "shown as on 30 June 2025" in charts.description(figure)
    assert "shown as on 30 June 2025" in charts.svg(figure, theme="light").replace("\u00a0", " ")


def test_medians_of_a_release_claim_nothing_about_chance():
    said = charts.description(of("pay_gap"))

    assert "The median pay of women was 41,000" in plain(said)
    assert "without a band" in said
    assert not charts.stands_clear(of("pay_gap"))


def test_figures_without_noise_are_said_as_they_were():
    figure = draft(examples.small_employer())

    assert charts.noise(figure) == ""
    assert "±" not in charts.table_text(figure)
    assert "noise" not in charts.description(figure)


# --- drafts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", ["wide", "narrow", "print"])
@pytest.mark.parametrize("theme", ["page", "light", "dark"])
def test_a_draft_says_in_the_picture_that_it_is_not_for_sharing(width, theme):
    written = [each.text for each in words_in(charts.svg(drafted(), width=width, theme=theme))]

    assert written.count(DRAFT) == 1


def test_a_draft_says_so_in_every_table_and_in_a_notebook():
    assert charts.table_text(drafted()).startswith(f"{DRAFT}\n")
    assert f"<caption><strong>{DRAFT}</strong>" in charts.table(drafted())
    assert charts.notebook_html(drafted()).count(DRAFT) == 2


def test_what_is_exact_is_not_drawn_as_if_it_went_through_the_gate():
    exact = examples.small_employer()

    for draws in (charts.svg, charts.picture, charts.png, charts.table, charts.table_text,
                  charts.notebook_html):  # fmt: skip
        with pytest.raises(charts.NotForOthers):
            draws(exact)
