"""The way back from a backup: proven as a whole first, laid out beside, and only then put in place.

What was withdrawn since the backup was made is withdrawn again: `replay` does so before anybody is
served.
"""

from __future__ import annotations

import grp
import hashlib
import io
import json
import os
import pwd
import shutil
import tarfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from tiebeam.keeping.backup import DATABASE, LABEL, MANIFEST, SCHEMA, Manifest
from tiebeam.keeping.database import Kept
from tiebeam.vault import chain
from tiebeam.vault.backup_keys import BackupKey
from tiebeam.vault.open import NotSealed, chunks
from tiebeam.vault.seal import key_of
from tiebeam.web.installation import FOLDERS, UNFINISHED, Installation
from tiebeam.web.withdrawals import Withdrawal

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_STAGE: Final = ".restoring"
_BEFORE: Final = ".before-restoring"
_KEY: Final = "backup-key.pub"
#: What a machine keeps that is otherwise empty: neither is lost by a restore.
_OUTLIVES: Final = ("withdrawals", "logs", _KEY, _STAGE, _BEFORE, UNFINISHED)


class WrongKey(LookupError):
    """The backup is sealed to another key."""


class BadBackup(ValueError):
    """The file opens, but does not hold what a backup holds."""


class OtherDatabase(ValueError):
    """The backup is of another kind of database than this installation has."""


class LaterProgram(ValueError):
    """The backup was made by a later version, whose database this one does not understand."""


class NotEmpty(FileExistsError):
    """Something is here already that would be lost."""


class NoSuchUser(LookupError):
    """A user of the system to whom something belongs is not on this machine."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What is to be done after the files and the database are in place.

    again     withdrawals that the database may not know of
    had_list  whether a list of this machine, or one that was given, was there to look into
    """

    manifest: Manifest
    again: Sequence[Withdrawal]
    had_list: bool


def restore(
    file: Path,
    here: Installation,
    *,
    database: Kept,
    key: BackupKey,
    known_migrations: Collection[str],
    replace: bool = False,
    withdrawn: Path | None = None,
) -> Restored:
    """Put back what a backup holds. If anything is refused, nothing was changed.

    replace    also where something is here already
    withdrawn  a newer list of withdrawals than the one of this machine
    Raises     WrongKey, NotSealed, Damaged, BadBackup, OtherDatabase, LaterProgram, NotEmpty,
               NoSuchUser, DatabaseFailed, NoProgram, BrokenChain
    """
    manifest = proven(file, key=key)
    _refuse_what_does_not_fit(manifest, database=database, known=known_migrations)
    if not replace:
        refuse_full(here, database)
    here.home.mkdir(parents=True, exist_ok=True)
    # Read before anything is touched: a list that is broken stops it here.
    lists = [_links(each) for each in (here.withdrawals, withdrawn) if each and each.exists()]
    with _stage(here.home) as stage:
        again, whole = _laid_out(file, key, stage, manifest, lists)
        with _unfinished(here.unfinished):
            database.put_back(_pieces(file, key), stage)
        _put_in_place(here.home, stage)
        _keep_list(here, whole)
    return Restored(manifest=manifest, again=again, had_list=bool(lists))


def proven(file: Path, *, key: BackupKey) -> Manifest:
    """What a backup says it holds, once all of it has proven to be there, and nothing else.

    Raises  WrongKey, NotSealed, Damaged, BadBackup, NoSuchUser
    """
    _refuse_other_key(file, key)
    found: dict[str, str] = {}
    manifest = None
    for about, content in _members(file, key):
        _owner_of(about)
        if about.name == MANIFEST:
            manifest = _manifest(b"".join(content))
        elif about.isreg():
            hashed = hashlib.sha256()
            for each in content:
                hashed.update(each)
            found[about.name] = hashed.hexdigest()
    if manifest is None or manifest.files != found:
        raise BadBackup(f"{file} does not hold what its own list says. Take another backup.")
    return manifest


