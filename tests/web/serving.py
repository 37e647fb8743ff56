"""A server as anybody starts it: `tiebeam web`, with a home of its own, on this machine alone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import migrated
from postgresql import of_its_own

#: A machine that does much else takes its time.
LONGEST_START = 180


@contextmanager
def served(
    home: Path,
    command: str = "web",
    *,
    database: Mapping[str, str] | None = None,
    workers: int = 1,
    at_first: bool = False,
) -> Iterator[str]:
    """Yields its address, and ends it.

    command   "web" for the pages alone, "serve" for the worker beside them
    database  `of_its_own`, where others are told of it as well
    at_first  whether it makes its database itself, where there is no home yet
    """
    database = of_its_own() if database is None else database
    if not (database or at_first or (home / "home").exists()):
        migrated.a_home(home / "home")
    port = free_port()
    # A file, because nobody empties a pipe while it runs.
    with (home / "said").open("w+b") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "tiebeam", command, "--port", str(port), "--workers",
             str(workers)],
            env=os.environ
            | {"TIEBEAM_HOME": str(home / "home"), "TIEBEAM_NAME": "Harbourline"}
            | database,
            stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address, server, said.name)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str, server: subprocess.Popen[bytes], said: str) -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended: {Path(said).read_text()}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"The server did not answer: {Path(said).read_text()}")
