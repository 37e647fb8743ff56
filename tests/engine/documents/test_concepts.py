"""Concepts: said together in a sentence, around it or not at all, and the letters they need."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest
from engine.documents.kit import checks, found, of

from tiebeam.engine.documents.concepts import Concept, Lexicon, Sayings, parsed, said_together
from tiebeam.engine.documents.letters import beginnings
from tiebeam.engine.documents.rules import BadPack, every_pack, packs, topics_of
from tiebeam.engine.documents.rules import parsed as parsed_pack

WORDS = {"decides": "decides?", "leave": "leave", "oneself": "you choose"}
UNSEEN = Path(__file__).parent / "unseen" / "tune"
PAGES = [path.read_text(encoding="utf-8") for path in sorted(UNSEEN.glob("*/*.md"))]
WAYS = [way for pack in packs(every_pack()) for rule in pack.rules for way in rule.says]
CONCEPTS = list({each.name: each for way in WAYS
                 for each in (*way.here, *way.around, *way.absent)}.values())  # fmt: skip


def concept(name: str) -> Concept:
    return Concept(name, re.compile(WORDS[name]), beginnings(WORDS[name]))


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
    ("pattern", "words"),
    [("nominat\\w+", ("nominat",)),
     ("puts? (?:\\w+ )?forward", ("forward",)),
     ("(?:boss|lead)(?:es)?", ("boss", "lead")),
     ("(?:is|are) eligible|barred", ("barred", "eligible")),
     ("(?:re)?pay back", ("back",)),
     ("(?:(?:line )?manager|boss)s?", ("boss", "manager")),
     ("\\d+ days?", ("day",)),
     ("leave(?! it)", ("leave",)),
     ("\\w+ship", ()),
     ("(?:boss|\\w+)", ())],
)  # fmt: skip
def test_how_words_begin_that_a_pattern_cannot_do_without(pattern: str, words: tuple[str, ...]):
    assert beginnings(pattern) == words


def test_words_rule_out_what_they_cannot_say():
    lexicon = Lexicon(map(concept, WORDS))

    could = lexicon.could_say("My boss DECIDED on Friday.")

    assert could == lexicon.bit["decides"]


@pytest.mark.parametrize("each", CONCEPTS, ids=lambda each: each.name)
def test_every_way_to_say_a_concept_begins_as_it_is_looked_for(each: Concept):
    lexicon = Lexicon([each])
    found = (match for page in PAGES for match in each.pattern.finditer(page))

    missed = [match[0] for match in found if not lexicon.could_say(match[0])]

    assert missed == []


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
