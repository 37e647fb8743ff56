"""How sure a barrier is and how heavy: what always holds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from tiebeam.web.insight.barriers.queries import heaviest_first
from tiebeam.web.insight.barriers.weighing import (
    COUNTS_AS,
    Sure,
    is_known,
    standing,
    sure_of,
    weight,
)
from tiebeam.web.insight.models import Barrier, Evidence

STRENGTHS = some.lists(some.sampled_from(Evidence.Strength.values), max_size=6)
PEOPLE = some.none() | some.integers(10, 100_000).map(float)
SURE = some.sampled_from(Sure)


def stood(pk: int, sure: Sure, people: float | None) -> Any:
    return SimpleNamespace(barrier=SimpleNamespace(pk=pk), sure=sure, weight=weight(people, sure))


@given(STRENGTHS, STRENGTHS)
def test_more_evidence_never_makes_it_less_sure(some_of_it: list[str], more: list[str]):
    assert sure_of([*some_of_it, *more]) >= sure_of(some_of_it)


@given(STRENGTHS)
def test_how_sure_does_not_depend_on_what_came_first_or_how_often(strengths: list[str]):
    assert sure_of(strengths) == sure_of(strengths[::-1]) == sure_of(strengths * 2)


@given(STRENGTHS)
def test_it_is_known_only_by_a_clear_figure_or_by_two_people(strengths: list[str]):
    assert is_known(sure_of(strengths)) == bool({"clear", "two"} & set(strengths))


@given(some.sampled_from(Barrier.State.values), SURE)
def test_evidence_opens_a_question_and_moves_nothing_that_was_closed(state: str, sure: Sure):
    stands = standing(state, sure)

    if state in ("closed", "answered"):
        assert stands == state
    else:
        assert stands == ("open" if is_known(sure) else "question")


@given(PEOPLE, PEOPLE, SURE, SURE)
def test_more_people_and_more_certainty_weigh_at_least_as_much(
    some_of_them: float | None, more: float | None, sure: Sure, surer: Sure
):
    few, many = sorted(COUNTS_AS if each is None else each for each in (some_of_them, more))
    less, most = sorted((sure, surer))

    assert weight(few, sure) <= weight(many, sure)
    assert weight(few, less) <= weight(few, most)
    assert weight(None, sure) == weight(COUNTS_AS, sure)


@given(some.lists(some.tuples(SURE, PEOPLE), max_size=8), some.randoms())
def test_the_order_is_one_whatever_order_they_come_in(rows: list[Any], chance: Any):
    every = [stood(pk, sure, people) for pk, (sure, people) in enumerate(rows)]
    mixed = every[:]
    chance.shuffle(mixed)

    found = heaviest_first(mixed)

    assert found == heaviest_first(every)
    weights = [each.weight for each in found]
    assert weights == sorted(weights, reverse=True)


@given(SURE.filter(bool), PEOPLE)
def test_a_question_without_evidence_weighs_nothing_and_all_else_something(
    sure: Sure, people: float | None
):
    assert weight(people, Sure.QUESTION) == 0
    assert weight(people, sure) > 0
