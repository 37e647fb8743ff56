"""How long somebody stays signed in: as long as they use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from tiebeam.web.permissions import anybody, said_by

#: Noting each page would write to the database for each; so it is noted at most this often.
NOTED_EVERY_S: Final = 300
USED_AT: Final = "used_at"


class EndsUnused:
    """Puts off the end of a session while somebody uses it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> None:
        # Nothing is noted on pages for everybody: to read where to turn leaves no trace.
        if said_by(view) is anybody or not request.user.is_authenticated:
            return
        now = timezone.now().timestamp()
        if now - request.session.get(USED_AT, 0) > NOTED_EVERY_S:
            request.session[USED_AT] = now