def refuse_full(here: Installation, database: Kept) -> None:
    """Raise NotEmpty if anything would be lost."""
    there = here.home.iterdir() if here.home.exists() else ()
    full = [
        path.name
        for top in there
        if top.name not in _OUTLIVES
        for path in ([top] if not top.is_dir() else top.rglob("*"))
        if path.is_file() and path.name != "tiebeam.sqlite3"
    ]
    if full or not database.is_empty():
        raise NotEmpty(
            f"{here.home} or its database is not empty. Name an empty folder in TIEBEAM_HOME; or "
            "say --replace, and what is there now is gone."
        )


def _refuse_what_does_not_fit(
    manifest: Manifest, *, database: Kept, known: Collection[str]
) -> None:
    if manifest.database != database.kind:
        raise OtherDatabase(
            f"This backup is of {manifest.database}, and this installation uses {database.kind}. "
            "Set DATABASE_URL as it was."
        )
    if set(manifest.migrations) - set(known):
        raise LaterProgram(
            f"This backup was made by Tiebeam {manifest.made_by}, which is later than this one. "
            "Install that version first."
        )


def _refuse_other_key(file: Path, key: BackupKey) -> None:
    sealed_to = key_of(file)
    if sealed_to is None:
        raise NotSealed(f"{file} is no backup, or its beginning was changed.")
    if sealed_to != key.public.id:
        raise WrongKey(
            f"{file} is sealed to key {sealed_to}, and this is key {key.public.id}. "
            "Look for the private half of that one."
        )


# --- reading --------------------------------------------------------------------------------------


def _members(file: Path, key: BackupKey) -> Iterator[tuple[tarfile.TarInfo, Iterator[bytes]]]:
    """Each thing in a backup with its content; after the last it is known that none is missing."""
    stream = _Opened(chunks(file, label=LABEL, keys=key))
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for about in tar:
                _refuse_elsewhere(about)
                yield about, _content(tar, about)
    except tarfile.TarError:
        raise BadBackup(f"{file} holds no backup that this version understands.") from None
    stream.to_the_end()


def _content(tar: tarfile.TarFile, about: tarfile.TarInfo) -> Iterator[bytes]:
    file = tar.extractfile(about)
    while file and (piece := file.read(1 << 20)):
        yield piece


def _refuse_elsewhere(about: tarfile.TarInfo) -> None:
    """Whoever holds the public half can seal what they like, so no name leads out of the home."""
    parts = PurePosixPath(about.name).parts
    is_ours = parts and (parts[0] in {*FOLDERS, DATABASE} or about.name in {MANIFEST, _KEY})
    if not is_ours or ".." in parts or not (about.isreg() or about.isdir()):
        raise BadBackup("It holds something that no backup holds. Where did you get it?")


def _manifest(content: bytes) -> Manifest:
    try:
        said = json.loads(content)
        if said.pop("schema") != SCHEMA:
            raise ValueError
        return Manifest(**said)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadBackup("Its list is of a later version of Tiebeam. Install that one.") from None


