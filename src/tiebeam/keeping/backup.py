"""A backup: one file, sealed to a key whose private half is elsewhere.

Inside is a tar, in the order that makes it consistent while all goes on (docs/decisions/0016):

    vault/…            the keys, first, because one may be retired meanwhile
    database/0000 …    as of one moment, in pieces
    every other folder what a row speaks of was written before the row, so it is here
    vault/…            keys that were made meanwhile
    withdrawals/…      after all else
    manifest.json      what has to be there, and the hash of each

Nothing of it touches the disk in clear, but for SQLite's copy of itself: see `database.Sqlite`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from tiebeam.keeping.database import Kept
from tiebeam.vault.seal import Label, SealingKey, sealing
from tiebeam.web import withdrawals
from tiebeam.web.installation import FOLDERS, NAMES_WITH, SIGNS_WITH, Installation

LABEL: Final = Label(what="backup", version="1", field="home")
SCHEMA: Final = "tiebeam.backup/1"
DATABASE: Final = "database"
MANIFEST: Final = "manifest.json"
_TEMPORARY: Final = 0o600
#: Logs are no part of it: they are for whoever looks today, and hold nothing that can't be lost.
_COPIED: Final = ("sealed", "versions", "ledger", "media")


class InsideHome(ValueError):
    """A backup would lie in what it is the backup of."""


@dataclass
class Manifest:
    """What a backup holds.

    database    the kind of database, and how many pieces it is in
    withdrawn   how many withdrawals the database may not know of: those after this number
    migrations  which the database has; one that a program does not know is of a later program
    files       name and SHA-256 of each
    """

    made_at: str
    made_by: str
    database: str
    withdrawn: int
    migrations: list[str]
    pieces: int = 0
    files: dict[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        said = {"schema": SCHEMA, **self.__dict__}
        return json.dumps(said, sort_keys=True, indent=1).encode()


def back_up(
    target: Path, here: Installation, *, database: Kept, migrations: list[str], to: SealingKey
) -> Manifest:
    """Write a backup; on return it is whole and on the disk, and one of that name is replaced.

    Raises  InsideHome, DatabaseFailed, NoProgram, BrokenChain
    """
    if target.resolve().is_relative_to(here.home.resolve()):
        raise InsideHome(f"{target} is inside of {here.home}, which is what is backed up.")
    manifest = Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        made_by=version("tiebeam"),
        database=database.kind,
        withdrawn=sum(1 for _ in withdrawals.noted(here.withdrawals)),
        migrations=migrations,
    )
    with (
        sealing(target, label=LABEL, to=to) as sealed,
        tarfile.open(fileobj=sealed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        _Packed(tar, here.home, manifest).all_of_it(database)
    # Not the group's either: whoever has the private half may read it, and needs no other right.
    target.chmod(_TEMPORARY)
    return manifest


class _Packed:
    """What has gone into the tar so far."""

    def __init__(self, tar: tarfile.TarFile, home: Path, manifest: Manifest) -> None:
        self._tar, self._home, self._manifest = tar, home, manifest

    def all_of_it(self, database: Kept) -> None:
        self._folders()
        self._files_in("vault")
        self._database(database)
        for each in _COPIED:
            self._files_in(each)
        self._files_in("vault")
        for name in (SIGNS_WITH, NAMES_WITH, "backup-key.pub"):
            self._file(self._home / name)
        self._files_in("withdrawals")
        self._bytes(MANIFEST, self._manifest.written())

    def _folders(self) -> None:
        """With their modes and owners, also the empty ones, and whose the database is."""
        for name in FOLDERS:
            if (self._home / name).is_dir():
                self._folder(self._home / name)

    def _folder(self, path: Path) -> None:
        self._tar.addfile(self._tar.gettarinfo(path.resolve(), str(path.relative_to(self._home))))

    def _database(self, database: Kept) -> None:
        for number, piece in enumerate(database.taken()):
            self._bytes(f"{DATABASE}/{number:06}", piece)
            self._manifest.pieces = number + 1

    def _files_in(self, folder: str) -> None:
        for path in _all_in(self._home / folder):
            if path.is_dir():
                self._folder(path)
            else:
                self._file(path)

    def _file(self, path: Path) -> None:
        """One that was deleted since it was seen was withdrawn, and so is not missed.

        One that grows is taken up to where it ended when it was opened: it is a chain.
        """
        name = str(path.relative_to(self._home))
        if name in self._manifest.files:
            return
        with suppress(FileNotFoundError), open(path, "rb", opener=_no_link) as file:
            about = self._tar.gettarinfo(arcname=name, fileobj=file)
            # Two names of one file are two files here.
            about.type, about.linkname = tarfile.REGTYPE, ""
            about.size = os.fstat(file.fileno()).st_size
            hashed = _Hashed(file)
            self._tar.addfile(about, hashed)  # type: ignore[arg-type]
            self._manifest.files[name] = hashed.so_far.hexdigest()

    def _bytes(self, name: str, content: bytes) -> None:
        about = tarfile.TarInfo(name)
        about.size, about.mode = len(content), _TEMPORARY
        if name != MANIFEST:
            self._manifest.files[name] = hashlib.sha256(content).hexdigest()
        self._tar.addfile(about, io.BytesIO(content))


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, file: Any) -> None:
        self._file, self.so_far = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        content: bytes = self._file.read(size)
        self.so_far.update(content)
        return content


def _all_in(folder: Path) -> Iterator[Path]:
    """Every folder and file in a folder; what a killed process left unfinished is none."""
    for where, folders, names in os.walk(folder, onerror=_refuse_unreadable):
        folders.sort()
        yield from (Path(where) / name for name in folders)
        for name in sorted(names):
            path = Path(where) / name
            if not name.endswith(".part") and _is_file(path):
                yield path


def _refuse_unreadable(error: OSError) -> None:
    """A backup without what its maker may not read would look like one, and be none."""
    if not isinstance(error, FileNotFoundError):
        raise error


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return False
