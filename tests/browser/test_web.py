"""The pages of the web in a real browser: whom they would shut out, and whether they fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from web.pages import OPEN
from web.serving import served

pytestmark = pytest.mark.enable_socket

NO_SUCH_PAGE = "/no/such/page"
PAGES = (*OPEN, NO_SUCH_PAGE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that was started as anybody starts it."""
    with served(tmp_path_factory.mktemp("home")) as address:
        yield address


def opened(browser: Any, address: str, *, width: int = 1280, **more: Any) -> Any:
    tab = browser.new_page(viewport={"width": width, "height": 900}, **more)
    tab.goto(address)
    return tab


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_that_shuts_anybody_out(browser, site, address, scheme):
    from axe_playwright_python.sync_playwright import Axe

    for width in (360, 1280):
        # axe is put into the page from outside, which a strict page forbids.
        tab = opened(browser, site + address, width=width, color_scheme=scheme,
                     bypass_csp=True)  # fmt: skip
        tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = Axe().run(tab).response["violations"]
        tab.close()
        assert [(each["id"], each["nodes"][0]["html"][:80]) for each in found] == []


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_wider_than_the_screen_and_nothing_is_refused(browser, site, address):
    for width in (320, 360, 768, 1600):
        tab = browser.new_page(viewport={"width": width, "height": 900})
        said: list[str] = []
        tab.on("console", lambda message, said=said: said.append(message.text))
        tab.goto(site + address)
        wide = tab.evaluate("document.documentElement.scrollWidth")
        tab.close()
        assert wide <= width
        assert [each for each in said if "Content Security Policy" in each] == []


@pytest.mark.parametrize("address", PAGES)
def test_the_first_key_leads_past_the_header(browser, site, address: str):
    tab = opened(browser, site + address)

    tab.keyboard.press("Tab")
    seen = tab.evaluate("document.activeElement.getBoundingClientRect().top")
    tab.keyboard.press("Enter")
    reached = tab.evaluate("document.activeElement.id")

    tab.close()
    assert seen >= 0
    assert reached == "main"


def test_without_a_script_the_same_is_there(browser, site):
    for address in PAGES:
        without = opened(browser, site + address, java_script_enabled=False)
        text = without.inner_text("main")
        without.close()
        with_script = opened(browser, site + address)
        assert text == with_script.inner_text("main")
        with_script.close()


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
    assert sorted_rows == ["Engine", "Deck", "Ports", "Sales"]
    assert found == ["Ports"]
