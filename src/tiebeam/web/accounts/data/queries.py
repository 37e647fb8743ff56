"""What is kept about somebody, for themselves. Nothing in it lets anybody in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Q

from tiebeam.web.accounts.models import Invitation, User
from tiebeam.web.audit.queries import entries_of


def account_of(user: User) -> dict[str, Any]:
    return {
        "id": user.public_id, "name": user.name, "email": user.email, "pronouns": user.pronouns,
        "language": user.language, "since": _when(user.joined_at),
        "last_signed_in": _when(user.last_login),
    }  # fmt: skip


def roles_of(user: User) -> list[dict[str, Any]]:
    return [{"role": each.role, "since": _when(each.since)} for each in user.places.order_by("pk")]


def ways_in_of(user: User) -> dict[str, Any]:
    """None of it lets anybody in: neither keys nor codes are given out."""
    steps = Authenticator.objects.filter(user=user).order_by("pk")
    elsewhere = SocialAccount.objects.filter(user=user).order_by("pk")
    return {
        "has_password": user.has_usable_password(),
        "second_steps_and_passkeys": [
            {"kind": each.type, "called": str(each), "since": _when(each.created_at),
             "last_used": _when(each.last_used_at)}
            for each in steps
        ],
        "accounts_elsewhere": [
            {"known_there_as": each.uid, "since": _when(each.date_joined)} for each in elsewhere
        ],
    }  # fmt: skip


def sessions_of(user: User) -> list[dict[str, Any]]:
    return [
        {"address": each.ip, "browser": each.user_agent, "since": _when(each.created_at),
         "last_used": _when(each.last_seen_at)}
        for each in UserSession.objects.filter(user=user).order_by("pk")
    ]  # fmt: skip


def invitations_of(user: User) -> dict[str, Any]:
    """Whom somebody invited is another's address, and so not in it."""
    found = list(Invitation.objects.filter(Q(accepted_by=user) | Q(invited_by=user)).order_by("pk"))
    came = next((each for each in found if each.accepted_by_id == user.pk), None)
    dates = (came.invited_at, came.accepted_at) if came else (None, None)
    return {
        "came_by": {"invited": _when(dates[0]), "accepted": _when(dates[1])},
        "sent": [
            {"role": each.role, "at": _when(each.invited_at)}
            for each in found
            if each.invited_by_id == user.pk
        ],
    }  # fmt: skip


def trail_of(user: User) -> list[dict[str, Any]]:
    return [
        {"at": _when(each.at), "what": each.act, "by": each.by, "about": each.about}
        for each in entries_of(user.public_id)
    ]


def _when(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