class _Opened(io.RawIOBase):
    """What is opened piece by piece, as a file to read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = piece
        view = memoryview(buffer).cast("B")
        size = min(len(view), len(self._left))
        view[:size], self._left = self._left[:size], self._left[size:]
        return size

    def read(self, size: int = -1, /) -> bytes:
        """As much as is asked for, unless it ends."""
        found = bytearray(size)
        view, at = memoryview(found), 0
        while at < size and (more := self.readinto(view[at:])):
            at += more
        return bytes(view[:at])

    def to_the_end(self) -> None:
        for _ in self._pieces:
            pass


# --- laying out -----------------------------------------------------------------------------------


@contextmanager
def _stage(home: Path) -> Iterator[Path]:
    """A folder in the home, for its owner alone, that goes whatever happens."""
    stage = home / _STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _unfinished(mark: Path) -> Iterator[None]:
    """From here on nobody is served until what was withdrawn is withdrawn again."""
    mark.touch(mode=0o644)
    try:
        yield
    except BaseException:
        mark.unlink()
        raise


def _laid_out(
    file: Path,
    key: BackupKey,
    stage: Path,
    manifest: Manifest,
    lists: list[list[chain.Link]],
) -> tuple[list[Withdrawal], list[list[chain.Link]]]:
    for about, content in _members(file, key):
        if about.name != MANIFEST and not about.name.startswith(f"{DATABASE}/"):
            _lay(stage / about.name, about, content)
    of_backup = _links(stage / "withdrawals" / "withdrawals.chain")
    again = [_said(each) for each in of_backup[manifest.withdrawn :]]
    known = of_backup[: manifest.withdrawn]
    for each in lists:
        again += [_said(link) for link in each[_shared(each, known) :]]
    return again, [of_backup, *lists]


def _pieces(file: Path, key: BackupKey) -> Iterator[bytes]:
    for about, content in _members(file, key):
        if about.name.startswith(f"{DATABASE}/"):
            yield from content


def _lay(target: Path, about: tarfile.TarInfo, content: Iterator[bytes]) -> None:
    if about.isdir():
        target.mkdir(exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            for each in content:
                file.write(each)
            file.flush()
            os.fsync(file.fileno())
    if os.geteuid() == 0:
        os.chown(target, *_owner_of(about))
    target.chmod(about.mode)


def _owner_of(about: tarfile.TarInfo) -> tuple[int, int]:
    """User and group, by name where they have one: numbers differ between machines.

    Raises  NoSuchUser where root restores, who would give it to somebody
    """
    if os.geteuid() != 0 or not about.uname:
        return about.uid, about.gid
    try:
        return pwd.getpwnam(about.uname).pw_uid, grp.getgrnam(about.gname).gr_gid
    except KeyError:
        raise NoSuchUser(
            f"{about.name} belongs to user '{about.uname}' and group '{about.gname}'. Make them on "
            "this machine first."
        ) from None


# --- putting in place -----------------------------------------------------------------------------


def _put_in_place(home: Path, stage: Path) -> None:
    """What was there goes only when all of it is in place; a killed restore leaves it beside."""
    before = home / _BEFORE
    shutil.rmtree(before, ignore_errors=True)
    before.mkdir(mode=0o700)
    for name in FOLDERS:
        if name not in _OUTLIVES and (home / name).exists():
            (home / name).rename(before / name)
    for laid in sorted(stage.iterdir()):
        if not (home / laid.name).exists():
            laid.rename(home / laid.name)
    shutil.rmtree(before)


def _keep_list(here: Installation, lists: list[list[chain.Link]]) -> None:
    """The longest list, and what others hold that it does not."""
    longest = max(lists, key=len)
    if not longest:
        return
    there = {_said(each) for each in longest}
    missing = [_said(each) for every in lists for each in every if _said(each) not in there]
    here.withdrawals.parent.mkdir(mode=0o770, exist_ok=True)
    here.withdrawals.unlink(missing_ok=True)
    for each in [*map(_said, longest), *dict.fromkeys(missing)]:
        chain.append(here.withdrawals, {"kind": each.kind, "id": each.id}, mode=0o660)
    here.withdrawals.chmod(0o660)
    if os.geteuid() == 0:
        found = here.withdrawals.parent.stat()
        os.chown(here.withdrawals, found.st_uid, found.st_gid)


def _links(file: Path) -> list[chain.Link]:
    return list(chain.read(file)) if file.exists() else []


def _shared(one: Sequence[chain.Link], other: Sequence[chain.Link]) -> int:
    """How many links two lists begin with that are the same."""
    return sum(1 for a, b in zip(one, other, strict=False) if a.hash == b.hash)


def _said(link: chain.Link) -> Withdrawal:
    return Withdrawal(kind=str(link.entry["kind"]), id=str(link.entry["id"]))
