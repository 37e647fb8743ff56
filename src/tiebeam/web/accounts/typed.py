"""What somebody typed while their session ended: it is there again once they have signed in.

It is kept in their new session, for the page on which they typed it and for them alone: at a
computer that others use too, whoever signs in next does not see it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from tiebeam.web.accounts.queries import whose_session_ended

View = TypeVar("View", bound=Callable[..., Any])

#: Where a view says that it can show it again.
SAID: Final = "tiebeam_keeps_what_was_typed"
KEPT: Final = "typed"
#: Letters of a page at most: a session is no place for more.
MOST: Final = 50_000


def keeps_what_was_typed(view: View) -> View:
    """For a view that gives its form `typed_before`. Never for what is sealed, or a password."""
    setattr(view, SAID, True)
    return view


def typed_before(request: HttpRequest) -> dict[str, str]:
    """By field, what this person typed on this page when their session ended; said once."""
    kept = request.session.get(KEPT)
    if request.method != "GET" or not kept or kept["page"] != request.path:
        return {}
    del request.session[KEPT]
    if kept["whose"] != str(request.user.pk):
        return {}
    messages.warning(request, _("You were signed out before this was saved. What you typed is "
                                "here: please send it again."))  # fmt: skip
    fields: dict[str, str] = kept["fields"]
    return fields


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
        fields = {name: said for name, said in request.POST.items() if name[:4] != "csrf"}
        if whose and sum(map(len, fields.values())) <= MOST:
            request.session[KEPT] = {"page": request.path, "whose": whose, "fields": fields}
