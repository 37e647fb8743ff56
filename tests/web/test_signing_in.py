"""Signing in and out: by whom, how often, and what a stranger learns from it."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from web.pages import Inline
from web.people import PASSWORD, link_in_mail, somebody

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str = PASSWORD, after: str = ""):
    return client.post("/sign-in/", {"login": email, "password": password, "next": after})


def words_of(response) -> str:
    """The page, without what differs by chance and without what somebody typed."""
    page = response.content.decode()
    lines = [each for each in page.splitlines() if "csrfmiddlewaretoken" not in each]
    return "\n".join(each for each in lines if "harbourline.example" not in each)


def test_with_address_and_password_somebody_comes_home(client: Client):
    somebody()

    answer = sign_in(client, "ada@harbourline.example")

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "Ada" in client.get("/").content.decode()


def test_capitals_in_the_address_make_no_difference(client: Client):
    somebody()

    assert sign_in(client, "Ada@Harbourline.EXAMPLE")["Location"] == "/"


def test_somebody_whose_account_is_closed_does_not_come_in(client: Client):
    user = somebody()
    user.is_active = False
    user.save()

    sign_in(client, "ada@harbourline.example")

    assert client.get("/me/").status_code == 302


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client):
    somebody()

    known = sign_in(client, "ada@harbourline.example", "not this one, I fear")
    unknown = sign_in(client, "bo@harbourline.example", "not this one, I fear")

    assert known.status_code == unknown.status_code == 200
    assert words_of(known) == words_of(unknown)
    assert "not correct" in known.content.decode()


def test_nobody_tries_a_sixth_password_within_five_minutes(client: Client):
    somebody()
    for _ in range(5):
        sign_in(client, "ada@harbourline.example", "not this one, I fear")

    right = sign_in(client, "ada@harbourline.example")

    assert right.status_code == 200
    assert "Too many failed login attempts" in right.content.decode()


def test_tries_are_not_forgotten_because_many_others_are_counted_too(client: Client):
    somebody()
    for _ in range(5):
        sign_in(client, "ada@harbourline.example", "not this one, I fear")

    for n in range(320):
        cache.set(f"someone-else-{n}", [1], 300)

    assert "Too many failed" in sign_in(client, "ada@harbourline.example").content.decode()


def test_tries_at_an_unknown_address_end_as_early(client: Client):
    for _ in range(5):
        sign_in(client, "bo@harbourline.example", "not this one, I fear")

    assert "Too many failed login" in sign_in(client, "bo@harbourline.example").content.decode()


def test_whoever_asks_without_end_is_told_to_wait_in_our_words(client: Client):
    answers = [sign_in(client, f"{n}@harbourline.example") for n in range(31)]

    assert answers[-1].status_code == 429
    assert "That was too often" in answers[-1].content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"],
)
def test_after_signing_in_nobody_is_sent_to_another_site(client: Client, elsewhere: str):
    somebody()

    assert sign_in(client, "ada@harbourline.example", after=elsewhere)["Location"] == "/"


def test_after_signing_in_somebody_is_where_they_wanted_to_be(client: Client):
    somebody()

    asked = client.get("/me/email/")
    answer = sign_in(client, "ada@harbourline.example", after="/me/email/")

    assert asked["Location"] == "/sign-in/?next=/me/email/"
    assert answer["Location"] == "/me/email/"


def test_signing_out_takes_a_form_and_ends_it(client: Client):
    somebody()
    sign_in(client, "ada@harbourline.example")

    asked = client.get("/sign-out/")
    still = client.get("/me/").status_code
    client.post("/sign-out/")

    assert asked.status_code == 200
    assert still == 200
    assert client.get("/me/").status_code == 302


def test_nobody_signs_up_without_an_invitation(client: Client):
    found = client.get("/sign-up/")
    sent = client.post("/sign-up/", {"email": "bo@harbourline.example", "password1": PASSWORD})

    for each in (found, sent):
        assert "People come in by invitation" in each.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize("address", ["/sign-in/", "/password/", "/sign-out/", "/me/"])
def test_a_form_from_elsewhere_is_refused_in_our_words(address: str):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(somebody())

    answer = strict.post(address, {"login": "ada@harbourline.example", "name": "Eve"})

    assert answer.status_code == 403
    assert "Please send it once more" in answer.content.decode()


# --- a new password -------------------------------------------------------------------------------


def test_a_new_password_comes_by_a_link_that_works_once(client: Client):
    somebody()
    client.post("/password/", {"email": "ada@harbourline.example"})
    link = link_in_mail("ada@harbourline.example")

    form = client.get(link)["Location"]
    client.post(form, {"password1": "another four words indeed", "password2": ""} | twice())
    again = Client().get(link)

    assert sign_in(Client(), "ada@harbourline.example", twice()["password1"])["Location"] == "/"
    assert "This link does not work" in again.content.decode()


def twice() -> dict[str, str]:
    return dict.fromkeys(("password1", "password2"), "another four words indeed")


def test_a_new_password_ends_every_session_of_the_old_one(client: Client):
    somebody()
    sign_in(client, "ada@harbourline.example")
    other = Client()
    other.post("/password/", {"email": "ada@harbourline.example"})
    form = other.get(link_in_mail("ada@harbourline.example"))["Location"]

    other.post(form, twice())

    assert client.get("/me/").status_code == 302


def test_a_known_and_an_unknown_address_get_the_same_answer_and_both_get_mail(client: Client):
    somebody()

    known = client.post("/password/", {"email": "ada@harbourline.example"}, follow=True)
    unknown = client.post("/password/", {"email": "bo@harbourline.example"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain == [("/password/sent/", 302)]
    assert words_of(known) == words_of(unknown)
    assert [each.to for each in mail.outbox] == [
        ["ada@harbourline.example"], ["bo@harbourline.example"],
    ]  # fmt: skip


def test_no_mail_shouts_or_names_another_site(client: Client):
    somebody()
    client.post("/password/", {"email": "ada@harbourline.example"})
    client.post("/password/", {"email": "bo@harbourline.example"})

    for each in mail.outbox:
        assert "!" not in each.subject + each.body
        assert "example.com" not in each.body
        assert "Harbourline runs this Tiebeam itself" in each.body


def test_a_link_with_a_slip_in_it_does_not_work(client: Client):
    page = client.get("/password/1-abc-def/")

    assert page.status_code == 200
    assert "This link does not work" in page.content.decode()


@pytest.mark.parametrize("email", ["ada@harbourline.example\nBcc: eve@evil.example", "a\r\n@b.c"])
def test_an_address_of_two_lines_is_refused(client: Client, email: str):
    assert client.post("/password/", {"email": email}).status_code == 200
    assert mail.outbox == []


# --- pages ----------------------------------------------------------------------------------------

OF_ONES_OWN = (
    "/me/", "/me/email/", "/me/password/", "/me/sessions/", "/me/security/",
    "/me/security/app/", "/me/security/passkeys/", "/me/security/passkeys/add/",
)  # fmt: skip


@pytest.mark.parametrize("address", OF_ONES_OWN)
def test_pages_of_ones_own_are_for_those_who_are_signed_in(client: Client, address: str):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("address", [*OF_ONES_OWN, "/me/security/again/"])
def test_pages_of_ones_own_look_like_ours_and_hold_nothing_that_is_refused(client, address):
    somebody()
    sign_in(client, "ada@harbourline.example")
    client.post("/me/security/again/", {"password": PASSWORD})

    page = client.get(address)

    assert page.status_code == 200
    assert Inline(page.content.decode()).found == []
    assert 'href="/speak-up/"' in page.content.decode()
    assert "<h1>" in page.content.decode()


@pytest.mark.parametrize("address", ["/me/security/app/", "/me/security/passkeys/add/"])
def test_how_somebody_signs_in_is_changed_only_after_saying_the_password_again(client, address):
    somebody()
    sign_in(client, "ada@harbourline.example")

    answer = client.get(address)

    assert answer["Location"].startswith("/me/security/again/?next=")


def test_whoever_signs_in_sees_their_browsers_and_signs_the_others_out(client: Client):
    somebody()
    sign_in(client, "ada@harbourline.example")
    other = Client(headers={"user-agent": "A browser in the break room"})
    sign_in(other, "ada@harbourline.example")

    listed = client.get("/me/sessions/").content.decode()
    client.post("/me/sessions/")

    assert "A browser in the break room" in listed
    assert other.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_one_browser_is_signed_out_and_the_others_stay(client: Client):
    somebody()
    others = [Client(headers={"user-agent": f"Browser {n}"}) for n in (1, 2)]
    for each in (client, *others):
        sign_in(each, "ada@harbourline.example")
    number = UserSession.objects.get(user_agent="Browser 1").pk

    page = client.get("/me/sessions/").content.decode()
    client.post(f"/me/sessions/{number}/end/")

    assert "Sign out Browser 1" in page
    assert [each.get("/me/").status_code for each in (client, *others)] == [200, 302, 200]


def test_nobody_signs_out_somebody_else(client: Client):
    somebody()
    somebody("bo@harbourline.example", name="Bo")
    other = Client()
    sign_in(client, "ada@harbourline.example")
    sign_in(other, "bo@harbourline.example")
    number = UserSession.objects.get(user__name="Bo").pk

    answers = [client.post(f"/me/sessions/{number}/end/"), client.get("/me/sessions/1/end/"),
               Client().post(f"/me/sessions/{number}/end/")]  # fmt: skip

    assert [each.status_code for each in answers] == [302, 405, 302]
    assert other.get("/me/").status_code == 200
