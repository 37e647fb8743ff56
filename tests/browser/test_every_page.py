"""Every page in a real browser: for eyes, for keys, narrow and wide, and where no script runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from browser.looking import Open, faults
from postgresql import of_its_own
from web import in_use
from web.in_use import NOBODY, OLU
from web.pages import BEFORE, IN_USE, NO_SUCH_PAGE, OF_A_STEWARD, OF_AN_OWNER, OPEN
from web.serving import served

pytestmark = pytest.mark.enable_socket
EVERY = [*dict.fromkeys([
    *((NOBODY, each) for each in (*OPEN, NO_SUCH_PAGE)),
    *((OLU, each) for each in (*OF_AN_OWNER, *OF_A_STEWARD)),
    *((who, each) for who, pages in IN_USE.items() for each in pages),
])]  # fmt: skip
#: On which page keys go through header and footer: the first of each area, for each person.
FIRST = {(who, page.split("/")[1]): page for who, page in reversed(EVERY)}
#: What is answered, where it is not the page that was asked for.
ANSWERED = {NO_SUCH_PAGE: 404, "/me/identity/shown/": 410} | {
    f"/{each}/no-such-link/": 410 for each in ("first", "join", "stop")
}
#: A key that stands in an address is kept elsewhere at once.
LEAD_ON = {"/password/{whose}-{reset}/"}
#: What is as it should be all the same: links of the gallery stand for others, and only a script
#: asks somebody for a passkey. Keys go from a sentence to its note in the margin, also where notes
#: pile up there and the eye meets the next sentence first.
ALLOWED = {
    "/documents/{document}/": "the eye meets",
    "/gallery/": "without a script: leads nowhere",
    "/sign-in/code/": "without a script: ",
    "/me/security/passkeys/add/": "without a script: ",
    "/me/security/again/passkey/": "without a script: ",
}  # fmt: skip


#: How large a window is before it is made narrow or wide.
AT_FIRST = {"width": 1280, "height": 900}


@dataclass
class Site:
    """A server, its people, and what stands in addresses of its pages."""

    address: str
    browser: Any
    sessions: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    before: dict[str, list[str]] = field(default_factory=dict)
    tabs: dict[tuple[str, bool], Any] = field(default_factory=dict)

    def opener(self, who: str, page: str) -> Open:
        return partial(self._opened, who, page)

    @contextmanager
    def _opened(
        self, who: str, page: str, *, has_scripts: bool = True
    ) -> Iterator[tuple[Any, list[str]]]:
        # One for all pages of somebody: a new one for each is much of what a browser does here.
        tab = self.tabs.get((who, has_scripts)) or self._tab(who, has_scripts)
        self.tabs[who, has_scripts] = tab
        tab.set_viewport_size(AT_FIRST)
        tab.emulate_media(color_scheme="light")
        said: list[str] = []
        hears = partial(_hear, said)
        tab.on("console", hears)
        answer = tab.goto(self.address + page.format(**self.names))
        assert answer.status == ANSWERED.get(page, 200)
        assert page in LEAD_ON or answer.request.redirected_from is None
        yield tab, said
        tab.remove_listener("console", hears)

    def _tab(self, who: str, has_scripts: bool) -> Any:
        window = self.browser.new_context(java_script_enabled=has_scripts, reduced_motion="reduce")
        if who:
            cookie = {"name": "sessionid", "value": self.sessions[who], "url": self.address}
            window.add_cookies([cookie])
        return window.new_page()


def _hear(said: list[str], message: Any) -> None:
    said.append(message.text)


@contextmanager
def filling(home: Path, database: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """What makes people first, and all else when it is told to."""
    environment = os.environ | {"TIEBEAM_HOME": str(home / "home")} | database
    process = subprocess.Popen(
        [sys.executable, in_use.__file__, str(home / "made")], env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.communicate()


@pytest.fixture(scope="module")
def site(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """As it was before anything was brought, and then with everything in it."""
    home, database = tmp_path_factory.mktemp("home"), of_its_own()
    with served(home, database=database) as address, filling(home, database) as process:
        assert process.stdin
        assert process.stdout
        found = Site(address.replace("127.0.0.1", "localhost"), browser)
        found.sessions = json.loads(process.stdout.readline())
        found.before = {each: list(faults(found.opener(OLU, each), whole=False)) for each in BEFORE}
        process.stdin.write("\n")
        process.stdin.flush()
        found.names = json.loads(process.stdout.readline())
        yield found


@pytest.mark.parametrize(("who", "page"), EVERY)
def test_a_page_shuts_nobody_out(site: Site, who: str, page: str):
    first = FIRST[who, page.split("/")[1]]
    found = list(faults(site.opener(who, page), whole=page == first))

    assert [each for each in found if not each.startswith(ALLOWED.get(page, "-"))] == []


@pytest.mark.parametrize("page", BEFORE)
def test_a_page_shuts_nobody_out_before_anything_was_brought(site: Site, page: str):
    assert site.before[page] == []
