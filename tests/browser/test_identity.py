"""Saying who one is in a real browser, in an organisation that has decided to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from browser.test_web import PASSWORD
from web.serving import free_port
from worker.decided_site import Site

pytestmark = pytest.mark.enable_socket
START = "/me/identity/"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Site]]:
    site, port = Site(tmp_path_factory.mktemp("decided")), free_port()
    web = site.running("web", "--port", str(port), "--workers", "1", until="Listening at")
    with web, site.running("worker", until="waits for jobs"):
        yield f"http://localhost:{port}", site


@pytest.fixture(scope="module")
def olu(browser: Any, address: tuple[str, Site]) -> Any:
    """What a browser keeps of somebody who has an account."""
    at, site = address
    (first,) = re.findall(r"http://\S+?(/first/\S+)", site.said.read_text())
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(at + first)
        tab.get_by_label("Your name").fill("Olu Adeyemi")
        tab.get_by_label("E-mail address").fill("olu@harbourline.example")
        tab.get_by_label("A password").fill(PASSWORD)
        tab.get_by_role("button", name="Open my account").click()
        tab.wait_for_url(f"{at}/")
        return context.storage_state()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_somebody_answers_sees_it_and_takes_one_answer_back(browser, address, olu, has_scripts):
    """With scripts the page goes on by itself; without, somebody asks it to."""
    context = browser.new_context(storage_state=olu, java_script_enabled=has_scripts)
    tab = context.new_page()
    tab.goto(address[0] + START + "questions/")
    tab.get_by_label("Non-binary").check()
    tab.get_by_label("Gender, in your own words").fill("genderfluid")
    tab.get_by_role("button", name="Seal these answers").click()
    tab.wait_for_url(f"**{START}")
    tab.get_by_role("button", name="Show me what I said").click()
    _go_on(tab, has_scripts)
    shown = tab.locator("dl").inner_text()
    was_checked = tab.get_by_label("Non-binary").is_checked()
    tab.get_by_role("button", name="Take back: Gender").click()
    tab.get_by_role("button", name="Show me what I said").click()
    _go_on(tab, has_scripts)
    after = tab.locator("dl").inner_text()

    kept = [each["name"] for each in context.cookies()]
    context.close()
    assert "genderfluid" in shown
    assert was_checked
    assert "genderfluid" not in after
    assert "shown-once" not in kept


def _go_on(tab: Any, has_scripts: bool) -> None:
    for _ in range(30):
        if tab.get_by_role("heading", name="This is what you said").count():
            return
        if not has_scripts:
            tab.get_by_role("link", name="Look again").click()
        tab.wait_for_timeout(500)
    raise AssertionError("It was not shown.")
