"""Who is here, and who was asked in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tiebeam.web.accounts.links import fingerprint
from tiebeam.web.accounts.models import FirstLink, Invitation, Place, User
from tiebeam.web.audit.acts import in_words
from tiebeam.web.permissions import Role
from tiebeam.web.ui.shapes import Column, Table


def people() -> QuerySet[User]:
    """Everybody with an account, by name, for owners."""
    return User.objects.filter(is_active=True).prefetch_related("places").order_by("name", "pk")


def person(public_id: str) -> User | None:
    """One of them, for owners."""
    return people().filter(public_id=public_id).first()


def is_last_owner(user: User) -> bool:
    """Whether nobody could invite anybody any more if they went."""
    owners = set(Place.objects.filter(role=Role.OWNER).values_list("user_id", flat=True))
    return owners == {user.pk}


def came_in_since(at: datetime) -> QuerySet[User]:
    """Who has an account since then, by name, for owners."""
    return people().filter(joined_at__gte=at)


def roles_since(person: User, at: datetime) -> list[Role]:
    """What somebody was trusted with since then, for them."""
    return [Role(each.role) for each in person.trusted_with if each.since >= at]


def open_invitations(at: datetime) -> QuerySet[Invitation]:
    """Those whose link still works, newest first, for owners."""
    return Invitation.objects.filter(
        accepted_at=None, withdrawn_at=None, ends_at__gt=at
    ).order_by("-invited_at", "pk")  # fmt: skip


def invitation_of(key: str, *, at: datetime) -> Invitation | None:
    """The invitation that a link stands for, as long as it works."""
    found = Invitation.objects.filter(fingerprint=fingerprint(key)).first()
    return found if found and found.is_open(at) else None


def is_first_link(key: str, *, at: datetime) -> bool:
    """Whether a link still makes its reader the owner."""
    return FirstLink.objects.filter(
        fingerprint=fingerprint(key), used_at=None, ends_at__gt=at
    ).exists()  # fmt: skip


def whose_session_ended(key: str) -> str | None:
    """Whose session it was that ended by itself; None where somebody ended it, or never was one."""
    ended = Session.objects.filter(session_key=key).first() if key else None
    return ended.get_decoded().get(SESSION_KEY) if ended else None


def trail_as_table(entries: Iterable[Any], *, caption: str) -> Table:
    """Entries of the audit trail, with the names of those who have an account."""
    entries = list(entries)
    ids = {each for entry in entries for each in (entry.by, entry.about)}
    names = dict(User.objects.filter(public_id__in=ids).values_list("public_id", "name"))
    return Table(
        caption=caption,
        name="trail",
        can_be_sorted=False,
        columns=[
            Column(key="at", title=_("When (UTC)")),
            Column(key="act", title=_("What")),
            Column(key="by", title=_("By whom")),
            Column(key="about", title=_("About")),
        ],
        rows=[
            {
                "at": date_format(each.at, "Y-m-d H:i"),
                "act": _(in_words(each.act)),
                "by": names.get(each.by, each.by or _("nobody is named")),
                "about": names.get(each.about, each.about) or None,
            }
            for each in entries
        ],
    )
