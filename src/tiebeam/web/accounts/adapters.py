"""What allauth asks us: who may sign up, and how a secret of a second step is kept."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.languages import in_language_of

WAYS: Final[Mapping[str, str | Promise]] = {
    "reauthenticate": _("By my password"),
    "mfa_reauthenticate": _("By a code"),
    "mfa_reauthenticate:webauthn": _("By my passkey"),
}


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: whoever comes in was invited, and has a page of their own for it."""
        return False

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponseBase:
        answer: HttpResponseBase = super().post_login(request, user, **more)
        return in_language_of(user, answer)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How somebody can show that it is them, in our words."""
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS.get(way["id"], way["description"])} for way in ways]


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of one-time codes are kept unreadable to whoever sees the database alone."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return gettext("My passkey")

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode("ascii")).decode()


def _cipher() -> Fernet:
    key = hashlib.sha256(b"second steps:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
