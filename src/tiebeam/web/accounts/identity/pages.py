"""The key of one page: made for it, kept in the browser that asked, and nowhere here."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass, field
from typing import Final, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from tiebeam.web.accounts.identity.actions import SHOWING_LASTS
from tiebeam.web.accounts.identity.told import NUMBER_BYTES, Told, number_read

Response = TypeVar("Response", bound=HttpResponseBase)
COOKIE: Final = "shown-once"


@dataclass(frozen=True, kw_only=True)
class PageKey:
    """Which showing it is for, and the private half."""

    showing: str
    private: PrivateKey = field(repr=False)

    def kept_by(self, response: Response) -> Response:
        """The answer, after which the browser has the key: for these pages, and some minutes."""
        said = f"{self.showing}:{urlsafe_b64encode(bytes(self.private)).decode('ascii')}"
        response.set_cookie(
            COOKIE, said, max_age=SHOWING_LASTS, path=reverse("identity"), httponly=True,
            secure=settings.SESSION_COOKIE_SECURE, samesite="Strict",
        )  # fmt: skip
        return response

    @classmethod
    def of(cls, request: HttpRequest) -> PageKey | None:
        """The key that a browser has; None where it has none, or none that is whole."""
        showing, _, private = request.COOKIES.get(COOKIE, "").partition(":")
        try:
            return cls(showing=showing, private=PrivateKey(urlsafe_b64decode(private)))
        except (Error, TypeError, ValueError, CryptoError):
            return None

    def opened(self, sealed: bytes) -> tuple[str, Told] | None:
        """The employee number and the answers that the worker sealed for this page; None where it
        was sealed to another key.
        """
        try:
            content = SealedBox(self.private).decrypt(sealed)
        except CryptoError:
            return None
        return number_read(content[:NUMBER_BYTES]), Told.read(content[NUMBER_BYTES:])


def forgotten_by(response: Response) -> Response:
    """The answer, after which the browser has no key any more."""
    response.delete_cookie(COOKIE, path=reverse("identity"), samesite="Strict")
    return response
