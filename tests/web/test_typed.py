"""A session that ends while somebody types: on no page is anything lost."""

from __future__ import annotations

import inspect
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from web.pages import patterns
from web.people import PASSWORD, somebody
from web.releasing.made import a_proposal

from tiebeam.web.permissions import Role
from tiebeam.web.ui.typed import SAID, opened

EMAIL = "ada@harbourline.example"


def test_every_page_that_keeps_what_was_typed_shows_it_again():
    keeps = {each.callback for _, each in patterns() if getattr(each.callback, SAID, False)}

    silent = [
        f"{view.__module__}.{view.__name__}"
        for view in keeps
        if "typed_before(request)" not in said_by(inspect.unwrap(view))
    ]

    assert len(keeps) >= 9
    assert silent == []


def said_by(view: Any) -> str:
    """The source of a view, and of what it leaves to other functions of its module."""
    module, found, ahead = inspect.getmodule(view), {}, [view]
    while ahead:
        one = ahead.pop()
        found[one] = inspect.getsource(one)
        ahead += [
            each
            for name in one.__code__.co_names
            if inspect.isfunction(each := getattr(module, name, None))
            and each.__module__ == module.__name__
            and each not in found
        ]
    return "\n".join(found.values())


def shown_again(client: Client, page: str, typed: dict[str, Any], time_machine: Any) -> str:
    """The page after somebody sent its form too late, and signed in again."""
    time_machine.move_to(timezone.now())
    client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    assert client.get(page).status_code == 200
    time_machine.shift(timedelta(hours=3))
    assert client.post(page, typed).status_code == 302
    answer = client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD, "next": page})
    assert answer["Location"] == page
    return client.get(page).content.decode()


def ticked(page: str, name: str) -> list[str]:
    boxes = [each.partition(">")[0] for each in page.split("<input")]
    return [each.partition('value="')[2].partition('"')[0] for each in boxes
            if f'name="{name}"' in each and "checked" in each]  # fmt: skip


@pytest.mark.django_db
def test_what_somebody_wants_to_be_told_is_still_chosen(client: Client, time_machine):
    somebody(EMAIL, Role.OWNER)
    client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    page = client.get("/me/told/").content.decode()
    name = page.partition('type="radio" name="')[2].partition('"')[0]
    (now,) = ticked(page, name)
    another = "daily" if now != "daily" else "here"
    client.post("/sign-out/")

    again = shown_again(client, "/me/told/", {name: another}, time_machine)

    assert "please send it again" in again
    assert ticked(again, name) == [another]


@pytest.mark.django_db
def test_of_several_boxes_each_is_still_ticked(client: Client, time_machine):
    somebody(EMAIL, Role.OWNER)

    typed = {"countries": ["de", "gb"], "others": "Norway"}
    again = shown_again(client, "/data/legal-start/countries/", typed, time_machine)

    assert ticked(again, "countries") == ["de", "gb"]
    assert "Norway" in again


@pytest.mark.django_db
def test_what_was_struck_out_of_a_cube_is_still_struck_out(client: Client, time_machine):
    cube = a_proposal(somebody(EMAIL, Role.STEWARD))
    before = Client()
    before.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    kept = ticked(before.get(f"/cubes/{cube.public_id}/").content.decode(), "part-0")

    again = shown_again(client, f"/cubes/{cube.public_id}/", {"part-0": kept[:2]}, time_machine)

    assert ticked(again, "part-0") == kept[:2]
    assert ticked(again, "part-1") == []


@pytest.mark.django_db
def test_what_was_typed_lies_in_no_session_in_clear(client: Client, time_machine):
    """Whoever has the database alone learns neither the page nor a word of it."""
    somebody(EMAIL)
    time_machine.move_to(timezone.now())
    client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    time_machine.shift(timedelta(hours=3))
    client.post("/ask/", {"once": "x", "text": "Who decides on Quillwort?"})

    kept = [each.get_decoded() for each in Session.objects.all()]
    assert any("typed" in each for each in kept)
    assert not any("Quillwort" in str(each) or "/ask/" in each.get("typed", "") for each in kept)
    client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD, "next": "/ask/"})
    assert "Who decides on Quillwort?" in client.get("/ask/").content.decode()


@pytest.mark.parametrize("kept", ["", "x", "AAAA" * 40, None, {"page": "/ask/"}, "\0"])
def test_what_can_not_be_read_again_was_never_typed(kept):
    assert opened(kept) == {}
