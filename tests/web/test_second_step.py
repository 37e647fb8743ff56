"""A second step after the password: codes from an app, and recovery codes if it is lost."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from web.pages import Inline
from web.people import PASSWORD, somebody

from tiebeam.web.accounts.adapters import SecondSteps
from tiebeam.web.accounts.templatetags.browsers import browser_named

pytestmark = pytest.mark.django_db
ADA = {"login": "ada@harbourline.example", "password": PASSWORD}


def code_of(secret: str) -> str:
    """What an app would show now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def signed_in(client: Client) -> Client:
    """As somebody who just said their password again."""
    somebody()
    client.post("/sign-in/", ADA)
    client.post("/me/security/again/", {"password": PASSWORD})
    return client


def turn_on(client: Client) -> str:
    """The secret that the app was given."""
    page = client.get("/me/security/app/").content.decode()
    (secret,) = re.findall(r"<code>([A-Z2-7]+)</code>", page)
    client.post("/me/security/app/", {"code": code_of(secret)})
    return secret


def test_with_codes_turned_on_a_password_alone_lets_nobody_in(signed_in: Client, time_machine):
    time_machine.move_to("2026-11-26T09:00:00Z", tick=False)
    secret = turn_on(signed_in)
    other = Client()

    after_password = other.post("/sign-in/", ADA)
    page = other.get("/sign-in/code/").content.decode()
    still_out = other.get("/me/").status_code
    wrong = other.post("/sign-in/code/", {"code": "000000"}).status_code
    time_machine.shift(60)
    right = other.post("/sign-in/code/", {"code": code_of(secret)})

    assert after_password["Location"].startswith("/sign-in/code/")
    assert Inline(page).found == []
    assert (still_out, wrong, right["Location"]) == (302, 200, "/")


def test_a_recovery_code_lets_somebody_in_once(signed_in: Client):
    turn_on(signed_in)
    page = signed_in.get("/me/security/recovery/").content.decode()
    code = re.findall(r"<code>(\d+)</code>", page)[0]

    def tried() -> int:
        other = Client()
        other.post("/sign-in/", ADA)
        return other.post("/sign-in/code/", {"code": code}).status_code

    assert [tried(), tried()] == [302, 200]


def test_the_picture_for_the_phone_stands_in_the_page_and_the_secret_beside_it(signed_in: Client):
    page = signed_in.get("/me/security/app/").content.decode()

    assert "<svg" in page
    assert "data:" not in page
    assert "<?xml" not in page


def test_secrets_are_kept_unreadable(signed_in: Client):
    secret = turn_on(signed_in)

    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]

    assert secret not in kept
    assert SecondSteps().decrypt(kept) == secret


@pytest.mark.parametrize(
    "address",
    ["/me/security/", "/me/security/recovery/", "/me/security/recovery/new/",
     "/me/security/app/off/", "/me/security/passkeys/"],
)  # fmt: skip
def test_pages_of_the_second_step_hold_nothing_that_is_refused(signed_in: Client, address: str):
    turn_on(signed_in)

    found = signed_in.get(address)

    assert found.status_code == 200
    assert Inline(found.content.decode()).found == []
    assert "Authenticat" not in found.content.decode()


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
         "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5", "curl/8.5"),
        ("", "A browser without a name"),
    ],
)  # fmt: skip
def test_a_browser_is_named_as_its_owner_knows_it(said: str, named: str):
    assert browser_named(said) == named
