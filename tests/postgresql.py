"""A PostgreSQL server of the tests' own: Debian's programs, a folder that goes, and no network.

python tests/postgresql.py pytest tests/web     runs a module of Python beside such a server
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

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


def address(database: str, *, folder: Path | None = None) -> str:
    """What DATABASE_URL says of a database of the server that runs."""
    host = quote(str(folder or os.environ["POSTGRESQL_FOLDER"]), safe="")
    return f"postgresql://tie@{host}/{database}"


def dumped(database: str, folder: Path) -> bytes:
    """All that a database holds, in clear."""
    there = programs()
    assert there is not None
    words = [there / "pg_dump", "-h", folder, "-U", "tie", database]
    return subprocess.run(words, check=True, capture_output=True, timeout=60).stdout


def new_database(folder: Path) -> str:
    """Make an empty one on a server, and return its address."""
    there, name = programs(), f"own_{secrets.token_hex(6)}"
    assert there is not None
    subprocess.run([there / "createdb", "-h", folder, "-U", "tie", name], check=True, timeout=60)
    return address(name, folder=folder)


def of_its_own() -> dict[str, str]:
    """What the environment of an installation needs so that it shares its database with nobody."""
    if "POSTGRESQL_FOLDER" not in os.environ:
        return {}
    return {"DATABASE_URL": new_database(Path(os.environ["POSTGRESQL_FOLDER"]))}


def _somebody_else() -> str:
    import pwd

    there = {each.pw_name for each in pwd.getpwall()}
    return next(each for each in USERS if each in there)


def main(words: list[str]) -> int:
    if programs() is None:
        print("No PostgreSQL here (apt install postgresql): only SQLite was tried.")
        return 0
    with server() as folder:
        beside = os.environ | {"POSTGRESQL_FOLDER": str(folder)}
        return subprocess.run([sys.executable, "-m", *words], env=beside).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
