"""A new e-mail address counts once its link was opened, and says nothing about whose others are."""

from __future__ import annotations

import pytest
from django.core import mail
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory
from web.people import LONG_AGO, PASSWORD, link_in_mail, somebody

from tiebeam.web.accounts.adapters import Accounts
from tiebeam.web.accounts.models import User

pytestmark = pytest.mark.django_db
NEW = {"email": "Ada@New.example", "action_add": ""}


@pytest.fixture
def ada(client: Client) -> User:
    """Signed in, and has just said her password again."""
    user = somebody()
    client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    client.post("/me/security/again/", {"password": PASSWORD})
    return user


def test_a_new_address_counts_once_its_link_was_opened_and_the_button_pressed(client, ada):
    client.post("/me/email/", NEW)
    link = link_in_mail("ada@new.example")
    before = User.objects.get().email
    opened = client.get(link)
    only_opened = User.objects.get().email
    client.post(link)

    assert "Is this your address?" in opened.content.decode()
    assert (before, only_opened) == ("ada@harbourline.example", "ada@harbourline.example")
    assert User.objects.get().email == "ada@new.example"


def test_an_address_that_somebody_else_has_gets_the_same_answer(client: Client, ada: User):
    somebody("bo@harbourline.example", name="Bo")

    taken = client.post("/me/email/", {"email": "bo@harbourline.example", "action_add": ""})
    free = client.post("/me/email/", NEW)

    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    assert User.objects.filter(email="bo@harbourline.example").count() == 1


def test_the_page_waits_for_the_link_and_holds_no_style(client: Client, ada: User):
    client.post("/me/email/", NEW)

    page = client.get("/me/email/").content.decode()

    assert "Waits for the link to be opened" in page
    assert "style=" not in page


def test_who_did_not_say_their_password_again_changes_nothing(client: Client):
    user = somebody()
    client.post("/sign-in/", {"login": user.email, "password": PASSWORD})

    answer = client.post("/me/email/", NEW)

    assert answer["Location"].startswith("/me/security/again/")
    assert mail.outbox == []


def test_a_new_password_is_told_to_its_owner_by_mail(client: Client, ada: User):
    new = "another four words indeed"
    client.post("/me/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    (told,) = mail.outbox
    assert told.to == [ada.email]
    assert "It was not you?" in told.body
    assert "!" not in told.subject + told.body


def test_every_change_to_how_somebody_signs_in_is_told_in_our_words():
    """allauth's own words are long; what it sends on a change has to be ours."""
    changes = [
        "account/email/password_changed", "account/email/password_reset",
        "account/email/email_changed", "mfa/email/totp_activated", "mfa/email/totp_deactivated",
        "mfa/email/webauthn_added", "mfa/email/webauthn_removed",
        "mfa/email/recovery_codes_generated",
    ]  # fmt: skip
    given = {"timestamp": LONG_AGO, "ip": "203.0.113.7", "from_email": "a@b.c", "to_email": "d@e.f"}

    for each in changes:
        told = render_to_string(f"{each}_message.txt", given)
        assert "It was not you?" in told
        assert "5 January 2026, 00:00 (UTC)" in told
        assert get_template(f"{each}_subject.txt").origin.name.find("tiebeam") > 0


# --- whose tries are counted ----------------------------------------------------------------------


def asked_through(forwarded: str) -> str:
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded})
    return Accounts().get_client_ip(request)


def test_without_a_server_in_front_nobody_is_believed_who_they_are():
    assert asked_through("203.0.113.7") == "127.0.0.1"


def test_behind_one_only_what_it_adds_itself_is_believed(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    assert asked_through("198.51.100.1, 203.0.113.7") == "203.0.113.7"
