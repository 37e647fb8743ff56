"""What single pages do in a real browser; `test_every_page` looks at all of them alike."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from postgresql import of_its_own
from web.ledgers import two_dates
from web.serving import served
from workbench.shelved import shelved

pytestmark = pytest.mark.enable_socket

PASSWORD = "four words that nobody guesses"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    """The address of a server that was started as anybody starts it, and shows two releases."""
    database = of_its_own()
    with served(home, database=database) as address:
        load_releases(home, os.environ | {"TIEBEAM_HOME": str(home / "home")} | database)
        yield address.replace("127.0.0.1", "localhost")


def load_releases(home: Path, env: Mapping[str, str]) -> None:
    ledger, _ = shelved(home / "made", *two_dates())
    command = [sys.executable, "-m", "tiebeam", "releases", "load", str(ledger)]
    subprocess.run(command, env=env, check=True, capture_output=True)


@pytest.fixture(scope="module")
def owner(browser: Any, site: str, home: Path) -> Any:
    """What a browser keeps of the first owner, who came in by the link on the console, and made
    themselves a steward.
    """
    (link,) = re.findall(r"http://\S+(/first/\S+)", (home / "said").read_text())
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(site + link)
        tab.get_by_label("Your name").fill("Olu Adeyemi")
        tab.get_by_label("E-mail address").fill("olu@harbourline.example")
        tab.get_by_label("A password").fill(PASSWORD)
        tab.get_by_role("button", name="Open my account").click()
        tab.wait_for_url(f"{site}/")
        tab.goto(f"{site}/me/security/again/?next=/me/")
        tab.get_by_label("Password").fill(PASSWORD)
        tab.get_by_role("button", name="It is me").click()
        tab.wait_for_url("**/me/")
        tab.goto(f"{site}/people/")
        tab.get_by_role("link", name="Change").click()
        tab.get_by_label("Role").select_option("steward")
        tab.get_by_role("button", name="Give this role").click()
        return context.storage_state()


def opened(browser: Any, address: str, *, width: int = 1280, **more: Any) -> Any:
    tab = browser.new_page(viewport={"width": width, "height": 900}, **more)
    tab.goto(address)
    return tab


def test_figures_are_there_without_a_script_and_their_text_is_12_pixels_at_least(
    browser, site, owner
):
    for width in (360, 1280):
        tab = browser.new_page(viewport={"width": width, "height": 900}, storage_state=owner,
                               java_script_enabled=False)  # fmt: skip
        tab.goto(f"{site}/see/headcount-share/")
        tab.locator(".choosing a", has_text="each unit").click()
        heading = tab.locator("h1").inner_text()
        tab.locator("thead a").first.click()
        sizes = tab.locator("svg text").evaluate_all(
            "all => all.filter(e => e.checkVisibility())"
            ".map(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)"
        )
        assert tab.locator("h1").inner_text() == heading
        assert min(sizes) >= 12
        tab.close()


def test_targets_are_large_enough_for_a_thumb(browser, site):
    """24 pixels (WCAG 2.2, 2.5.8); links within a sentence are exempt."""
    tab = opened(browser, site + "/gallery/", width=360)

    small = tab.evaluate(
        "[...document.querySelectorAll('button, select, .top a, .tabs a, .contents a, summary,"
        " .leave, input')].filter(e => e.checkVisibility() && e.offsetHeight < 24)"
        ".map(e => e.outerHTML.slice(0, 60))"
    )

    tab.close()
    assert [each for each in small if 'type="checkbox"' not in each and 'type="radio"' not in each
            and 'type="hidden"' not in each] == []  # fmt: skip


def test_whoever_wants_no_motion_sees_none(browser, site):
    tab = opened(browser, site + "/", reduced_motion="reduce")

    assert tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    tab.close()


def test_a_table_is_sorted_by_its_heads_and_searched_without_a_script(browser, site):
    tab = opened(browser, site + "/gallery/", java_script_enabled=False)
    first = "#data_table .state:first-of-type"

    tab.locator(f"{first} thead a", has_text="People").click()
    sorted_rows = tab.locator(f"{first} tbody th").all_inner_texts()
    tab.locator(f"{first} [name=find]").fill("por")
    tab.locator(f"{first} .find button").click()
    found = tab.locator(f"{first} tbody th").all_inner_texts()

    tab.close()
    assert sorted_rows == ["Engine", "Deck", "Ports", "Kitchens", "Sales"]
    assert found == ["Ports"]


def test_a_passkey_signs_somebody_in_without_a_word(browser, site, owner):
    """Under the policy of every page: what allauth brings is no script that stands in it."""
    context = browser.new_context(storage_state=owner)
    tab = context.new_page()
    keys = context.new_cdp_session(tab)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }})  # fmt: skip

    tab.goto(f"{site}/me/security/passkeys/add/")
    tab.get_by_label("It alone is enough to sign in").check()
    tab.get_by_role("button", name="Add this passkey").click()
    tab.wait_for_url("**/recovery/**")
    context.clear_cookies()
    tab.goto(f"{site}/sign-in/")
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.wait_for_url(f"{site}/")
    tab.get_by_role("link", name="Olu Adeyemi").click()
    tab.wait_for_url("**/me/")

    shown = tab.locator("h1").inner_text()
    context.close()
    assert shown == "Olu Adeyemi"


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_dialog_opens_and_closes_by_keys_and_gives_the_focus_back(browser, site, has_scripts):
    with browser.new_context(java_script_enabled=has_scripts) as context:
        tab = context.new_page()
        tab.goto(f"{site}/gallery/")
        opens, words = tab.get_by_role("button", name="What is a level?"), tab.locator("#help")

        opens.focus()
        tab.keyboard.press("Enter")
        words.wait_for(state="visible")
        inside = words.get_by_role("button", name="Close").evaluate("e => e.matches(':focus')")
        tab.keyboard.press("Escape")
        words.wait_for(state="hidden")

        assert inside
        assert opens.evaluate("e => e.matches(':focus')")
