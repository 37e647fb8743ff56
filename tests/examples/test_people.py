"""Who the people are: composition by section and port, and what of it they answer."""

from __future__ import annotations

import numpy as np
import pytest

from tiebeam.examples.harbourline import people, work
from tiebeam.examples.harbourline.draws import Draws
from tiebeam.examples.harbourline.organisation import Organisation

MANY = 40_000
NOBODY_SKIPS, EVERYBODY_SKIPS, EVERYBODY_DECLINES = (0, 0), (1, 0), (0, 1)


@pytest.fixture
def chance():
    return Draws(np.random.SeedSequence(9))


def share(found, code):
    return float((found == code).mean())


@pytest.mark.parametrize("section", work.SECTIONS, ids=lambda section: section.name)
def test_a_section_has_its_share_of_women(chance, section):
    found = people.genders(chance, np.full(MANY, section.women))

    assert share(found, people.WOMAN) == pytest.approx(section.women, abs=0.015)


def test_a_few_people_are_neither_women_nor_men(chance):
    found = people.genders(chance, np.full(MANY, 0.4))

    assert share(found, people.NON_BINARY) == pytest.approx(0.008, abs=0.002)


def test_the_first_port_is_the_most_mixed_but_one(chance):
    white = [
        share(people.ethnicities(chance, np.full(MANY, port)), people.GROUPS.index("White"))
        for port in range(5)
    ]

    assert sorted(range(5), key=lambda port: white[port]) == [3, 0, 2, 1, 4]


def test_the_groups_of_the_first_port_are_as_in_the_table(chance):
    found = people.ethnicities(chance, np.zeros(MANY, dtype=np.int64))

    # Those with two answers are taken from both, so single answers fall a little short.
    for code, expected in enumerate(people.GROUP_SHARES):
        assert share(found, code) == pytest.approx(expected, abs=0.02)


def test_a_few_people_give_two_ethnicities(chance):
    found = people.ethnicities(chance, np.zeros(MANY, dtype=np.int64))

    assert 0.01 < (found >= len(people.GROUPS)).mean() < 0.035


def test_two_ethnicities_are_two_different_ones():
    both = [text.split("; ") for text in people.ETHNICITIES if "; " in text]

    assert len(both) == 21  # seven groups, taken two at a time
    assert all(one != other for one, other in both)


def test_not_saying_is_the_last_answer_of_every_list():
    for answers in (people.GENDERS, people.ETHNICITIES, people.DISABILITIES, people.CARING):
        assert answers[-1] == people.NOT_SAID
        assert answers.count(people.NOT_SAID) == 1


@pytest.mark.parametrize(
    ("not_given", "opened", "expected"),
    [
        (NOBODY_SKIPS, True, 1),
        (NOBODY_SKIPS, False, people.BLANK),
        (EVERYBODY_SKIPS, True, people.BLANK),
        (EVERYBODY_DECLINES, True, 3),
        (EVERYBODY_DECLINES, False, people.BLANK),
    ],
)
def test_an_answer_is_the_truth_or_withheld(chance, not_given, opened, expected):
    truth = np.full(100, 1)

    found = people.said(chance, truth, not_given, 3, opened)

    assert set(found.tolist()) == {expected}


def test_withholding_does_not_depend_on_the_truth(chance):
    truth = np.arange(MANY) % 2

    found = people.said(chance, truth, (0.2, 0.1), 3, opened=True)

    for group in (0, 1):
        answers = found[truth == group]
        assert share(answers, people.BLANK) == pytest.approx(0.2, abs=0.01)
        assert share(answers, 3) == pytest.approx(0.1, abs=0.01)
        assert share(answers, group) == pytest.approx(0.7, abs=0.015)


@pytest.fixture
def described(chance):
    organisation = Organisation(2_400)
    unit = np.arange(MANY) % len(organisation.units)
    gender = people.genders(chance, np.full(MANY, 0.4))
    ethnicity = people.ethnicities(chance, organisation.port[unit])
    return people.described(chance, organisation, unit, gender=gender, ethnicity=ethnicity)


def test_whoever_answers_says_what_is_so(described):
    for truth, said, not_said in (
        (described.gender, described.said_gender, len(people.GENDERS) - 1),
        (described.ethnicity, described.said_ethnicity, len(people.ETHNICITIES) - 1),
    ):
        answered = (said != people.BLANK) & (said != not_said)
        assert (said[answered] == truth[answered]).all()


def test_one_in_twelve_leaves_the_whole_form_blank(described):
    blank = (
        (described.said_gender == people.BLANK)
        & (described.said_ethnicity == people.BLANK)
        & (described.said_disability == people.BLANK)
        & (described.said_caring == people.BLANK)
    )

    assert blank.mean() == pytest.approx(people.FORM_NEVER_OPENED, abs=0.006)


def test_a_letter_on_file_says_nothing_about_the_form(described):
    opened = described.said_gender != people.BLANK
    on_file = described.gender_on_file != people.BLANK

    assert on_file[opened].mean() == pytest.approx(on_file[~opened].mean(), abs=0.03)


def test_one_in_ten_is_disabled(described):
    answered = described.said_disability[described.said_disability >= 0]
    answered = answered[answered < len(people.DISABILITIES) - 1]

    assert share(answered, 1) == pytest.approx(people.DISABLED_SHARE, abs=0.01)


@pytest.mark.parametrize("grade", range(1, 9))
def test_newcomers_are_as_old_as_their_grade_allows(chance, grade):
    found = people.ages_when_hired(chance, np.full(2_000, grade))

    low, high = people.AGE_WHEN_HIRED[grade - 1]
    assert found.min() == low
    assert low + (high - low) * 0.8 < found.max() < high


@pytest.mark.parametrize("grade", range(1, 9))
def test_those_already_there_are_about_the_usual_age(chance, grade):
    found = people.ages_now(chance, np.full(2_000, grade))

    assert found.mean() == pytest.approx(people.USUAL_AGE[grade - 1], abs=2.5)
    assert found.min() > people.AGE_WHEN_HIRED[grade - 1][0]
    assert found.max() < people.OLDEST


def test_the_usual_age_rises_with_the_grade():
    assert list(people.USUAL_AGE) == sorted(people.USUAL_AGE)
