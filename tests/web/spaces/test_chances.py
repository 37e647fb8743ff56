"""Chances: open to all, with what counts said beforehand, and with what became of them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from web.pages import without_token
from web.people import somebody
from web.spaces.made import AT, CHANCE, a_chance, a_group, a_leader, a_space, joined, once

from tiebeam.web.accounts import actions as accounts
from tiebeam.web.audit.models import Entry
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.groups.chances import actions
from tiebeam.web.spaces.models import Chance, ChanceBecame, ChancePassedOn
from tiebeam.web.spaces.queries import kept_about

pytestmark = pytest.mark.django_db
FORM = {**CHANCE, "until": "2026-03-30", "once": "a"}
HIDDEN = {"visibility": "hidden", "joining": "link"}
LATER = AT + timedelta(days=40)


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def lena():
    return a_leader()


@pytest.fixture
def gia():
    return somebody("gia@harbourline.example", Role.GROUP_LEAD, name="Gia Moretti")


@pytest.fixture
def mo():
    return somebody("mo@harbourline.example", name="Mo Haddad")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode()).split("<main")[1].split("</main")[0]


def test_a_leader_posts_a_chance_and_everybody_reads_the_same(lena, mo):
    answer = signed_in(lena).post("/chances/new/", FORM)

    chance = Chance.objects.get()
    told = page(mo, chance.get_absolute_url())
    assert answer.url == chance.get_absolute_url()
    for each in ("Four hours a month, as work.", "The council, by vote", "A year on deck or quay.",
                 "The council's page", "Open until 30 March 2026."):  # fmt: skip
        assert each in told
    assert "A seat on the safety council" in page(mo, "/chances/")
    assert "Lena" not in told


def test_leaders_stewards_and_group_leads_post_and_nobody_else(mo, gia):
    stig = somebody("stig@harbourline.example", Role.STEWARD, name="Stig")
    for person, status in ((gia, 302), (stig, 302), (mo, 404)):
        assert signed_in(person).post("/chances/new/", FORM).status_code == status
    with pytest.raises(NotAllowed):
        a_chance(mo)
    assert Chance.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{name: ""} for name in CHANCE] + [
        {"criteria": "  \n "}, {"until": "2026-03-01"}, {"until": "2028-01-01"},
        {"kind": "prize"}, {"title": "x" * 161},
    ],
)  # fmt: skip
def test_a_chance_without_what_counts_or_any_other_part_is_not_posted(lena, wrong):
    assert signed_in(lena).post("/chances/new/", FORM | wrong).status_code == 200
    assert not Chance.objects.exists()


def test_the_database_keeps_none_without_criteria(lena):
    chance = a_chance(lena)
    for wrong in ({"criteria": ""}, {"kind": "prize"}, {"taken_back_on": AT.date()},
                  {"because": "Why"}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Chance.objects.filter(pk=chance.pk).update(**wrong)


def test_sent_twice_it_is_there_once(lena):
    for _ in range(2):
        assert signed_in(lena).post("/chances/new/", FORM).status_code == 302

    assert Chance.objects.count() == 1


def test_what_it_said_before_stays_to_be_read(lena, mo):
    chance = a_chance(lena)
    form = {**FORM, "criteria": "Two years on deck.", "edition": "1"}

    signed_in(lena).post(f"{chance.get_absolute_url()}change/", form)

    now, _, before = page(mo, chance.get_absolute_url()).partition("What it said before")
    assert "Two years on deck." in now
    assert "A year on deck or quay." in before


def test_two_who_change_it_do_not_both_and_the_later_one_keeps_what_they_typed(lena):
    chance = a_chance(lena)
    actions.change(chance, CHANCE | {"decides": "Lots"}, edition=1, by=lena, at=AT)

    late = signed_in(lena).post(f"{chance.get_absolute_url()}change/",
                                {**FORM, "decides": "A vote", "edition": "1"})  # fmt: skip

    assert "Somebody changed this meanwhile" in unescape(late.content.decode())
    assert 'value="A vote"' in late.content.decode()
    chance.refresh_from_db()
    assert chance.decides == "Lots"
    for write in (lambda: actions.change(chance, CHANCE, edition=1, by=lena, at=AT),
                  lambda: actions.take_back(chance, "x", edition=1, by=lena, at=AT)):  # fmt: skip
        with pytest.raises(ChangedMeanwhile):
            write()


@pytest.mark.parametrize("more", ["change/", "take-back/", "became/"])
def test_whoever_posted_it_and_stewards_change_it_and_nobody_else(lena, gia, mo, more):
    chance = a_chance(lena)
    stig = somebody("stig@harbourline.example", Role.STEWARD, name="Stig")
    with time_machine.travel(LATER if more == "became/" else AT, tick=False):
        statuses = [signed_in(each).get(f"{chance.get_absolute_url()}{more}").status_code
                    for each in (lena, stig, gia, mo)]  # fmt: skip

    assert statuses == [200, 200, 404, 404]


def test_one_that_was_taken_back_says_why_and_stays_so(lena, mo):
    chance = a_chance(lena)
    address = chance.get_absolute_url()

    signed_in(lena).post(f"{address}take-back/", {"because": "The council ends.", "edition": "1"})

    told = page(mo, address)
    assert "Taken back on 2 March 2026." in told
    assert "The council ends." in told
    assert "To whom one turns" not in told
    for more in ("change/", "take-back/", "became/"):
        assert signed_in(lena).get(f"{address}{more}").status_code == 404
    with pytest.raises(NotAllowed):
        actions.change(chance, CHANCE, edition=2, by=lena, at=AT)


def test_after_its_day_it_says_plainly_that_nobody_has_said_what_became_of_it(lena, mo):
    chance = a_chance(lena)
    with time_machine.travel(LATER, tick=False):
        assert "nobody has said what became of it" in page(mo, "/chances/")
        assert "nobody has said what became of it" in page(mo, chance.get_absolute_url())
        said = {"kind": "not open", "says": "The head of the quay chose.", "number": "0"}

        signed_in(lena).post(f"{chance.get_absolute_url()}became/", said)

        told = page(mo, chance.get_absolute_url())
        assert "Filled, and not in an open process" in told
        assert "The head of the quay chose." in told
        assert "nobody has said" not in told


def test_before_its_day_nobody_says_what_became_of_it(lena):
    chance = a_chance(lena)

    assert signed_in(lena).get(f"{chance.get_absolute_url()}became/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.say_what_became(chance, "open", "x", number=0, by=lena, at=AT)


def test_on_its_last_day_it_is_open_and_the_day_after_it_is_not(lena, mo):
    a_chance(lena, until=date(2026, 3, 30))
    for day, word in ((30, "Open now"), (31, "None is open at the moment.")):
        with time_machine.travel(AT.replace(month=3, day=day), tick=False):
            assert word in page(mo, "/chances/")


def test_a_later_line_takes_the_one_before_not_away(lena, mo):
    chance = a_chance(lena)
    actions.say_what_became(chance, "open", "By vote.", number=0, by=lena, at=LATER)
    actions.say_what_became(chance, "open", "By vote.", number=0, by=lena, at=LATER)
    with pytest.raises(ChangedMeanwhile):
        actions.say_what_became(chance, "nobody", "They left.", number=0, by=lena, at=LATER)

    actions.say_what_became(chance, "nobody", "They left.", number=1, by=lena, at=LATER)

    assert list(ChanceBecame.objects.values_list("kind", flat=True)) == ["open", "nobody"]
    with time_machine.travel(LATER, tick=False):
        told = page(mo, chance.get_absolute_url())
    assert "By vote." in told.split("What was said of it")[1]


def test_a_group_passes_one_on_and_everybody_who_knows_of_it_reads_it_there(gia, lena, mo):
    group, chance = a_group(gia), a_chance(lena)

    signed_in(gia).post(chance.get_absolute_url(), {"pass-on": group.public_id})

    assert chance.title in page(mo, f"{group.get_absolute_url()}chances/")
    signed_in(gia).post(chance.get_absolute_url(), {"no-more": group.public_id})
    assert chance.title not in page(mo, f"{group.get_absolute_url()}chances/")


def test_only_whoever_looks_after_a_group_passes_on(gia, lena, mo):
    group, council, chance = a_group(gia), a_space(gia, kind="council"), a_chance(lena)
    joined(group, mo)
    for person, space in ((mo, group), (lena, group), (gia, council)):
        answer = signed_in(person).post(chance.get_absolute_url(), {"pass-on": space.public_id})
        assert answer.status_code == 404
    with pytest.raises(NotAllowed):
        actions.pass_on(chance, group, passes=True, by=mo, at=AT)
    assert not ChancePassedOn.objects.exists()


def test_no_page_of_a_chance_says_that_a_hidden_group_passes_it_on(gia, lena, mo):
    group, chance = a_group(gia, "Quillwort", **HIDDEN), a_chance(lena)
    before = [page(mo, each) for each in (chance.get_absolute_url(), "/chances/")]

    actions.pass_on(chance, group, passes=True, by=gia, at=AT)

    assert [page(mo, each) for each in (chance.get_absolute_url(), "/chances/")] == before
    real, none = (without_token(signed_in(lena).post(chance.get_absolute_url(), {"pass-on": each}))
                  for each in (group.public_id, "AAAAAAAAAAAA"))  # fmt: skip
    assert real == none


def test_a_group_that_opens_does_not_open_what_it_passed_on(gia, lena):
    group, chance = a_group(gia, **HIDDEN), a_chance(lena)
    actions.pass_on(chance, group, passes=True, by=gia, at=AT)
    names = ("name", "about", "roster")
    said = {name: getattr(group, name) for name in names} | {"visibility": "open",
                                                             "joining": "own"}  # fmt: skip

    spaces.change_space(group, said, edition=1, by=gia, at=AT)

    assert not ChancePassedOn.objects.exists()


def test_nothing_keeps_or_counts_who_wants_one(lena, mo):
    chance = a_chance(lena)
    told = page(mo, chance.get_absolute_url())

    assert "<form" not in told
    assert "<button" not in told
    assert not re.search(r"for you|suggest|match|appl(y|ied|ication)", told, re.IGNORECASE)
    fields = {each.name for model in (Chance, ChanceBecame, ChancePassedOn)
              for each in model._meta.get_fields()}  # fmt: skip
    assert not fields & {"who", "interested", "applied", "views"}


def test_the_trail_names_whoever_posted_it_and_they_take_it_along(lena):
    chance = a_chance(lena)

    assert [each.act for each in Entry.objects.filter(act__startswith="spaces.")] == [
        "spaces.posted-chance"
    ]
    (row,) = kept_about(lena)["said"]
    assert (row["what"], row["says"]) == ("posted a chance", chance.title)


def test_whoever_deletes_their_account_leaves_the_chance_and_no_name(lena, mo):
    chance = a_chance(lena)

    accounts.delete_account(lena, at=AT)

    chance.refresh_from_db()
    assert chance.by == ""
    assert chance.title in page(mo, "/chances/")
    stig = somebody("stig@harbourline.example", Role.STEWARD, name="Stig")
    actions.change(chance, CHANCE | {"decides": "Lots"}, edition=1, by=stig, at=AT)


def test_the_list_asks_as_often_for_many_as_for_few(lena, mo, django_assert_max_num_queries):
    client = signed_in(mo)
    for number in range(12):
        made = a_chance(lena, title=f"Chance {number}")
        if number % 2:
            actions.say_what_became(made, "open", once(), number=0, by=lena, at=LATER)
    client.get("/chances/")
    with django_assert_max_num_queries(8):
        client.get("/chances/")


def test_whoever_posted_one_is_asked_on_their_home_what_became_of_it(lena, gia):
    chance = a_chance(lena)
    assert "You posted this chance" not in page(lena, "/")
    with time_machine.travel(LATER, tick=False):
        assert "You posted this chance, and its day was 30 March 2026." in page(lena, "/")
        assert "You posted this chance" not in page(gia, "/")

        actions.say_what_became(chance, "nobody", "Nobody asked.", number=0, by=lena, at=LATER)

        assert "You posted this chance" not in page(lena, "/")
