"""The first page: what needs somebody, and what is new for them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from web.delivery.made import EVERYBODY, decide, happens, wants
from web.jobs.made import asked
from web.people import LONG_AGO, PASSWORD, an_owner, somebody

from tiebeam.web.accounts import actions as accounts
from tiebeam.web.accounts.models import User
from tiebeam.web.delivery.topics import How
from tiebeam.web.home.models import Visit
from tiebeam.web.home.roles import COMES
from tiebeam.web.jobs.models import Job
from tiebeam.web.permissions import Role
from tiebeam.web.ui.areas import Area

pytestmark = pytest.mark.django_db


def home(client: Client) -> str:
    return client.get("/").content.decode()


def test_a_visitor_is_told_what_this_is_and_nothing_of_anybody(client: Client):
    page = home(client)

    assert "Find where your structures hinder whom" in page
    assert 'href="/search/"' not in page


@pytest.mark.parametrize("role", Role)
def test_the_home_of_each_role_says_what_comes_to_it(client: Client, role: Role):
    client.force_login(somebody("ada@harbourline.example", role))

    answer = client.get("/")

    assert str(COMES[role]) in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_every_link_of_a_home_works(client: Client):
    client.force_login(an_owner())
    (main,) = re.findall(r"<main.*?</main>", home(client), flags=re.S)

    links = re.findall(r'href="([^"]+)"', main)

    assert "/people/" in links
    assert {client.get(each).status_code for each in links} == {200}


def test_an_owner_who_is_alone_is_asked_to_invite_and_nobody_else_is(client: Client):
    words = "Invite the people who will work with you"
    client.force_login(an_owner())
    alone = home(client)
    ada = somebody()

    assert words in alone
    assert words not in home(client)
    client.force_login(ada)
    assert words not in home(client)


def test_open_invitations_stand_on_the_home_of_owners_alone(client: Client):
    owner = an_owner()
    accounts.invite(email="bo@x.example", role=Role.MEMBER, by=owner, at=timezone.now())
    client.force_login(owner)
    of_owner = home(client)
    client.force_login(somebody("ada@harbourline.example", Role.ANALYST))

    assert "1 invitation is not answered yet" in of_owner
    assert "not answered yet" not in home(client)


def test_a_job_stands_on_the_home_of_whoever_asked(client: Client):
    ada = somebody()
    asked("one", by=ada)
    failed = asked("two", by=ada)
    done = asked("three", by=ada)
    now = timezone.now()
    Job.objects.filter(pk=failed.pk).update(
        state="failed", ended_at=now, problem="x", remedy="Try it."
    )
    Job.objects.filter(pk=done.pk).update(state="done", ended_at=now, result={"tally": 7})
    client.force_login(ada)
    page = home(client)
    client.force_login(somebody("bo@harbourline.example", name="Bo"))

    assert page.count("Counting") == 3
    assert f"/jobs/{failed.public_id}/" in page
    assert "/tallies/7/" in page
    assert "Counting" not in home(client)


def test_a_job_that_failed_long_ago_needs_nobody(client: Client):
    ada = somebody()
    job = asked("one", by=ada)
    Job.objects.filter(pk=job.pk).update(
        state="failed", ended_at=timezone.now() - timedelta(days=8), problem="x", remedy="Try it."
    )
    client.force_login(ada)

    assert "Nothing needs you today" in home(client)


def test_notices_stand_there_until_they_are_opened_and_are_never_counted(client: Client):
    ada = somebody()
    wants(ada, How.HERE)
    decide(happens(to=EVERYBODY))
    client.force_login(ada)

    before = home(client)
    (notice,) = re.findall(r"/me/notices/[\w-]+/", before)
    client.get(notice)

    assert "It rains" in before
    assert "It rains" not in home(client)


def test_what_changed_since_the_day_of_the_last_visit(client: Client, time_machine):
    time_machine.move_to("2026-11-20T09:00:00Z", tick=False)
    owner = an_owner()
    client.force_login(owner)
    first = home(client)
    _, key = accounts.invite(email="bo@x.example", role=Role.MEMBER, by=owner, at=timezone.now())
    time_machine.move_to("2026-11-21T09:00:00Z", tick=False)
    accounts.accept(key, name="Bo", password=PASSWORD, at=timezone.now())
    accounts.give_role(owner, Role.STEWARD, by=owner, at=timezone.now())
    time_machine.move_to("2026-11-23T09:00:00Z", tick=False)
    client.force_login(owner)
    second = home(client)
    again = home(client)
    time_machine.move_to("2026-11-25T09:00:00Z", tick=False)
    client.force_login(owner)

    assert "since" not in first
    assert "New since you were last here, on 20 November 2026" in second
    assert "1 person came in" in second
    assert "You are trusted with a new role: Steward" in second
    assert "1 person came in" in again
    assert "Nothing has changed for you since 23 November 2026." in home(client)


def test_only_the_day_of_a_visit_is_kept_and_it_is_written_once_a_day(client: Client):
    ada = somebody()
    client.force_login(ada)
    home(client)

    with CaptureQueriesContext(connection) as questions:
        home(client)

    assert Visit.objects.get().before is None
    assert [each["sql"] for each in questions if not each["sql"].startswith("SELECT")] == []
    assert len(questions) <= 14


def test_after_signing_in_somebody_is_at_home(client: Client):
    user: User = somebody()

    answer = client.post("/sign-in/", {"login": user.email, "password": PASSWORD}, follow=True)

    assert answer.redirect_chain == [("/", 302)]
    assert "Nothing needs you today" in answer.content.decode()
    assert user.joined_at == LONG_AGO


def test_each_area_says_what_it_is_for():
    from tiebeam.web.home.queries import ABOUT

    assert set(ABOUT) == set(Area)
