"""Rules are data: each finds what it says it finds, and leaves what it says it leaves."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tiebeam.engine.documents.clauses import findings_in
from tiebeam.engine.documents.parameters import names
from tiebeam.engine.documents.rules import (
    BadPack,
    Example,
    Pack,
    Rule,
    UnknownPack,
    every_pack,
    pack,
    pack_names,
    packs,
    parsed,
)
from tiebeam.engine.documents.shapes import Document, Finding
from tiebeam.engine.documents.versions import commitments
from tiebeam.engine.texts import read

RULES = [rule for each in (*packs(every_pack()), commitments()) for rule in each.rules]
FOUND = [(rule, example) for rule in RULES for example in rule.matches]
LEFT = [(rule, example) for rule in RULES for example in rule.misses]


def found(rule: Rule, example: Example) -> list[Finding]:
    """What one rule alone says about one sentence below one heading."""
    heading = f"# {example.heading}\n\n" if example.heading else ""
    document = Document(read("page.md", f"{heading}{example.text}\n"))
    return findings_in(document, [Pack("alone", "", "", (rule,))])


@pytest.mark.parametrize(
    ("rule", "example"), FOUND, ids=[f"{rule.id}: {example.text[:60]}" for rule, example in FOUND]
)
def test_a_rule_finds_its_own_examples_with_their_parameters(rule: Rule, example: Example):
    findings = found(rule, example)

    assert findings, "nothing was found"
    said = findings[0].parameters
    assert {name: said.get(name) for name in example.parameters} == dict(example.parameters)
    assert not example.effect or findings[0].effect == example.effect


@pytest.mark.parametrize(
    ("rule", "example"), LEFT, ids=[f"{rule.id}: {example.text[:60]}" for rule, example in LEFT]
)
def test_a_rule_leaves_what_only_looks_like_it(rule: Rule, example: Example):
    assert found(rule, example) == []


def test_every_rule_has_an_id_of_its_own():
    ids = [rule.id for rule in RULES]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_examples_on_both_sides_and_asks_a_question(rule: Rule):
    assert rule.matches
    assert rule.misses
    assert rule.question.endswith("?")
    assert rule.words.endswith(".")


def test_every_parameter_that_can_be_read_is_read_by_a_rule():
    asked = {each.rsplit("=", 1)[-1] for rule in RULES for each in rule.parameters}

    assert names() - asked == set()


def test_a_pack_is_found_by_its_name():
    assert pack(pack_names()[0]).rules


def test_an_unknown_pack_is_refused_with_those_that_there_are():
    with pytest.raises(UnknownPack, match="leave"):
        pack("astrology")


WHOLE = dedent("""\
    [[rule]]
    id = "a"
    version = 1
    check = "leave"
    effect = "helps"
    who = "all"
    question = "Who?"
    words = "Words."
    near = ["leave"]
    patterns = ["leave"]
    matches = ["Leave."]
    misses = ["Stay."]
    """)


def test_a_whole_rule_is_read():
    assert parsed("mine", WHOLE).rules[0].id == "a"


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [('who = "all"\n', "", "lacks who"),
     ("version = 1", "version = 1\ncolour = 'red'", "unknown keys: colour"),
     ("version = 1", "version = 1\nparameters = ['size']", "unknown parameters: size"),
     ('effect = "helps"', 'effect = "nice"', "effect = 'nice'"),
     ('patterns = ["leave"]', 'patterns = ["("]', "can't be read"),
     ('patterns = ["leave"]', 'patterns = ["{nobody}"]', "not in _words.toml"),
     ("[[rule]]", "[[rule", "not TOML")],
)  # fmt: skip
def test_a_pack_with_a_mistake_is_refused_and_says_which(before: str, after: str, why: str):
    with pytest.raises(BadPack, match=why.replace("(", "\\(")):
        parsed("mine", WHOLE.replace(before, after))
