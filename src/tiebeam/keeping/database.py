"""The database as a stream: taken while others write, and put back as a whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any, Final, Protocol

PIECE_BYTES: Final = 1 << 20

#: Empties the schema; what a later version added would otherwise stay beside what is restored.
_EMPTIED: Final = """
DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', each.tablename);
  END LOOP;
END $$;
"""


class NoProgram(LookupError):
    """PostgreSQL's own programs are not on this machine."""


class DatabaseFailed(RuntimeError):
    """The database, or its program, did not do what it was asked for. Nothing was changed."""


class Kept(Protocol):
    """A database that can be kept.

    kind  which sort; a backup of one can't be restored into the other
    """

    kind: str

    def taken(self) -> Iterator[bytes]:
        """All of it as of one moment, in pieces."""

    def is_empty(self) -> bool:
        """Whether nothing would be lost."""

    def put_back(self, pieces: Iterable[bytes], stage: Path) -> None:
        """Replace what is there; a file is laid out in the stage, from which it is put in place."""


def kept(settings: Mapping[str, Any]) -> Kept:
    """The database of an installation, as Django's settings name it."""
    if settings["ENGINE"].endswith("sqlite3"):
        return Sqlite(Path(settings["NAME"]))
    return Postgresql(settings)


class Sqlite:
    """A file. It is copied within one read transaction, so nobody who writes has to wait."""

    kind = "sqlite"

    def __init__(self, file: Path) -> None:
        self.file = file

    def taken(self) -> Iterator[bytes]:
        """A copy lies beside it meanwhile: in clear as the database is, for its owner alone."""
        copy = self.file.with_name(f".copy-{secrets.token_hex(8)}")
        # One that a killed backup left.
        for each in self.file.parent.glob(".copy-*"):
            each.unlink()
        try:
            copy.touch(mode=0o600)
            with closing(sqlite3.connect(self.file, timeout=60)) as database:
                # Unlike a copy page by page it leaves out what was deleted.
                database.execute("VACUUM INTO ?", (str(copy),))
            with copy.open("rb") as file:
                # It goes with whoever reads it, also one that is killed.
                copy.unlink()
                yield from _pieces(file)
        except sqlite3.Error as error:
            raise DatabaseFailed(f"SQLite could not copy {self.file}: {error}.") from None
        finally:
            copy.unlink(missing_ok=True)

    def is_empty(self) -> bool:
        if not self.file.exists() or not self.file.stat().st_size:
            return True
        with closing(sqlite3.connect(self.file)) as database, suppress(sqlite3.Error):
            return not database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        return False

    def put_back(self, pieces: Iterable[bytes], stage: Path) -> None:
        folder = stage / self.file.parent.name
        with open(folder / self.file.name, "xb") as file:
            os.fchmod(file.fileno(), 0o660)
            if os.geteuid() == 0:
                owner = folder.stat()
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            for each in pieces:
                file.write(each)
            file.flush()
            os.fsync(file.fileno())


class Postgresql:
    """A server. Its own programs write and read its dumps; its password is in no command line."""

    kind = "postgresql"

    def __init__(self, settings: Mapping[str, Any]) -> None:
        names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
        said = {names[key]: str(settings[key]) for key in names if settings.get(key)}
        self._environment = os.environ | said | {"PGDATABASE": str(settings["NAME"])}

    def taken(self) -> Iterator[bytes]:
        dump = self._start("pg_dump", "--format=custom", "--no-owner", "--no-privileges")
        try:
            assert dump.stdout is not None
            yield from _pieces(dump.stdout)
            if dump.wait():
                raise DatabaseFailed(
                    "pg_dump could not read the database. Is it of the server's version, and may "
                    "this user sign in there? Try `pg_dump --schema-only` by hand."
                )
        finally:
            _finish(dump)

    def is_empty(self) -> bool:
        asked = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        psql = self._start("psql", "-X", "-A", "-t", "-c", asked)
        said, _ = psql.communicate()
        if psql.returncode:
            raise DatabaseFailed("The database of DATABASE_URL does not answer.")
        return int(said) == 0

    def put_back(self, pieces: Iterable[bytes], stage: Path) -> None:
        """In one transaction: what was there is gone only when all of it is in place."""
        # Of an error its number alone: its words may hold a row.
        quietly = ("-X", "-q", "--single-transaction", "-v", "ON_ERROR_STOP=1",
                   "-v", "VERBOSITY=sqlstate")  # fmt: skip
        psql = self._start("psql", *quietly, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        try:
            assert psql.stdin is not None
            psql.stdin.write(_EMPTIED.encode())
            psql.stdin.flush()
            complete = self._read_into(psql.stdin, pieces)
            if not complete:
                # Before its end: psql then takes nothing of it over.
                psql.kill()
            psql.stdin.close()
            if psql.wait() or not complete:
                raise DatabaseFailed("PostgreSQL did not take the backup. Nothing was changed.")
        except BrokenPipeError:
            raise DatabaseFailed(
                "PostgreSQL did not take the backup. Nothing was changed."
            ) from None
        finally:
            _finish(psql)

    def _read_into(self, target: IO[bytes], pieces: Iterable[bytes]) -> bool:
        """Have pg_restore turn a dump into SQL. Returns whether it came to its end."""
        words = ("--file=-", "--clean", "--if-exists", "--no-owner", "--no-privileges")
        restore = self._start("pg_restore", *words, stdin=subprocess.PIPE, stdout=target)
        try:
            assert restore.stdin is not None
            for each in pieces:
                restore.stdin.write(each)
            restore.stdin.close()
            return restore.wait() == 0
        finally:
            _finish(restore)

    def _start(self, program: str, *words: str, **how: Any) -> subprocess.Popen[bytes]:
        found = shutil.which(program)
        if not found:
            raise NoProgram(
                f"{program} is not on this machine. Debian has it in 'postgresql-client'; it has "
                "to be of the server's version."
            )
        given: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL} | how
        return subprocess.Popen([found, *words], env=self._environment, **given)  # noqa: S603


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE_BYTES):
        yield piece


def _finish(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing behind, whatever came in between."""
    if process.poll() is None:
        process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(BrokenPipeError):
                pipe.close()
    process.wait()
