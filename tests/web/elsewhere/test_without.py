"""Where an installation has no sign-in of its own elsewhere, or that one does not answer."""

from __future__ import annotations

import pytest
from django.test import Client
from web.pages import without_token

from tiebeam.web.installation import Installation, Misconfigured

SAID = {
    "TIEBEAM_OIDC_ISSUER": "https://id.harbourline.example/",
    "TIEBEAM_OIDC_CLIENT_ID": "tiebeam",
    "TIEBEAM_OIDC_CLIENT_SECRET": "not for logs",
}


@pytest.mark.django_db
def test_nothing_of_it_is_there(client: Client):
    sign_in = client.get("/sign-in/").content.decode()
    none = without_token(client.get("/sign-in/no/such/page/"))

    assert "elsewhere" not in sign_in
    assert "With a password" not in sign_in
    for address in ("/sign-in/elsewhere/", "/sign-in/elsewhere/back/?code=x&state=y"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert without_token(answer) == none


@pytest.mark.django_db
def test_one_that_does_not_answer_leads_back_to_our_own(client: Client, settings, monkeypatch):
    import requests

    def refuse(*_, **__):
        raise requests.ConnectionError("https://id.harbourline.example said: a secret")

    app = {"provider_id": "elsewhere", "name": "Staff", "client_id": "x", "secret": "y",
           "settings": {"server_url": "https://id.harbourline.example"}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    monkeypatch.setattr(requests.Session, "request", refuse)

    page = client.get("/sign-in/elsewhere/?next=/me/", follow=True).content.decode()

    assert "was not finished" in page
    assert 'href="/sign-in/elsewhere/"' in page
    assert "a secret" not in page


def test_it_is_said_in_three_variables_and_a_name():
    found = Installation.of(SAID | {"TIEBEAM_HTTPS": "yes", "TIEBEAM_OIDC_NAME": "Staff"}).elsewhere

    assert found is not None
    assert (found.issuer, found.name) == ("https://id.harbourline.example", "Staff")
    assert "not for logs" not in repr(found)
    assert Installation.of({}).elsewhere is None


@pytest.mark.parametrize("name", SAID)
def test_a_part_of_it_is_refused(name: str):
    with pytest.raises(Misconfigured, match="TIEBEAM_OIDC"):
        Installation.of({key: said for key, said in SAID.items() if key != name})


@pytest.mark.parametrize(
    ("issuer", "https"), [("http://id.example", "yes"), ("id.example", "no"), ("ftp://x", "no")]
)
def test_an_address_to_which_secrets_would_go_in_clear_is_refused(issuer: str, https: str):
    with pytest.raises(Misconfigured, match="https://"):
        Installation.of(SAID | {"TIEBEAM_OIDC_ISSUER": issuer, "TIEBEAM_HTTPS": https})
