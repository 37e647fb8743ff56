"""Who may see which page: each view says so itself, and one that does not is shown to nobody.

A role is a place of trust, not a rank: nobody has all of them, and to hold one opens its own pages
and no others. Whoever may not see a page is told that there is none, so that an address betrays
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect

View = TypeVar("View", bound=Callable[..., Any])

#: Where a view keeps what it said.
SAID: Final = "tiebeam_permission"
#: Views of these packages guard themselves.
GUARDED: Final = ("allauth.", "django.views.i18n", "django.conf.urls.i18n")


class Role(StrEnum):
    """Places of trust in an organisation."""

    MEMBER = "member"
    LEADER = "leader"
    ANALYST = "analyst"
    STEWARD = "steward"
    STRUCTURE_OWNER = "structure owner"
    GROUP_LEAD = "group lead"
    FACILITATOR = "facilitator"
    BROKER = "broker"
    CASE_HANDLER = "case handler"
    PARTNER_LEAD = "partner lead"
    OWNER = "owner"


class Visitor(Protocol):
    """Whoever asks for a page."""

    @property
    def is_authenticated(self) -> bool: ...

    @property
    def roles(self) -> frozenset[Role]: ...


Permission = Callable[[Any], bool]


def anybody(visitor: Visitor) -> bool:
    """What a view says that is shown to whoever asks."""
    return True


def everybody(view: View) -> View:
    """Shown to whoever asks, signed in or not."""
    return _said(view, anybody)


def signed_in(view: View) -> View:
    """Shown to whoever has an account here."""
    return _said(view, lambda visitor: bool(visitor.is_authenticated))


def allow(*roles: Role) -> Callable[[View], View]:
    """Shown to those who hold one of the roles."""
    if not roles:
        raise TypeError("Name a role, or say `signed_in`.")
    wanted = frozenset(roles)
    return lambda view: _said(view, lambda visitor: has_one(visitor, wanted))


def has_one(visitor: Visitor, wanted: Iterable[Role]) -> bool:
    """Whether somebody holds one of these roles."""
    return visitor.is_authenticated and not visitor.roles.isdisjoint(wanted)


def said_by(view: Callable[..., Any]) -> Permission | None:
    """What a view says about who may see it; None where it says nothing."""
    said: Permission | None = getattr(view, SAID, None)
    return said


def is_guarded(view: Callable[..., Any]) -> bool:
    """Whether a view of another package looks after itself."""
    return getattr(view, "__module__", "").startswith(GUARDED)


class Guard:
    """Asks each view whom it is for, before it runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: Any
    ) -> HttpResponseBase | None:
        if is_guarded(view):
            return None
        said = said_by(view)
        if said is not None and said(request.user):
            return None
        if said is not None and not request.user.is_authenticated:
            after = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?{after}")
        raise Http404


def _said(view: View, permission: Permission) -> View:
    setattr(view, SAID, permission)
    return view
