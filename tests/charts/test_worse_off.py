"""Which of the two groups that a finding speaks of has less of what people want."""

from __future__ import annotations

from engine.disclosure import shown
from engine.disclosure.shown import JUNE, YEAR_2025

from tiebeam import charts
from tiebeam.engine.disclosure.answers import Asked, answer
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.records.window import Window


def worse(measure: str) -> charts.Worse | None:
    window = YEAR_2025 if measure.endswith("rate") else Window(JUNE, JUNE)
    asked = Asked(
        measure=measure, title=definition(measure).title, attributes=("gender",), fields=(),
        window=window, levels=(), currency="EUR", stages=(), notes=(), data={},
    )  # fmt: skip
    return charts.worse_off(answer(shown.employer(), asked))


def test_of_those_promoted_it_is_the_group_with_fewer_and_its_level_is_said():
    found = worse("promotion_rate")

    assert found is not None
    assert (found.people, found.row.n, found.at["level"]) == ("women at level 1", 300, 1)


def test_of_those_who_left_it_is_the_group_with_more():
    found = worse("exit_rate")

    assert found is not None
    assert found.people == "other people"


def test_a_measure_that_does_not_say_what_people_want_names_nobody():
    assert worse("headcount_share") is None
