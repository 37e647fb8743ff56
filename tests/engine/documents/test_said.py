"""What findings may say is in one list, for whoever translates it."""

from __future__ import annotations

from engine.documents.kit import handbook
from engine.documents.test_walk import PAGES

from tiebeam.engine.documents import audit, walk
from tiebeam.engine.documents.coded import CODED
from tiebeam.engine.documents.rules import packs
from tiebeam.engine.documents.to_translate import sentences


def test_everything_that_findings_and_walks_say_is_in_the_list():
    pages = handbook({**PAGES, "days.md": "# Holidays\n\n- Eid\n- Diwali\n- Christmas\n"}, "h")
    findings = audit(pages)
    walked = walk(pages, findings)

    said = {each.who for each in findings} | {each.question for each in findings}
    said |= {each.archetype.name for each in walked}
    said |= {step.reason for each in walked for step in each.steps}

    assert said - set(sentences()) == set()


def test_nothing_is_in_the_list_twice_or_empty():
    listed = sentences()

    assert len(listed) == len(set(listed))
    assert all(each.strip() for each in listed)


def test_every_rule_that_finds_something_is_described():
    days = "# Holidays\n\n- Eid\n- Diwali\n- Christmas\n\n![](a.png)"
    pages = handbook({**PAGES, "days.md": days,
                      "more.md": "[here](nowhere.md) and [a page](gone.md)"}, "h")  # fmt: skip

    found = {each.rule for each in audit(pages)}

    known = {rule.id for pack in packs() for rule in pack.rules} | {each.id for each in CODED}
    assert found - known == set()
    assert {"across.dead-reference", "form.vague-link", "form.no-alt-text"} <= found


def test_what_pages_show_leaves_out_what_rules_say_of_themselves():
    from tiebeam.engine.documents.rules import packs
    from tiebeam.engine.documents.to_translate import shown

    said = set(shown())

    for rule in (rule for pack in packs() for rule in pack.rules):
        assert {rule.question, rule.who} <= said
        assert rule.words not in said
