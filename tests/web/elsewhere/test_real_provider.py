"""Signing in by a real identity provider: npm's oidc-provider, where node and npm's registry are.

Web and provider run as processes of their own, and each step goes over the network of this machine.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import requests
from browser.conftest import browser
from postgresql import of_its_own
from web.serving import LONGEST_START, free_port, served
from web.visiting import Visitor

__all__ = ["browser"]
pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]
HERE = Path(__file__).parent
PACKAGE = "oidc-provider@9.13.3"
LONGEST_INSTALL = 90
OLU = {"name": "Olu", "email": "olu@harbourline.example", "password": "four words for a test"}
#: By their number at the provider.
PEOPLE = {
    "olu": {"email": "Olu@Harbourline.example", "email_verified": True, "name": "O."},
    "later-olu": {"email": "olu@harbourline.example", "email_verified": True, "name": "Another"},
    "bo": {"email": "bo@harbourline.example", "email_verified": True, "name": "Bo Lind"},
    "cy": {"email": "cy@harbourline.example", "email_verified": False, "name": "Cy"},
    "eve": {"email": "eve@evil.example", "email_verified": True, "name": "Eve"},
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which node finds the provider."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("no node and npm here: signing in by a real provider was not tried")
    folder = tmp_path_factory.mktemp("provider")
    shutil.copy(HERE / "provider.mjs", folder)
    words = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts",
             "--cache", str(folder / "cache"), "--fetch-retries", "0", PACKAGE]  # fmt: skip
    try:
        subprocess.run(words, check=True, capture_output=True, timeout=LONGEST_INSTALL)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip(f"npm could not install {PACKAGE}: a real provider was not tried")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


class Provider:
    """The provider, and the server that sends people to it."""

    def __init__(self, issuer: str, site: str) -> None:
        self.issuer, self.site = issuer, site

    def has_signed_in(self, who: str) -> Visitor:
        """Somebody in a browser of their own, who is signed in there."""
        requests.get(f"{self.issuer}/as/{who}", timeout=20)
        return Visitor(self.site)


@pytest.fixture(scope="module")
def provider(package: Path, home: Path) -> Iterator[Provider]:
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    said = {
        "TIEBEAM_OIDC_ISSUER": issuer, "TIEBEAM_OIDC_CLIENT_ID": "tiebeam",
        "TIEBEAM_OIDC_CLIENT_SECRET": "known to tests", "TIEBEAM_OIDC_NAME": "Harbourline staff",
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for name, value in said.items():
            patch.setenv(name, value)
        database = of_its_own()
        (home / "database").write_text(database.get("DATABASE_URL", ""))
        with served(home, database=database) as site:
            back = f"{site}/sign-in/elsewhere/back/"
            (first,) = re.findall(r"http://\S+?(/first/\S+)", (home / "said").read_text())
            Visitor(site).sends(first, OLU)
            with (home / "provider").open("wb") as out:
                process = subprocess.Popen(
                    ["node", "provider.mjs", str(port), back], cwd=package, stdout=out,
                    stderr=subprocess.STDOUT, env=os.environ | {"PEOPLE": json.dumps(PEOPLE)},
                )  # fmt: skip
            try:
                _wait_for(home / "provider")
                yield Provider(issuer, site)
            finally:
                process.kill()
                process.wait()


def _wait_for(said: Path) -> None:
    until = time.monotonic() + LONGEST_START
    while "waits" not in said.read_text():
        assert time.monotonic() < until, said.read_text()
        time.sleep(0.05)


def rows(home: Path, question: str) -> list[tuple]:
    if address := (home / "database").read_text():
        with psycopg.connect(address) as there:
            return there.execute(question).fetchall()
    with sqlite3.connect(home / "home" / "db" / "tiebeam.sqlite3") as database:
        return database.execute(question).fetchall()


def test_whoever_turns_back_there_is_told_that_it_was_not_finished(provider: Provider):
    page = provider.has_signed_in("").goes_to("/sign-in/elsewhere/")

    assert page.url == f"{provider.site}/sign-in/"
    assert "was not finished" in page.text
    assert "Sign in with Harbourline staff" in page.text


def test_whoever_has_an_account_comes_in_and_gets_to_the_page_that_they_wanted(
    provider: Provider, home: Path
):
    olu = provider.has_signed_in("olu")

    page = olu.goes_to("/sign-in/elsewhere/?next=/me/data/")
    again = provider.has_signed_in("olu").goes_to("/sign-in/elsewhere/")
    anew = olu.goes_to("/sign-in/elsewhere/?again=yes&next=/me/identity/")

    assert page.url == f"{provider.site}/me/data/"
    assert again.url == f"{provider.site}/"
    assert anew.url == f"{provider.site}/me/identity/"
    assert "prompt=login" in anew.history[0].headers["Location"]
    assert rows(home, "SELECT uid, CAST(extra_data AS text) FROM socialaccount_socialaccount") == [
        ("olu", "{}")
    ]
    assert rows(home, "SELECT count(*) FROM socialaccount_socialtoken") == [(0,)]


def test_in_a_browser_the_policy_of_our_pages_lets_people_go_there_and_back(browser, provider):
    provider.has_signed_in("olu")
    tab = browser.new_page(java_script_enabled=False)
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))

    tab.goto(f"{provider.site}/sign-in/?next=/me/data/")
    tab.get_by_role("link", name="Sign in with Harbourline staff").click()
    tab.wait_for_url("**/me/data/")

    tab.close()
    assert [each for each in said if "Content Security Policy" in each] == []


def test_it_leads_to_no_other_site(provider: Provider):
    olu = provider.has_signed_in("olu")

    page = olu.goes_to("/sign-in/elsewhere/?next=https://evil.example/")

    assert page.url == f"{provider.site}/"


def test_an_address_that_somebody_else_has_now_does_not_open_the_account(provider: Provider):
    provider.has_signed_in("olu").goes_to("/sign-in/elsewhere/")

    page = provider.has_signed_in("later-olu").goes_to("/sign-in/elsewhere/")

    assert page.status_code == 410


def test_who_was_not_invited_gets_the_page_of_a_dead_link(provider: Provider):
    eve = provider.has_signed_in("eve")

    page = eve.goes_to("/sign-in/elsewhere/")

    assert page.status_code == 410
    assert "This link does not work" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert eve.goes_to("/me/", follows=False).status_code == 302


def test_who_was_invited_comes_in_without_a_password(provider: Provider, home: Path):
    olu = provider.has_signed_in("olu")
    olu.goes_to("/sign-in/elsewhere/")
    olu.sends("/people/", {"email": "bo@harbourline.example", "role": "analyst"})
    bo = provider.has_signed_in("bo")

    page = bo.goes_to("/sign-in/elsewhere/")
    leaving = bo.goes_to("/me/data/delete/")

    assert "Bo Lind" in page.text
    assert "Member, Analyst" in bo.goes_to("/me/").text
    assert "Delete my account now" in leaving.text
    question = "SELECT password FROM accounts_user WHERE email = 'bo@harbourline.example'"
    assert rows(home, question)[0][0].startswith("!")


def test_an_address_that_the_provider_does_not_vouch_for_lets_nobody_in(provider: Provider):
    olu = provider.has_signed_in("olu")
    olu.goes_to("/sign-in/elsewhere/")
    olu.sends("/people/", {"email": "cy@harbourline.example", "role": "member"})

    page = provider.has_signed_in("cy").goes_to("/sign-in/elsewhere/")

    assert page.status_code == 410


def test_an_answer_that_nobody_asked_for_is_refused(provider: Provider):
    stranger = provider.has_signed_in("olu")

    page = stranger.goes_to("/sign-in/elsewhere/back/?code=x&state=y")

    assert page.url == f"{provider.site}/sign-in/"
    assert stranger.goes_to("/me/", follows=False).status_code == 302


def test_neither_tokens_nor_what_the_provider_told_are_kept_or_logged(
    provider: Provider, home: Path
):
    provider.has_signed_in("olu").goes_to("/sign-in/elsewhere/")

    kept = b"".join(path.read_bytes() for path in (home / "tiebeam").rglob("*") if path.is_file())

    assert b"access_token" not in kept
    assert b"known to tests" not in kept + (home / "said").read_bytes()
