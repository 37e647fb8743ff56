"""What was withdrawn is noted, as ids alone, and is withdrawn again where it came back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from web.people import LONG_AGO, an_owner

from tiebeam.web import withdrawals
from tiebeam.web.accounts import actions
from tiebeam.web.accounts.models import Invitation
from tiebeam.web.audit.models import Entry
from tiebeam.web.permissions import Role
from tiebeam.web.withdrawals import NoReplay, NotAnId, RegisteredTwice, Withdrawal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_list(tmp_path, settings):
    settings.WITHDRAWALS = tmp_path / "withdrawals.chain"
    return settings.WITHDRAWALS


def invited(by):
    found, _ = actions.invite(email="ada@harbourline.example", role=Role.MEMBER, by=by, at=LONG_AGO)
    return found


def test_an_invitation_that_comes_back_is_withdrawn_again(a_list):
    owner = an_owner()
    invitation = invited(owner)
    actions.withdraw(invitation, by=owner, at=LONG_AGO)
    # As it was in the backup.
    Invitation.objects.update(withdrawn_at=None)
    later = LONG_AGO + timedelta(days=1)

    again = withdrawals.replayed(withdrawals.noted(a_list), at=later)
    once_more = withdrawals.replayed(withdrawals.noted(a_list), at=later)

    invitation.refresh_from_db()
    assert (again, once_more, invitation.withdrawn_at) == (1, 0, later)
    assert Entry.objects.filter(act="accounts.withdrew-invitation", by="").count() == 1


def test_the_list_holds_a_kind_and_an_id_and_nothing_about_anybody(a_list):
    owner = an_owner()
    invitation = invited(owner)

    actions.withdraw(invitation, by=owner, at=LONG_AGO)
    actions.withdraw(invitation, by=owner, at=LONG_AGO)

    said = a_list.read_text()
    assert list(withdrawals.noted(a_list)) == [
        Withdrawal("accounts.invitation", invitation.public_id)
    ]
    assert [each for each in ("ada@", "2026", owner.public_id) if each in said] == []


def test_what_is_not_there_any_more_or_was_accepted_is_left_alone():
    found = [Withdrawal("accounts.invitation", "nowhere")]

    assert withdrawals.replayed(found, at=LONG_AGO) == 0


def test_what_a_later_version_withdrew_stops_it_before_anything_is_done(a_list):
    owner = an_owner()
    invitation = invited(owner)
    found = [
        Withdrawal("accounts.invitation", invitation.public_id),
        Withdrawal("later.thing", "x"),
    ]

    with pytest.raises(NoReplay, match="a later version"):
        withdrawals.replayed(found, at=LONG_AGO)

    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None


def test_only_ids_of_kinds_that_are_registered_are_noted(a_list):
    with pytest.raises(NoReplay):
        withdrawals.note("accounts.unknown", "x")
    with pytest.raises(NotAnId):
        withdrawals.note("accounts.invitation", "ada@harbourline.example")
    with pytest.raises(RegisteredTwice):
        withdrawals.register("accounts.invitation", lambda public_id, at: False)
    with pytest.raises(RegisteredTwice):
        withdrawals.register("Not a name", lambda public_id, at: False)

    assert not a_list.exists()
