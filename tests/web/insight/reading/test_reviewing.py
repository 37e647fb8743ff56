"""People say whether a finding is so: once each, with a reason, and never further than they say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from web.insight.reading.handbook import (
    AT,
    TODAY,
    WORK,
    a_document,
    a_policy,
    confirmed,
    dismissed,
    found,
    read,
)
from web.people import somebody

from tiebeam.web.accounts.models import User
from tiebeam.web.audit.models import Entry
from tiebeam.web.delivery.models import Telling
from tiebeam.web.insight.reading import actions, queries
from tiebeam.web.insight.reading.actions import NeedsAReason, NobodyToSendTo, Saying
from tiebeam.web.insight.reading.models import Allowed, Finding, Verdict
from tiebeam.web.insight.reading.telling import FINDING_SENT
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client: Client) -> User:
    person = somebody("ana@harbourline.example", Role.ANALYST, name="Ana")
    client.force_login(person)
    return person


@pytest.fixture
def mara() -> User:
    """She looks after the structure, and has no role."""
    return somebody("mara@harbourline.example", name="Mara")


@pytest.fixture
def one(mara: User) -> Finding:
    a_document(a_policy(mara))
    read()
    return found()[0]


def say(client: Client, finding: Finding, **said: str):
    return client.post(finding.get_absolute_url(), {"days": "365", "reason": "", **said})


def standing(finding: Finding, day: date = TODAY) -> str:
    return queries.standing(finding, day)


def test_confirmed_with_one_button_beside_the_sentence(client: Client, ana: User, one: Finding):
    answer = client.post(f"{one.get_absolute_url()}confirm/")

    assert answer.status_code == 302
    assert answer.url.endswith("#note-1")
    assert standing(one) == "confirmed"
    assert Entry.objects.get(act="insight.confirmed-finding").by == ana.public_id


def test_sent_twice_it_is_said_once(client: Client, ana: User, one: Finding):
    for _ in range(2):
        client.post(f"{one.get_absolute_url()}confirm/")
        say(client, one, says="confirmed")

    assert Verdict.objects.count() == 1


def test_what_somebody_said_earlier_is_kept_and_the_last_counts(
    client: Client, ana: User, one: Finding
):
    say(client, one, says="confirmed")
    say(client, one, says="dismissed", reason="It was changed.")

    assert [each.says for each in Verdict.objects.filter(is_last=True)] == ["dismissed"]
    assert Verdict.objects.count() == 2
    assert "They said something else later." in client.get(one.get_absolute_url()).content.decode()


def test_to_dismiss_needs_a_reason_and_nothing_typed_is_lost(
    client: Client, ana: User, one: Finding
):
    answer = say(client, one, says="dismissed", reason="   ", days="91")

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Say why it is not so, or why it may stay." in shown
    assert '<option value="91" selected>' in shown
    assert not Verdict.objects.exists()
    with pytest.raises(NeedsAReason):
        actions.say([one], Saying(says="dismissed", until=TODAY), by=ana, at=AT)


def test_what_was_typed_is_there_again_after_the_session_ended(
    client: Client, ana: User, one: Finding
):
    ended = client.cookies["sessionid"].value if "sessionid" in client.cookies else None
    typed = {"says": "dismissed", "reason": "It was changed in May.", "days": "91"}
    from django.contrib.sessions.models import Session

    Session.objects.filter(session_key=ended).update(expire_date=AT - timedelta(days=1))
    answer = client.post(one.get_absolute_url(), typed)
    assert answer.status_code == 302

    client.force_login(ana)
    assert client.get(one.get_absolute_url()).status_code == 200


def test_a_dismissal_lets_these_words_stay_until_a_day_and_then_asks_again(ana: User, one: Finding):
    dismissed(one, ana, until=date(2027, 5, 3))

    assert standing(one, date(2027, 5, 3)) == "dismissed"
    assert standing(one, date(2027, 5, 4)) == "open"
    waits = queries.waiting_for(ana, date(2027, 5, 4))
    assert one.pk in {each.finding.pk for each in waits}
    assert one.pk not in {each.finding.pk for each in queries.waiting_for(ana, date(2027, 5, 3))}


def test_a_dismissal_never_silences_the_rule_elsewhere(ana: User, mara: User, one: Finding):
    a_document(a_policy(title="Work"), WORK, name="work.md")
    read()
    here, there = found("discretion")

    dismissed(here, ana)

    assert here.fingerprint == there.fingerprint
    assert (standing(here), standing(there)) == ("dismissed", "open")


def test_who_thinks_better_of_a_dismissal_ends_what_it_allowed(ana: User, one: Finding):
    dismissed(one, ana)
    confirmed(one, ana)

    assert standing(one) == "confirmed"
    assert not Allowed.objects.filter(ended=False).exists()


def test_two_people_may_see_it_differently_and_it_shows(client: Client, ana: User, one: Finding):
    confirmed(one, ana)
    dismissed(one, somebody("stig@harbourline.example", Role.STEWARD, name="Stig"))

    assert standing(one) == "disputed"
    assert "People see it differently." in client.get(one.get_absolute_url()).content.decode()
    assert one.pk in {each.finding.pk for each in queries.waiting_for(ana, TODAY)}


def test_said_for_all_places_where_the_same_words_stand(client: Client, ana: User, one: Finding):
    a_document(a_policy(title="Work"), WORK, name="work.md")
    a_document(a_policy(title="Sea"), WORK, name="sea.md")
    read()
    here, *others = found("discretion")
    assert "Say this for all 3 places" in client.get(here.get_absolute_url()).content.decode()

    say(client, here, says="dismissed", reason="It is law.", everywhere="on")

    assert [standing(each) for each in (here, *others)] == ["dismissed"] * 3
    assert standing(one) == "open"


def test_for_all_places_reaches_none_that_whoever_says_it_may_not_read(
    client: Client, ana: User, one: Finding
):
    draft = a_document(a_policy(title="Work", state="draft"), WORK, name="work.md")
    a_document(a_policy(title="Sea"), WORK, name="sea.md")
    read()
    here = found("discretion")[0]

    say(client, here, says="confirmed", everywhere="on")

    (hidden,) = [each for each in found(version=draft) if each.kind == "discretion"]
    assert standing(here) == "confirmed"
    assert standing(hidden) == "open"


def test_sent_to_whoever_looks_after_the_structure_who_is_told_only_if_they_want(
    client: Client, ana: User, mara: User, one: Finding
):
    client.post(f"{one.get_absolute_url()}send/")

    telling = Telling.objects.get()
    assert (telling.topic, telling.about) == (FINDING_SENT.name, one.public_id)
    assert FINDING_SENT.default == "not"
    assert standing(one) == "open"
    client.force_login(mara)
    assert "Sent to you" in client.get("/findings/").content.decode()
    assert "1 finding waits for you" in client.get("/?home").content.decode()


def test_whoever_looks_after_the_structure_answers_without_any_role(
    client: Client, mara: User, one: Finding
):
    client.force_login(mara)

    client.post(f"{one.get_absolute_url()}confirm/")

    assert standing(one) == "confirmed"


def test_without_anybody_to_send_it_to_it_is_not_sent(client: Client, ana: User):
    a_document(a_policy(None))
    read()
    one = found()[0]

    shown = client.post(f"{one.get_absolute_url()}send/", follow=True).content.decode()

    assert "Nobody looks after this structure by now" in shown
    assert say(client, one, says="sent to the owner").status_code == 200
    with pytest.raises(NobodyToSendTo):
        actions.say([one], Saying(says="sent to the owner"), by=ana, at=AT)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.LEADER, Role.PARTNER_LEAD, Role.CASE_HANDLER])
def test_others_read_and_say_nothing(client: Client, one: Finding, role: Role):
    client.force_login(somebody("bo@harbourline.example", role))

    assert client.get(one.get_absolute_url()).status_code == 200
    for path in ("", "confirm/", "send/"):
        answer = client.post(one.get_absolute_url() + path, {"says": "confirmed"})
        assert answer.status_code == 404
    assert not Verdict.objects.exists()


def test_to_look_at_an_address_that_does_something_does_nothing(
    client: Client, ana: User, one: Finding
):
    assert client.get(f"{one.get_absolute_url()}confirm/").status_code == 405
    assert client.get(f"{one.get_absolute_url()}send/").status_code == 405


def test_who_goes_leaves_what_they_said_without_a_name(client: Client, ana: User, one: Finding):
    stig = somebody("stig@harbourline.example", Role.STEWARD, name="Stig")
    dismissed(one, stig)
    assert queries.kept_about(stig)[0]["said"] == "dismissed"

    stig.delete()

    assert "Somebody who left dismissed it" in client.get(one.get_absolute_url()).content.decode()


def test_the_database_keeps_one_verdict_of_each_person_and_a_reason_with_each_dismissal(
    ana: User, one: Finding
):
    confirmed(one, ana)

    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(finding=one, by=ana, says="confirmed", at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(finding=one, by=None, says="dismissed", reason="", at=AT)


# --- lists ----------------------------------------------------------------------------------------


def test_what_waits_is_listed_by_structure_and_by_the_same_text(
    client: Client, ana: User, one: Finding
):
    a_document(a_policy(title="Work from home"), WORK, name="work.md")
    read()

    by_structure = client.get("/findings/").content.decode()
    by_text = client.get("/findings/?by=text&page=99").content.decode()

    assert f"{len(found())} findings wait for a look" in by_structure
    assert "Work from home" in by_structure
    assert "The same words stand in 2 places." in by_text


def test_before_anything_was_read_the_list_teaches(client: Client, ana: User):
    assert "Nothing was read yet" in client.get("/findings/").content.decode()


def test_when_all_is_looked_at_nothing_waits(client: Client, ana: User, one: Finding):
    for each in found():
        confirmed(each, ana)

    assert "No finding waits for a look" in client.get("/findings/").content.decode()
    assert queries.how_many_wait(ana, TODAY) == (0, 0)


def test_what_the_database_counts_is_what_each_finding_says_of_itself(ana: User, one: Finding):
    stig = somebody("stig@harbourline.example", Role.STEWARD, name="Stig")
    first, second, third, *_ = found()
    confirmed(first, ana)
    dismissed(first, stig)
    dismissed(second, stig, until=TODAY)
    confirmed(third, stig)

    for day in (TODAY, TODAY + timedelta(days=1)):
        waits = {each.finding.pk for each in queries.stands(queries.newest_for(ana), day)
                 if each.waits}  # fmt: skip
        assert {each.finding.pk for each in queries.waiting_for(ana, day)} == waits
        assert queries.how_many_wait(ana, day) == (len(waits), 0)


# --- rules ----------------------------------------------------------------------------------------


def test_a_rule_says_how_often_it_was_so_and_that_few_are_too_few(
    client: Client, ana: User, one: Finding
):
    confirmed(one, ana)

    shown = client.get("/findings/rules/").content.decode()

    assert "So far, 1 of 1 finding was right" in shown
    assert "1 of 1, too few to say" in shown


def test_what_may_stay_is_listed_with_its_reason_and_its_day_until_that_is_over(
    client: Client, ana: User, one: Finding
):
    dismissed(one, ana, until=date(2027, 5, 3), reason="The law says so")
    draft = a_document(a_policy(title="Work", state="draft"), WORK, name="work.md")
    read()
    dismissed(found(version=draft)[0], ana, reason="Not yet decided")

    with time_machine.travel(AT, tick=False):
        client.force_login(ana)
        shown = client.get("/findings/rules/").content.decode()

    assert "Ana: The law says so." in shown
    assert "Until 3 May 2027" in shown
    assert "Not yet decided" not in shown
    assert queries.allow_list(ana, date(2027, 5, 4)) == []


def test_two_who_looked_at_the_same_twelve_agree_as_kappa_says(client: Client, ana: User):
    stig = somebody("stig@harbourline.example", Role.STEWARD, name="Stig")
    for n in range(12):
        a_document(a_policy(title=f"Work {n}"), WORK, name=f"work-{n}.md")
    read()
    every = found("discretion")
    # Both confirm six, both dismiss three, and of three they say different things.
    for n, each in enumerate(every):
        (confirmed if n < 6 or n in (9, 10) else dismissed)(each, ana)
        (confirmed if n < 6 or n == 11 else dismissed)(each, stig)

    (pair,) = queries.pairs_of_reviewers(ana)
    shown = client.get("/findings/rules/").content.decode()

    # Alike 9 of 12. By chance (8 * 7 + 4 * 5) of 144. (108 - 76) / (144 - 76) = 0.47.
    assert pair.agreement.kappa == pytest.approx(32 / 68)
    assert "Ana and Stig looked at the same 12 findings, and said the same of 9." in shown
    assert "Cohen’s kappa is 0.47." in shown


def test_what_was_judged_once_is_counted_once_however_many_versions_follow(ana: User, one: Finding):
    from web.insight.reading.handbook import LEAVE, a_version

    confirmed(one, ana)
    a_version(one.version.document, LEAVE + "\nMore words.\n")
    read()

    (fares,) = [each for each in queries.rules_so_far(ana) if each.judged]
    assert (fares.judged, fares.confirmed, fares.precision) == (1, 1, 1.0)


def test_tomorrow_is_a_day_of_the_organisations_clock(client: Client, ana: User, one: Finding):
    with time_machine.travel(AT, tick=False):
        client.force_login(ana)
        say(client, one, says="dismissed", reason="It may stay.", days="91")

    assert Allowed.objects.get().until == TODAY + timedelta(days=91)
