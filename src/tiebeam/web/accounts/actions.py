"""Every change to who is here, and to what they are trusted with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from tiebeam.web import withdrawals
from tiebeam.web.accounts import acts
from tiebeam.web.accounts.finding import PEOPLE
from tiebeam.web.accounts.identity.actions import begin
from tiebeam.web.accounts.kept import everything_kept
from tiebeam.web.accounts.links import fingerprint, new_key
from tiebeam.web.accounts.models import FirstLink, Invitation, Place, User
from tiebeam.web.accounts.telling import CAME_IN, OWNERS, TRUSTED, only
from tiebeam.web.audit.actions import record
from tiebeam.web.delivery.actions import tell
from tiebeam.web.permissions import Role
from tiebeam.web.search.actions import forget, index

FIRST_LINK_LASTS: Final = timedelta(days=1)
INVITATION_LASTS: Final = timedelta(days=14)
#: As the list of withdrawals calls them.
INVITATION: Final = "accounts.invitation"
ACCOUNT: Final = "accounts.account"


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
    return _accept(Q(fingerprint=fingerprint(key)), name=name, password=password, at=at)


@transaction.atomic
def accept_from_elsewhere(email: str, *, name: str, at: datetime) -> User:
    """The same without the link, where the organisation's own sign-in says whose address it is.
    The account has no password; its owner may set one.

    Raises  LinkIsDead, HasAnAccount
    """
    still_open = Q(email=email.lower(), accepted_at=None, withdrawn_at=None)
    return _accept(still_open, name=name, password=None, at=at)


def _accept(invited: Q, *, name: str, password: str | None, at: datetime) -> User:
    # Held until this is done: whoever comes at the same time waits, and finds it used.
    found = Invitation.objects.select_for_update().filter(invited).first()
    if found is None or not found.is_open(at):
        raise LinkIsDead("This invitation was used or withdrawn, or is too old.")
    user = _open_account(name=name, email=found.email, password=password, at=at)
    _hold(user, Role(found.role), at=at)
    tell(CAME_IN, about=user.public_id, to=OWNERS, at=at)
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
        tell(TRUSTED, about=user.public_id, to=only(user), at=at)


@transaction.atomic
def take_role(user: User, role: Role, *, by: User, at: datetime) -> None:
    """Take a role away; not to have it is fine.

    Raises  LastOwner
    """
    if role == Role.OWNER:
        _refuse_last_owner(user)
    taken, _ = Place.objects.filter(user=user, role=role).delete()
    if taken:
        record(acts.TOOK_ROLE, by=by, about=user, at=at)


@transaction.atomic
def describe_yourself(user: User, *, name: str, pronouns: str, language: str | None) -> None:
    """What somebody says of themselves; without a language it stays as it is."""
    user.name, user.pronouns = name, pronouns
    user.language = language or user.language
    user.save(update_fields=["name", "pronouns", "language"])
    _let_be_found(user)


@transaction.atomic
def delete_account(user: User, *, at: datetime) -> None:
    """All that is kept about somebody goes. In the audit trail their number stays, and leads to
    nobody.

    Raises  LastOwner
    """
    _refuse_last_owner(user)
    _delete(user, by=user, at=at)
    withdrawals.note(ACCOUNT, user.public_id)


@transaction.atomic
def delete_again(public_id: str, at: datetime) -> bool:
    """After a restore: an account that was deleted since the backup goes again.

    So does one that is the last owner in the backup: it was not when it was deleted, and
    `tiebeam web` makes a link for a first one.
    """
    found = User.objects.filter(public_id=public_id).first()
    if found is None:
        return False
    _delete(found, by=None, at=at)
    return True


def _delete(user: User, *, by: User | None, at: datetime) -> None:
    for each in everything_kept():
        if each.forget:
            each.forget(user)
    record(acts.DELETED, by=by, about=user, at=at)
    Invitation.objects.filter(email=user.email).delete()
    _end_all_sessions(user)
    forget(PEOPLE, user.public_id)
    user.delete()


@transaction.atomic
def end_session(user: User, number: int) -> None:
    """Sign somebody out of one of their browsers; those of others are left alone."""
    found = UserSession.objects.filter(user=user, pk=number).first()
    if found:
        found.end()


def _refuse_last_owner(user: User) -> None:
    # All owners are held, so that two can't take it from each other at once.
    owners = {each.user_id for each in Place.objects.select_for_update().filter(role=Role.OWNER)}
    if owners == {user.pk}:
        raise LastOwner("Make somebody else an owner first.")


def _end_all_sessions(user: User) -> None:
    """Also those that ended by themselves, which say whose they were."""
    for each in Session.objects.iterator():
        if each.get_decoded().get(SESSION_KEY) == str(user.pk):
            each.delete()


@transaction.atomic
def forget_sessions(*, before: datetime) -> int:
    """Delete sessions that ended so long ago, and what is kept of their browsers. Returns how many.

    One that has just ended is still needed: what somebody typed meanwhile is given back by it.
    """
    number, _ = Session.objects.filter(expire_date__lt=before).delete()
    alive = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=alive).delete()
    return number


@transaction.atomic
def forget_invitations(*, before: datetime) -> int:
    """Delete invitations that nobody accepted and whose links died so long ago. Returns how many.

    The audit trail knows for good that somebody was invited; to whom is of no more use.
    """
    died = Q(withdrawn_at__lt=before) | Q(ends_at__lt=before)
    return Invitation.objects.filter(died, accepted_at=None).delete()[0]


def _open_account(*, name: str, email: str, password: str | None, at: datetime) -> User:
    if User.objects.filter(email=email.lower()).exists():
        raise HasAnAccount("There is an account with this address.")
    user = User(name=name, email=email.lower(), joined_at=at)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    begin(user)
    _let_be_found(user)
    return user


def _let_be_found(user: User) -> None:
    """By those who may open the page of somebody, by their name."""
    there = reverse("person", args=[user.public_id])
    index(PEOPLE, user.public_id, title=user.name, url=there)


def _hold(user: User, role: Role, *, at: datetime) -> bool:
    """Whether that is new. A member is whoever has an account."""
    if role == Role.MEMBER:
        return False
    return Place.objects.get_or_create(user=user, role=role, defaults={"since": at})[1]
