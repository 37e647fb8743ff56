"""Web and worker of an organisation that has decided, as two processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from web.serving import LONGEST_START
from worker import decided


class Site:
    """Web and worker as two processes, with a home and a temporary folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.home, self.said = folder / "home", folder / "said"
        self._folder = folder
        (folder / "tmp").mkdir()
        self.environment = os.environ | {
            "TIEBEAM_HOME": str(self.home), "TMPDIR": str(folder / "tmp"),
        }  # fmt: skip

    @contextmanager
    def running(self, *words: str, until: str) -> Iterator[None]:
        with self.said.open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, decided.__file__, *words],
                env=self.environment, stdout=said, stderr=subprocess.STDOUT,
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


def wait_until(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + LONGEST_START
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.1)
