"""The pages of releases and promises: what is shown and hidden, why, and what the attack found."""

from __future__ import annotations

from html import unescape

import pytest
from web.ledgers import made_by_hand, two_dates
from web.people import somebody

from tiebeam.engine.disclosure.entries import release_of
from tiebeam.engine.disclosure.published import SCHEMA
from tiebeam.web.insight.attacks import attacks_on, worst_of
from tiebeam.web.insight.promises import PROMISES
from tiebeam.web.insight.queries import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client, tmp_path):
    client.force_login(somebody())
    made_by_hand(tmp_path, *two_dates())
    return client


def page(client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def test_each_release_says_how_much_it_shows_and_hides(ada):
    text = page(ada, "/releases/")

    assert "Release 2, 31 December 2025" in text
    assert "5 of 6 numbers are shown, and 1 are hidden." in text
    assert shown().mark in text


def test_a_release_shows_every_number_that_it_holds_and_why_others_are_hidden(ada):
    text = page(ada, "/releases/1/")

    assert "300 ± 5 of 600" in text
    assert "hidden: too few people" in text
    assert "Hash of the release" in text


def test_a_release_that_there_is_not_is_no_page(ada):
    assert ada.get("/releases/9/").status_code == 404


def test_every_promise_stands_there_with_its_meaning_and_its_test(ada):
    text = page(ada, "/releases/promises/")

    for each in PROMISES:
        assert str(each.says) in text
        assert str(each.means) in text
        assert each.test in text
    assert "anonymous" in text


def test_the_worst_guess_is_the_one_nearest_to_its_bound():
    def guess(mean: float, bound: float) -> dict[str, object]:
        return {"who": "stayed", "attacker": "L1", "mean": mean, "bound": bound, "rate": 0.1}

    found = release_of(
        {
            "schema": SCHEMA, "release": 1, "at": "2025-06-30", "lines": [],
            "attacks": [{
                "attributes": ["gender"], "certain": 0, "passed": True, "dropped": ["a", "b"],
                "precision": [{"value": ["gender", "Women"],
                               "guesses": [guess(0.2, 0.5), guess(0.15, 0.16)]}],
            }],
        },
        line=1, hash="",
    )  # fmt: skip

    (attack,) = attacks_on(found)

    assert (attack.certain, attack.dropped) == (0, 2)
    assert worst_of([attack]).right == 0.15
