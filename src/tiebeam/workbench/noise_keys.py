"""The keys of the gate's noise, and whether they are those that a ledger was made with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from tiebeam.vault.keys import Keys
from tiebeam.workbench.releases import Release

#: One installation is one organisation, whatever it is called this year.
OURS: Final = "this organisation"


class OtherKeys(ValueError):
    """The vault does not hold the keys that earlier releases were made with."""


def fingerprint(keys: Keys, attribute: str) -> str:
    """What tells one key from another, and nothing of the key itself."""
    key = keys.noise(organisation=OURS, attribute=attribute)
    return hashlib.sha256(b"tiebeam noise key" + key).hexdigest()[:16]


def check_keys(releases: Iterable[Release], keys: Keys) -> None:
    """Whether releases were made with the keys of this vault.

    Raises  OtherKeys
    """
    for release in releases:
        for attribute, noted in release.content["keys"].items():
            if noted != fingerprint(keys, attribute):
                raise OtherKeys(
                    "The vault holds other keys than those of the earlier releases. Restore it "
                    "from its backup: with new noise, what was shown would be told twice."
                )
