"""What somebody typed while their session ended, for the page on which they typed it.

The room of accounts keeps it, in their new session; pages of every room may show it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

View = TypeVar("View", bound=Callable[..., Any])

#: Where a view says that it can show it again.
SAID: Final = "tiebeam_keeps_what_was_typed"
KEPT: Final = "typed"


def keeps_what_was_typed(view: View) -> View:
    """For a view that gives its form `typed_before`. Never for what is sealed, or a password."""
    setattr(view, SAID, True)
    return view


def typed_before(request: HttpRequest) -> dict[str, Any]:
    """By field, what this person typed on this page when their session ended; said once."""
    kept = opened(request.session.get(KEPT, ""))
    if request.method != "GET" or not kept or kept["page"] != request.path:
        return {}
    del request.session[KEPT]
    if kept["whose"] != str(request.user.pk):
        return {}
    messages.warning(request, _("You were signed out before this was saved. What you typed is "
                                "here: please send it again."))  # fmt: skip
    fields: dict[str, Any] = kept["fields"]
    return fields


# Sessions lie in the database, and what somebody typed says where they were and what they think.


def sealed(kept: dict[str, Any]) -> str:
    """What was typed, as it is kept: whoever has the database alone can't read it."""
    content = json.dumps(kept).encode()
    return base64.b64encode(_box(settings.HERE.spaces_key).encrypt(content)).decode("ascii")


def opened(kept: str) -> dict[str, Any]:
    """The same, read again; empty where it was kept with another key, or not at all."""
    try:
        found: dict[str, Any] = json.loads(
            _box(settings.HERE.spaces_key).decrypt(base64.b64decode(kept))
        )
    except (CryptoError, TypeError, ValueError):
        return {}
    return found


@lru_cache(maxsize=4)
def _box(file: Path) -> SecretBox:
    key = bytes.fromhex(file.read_text(encoding="ascii"))
    apart = hashlib.blake2b(key, digest_size=SecretBox.KEY_SIZE, person=b"tiebeam typed")
    return SecretBox(apart.digest())
