"""A PostgreSQL server of the tests' own: Debian's programs, a folder that goes, and no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Who the server runs as where the tests are run by root, which it refuses.
USERS = ("postgres", "nobody")


def programs() -> Path | None:
    """The folder of the newest server that is installed; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    return found[-1].parent if found else None


def _version(program: Path) -> int:
    return int(program.parts[-3])


@contextmanager
def server() -> Iterator[Path]:
    """Yields the folder with its socket; the user is `tie`, and the database `postgres`."""
    there = programs()
    assert there is not None
    folder = Path(tempfile.mkdtemp(prefix="tiebeam-pg-"))
    user = _somebody_else() if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def do(program: str, *words: str) -> None:
        # The server holds on to what it may print to, so nobody waits for the end of a pipe.
        subprocess.run(
            [there / program, "-D", folder / "data", *words], check=True, user=user, cwd=folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip

    try:
        do("initdb", "--auth=trust", "--username=tie", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        do("pg_ctl", "-w", "-l", str(folder / "said"), "-o", options, "start")
        try:
            yield folder
        finally:
            do("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _somebody_else() -> str:
    import pwd

    there = {each.pw_name for each in pwd.getpwall()}
    return next(each for each in USERS if each in there)
