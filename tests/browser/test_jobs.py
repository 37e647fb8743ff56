"""The page of a job in a real browser: it follows the job by itself, or stops it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from browser.conftest import CHROMIUM, QUIET
from django.db import connection
from django.test import Client
from web.jobs.made import asked, later, somebody, taken

from tiebeam.web.jobs import actions

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: no page was looked at"),
    pytest.mark.enable_socket,
    pytest.mark.django_db(transaction=True),
]


@contextmanager
def tab_of(client: Client, address: str, **more: Any) -> Iterator[Any]:
    """A page as somebody sees who is signed in. It is closed before the database is cleared."""
    from playwright.sync_api import sync_playwright

    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(viewport={"width": 360, "height": 900}, **more)
        context.add_cookies([cookie])
        tab = context.new_page()
        tab.goto(address)
        yield tab
        browser.close()


def elsewhere(do: Callable[[], Any]) -> Any:
    """In another thread: a browser is waited for in this one, so Django asks no database here."""

    def done() -> Any:
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(done).result()


def test_the_page_follows_the_job_to_its_end(client: Client, live_server):
    client.force_login(person := somebody())
    job = asked(by=person)

    with tab_of(client, live_server.url + job.get_absolute_url()) as tab:
        assert "It waits for its turn." in tab.inner_text("main")

        held = elsewhere(taken)
        elsewhere(lambda: actions.report(held, words="The rows are being counted.", done=1, of=3))
        tab.wait_for_selector("text=The rows are being counted.", timeout=20_000)
        assert tab.get_by_role("button", name="Stop it").is_visible()

        elsewhere(
            lambda: actions.finish_step(
                held, "tell", write=lambda: {"tally": "Xy"}, is_last=True, at=later(1)
            )
        )
        tab.wait_for_selector("text=See what came of it", timeout=20_000)
        assert "All was counted." in tab.inner_text("main")
        assert tab.get_by_role("button", name="Stop it").count() == 0


def test_the_button_stops_it_without_a_script(client: Client, live_server):
    client.force_login(person := somebody())
    job = asked(by=person)

    address = live_server.url + job.get_absolute_url()
    with tab_of(client, address, java_script_enabled=False) as tab:
        tab.get_by_role("button", name="Stop it").click()
        text = tab.inner_text("main")

    assert "It was stopped." in text
