"""The server as a process of its own."""

from __future__ import annotations

import http.client
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from web.serving import served

pytestmark = pytest.mark.enable_socket


@pytest.mark.skipif("POSTGRESQL_FOLDER" in os.environ, reason="there the database is no file")
def test_web_and_worker_may_write_the_database_and_nobody_else_may_read_it(tmp_path):
    with served(tmp_path, at_first=True):
        made = {each.name: stat.S_IMODE(each.stat().st_mode)
                for each in (tmp_path / "home" / "db").iterdir()}  # fmt: skip

    assert made.pop("secret") == 0o600
    assert "tiebeam.sqlite3" in made
    assert set(made.values()) == {0o660}


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells what a process has done.")
def test_two_processes_share_the_pages_of_one_busy_moment(tmp_path: Path):
    """One that took all that came, and kept its connections, left the other with nothing to do."""
    with served(tmp_path, workers=2) as address:
        both = _processes_of(address)
        before = [_worked(each) for each in both]
        with ThreadPoolExecutor(16) as readers:
            said = list(readers.map(lambda _: _read_often(address), range(16)))
        spent = [_worked(each) - then for each, then in zip(both, before, strict=True)]

    assert said == [[200] * 25] * 16
    assert len(spent) == 2
    assert min(spent) > 0.25 * sum(spent), spent


def _read_often(address: str) -> list[int]:
    """As a browser or a proxy does, which keeps a connection for as long as it may."""
    asks = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    said = []
    for _ in range(25):
        asks.request("GET", "/sign-in/")
        answer = asks.getresponse()
        answer.read()
        said.append(answer.status)
    return said


def _processes_of(address: str) -> list[int]:
    """Those that serve there, without the one that started them."""
    words = f"--port\0{urlsplit(address).port}\0".encode()
    found = [int(each.parent.name) for each in Path("/proc").glob("[0-9]*/cmdline")
             if words in _content(each)]  # fmt: skip
    return [each for each in found if _stat(each)[1] in map(str, found)]


def _worked(process: int) -> int:
    """How long it has had a processor, in the system's own unit; proc(5)."""
    _, _, *stat = _stat(process)
    return int(stat[9]) + int(stat[10])


def _stat(process: int) -> list[str]:
    """What follows the name: a state, the process that started it, and so on."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
