"""What is asked in which country, and how what was told is written down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.web.accounts.identity import told
from tiebeam.web.accounts.identity.questions import (
    ANOTHER,
    NotAQuestion,
    Question,
    asked_in,
    countries,
)
from tiebeam.web.accounts.identity.told import Answer, Told, TooLong

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=told.LONGEST_OWN_WORDS)


def attributes(code: str) -> list[str]:
    (country,) = asked_in([code])
    return [each.attribute for each in country.questions]


def test_in_france_nobody_is_asked_for_ethnicity_or_religion():
    assert attributes("fr") == ["gender", "disability", "care"]


def test_each_country_asks_for_gender_disability_and_care_and_for_nothing_twice():
    for each in countries():
        asked = attributes(each.code)
        assert {"gender", "disability", "care"} <= set(asked)
        assert len(set(asked)) == len(asked)


def test_religion_is_asked_in_the_united_kingdom_alone():
    assert [each.code for each in countries() if "religion" in attributes(each.code)] == ["gb"]


def test_only_countries_that_were_decided_on_and_have_questions_are_asked():
    assert [each.code for each in asked_in(["GB", "de", "aq"])] == ["de", "gb"]
    assert asked_in(None) == asked_in([]) == []


def test_no_answer_may_be_called_as_own_words_are_counted():
    with pytest.raises(NotAQuestion):
        Question(attribute="gender", ask="?", answers={ANOTHER: "Another"})


def test_own_words_count_as_another_answer_whatever_they_are():
    assert Answer(chosen=("woman",), own="genderfluid").counted == ("woman", "another")
    assert Answer(own="x").counted == ("another",)
    assert Answer().is_none


@given(own=WORDS, chosen=st.lists(st.sampled_from(["woman", "man"]), unique=True))
def test_what_is_written_is_read_again_and_has_one_length_whatever_it_says(own, chosen):
    answer = Answer(chosen=tuple(chosen), own=own)
    said = Told(country="de", answers={"gender": answer})

    written = said.written()

    assert len(written) == len(Told().written()) == told.ANSWERS_BYTES
    assert Told.read(written).answers.get("gender", Answer()) == answer


@pytest.mark.parametrize("country", countries(), ids=lambda each: each.code)
def test_the_longest_that_anybody_can_say_fits_in(country):
    longest = {
        each.attribute: Answer(chosen=tuple(each.answers), own="𐍈" * told.LONGEST_OWN_WORDS)
        for each in country.questions
    }

    assert Told(country=country.code, answers=longest).written()
    assert len(told.number_written("𐍈" * told.LONGEST_NUMBER)) == told.NUMBER_BYTES


def test_what_does_not_fit_is_refused_without_saying_what_it_was():
    with pytest.raises(TooLong) as refused:
        told.number_written("4711" * 200)

    assert "4711" not in str(refused.value)


def test_neither_answers_nor_own_words_are_shown_by_accident():
    said = Told(country="de", answers={"gender": Answer(chosen=("woman",), own="genderfluid")})

    assert "woman" not in repr(said)
    assert "genderfluid" not in repr(said) + repr(said.answers["gender"])
