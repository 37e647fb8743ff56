"""What is around every page: headers, style, and what is said where there is no page."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory
from web.pages import OPEN, Inline

from tiebeam.web.ui.views import broken


@pytest.mark.parametrize("address", [*OPEN, "/no/such/page"])
def test_every_page_forbids_whatever_is_not_ours(client: Client, address: str):
    found = client.get(address)

    policy = dict(part.split(" ", 1) for part in found["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert {policy[f"{each}-src"] for each in ("script", "style", "img", "connect")} == {"'self'"}
    assert (policy["frame-ancestors"], policy["form-action"]) == ("'none'", "'self'")
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["X-Frame-Options"] == "DENY"
    assert found["Cross-Origin-Opener-Policy"] == "same-origin"
    assert found["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in found["Permissions-Policy"]
    assert found["Referrer-Policy"] in {"same-origin", "no-referrer"}


@pytest.mark.parametrize("address", [*OPEN, "/no/such/page"])
def test_no_page_holds_style_or_script_or_fetches_anything_from_elsewhere(client, address):
    assert Inline(client.get(address).content.decode()).found == []


def test_style_and_script_that_stand_in_a_page_are_found():
    page = (
        '<p style="x"><style></style><script>1</script><b onclick="y">'
        '<img src="https://elsewhere.example/x.png"><script type="application/json">{}</script>'
    )

    assert Inline(page).found == [
        "style in <p>", "style in <style>", "a script in the page", "onclick in <b>",
        "<img> from elsewhere",
    ]  # fmt: skip


@pytest.mark.parametrize("address", OPEN)
def test_every_page_says_whose_it_is_and_where_to_speak_up(client: Client, address: str):
    page = client.get(address).content.decode()

    assert re.search(r"<title>[^<]+ · Harbourline</title>", page)
    assert 'href="/speak-up/"' in page
    assert page.count("<h1>") >= 1
    assert 'href="#main"' in page


def test_where_there_is_no_page_the_words_are_the_same_whatever_was_asked_for(client: Client):
    found = [client.get(each) for each in ("/no", "/no/such?page=1", "/gallery/../barriers/12/")]

    assert {each.status_code for each in found} == {404}
    assert len({each.content for each in found}) == 1


def test_a_fault_of_ours_says_so_and_nothing_else():
    found = broken(RequestFactory().get("/"))

    assert found.status_code == 500
    assert "It is our fault, not yours" in found.content.decode()


@pytest.mark.django_db  # what is closed with a file looks after the database too
def test_style_has_an_address_of_its_own_for_each_content(client: Client):
    page = client.get("/").content.decode()
    (address,) = re.findall(r'"(/static/ui/tiebeam\.css\?[0-9a-f]{12})"', page)

    found = client.get(address)

    assert found.status_code == 200
    assert found["Content-Type"].startswith("text/css")
    found.close()


@pytest.mark.parametrize("address", OPEN)
def test_a_page_is_light(client: Client, address: str):
    """150 kB with pictures are promised; words alone take a small part of it."""
    assert len(client.get(address).content) < 40_000


@pytest.mark.parametrize("address", OPEN)
def test_pages_that_anybody_may_open_ask_the_database_for_nothing(client: Client, address: str):
    # Without the mark of the database, a question to it is an error.
    assert client.get(address).status_code == 200
