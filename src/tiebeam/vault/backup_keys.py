"""The key of backups: a pair whose private half never lies on the machine that is backed up.

name      the private half; keep it elsewhere, it opens every backup
name.pub  the public half; a backup is sealed to it
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nacl.public import PrivateKey

from tiebeam.vault.files import ANYTHING, guarded_text, replacing
from tiebeam.vault.keys import UnknownKey
from tiebeam.vault.seal import SealingKey

_BEGINS: Final = "tiebeam backup key, private: "
_HEX: Final = 64


class NotAPrivateKey(ValueError):
    """A file does not hold the private half of a backup key."""


class KeyIsThere(FileExistsError):
    """A key is never written over: what was sealed to it could not be opened any more."""


@dataclass(frozen=True)
class BackupKey:
    """The private half."""

    private: PrivateKey = field(repr=False)

    @property
    def public(self) -> SealingKey:
        return SealingKey(bytes(self.private.public_key))

    def opening(self, key_id: str) -> PrivateKey:
        """The private half, if it is the one that is asked for.

        Raises  UnknownKey
        """
        if key_id != self.public.id:
            raise UnknownKey(f"It is sealed to key {key_id}, and this is key {self.public.id}.")
        return self.private


def make(file: Path) -> BackupKey:
    """A new pair, in the file and beside it.

    Raises  KeyIsThere
    """
    public = public_half_of(file)
    for each in (file, public):
        if each.exists():
            raise KeyIsThere(f"{each} is there already. Choose another name: keys are never lost.")
    key = BackupKey(PrivateKey.generate())
    with replacing(file, mode=0o600) as written:
        written.write(f"{_BEGINS}{bytes(key.private).hex()}\n".encode())
    with replacing(public, mode=0o644) as written:
        written.write(f"{key.public.id} {key.public.public.hex()}\n".encode())
    return key


def public_half_of(file: Path) -> Path:
    """Where the public half lies that belongs to a private one."""
    return file.with_name(f"{file.name}.pub")


def load(file: Path) -> BackupKey:
    """The private half that a file holds.

    Raises  NotAPrivateKey, OpenToOthers
    """
    said = guarded_text(file, others=ANYTHING, ours=True).strip()
    secret = said.removeprefix(_BEGINS)
    if not said.startswith(_BEGINS) or len(secret) != _HEX or set(secret) - set("0123456789abcdef"):
        raise NotAPrivateKey(
            f"{file} is no private half of a backup key. `tiebeam backup-key new` made two files: "
            "this takes the one whose name does not end in .pub."
        )
    return BackupKey(PrivateKey(bytes.fromhex(secret)))
