"""What somebody tells of themselves, planted through the pages and looked for everywhere."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from web.serving import free_port
from web.visiting import Visitor
from worker.decided_site import Site, wait_until

pytestmark = pytest.mark.enable_socket
PLANTED = ("Zyxxlandish", "EMPLOYEE-471147", "non_binary")
WHO = {"name": "Olu", "email": "olu@harbourline.example", "password": "four words for a test"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_what_somebody_told_is_nowhere_in_clear_and_they_alone_see_it(site: Site):
    port = free_port()
    web = site.running("web", "--port", str(port), "--workers", "1", until="Listening at")
    with web, site.running("worker", until="waits for jobs"):
        olu = Visitor(f"http://127.0.0.1:{port}")
        (first,) = re.findall(r"http://\S+?(/first/\S+)", site.said.read_text())
        olu.sends(first, WHO)
        olu.sends("/me/identity/number/", {"number": PLANTED[1]})
        answers = {"country": "gb", "gender": PLANTED[2], "gender_own": PLANTED[0]}
        olu.sends("/me/identity/questions/", answers)
        olu.sends("/me/identity/show/", {}, on="/me/identity/")
        waiting = dict(site.everything())
        pages: list[str] = []
        wait_until(lambda: is_shown(olu, pages))
        after = dict(site.everything())
        # A request with answers breaks in the middle: what is said of that may hold none of them.
        with sqlite3.connect(site.home / "db" / "tiebeam.sqlite3") as database:
            database.execute("DROP TABLE accounts_sealed")
        broken = olu.sends("/me/identity/questions/", answers)
        everything = dict(site.everything())

    assert "Zyxxlandish" in pages[-1]
    assert "EMPLOYEE-471147" in pages[-1]
    assert "Non-binary" in pages[-1]
    assert broken.status_code == 500
    assert {"tiebeam.sqlite3", "tiebeam.sqlite3-wal", "said"} <= set(waiting)
    for kept in (waiting, after, everything):
        assert [(name, each) for name, content in kept.items() for each in PLANTED
                if each.encode() in content] == []  # fmt: skip


def is_shown(olu: Visitor, pages: list[str]) -> bool:
    pages.append(olu.opens("/me/identity/shown/"))
    return "This is what you said" in pages[-1]
