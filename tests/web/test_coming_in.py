"""Coming in: the first owner by a link from the console, others by invitation."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from web.people import LONG_AGO, PASSWORD, an_owner, link_in_mail, somebody

from tiebeam.web.accounts import actions, queries
from tiebeam.web.accounts.models import FirstLink, Invitation, User
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db
NOW = LONG_AGO + timedelta(days=30)
OLU = {"name": "Olu", "email": "Olu@Harbourline.example", "password": PASSWORD}
BO = {"name": "Bo", "password": PASSWORD}


def first_link() -> str:
    return f"/first/{actions.make_first_link(at=timezone.now())}/"


def invitation_to(email: str = "bo@harbourline.example", *, at=None, role=Role.MEMBER) -> str:
    """The key of a link."""
    owner = User.objects.filter(places__role=Role.OWNER).first() or an_owner()
    return actions.invite(email=email, role=role, by=owner, at=at or timezone.now())[1]


# --- the first ------------------------------------------------------------------------------------


def test_the_first_link_makes_an_owner_who_is_signed_in(client: Client):
    answer = client.post(first_link(), OLU)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/people/").status_code == 200
    owner = User.objects.get()
    assert (owner.email, owner.roles) == ("olu@harbourline.example", {Role.OWNER, Role.MEMBER})
    assert owner.password.startswith("argon2$")


def test_to_open_the_first_link_does_not_use_it_up(client: Client):
    link = first_link()

    assert [client.get(link).status_code for _ in range(2)] == [200, 200]
    assert client.get(link)["Cache-Control"] == "no-store"


def test_the_first_link_works_once(client: Client):
    link = first_link()
    client.post(link, OLU)

    again = Client().post(link, OLU | {"email": "eve@evil.example"})

    assert again.status_code == 410
    assert User.objects.count() == 1


def test_the_first_link_ends_after_a_day():
    key = actions.make_first_link(at=NOW)

    with pytest.raises(actions.LinkIsDead):
        actions.become_owner(key, **OLU, at=NOW + timedelta(days=1))

    assert not queries.is_first_link(key, at=NOW + timedelta(days=1))
    assert queries.is_first_link(key, at=NOW + timedelta(hours=23))


def test_a_new_first_link_ends_the_old_one():
    old = actions.make_first_link(at=NOW)
    new = actions.make_first_link(at=NOW)

    assert not queries.is_first_link(old, at=NOW)
    assert queries.is_first_link(new, at=NOW)


def test_where_there_is_an_owner_no_first_link_is_made():
    an_owner()

    assert actions.make_first_link(at=NOW) is None


def test_an_old_first_link_makes_no_second_owner():
    key = actions.make_first_link(at=NOW)
    an_owner()

    with pytest.raises(actions.LinkIsDead):
        actions.become_owner(key, **OLU, at=NOW)


def test_neither_kind_of_link_is_kept_itself():
    key = actions.make_first_link(at=NOW)
    other = invitation_to()

    assert key not in str(FirstLink.objects.values())
    assert other not in str(Invitation.objects.values())


# --- others ---------------------------------------------------------------------------------------


def test_an_owner_invites_and_whoever_accepts_has_the_role_and_a_proven_address(client: Client):
    owner = Client()
    owner.force_login(an_owner())
    sent = owner.post("/people/", {"email": "Bo@Harbourline.example", "role": "analyst"})

    answer = client.post(link_in_mail("bo@harbourline.example"), BO)

    assert (sent["Location"], answer["Location"]) == ("/people/", "/")
    bo = User.objects.get(name="Bo")
    assert (bo.email, bo.roles) == ("bo@harbourline.example", {Role.MEMBER, Role.ANALYST})
    assert bo.emailaddress_set.get().verified
    assert client.get("/me/").status_code == 200


def test_whoever_was_invited_can_sign_in_later(client: Client):
    Client().post(f"/join/{invitation_to()}/", BO)

    answer = client.post("/sign-in/", {"login": "bo@harbourline.example", "password": PASSWORD})

    assert answer["Location"] == "/"


def test_an_invitation_works_once(client: Client):
    link = f"/join/{invitation_to()}/"
    client.post(link, BO)

    assert Client().get(link).status_code == 410
    assert Client().post(link, BO | {"name": "Eve"}).status_code == 410
    assert not User.objects.filter(name="Eve").exists()


def test_links_that_never_were_that_were_used_and_that_are_too_old_get_the_same_answer(client):
    used, old = invitation_to(), invitation_to("cy@harbourline.example", at=LONG_AGO)
    Client().post(f"/join/{used}/", BO)

    answers = [client.get(f"/join/{each}/") for each in ("nonsense", used, old)]

    assert {each.status_code for each in answers} == {410}
    assert len({each.content for each in answers}) == 1


def test_an_invitation_ends_after_two_weeks():
    key = invitation_to(at=NOW)

    assert queries.invitation_of(key, at=NOW + timedelta(days=13))
    assert queries.invitation_of(key, at=NOW + timedelta(days=14)) is None


def test_a_second_invitation_to_an_address_ends_the_first():
    first, second = invitation_to(at=NOW), invitation_to("BO@harbourline.example", at=NOW)

    assert queries.invitation_of(first, at=NOW) is None
    assert queries.invitation_of(second, at=NOW)


def test_nobody_is_invited_who_is_here(client: Client):
    client.force_login(an_owner())
    somebody()

    answer = client.post("/people/", {"email": "ada@harbourline.example", "role": "member"})

    assert answer.status_code == 200
    assert "There is an account with this address" in answer.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize("name", ["Bo\nBcc: eve@evil.example", "Bo\u202egro.live", "Bo\x00"])
def test_a_name_that_ends_its_line_or_turns_it_round_is_refused(client: Client, name: str):
    answer = client.post(f"/join/{invitation_to()}/", BO | {"name": name})

    assert answer.status_code == 200
    assert not User.objects.filter(email="bo@harbourline.example").exists()


@pytest.mark.parametrize("name", ["Zoë", "Nguyễn Thị", "علی‌رضا", "O’Brien-Søndergård", "李"])
def test_a_name_is_what_people_call_themselves(client: Client, name: str):
    client.post(f"/join/{invitation_to()}/", BO | {"name": name})

    assert User.objects.get(email="bo@harbourline.example").name == name


@pytest.mark.parametrize("password", ["short", "password1234", "bo@harbourline.example", ""])
def test_a_password_that_is_soon_guessed_is_refused_and_the_name_stays(client, password):
    answer = client.post(f"/join/{invitation_to()}/", BO | {"password": password})

    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'value="Bo"' in page
    assert f'value="{password}"' not in page
    assert 'role="alert"' in page


def test_a_form_from_elsewhere_lets_nobody_in():
    strict = Client(enforce_csrf_checks=True)

    answers = [strict.post(each, OLU) for each in (first_link(), f"/join/{invitation_to()}/")]

    assert [each.status_code for each in answers] == [403, 403]
    assert not User.objects.exclude(name="Olu", email="olu@harbourline.example").exists()


def test_no_key_of_a_link_is_in_the_log(caplog):
    """The form is refused, so the link still works: whoever reads the log could use it."""
    strict, key = Client(enforce_csrf_checks=True), invitation_to()

    with caplog.at_level(logging.DEBUG):
        strict.post(f"/join/{key}/", OLU)

    assert "/join/" in caplog.text
    assert key not in caplog.text


def test_where_the_mail_server_does_not_answer_the_owner_is_told(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "", 1
    client.force_login(an_owner())

    answer = client.post("/people/", {"email": "bo@harbourline.example", "role": "member"},
                         follow=True)  # fmt: skip

    assert "The mail server did not take the mail" in answer.content.decode()


# --- at once --------------------------------------------------------------------------------------


def both(once) -> list[str]:
    """What two get who do the same at the same time, each with a connection of their own."""
    ready, said = threading.Barrier(2), []

    def run(who: str) -> None:
        try:
            ready.wait()
            said.append(once(who).email)
        except ValueError as error:
            said.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(each,)) for each in ("one", "two")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(said)


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_accept_an_invitation_one_comes_in():
    key = invitation_to()

    said = both(lambda who: actions.accept(key, name=who, password=PASSWORD, at=timezone.now()))

    assert said == ["LinkIsDead", "bo@harbourline.example"]
    assert User.objects.filter(email="bo@harbourline.example").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_the_first_link_one_is_the_owner():
    key = actions.make_first_link(at=timezone.now())

    def once(who: str) -> User:
        return actions.become_owner(key, name=who, email=f"{who}@harbourline.example",
                                    password=PASSWORD, at=timezone.now())  # fmt: skip

    said = both(once)

    assert said[0] == "LinkIsDead"
    assert User.objects.count() == 1
