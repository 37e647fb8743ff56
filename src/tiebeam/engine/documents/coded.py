"""Rules that look at more than one sentence, and so are code: what each of them finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tiebeam.engine.documents import (
    across,
    form,
    holidays,
    inherited,
    left_behind,
    opposites,
    other_employers,
    references,
    versions,
)
from tiebeam.engine.documents.said import say


@dataclass(frozen=True)
class CodedRule:
    """A rule that no pack holds: the same facts that a pack's rule has."""

    id: str
    check: str
    words: str
    question: str
    who: str
    reference: str = ""
    version: int = 1


CODED: Final = (
    CodedRule(
        "across.alike-but-gendered", "contradiction",
        say("The text says that gender does not matter, and goes by gender all the same, in one "
            "sentence or elsewhere on the page."), across.ALIKE_QUESTION, across.ALIKE_WHO),
    CodedRule(
        "across.two-values", "contradiction",
        say("Two pages of one handbook say different things: weeks of leave for parents, days of "
            "leave after a death, the sum of a referral bonus."),
        across.DIFFER_QUESTION, across.DIFFER_WHO),
    CodedRule(
        "across.opposites", "contradiction",
        say("Two places of one handbook of which one opens what the other closes: all or some, own "
            "line or others too, by others or by oneself, shown or hidden."),
        opposites.QUESTION, opposites.WHO),
    CodedRule(
        "across.two-numbers", "contradiction",
        say("Two places of one handbook give two lengths of time for one thing, such as probation, "
            "notice or holidays."), opposites.QUESTION, opposites.WHO),
    CodedRule(
        "across.two-deciders", "contradiction",
        say("Two places of one handbook let two people decide on one thing."),
        opposites.QUESTION, opposites.WHO),
    CodedRule(
        "across.promised", "dead_reference",
        say("A section, an appendix or a page that a sentence names and the handbook does not "
            "have."), references.QUESTION, references.WHO),
    CodedRule(
        "across.placeholder", "inherited_text",
        say("A blank of a template that nobody filled in."),
        left_behind.BLANK_QUESTION, left_behind.WHO),
    CodedRule(
        "across.foreign-law", "inherited_text",
        say("A law of a country that the rest of the handbook is not about."),
        left_behind.LAW_QUESTION, left_behind.WHO),
    CodedRule(
        "across.dead-reference", "dead_reference",
        say("A link inside a handbook whose page or heading is not there."),
        references.QUESTION, references.WHO),
    CodedRule(
        "across.inherited", "inherited_text",
        say("A page of which at least three sentences stand in another handbook too. Any other "
            "finding in such words names its ancestor as inherited_from."),
        inherited.QUESTION, inherited.WHO),
    CodedRule(
        "across.other-employer", "inherited_text",
        say("A rule for the people of another employer, whom the handbook names nowhere else."),
        other_employers.QUESTION, other_employers.WHO),
    CodedRule(
        "observance.list", "holiday_calendar",
        say("A list of holidays: which faiths' days are on it, and whether one may swap."),
        holidays.QUESTION, holidays.WHO_ONE),
    CodedRule(
        "form.hard-to-read", "form",
        say("The hardest section of a page, where both formulas ask for at least 14 years of "
            "school and there are at least 100 words."), form.HARD_QUESTION, form.READERS,
        "Automated Readability Index (1967); Flesch-Kincaid grade (1975)"),
    CodedRule(
        "form.protection-is-hardest", "form",
        say("Of all pages of a handbook, the one that protects people is the hardest to read."),
        form.PROTECTS_QUESTION, form.PROTECTS_WHO),
    CodedRule(
        "form.no-alt-text", "form", say("Pictures without words for people who can't see them."),
        form.ALT_QUESTION, form.ALT_WHO, "WCAG 2.2, 1.1.1"),
    CodedRule(
        "form.vague-link", "form", say("Links whose words do not say where they lead."),
        form.LINK_QUESTION, form.LINK_WHO, "WCAG 2.2, 2.4.4"),
    CodedRule(
        "form.no-review-date", "form", say("Pages that do not say when they were last looked at."),
        form.DATE_QUESTION, form.DATE_WHO),
    CodedRule(
        "form.no-owner", "form", say("Pages that do not say whom one can ask."),
        form.OWNER_QUESTION, form.OWNER_WHO),
    CodedRule(
        "versions.page-removed", "page_removed",
        say("Between two versions: a page that is gone, and that no other page has become."),
        versions.GONE_QUESTION, versions.GONE_WHO),
    CodedRule(
        "versions.page-added", "page_added", say("Between two versions: a page that is new."),
        versions.NEW_QUESTION, versions.NEW_WHO),
)  # fmt: skip
