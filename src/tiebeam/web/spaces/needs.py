"""What somebody needs to come to a meeting: enciphered with a key that lies beside the database.

It says more of a person than most of what is kept here. A copy of the database does not tell it.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox


def sealed(words: str) -> str:
    """Another text each time, so that equal needs are not known to be equal; nothing of nothing."""
    if not words:
        return ""
    box = _box(settings.HERE.spaces_key)
    return b64encode(bytes(box.encrypt(words.encode()))).decode("ascii")


def opened(kept: str) -> str:
    """The words; empty where this key has not made it."""
    if not kept:
        return ""
    try:
        return _box(settings.HERE.spaces_key).decrypt(b64decode(kept)).decode()
    except (CryptoError, ValueError):
        return ""


@lru_cache(maxsize=4)
def _box(file: Path) -> SecretBox:
    key = bytes.fromhex(file.read_text(encoding="ascii"))
    # Apart from the keys of `who`, which are made of the same.
    return SecretBox(hashlib.blake2b(key, digest_size=32, person=b"tiebeam needs").digest())
