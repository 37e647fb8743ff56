"""Files that are there as a whole or not at all, and that nobody else may change or read."""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

#: What the group and others may do.
ANYTHING: Final = 0o077
WRITING: Final = 0o022


class InUse(RuntimeError):
    """Somebody else works with it."""


class OpenToOthers(PermissionError):
    """A file or folder that has to be private is not; the message says how to make it so."""


@contextmanager
def replacing(target: Path, *, mode: int) -> Iterator[BinaryIO]:
    """A file to write that takes the target's place once it is whole and on the disk.

    mode  of the file, whatever the umask is
    If anything goes wrong meanwhile, the target stays as it was. Only a process that is killed
    leaves its unfinished file behind: hidden, and with a name that ends in .part.
    """
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        with open(part, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as file:
            os.fchmod(file.fileno(), mode)
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk: without its name, a new file is not found again."""
    with opened(folder, os.O_RDONLY) as descriptor:
        os.fsync(descriptor)


@contextmanager
def locked(path: Path, flags: int, mode: int = 0o600) -> Iterator[int]:
    """An open file or folder that no other process has locked; they wait until it is closed.

    The lock goes with the process that holds it, so one that is killed leaves none behind.
    """
    with opened(path, flags, mode) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor


@contextmanager
def opened(path: Path, flags: int, mode: int = 0o600) -> Iterator[int]:
    """An open file or folder."""
    descriptor = os.open(path, flags | os.O_CLOEXEC, mode)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def guarded_text(path: Path, *, others: int, ours: bool) -> str:
    """What a file says, if nobody else could have touched it.

    others  what the group and others must not be able to do: ANYTHING or WRITING
    ours    whether it has to belong to the user who runs this
    Raises  OpenToOthers
    """
    # Asked of the open file, so that it can't be exchanged in between.
    with opened(path, os.O_RDONLY) as descriptor:
        refuse_open(path, os.fstat(descriptor), others=others, ours=ours)
        with open(descriptor, encoding="ascii", errors="replace", closefd=False) as file:
            return file.read()


def refuse_open(path: Path, found: os.stat_result, *, others: int, ours: bool) -> None:
    """Raise OpenToOthers if somebody else owns a file or folder, or has too many rights to it."""
    if ours and found.st_uid != os.geteuid():
        raise OpenToOthers(
            f"{path} belongs to user {found.st_uid}, and this runs as user {os.geteuid()}. "
            "Run it as the owner of the keys; if they are yours, take them over with chown."
        )
    mode = stat.S_IMODE(found.st_mode)
    if mode & others:
        raise OpenToOthers(
            f"{path} has mode {mode:04o}, so others could have read or changed it. "
            f"Take that right away with 'chmod {mode & ~others:o} {path}'. If they may have used "
            "it, rotate the keys."
        )


@contextmanager
def as_owner_of(folder: Path) -> Iterator[None]:
    """Keys are given to their owner alone; root becomes them for a moment."""
    was, owner = (os.geteuid(), os.getegid()), folder.stat()
    if was[0] == 0:
        os.setegid(owner.st_gid)
        os.seteuid(owner.st_uid)
    try:
        yield
    finally:
        os.seteuid(was[0])
        os.setegid(was[1])


@contextmanager
def at_work(mark: Path) -> Iterator[None]:
    """Several may be at work at once, as long as nobody has it alone.

    Raises  InUse
    """
    with _held(mark, fcntl.LOCK_SH, "The keys are being rotated. Start this when that is done."):
        yield


@contextmanager
def alone(mark: Path) -> Iterator[None]:
    """Nobody is at work until this ends; a process that is killed is not, either.

    Raises  InUse
    """
    with _held(mark, fcntl.LOCK_EX, "A worker runs. End it first, and start it afterwards."):
        yield


@contextmanager
def _held(mark: Path, how: int, or_else: str) -> Iterator[None]:
    with opened(mark, os.O_RDWR | os.O_CREAT) as descriptor:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(or_else) from None
        yield
