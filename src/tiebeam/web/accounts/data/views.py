"""What is known about whoever asks, for what, as a file, and the end of their account."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tiebeam.web.accounts import actions, queries
from tiebeam.web.accounts.kept import everything_kept
from tiebeam.web.accounts.models import User
from tiebeam.web.permissions import said_by, signed_in
from tiebeam.web.ui.shapes import Entry, Link

FILE = "what-is-known-about-me.json"
#: Where an organisation tells its people why their HR data is here; another room has that page.
WHY = "/data/why/"
#: As long as a password holds that was said again.
A_MOMENT_S = 300


@signed_in
@require_safe
def known(request: HttpRequest) -> HttpResponse:
    """Each thing that is kept, for what, and for how long."""
    entries = [
        Entry(about=str(each.what), said=f"{each.purpose} {each.how_long}")
        for each in everything_kept()
    ]
    why = WHY if _may_open(request.user, WHY) else ""
    shown = {"entries": entries, "why": why, "trail": _up()}
    return render(request, "accounts/data.html", shown)


@signed_in
@require_safe
@never_cache
def file(request: HttpRequest) -> HttpResponse:
    """All of it, to take along."""
    answer = JsonResponse(_as_file(_self(request), at=timezone.now()),
                          json_dumps_params={"ensure_ascii": False, "indent": 2})  # fmt: skip
    answer["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return answer


def _came_a_moment_ago(request: HttpRequest) -> bool:
    """By the organisation's own sign-in."""
    ways = get_authentication_records(request, _self(request))
    now = timezone.now().timestamp()
    return any(each["method"] == "socialaccount" and now - each["at"] < A_MOMENT_S for each in ways)


def _can_show_it_here(request: HttpRequest) -> bool:
    """Whether somebody has a password or a second step of ours, and did not come just now."""
    ways = get_adapter().get_reauthentication_methods(_self(request))
    return bool(ways) and not _came_a_moment_ago(request)


@signed_in
@reauthentication_required(enabled=_can_show_it_here)  # type: ignore[untyped-decorator]
@never_cache
def delete(request: HttpRequest) -> HttpResponse:
    """What goes, what stays, and then it is gone."""
    user = _self(request)
    if not did_recently_reauthenticate(request) and not _came_a_moment_ago(request):
        query = urlencode({"again": "yes", "next": request.path})
        return redirect(f"{reverse('sign-in-elsewhere')}?{query}")
    if request.method != "POST":
        above = Link(text=_("What is known about me"), href=reverse("my-data"))
        return render(request, "accounts/delete.html", {
            "is_last_owner": queries.is_last_owner(user), "trail": _up(above),
        })  # fmt: skip
    try:
        actions.delete_account(user, at=timezone.now())
    except actions.LastOwner:
        messages.error(request, _("Make somebody else an owner first."))
        return redirect("delete-account")
    logout(request)
    messages.success(request, _("Your account is deleted."))
    return redirect("home")


def _as_file(user: User, *, at: datetime) -> dict[str, Any]:
    return {
        "schema": "tiebeam.kept/1",
        "made_at": at.isoformat(timespec="seconds"),
        "kept": {
            each.name: {
                "what": str(each.what), "purpose": str(each.purpose),
                "how_long": str(each.how_long),
                "content": each.export(user) if each.export else None,
            }
            for each in everything_kept()
        },
    }  # fmt: skip


def _may_open(visitor: Any, path: str) -> bool:
    try:
        said = said_by(resolve(path).func)
    except Resolver404:
        return False
    return said is not None and said(visitor)


def _up(*more: Link) -> list[Link]:
    return [Link(text=_("Me"), href=reverse("me")), *more]


def _self(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user
