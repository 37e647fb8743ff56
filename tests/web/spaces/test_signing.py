"""Begin anywhere, on working time: a leader in the space signs it, and nobody else."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from web.people import somebody
from web.spaces.made import AT, a_facilitator, a_hidden_space, a_space, joined

from tiebeam.web.accounts.models import Place
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.actions import NotAllowed
from tiebeam.web.spaces.models import Signed
from tiebeam.web.spaces.signing import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def fay():
    return a_facilitator()


@pytest.fixture
def lena():
    return somebody("lena@harbourline.example", Role.LEADER, name="Lena Brandt")


@pytest.fixture
def space(fay, lena):
    found = a_space(fay)
    joined(found, lena)
    return found


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person, space, part: str = "sign/") -> str:
    answer = signed_in(person).get(f"{space.get_absolute_url()}{part}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_a_leader_signs_it_and_whoever_knows_of_the_space_reads_that(space, lena):
    out = somebody("out@harbourline.example")
    assert "a leader here has signed that" not in page(out, space, "")

    for words in ("The hour on Thursday.", "The hour on Friday."):
        signed_in(lena).post(f"{space.get_absolute_url()}sign/", {"says": words})

    told = page(out, space)
    assert "Signed by Lena Brandt on" in told
    assert "The hour on Friday." in told
    assert "Thursday" not in told
    assert "a leader here has signed that" in page(out, space, "")
    assert "<textarea" not in told


def test_only_they_take_it_back(space, lena, fay):
    actions.sign(space, "", by=lena, at=AT)
    actions.take_back(space, by=fay)
    assert Signed.objects.exists()

    signed_in(lena).post(f"{space.get_absolute_url()}sign/", {"take-back": "yes"})

    assert not Signed.objects.exists()


def test_whoever_does_not_lead_or_is_not_in_the_space_signs_nothing(space, fay):
    outside = somebody("lou@harbourline.example", Role.LEADER, name="Lou")
    for person in (fay, outside):
        answer = signed_in(person).post(f"{space.get_absolute_url()}sign/", {"says": "x"})
        assert answer.status_code == 404
        with pytest.raises(NotAllowed):
            actions.sign(space, "x", by=person, at=AT)


def test_whoever_leads_no_more_or_leaves_has_signed_nothing(space, lena, fay):
    actions.sign(space, "", by=lena, at=AT)
    Place.objects.filter(user=lena).delete()
    assert "Lena" not in page(fay, space)

    spaces.leave(space, by=lena, at=AT)
    assert not Signed.objects.exists()


def test_what_was_signed_while_the_space_was_hidden_names_nobody_when_it_opens(fay, lena):
    hidden = a_hidden_space(fay)
    joined(hidden, lena)
    actions.sign(hidden, "Quillwort", by=lena, at=AT)
    assert "Lena Brandt" in page(fay, hidden)
    spaces.change_space(hidden, {"visibility": "open", "joining": "own"}, edition=1, by=fay, at=AT)

    out = somebody("out@harbourline.example")
    assert "Lena" not in page(out, hidden)
    assert "Quillwort" not in page(out, hidden)
    assert "a leader here has signed that" not in page(out, hidden, "")


@pytest.mark.parametrize("says", ["x" * 301, "\0", "\u202e" * 400])
def test_words_that_do_not_fit_are_not_signed_and_are_not_lost(space, lena, says):
    answer = signed_in(lena).post(f"{space.get_absolute_url()}sign/", {"says": says})

    assert answer.status_code == 200
    assert not Signed.objects.exists()
