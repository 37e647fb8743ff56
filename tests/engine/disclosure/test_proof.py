"""The proof in small: what `dev.py prove --quick` runs."""

from __future__ import annotations

import pytest
from engine.disclosure.lives import Told
from engine.disclosure.proof import Outcome, outcomes, quick


@pytest.fixture(scope="module")
def found() -> list[Outcome]:
    return quick()


def test_over_four_half_years_nobody_is_certain(found: list[Outcome]):
    assert [each.size for each in found] == [200, 500]
    assert [each.certain for each in found] == [0, 0]


def test_over_four_half_years_the_bound_of_guessing_is_kept(found: list[Outcome]):
    assert all(each.beyond for each in found)
    assert max(over for each in found for over in each.beyond.values()) <= 0
    assert [each.broken for each in found] == [0, 0]


def test_numbers_are_shown_so_there_is_something_to_attack(found: list[Outcome]):
    assert all(each.numbers > 0 and each.scores for each in found)


def test_where_only_everybody_is_counted_naming_is_as_good_as_not_looking():
    # So few have it that nothing but their number is shown.
    (found,) = outcomes(200, [Told("reports", {"yes": 0.02})], (1,), seed=0, secret_seed=0)

    assert found.numbers == 1
    assert all(score.right < 0.05 for score in found.scores)
