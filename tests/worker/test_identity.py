"""What the release job is given of what people told, and what it is not."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import timezone
from web.identity.sealing import keys
from web.people import somebody

from tiebeam.vault import keys as vault_keys
from tiebeam.vault.keys import Keys
from tiebeam.vault.open import SomethingElse
from tiebeam.web import withdrawals
from tiebeam.web.accounts.identity import actions, queries
from tiebeam.web.accounts.identity.told import Answer, Told
from tiebeam.web.accounts.models import Sealed, User
from tiebeam.worker.identity import answers, seal_anew

__all__ = ["keys"]
pytestmark = pytest.mark.django_db
NOW = timezone.now()


def told(keys: Keys, name: str, number: str, *chosen: str, own: str = "") -> User:
    person = somebody(f"{name}@harbourline.example", name=name)
    said = Told(country="de", answers={"gender": Answer(chosen=chosen, own=own)})
    actions.tell(person, said, to=keys.newest, at=NOW)
    if number:
        actions.tell_number(person, number, to=keys.newest, at=NOW)
    return person


def all_answers() -> dict[str, dict[str, tuple[str, ...]]]:
    return {number: dict(said) for number, said in answers(settings.HERE.home)}


def test_it_is_what_people_told_by_their_employee_number(keys: Keys):
    told(keys, "ada", "E1", "woman")
    told(keys, "bo", "E2", "man", "non_binary", own="genderfluid")

    assert all_answers() == {
        "E1": {"gender": ("woman",)},
        "E2": {"gender": ("man", "non_binary", "another")},
    }


def test_who_took_it_back_gave_no_number_or_said_nothing_is_not_in_it(keys: Keys):
    actions.take_all_back(told(keys, "ada", "E1", "woman"), to=keys.newest, at=NOW)
    told(keys, "bo", "", "man")
    told(keys, "cy", "E3")
    somebody("di@harbourline.example")

    assert all_answers() == {}


def test_of_two_who_give_one_number_neither_is_counted(keys: Keys):
    told(keys, "ada", "E1", "woman")
    told(keys, "eve", "E1 ", "man")
    told(keys, "bo", "E2", "man")

    assert set(all_answers()) == {"E2"}


def test_who_may_not_sign_in_any_more_is_not_in_it(keys: Keys):
    gone = told(keys, "ada", "E1", "woman")
    User.objects.filter(pk=gone.pk).update(is_active=False)

    assert all_answers() == {}


def test_records_that_were_exchanged_between_two_accounts_are_found(keys: Keys):
    ada, bo = told(keys, "ada", "E1", "woman"), told(keys, "bo", "E2", "man")
    Sealed.objects.filter(user=bo).update(answers=Sealed.objects.get(user=ada).answers)

    with pytest.raises(SomethingElse):
        all_answers()


def test_sealed_anew_they_say_the_same_and_need_no_older_key(keys: Keys):
    home = settings.HERE.home
    told(keys, "ada", "E1", "woman")
    silent = somebody("bo@harbourline.example")
    actions.tell_number(silent, "E2", to=keys.newest, at=NOW)
    before = {each.user_id: bytes(each.answers) for each in Sealed.objects.all()}
    vault_keys.rotate(home / "vault")

    seal_anew(home)
    vault_keys.retire(home / "vault", keys.newest.id, sealed=[])

    assert all_answers() == {"E1": {"gender": ("woman",)}}
    after = {each.user_id: bytes(each.answers) for each in Sealed.objects.all()}
    assert all(after[each] != before[each] for each in before)


def test_what_somebody_changes_while_it_is_sealed_anew_is_not_lost(keys: Keys):
    ada = told(keys, "ada", "E1", "woman")
    (old,) = queries.every_record()
    actions.take_all_back(ada, to=keys.newest, at=NOW)

    was = {"number": old.number, "answers": old.answers}
    actions.put_in_place(ada.public_id, of=was, sealed=was)

    assert all_answers() == {}


def test_whatever_can_be_withdrawn_can_be_withdrawn_again_by_whoever_restores():
    assert withdrawals.not_registered() == set()
