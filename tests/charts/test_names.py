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
        ({"gender": "everybody but Women"}, "Everybody but women", "everybody but women"),
        ({"race": "everybody but White"}, "Everybody but White people",
         "everybody but White people"),
        ({"gender": "everybody but Women", "unit": "Deck"}, "Everybody but women, Deck",
         "all people in Deck but women"),
        (dict.fromkeys(("gender", "race"), "everybody but Women × Black"),
         "Everybody but Black women", "everybody but Black women"),
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


@pytest.mark.parametrize(
    ("group", "short", "in_full"),
    [
        # The order is the one that was asked for, whatever the order of the group.
        ({"unit": "Deck", "gender": "Women"}, "Women, Deck", "women in Deck"),
        ({"shift": "Night", "gender": "Men"}, "Men, Night", "men whose shift is Night"),
        ({"Unit": "Deck"}, "Deck", "people in Deck"),
        ({"SITE": "Porto"}, "Porto", "people at Porto"),
        # A word for people, at the beginning or the end of a value and in any case.
        ({"gender": "WOMEN"}, "WOMEN", "women"),
        ({"role": "Parents of young children"}, "Parents of young children",
         "parents of young children"),
        ({"role": "Night managers"}, "Night managers", "Night managers"),
        ({"role": "Managers' union"}, "Managers' union", "people whose role is Managers' union"),
        ({"gender": "Other women"}, "Other women", "other women"),
        ({"gender": "Trans men"}, "Trans men", "trans men"),
        ({"gender": "WOMEN", "race": "Black"}, "Black women", "Black women"),
        # Adjectives by their attribute, or by themselves.
        ({"Religion": "Catholic"}, "Catholic", "Catholic people"),
        ({"nationality": "Irish", "gender": "Women"}, "Irish women", "Irish women"),
        ({"self_described": "Black"}, "Black", "Black people"),
        ({"self_described": "Purple"}, "Purple", "people whose self described is Purple"),
        ({"race": "Black", "religion": "Muslim", "gender": "Men"}, "Black Muslim men",
         "Black Muslim men"),
        # Nothing known, in all its forms.
        ({"gender": "UNKNOWN"}, "Unknown", "people whose gender is not known"),
        ({"gender": " Not stated "}, "Not stated", "people who did not say"),
        ({"race": "not stated", "gender": "not stated"}, "Gender not stated, race not stated",
         "people who did not say their gender and race"),
        ({"job_family": "unknown", "gender": "Men"}, "Men, job family unknown",
         "men whose job family is not known"),
        ({"unit": "Unknown Pleasures"}, "Unknown Pleasures", "people in Unknown Pleasures"),
        ({"race": "Black + White", "gender": "Women"}, "Black and White women",
         "Black and White women"),
        ({"unit": "A+B"}, "A+B", "people in A+B"),
    ],
)  # fmt: skip
def test_groups_of_several_attributes_are_named_in_order(
    group: dict[str, str], short: str, in_full: str
) -> None:
    assert group_name(group, BY) == short
    assert in_sentence(group, BY) == in_full


@pytest.mark.parametrize(("letters", "is_cut"), [(60, False), (61, True)])
def test_a_name_of_sixty_letters_is_whole_in_a_sentence(letters: int, is_cut: bool) -> None:
    name = "D" * letters

    said = in_sentence({"unit": name}, BY)

    assert said == f"people in {'D' * 60}{'…' if is_cut else ''}"


@given(st.dictionaries(st.sampled_from(BY), st.text("aAé <&\u202e\x00", max_size=9), min_size=1))
def test_no_name_has_characters_that_turn_a_line_around_or_end_it(group: dict[str, str]) -> None:
    for words in (group_name(group, BY), in_sentence(group, BY)):
        assert not set(words) & {"\u202e", "\x00", "\n"}
        assert "  " not in words


@pytest.mark.parametrize(
    ("at", "words", "begins"),
    [
        ({"level": 0}, "Level 0", "at level 0, "),
        ({"level": 2}, "Level 2 (Master & <Commander>)",
         "at level 2 (Master & <Commander>), "),
        ({"level": 3}, "Level 3", "at level 3, "),
        ({"level": "7"}, "Level 7", "at level 7, "),
        ({"end": "top", "level": 3}, "At level 3 or above", "at level 3 or above, "),
        ({"end": "bottom"}, "At the lowest level", "at the lowest level, "),
        ({"level": "קצין"}, "קצין", "at \u2068קצין\u2069, "),
        ({"stage": "קצין"}, "קצין", "\u2068קצין\u2069: "),
        ({"stage": "interview"}, "Interview", "Interview: "),
        ({"cost_centre": 12}, "Cost centre 12", "Cost centre 12: "),
    ],
)  # fmt: skip
def test_places_at_the_edges_of_the_ladder_and_beyond_have_names(
    at: dict[str, str | int], words: str, begins: str
) -> None:
    said = heading(at, ("Mate", "Master\n& <Commander>\x00"))

    assert said == words
    assert where(at, said) == begins


@pytest.mark.parametrize(
    "attribute",
    ["ethnicity", "race", "ethnic_group", "ethnic_origin", "heritage", "nationality", "religion"],
)
def test_values_of_origin_and_belief_are_said_as_people(attribute: str) -> None:
    assert in_sentence({attribute: "Frisian"}, BY) == "Frisian people"


def test_people_of_a_level_are_at_it_and_of_levels_told_together_at_all_of_them():
    assert in_sentence({"gender": "Women", "level": "4"}, ("gender", "level")) == "women at level 4"
    together = {"gender": "Women", "level": "4; 5; 6"}
    assert in_sentence(together, ("gender", "level")) == "women at levels 4, 5 and 6"
