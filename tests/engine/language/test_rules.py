"""Every rule of the packs is tried with its own examples, and says who has looked into it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tiebeam.engine.language import wording
from tiebeam.engine.language.rules import PACKS, NotARule, Rule, finder, rules, spelt_out, written

RULES = [(pack, rule) for pack in PACKS for rule in rules(pack)]
FOUND = [(pack, rule.id, text) for pack, rule in RULES for text in rule.yes]
NOT_FOUND = [(pack, text) for pack, rule in RULES for text in rule.no]


@pytest.mark.parametrize(("pack", "rule", "text"), FOUND)
def test_what_a_rule_is_for_is_found_by_it(pack: str, rule: str, text: str):
    found = wording(text, advert=pack == "adverts")

    assert rule in {each.rule for each in found}


@pytest.mark.parametrize(("pack", "text"), NOT_FOUND)
def test_what_is_no_case_for_a_rule_is_found_by_none(pack: str, text: str):
    assert wording(text, advert=pack == "adverts") == []


@pytest.mark.parametrize(("pack", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_every_rule_has_a_version_a_short_reason_and_a_source(pack: str, rule: Rule):
    assert rule.version >= 1
    assert rule.why.endswith(".")
    assert len(rule.why.split()) <= 30
    assert rule.source in written(pack)["sources"].values()
    assert re.fullmatch(r"(term|advert)/[a-z-]+", rule.id)
    assert rule.check in {
        "outdated_term", "excluding_term", "advert_wording", "advert_requirement",
    }  # fmt: skip


def test_no_two_rules_have_one_id():
    ids = [rule.id for _, rule in RULES]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("pack", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_what_a_rule_suggests_is_found_by_no_rule(pack: str, rule: Rule):
    said = [wording(f"We say {each}.", advert=False) for each in rule.suggest]

    assert [found for found in said if found] == []


def test_every_source_is_cited_by_a_rule():
    for pack in PACKS:
        cited = {rule.source for rule in rules(pack)}

        assert set(written(pack)["sources"].values()) == cited


def test_choices_in_braces_are_spelt_out():
    assert list(spelt_out("chairm{a,e}n")) == ["chairman", "chairmen"]
    assert list(spelt_out("{a,b}c{,s}")) == ["ac", "acs", "bc", "bcs"]


@pytest.mark.parametrize(
    "written_so", ["whitelist", "white list", "white-list", "Whitelist", "WHITELIST"]
)
def test_a_compound_is_found_however_it_is_written(written_so: str):
    found = wording(f"It is on the {written_so} now.")

    assert [each.quote for each in found] == [written_so]


def test_adverts_are_asked_what_other_texts_are_not():
    text = "You are assertive and bring 5 years of experience."

    assert wording(text) == []
    assert [each.check for each in wording(text, advert=True)] == [
        "advert_wording", "advert_requirement",
    ]  # fmt: skip


def test_a_rule_without_a_source_or_without_examples_is_refused():
    told = {"id": "term/x", "version": 1, "check": "outdated_term", "suggest": ("y",), "why": "z."}

    with pytest.raises(NotARule, match="needs a suggestion, a reason, a source and examples"):
        Rule(**told, source="", terms=("x",), yes=("x",), no=("y",))
    with pytest.raises(NotARule, match="either terms or a pattern"):
        Rule(**told, source="s", yes=("x",), no=("y",))


def test_every_form_is_one_rules():
    assert len(finder(PACKS).rule_of) > 1000


@pytest.mark.real_data
def test_what_others_advise_not_to_change_is_left_alone(shared_data: Callable[[str], Path]):
    folder = shared_data("language/inclusivenaming/content/word-lists/no-change")
    terms = [
        re.search(r'^term: "(.*)"', path.read_text("utf-8"), re.M)
        for path in sorted(folder.glob("[a-z]*.md"))
    ]
    named = [term[1] for term in terms if term]

    assert len(named) >= 10
    assert [t for t in named if wording(f"The {t} and our {t}s.", advert=True)] == []


@pytest.mark.real_data
def test_the_first_tier_of_others_is_known_here(shared_data: Callable[[str], Path]):
    shared_data("language/inclusivenaming/content/word-lists/tier-1")
    said = ["a crippled node", "a master/slave setup", "the master branch", "abort the job",
            "a black-hat", "grandfathered", "our tribe", "the whitelist"]  # fmt: skip

    assert [text for text in said if not wording(f"It is {text} here.")] == []
