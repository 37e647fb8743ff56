"""What groups and places are called: short in tables, as people in sentences, never a code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.charts.names import group_name, heading, in_sentence, is_named, listed, where

BY = ("gender", "race", "unit")


@pytest.mark.parametrize(
    ("group", "short", "in_full"),
    [
        ({}, "everybody", "people"),
        ({"gender": "Women"}, "Women", "women"),
        ({"gender": "female"}, "Women", "women"),
        ({"gender": "Man"}, "Men", "men"),
        ({"gender": "Non-binary people"}, "Non-binary people", "non-binary people"),
        ({"gender": "unknown"}, "Unknown", "people whose gender is not known"),
        ({"gender": "not stated"}, "Not stated", "people who did not say"),
        ({"race": "White"}, "White", "White people"),
        ({"race": "Asian or Pacific Islander"}, "Asian or Pacific Islander",
         "Asian or Pacific Islander people"),
        ({"ethnicity": "Black + White"}, "Black and White", "Black and White people"),
        ({"gender": "Women", "race": "Black"}, "Black women", "Black women"),
        ({"gender": "Men", "race": "unknown"}, "Men, race unknown", "men whose race is not known"),
        ({"gender": "Men", "race": "not stated"}, "Men, race not stated",
         "men who did not say their race"),
        ({"gender": "unknown", "race": "White"}, "White, gender unknown",
         "White people whose gender is not known"),
        ({"gender": "unknown", "race": "unknown"}, "Gender unknown, race unknown",
         "people whose gender and race are not known"),
        ({"gender": "not stated", "race": "unknown"}, "Race unknown, gender not stated",
         "people whose race is not known who did not say their gender"),
        ({"unit": "Deck"}, "Deck", "people in Deck"),
        ({"site": "Riverside"}, "Riverside", "people at Riverside"),
        ({"promotion_route": "Open panel"}, "Open panel",
         "people whose promotion route is Open panel"),
        ({"gender": "Women", "unit": "Deck"}, "Women, Deck", "women in Deck"),
        ({"gender": "Women", "caring": "Carers of children"}, "Women, Carers of children",
         "women (carers of children)"),
        ({"disability": "Disabled people"}, "Disabled people", "disabled people"),
    ],
)  # fmt: skip
def test_a_group_is_called_what_a_colleague_would_call_it(
    group: dict[str, str], short: str, in_full: str
) -> None:
    assert group_name(group, BY) == short
    assert in_sentence(group, BY) == in_full


def test_a_very_long_name_is_cut_in_a_sentence_and_not_in_a_table() -> None:
    long = "Directorate " * 20

    assert in_sentence({"unit": long}, ("unit",)).endswith("…")
    assert len(in_sentence({"unit": long}, ("unit",))) < 80
    assert group_name({"unit": long}, ("unit",)) == long.strip()


def test_a_name_that_runs_from_right_to_left_keeps_to_itself() -> None:
    assert in_sentence({"unit": "נשים"}, ("unit",)) == "people in \u2068נשים\u2069"


@given(
    st.dictionaries(
        st.sampled_from(["gender", "race", "unit", "site", "job"]),
        st.text(),
        min_size=1,
        max_size=3,
    )
)
def test_every_group_has_a_name_and_is_people(group: dict[str, str]) -> None:
    assert group_name(group, BY).strip()
    words = in_sentence(group, BY)
    assert words.strip()
    assert "\n" not in words


@pytest.mark.parametrize("value", ["unknown", "Unknown", "not stated", "Not stated", "", "  "])
def test_nothing_known_is_no_name(value: str) -> None:
    assert not is_named({"gender": value})
    assert not is_named({"gender": "Women", "race": value})


def test_an_unusual_answer_is_a_name() -> None:
    assert is_named({"gender": "Agender"})
    assert is_named({})


@pytest.mark.parametrize(
    ("at", "words", "begins"),
    [
        ({}, "", ""),
        ({"level": "all"}, "All levels", "at all levels, "),
        ({"level": 1}, "Level 1 (Officer)", "at level 1 (Officer), "),
        ({"level": 9}, "Level 9", "at level 9, "),
        ({"level": "off the ladder"}, "Off the ladder", "at Off the ladder, "),
        ({"end": "top", "level": 2}, "At level 2 (Sergeant) or above",
         "at level 2 (Sergeant) or above, "),
        ({"end": "top"}, "At the top", "at the top, "),
        ({"end": "bottom", "level": 1}, "At the lowest level (Officer)",
         "at the lowest level (Officer), "),
        ({"quarter": 3}, "Pay quarter 3", "in pay quarter 3, "),
        ({"reason": "any"}, "For any reason", "For any reason: "),
        ({"reason": "unknown"}, "Reason not known", "Reason not known: "),
        ({"reason": "end of contract"}, "End of contract", "End of contract: "),
        ({"month": 3}, "Month 3", "Month 3: "),
        ({"stage": ""}, "Not stated", "Not stated: "),
    ],
)  # fmt: skip
def test_a_place_is_a_heading_and_the_beginning_of_a_sentence(
    at: dict[str, str | int], words: str, begins: str
) -> None:
    said = heading(at, ("Officer", "Sergeant"))

    assert said == words
    assert where(at, said) == begins


@pytest.mark.parametrize(
    ("parts", "said"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_are_said_as_people_say_them(parts: list[str], said: str) -> None:
    assert listed(parts) == said
