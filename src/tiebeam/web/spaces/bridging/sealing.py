"""The secrets of a bridge, sealed while its form is answered. This process can't read them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tiebeam.vault.seal import Label, SealingKey, sealed


def label_of(public_id: str) -> Label:
    """Bound to its bridge, so that no two can be exchanged."""
    return Label(what="bridge", version=public_id, field="settings")


def seal(settings: Mapping[str, str], *, of: str, to: SealingKey) -> bytes:
    return sealed(json.dumps(dict(settings)).encode(), label=label_of(of), to=to)
