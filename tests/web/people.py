"""Somebody with an account, and the rooms that tests look into."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.core import mail

from tiebeam.web.accounts.models import Place, User
from tiebeam.web.permissions import Role

PASSWORD = "four words that nobody guesses"
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)


def somebody(email: str = "ada@harbourline.example", *roles: Role, name: str = "Ada") -> User:
    """An account whose address is proven, with roles."""
    user = User(email=email, name=name, joined_at=LONG_AGO)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    for role in roles:
        Place.objects.create(user=user, role=role, since=LONG_AGO)
    return user


def an_owner() -> User:
    return somebody("olu@harbourline.example", Role.OWNER, name="Olu")


def link_in_mail(to: str) -> str:
    """The path of the first link in the last mail to somebody."""
    (body,) = [each.body for each in mail.outbox if each.to == [to]][-1:]
    (path,) = re.findall(r"https?://[^/\s]+(/\S+)", body)[:1]
    return path
