"""Trying again: how long, how often, and when it is given up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.bridges import Later, Reason, Refused, with_back_off
from tiebeam.bridges.retrying import LONGEST_ASKED, LONGEST_SECONDS, asked_wait


def tried(outcomes: list, *, tries: int = 5, chance: float = 1.0) -> tuple[object, list[float]]:
    """What came of it, and how long it waited each time."""
    left, waited = list(outcomes), []

    def send() -> object:
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    try:
        came = with_back_off(send, tries=tries, sleep=waited.append, chance=lambda: chance)
    except (Later, Refused) as problem:
        came = problem
    return came, waited


def later(wait_seconds: float = 0) -> Later:
    return Later(Reason.TOO_MANY, wait_seconds=wait_seconds)


def test_what_works_at_once_waits_for_nothing():
    assert tried(["said"]) == ("said", [])


def test_each_wait_is_twice_as_long_as_the_one_before():
    assert tried([later(), later(), later(), "said"]) == ("said", [1, 2, 4])


def test_by_chance_a_wait_is_up_to_half_as_long():
    assert tried([later(), later(), "said"], chance=0) == ("said", [0.5, 1])


def test_what_the_tool_asks_for_is_waited_in_any_case():
    _, waited = tried([later(20), "said"], chance=0)

    assert waited == [20.5]


def test_after_the_last_try_it_is_left_for_later():
    came, waited = tried([later(), later(), later(3)], tries=3)

    assert (type(came), came.wait_seconds) == (Later, 3)
    assert waited == [1, 2]


def test_one_try_is_one():
    came, waited = tried([later()], tries=1)

    assert (type(came), waited) == (Later, [])


def test_a_long_wait_is_waited_elsewhere():
    came, waited = tried([later(LONGEST_SECONDS + 1), "said"])

    assert (came.wait_seconds, waited) == (LONGEST_SECONDS + 1, [])


def test_what_is_refused_is_not_tried_again():
    came, waited = tried([Refused(Reason.NO_CHANNEL), "said"])

    assert (type(came), waited) == (Refused, [])


@given(st.integers(1, 40), st.floats(0, 1), st.floats(0, 10_000))
def test_it_never_waits_longer_than_the_longest_wait_and_what_was_asked_for(tries, chance, asked):
    _, waited = tried([later(asked)] * tries, tries=tries, chance=chance)

    assert all(asked <= each <= asked + LONGEST_SECONDS for each in waited)
    assert len(waited) == (0 if asked > LONGEST_SECONDS else tries - 1)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "30"}, 30),
        ({"retry-after": "30"}, 30),
        ({"Retry-After": " 1.5 "}, 1.5),
        ({"Retry-After": "999999999"}, LONGEST_ASKED),
        ({"Retry-After": "-5"}, 0),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": "nan"}, 0),
        ({}, 0),
        ({"Retry-After": "Fri, 27 Nov 2026 09:01:00 GMT",
          "Date": "Fri, 27 Nov 2026 09:00:00 GMT"}, 60),
        ({"Retry-After": "Fri, 27 Nov 2026 08:00:00 GMT",
          "Date": "Fri, 27 Nov 2026 09:00:00 GMT"}, 0),
        ({"Retry-After": "Fri, 27 Nov 2026 09:01:00 GMT"}, 0),
    ],
)  # fmt: skip
def test_a_wait_is_read_from_seconds_or_from_a_moment_beside_the_date_of_the_answer(
    headers, seconds
):
    assert asked_wait(headers) == seconds


@given(st.text(max_size=40))
def test_whatever_stands_there_gives_a_wait_that_can_be_waited(text):
    assert 0 <= asked_wait({"Retry-After": text, "Date": text}) <= LONGEST_ASKED
