"""Where the files of spaces lie: sealed with a key that the web has, so that pages can show them.

A file is `magic`, a nonce, and what was enciphered; the name that it has vouches for it, so that
none can be exchanged for another. It is there as a whole or not at all. Of the database and the
disk without the key beside them, nobody reads a word of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from tiebeam.vault.files import replacing

MAGIC: Final = b"tiebeam media 1\n"
FOLDER: Final = "spaces"
#: The worker, which is another user of the same group, deletes what is over.
_MODE: Final = 0o640
_FOLDER_MODE: Final = 0o770
_NAME: Final = re.compile(r"[\w-]{12}")


class NotThere(LookupError):
    """There is no such file, or it is not as it was written."""


def put(name: str, content: bytes) -> None:
    """Write a file; on return it is on the disk."""
    folder = _folder()
    if not folder.exists():
        folder.mkdir(exist_ok=True)
        folder.chmod(_FOLDER_MODE)
    with replacing(folder / name, mode=_MODE) as file:
        file.write(MAGIC + _box().encrypt(content, MAGIC + name.encode()))


def read(name: str) -> bytes:
    """What a file holds.

    Raises  NotThere
    """
    with suppress(FileNotFoundError, CryptoError, ValueError):
        sealed = (_folder() / name).read_bytes()
        if sealed.startswith(MAGIC):
            return _box().decrypt(sealed[len(MAGIC) :], MAGIC + name.encode())
    raise NotThere(f"There is no file {name}, or it was changed. Restore it from a backup.")


def discard(name: str) -> None:
    """Let a file be gone; one that is gone already is so too."""
    (_folder() / name).unlink(missing_ok=True)


def written_before(at: datetime) -> Iterator[str]:
    """Names of the files that are older; and what a killed process left unfinished, too."""
    with suppress(FileNotFoundError):
        for path in sorted(_folder().iterdir()):
            with suppress(FileNotFoundError):
                is_old = datetime.fromtimestamp(path.lstat().st_mtime, UTC) < at
                if is_old and (_NAME.fullmatch(path.name) or path.name.endswith(".part")):
                    yield path.name


def _folder() -> Path:
    return settings.HERE.home / "media" / FOLDER


def _box() -> Aead:
    return _of_key(settings.HERE.spaces_key)


@lru_cache(maxsize=4)
def _of_key(file: Path) -> Aead:
    """Of the key that names people comes another one, so that neither tells of the other."""
    key = bytes.fromhex(file.read_text(encoding="ascii"))
    return Aead(hashlib.blake2b(key, digest_size=Aead.KEY_SIZE, person=b"tiebeam media").digest())
