"""Opening what is sealed: with the private half of the key, to memory, the whole or nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from tiebeam.vault.keys import Keys, UnknownKey
from tiebeam.vault.seal import (
    BOX_BYTES,
    CHUNK_BYTES,
    ID_BYTES,
    LABEL_BYTES,
    MAGIC,
    Label,
    key_in,
    sealing_as,
)

_ADDED_BYTES: Final = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_LAST: Final = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_STREAM_HEADER_BYTES: Final = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_HEAD_BYTES: Final = len(MAGIC) + ID_BYTES + BOX_BYTES + _STREAM_HEADER_BYTES


class Opens(Protocol):
    """Whatever has private halves of keys."""

    def opening(self, key_id: str) -> PrivateKey:
        """Raises  UnknownKey"""


class NotSealed(ValueError):
    """The file is no sealed file of a format that we know."""


class Damaged(ValueError):
    """The file is not what was sealed: cut off, put together anew, or changed."""


class SomethingElse(ValueError):
    """The file is whole, but another one than was asked for."""


def read(path: Path, *, label: Label, keys: Opens) -> bytes:
    """What a sealed file holds, once all of it has proven to be what was sealed.

    label   what it has to be
    Raises  NotSealed, UnknownKey, Damaged, SomethingElse; each names the file
    """
    content = io.BytesIO()
    for chunk in chunks(path, label=label, keys=keys):
        content.write(chunk)
    return content.getvalue()


def chunks(path: Path, *, label: Label, keys: Opens) -> Iterator[bytes]:
    """The same, piece by piece, for what does not fit into memory.

    Each piece is as it was sealed, but only after the last do you know that none is missing: do
    nothing that can't be undone before.
    """
    with path.open("rb") as file:
        yield from _chunks(path, file, label=label, keys=keys)


def opened(sealed: bytes, *, label: Label, keys: Keys, name: str) -> bytes:
    """What was sealed in memory, all of it or nothing.

    name    what messages call it
    Raises  NotSealed, UnknownKey, Damaged, SomethingElse
    """
    return b"".join(_chunks(Path(name), io.BytesIO(sealed), label=label, keys=keys))


def unboxed(box: bytes, *, keys: Keys) -> bytes | None:
    """What is in a box that does not say to which key it is; None where no key here opens it."""
    for each in keys.private.values():
        with suppress(CryptoError):
            return SealedBox(each).decrypt(box)
    return None


def seal_anew(path: Path, *, keys: Keys) -> bool:
    """Seal a file to the newest key, so that its old one can be retired.

    Nobody else may seal to that path meanwhile: the last one to finish would have its file there.
    Returns  whether it was sealed to another one
    Raises   NotSealed, UnknownKey, Damaged; the file then stays as it is
    """
    with path.open("rb") as file:
        stream = _Stream(path, file, keys)
        if stream.key_id == keys.newest.id:
            return False
        with sealing_as(path, stream.label, to=keys.newest) as sealed:
            for chunk in stream.chunks():
                sealed.write(chunk)
    return True


def _chunks(path: Path, file: BinaryIO, *, label: Label, keys: Opens) -> Iterator[bytes]:
    stream = _Stream(path, file, keys)
    if stream.label != label.written():
        raise SomethingElse(
            f"{path} is sealed as something else than {label}. "
            "Somebody may have exchanged it for another file."
        )
    yield from stream.chunks()


class _Stream:
    """A sealed file from which the label has been read.

    The label stays the bytes it is: whoever can seal could have written anything there, so it is
    compared and never interpreted.
    """

    def __init__(self, path: Path, file: BinaryIO, keys: Opens) -> None:
        self._path, self._file = path, file
        head = file.read(_HEAD_BYTES)
        key_id = key_in(head)
        if key_id is None:
            raise NotSealed(
                f"{path} is no sealed file. Or its beginning was changed, or a newer Tiebeam "
                "sealed it."
            )
        self.key_id = key_id
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        self._begin(head, keys)
        self.label, _ = self._pull(LABEL_BYTES, vouching_for=head)

    def chunks(self) -> Iterator[bytes]:
        tag = None
        while tag != _LAST:
            chunk, tag = self._pull(CHUNK_BYTES)
            yield chunk
        if self._file.read(1):
            raise self._damaged()

    def _begin(self, head: bytes, keys: Opens) -> None:
        box = head[len(MAGIC) + ID_BYTES : -_STREAM_HEADER_BYTES]
        start = head[-_STREAM_HEADER_BYTES:]
        try:
            key = SealedBox(keys.opening(self.key_id)).decrypt(box)
            sodium.crypto_secretstream_xchacha20poly1305_init_pull(self._state, start, key)
        except UnknownKey as error:
            raise UnknownKey(f"{self._path} can't be opened. {error}") from None
        except CryptoError:
            raise self._damaged() from None

    def _pull(self, size: int, *, vouching_for: bytes | None = None) -> tuple[bytes, int]:
        sealed = self._file.read(size + _ADDED_BYTES)
        try:
            return sodium.crypto_secretstream_xchacha20poly1305_pull(
                self._state, sealed, vouching_for
            )
        except CryptoError:
            raise self._damaged() from None

    def _damaged(self) -> Damaged:
        return Damaged(
            f"{self._path} is not as it was sealed: it was cut off or changed. "
            "Restore it from a backup."
        )
