"""Redesigns: written, proposed, decided, in force, judged; and what happens to dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from web.change.redesigned import (
    AT,
    DECIDE_BY,
    IN_FORCE_BY,
    NEW,
    OF_CLAUSE,
    OF_PEOPLE,
    OLD,
    RULE,
    a_barrier,
    a_day_later,
    a_draft,
    a_leader,
    a_rule,
    decided,
    kept,
    looked,
    now,
    proposed,
    written,
)
from web.organisation.written import structure_owner
from web.people import somebody

from tiebeam.web.accounts import actions as accounts
from tiebeam.web.accounts.models import User
from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.change import actions, lists, locking, queries
from tiebeam.web.change.models import Missed, Moment, Objection, Redesign, Written
from tiebeam.web.delivery.models import Telling
from tiebeam.web.insight.models import Barrier
from tiebeam.web.organisation.models import DocumentVersion, Policy
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db
State = Redesign.State
SHORT = RULE.replace(OLD, NEW)


@pytest.fixture
def eda() -> User:
    return structure_owner()


@pytest.fixture
def lena() -> User:
    return a_leader()


@pytest.fixture
def rule(eda: User) -> Policy:
    return a_rule(eda)


def whats(found: Redesign) -> list[str]:
    return [each.what for each in found.moments.all()]


# --- writing and proposing ------------------------------------------------------------------------


def test_a_redesign_that_is_sent_twice_is_one(eda: User, rule: Policy):
    first = a_draft(rule, eda, once="once")
    again = a_draft(rule, eda, once="once")

    assert first == again
    assert Redesign.objects.count() == 1


def test_the_old_text_is_exactly_what_stands_in_the_version(eda: User, lena: User, rule: Policy):
    found = written(rule, eda, lena)
    text = DocumentVersion.objects.get(public_id=found.version).text

    assert found.old_text == OLD
    assert text[found.start : found.start + len(OLD)] == OLD


def test_two_tabs_do_not_write_over_each_other(eda: User, lena: User, rule: Policy):
    found = written(rule, eda, lena)

    with pytest.raises(actions.ChangedMeanwhile):
        actions.say(found, {"cost": "Nothing"}, edition=1, by=eda, at=AT)
    actions.say(found, {"cost": ""}, edition=1, by=eda, at=AT)  # the same as before

    assert now(found).cost == ""


def test_nothing_is_proposed_before_every_step_is_said(eda: User, rule: Policy):
    found = a_draft(rule, eda)

    with pytest.raises(actions.NotComplete):
        actions.propose(found, edition=found.edition, by=eda, at=AT)

    assert queries.still_open(found) == ["text", "deciding", "dates", "measure"]


def test_what_is_proposed_must_fit_the_newest_version(eda: User, lena: User, rule: Policy):
    found = written(rule, eda, lena)
    kept(rule, "# Flexible work\n\nAsk your manager.\n", document=rule.documents.get())

    with pytest.raises(actions.NotInTheNewest):
        actions.propose(found, edition=found.edition, by=eda, at=AT)

    assert now(found).state == State.DRAFT


def test_what_still_stands_in_a_newer_version_can_be_proposed(eda: User, lena: User, rule: Policy):
    found = written(rule, eda, lena)
    kept(rule, RULE + "\nWe answer kindly.\n", document=rule.documents.get())

    actions.propose(found, edition=found.edition, by=eda, at=AT)

    assert now(found).state == State.PROPOSED


def test_proposing_locks_how_it_will_be_judged(eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)
    locked = found.written.get()

    assert found.due == DECIDE_BY
    assert len(locked.hash) == 64
    assert locking.fits(locked, of=found.public_id)
    assert whats(found) == ["opened", "proposed"]
    assert Entry.objects.filter(act="change.proposed-redesign").count() == 1


def test_proposed_twice_is_once(eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)

    actions.propose(found, edition=found.edition, by=eda, at=AT)

    assert whats(found).count("proposed") == 1


def test_once_proposed_only_the_text_can_be_said_otherwise_and_that_shows(
    eda: User, lena: User, rule: Policy
):
    found = proposed(rule, eda, lena)

    with pytest.raises(actions.GoneOn):
        actions.say(found, {"decide_by": date(2030, 1, 1)}, edition=found.edition, by=eda, at=AT)
    actions.say(found, {"new_text": "A panel decides within 7 days."}, edition=found.edition,
                by=eda, at=AT)  # fmt: skip

    assert now(found).new_text == "A panel decides within 7 days."
    assert Moment.objects.get(what="reworded").words == NEW


# --- locks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [{"size": 10}, {"direction": "up"}, {"metric": "clause:x.days"}, {"where": {"units": ["Deck"]}},
     {"judged_on": date(2030, 1, 1)}, {"detectable": "1 in 2"}, {"on": date(2020, 1, 1)}],
)  # fmt: skip
def test_a_hash_that_does_not_fit_is_shown_as_broken(eda: User, lena: User, rule: Policy, other):
    found = proposed(rule, eda, lena)

    Written.objects.update(**other)

    assert [each.fits for each in lists.receipts(now(found))] == [False]


def test_a_later_metric_is_a_new_row_with_its_reason_and_the_first_stays(
    eda: User, lena: User, rule: Policy
):
    found = proposed(rule, eda, lena)
    said = {**OF_PEOPLE, "reason": "Days alone say little of who asks."}

    actions.write_down(found, said, edition=found.edition, by=eda, at=AT)
    again = actions.write_down(found, said, edition=found.edition, by=eda, at=AT)

    first, last = found.written.all()
    assert again == last
    assert first.metric == OF_CLAUSE["metric"]
    assert last.before == first.hash
    assert locking.all_fit([first, last], of=found.public_id)
    assert [(each.number, each.fits) for each in lists.receipts(now(found))] == [
        (2, True), (1, True),
    ]  # fmt: skip
    assert Entry.objects.filter(act="change.changed-metric").count() == 1


def test_a_later_metric_needs_a_reason(eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)

    with pytest.raises(actions.NotComplete):
        actions.write_down(found, OF_PEOPLE, edition=found.edition, by=eda, at=AT)


# --- deciding -------------------------------------------------------------------------------------


def test_who_may_decide(eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)
    steward = somebody("sam@harbourline.example", Role.STEWARD, name="Sam")

    assert queries.may_decide(eda, found)  # looks after the structure
    assert queries.may_decide(lena, found)  # a leader
    assert not queries.may_decide(steward, found)


def test_decided_twice_is_once_and_the_next_date_counts(eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)

    actions.decide(found, edition=found.edition, by=lena, at=AT)
    actions.decide(found, edition=found.edition, by=lena, at=AT)

    assert now(found).state == State.DECIDED
    assert now(found).due == IN_FORCE_BY
    assert whats(found).count("decided") == 1


def test_nobody_decides_on_what_they_were_not_shown(eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)
    actions.say(found, {"new_text": "Nobody decides."}, edition=found.edition, by=eda, at=AT)

    with pytest.raises(actions.ChangedMeanwhile):
        actions.decide(found, edition=found.edition, by=lena, at=AT)


def test_what_is_dropped_stays_with_its_reason(eda: User, lena: User, rule: Policy):
    found = decided(rule, eda, lena)

    actions.drop(found, reason="It costs too much.", by=lena, at=AT)
    actions.drop(found, reason="Twice", by=lena, at=AT)

    assert (now(found).state, now(found).due) == (State.DROPPED, None)
    assert [each.words for each in Moment.objects.filter(what="dropped")] == ["It costs too much."]


# --- in force and judged --------------------------------------------------------------------------


def test_a_new_version_that_holds_the_text_puts_it_in_force_and_judges_it_at_once(
    eda: User, lena: User, rule: Policy
):
    barrier = a_barrier(rule, eda)
    found = decided(rule, eda, lena, barrier)
    version = kept(rule, SHORT, document=rule.documents.get(), on=date(2026, 4, 1))

    assert looked() == 1
    assert looked() == 0

    found = now(found)
    assert found.state == State.JUDGED
    assert (found.found_in, found.in_force_on, found.due) == (
        version.public_id, date(2026, 4, 1), None,
    )  # fmt: skip
    assert (found.outcome.before, found.outcome.after, found.outcome.is_as_written) == (
        "90", "14", True,
    )  # fmt: skip
    assert lists.standing(found).startswith("Days to a decision or an answer: 90 before, 14 now.")
    assert whats(found)[-2:] == ["in force", "judged"]
    assert Barrier.objects.get().state == "answered"
    assert Entry.objects.filter(act="change.in-force").count() == 1


def test_a_version_with_more_days_than_written_down_is_not_as_written(
    eda: User, lena: User, rule: Policy
):
    found = decided(rule, eda, lena, metric={**OF_CLAUSE, "size": 80})
    kept(rule, SHORT, document=rule.documents.get())

    looked()

    assert now(found).outcome.is_as_written is False


def test_a_version_without_the_text_is_noted_and_the_next_is_looked_at(
    eda: User, lena: User, rule: Policy
):
    found = decided(rule, eda, lena)
    document = rule.documents.get()
    kept(rule, RULE + "\nMore.\n", document=document)

    assert looked() == 1
    assert looked() == 0
    assert now(found).state == State.DECIDED
    kept(rule, SHORT, document=document)
    looked()

    assert whats(found)[-3:] == ["not found", "in force", "judged"]


def test_of_people_it_is_judged_on_the_day_that_was_written_down(
    eda: User, lena: User, rule: Policy
):
    found = decided(rule, eda, lena, metric=OF_PEOPLE)
    kept(rule, SHORT, document=rule.documents.get())
    looked()

    assert now(found).state == State.IN_FORCE
    assert "It can be judged from 16 April 2027 on." in lists.standing(now(found))
    assert a_day_later(date(2027, 4, 15))["to-judge"] == 0
    assert a_day_later(date(2027, 4, 16))["to-judge"] == 1
    assert a_day_later(date(2027, 4, 17))["to-judge"] == 0
    assert now(found).state == State.TO_JUDGE


def test_what_is_not_decided_is_never_in_force_by_itself(eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)
    kept(rule, SHORT, document=rule.documents.get())

    assert looked() == 0
    assert now(found).state == State.PROPOSED


def test_a_practice_that_stops_is_in_force_when_whoever_decides_says_so(eda: User, lena: User):
    found = decided(None, lena, eda, metric=OF_PEOPLE)

    actions.put_in_force(found, by=lena, at=AT)
    actions.put_in_force(found, by=lena, at=AT)

    assert now(found).state == State.IN_FORCE
    assert whats(found).count("in force") == 1


def test_a_text_is_in_force_when_it_is_found_and_not_when_somebody_says_so(
    eda: User, lena: User, rule: Policy
):
    found = decided(rule, eda, lena)

    with pytest.raises(actions.GoneOn):
        actions.put_in_force(found, by=lena, at=AT)


# --- dates that are missed ------------------------------------------------------------------------


def test_after_two_missed_dates_the_decision_passes_to_whoever_was_named(
    eda: User, lena: User, rule: Policy
):
    found = proposed(rule, eda, lena)
    other = a_leader("Ole")

    assert a_day_later(DECIDE_BY)["missed"] == 0
    assert a_day_later(DECIDE_BY + timedelta(days=1))["missed"] == 1
    second = now(found).due
    assert second == DECIDE_BY + timedelta(days=15)
    assert "If that is missed too, the decision passes to Lena." in lists.stall(now(found))
    assert queries.may_decide(other, now(found))
    assert a_day_later(second + timedelta(days=1))["missed"] == 1

    found = now(found)
    assert found.passed_on == second + timedelta(days=1)
    assert queries.may_decide(lena, found)
    assert not queries.may_decide(eda, found)
    assert not queries.may_decide(other, found)
    assert lists.stall(found) == (
        "Two dates were missed. The decision passed to Lena on 1 April 2026."
    )
    assert whats(found)[-3:] == ["missed", "missed", "passed"]
    assert Entry.objects.filter(act="change.missed").count() == 2
    assert Entry.objects.filter(act="change.passed").count() == 1


def test_a_day_looked_at_twice_misses_a_date_once(eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)
    day = DECIDE_BY + timedelta(days=1)

    first, again = a_day_later(day), a_day_later(day)

    assert (first["missed"], again["missed"]) == (1, 0)
    assert found.missed.count() == 1


def test_a_worker_that_slept_for_months_misses_one_date_and_not_all(
    eda: User, lena: User, rule: Policy
):
    found = proposed(rule, eda, lena)

    a_day_later(date(2026, 9, 1))

    assert found.missed.count() == 1
    assert now(found).due == date(2026, 9, 15)
    assert now(found).passed_on is None


def test_a_text_that_is_not_in_force_by_its_date_is_missed_as_well(
    eda: User, lena: User, rule: Policy
):
    found = decided(rule, eda, lena)

    a_day_later(IN_FORCE_BY + timedelta(days=1))

    assert Missed.objects.get(redesign=found).what == "in force"


def test_what_is_in_force_misses_nothing(eda: User, lena: User, rule: Policy):
    decided(rule, eda, lena)
    kept(rule, SHORT, document=rule.documents.get())
    looked()

    assert a_day_later(date(2030, 1, 1))["missed"] == 0


def test_where_whoever_it_passed_to_has_left_leaders_decide(eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)
    other = a_leader("Ole")
    a_day_later(DECIDE_BY + timedelta(days=1))
    a_day_later(DECIDE_BY + timedelta(days=30))

    accounts.delete_account(lena, at=AT)

    found = queries.redesign(found.public_id, other)
    assert found is not None
    assert found.passed_on
    assert queries.may_decide(other, found)
    assert lists.who(found) == "A leader"


def test_whoever_decides_is_reminded_a_week_before_once(eda: User, lena: User, rule: Policy):
    proposed(rule, eda, lena)
    week_before = DECIDE_BY - timedelta(days=7)

    assert a_day_later(week_before - timedelta(days=1))["told"] == 0
    assert a_day_later(week_before)["told"] == 1
    assert a_day_later(week_before + timedelta(days=1))["told"] == 0
    assert Telling.objects.filter(topic="change.due").count() == 1


# --- arguments ------------------------------------------------------------------------------------


def test_an_objection_knows_nobody_and_neither_does_the_trail(eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)

    first = actions.object_to(found, says="A panel is slow.", once="a", at=AT)
    actions.object_to(found, says="A panel is slow.", once="a", at=AT)
    actions.reply(first, says="It meets every week.", once="b", at=AT)

    assert Objection.objects.count() == 1
    assert {each.name for each in Objection._meta.fields} == {
        "id", "public_id", "redesign", "says", "on", "once",
    }  # fmt: skip
    assert not Entry.objects.filter(act="change.objected").exists()
    assert Tally.objects.get(act="change.objected").times == 2


# --- the database ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [{"state": "odd"}, {"title": ""}, {"version": ""}, {"old_text": ""}, {"decide_by": None},
     {"in_force_by": date(2020, 1, 1)}, {"state": "decided"}, {"state": "in force"}],
)  # fmt: skip
def test_the_database_refuses_what_can_not_be(eda: User, lena: User, rule: Policy, other):
    found = proposed(rule, eda, lena)

    with pytest.raises(IntegrityError), transaction.atomic():
        Redesign.objects.filter(pk=found.pk).update(**other)


def test_the_database_refuses_that_it_passes_to_whoever_missed_it(
    eda: User, lena: User, rule: Policy
):
    found = proposed(rule, eda, lena)

    with pytest.raises(IntegrityError), transaction.atomic():
        Redesign.objects.filter(pk=found.pk).update(passes_to=eda)


# --- who reads ------------------------------------------------------------------------------------


def test_everybody_reads_what_was_proposed_and_those_who_may_propose_what_is_written(
    eda: User, lena: User, rule: Policy
):
    member = somebody("mo@harbourline.example", name="Mo")
    draft = a_draft(rule, eda, title="A draft")
    there = proposed(rule, eda, lena)

    assert queries.redesigns_for(member) == [there]
    assert set(queries.redesigns_for(eda)) == {draft, there}


def test_what_changes_a_draft_is_for_those_who_read_drafts(eda: User, lena: User):
    hidden = a_rule(eda, state="draft")
    found = proposed(hidden, eda, lena)

    assert queries.redesign(found.public_id, eda) is not None
    assert queries.redesign(found.public_id, lena) is None


def test_what_is_kept_about_somebody_names_what_they_decide(eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)

    assert queries.kept_about(eda) == [{"to decide": found.public_id, "title": found.title}]
    assert queries.kept_about(lena) == [{"passes to you": found.public_id, "title": found.title}]
