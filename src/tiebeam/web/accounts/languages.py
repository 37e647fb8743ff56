"""The language that somebody chose, as a cookie: so no page has to ask the database for it."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.http import HttpResponseBase

from tiebeam.web.accounts.models import User

Response = TypeVar("Response", bound=HttpResponseBase)


def in_language_of(user: User, response: Response) -> Response:
    """The answer, after which pages are in their language in this browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, user.language, max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE, httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )  # fmt: skip
    return response
