"""What people can be told of accounts, and who they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.accounts.finding import is_owner
from tiebeam.web.accounts.models import User
from tiebeam.web.delivery.audiences import Audience, declare
from tiebeam.web.delivery.topics import Topic
from tiebeam.web.delivery.topics import declare as declare_topic
from tiebeam.web.permissions import Role

#: Whoever is an owner.
OWNERS: Final = Audience("accounts.owners")

CAME_IN: Final = Topic(
    name="accounts.came-in",
    says=gettext_noop("Somebody who was invited has come in"),
    explains=gettext_noop("When an invitation is accepted. Only owners can be told."),
    leads_to=lambda public_id: reverse("person", args=[public_id]),
    for_whom=is_owner,
)
TRUSTED: Final = Topic(
    name="accounts.trusted",
    says=gettext_noop("You are trusted with something new"),
    explains=gettext_noop("When an owner gives you a role. It opens pages for you."),
    leads_to=lambda _: reverse("home"),
)


def only(user: User) -> Audience:
    """One person."""
    return Audience("accounts.person", of=user.public_id)


def owners(_: str) -> Iterable[int]:
    return User.objects.filter(places__role=Role.OWNER).values_list("pk", flat=True)


def one_person(public_id: str) -> Iterable[int]:
    return User.objects.filter(public_id=public_id).values_list("pk", flat=True)


def begin() -> None:
    """When the web starts."""
    declare(OWNERS.name, owners)
    declare("accounts.person", one_person)
    for each in (CAME_IN, TRUSTED):
        declare_topic(each)
