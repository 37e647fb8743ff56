"""Sealing: a file that anybody with the public half of a key can write, and not read again.

A sealed file is, one after another:

    magic          what it is, and the version of this format
    key            id of the key it is sealed to
    box            the file's own key, sealed to that key (libsodium's sealed box)
    stream header  24 bytes with which libsodium's secret stream begins
    label          what, which version, which field; enciphered, and it vouches for all of the above
    chunks         of 64 KiB each; the last may be shorter, and says that it is the last

Lengths of chunks are not written, so they can't be tampered with.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from nacl import bindings as sodium
from nacl.public import PublicKey, SealedBox

from tiebeam.vault.files import WRITING, guarded_text, replacing

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MAGIC: Final = b"tiebeam sealed 1\n"
ID_BYTES: Final = 16
_BEGINNING: Final = re.compile(MAGIC + b"([0-9a-f]{%d})" % ID_BYTES)
BOX_BYTES: Final = (
    sodium.crypto_box_SEALBYTES + sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES
)
#: All labels take the same room, so their length gives nothing away.
LABEL_BYTES: Final = 512
CHUNK_BYTES: Final = 64 << 10

#: Read by the worker, which is another user of the same group.
_MODE: Final = 0o640


class LabelTooLong(ValueError):
    """The label does not fit into the room that it has."""


class BadSealingKey(ValueError):
    """What was published is no whole key: what is sealed to it could never be opened."""


@dataclass(frozen=True, kw_only=True)
class Label:
    """What a sealed file is; whoever opens it says what they expect, and gets nothing else.

    what     the kind of content, such as "upload", "version" or "answers"
    version  which version of the data
    field    which table or field
    """

    what: str
    version: str
    field: str

    def written(self) -> bytes:
        """The label as it stands in a file."""
        said = json.dumps(asdict(self), sort_keys=True).encode()
        if len(said) > LABEL_BYTES:
            raise LabelTooLong(
                f"A label has room for {LABEL_BYTES} bytes, and this one takes {len(said)}. "
                "Use shorter names."
            )
        return said.ljust(LABEL_BYTES)


@dataclass(frozen=True)
class SealingKey:
    """The public half of a key."""

    public: bytes

    @property
    def id(self) -> str:
        """What the key is called; it follows from the key, so the two can't be confused."""
        return hashlib.sha256(b"tiebeam sealing key" + self.public).hexdigest()[:ID_BYTES]


def sealing_key(published: Path) -> SealingKey:
    """The key that the worker published for sealing.

    Raises  BadSealingKey, OpenToOthers when somebody else could have put a key of theirs there
    """
    key_id, _, public = guarded_text(published, others=WRITING, ours=False).strip().partition(" ")
    try:
        key = SealingKey(bytes.fromhex(public))
    except ValueError:
        key = SealingKey(b"")
    if key.id != key_id or len(key.public) != sodium.crypto_box_PUBLICKEYBYTES:
        raise BadSealingKey(f"{published} holds no whole key. Have the worker publish it again.")
    return key


def seal(target: Path, chunks: Iterable[bytes], *, label: Label, to: SealingKey) -> None:
    """Seal what comes in pieces of any size; it is in memory one piece at a time.

    target  takes the sealed file once it is whole; one of that name is replaced
    Raises  LabelTooLong
    """
    with sealing(target, label=label, to=to) as file:
        for chunk in chunks:
            file.write(chunk)


def sealed(content: bytes, *, label: Label, to: SealingKey) -> bytes:
    """The same in memory, for what is small and stands in a database.

    Raises  LabelTooLong
    """
    made = io.BytesIO()
    file = SealedFile(made, label.written(), to=to)
    file.write(content)
    file.finish()
    return made.getvalue()


def boxed(content: bytes, *, to: SealingKey) -> bytes:
    """A few bytes sealed in as little room as there is: without a label, and no key named."""
    return SealedBox(PublicKey(to.public)).encrypt(content)


@contextmanager
def sealing(target: Path, *, label: Label, to: SealingKey) -> Iterator[SealedFile]:
    """A file to write into that is sealed to the target when the block ends without an error."""
    with sealing_as(target, label.written(), to=to) as file:
        yield file


@contextmanager
def sealing_as(target: Path, label: bytes, *, to: SealingKey) -> Iterator[SealedFile]:
    """The same for a label as it stands in a file."""
    with replacing(target, mode=_MODE) as file:
        sealed = SealedFile(file, label, to=to)
        yield sealed
        sealed.finish()


def key_of(path: Path) -> str | None:
    """Id of the key that a file is sealed to; None where it is no sealed file."""
    with path.open("rb") as file:
        return key_in(file.read(len(MAGIC) + ID_BYTES))


def key_in(head: bytes) -> str | None:
    """The same for a file's first bytes."""
    found = _BEGINNING.match(head)
    return found[1].decode() if found else None


class SealedFile(io.RawIOBase):
    """What is written goes out enciphered; at most two chunks wait in memory."""

    def __init__(self, file: BinaryIO, label: bytes, *, to: SealingKey) -> None:
        self._file = file
        self._waiting = bytearray()
        self._stream = sodium.crypto_secretstream_xchacha20poly1305_state()
        key = sodium.crypto_secretstream_xchacha20poly1305_keygen()
        head = MAGIC + to.id.encode() + SealedBox(PublicKey(to.public)).encrypt(key)
        head += sodium.crypto_secretstream_xchacha20poly1305_init_push(self._stream, key)
        file.write(head)
        self._push(label, vouching_for=head)

    def writable(self) -> bool:
        return True

    def write(self, content: ReadableBuffer, /) -> int:
        if self.closed:
            raise ValueError("This file is sealed; nothing more can be written into it.")
        view = memoryview(content).cast("B")
        for start in range(0, len(view), CHUNK_BYTES):
            self._waiting += view[start : start + CHUNK_BYTES]
            # A whole chunk waits until more comes, because the last one is marked as the last.
            if len(self._waiting) > CHUNK_BYTES:
                self._push(bytes(self._waiting[:CHUNK_BYTES]))
                del self._waiting[:CHUNK_BYTES]
        return len(view)

    def finish(self) -> None:
        """Write the last chunk. Not done by `close`, which also follows an error."""
        self._push(bytes(self._waiting), tag=sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL)
        self.close()

    def _push(
        self,
        content: bytes,
        *,
        vouching_for: bytes | None = None,
        tag: int = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
    ) -> None:
        self._file.write(
            sodium.crypto_secretstream_xchacha20poly1305_push(
                self._stream, content, vouching_for, tag
            )
        )
