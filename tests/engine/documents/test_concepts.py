"""Concepts: said together in a sentence, around it or not at all, and the letters they need."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest
from engine.documents.kit import checks, found, of

from tiebeam.engine.documents.concepts import Concept, Sayings, literals, parsed, said_together
from tiebeam.engine.documents.rules import BadPack, topics_of
from tiebeam.engine.documents.rules import parsed as parsed_pack

WORDS = {"decides": "decides?", "leave": "leave", "oneself": "you choose"}


def concept(name: str) -> Concept:
    return Concept(name, re.compile(WORDS[name]), literals(WORDS[name]))


@pytest.mark.parametrize(
    ("way", "said", "beside", "place"),
    [("decides, leave", "My boss decides on leave.", "", (8, 15)),
     ("decides, leave", "My boss decides.", "About leave", None),
     ("decides, ~leave", "My boss decides.", "About leave", (8, 15)),
     ("decides, ~leave", "My boss decides.", "About lunch", None),
     ("decides, !oneself", "My boss decides, or you choose.", "", None)],
)  # fmt: skip
def test_concepts_are_said_here_around_or_not(
    way: str, said: str, beside: str, place: tuple[int, int] | None
):
    sayings = Sayings(said, lambda: beside)

    assert said_together(sayings, [parsed(way, concept)]) == place


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [("nominat\\w+", ("nominat",)),
     ("puts? (?:\\w+ )?forward", ("forward",)),
     ("(?:boss|lead)(?:es)?", ("boss", "lead")),
     ("\\d+ days?", ("day",)),
     ("\\w+", ()),
     ("(?:boss|\\w+)", ())],
)  # fmt: skip
def test_the_letters_that_a_pattern_cannot_do_without(pattern: str, letters: tuple[str, ...]):
    assert literals(pattern) == letters


def test_the_nearest_heading_that_names_anything_says_what_a_sentence_is_about():
    assert topics_of(("Pay and promotion", "Promotion", "In short")) == {"promotion"}
    assert topics_of(("Lunch",)) == frozenset()


def test_a_paragraph_may_begin_with_its_own_title():
    page = "**Menopause.** You may open a window. Longer breaks are yours to take."

    assert "menopause" in checks(page, "Leaves")


def test_what_a_sentence_beside_it_is_about_counts():
    page = "Promotion is rare. There is no checklist; we know it when we see it."

    [finding] = of(found(page, "Promotion"), "promotion_gate")[-1:]

    assert finding.parameters["criteria"] == "none"


def test_a_topic_that_is_not_in_the_words_is_refused():
    rule = dedent("""\
        [[rule]]
        id = "a"
        version = 1
        check = "leave"
        effect = "helps"
        who = "all"
        question = "Who?"
        words = "Words."
        says = ["grants"]
        topic = ["astrology"]
        matches = []
        misses = []
        """)

    with pytest.raises(BadPack, match="unknown topics: astrology"):
        parsed_pack("mine", rule)
