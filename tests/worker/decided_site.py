"""Web and worker as two processes, of an organisation that has decided if nothing else is said."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import migrated
import psycopg
from postgresql import dumped, of_its_own
from web.serving import LONGEST_START
from worker import decided

#: What a whole database is called among files; SQLite's are files.
DATABASE = "all of the database"


class Site:
    """Web and worker as two processes, with a home and a temporary folder of their own.

    program  what is run instead of `tiebeam`, with what comes before its words
    """

    def __init__(self, folder: Path, *, program: Sequence[str] = (decided.__file__,)) -> None:
        self.home, self.said = folder / "home", folder / "said"
        self._folder, self._program = folder, program
        (folder / "tmp").mkdir()
        self._database = of_its_own().get("DATABASE_URL", "")
        if not self._database:
            migrated.a_home(self.home)
        self.environment = os.environ | {
            "TIEBEAM_HOME": str(self.home), "TMPDIR": str(folder / "tmp"),
            "DATABASE_URL": self._database,
        }  # fmt: skip

    @contextmanager
    def running(self, *words: str, until: str) -> Iterator[subprocess.Popen[bytes]]:
        with self.said.open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, *self._program, *words],
                env=self.environment, stdout=said, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            wait_until(lambda: until in self.said.read_text())
            yield process
        finally:
            process.terminate()
            process.wait(LONGEST_START)

    @contextmanager
    def database(self) -> Iterator[Callable[[str], object]]:
        """Yields what does something to it by SQL."""
        if self._database:
            with psycopg.connect(self._database) as there:
                yield there.execute
        else:
            with sqlite3.connect(self.home / "db" / "tiebeam.sqlite3") as here:
                yield here.execute

    def everything(self) -> Iterator[tuple[str, bytes]]:
        if self._database:
            name = self._database.rpartition("/")[2]
            yield DATABASE, dumped(name, Path(os.environ["POSTGRESQL_FOLDER"]))
        for path in sorted(self._folder.rglob("*")):
            if path.is_file():
                yield path.name, path.read_bytes()


def wait_until(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + LONGEST_START
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.1)
