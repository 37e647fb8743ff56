"""Zips, taken with care: how much comes out is counted while it comes out."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from tiebeam.connectors.documents.errors import Broken, Encrypted, TooLarge, UnsafeName, ZipBomb

#: A policy of a thousand pages is well below; what is larger is no policy.
LARGEST_FILE: Final = 50 * 1024 * 1024
LARGEST_WHOLE: Final = 400 * 1024 * 1024
MOST_FILES: Final = 5_000
#: Text shrinks to a tenth, seldom to a fiftieth. What unpacks to more is made to do so.
MOST_TIMES: Final = 200
#: Below this, a high ratio does no harm: a file of blanks is small either way.
SMALL: Final = 1024 * 1024


@contextmanager
def opened(file: IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    """A zip, or a clear word that it is none.

    Raises  Broken
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Broken(f"{name}: the file is damaged, or not what its name says. "
                     "Save it anew, and try again.") from error  # fmt: skip
    with archive:
        yield archive


def checked_members(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """The files inside, once nothing about them is amiss.

    Raises  ZipBomb, UnsafeName, Encrypted, Broken
    """
    # A damaged list may hold an empty name, at which `is_dir` would break.
    members = [each for each in archive.infolist() if not each.filename.endswith("/")]
    if len(members) > MOST_FILES:
        raise ZipBomb(f"{name}: there are more than {MOST_FILES:,} files inside. "
                      "Pack the policies alone, and try again.")  # fmt: skip
    if sum(each.file_size for each in members) > LARGEST_WHOLE:
        raise ZipBomb(f"{name}: it unpacks to more than {LARGEST_WHOLE // 1024**2:,} MB. "
                      "Pack the policies alone, and try again.")  # fmt: skip
    for each in members:
        _check(each, name)
    return members


def _check(member: zipfile.ZipInfo, name: str) -> None:
    inside = member.filename
    if not inside:
        raise Broken(f"{name}: a file inside has no name, so the archive is damaged. "
                     "Pack the folder anew, and try again.")  # fmt: skip
    if inside.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", inside) or "\x00" in inside or (
        ".." in re.split(r"[/\\]", inside)
    ):  # fmt: skip
        raise UnsafeName(f"{name}: a file inside has a name that leads out of the archive. "
                         "Pack the folder anew, and try again.")  # fmt: skip
    if member.flag_bits & 0x1:
        raise Encrypted(f"{name}: a file inside is locked with a password. "
                        "Pack it without one, and try again.")  # fmt: skip
    times = member.file_size / max(1, member.compress_size)
    if member.file_size > SMALL and times > MOST_TIMES:
        raise ZipBomb(f"{name}: a file inside unpacks to {times:,.0f} times its size, "
                      "which no policy does. Leave it out, and try again.")  # fmt: skip


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """What one file inside holds, never more than a policy is.

    Raises  TooLarge, ZipBomb, Broken
    """
    if member.file_size > LARGEST_FILE:
        raise TooLarge(f"{name}: a file inside is larger than {LARGEST_FILE // 1024**2} MB. "
                       "Leave it out, or split it, and try again.")  # fmt: skip
    try:
        with archive.open(member) as file:
            # One byte more than it says it has: what goes on is not what it says.
            content = file.read(member.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError,
            RuntimeError, ValueError) as error:  # fmt: skip
        raise Broken(f"{name}: a file inside is damaged. Pack it anew, and try again."
                     ) from error  # fmt: skip
    if len(content) > member.file_size:
        raise ZipBomb(f"{name}: a file inside is larger than it says. Pack it anew, and try again.")
    return content
