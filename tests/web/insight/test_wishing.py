"""Wishes for the next release: counted once each, chosen from a list, and never with a name."""

from __future__ import annotations

import pytest
from django.test import Client
from web.ledgers import made_by_hand, two_dates
from web.people import somebody

from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.insight.models import Voice, Wish

pytestmark = pytest.mark.django_db
WISH = {"measure": "exit_rate", "about": "gender", "within": "", "year": "2026"}


@pytest.fixture(autouse=True)
def ledger(tmp_path):
    return made_by_hand(tmp_path, *two_dates())


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(somebody(f"{name}@harbourline.example", name=name.title()))
    return client


def test_a_wish_of_two_people_is_one_wish_of_two():
    ada, bo = signed_in("ada"), signed_in("bo")
    for each in (ada, ada, bo):
        assert each.post("/see/ask/", WISH)["Location"] == "/see/ask/"

    page = bo.get("/see/ask/").content.decode()

    assert "2 people wish for it." in page
    assert "Ada" not in page
    assert (Wish.objects.count(), Voice.objects.count()) == (1, 2)


def test_the_trail_says_that_somebody_wished_and_not_who():
    signed_in("ada").post("/see/ask/", WISH)

    assert Tally.objects.get().act == "insight.wished"
    assert not Entry.objects.filter(act="insight.wished").exists()


def test_a_wish_is_taken_back_and_gone_when_it_was_the_last():
    ada, bo = signed_in("ada"), signed_in("bo")
    ada.post("/see/ask/", WISH)
    back = f"/see/ask/{Wish.objects.get().public_id}/take-back/"

    bo.post(back)
    kept = Wish.objects.count()
    ada.post(back)

    assert (kept, Wish.objects.count()) == (1, 0)
    assert ada.get(back).status_code == 405


@pytest.mark.parametrize(
    "slip", [{"measure": "gossip"}, {"about": "shoe size"}, {"within": "=1"}, {"year": "1066"}]
)
def test_nothing_but_what_can_be_declared_is_kept(slip):
    answer = signed_in("ada").post("/see/ask/", WISH | slip)

    assert answer.status_code == 200
    assert "Something has to be put right" in answer.content.decode()
    assert not Wish.objects.exists()


def test_the_page_is_filled_in_with_what_was_looked_for():
    page = (
        signed_in("ada").get("/see/ask/?measure=exit_rate&about=gender&year=2025").content.decode()
    )

    for each in ("exit_rate", "gender", "2025"):
        assert f'<option value="{each}" selected>' in page


def test_whoever_is_signed_out_wishes_for_nothing():
    assert Client().post("/see/ask/", WISH).status_code == 302
    assert not Wish.objects.exists()
