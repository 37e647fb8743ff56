"""A clause in its document: where it stands, and what it says."""

from __future__ import annotations

import pytest

from tiebeam.web.change.clauses import (
    Place,
    amount,
    as_changed,
    differing,
    holds,
    places_of,
    reads,
)

OLD = "Your manager decides on a request within 90 days."
NEW = "A panel of three decides within 14 days by published criteria."
RULE = f"# Flexible work\n\nEverybody may ask. {OLD} The answer comes in writing.\n"


def test_a_clause_is_found_with_its_exact_span():
    (place,) = places_of(OLD, RULE, "markdown")

    assert RULE[place.start : place.start + len(OLD)] == OLD == place.text


def test_breaks_and_marks_between_its_words_play_no_part():
    text = "# Rule\n\nYour **manager** decides on a\nrequest within 90 days.\n"

    (place,) = places_of(OLD, text, "markdown")

    assert place.text == "Your **manager** decides on a\nrequest within 90 days."


@pytest.mark.parametrize("said", ["", "  ", "It is not there.", "our manager decides"])
def test_what_does_not_stand_there_is_not_found(said: str):
    assert places_of(said, RULE, "markdown") == []


def test_what_stands_there_twice_is_found_twice():
    assert len(places_of("Ask her.", "Ask her. Then ask her.", "plain")) == 2


def test_a_text_that_holds_the_words_across_marks_holds_the_clause():
    text = "<p>A panel of <b>three</b> decides within 14 days\nby published criteria.</p>"

    assert holds(NEW, text, "html")
    assert not holds(NEW, RULE, "markdown")


def test_days_and_deciders_are_read_from_both_texts():
    (place,) = places_of(OLD, RULE, "markdown")
    changed, after = as_changed(RULE, place, NEW)

    before = reads("rule.md", RULE, "markdown", place)
    now = reads("rule.md", changed, "markdown", after)

    assert before["sentence.deadline_days"] == "90"
    assert now["sentence.deadline_days"] == "14"
    assert before["discretion.approver"] == "manager"
    assert "sentence.deadline_days" in differing(before, now)


def test_a_text_that_goes_says_nothing():
    assert reads("rule.md", RULE, "markdown", Place(start=0, text="")) == {}


@pytest.mark.parametrize(
    ("value", "number"),
    [("90", 90), ("12m", 360), ("2w", 14), ("50%", 50), ("26|8", None), ("manager", None),
     (None, None), ("", None)],
)  # fmt: skip
def test_a_value_is_a_number_where_it_is_one(value: str | None, number: float | None):
    assert amount(value) == number
