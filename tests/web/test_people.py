"""Who is here, what they are trusted with, and what they say of themselves."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from web.pages import Inline
from web.people import LONG_AGO, PASSWORD, an_owner, somebody

from tiebeam.web.accounts import actions
from tiebeam.web.accounts.models import Invitation, Place, User
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    """Signed in as them."""
    found = an_owner()
    client.force_login(found)
    return found


def at(person: User, rest: str = "") -> str:
    return f"/people/{person.public_id}/{rest}"


def roles_of(person: User) -> frozenset[Role]:
    return User.objects.get(pk=person.pk).roles


def test_the_owner_sees_who_is_here_with_what_and_who_is_invited(client: Client, owner: User):
    somebody("ada@harbourline.example", Role.ANALYST, Role.STEWARD)
    actions.invite(email="bo@harbourline.example", role=Role.BROKER, by=owner, at=timezone.now())

    page = client.get("/people/").content.decode()

    assert "Member, Analyst, Steward" in page
    assert "bo@harbourline.example" in page
    assert "Broker. The link works until" in page
    assert Inline(page).found == []


@pytest.mark.parametrize("role", [each for each in Role if each != Role.OWNER])
def test_no_other_role_opens_the_pages_of_an_owner(client: Client, role: Role):
    person = somebody("ada@harbourline.example", role)
    client.force_login(person)

    answers = [client.get("/people/"), client.get(at(person)), client.post(at(person, "take/")),
               client.post(at(person), {"role": "owner"}),
               client.post("/people/", {"email": "eve@evil.example", "role": "owner"}),
               client.post("/people/invitations/x/withdraw/")]  # fmt: skip

    assert {each.status_code for each in answers} == {404}
    assert Role.OWNER not in roles_of(person)
    assert not Invitation.objects.exists()


def test_somebody_is_given_a_role_and_it_is_taken_away(client: Client, owner: User):
    ada = somebody()

    client.post(at(ada), {"role": "analyst"})
    given = roles_of(ada)
    page = client.get(at(ada)).content.decode()
    client.post(at(ada, "take/"), {"role": "analyst"})

    assert given == {Role.MEMBER, Role.ANALYST}
    assert "Take away: Analyst" in page
    assert roles_of(ada) == {Role.MEMBER}


def test_the_last_owner_stays_one(client: Client, owner: User):
    answer = client.post(at(owner, "take/"), {"role": "owner"}, follow=True)

    assert Role.OWNER in roles_of(owner)
    assert client.get("/people/").status_code == 200
    assert answer.status_code == 200


def test_an_owner_who_is_not_the_last_may_step_back(client: Client, owner: User):
    somebody("ada@harbourline.example", Role.OWNER)

    answer = client.post(at(owner, "take/"), {"role": "owner"})

    assert answer["Location"] == "/me/"
    assert client.get("/people/").status_code == 404


def test_what_is_no_role_and_who_is_nobody_changes_nothing(client: Client, owner: User):
    client.post(at(owner), {"role": "emperor"})

    assert roles_of(owner) == {Role.MEMBER, Role.OWNER}
    assert client.get("/people/nobody/").status_code == 404
    assert client.get(at(owner, "take/")).status_code == 405


def test_a_withdrawn_invitation_lets_nobody_in(client: Client, owner: User):
    invitation, key = actions.invite(
        email="bo@harbourline.example", role=Role.MEMBER, by=owner, at=timezone.now()
    )

    client.post(f"/people/invitations/{invitation.public_id}/withdraw/")

    assert Client().get(f"/join/{key}/").status_code == 410
    assert "bo@harbourline.example" not in client.get("/people/").content.decode()


def test_an_invitation_that_ended_is_not_listed(client: Client, owner: User):
    actions.invite(email="bo@harbourline.example", role=Role.MEMBER, by=owner, at=LONG_AGO)

    assert "bo@harbourline.example" not in client.get("/people/").content.decode()


@pytest.mark.parametrize("email", ["bo@harbourline.example\nBcc: eve@evil.example", "bo", ""])
def test_nobody_is_invited_at_an_address_that_is_none(client, owner, mailoutbox, email):
    answer = client.post("/people/", {"email": email, "role": "member"})

    assert answer.status_code == 200
    assert mailoutbox == []
    assert not Invitation.objects.exists()


def test_a_page_of_many_people_asks_the_database_no_more_often_than_one_of_few(
    client, owner, django_assert_max_num_queries
):
    for n in range(12):
        somebody(f"p{n}@harbourline.example", Role.ANALYST, name=f"P{n}")

    with django_assert_max_num_queries(10):
        client.get("/people/")


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_take_it_from_each_other_at_once_leave_one():
    one, two = an_owner(), somebody("ada@harbourline.example", Role.OWNER)
    ready, said = threading.Barrier(2), []

    def take(from_whom: User) -> None:
        try:
            ready.wait()
            actions.take_role(from_whom, Role.OWNER, by=one, at=LONG_AGO)
        except actions.LastOwner:
            said.append("stays")
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(each,)) for each in (one, two)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert said == ["stays"]
    assert Place.objects.filter(role=Role.OWNER).count() == 1


# --- oneself --------------------------------------------------------------------------------------


def test_somebody_says_how_they_are_called_and_addressed(client: Client):
    ada = somebody()
    client.force_login(ada)

    said = {"name": "Ada L.", "pronouns": "she/they", "language": "en"}
    answer = client.post("/me/", said, follow=True)

    ada.refresh_from_db()
    assert (ada.name, ada.pronouns) == ("Ada L.", "she/they")
    assert "Ada L." in answer.content.decode()


def test_what_can_t_be_saved_stays_in_the_form(client: Client):
    client.force_login(somebody())

    page = client.post("/me/", {"name": "", "pronouns": "she/they"}).content.decode()

    assert 'value="she/they"' in page
    assert 'role="alert"' in page
    assert User.objects.get().pronouns == ""


def test_with_one_language_nobody_is_asked_for_it_with_two_they_are(client: Client, settings):
    ada = somebody()
    client.force_login(ada)
    languages = settings.LANGUAGES

    settings.LANGUAGES = [("en", "English")]
    alone = client.get("/me/").content.decode()
    settings.LANGUAGES = languages
    both = client.get("/me/").content.decode()
    client.post("/me/", {"name": "Ada", "language": "de"})

    ada.refresh_from_db()
    assert ("id_language" in alone, "id_language" in both) == (False, True)
    assert ada.language == "de"


def test_somebody_reads_pages_in_the_language_that_they_chose_wherever_they_sign_in():
    somebody()
    here, there = Client(), Client()
    who = {"login": "ada@harbourline.example", "password": PASSWORD}
    here.post("/sign-in/", who)

    here.post("/me/", {"name": "Ada", "language": "de"})
    there.post("/sign-in/", who)

    for each in (here, there):
        assert '<html lang="de">' in each.get("/").content.decode()


# --- how long -------------------------------------------------------------------------------------


def test_after_two_hours_without_use_somebody_has_to_sign_in_again(client: Client, time_machine):
    time_machine.move_to(LONG_AGO)
    client.force_login(somebody())
    client.get("/me/")

    time_machine.shift(timedelta(hours=1, minutes=50))
    meanwhile = client.get("/me/").status_code
    time_machine.shift(timedelta(hours=1, minutes=50))
    used = client.get("/me/").status_code
    time_machine.shift(timedelta(hours=2, minutes=1))

    assert (meanwhile, used, client.get("/me/").status_code) == (200, 200, 302)


def test_the_session_ends_with_the_browser(client: Client):
    client.force_login(somebody())

    assert not client.get("/me/").cookies["sessionid"]["max-age"]


def test_whoever_reads_where_to_turn_leaves_no_trace(client: Client, time_machine):
    time_machine.move_to(LONG_AGO)
    client.force_login(somebody())
    client.get("/me/")
    time_machine.shift(timedelta(hours=1))

    found = client.get("/speak-up/")

    assert not found.cookies
    assert "Cookie" not in found.get("Vary", "")
    assert "Ada" not in found.content.decode()


# --- nothing typed is lost ------------------------------------------------------------------------

TYPED = {"name": "Ada L.", "pronouns": "she/they"}


def type_too_late(client: Client, time_machine) -> None:
    """Somebody opens their page, is called away for three hours, and then sends the form."""
    time_machine.move_to(LONG_AGO)
    client.force_login(somebody())
    client.get("/me/")
    time_machine.shift(timedelta(hours=3))
    assert client.post("/me/", TYPED)["Location"] == "/sign-in/?next=%2Fme%2F"


def sign_in(client: Client, email: str) -> None:
    answer = client.post("/sign-in/", {"login": email, "password": PASSWORD, "next": "/me/"})
    assert answer["Location"] == "/me/"


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(client, time_machine):
    type_too_late(client, time_machine)

    sign_in(client, "ada@harbourline.example")
    page, again = (client.get("/me/").content.decode() for _ in range(2))

    assert 'value="she/they"' in page
    assert "please send it again" in page
    assert 'value="she/they"' not in again
    assert User.objects.get().pronouns == ""


def test_whoever_signs_in_next_at_the_same_computer_does_not_see_it(client, time_machine):
    somebody("bo@harbourline.example", name="Bo")
    type_too_late(client, time_machine)

    sign_in(client, "bo@harbourline.example")

    assert "she/they" not in client.get("/me/").content.decode()


def test_nothing_is_kept_of_somebody_who_signed_out_or_never_signed_in(client: Client):
    client.force_login(somebody())
    client.post("/sign-out/")

    client.post("/me/", TYPED)
    Client().post("/me/", TYPED)

    assert all("typed" not in each.get_decoded() for each in Session.objects.all())


def test_more_than_a_page_is_not_kept(client: Client, time_machine):
    time_machine.move_to(LONG_AGO)
    client.force_login(somebody())
    time_machine.shift(timedelta(hours=3))

    client.post("/me/", TYPED | {"name": "A" * 60_000})

    assert all("typed" not in each.get_decoded() for each in Session.objects.all())
