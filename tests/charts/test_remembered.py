"""What is worked out of a figure once, for how long, and never for another figure."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest
from charts import examples

from tiebeam import charts
from tiebeam.charts.remembered import once_per_figure
from tiebeam.engine.disclosure import Exact, Figure


class Counted:
    """Work that counts how often it is done."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, figure: Figure, *, along: str = "") -> str:
        self.times += 1
        return f"{figure.title} {along}"


def asked() -> tuple[Counted, object]:
    work = Counted()

    def title(figure: Figure, *, along: str = "") -> str:
        return work(figure, along=along)

    return work, once_per_figure(title)


def test_the_same_figure_is_worked_on_once_for_each_way_of_asking() -> None:
    work, title = asked()
    figure = examples.small_employer()

    answers = [
        title(figure),
        title(figure),
        title(figure, along="year"),
        title(figure, along="year"),
    ]

    assert work.times == 2
    assert answers[0] == answers[1] != answers[2] == answers[3]


def test_an_equal_figure_is_another_one() -> None:
    work, title = asked()

    title(examples.small_employer())
    title(examples.small_employer())

    assert work.times == 2


def test_nothing_is_kept_of_a_figure_that_is_gone() -> None:
    work, title = asked()
    for number in range(12):
        figure = examples.small_employer()
        figure = replace(figure, title=f"Number {number}")
        # A new figure may stand where a former one was in memory.
        assert title(figure) == f"Number {number} "
        del figure
        gc.collect()

    assert work.times == 12


def test_an_error_is_not_remembered() -> None:
    @once_per_figure
    def fails(figure: Figure) -> str:
        raise ValueError(figure.title)

    figure = examples.small_employer()
    for _ in range(2):
        with pytest.raises(ValueError, match=figure.title):
            fails(figure)


def changed(figure: Exact) -> Exact:
    women, *others = (row for row in figure.rows if row.group)
    return replace(figure, rows=(replace(women, count=0, value=0.0, low=0.0, high=0.01), *others))


def test_a_changed_figure_says_something_else() -> None:
    figure = examples.federal_promotions()

    assert charts.finding(figure) != charts.finding(changed(figure))
    assert charts.finding(figure) == charts.finding(examples.federal_promotions())


def test_the_words_of_a_picture_are_those_of_its_specification() -> None:
    for theme, width in (("dark", "narrow"), ("page", "wide"), ("light", "print")):
        figure = charts_released()
        spec = charts.picture(figure, width=width, theme=theme)
        words = [
            each["text"]
            for layer in spec["layer"]
            if layer["mark"]["type"] == "text"
            for each in layer["data"]["values"]
        ]

        drawn = charts.svg(figure, width=width, theme=theme)

        assert words
        for each in words:
            assert f">{escaped(each)}<" in drawn


def charts_released():
    from tiebeam.engine.disclosure import release

    return release(examples.hostile())


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
