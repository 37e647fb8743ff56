"""Keys: made at the first run, kept where nobody else can read them, rotated, retired.

A folder holds one file for each key, named after its number and its id:

    0001-5d9c1f0e6b7a3c42.key   a sealing key; the highest number is the newest
    noise-8f14e45fceea167a.key  the root of the gate's noise; there is one, and it stays

The id follows from the key, so a damaged or exchanged file is noticed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nacl.public import PrivateKey

from tiebeam.vault.files import (
    ANYTHING,
    guarded_text,
    locked,
    refuse_open,
    replacing,
    sync_folder,
)
from tiebeam.vault.seal import ID_BYTES, SealingKey, key_of

_KEY_BYTES: Final = 32
_SEALING: Final = re.compile(r"(\d{4,})-([0-9a-f]+)\.key")
_NOISE: Final = re.compile(r"noise-([0-9a-f]+)\.key")


class NoKeys(FileNotFoundError):
    """A folder does not hold the keys that it should; the message says what to do."""


class BadKey(ValueError):
    """A key file does not hold the key that its name says."""


class UnknownKey(LookupError):
    """Something is sealed to a key that is not here."""


class KeyInUse(ValueError):
    """A key can't be retired, because something still needs it."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """All keys of one installation.

    newest  what new files are sealed to
    """

    newest: SealingKey
    # Neither may appear in a log, so neither is shown.
    private: Mapping[str, PrivateKey] = field(repr=False)
    noise_root: bytes = field(repr=False)

    def opening(self, key_id: str) -> PrivateKey:
        """The private half of a key.

        Raises  UnknownKey
        """
        if key_id not in self.private:
            raise UnknownKey(
                f"Key {key_id} is not in the vault. Restore it from the backup of the keys."
            )
        return self.private[key_id]

    def noise(self, *, organisation: str, attribute: str) -> bytes:
        """The key of the gate's noise for one attribute of one organisation; 32 bytes.

        It is always the same: a cell that was shown twice with different noise would be shown
        twice as exactly. So it is derived from a root, and a backup of the first day has it.
        """
        name = json.dumps(["noise", organisation, attribute]).encode()
        return hmac.digest(self.noise_root, name, "sha256")


def make(folder: Path) -> Keys:
    """The keys of a folder; at the first run they are made.

    Raises  NoKeys when some are missing that can't be made anew, OpenToOthers, BadKey
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _guarded(folder):
        if not _named(folder, _SEALING):
            # Noise first: a run that is killed between the two is then told from a lost root.
            if not _named(folder, _NOISE):
                _write_noise_root(folder)
            _write_sealing_key(folder, number=1)
        return _read(folder)


def load(folder: Path) -> Keys:
    """The keys of a folder; none is ever made.

    Raises  NoKeys, OpenToOthers, BadKey
    """
    with _guarded(folder):
        return _read(folder)


def rotate(folder: Path) -> Keys:
    """Make a new key, to which everything is sealed from now on; the others still open.

    Publish the new one afterwards.
    Raises  NoKeys, OpenToOthers, BadKey
    """
    with _guarded(folder):
        _read(folder)
        _write_sealing_key(folder, number=_numbered(folder)[-1][0] + 1)
        return _read(folder)


def publish(keys: Keys, target: Path) -> None:
    """Write the public half of the newest key where whoever seals can read it."""
    with replacing(target, mode=0o644) as file:
        file.write(f"{keys.newest.id} {keys.newest.public.hex()}\n".encode())


def retire(folder: Path, key_id: str, *, sealed: Iterable[Path]) -> Keys:
    """Delete a key that nothing is sealed to any more.

    sealed  every sealed file there is; seal those anew first that are sealed to this key
    Raises  KeyInUse, UnknownKey
    """
    with _guarded(folder):
        keys = _read(folder)
        keys.opening(key_id)
        if key_id == keys.newest.id:
            raise KeyInUse(f"Key {key_id} is the newest. Rotate the keys before you retire it.")
        if waiting := [path for path in sealed if key_of(path) == key_id]:
            raise KeyInUse(
                f"Files that are still sealed to key {key_id}: {len(waiting)}, such as "
                f"{waiting[0]}. Seal them anew first."
            )
        for _, path in _numbered(folder):
            if path.name.endswith(f"-{key_id}.key"):
                path.unlink()
        sync_folder(folder)
        return _read(folder)


@contextmanager
def _guarded(folder: Path) -> Iterator[None]:
    """The folder, if it is ours alone; nobody else who asks changes it meanwhile."""
    if not folder.is_dir():
        raise NoKeys(f"There is no folder {folder}. Restore the keys from their backup.")
    with locked(folder, os.O_RDONLY | os.O_DIRECTORY) as descriptor:
        refuse_open(folder, os.fstat(descriptor), others=ANYTHING, ours=True)
        yield


def _read(folder: Path) -> Keys:
    sealing = [_sealing_key(path) for _, path in _numbered(folder)]
    roots = _named(folder, _NOISE)
    if not sealing or len(roots) != 1:
        raise NoKeys(
            f"{folder} holds {len(sealing)} sealing keys and {len(roots)} roots of the noise; it "
            "needs at least one and exactly one. Restore the folder from its backup. A new root "
            "would change every figure that the gate has shown."
        )
    return Keys(
        newest=SealingKey(bytes(sealing[-1].public_key)),
        private={SealingKey(bytes(each.public_key)).id: each for each in sealing},
        noise_root=_noise_root(roots[0]),
    )


def _sealing_key(path: Path) -> PrivateKey:
    key = PrivateKey(_secret(path))
    _refuse_exchanged(path, SealingKey(bytes(key.public_key)).id)
    return key


def _noise_root(path: Path) -> bytes:
    root = _secret(path)
    _refuse_exchanged(path, _id_of_noise(root))
    return root


def _secret(path: Path) -> bytes:
    text = guarded_text(path, others=ANYTHING, ours=True)
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) != _KEY_BYTES:
        raise BadKey(f"{path} holds no whole key. Restore it from the backup of the keys.")
    return secret


def _refuse_exchanged(path: Path, key_id: str) -> None:
    if not path.name.endswith(f"-{key_id}.key"):
        raise BadKey(
            f"{path} holds another key than its name says: {key_id}. "
            "Restore it from the backup of the keys."
        )


def _write_noise_root(folder: Path) -> None:
    root = secrets.token_bytes(_KEY_BYTES)
    _write_secret(folder / f"noise-{_id_of_noise(root)}.key", root)


def _write_sealing_key(folder: Path, *, number: int) -> None:
    key = PrivateKey.generate()
    key_id = SealingKey(bytes(key.public_key)).id
    _write_secret(folder / f"{number:04}-{key_id}.key", bytes(key))


def _write_secret(path: Path, secret: bytes) -> None:
    with replacing(path, mode=0o600) as file:
        file.write(f"{secret.hex()}\n".encode())


def _id_of_noise(root: bytes) -> str:
    return hashlib.sha256(b"tiebeam noise root" + root).hexdigest()[:ID_BYTES]


def _numbered(folder: Path) -> list[tuple[int, Path]]:
    """The sealing keys with their numbers, the newest last."""
    return sorted((int(path.name.partition("-")[0]), path) for path in _named(folder, _SEALING))


def _named(folder: Path, pattern: re.Pattern[str]) -> list[Path]:
    return [path for path in folder.iterdir() if pattern.fullmatch(path.name)]
