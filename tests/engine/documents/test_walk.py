"""Made-up people walk through a handbook, and each meets what the sentences hold for them."""

from __future__ import annotations

import re

import pytest
from engine.documents.kit import handbook

from tiebeam.engine.documents import Walked, archetypes, audit, walk

PAGES = {
    "parents.md": """\
        # Parental leave

        Mothers get 20 weeks and fathers 4 weeks of leave at full pay.

        You need to have worked here for at least 12 months to take this leave.
        """,
    "voice.md": """\
        # Harassment

        Please raise your complaint with your line manager.

        A complaint is answered within 30 days, and no later than two weeks after the hearing.

        If a complaint names a founder, the other founders decide how to handle it.
        """,
    "careers.md": """\
        # Promotion

        Candidates for promotion are nominated by their manager.
        """,
}


def way(person: str, pages: dict[str, str] = PAGES) -> Walked:
    documents = handbook(pages, "h")
    return next(each for each in walk(documents, audit(documents)) if each.archetype.id == person)


@pytest.mark.parametrize(
    ("person", "weeks"), [("birth-parent", 20), ("adoptive-parent", 4), ("new-second-parent", 0)]
)
def test_each_parent_gets_the_weeks_that_the_sentence_gives_them(person: str, weeks: float):
    assert way(person).weeks_paid == weeks


def test_weeks_at_half_pay_count_half():
    pages = {"p.md": "# Parental leave\n\nEvery parent gets 20 weeks of leave at 50% of their pay."}

    assert way("birth-parent", pages).weeks_paid == 10


def test_whoever_is_too_new_sees_the_sentence_that_did_it():
    step = next(each for each in way("new-second-parent").steps if each.what == "dead_end")

    assert step.reason == "not here long enough"
    assert step.finding is not None
    assert "12 months" in step.finding.quote


def test_part_time_is_a_dead_end_where_leave_is_for_full_time():
    pages = {"p.md": "# Parental leave\n\nAll full-time staff get 20 weeks of paid parental leave."}

    walked = way("part-timer", pages)

    assert walked.weeks_paid == 0
    assert "not on this contract" in {each.reason for each in walked.steps}


def test_a_sentence_that_two_checks_know_stops_somebody_once():
    pages = {"p.md": "# Parental leave\n\nAll full-time staff get 20 weeks of paid parental leave."}

    assert way("part-timer", pages).dead_ends == 1


def test_a_list_of_one_faith_without_a_swap_is_a_dead_end_for_the_others():
    pages = {"d.md": "# Holidays\n\n- New Year's Day\n- Good Friday\n- Christmas Day\n"}

    assert way("observes-other-holidays", pages).dead_ends == 1


def test_the_longest_wait_counts():
    assert way("manager-is-the-problem").days_to_decision == 30


def test_a_way_through_the_own_manager_is_a_dead_end_for_whom_the_manager_is_the_problem():
    reasons = {each.reason for each in way("manager-is-the-problem").steps}

    assert "the way leads through the own manager" in reasons


def test_those_named_deciding_about_themselves_stop_whoever_complains_about_the_top():
    reasons = {each.reason for each in way("founder-is-the-problem").steps}

    assert "those named decide about themselves" in reasons


def test_a_nomination_is_a_gate():
    assert way("without-sponsor").gates == 1


def test_silence_is_said():
    silent = [each.about for each in way("needs-adjustment").steps if each.what == "silence"]

    assert silent == ["accommodation"]


def test_nobody_who_walks_joins_a_disability_a_faith_or_a_family_to_a_place():
    place = re.compile(r"\b(?:site|office|branch|unit|team|department|town|city|in [A-Z])", re.I)

    assert [each.name for each in archetypes() if place.search(each.name)] == []
