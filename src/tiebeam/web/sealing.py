"""The key to which pages seal what only the worker opens."""

from __future__ import annotations

from django.conf import settings

from tiebeam.vault.files import OpenToOthers
from tiebeam.vault.seal import BadSealingKey, SealingKey, sealing_key


class CannotSeal(RuntimeError):
    """There is no key to seal to, so nothing may be kept."""


def published() -> SealingKey:
    """The key of this installation's worker.

    Raises  CannotSeal
    """
    try:
        return sealing_key(settings.HERE.sealing_key)
    except (OSError, OpenToOthers, BadSealingKey):
        raise CannotSeal("Start the worker: it publishes the key to seal to.") from None
