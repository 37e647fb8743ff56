"""Pages with fifty readers, beside an empty page of the same server, on SQLite and on PostgreSQL.

Needs `wrk`, and Debian's programs of PostgreSQL for the second half; says what it left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from peers import Result, Run

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

READERS, SECONDS = 50, 8
#: What each process remembers of a release, it has after some visits.
WARM = 8
PORT = 8231
ADDRESS = f"http://127.0.0.1:{PORT}"
PAGES = {
    "overview": "/see/",
    "a measure": "/see/{measure}/",
    "two releases compared": "/see/compare/{measure}/",
    "home": "/",
}
EMPTY = "/empty/"


def run(data: Path) -> list[Result]:
    return on_both(_measured)


def _measured(folder: Path, database: str) -> list[Result]:
    with served("serve_pages.py", folder) as (cookie, measure):
        paths = {name: path.format(measure=measure) for name, path in PAGES.items()}
        return beside_an_empty_page(paths, cookie, database)


# --- what `spaces` does as well -------------------------------------------------------------------


def on_both(measured: Callable[[Path, str], list[Result]]) -> list[Result]:
    """What is measured in a folder of its own, on each database that there is here."""
    if shutil.which("wrk") is None:
        print("wrk is not installed, so no page was measured.", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = ""
        results = measured(Path(folder) / "sqlite", "SQLite")
        from postgresql import address, programs, server

        if programs() is None:
            print("PostgreSQL is not installed, so SQLite alone was measured.", file=sys.stderr)
            return results
        with server() as socket:
            os.environ["DATABASE_URL"] = address("postgres", folder=socket)
            return results + measured(Path(folder) / "postgresql", "PostgreSQL")


@contextmanager
def served(script: str, folder: Path) -> Iterator[list[str]]:
    """A site made and served by a script beside this one; yields the words of its first line."""
    words = [sys.executable, str(HERE / script), str(folder), str(PORT)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline().split()
            _wait()
            yield said
        finally:
            server.terminate()


def beside_an_empty_page(paths: Mapping[str, str], cookie: str, database: str) -> list[Result]:
    """p95 of each page beside p95 of an empty one: at most three times it, and within a second.

    An empty page asks the database who reads it and nothing else, so it gains most by whatever
    makes the server quicker: where the ratio is worse, the seconds say whether anybody waits more.
    """
    empty = _p95(EMPTY, cookie)
    return [
        Result(
            name=f"{name}, {READERS} readers, {database}: the slowest of twenty",
            ours=_p95(path, cookie),
            peers={"an empty page": empty},
            limit=3,
            most_seconds=1,
        )
        for name, path in paths.items()
    ]


def _opened(path: str, cookie: str) -> None:
    asked = urllib.request.Request(ADDRESS + path, headers={"Cookie": f"sessionid={cookie}"})
    with urllib.request.urlopen(asked, timeout=60):
        return


def _wait() -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(ADDRESS + EMPTY, timeout=2):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError("The server did not answer.")


def _p95(path: str, cookie: str) -> Run:
    for _ in range(WARM):
        _opened(path, cookie)
    # What takes longer than wrk waits, by itself two seconds, is in none of the shares it tells.
    said = subprocess.run(
        ["wrk", "-t2", f"-c{READERS}", f"-d{SECONDS}s", "--timeout", "60s", "-s", HERE / "p95.lua",
         "-H", f"Cookie: sessionid={cookie}", ADDRESS + path],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    if "Non-2xx" in said:
        raise RuntimeError(f"{path} did not answer as it should: {said}")
    (micro,) = re.findall(r"p95 (\d+)", said)
    if not int(micro):
        raise RuntimeError(f"{path} was never answered: {said}")
    return Run(seconds=int(micro) / 1e6, megabytes=0)
