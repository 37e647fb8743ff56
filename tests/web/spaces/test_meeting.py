"""Meetings: who reads what of them, whose turn it is, what is kept of whoever comes, and what they
changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from web.organisation.written import a_structure
from web.people import somebody
from web.spaces.made import (
    AT,
    a_facilitator,
    a_hidden_space,
    a_meeting,
    a_space,
    an_undertaking,
    joined,
    looks_after,
)
from worker.steps import carried_out

from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.jobs.models import Job
from tiebeam.web.permissions import Role
from tiebeam.web.search.models import Entry as Found
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces import needs, queries
from tiebeam.web.spaces.caring.queries import who_looks_after
from tiebeam.web.spaces.meeting import actions
from tiebeam.web.spaces.meeting.forms import NewMeetingForm, agenda_as_text, agenda_in, moment
from tiebeam.web.spaces.meeting.rotation import proposed
from tiebeam.web.spaces.models import (
    Decision,
    Meeting,
    PassedOn,
    Rsvp,
    Taken,
    TakesTurns,
    Turn,
    Undertaking,
)
from tiebeam.web.spaces.who import name_of
from tiebeam.worker.schedule import Planner

pytestmark = pytest.mark.django_db
#: When it is, in most of what follows: far ahead, so that pages say that it is to come.
SOON = datetime(2099, 3, 4, 11, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
NEEDS = "A seat by the door, because of Bladderwrack."


@pytest.fixture
def fay():
    return a_facilitator()


@pytest.fixture
def mo():
    return somebody("mo@harbourline.example", name="Mo Haddad")


@pytest.fixture
def space(fay, mo):
    found = a_space(fay)
    joined(found, mo)
    return found


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return unescape(answer.content.decode())


def typed(**said: str) -> dict[str, str]:
    today = datetime.now(UTC).date() + timedelta(days=30)
    return {"title": "The rota", "day": str(today), "begins": "12:00", "ends": "13:00",
            "place": "Room 2", "link": "", "agenda": "10 min: Arrive\n\nThe rule",
            "once": "abc"} | said  # fmt: skip


def members_only(said: dict[str, str]) -> NewMeetingForm:
    return NewMeetingForm(said, today=datetime.now(UTC).date())


# --- a meeting is planned -------------------------------------------------------------------------


def test_whoever_looks_after_a_space_plans_a_meeting_once_however_often_they_send_it(space, fay):
    client, address = signed_in(fay), f"{space.get_absolute_url()}meetings/new/"

    first, again = client.post(address, typed()), client.post(address, typed())

    (found,) = Meeting.objects.all()
    assert first.url == again.url
    assert [(each.title, each.minutes) for each in found.agenda.all()] == [
        ("Arrive", 10), ("The rule", None),
    ]  # fmt: skip
    assert "Arrive" in page(client, first.url)


def test_a_member_can_not_plan_one(space, mo):
    client = signed_in(mo)

    assert client.get(f"{space.get_absolute_url()}meetings/new/").status_code == 404
    with pytest.raises(actions.NotAllowed):
        a_meeting(space, mo)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"day": "31.31."}, "day"),
        ({"day": "9999-12-31", "begins": "23:00", "ends": "01:00"}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"begins": "25:00"}, "begins"),
        ({"begins": "14:00", "ends": "13:00"}, "ends"),
        ({"begins": "12:00", "ends": "12:00"}, "ends"),
        ({"link": "http://meet.example/a"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://"}, "link"),
        ({"link": "https://meet.example/" + "a" * 500}, "link"),
        ({"agenda": "\n\n".join(["An item"] * 21)}, "agenda"),
        ({"agenda": "x" * 161}, "agenda"),
        ({"agenda": "A title\n" + "x" * 601}, "agenda"),
        ({"once": ""}, "once"),
    ],
)
def test_what_can_not_be_meant_is_said_at_its_field(said, field):
    form = members_only(typed(**said))

    assert not form.is_valid()
    assert field in form.errors


def test_nothing_typed_is_lost_where_it_can_not_be_meant(space, fay):
    client, address = signed_in(fay), f"{space.get_absolute_url()}meetings/new/"

    said = client.post(address, typed(link="ftp://x", agenda="Quillwort")).content.decode()

    assert "Quillwort" in said
    assert "begins with https://" in said


def test_a_title_of_tags_stays_a_title(space, fay):
    meeting = a_meeting(space, fay, "<script>alert(1)</script>", at=SOON)

    said = signed_in(fay).get(meeting.get_absolute_url()).content.decode()

    assert "<script>alert(1)" not in said


def test_two_who_change_it_at_once_do_not_write_over_each_other(space, fay):
    meeting = a_meeting(space, fay, at=SOON)
    client, address = signed_in(fay), f"{meeting.get_absolute_url()}change/"
    said = typed(edition="1")

    client.post(address, said | {"place": "Room 3"})
    late = client.post(address, said | {"place": "Room 4"})

    meeting.refresh_from_db()
    assert (late.status_code, meeting.place, meeting.edition) == (200, "Room 3", 2)
    assert "changed this meanwhile" in late.content.decode()


def test_no_more_are_planned_than_can_be_read(space, fay, monkeypatch):
    monkeypatch.setattr(actions, "MOST_TO_COME", 2)
    for _ in range(2):
        a_meeting(space, fay, at=SOON)

    with pytest.raises(actions.Enough):
        a_meeting(space, fay, at=SOON)


def test_the_trail_says_how_often_and_of_nobody(space, fay, mo):
    before = Entry.objects.count()
    meeting = a_meeting(space, fay, at=SOON)
    actions.answer(meeting, "yes", NEEDS, by=mo, at=AT)
    actions.take_role(meeting, "host", by=mo, at=AT)

    assert Tally.objects.get(act="spaces.met").times == 1
    assert Entry.objects.count() == before


@pytest.mark.parametrize("text", ["", "\n \n\t\n", "10 min: Arrive\nWho is here.\n\nThe rule"])
def test_an_agenda_reads_the_same_however_often_it_is_saved(text):
    once_read = agenda_in(text)

    assert agenda_in(agenda_as_text(once_read)) == once_read


def test_a_number_that_is_no_time_stays_in_the_title():
    (item,) = agenda_in("3 rules that we would change")

    assert (item.title, item.minutes) == ("3 rules that we would change", None)


# --- time -----------------------------------------------------------------------------------------


@pytest.fixture
def berlin(monkeypatch):
    from dataclasses import replace

    monkeypatch.setattr(settings, "HERE", replace(settings.HERE, time_zone=BERLIN))


def times(day: str, begins: str, ends: str, today: date) -> tuple[datetime, datetime]:
    form = NewMeetingForm(typed(day=day, begins=begins, ends=ends), today=today)
    assert form.is_valid(), form.errors
    return form.said["starts_at"].astimezone(UTC), form.said["ends_at"].astimezone(UTC)


def test_a_meeting_across_midnight_ends_on_the_next_day(berlin):
    begins, ends = times("2026-12-31", "23:30", "00:30", date(2026, 12, 1))

    assert begins == datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    assert ends - begins == timedelta(hours=1)


def test_the_night_on_which_clocks_go_forward_is_an_hour_shorter(berlin):
    begins, ends = times("2026-03-29", "01:00", "04:00", date(2026, 3, 1))

    assert ends - begins == timedelta(hours=2)


def test_the_night_on_which_clocks_go_back_is_an_hour_longer(berlin):
    begins, ends = times("2026-10-25", "01:00", "04:00", date(2026, 10, 1))

    assert ends - begins == timedelta(hours=4)


def test_a_time_that_no_clock_shows_is_said_not_to_be_there(berlin):
    form = NewMeetingForm(typed(day="2026-03-29", begins="02:30", ends="04:00"),
                          today=date(2026, 3, 1))  # fmt: skip

    assert not form.is_valid()
    assert "no such time" in str(form.errors["begins"])
    assert moment(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_page_says_the_time_of_the_organisation(berlin, space, fay):
    meeting = a_meeting(space, fay, at=datetime(2099, 7, 1, 21, 30, tzinfo=UTC))

    said = page(signed_in(fay), meeting.get_absolute_url())

    assert "1 July 2099, 11:30 p.m., to 2 July 2099, 12:30 a.m." in said


# --- who reads it ---------------------------------------------------------------------------------


def test_who_is_not_in_a_space_reads_no_meeting_of_it(space, fay):
    meeting = a_meeting(space, fay, at=SOON)
    client = signed_in(somebody("out@harbourline.example", name="Out"))

    for address in ("meetings/", f"meetings/{meeting.public_id}/", "meetings/changed/",
                    f"meetings/{meeting.public_id}/file/"):  # fmt: skip
        assert client.get(f"{space.get_absolute_url()}{address}").status_code == 404
    assert "The rota" not in page(client, space.get_absolute_url())


def test_in_an_open_space_everybody_reads_agenda_and_decisions_and_nobody_reads_who_comes(fay, mo):
    council = a_space(fay, "Council", visibility="open")
    joined(council, mo)
    meeting = a_meeting(council, fay, at=SOON)
    actions.write_decisions(meeting, ["Ten days before."], edition=1, by=fay, at=AT)
    actions.answer(meeting, "yes", NEEDS, by=mo, at=AT)
    client = signed_in(somebody("out@harbourline.example", name="Out"))

    said = page(client, meeting.get_absolute_url())

    assert "Arrive" in said
    assert "Ten days before." in said
    assert "Mo Haddad" not in said
    assert "Will you come?" not in said
    assert client.get(f"{meeting.get_absolute_url()}coming/").status_code == 404


def test_a_space_that_opens_up_does_not_open_the_meetings_that_were(fay):
    space = a_space(fay)
    meeting = a_meeting(space, fay, at=SOON)
    said = {"name": "Riverside allies", "about": "", "visibility": "open", "joining": "own",
            "roster": "own"}  # fmt: skip
    spaces.change_space(space, said, edition=1, by=fay, at=AT)
    out = signed_in(somebody("out@harbourline.example", name="Out"))

    assert out.get(meeting.get_absolute_url()).status_code == 404
    assert "The rota" not in page(out, f"{space.get_absolute_url()}meetings/")


def test_what_is_decided_once_a_space_has_closed_up_is_not_there_when_it_opens_again(fay):
    space = a_space(fay, visibility="open")
    meeting = a_meeting(space, fay, at=SOON)
    said = {"name": "Riverside allies", "about": "", "joining": "own", "roster": "own"}
    spaces.change_space(space, {**said, "visibility": "members"}, edition=1, by=fay, at=AT)
    actions.write_decisions(meeting, ["Quillwort"], edition=1, by=fay, at=AT)
    spaces.change_space(space, {**said, "visibility": "open"}, edition=2, by=fay, at=AT)
    out = signed_in(somebody("out@harbourline.example", name="Out"))

    assert out.get(meeting.get_absolute_url()).status_code == 404


def test_no_search_finds_a_meeting_or_what_somebody_needs(space, fay, mo):
    meeting = a_meeting(space, fay, "Quillwort", at=SOON)
    actions.answer(meeting, "yes", NEEDS, by=mo, at=AT)

    assert not [each for each in Found.objects.all() if "Quillwort" in str(vars(each))]
    assert not [each for each in Found.objects.all() if "Bladderwrack" in str(vars(each))]


# --- who comes ------------------------------------------------------------------------------------


def test_hosts_read_who_comes_and_what_is_needed_without_whose_it_is(space, fay, mo):
    meeting = a_meeting(space, fay, at=SOON)
    actions.answer(meeting, "yes", NEEDS, by=mo, at=AT)

    said = page(signed_in(fay), f"{meeting.get_absolute_url()}coming/")
    asked = page(signed_in(mo), f"{meeting.get_absolute_url()}coming/")
    needs = said.split("<h2>What people need</h2>")[1].split("</ul>")[0]

    assert "Yes: 1" in said
    assert "Mo Haddad" in said
    assert NEEDS in needs
    assert "Mo Haddad" not in needs
    # One answer alone tells whose need it is, so nobody is promised otherwise.
    assert "where few have answered, they may guess whose it is" in asked


def test_of_a_meeting_that_is_over_stands_what_was_and_nothing_to_prepare(space, fay, mo):
    meeting = a_meeting(space, fay, at=SOON)
    actions.take_role(meeting, "host", by=fay, at=AT)

    before = page(signed_in(mo), meeting.get_absolute_url())
    with time_machine.travel(SOON + timedelta(days=1), tick=False):
        after = page(signed_in(mo), meeting.get_absolute_url())

    for said in ("What will be talked about", "Put it into your calendar", "Nobody has taken it."):
        assert said in before
        assert said not in after
    assert "What was talked about" in after
    assert "<strong>Host</strong> (Fay" in after


def test_another_member_reads_neither_who_comes_nor_how_many(space, fay, mo):
    kim = somebody("kim@harbourline.example", name="Kim")
    joined(space, kim)
    meeting = a_meeting(space, fay, at=SOON)
    client, there = signed_in(kim), meeting.get_absolute_url()
    before = [page(client, each) for each in (there, f"{there}coming/")]

    actions.answer(meeting, "yes", NEEDS, by=mo, at=AT)

    strip = [page(client, each) for each in (there, f"{there}coming/")]
    assert [without_forms(each) for each in strip] == [without_forms(each) for each in before]


def without_forms(text: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_somebody_sees_what_they_said_changes_it_and_takes_it_back(space, fay, mo):
    meeting = a_meeting(space, fay, at=SOON)
    client, there = signed_in(mo), meeting.get_absolute_url()

    client.post(f"{there}coming/", {"says": "yes", "needs": NEEDS})
    assert "You said: Yes." in page(client, there)
    assert NEEDS in page(client, f"{there}coming/")
    client.post(f"{there}coming/", {"says": "no", "needs": ""})
    assert Rsvp.objects.get().says == "no"
    client.post(f"{there}coming/take-back/")

    assert not Rsvp.objects.exists()


@pytest.mark.parametrize("said", [{}, {"says": "perhaps not"}, {"says": "yes", "needs": "x" * 601}])
def test_an_answer_that_is_none_is_not_kept(space, fay, mo, said):
    meeting = a_meeting(space, fay, at=SOON)

    answer = signed_in(mo).post(f"{meeting.get_absolute_url()}coming/", said)

    assert answer.status_code == 200
    assert not Rsvp.objects.exists()


def test_what_somebody_needs_can_not_be_read_in_the_tables(space, fay, mo):
    meeting = a_meeting(space, fay, at=SOON)
    for each in (fay, mo):
        actions.answer(meeting, "yes", NEEDS, by=each, at=AT)

    one, other = Rsvp.objects.values_list("needs", flat=True)
    assert one != other
    assert needs.opened(one) == needs.opened(other) == NEEDS
    assert "Bladderwrack" not in everything()
    assert needs.opened("no such cipher") == needs.opened("") == ""


def test_what_somebody_needs_is_not_kept_for_when_they_sign_in_again(space, fay, mo):
    """Other forms keep what was typed while a session ended: in the new session, in clear."""
    meeting, client = a_meeting(space, fay, at=SOON), signed_in(mo)
    Session.objects.update(expire_date=AT)

    client.post(f"{meeting.get_absolute_url()}coming/", {"says": "yes", "needs": NEEDS})

    assert "Bladderwrack" not in "".join(str(each.get_decoded()) for each in Session.objects.all())


def everything() -> str:
    """Every value of every table."""
    return "\n".join(
        str(row) for model in apps.get_models() for row in model._default_manager.values_list()
    )


def ways_to_go():
    def over(meeting, person, space):
        actions.forget_guests(at=meeting.ends_at)

    def taken_back(meeting, person, space):
        actions.take_answer_back(meeting, by=person)

    def left(meeting, person, space):
        spaces.leave(space, by=person, at=AT)

    def account_deleted(meeting, person, space):
        spaces.forget_person(person)

    def called_off(meeting, person, space):
        actions.call_off(meeting, by=a_facilitator_of(space), at=AT)

    return [over, taken_back, left, account_deleted, called_off]


def a_facilitator_of(space):
    return who_looks_after(space, AT.date())[0][0]


@pytest.mark.parametrize("goes", ways_to_go(), ids=lambda each: each.__name__)
def test_nothing_is_left_in_any_table_of_who_comes_and_what_they_need(space, fay, mo, goes):
    meeting = a_meeting(space, fay, at=SOON)
    actions.answer(meeting, "yes", NEEDS, by=mo, at=AT)
    sealed = Rsvp.objects.get().needs
    assert sealed in everything()

    goes(meeting, mo, space)

    assert sealed not in everything()
    assert not Rsvp.objects.exists()


def test_a_meeting_that_still_goes_on_keeps_them(space, fay, mo):
    meeting = a_meeting(space, fay, at=SOON)
    actions.answer(meeting, "yes", NEEDS, by=mo, at=AT)

    actions.forget_guests(at=meeting.ends_at - timedelta(seconds=1))

    assert Rsvp.objects.exists()


def test_the_worker_deletes_them_each_day_and_makes_up_for_one_that_it_missed(space, fay, mo):
    meeting = a_meeting(space, fay, at=AT + timedelta(hours=1))
    actions.answer(meeting, "yes", NEEDS, by=mo, at=AT)
    later = AT + timedelta(days=3)

    for _ in range(2):
        Planner().plan(at=later)
    (job,) = Job.objects.filter(kind="forget-who-came")
    Job.objects.exclude(pk=job.pk).delete()
    carried_out(job, at=later)

    job.refresh_from_db()
    assert not Rsvp.objects.exists()
    assert (job.state, job.result, job.asked_by) == ("done", {}, None)


def test_when_it_is_over_nobody_can_answer_any_more(space, fay, mo):
    meeting = a_meeting(space, fay)
    client = signed_in(mo)

    with pytest.raises(actions.IsOver):
        actions.answer(meeting, "yes", NEEDS, by=mo, at=meeting.ends_at)
    assert client.post(f"{meeting.get_absolute_url()}coming/", {"says": "yes"}).status_code == 404


def test_whoever_answers_twice_at_once_has_one_answer(space, fay, mo):
    meeting = a_meeting(space, fay, at=SOON)
    actions.answer(meeting, "yes", "", by=mo, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Rsvp.objects.create(meeting=meeting, who=name_of(mo), says="no")


def test_one_takes_along_what_one_said_and_nobody_elses(space, fay, mo):
    meeting = a_meeting(space, fay, at=SOON)
    actions.answer(meeting, "maybe", NEEDS, by=mo, at=AT)
    actions.take_role(meeting, "host", by=mo, at=AT)
    an_undertaking(meeting, mo, "Ask the yard office")

    mine, hers = (queries.kept_about(each)["said"] for each in (mo, fay))

    assert {(each["what"], each["says"], each["thread"]) for each in mine} == {
        ("comes", "maybe", "The rota"), ("needs", NEEDS, "The rota"),
        ("role", "host", "The rota"), ("took on", "Ask the yard office", "The rota"),
    }  # fmt: skip
    assert hers == []


# --- whose turn it is -----------------------------------------------------------------------------


@given(
    people=st.integers(1, 7), roles=st.integers(1, 4),
    away=st.lists(st.sets(st.integers(0, 6)), min_size=1, max_size=14),
)  # fmt: skip
def test_nobody_has_a_second_turn_before_everybody_had_one(people, roles, away):
    """Whoever passes keeps their place; whoever was there all the time has had their turn."""
    offering, names = [f"p{n}" for n in range(people)], Turn.values[:roles]
    turns, held = [], []
    for number, gone in enumerate(away):
        passed = {f"p{n}" for n in gone}
        found = proposed(offering, turns, roles=names, taken={}, passed=passed)
        assert len(set(found.values())) == len(found)
        assert not set(found.values()) & passed
        assert len(found) == min(roles, len(set(offering) - passed))
        at = AT + timedelta(days=number)
        turns += [(who, role, at) for role, who in found.items()]
        held.append((set(found.values()), passed))

    for person in offering:
        mine = [number for number, (had, _) in enumerate(held) if person in had]
        for before, again in pairwise(mine):
            for other in offering:
                had = any(other in held[n][0] for n in range(before, again + 1))
                assert had or other in held[again][1]


def test_roles_go_round_as_well_as_people():
    offering, turns, hosts = ["a", "b"], [], []
    for number in range(4):
        found = proposed(offering, turns, roles=["host", "notes"], taken={})
        turns += [(who, role, AT + timedelta(days=number)) for role, who in found.items()]
        hosts.append(found["host"])

    assert hosts == ["a", "b", "a", "b"]


def test_only_the_one_whose_turn_it_is_is_told(space, fay, mo):
    meeting = a_meeting(space, fay, at=SOON)
    actions.offer_turns(space, offers=True, by=mo, at=AT)

    theirs, hers = (page(signed_in(each), meeting.get_absolute_url()) for each in (mo, fay))

    assert "It would be your turn: Host" in theirs
    assert "your turn" not in hers
    assert "Mo Haddad" not in hers
    assert not Taken.objects.exists()


def test_whoever_passes_it_on_is_not_asked_again_and_the_next_one_is(space, fay, mo):
    meeting = a_meeting(space, fay, at=SOON)
    for each in (mo, fay):
        actions.offer_turns(space, offers=True, by=each, at=AT)
    client, there = signed_in(mo), meeting.get_absolute_url()

    client.post(f"{there}roles/", {"pass": "yes"})

    assert "your turn" not in page(client, there)
    assert "It would be your turn: Host" in page(signed_in(fay), there)


def test_a_role_is_taken_by_ones_own_act_and_given_back_by_it(space, fay, mo):
    meeting = a_meeting(space, fay, at=SOON)
    client, there = signed_in(mo), meeting.get_absolute_url()

    client.post(f"{there}roles/", {"take": "notes"})
    late = signed_in(fay).post(f"{there}roles/", {"take": "notes"}, follow=True)
    signed_in(fay).post(f"{there}roles/", {"give-back": "notes"})

    assert "taken it meanwhile" in late.content.decode()
    assert Taken.objects.get().who == name_of(mo)
    client.post(f"{there}roles/", {"give-back": "notes"})
    assert not Taken.objects.exists()


@pytest.mark.parametrize("role", ["", "king", "host\0", "x" * 5000])
def test_a_role_that_there_is_not_can_not_be_taken(space, fay, mo, role):
    meeting = a_meeting(space, fay, at=SOON)

    answer = signed_in(mo).post(f"{meeting.get_absolute_url()}roles/", {"take": role})

    assert answer.status_code == 302
    assert not Taken.objects.exists()


def test_whoever_has_left_is_asked_no_more(space, fay, mo):
    meeting = a_meeting(space, fay, at=SOON)
    actions.offer_turns(space, offers=True, by=mo, at=AT)
    actions.take_role(meeting, "host", by=mo, at=AT)
    actions.pass_on(meeting, by=mo, at=AT)

    spaces.leave(space, by=mo, at=AT)

    assert not [each for each in (Taken, TakesTurns, PassedOn) if each.objects.exists()]


# --- what came of it ------------------------------------------------------------------------------


def test_whoever_takes_the_notes_writes_down_what_was_decided(space, fay, mo):
    meeting = a_meeting(space, fay, at=SOON)
    client, there = signed_in(mo), meeting.get_absolute_url()
    said = {"text": "Ten days before.\n\nOn paper too.", "edition": "1"}

    assert client.post(f"{there}decided/", said).status_code == 404
    client.post(f"{there}roles/", {"take": "notes"})
    client.post(f"{there}decided/", said)
    late = client.post(f"{there}decided/", said | {"text": "Never."})

    assert [each.text for each in Decision.objects.all()] == ["Ten days before.", "On paper too."]
    assert "changed this meanwhile" in late.content.decode()


@pytest.mark.parametrize("text", ["x" * 601, "\n\n".join(["It holds."] * 31)])
def test_more_than_can_be_read_was_not_decided(space, fay, text):
    meeting = a_meeting(space, fay, at=SOON)

    signed_in(fay).post(f"{meeting.get_absolute_url()}decided/", {"text": text, "edition": "1"})

    assert not Decision.objects.exists()


def test_something_to_do_is_taken_by_one_who_wants_to_and_by_no_other_after_them(space, fay, mo):
    found = an_undertaking(a_meeting(space, fay), fay, takes_it=False)
    there = f"{found.meeting.get_absolute_url()}to-do/{found.public_id}/"
    day = str(datetime.now(UTC).date() + timedelta(days=7))

    signed_in(mo).post(there, {"take": "yes", "due_on": day})
    signed_in(fay).post(there, {"take": "yes", "due_on": day})

    found.refresh_from_db()
    assert (found.who, str(found.due_on)) == (name_of(mo), day)
    with pytest.raises(actions.AlreadyTaken):
        actions.take(found, due_on=AT.date(), by=fay, at=AT)


def test_only_whoever_took_it_says_what_became_of_it(space, fay, mo):
    found = an_undertaking(a_meeting(space, fay), mo)
    there = f"{found.meeting.get_absolute_url()}to-do/{found.public_id}/close/"

    assert signed_in(fay).post(there, {"became": "done"}).status_code == 404
    with pytest.raises(actions.NotAllowed):
        actions.close(found, "done", by=fay, at=AT)
    assert signed_in(mo).post(there, {"became": "done"}).status_code == 302
    found.refresh_from_db()
    assert (found.became, found.closed_on is not None) == ("done", True)


def test_a_structure_that_changed_stands_on_the_page_of_the_space(space, fay, mo):
    eda = somebody("eda@harbourline.example", Role.STRUCTURE_OWNER, name="Eda")
    shifts = a_structure(eda, title="Shifts")
    found = an_undertaking(a_meeting(space, fay), mo)
    client, there = signed_in(mo), f"{found.meeting.get_absolute_url()}to-do/{found.public_id}/"

    missing = client.post(f"{there}close/", {"became": "changed"})
    client.post(f"{there}close/", {"became": "changed", "changed": "Ten days before.",
                                   "structure": f"structure:{shifts.public_id}"})  # fmt: skip

    assert "Choose the structure" in missing.content.decode()
    assert "Ten days before." in page(signed_in(fay), space.get_absolute_url())
    assert shifts.get_absolute_url() in page(client, there)
    assert "Ten days before." in page(client, f"{space.get_absolute_url()}meetings/changed/")


@pytest.mark.parametrize("named", ["structure:nosuchthing1", "king:abc", "", ":", "x" * 300])
def test_a_structure_that_there_is_not_has_not_changed(space, fay, mo, named):
    found = an_undertaking(a_meeting(space, fay), mo)
    there = f"{found.meeting.get_absolute_url()}to-do/{found.public_id}/close/"

    answer = signed_in(mo).post(there, {"became": "changed", "changed": "x", "structure": named})

    assert answer.status_code == 200
    assert Undertaking.objects.get().became == ""


def test_a_draft_that_somebody_may_not_read_is_neither_offered_nor_named(space, fay, mo):
    eda = somebody("eda@harbourline.example", Role.STRUCTURE_OWNER, name="Eda")
    draft = a_structure(eda, title="Periwinkle", state="draft")
    found = an_undertaking(a_meeting(space, fay), fay)
    actions.close(found, "changed", structure=f"structure:{draft.public_id}", changed="It is so.",
                  by=fay, at=AT)  # fmt: skip
    mine = an_undertaking(found.meeting, mo)
    client, there = signed_in(mo), f"{found.meeting.get_absolute_url()}to-do/"

    assert "Periwinkle" not in page(client, f"{there}{found.public_id}/")
    assert "Periwinkle" not in page(client, f"{there}{mine.public_id}/close/")


def test_what_somebody_took_on_waits_for_others_when_they_leave(space, fay, mo):
    meeting = a_meeting(space, fay)
    open_one, closed = an_undertaking(meeting, mo), an_undertaking(meeting, mo)
    actions.close(closed, "done", by=mo, at=AT)

    spaces.leave(space, by=mo, at=AT)

    open_one.refresh_from_db()
    closed.refresh_from_db()
    assert (open_one.who, open_one.due_on) == ("", None)
    assert (closed.who, closed.became) == ("", "done")


# --- the file for calendars -----------------------------------------------------------------------


def event(client: Client, meeting: Meeting):
    answer = client.get(f"{meeting.get_absolute_url()}file/")
    assert answer.headers["Content-Type"] == "text/calendar"
    for line in answer.content.split(b"\r\n"):
        assert len(line) <= 75
    # Read by another library than the one that wrote it.
    return answer, vobject.readOne(answer.content.decode("utf-8")).vevent


def test_a_calendar_reads_the_time_the_place_and_the_title(space, fay):
    meeting = a_meeting(space, fay, "Who decides; and when, für alle\\n", at=SOON,
                        link="https://meet.example/rota?a=1,2;3")  # fmt: skip

    answer, found = event(signed_in(fay), meeting)

    assert found.summary.value == "Who decides; and when, für alle\\n (Riverside allies)"
    assert (found.dtstart.value, found.dtend.value) == (SOON, SOON + timedelta(hours=1))
    assert "https://meet.example/rota?a=1,2;3" in found.location.value
    assert answer.headers["Content-Disposition"].endswith('"riverside-allies-2099-03-04.ics"')


def test_a_calendar_knows_a_changed_meeting_for_the_same_one_and_newer(space, fay):
    meeting = a_meeting(space, fay, at=SOON)
    client = signed_in(fay)
    _, first = event(client, meeting)
    said = {"title": meeting.title, "place": "Room 3", "link": "", "starts_at": SOON,
            "ends_at": SOON + timedelta(hours=2)}  # fmt: skip
    actions.change_meeting(meeting, said, [], edition=1, by=fay, at=AT)
    actions.change_meeting(meeting, said, [actions.Item(title="More")], edition=2, by=fay, at=AT)
    _, second = event(client, meeting)
    actions.call_off(meeting, by=fay, at=AT)
    _, third = event(client, meeting)

    assert first.uid.value == second.uid.value == third.uid.value
    assert [each.sequence.value for each in (first, second, third)] == ["0", "1", "2"]
    assert [each.status.value for each in (first, second, third)] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED",
    ]  # fmt: skip


def test_the_file_of_a_hidden_space_says_neither_its_name_nor_who_is_in_it(fay, mo):
    hidden = a_hidden_space(fay, "Lighthouse keepers")
    joined(hidden, mo)
    meeting = a_meeting(hidden, fay, "An hour", at=SOON)
    actions.take_role(meeting, "host", by=mo, at=AT)
    actions.answer(meeting, "yes", NEEDS, by=mo, at=AT)

    answer, _ = event(signed_in(mo), meeting)

    said = answer.content.decode() + str(answer.headers)
    assert "ighthouse" not in said
    assert "Mo Haddad" not in said
    assert 'filename="meeting.ics"' in said


def test_whoever_is_not_signed_in_has_no_file(space, fay):
    meeting = a_meeting(space, fay, at=SOON)

    assert Client().get(f"{meeting.get_absolute_url()}file/").status_code == 302


def test_another_who_looks_after_it_can_change_what_the_first_one_planned(space, fay, mo):
    looks_after(space, mo, fay)
    meeting = a_meeting(space, fay, at=SOON)

    answer = signed_in(mo).post(f"{meeting.get_absolute_url()}call-off/")

    meeting.refresh_from_db()
    assert answer.status_code == 302
    assert meeting.cancelled_on is not None
