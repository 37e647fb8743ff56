"""What somebody typed while their session ended, for the page on which they typed it.

The room of accounts keeps it, in their new session; pages of every room may show it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

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
    kept = request.session.get(KEPT)
    if request.method != "GET" or not kept or kept["page"] != request.path:
        return {}
    del request.session[KEPT]
    if kept["whose"] != str(request.user.pk):
        return {}
    messages.warning(request, _("You were signed out before this was saved. What you typed is "
                                "here: please send it again."))  # fmt: skip
    fields: dict[str, Any] = kept["fields"]
    return fields
