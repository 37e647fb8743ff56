"""Every change to who is here, and to what they are trusted with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from tiebeam.web import withdrawals
from tiebeam.web.accounts import acts
from tiebeam.web.accounts.links import fingerprint, new_key
from tiebeam.web.accounts.models import FirstLink, Invitation, Place, User
from tiebeam.web.audit.actions import record
from tiebeam.web.permissions import Role

FIRST_LINK_LASTS: Final = timedelta(days=1)
INVITATION_LASTS: Final = timedelta(days=14)
#: As the list of withdrawals calls it.
INVITATION: Final = "accounts.invitation"


class LinkIsDead(ValueError):
    """The link was used, withdrawn, is too old, or never was one."""


class HasAnAccount(ValueError):
    """There is an account with this address already."""


class LastOwner(ValueError):
    """Nobody could invite anybody any more."""


@transaction.atomic
def make_first_link(*, at: datetime) -> str | None:
    """The key of a link that makes its reader the owner; None where there is one already.

    A link that was made before works no more.
    """
    if Place.objects.filter(role=Role.OWNER).exists():
        return None
    FirstLink.objects.all().delete()
    key = new_key()
    FirstLink.objects.create(fingerprint=fingerprint(key), ends_at=at + FIRST_LINK_LASTS)
    return key


@transaction.atomic
def become_owner(key: str, *, name: str, email: str, password: str, at: datetime) -> User:
    """Use up the first link: the account of the first owner.

    Raises  LinkIsDead, HasAnAccount
    """
    # Of two who send it at once, one changes the row; the other finds it used.
    used = FirstLink.objects.filter(
        fingerprint=fingerprint(key), used_at=None, ends_at__gt=at
    ).update(used_at=at)
    if not used or Place.objects.filter(role=Role.OWNER).exists():
        raise LinkIsDead("This link was used, or is too old. Start `tiebeam web` for a new one.")
    owner = _open_account(name=name, email=email, password=password, at=at)
    _hold(owner, Role.OWNER, at=at)
    record(acts.BECAME_OWNER, by=owner, about=owner, at=at)
    return owner


@transaction.atomic
def invite(*, email: str, role: Role, by: User, at: datetime) -> tuple[Invitation, str]:
    """An invitation, and the key of its link; an earlier one to the same address works no more.

    Raises  HasAnAccount
    """
    email = email.lower()
    if User.objects.filter(email=email).exists():
        raise HasAnAccount("There is an account with this address. Give it the role.")
    Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=at
    )
    key = new_key()
    invitation = Invitation.objects.create(
        email=email, role=role, fingerprint=fingerprint(key), invited_by=by, invited_at=at,
        ends_at=at + INVITATION_LASTS,
    )  # fmt: skip
    record(acts.INVITED, by=by, about=invitation, at=at)
    return invitation, key


@transaction.atomic
def accept(key: str, *, name: str, password: str, at: datetime) -> User:
    """Use up an invitation: the account of whoever was invited. Their address is proven by it.

    Raises  LinkIsDead, HasAnAccount
    """
    # Held until this is done: whoever comes at the same time waits, and finds it used.
    found = Invitation.objects.select_for_update().filter(fingerprint=fingerprint(key)).first()
    if found is None or not found.is_open(at):
        raise LinkIsDead("This invitation was used or withdrawn, or is too old.")
    user = _open_account(name=name, email=found.email, password=password, at=at)
    _hold(user, Role(found.role), at=at)
    found.accepted_at, found.accepted_by = at, user
    found.save(update_fields=["accepted_at", "accepted_by"])
    record(acts.ACCEPTED, by=user, about=found, at=at)
    return user


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Its link works no more; one that was accepted stays as it is."""
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if still_open.update(withdrawn_at=at):
        record(acts.WITHDREW, by=by, about=invitation, at=at)
        withdrawals.note(INVITATION, invitation.public_id)


@transaction.atomic
def withdraw_again(public_id: str, at: datetime) -> bool:
    """After a restore: an invitation that was withdrawn since the backup stays so."""
    found = Invitation.objects.filter(public_id=public_id, accepted_at=None, withdrawn_at=None)
    was_open = found.first()
    if was_open is None:
        return False
    found.update(withdrawn_at=at)
    record(acts.WITHDREW, by=None, about=was_open, at=at)
    return True


@transaction.atomic
def sign_everybody_out() -> None:
    """After a restore: who was signed out since the backup is not signed in again by it."""
    UserSession.objects.all().delete()
    Session.objects.all().delete()


@transaction.atomic
def give_role(user: User, role: Role, *, by: User | None, at: datetime) -> None:
    """Trust somebody with a role; to have it already is fine.

    by  None where whoever runs this installation does it
    """
    if _hold(user, role, at=at):
        record(acts.GAVE_ROLE, by=by, about=user, at=at)


@transaction.atomic
def take_role(user: User, role: Role, *, by: User, at: datetime) -> None:
    """Take a role away; not to have it is fine.

    Raises  LastOwner
    """
    if role == Role.OWNER:
        # All owners are held, so that two can't take it from each other at once.
        owners = {each.user_id for each in Place.objects.select_for_update().filter(role=role)}
        if owners == {user.pk}:
            raise LastOwner("Make somebody else an owner first.")
    taken, _ = Place.objects.filter(user=user, role=role).delete()
    if taken:
        record(acts.TOOK_ROLE, by=by, about=user, at=at)


@transaction.atomic
def describe_yourself(user: User, *, name: str, pronouns: str, language: str | None) -> None:
    """What somebody says of themselves; without a language it stays as it is."""
    user.name, user.pronouns = name, pronouns
    user.language = language or user.language
    user.save(update_fields=["name", "pronouns", "language"])


@transaction.atomic
def end_session(user: User, number: int) -> None:
    """Sign somebody out of one of their browsers; those of others are left alone."""
    found = UserSession.objects.filter(user=user, pk=number).first()
    if found:
        found.end()


def _open_account(*, name: str, email: str, password: str, at: datetime) -> User:
    if User.objects.filter(email=email.lower()).exists():
        raise HasAnAccount("There is an account with this address.")
    user = User(name=name, email=email.lower(), joined_at=at)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _hold(user: User, role: Role, *, at: datetime) -> bool:
    """Whether that is new. A member is whoever has an account."""
    if role == Role.MEMBER:
        return False
    return Place.objects.get_or_create(user=user, role=role, defaults={"since": at})[1]
