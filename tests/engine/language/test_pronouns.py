"""A "he" of anybody is told from a "he" of somebody; each mark of the pack has its sentence."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tiebeam.engine.language import wording
from tiebeam.engine.language.pronouns import generic, weighed
from tiebeam.engine.language.roles import pack, written

ANYBODY = [
    ("The employee must hand in his badge.", "his", "The employee"),
    ("For who was ill, your manager may give a day at his discretion.", "his", "your manager"),
    ("Ask a nurse. She has time.", "She", "a nurse"),
    ("An employee of Harbourline hands in his badge.", "his", "An employee"),
    ("Here the Company pays an employee for his time.", "his", "an employee"),
    ("Human Resources asks each employee for his passport.", "his", "each employee"),
    ("In March every manager rates his team.", "his", "every manager"),
    ("An employee may appeal. He has ten days.", "He", "An employee"),
    ("Every manager knows his team.", "his", "Every manager"),
    ("When a colleague returns from leave she meets her manager.", "she", "a colleague"),
    ("Ask your manager whether he agrees.", "he", "your manager"),
    ("Someone who reports harassment keeps her job.", "her", "Someone"),
    ("A worker who is dismissed may bring his representative.", "his", "A worker"),
    ("Nobody should lose his pay.", "his", "Nobody"),
    ("If a deckhand is ill, he calls the bridge.", "he", "a deckhand"),
    ("As a steward, she shows guests their cabin.", "she", "a steward"),
    ("What is a purser, and what is her job?", "her", "a purser"),
]  # fmt: skip

SOMEBODY = [
    "My brother asked his manager.",
    "Maria asked the manager for leave, and she got it.",
    "Ada Byron is our engineer. She looks after the ferries.",
    "Captain Okoye signed; he is our safety lead.",
    "Our CEO Jane thanked her team.",
    "He was a good attorney in his day.",
    "She works as a nurse, and her shifts are long.",
    "Tom, a nurse, told us about his day.",
    "The captain of the Aurora, Mr Lind, gave his report.",
    "A man lost his wallet on deck 4.",
    "One colleague told us that he had waited a year.",
    "I have a friend who is a purser. She works nights.",
    "“We talk to every manager,” she says.",
    "If a mother is on leave, she is told of new posts.",
    "It was a poor user experience, and you told him so.",
    "In March Maria asked a manager for her notes.",
    "We have a purser from Osterby. She works nights.",
    "Last week a surgeon put him on a diet.",
    "As a manager, you know her well.",
    "Okafor was an artist, a painter, and loved her town.",
    "When the client came, you told her about the delay.",
]

#: One sentence for each mark, in which it is given.
MARKS = {
    "role": "A nurse likes her work.",
    "anybody": "Every nurse likes her work.",
    "the": "The nurse likes her work.",
    "the_past": "The nurse lost her keys.",
    "open": "Can a nurse take her break?",
    "supposed": "If a nurse takes her break, tell us.",
    "who": "A nurse who likes her work stays.",
    "present": "A nurse likes her work.",
    "what_somebody_is": "Kim is a nurse and likes her work.",
    "unknown": "A bloop likes her work.",
    "would_be": "Kim wants to be a nurse in her town.",
    "said_before": "She met a nurse in her town.",
    "gendered_before": "My mother saw a nurse in her town.",
    "gendered_between": "A nurse and my mother in her town.",
    "gendered_role": "A female nurse in her town.",
    "acted_on": "A nurse helped her with the stairs.",
    "name": "A nurse met Kim in her town.",
    "speaker": "“Ask a nurse,” she says.",
    "known": "My doctor or a nurse in her town.",
    "past_after": "A nurse in her town closed the door.",
    "met": "I met a nurse in her town.",
    "age": "A nurse in her thirties.",
}


@pytest.mark.parametrize(("text", "pronoun", "about"), ANYBODY)
def test_a_pronoun_of_anybody_is_found_with_whom_it_means(text: str, pronoun: str, about: str):
    (found,) = wording(text)

    assert (found.check, found.quote, found.about) == ("generic_pronoun", pronoun, about)
    assert "they, their, them" in found.suggest
    assert found.source


@pytest.mark.parametrize("text", SOMEBODY)
def test_a_pronoun_of_somebody_is_left_alone(text: str):
    assert wording(text) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Each applicant brings his or her passport.", "his or her"),
        ("A visitor shows his/her badge.", "his/her"),
        ("Ask the purser; s/he has the list.", "s/he"),
        ("The guest and she or he decide.", "she or he"),
    ],
)
def test_a_pair_is_an_aside_and_no_generic_pronoun(text: str, quote: str):
    (found,) = wording(text)

    assert (found.check, found.quote, found.strength) == ("binary_pair", quote, "aside")


def test_how_people_ask_to_be_called_is_left_alone():
    assert wording("Each member may add she/her, he/him or they/them.") == []


def test_one_role_is_told_once_in_a_sentence():
    assert len(wording("If a nurse loses her keys, she tells her manager.")) == 1


@pytest.mark.parametrize("mark", written()["points"])
def test_every_mark_of_the_pack_is_given_to_its_sentence(mark: str):
    assert mark in {each for found in weighed(MARKS[mark]) for each in found.marks}


def test_points_are_added_up():
    (found,) = weighed("Every nurse likes her work.")

    points = pack().points
    assert found.marks == {"role", "anybody", "present"}
    assert found.points == points["role"] + points["anybody"] + points["present"]


def test_every_mark_says_why():
    assert [name for name, each in written()["points"].items() if not each["why"]] == []


@pytest.mark.real_data
def test_sentences_that_people_labelled_are_told_apart(shared_data: Callable[[str], Path]):
    path = shared_data("language/generic_pronouns_half.csv")
    with path.open(encoding="utf-8", newline="") as rows:
        labelled = list(csv.DictReader(rows))

    def share(label: str) -> float:
        flags = [bool(list(generic(r["sentence"]))) for r in labelled if r["label"] == label]
        return sum(flags) / len(flags)

    assert share("Positive") >= 0.95
    assert share("Negative") < 0.20
