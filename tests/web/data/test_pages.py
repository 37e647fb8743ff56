"""What is known about somebody: shown, taken along, and gone with their account."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db.models import PROTECT, RESTRICT
from django.test import Client
from django.utils import timezone
from web.pages import Inline
from web.people import LONG_AGO, PASSWORD, an_owner, somebody

from tiebeam.web.accounts import actions, kept
from tiebeam.web.accounts.kept import Kept, NamedTwice
from tiebeam.web.accounts.models import Invitation, Sealed, User
from tiebeam.web.audit.models import Entry
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db
WHO = {"login": "ada@harbourline.example", "password": PASSWORD}


@pytest.fixture
def ada(client: Client) -> User:
    """Signed in as them, by their password."""
    found = somebody("ada@harbourline.example", Role.ANALYST)
    client.post("/sign-in/", WHO)
    return found


def taken_along(client: Client) -> dict:
    return json.loads(client.get("/me/data/file/").content)


def say_who_you_are(client: Client) -> None:
    client.post("/me/security/again/", {"password": PASSWORD})


def test_every_room_that_keeps_something_of_people_says_so():
    """A room whose rows name somebody has said at least once what it keeps of them."""
    rooms = {
        model._meta.app_label
        for model in apps.get_models()
        if model.__module__.startswith("tiebeam.")
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is get_user_model()
    }
    say = {each.export.__module__.split(".")[2] for each in kept.everything_kept() if each.export}

    assert {"accounts", "delivery", "home", "insight", "jobs", "organisation"} <= rooms
    assert rooms - say == set()


# --- shown ----------------------------------------------------------------------------------------


def test_the_page_tells_each_thing_that_is_kept_for_what_and_how_long(client, ada):
    page = client.get("/me/data/").content.decode()

    for each in kept.everything_kept():
        assert str(each.purpose).replace("'", "&#x27;") in page
        assert str(each.how_long).replace("'", "&#x27;") in page
    assert "/data/why/" in page
    assert Inline(page).found == []


def test_nobody_reads_it_without_signing_in(client: Client):
    for each in ("", "file/", "delete/"):
        assert client.get("/me/data/" + each)["Location"].startswith("/sign-in/")


def test_one_s_own_pages_stand_side_by_side(client, ada):
    page = client.get("/me/data/").content.decode()

    for each in ("/me/", "/me/data/", "/me/identity/"):
        assert f'<li><a href="{each}"' in page
    assert 'href="/me/data/" aria-current="page"' in page


# --- taken along ----------------------------------------------------------------------------------


def test_the_file_holds_all_of_it_and_nothing_that_lets_anybody_in(client, ada):
    owner = an_owner()
    actions.take_role(ada, Role.ANALYST, by=owner, at=LONG_AGO)
    actions.give_role(ada, Role.BROKER, by=owner, at=timezone.now())

    answer = client.get("/me/data/file/")

    told = json.loads(answer.content)["kept"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert set(told) == {each.name for each in kept.everything_kept()}
    assert told["account"]["content"]["email"] == "ada@harbourline.example"
    assert [each["role"] for each in told["roles"]["content"]] == ["broker"]
    assert told["ways_of_signing_in"]["content"]["has_password"] is True
    assert len(told["sessions"]["content"]) == 1
    assert [each["what"] for each in told["done_here"]["content"]] == [
        "accounts.gave-role", "accounts.took-role",
    ]  # fmt: skip
    for secret in (ada.password, client.session.session_key, "argon2"):
        assert secret not in answer.content.decode()


def test_it_holds_nobody_else(client, ada):
    somebody("bo@harbourline.example", name="Bo Else")
    actions.invite(email="cy@harbourline.example", role=Role.MEMBER, by=ada, at=timezone.now())

    told = client.get("/me/data/file/").content.decode()

    assert taken_along(client)["kept"]["invitations"]["content"]["sent"][0]["role"] == "member"
    for other in ("Bo Else", "bo@", "cy@"):
        assert other not in told


def test_how_many_questions_it_takes_does_not_grow(client, ada, django_assert_max_num_queries):
    for n in range(12):
        actions.give_role(ada, Role.BROKER, by=None, at=timezone.now())
        actions.invite(email=f"p{n}@x.example", role=Role.MEMBER, by=ada, at=timezone.now())

    with django_assert_max_num_queries(28):
        client.get("/me/data/file/")


# --- deleted --------------------------------------------------------------------------------------


def test_before_anything_is_deleted_somebody_shows_that_it_is_them(client, ada):
    asked = client.get("/me/data/delete/")
    refused = client.post("/me/data/delete/")
    say_who_you_are(client)
    page = client.get("/me/data/delete/").content.decode()

    assert asked["Location"].startswith("/me/security/again/")
    assert refused["Location"].startswith("/me/security/again/")
    assert "What goes, at once" in page
    assert User.objects.filter(pk=ada.pk).exists()


def test_who_has_no_password_shows_it_at_the_organisation_s_own_sign_in(client: Client):
    bo = somebody("bo@harbourline.example")
    bo.set_unusable_password()
    bo.save()
    client.force_login(bo)

    answers = [client.get("/me/data/delete/"), client.post("/me/data/delete/")]

    for each in answers:
        assert each["Location"] == "/sign-in/elsewhere/?again=yes&next=%2Fme%2Fdata%2Fdelete%2F"
    assert User.objects.filter(pk=bo.pk).exists()
    assert "None" in client.get("/me/").content.decode()


def test_all_that_is_kept_goes_and_everybody_s_browser_of_theirs_is_signed_out(client, ada):
    elsewhere = Client()
    elsewhere.post("/sign-in/", WHO)
    Sealed.objects.create(user=ada, number=b"1", answers=b"2")
    number = ada.public_id
    say_who_you_are(client)

    answer = client.post("/me/data/delete/", follow=True)

    assert "Your account is deleted." in answer.content.decode()
    assert not User.objects.exists()
    assert not Sealed.objects.exists()
    assert {each.get_decoded().get("_auth_user_id") for each in Session.objects.all()} <= {None}
    assert elsewhere.get("/me/").status_code == 302
    assert [(each.act, each.by) for each in Entry.objects.all()] == [("accounts.deleted", number)]


def test_whoever_was_invited_by_them_stays_invited(client, ada):
    actions.invite(email="bo@harbourline.example", role=Role.MEMBER, by=ada, at=timezone.now())
    owner = an_owner()
    _, key = actions.invite(email="cy@x.example", role=Role.MEMBER, by=owner, at=timezone.now())
    gone = actions.accept(key, name="Cy", password=PASSWORD, at=timezone.now())

    actions.delete_account(ada, at=timezone.now())
    actions.delete_account(gone, at=timezone.now())

    left = Invitation.objects.get()
    assert (left.email, left.invited_by) == ("bo@harbourline.example", None)


def test_the_last_owner_stays(client: Client):
    owner = an_owner()
    client.force_login(owner)
    say_who_you_are(client)

    page = client.get("/me/data/delete/").content.decode()
    client.post("/me/data/delete/")

    assert "You are the only owner" in page
    assert "Delete my account now" not in page
    assert User.objects.filter(pk=owner.pk).exists()


def test_a_room_may_keep_what_does_not_go_by_itself_and_names_it_once(monkeypatch):
    monkeypatch.setattr(kept, "_kept", {})
    gone: list[User] = []
    found = Kept(name="x", what="X", purpose="Y.", how_long="Z.", export=None, forget=gone.append)
    kept.keeps(found)
    ada = somebody()

    actions.delete_account(ada, at=timezone.now())

    assert gone == [ada]
    with pytest.raises(NamedTwice):
        kept.keeps(found)


def test_nothing_in_any_room_keeps_an_account_from_being_deleted():
    """A row that has to outlive its author says SET_NULL."""
    holding = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is User
        and getattr(getattr(field, "remote_field", None), "on_delete", None) in {PROTECT, RESTRICT}
    ]

    assert holding == []
