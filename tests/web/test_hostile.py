"""Every address there is, as each role and as whoever means harm: a new page is tried at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from web.organisation.brought import key_published
from web.pages import patterns, without_token
from web.people import somebody

from tiebeam.web.accounts.models import User
from tiebeam.web.permissions import Role, is_guarded, said_by

pytestmark = pytest.mark.django_db
NOWHERE = "/there-is-no-such-page/"
#: It takes files, and so has a limit of its own.
UPLOAD = "/data/uploads/new/"
TOO_MUCH = {"name": "x" * 2_600_000}
#: Links that are dead say so, to whoever has them.
DEAD = 410
#: Mail programs send it without having read a page of ours: the address alone is the right to.
WITHOUT_TOKEN = {"/stop/x/"}


@pytest.fixture(autouse=True)
def _worker_has_started() -> None:
    """Without its key, pages that take files say that they can't, whoever asks."""
    key_published()


def addresses() -> list[tuple[str, Any]]:
    """Every address with something in its gaps, and its view."""
    return [(filled(address), each.callback) for address, each in patterns()]


def filled(pattern: str) -> str:
    named = re.sub(r"<int:\w+>", "1", re.sub(r"<(str|slug):\w+>", "x", pattern))
    bare = re.sub(r"\(\?P<\w+>[^)]*\)", "x", named).replace("^", "").replace("$", "")
    return "/" + bare


EVERY = addresses()


def everybody_at_once() -> User:
    """Somebody who may open every page."""
    return somebody("all@harbourline.example", *(each for each in Role if each != Role.MEMBER))


def visitor(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def sent(address: str, said: dict[str, str], by: User | None) -> Any:
    """What is answered to a form; signed in anew each time, since some forms sign out."""
    return visitor(by).post(address, said)


def shut_to(person: User) -> list[str]:
    """Pages whose view names others."""
    return [
        address for address, view in EVERY if not is_guarded(view) and not said_by(view)(person)
    ]


@pytest.mark.parametrize("role", [None, *Role])
def test_whoever_may_not_see_a_page_is_told_the_same_as_where_there_is_none(role: Role | None):
    roles = [role] if role and role != Role.MEMBER else []
    person = somebody("ada@harbourline.example", *roles) if role else None
    client = visitor(person)
    nowhere = without_token(client.get(NOWHERE))

    answers = {address: client.get(address) for address, _ in EVERY}

    assert {
        address: each.status_code for address, each in answers.items()
        if each.status_code not in (200, 302, 404, 405, DEAD)
    } == {}  # fmt: skip
    assert [
        address for address, each in answers.items()
        if each.status_code == 404 and without_token(each) != nowhere
    ] == []  # fmt: skip
    assert not person or {answers[each].status_code for each in shut_to(person)} == {404}


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OWNER])
def test_a_form_of_a_page_that_is_not_theirs_is_not_there_either(role: Role):
    person = somebody("ada@harbourline.example", *{role} - {Role.MEMBER})
    client = visitor(person)

    assert {client.post(each).status_code for each in shut_to(person)} == {404}


def test_no_form_is_taken_without_the_token_of_its_page():
    person = everybody_at_once()
    strict = Client(enforce_csrf_checks=True)
    taken = {}
    for address, _ in EVERY:
        strict.force_login(person)
        taken[address] = strict.post(address, {"name": "Eve"}).status_code

    assert {address for address, status in taken.items() if status != 403} == WITHOUT_TOKEN


def test_no_page_leads_to_another_site_whatever_the_address_or_the_form_says():
    elsewhere, person = "//evil.example/", everybody_at_once()

    for by in (person, None):
        client = visitor(by)
        for address, _ in EVERY:
            for answer in (
                client.get(f"{address}?next={elsewhere}"), sent(address, {"next": elsewhere}, by)
            ):  # fmt: skip
                to = answer.get("Location", "")
                assert not re.match(r"\w+:|[/\\]{2}", to), (address, to)


def test_a_body_that_is_too_large_is_refused_everywhere_and_breaks_nothing():
    person = everybody_at_once()

    found = {address: sent(address, TOO_MUCH, person).status_code for address, _ in EVERY}

    assert {each for each, status in found.items() if status >= 500 or status == 200} <= {UPLOAD}


@pytest.mark.parametrize("ending", ["\r\nBcc: eve@evil.example", "\nSet-Cookie: a=b", "\x00"])
def test_a_line_end_in_a_name_begins_no_further_header(ending: str):
    ada = somebody()
    client = Client()
    client.force_login(ada)

    client.post("/me/", {"name": f"Ada{ending}", "pronouns": "", "language": "en"})
    answers = [client.get(f"/see/x{ending}/figures.csv"), client.get(f"/me/{ending}")]

    ada.refresh_from_db()
    assert not set("\r\n\x00") & set(ada.name)
    for answer in answers:
        assert answer.status_code == 404
        assert "Bcc" not in answer.headers
