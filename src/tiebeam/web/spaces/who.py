"""How the tables of spaces name people: by words that only the key of spaces makes and reads.

Who reads the database alone, or a copy of it, learns neither who is in a space nor who wrote what.
No table of spaces leads to an account, so none leads to what HR knows of somebody.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

#: Letters of such a word: of 24 bytes of nonce, 16 that vouch for it, and a public id.
LETTERS: Final = 70
#: A page asks for those of its posts, one by one. The process that remembers them has the key.
_REMEMBERED: Final = 4096


def name_of(person: Any) -> str:
    """The same word for the same person, each time."""
    return _word(settings.HERE.spaces_key, person.public_id)


def public_id_of(name: str) -> str:
    """Whose word it is; empty where this key has not made it."""
    return _whose(settings.HERE.spaces_key, name)


@lru_cache(maxsize=_REMEMBERED)
def _word(file: Path, public_id: str) -> str:
    number, box = _keys(file)
    said = public_id.encode("ascii")
    # The nonce follows from what is enciphered, so that equal people have equal words (RFC 5297
    # does it so with other ciphers). There is nothing else that two equal words could tell.
    nonce = hashlib.blake2b(said, key=number, digest_size=SecretBox.NONCE_SIZE).digest()
    return urlsafe_b64encode(bytes(box.encrypt(said, nonce))).decode("ascii").rstrip("=")


@lru_cache(maxsize=_REMEMBERED)
def _whose(file: Path, name: str) -> str:
    _, box = _keys(file)
    try:
        return box.decrypt(urlsafe_b64decode(name + "=" * (-len(name) % 4))).decode("ascii")
    except (CryptoError, ValueError):
        return ""


@lru_cache(maxsize=4)
def _keys(file: Path) -> tuple[bytes, SecretBox]:
    key = bytes.fromhex(file.read_text(encoding="ascii"))
    apart = hashlib.blake2b(key, digest_size=64, person=b"tiebeam spaces").digest()
    return apart[:32], SecretBox(apart[32:])
