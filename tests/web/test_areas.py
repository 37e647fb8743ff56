"""The header leads to what somebody may open, and to nothing else."""

from __future__ import annotations

import re

import pytest
from web.people import PASSWORD, an_owner, somebody

from tiebeam.web.permissions import Role
from tiebeam.web.ui.areas import (
    Area,
    NamedTwice,
    Page,
    add_page,
    every_page,
    neighbours_of,
    pages_for,
)

pytestmark = pytest.mark.django_db


def links(page: str, of: str) -> list[str]:
    (nav,) = re.findall(rf'<nav class="{of}".*?</nav>', page) or [""]
    return re.findall(r'href="([^"]+)"', nav)


def test_an_owner_finds_the_people_and_the_trail(client):
    client.force_login(an_owner())

    page = client.get("/people/").content.decode()

    assert "/people/" in links(page, "sections")
    assert links(page, "neighbours") == ["/people/", "/audit-trail/", "/hours/", "/emergency/"]
    assert 'href="/people/" aria-current="page"' in page


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.MEMBER])
def test_every_link_of_the_header_works_for_whoever_sees_it(client, role):
    client.force_login(somebody("ada@harbourline.example", role))

    page = client.get("/me/").content.decode()

    for each in links(page, "sections"):
        inside = client.get(each)
        assert inside.status_code == 200
        for beside in links(inside.content.decode(), "neighbours"):
            assert client.get(beside).status_code == 200


def test_a_page_below_another_belongs_to_its_area(client):
    owner = an_owner()
    client.force_login(owner)

    page = client.get(f"/people/{owner.public_id}/").content.decode()

    assert 'href="/people/" aria-current="page"' in page


def test_ones_name_says_on_which_pages_one_is_among_ones_own(client):
    client.force_login(an_owner())
    current = '<a href="/me/" aria-current="page">Olu'

    for page in ("/me/", "/messages/", "/me/told/"):
        assert current in client.get(page).content.decode()
    assert current not in client.get("/people/").content.decode()


def test_a_brief_belongs_to_spaces_though_its_address_does_not_lie_below_theirs():
    there = neighbours_of(pages_for(somebody()), "/briefs/AAAAAAAAAAAA/")

    assert [each.href for each in there if each.current] == ["/spaces/"]


def test_whoever_is_not_signed_in_sees_no_area(client):
    assert links(client.get("/").content.decode(), "sections") == []


def test_a_page_is_in_one_area():
    (first, *_) = every_page()

    with pytest.raises(NamedTwice):
        add_page(Page(area=Area.SEE, name=first.name, text="Again"))


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/me/", []),
        ("/me/told/", ["/me/"]),
        ("/me/sessions/", ["/me/"]),
        ("/me/security/", ["/me/"]),
        ("/me/security/passkeys/", ["/me/", "/me/security/"]),
    ],
)
def test_a_page_of_ones_own_says_what_is_above_it(client, address, above):
    owner = an_owner()
    client.post("/sign-in/", {"login": owner.email, "password": PASSWORD})
    client.post("/me/security/again/", {"password": PASSWORD})

    page = client.get(address).content.decode()

    trail = re.findall(r'<nav class="trail".*?</nav>', page, flags=re.S)
    assert re.findall(r'href="([^"]+)"', "".join(trail)) == above
