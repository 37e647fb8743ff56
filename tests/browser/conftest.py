"""A browser for the tests that look at pages; skipped where there is none. And a site to walk."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import migrated
import pytest
from browser.walking import widths
from postgresql import of_its_own
from sizes import sized
from web.serving import served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: no page was looked at")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


# --- a site to walk -------------------------------------------------------------------------------
# A module that walks says where: in a fixture called `place`, a folder.

#: Makes the people of the demo, and no data.
PEOPLE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tiebeam.cli.demo_site import set_up_people
set_up_people(Path(sys.argv[1]), name="Harbourline", at=datetime.now(UTC))
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is walked without scripts is walked with them as well, where everything is tried."""
    if {"has_scripts", "place"} <= {*metafunc.fixturenames}:
        metafunc.parametrize("has_scripts", sized([False], [False, True]),
                             ids="scripts={}".format, scope="module")  # fmt: skip


@pytest.fixture(scope="module")
def site(place: Path) -> Iterator[str]:
    """The address of an installation with its people."""
    database = of_its_own()
    if not database:
        migrated.a_home(place / "home")
    subprocess.run([sys.executable, "-c", PEOPLE, place], check=True, timeout=120,
                   env=os.environ | database)  # fmt: skip
    with served(place, "serve", database=database) as address:
        yield address.replace("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def signed_in(browser: Any, site: str, place: Path, has_scripts: bool) -> Any:
    """Opens a tab in which somebody is signed in; once for each."""
    (password,) = re.findall(r"password (\S+)", (place / "sign-ins.txt").read_text())
    known: dict[str, Any] = {}

    @contextmanager
    def tab_of(who: str) -> Iterator[Any]:
        # axe is put into the page from outside, which a strict page forbids.
        context = browser.new_context(
            storage_state=known.get(who),
            base_url=site,
            bypass_csp=bool(widths()),
            java_script_enabled=has_scripts,
        )
        tab = context.new_page()
        if who not in known:
            tab.goto("/sign-in/")
            tab.get_by_label("E-mail address").fill(f"{who}@harbourline.example")
            tab.get_by_label("Password").fill(password)
            tab.get_by_role("button", name="Sign in", exact=True).click()
            tab.get_by_role("button", name="Sign out").wait_for()
            known[who] = context.storage_state()
        yield tab
        context.close()

    return tab_of
