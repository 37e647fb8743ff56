"""Every change to what people say of themselves. Who did it, and when, is noted nowhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from tiebeam.vault.seal import SealingKey
from tiebeam.web import withdrawals
from tiebeam.web.accounts import acts
from tiebeam.web.accounts.identity.kinds import SHOW, TOLD
from tiebeam.web.accounts.identity.sealing import seal_answers, seal_id, seal_number
from tiebeam.web.accounts.identity.told import Told
from tiebeam.web.accounts.models import Sealed, Showing, User
from tiebeam.web.audit.actions import hold, record
from tiebeam.web.jobs.actions import enqueue
from tiebeam.web.sealing import CannotSeal, published

SHOWING_LASTS: Final = timedelta(minutes=10)


@transaction.atomic
def tell(user: User, told: Told, *, to: SealingKey, at: datetime) -> None:
    """Somebody answers. It takes the place of all that they answered before."""
    _change(user, to=to, at=at, answers=seal_answers(told, of=user.public_id, to=to))


@transaction.atomic
def tell_number(user: User, number: str, *, to: SealingKey, at: datetime) -> None:
    """Somebody says how HR knows them; their answers stay."""
    _change(user, to=to, at=at, number=seal_number(number, of=user.public_id, to=to))


@transaction.atomic
def take_all_back(user: User, *, to: SealingKey, at: datetime) -> None:
    """From now on they have said nothing. It looks like any other change."""
    _change(user, to=to, at=at, **_nothing(user.public_id, to))


@transaction.atomic
def begin(user: User) -> None:
    """Give a new account its sealed record, where there is a key already."""
    try:
        _begin([user], to=published())
    except CannotSeal:
        # It gets one with all others, before anybody can have said anything.
        return


def put_in_place(public_id: str, *, of: dict[str, bytes], sealed: dict[str, bytes]) -> None:
    """The same, sealed anew. What somebody changed meanwhile stays as they left it.

    of      as the record was when it was opened
    sealed  the same content, sealed to the newest key
    """
    Sealed.objects.filter(user__public_id=public_id, **of).update(**sealed)


def _change(user: User, *, to: SealingKey, at: datetime, **sealed: bytes) -> None:
    # Before anybody's changes, all have one: a record that is there says nothing.
    _begin(User.objects.filter(sealed=None), to=to)
    Sealed.objects.filter(user=user).update(**sealed)
    record(acts.SAID_OF_THEMSELVES, by=user, about=user, at=at)
    withdrawals.note(TOLD, seal_id(user.public_id, to=to))


@transaction.atomic
def say_nothing_again(public_id: str | None, *, to: SealingKey, at: datetime) -> bool:
    """After a restore: whoever changed anything since the backup has said nothing, until they say
    it anew. What they took back would come back otherwise.

    public_id  of an account; None where it can't be known whose it was, so it is everybody's
    Returns    whether there was a record
    """
    found = User.objects.exclude(sealed=None)
    users = found if public_id is None else found.filter(public_id=public_id)
    changed = [
        Sealed.objects.filter(user=each).update(**_nothing(each.public_id, to)) for each in users
    ]
    if changed:
        record(acts.SAID_OF_THEMSELVES, by=None, at=at)
    return bool(changed)


def _refuse_other_key(to: SealingKey) -> None:
    """While keys are rotated, nothing more may be sealed to the old one: it goes.

    Rotating holds the trail too; so whoever waits for it here sees the new key afterwards.
    Raises  CannotSeal
    """
    hold()
    if published() != to:
        raise CannotSeal("The key to seal to has just changed. Try again.")


def _begin(users: object, *, to: SealingKey) -> None:
    _refuse_other_key(to)
    made = [Sealed(user=each, **_nothing(each.public_id, to)) for each in users]  # type: ignore[attr-defined]
    Sealed.objects.bulk_create(made, ignore_conflicts=True)


def _nothing(public_id: str, to: SealingKey) -> dict[str, bytes]:
    return {
        "number": seal_number("", of=public_id, to=to),
        "answers": seal_answers(Told(), of=public_id, to=to),
    }


# --- shown again ----------------------------------------------------------------------------------


@transaction.atomic
def ask_to_show(user: User, *, page: bytes, to: SealingKey, at: datetime) -> Showing:
    """Have the worker seal it to a key of one page. The job that asks for it names nobody.

    page  public half of that key
    to    the worker's key, for whoever has no record yet
    """
    _begin(User.objects.filter(sealed=None), to=to)
    Showing.objects.filter(user=user).delete()
    showing = Showing.objects.create(user=user, to=page, ends_at=at + SHOWING_LASTS)
    given = {"showing": showing.public_id}
    enqueue(SHOW.name, given, by=None, key=showing.public_id, at=at)
    return showing


def hand_over(public_id: str, sealed: bytes) -> None:
    """The worker has sealed it to the key of the page; one that nobody waits for is left out."""
    Showing.objects.filter(public_id=public_id).update(sealed=sealed)


@transaction.atomic
def read_once(user: User, public_id: str, *, at: datetime) -> bytes | None:
    """What was sealed for the page, which then is gone; None where it is not there yet."""
    mine = Showing.objects.select_for_update().filter(user=user, public_id=public_id)
    found = mine.filter(ends_at__gt=at).exclude(sealed=b"").first()
    if found is None:
        return None
    found.delete()
    return bytes(found.sealed)


def forget_unread(*, at: datetime) -> None:
    """What was sealed for a page that nobody opened in time."""
    over = Showing.objects.filter(ends_at__lte=at)
    # To look is a read: on SQLite a write keeps all others out.
    if over.exists():
        over.delete()
