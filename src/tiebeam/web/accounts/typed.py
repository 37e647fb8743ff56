"""What somebody typed while their session ended: it is there again once they have signed in.

It is kept in their new session, for the page on which they typed it and for them alone: at a
computer that others use too, whoever signs in next does not see it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from tiebeam.web.accounts.queries import whose_session_ended
from tiebeam.web.ui.typed import KEPT, SAID, keeps_what_was_typed, sealed, typed_before

__all__ = ["KeepsTyped", "keeps_what_was_typed", "typed_before"]

#: Letters of a page at most: a session is no place for more.
MOST: Final = 50_000


class KeepsTyped:
    """Keeps what came with a form whose sender is signed in no more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> None:
        if request.method != "POST" or not getattr(view, SAID, False):
            return
        if request.user.is_authenticated:
            return
        whose = whose_session_ended(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
        # Of boxes of one name several may be ticked.
        fields = {name: said if len(said) > 1 else said[0]
                  for name, said in request.POST.lists() if name[:4] != "csrf"}  # fmt: skip
        if whose and sum(len(each) for said in request.POST.lists() for each in said[1]) <= MOST:
            kept = {"page": request.path, "whose": whose, "fields": fields}
            request.session[KEPT] = sealed(kept)
