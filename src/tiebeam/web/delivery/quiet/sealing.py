"""What somebody wants quiet, sealed while their form is answered: this process can't read it again.

All records have one length, whatever they hold, and everybody has one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from nacl.secret import SecretBox

from tiebeam.vault.seal import Label, SealingKey, sealed

#: Letters of what is sealed: every subject there is fits in.
LENGTH: Final = 512
#: Tellings that are kept from somebody, and the letters that so many take.
MOST_HELD: Final = 300
HELD_LENGTH: Final = MOST_HELD * 16


def label_of(public_id: str) -> Label:
    """Bound to its account, so that no two can be exchanged."""
    return Label(what="quiet", version=public_id, field="subjects")


def seal(codes: Iterable[str], *, of: str, to: SealingKey) -> bytes:
    content = json.dumps(sorted(set(codes))).ljust(LENGTH).encode()
    return sealed(content, label=label_of(of), to=to)


# --- what is kept from somebody -------------------------------------------------------------------
# The pages of whoever is signed in have to leave it out, so they can read this. Who has the
# database alone can't: whoever is quiet looks there like all others.


def hold(tellings: Sequence[str]) -> bytes:
    """Public ids of tellings, the newest last."""
    content = json.dumps(list(tellings), separators=(",", ":")).ljust(HELD_LENGTH).encode()
    return bytes(_box(settings.HERE.spaces_key).encrypt(content))


def held_in(kept: bytes) -> list[str]:
    """The same, read again."""
    return list(json.loads(_box(settings.HERE.spaces_key).decrypt(kept)))


@lru_cache(maxsize=4)
def _box(file: Path) -> SecretBox:
    key = bytes.fromhex(file.read_text(encoding="ascii"))
    apart = hashlib.blake2b(key, digest_size=SecretBox.KEY_SIZE, person=b"tiebeam quiet")
    return SecretBox(apart.digest())
