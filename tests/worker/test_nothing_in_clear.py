"""What somebody tells of themselves, planted through the pages and looked for everywhere."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from web.serving import LONGEST_START, free_port
from web.visiting import Visitor
from worker import decided

pytestmark = pytest.mark.enable_socket
PLANTED = ("Zyxxlandish", "EMPLOYEE-471147", "non_binary")
WHO = {"name": "Olu", "email": "olu@harbourline.example", "password": "four words for a test"}


class Site:
    """Web and worker as two processes, with a home and a temporary folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.home, self.said = folder / "home", folder / "said"
        self._folder = folder
        (folder / "tmp").mkdir()
        self._environment = os.environ | {
            "TIEBEAM_HOME": str(self.home), "TMPDIR": str(folder / "tmp"),
        }  # fmt: skip

    @contextmanager
    def running(self, *words: str, until: str) -> Iterator[None]:
        with self.said.open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, decided.__file__, *words],
                env=self._environment, stdout=said, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            wait_until(lambda: until in self.said.read_text())
            yield
        finally:
            process.terminate()
            process.wait(LONGEST_START)

    def everything(self) -> Iterator[tuple[str, bytes]]:
        for path in sorted(self._folder.rglob("*")):
            if path.is_file():
                yield path.name, path.read_bytes()


def wait_until(happened: Any) -> None:
    until = time.monotonic() + LONGEST_START
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.1)


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
