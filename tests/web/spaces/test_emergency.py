"""Reading a space in an emergency: never by one person, never longer than a day, never untold."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from web.delivery.made import decide
from web.people import somebody
from web.spaces.made import (
    AT,
    a_facilitator,
    a_hidden_space,
    a_post,
    a_space,
    a_thread,
    joined,
    once,
)

from tiebeam.web.accounts.models import User
from tiebeam.web.audit.models import Entry
from tiebeam.web.delivery.letters import mail_of
from tiebeam.web.delivery.models import Letter, Notice, Telling
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces import queries
from tiebeam.web.spaces.emergency import actions
from tiebeam.web.spaces.emergency.queries import meant_by
from tiebeam.web.spaces.models import EmergencyReading, Post, Space

pytestmark = pytest.mark.django_db
WHY = "Somebody was threatened with harm there."
SECRET = re.compile("Lighthouse|Periwinkle|Bladderwrack")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def fay() -> User:
    return a_facilitator()


@pytest.fixture
def olu() -> User:
    return somebody("olu@harbourline.example", Role.OWNER, name="Olu")


@pytest.fixture
def stig() -> User:
    return somebody("stig@harbourline.example", Role.STEWARD, name="Stig")


@pytest.fixture
def space(fay: User) -> Space:
    found = a_hidden_space(fay)
    a_thread(found, fay, "Periwinkle", "Bladderwrack")
    return found


def of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: User, address: str) -> str:
    return unescape(of(person).get(address).content.decode())


def asked(space: Space, by: User) -> EmergencyReading:
    return actions.ask(space.get_absolute_url(), WHY, once=once(), by=by, at=AT)


def agreed(space: Space, by: User, other: User) -> EmergencyReading:
    return actions.agree(asked(space, by), by=other, at=AT)


def test_one_asks_another_agrees_and_whoever_asked_reads(space, olu, stig):
    form = {"where": f"https://tiebeam.example{space.get_absolute_url()}", "why": WHY, "once": "a"}
    there = [of(olu).post("/emergency/", form).url for _ in range(2)]
    assert there[0] == there[1]
    assert not SECRET.search(page(olu, there[0]))

    of(stig).post(there[0], {"agree": "yes"})

    assert "Periwinkle" in page(olu, there[0])
    thread = space.threads.get()
    assert "Bladderwrack" in page(olu, f"{there[0]}{thread.public_id}/")


def test_nobody_agrees_to_what_they_asked_themselves(space, olu):
    reading = asked(space, olu)

    assert of(olu).post(f"/emergency/{reading.public_id}/", {"agree": "yes"}).status_code == 404
    with pytest.raises(spaces.NotAllowed):
        actions.agree(reading, by=olu, at=AT)
    assert not SECRET.search(page(olu, f"/emergency/{reading.public_id}/"))


def test_whoever_agreed_does_not_read_and_neither_does_anybody_else(space, olu, stig):
    reading, thread = agreed(space, olu, stig), space.threads.get()
    others = [stig, somebody("ola@harbourline.example", Role.OWNER, name="Ola")]

    for person in others:
        assert not SECRET.search(page(person, f"/emergency/{reading.public_id}/").replace(
            reading.where, ""))  # fmt: skip
        inside = f"/emergency/{reading.public_id}/{thread.public_id}/"
        assert of(person).get(inside).status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER, Role.STEWARD, Role.MEMBER}))
def test_no_other_place_of_trust_asks_or_agrees(space, olu, role):
    other = somebody("other@harbourline.example", role, name="Other")
    reading = asked(space, olu)

    with pytest.raises(spaces.NotAllowed):
        asked(space, other)
    with pytest.raises(spaces.NotAllowed):
        actions.agree(reading, by=other, at=AT)
    assert of(other).get("/emergency/").status_code == 404


def test_it_is_over_after_a_day_and_when_the_place_of_trust_is(space, olu, stig):
    reading, thread = agreed(space, olu, stig), space.threads.get()
    inside = f"/emergency/{reading.public_id}/{thread.public_id}/"
    with time_machine.travel(AT + timedelta(hours=23, minutes=59), tick=False):
        assert of(olu).get(inside).status_code == 200
    with time_machine.travel(AT + timedelta(hours=24), tick=False):
        assert of(olu).get(inside).status_code == 404
        assert not SECRET.search(page(olu, f"/emergency/{reading.public_id}/").replace(
            reading.where, ""))  # fmt: skip

    olu.places.all().delete()

    assert of(User.objects.get(pk=olu.pk)).get(inside).status_code == 404


def test_nobody_agrees_to_what_waited_for_three_days_or_was_declined(space, olu, stig):
    late, declined = asked(space, olu), asked(space, olu)
    actions.decline(declined, by=stig, at=AT)

    for reading, at in ((late, AT + timedelta(days=3)), (declined, AT)):
        with pytest.raises(spaces.NotAllowed):
            actions.agree(reading, by=stig, at=at)
    assert "Nobody agreed in three days" in _at(olu, "/emergency/", AT + timedelta(days=3))


def _at(person: User, address: str, at) -> str:
    with time_machine.travel(at, tick=False):
        return page(person, address)


def test_members_read_who_read_and_why_and_are_told_by_mail(space, fay, olu, stig):
    mo = somebody("mo@harbourline.example", name="Mo")
    joined(space, mo)
    somebody("out@harbourline.example", name="Out")

    agreed(space, olu, stig)
    decide(Telling.objects.get().public_id, at=AT)

    told = page(mo, f"{space.get_absolute_url()}was-read/")
    for said in ("Olu", "Stig agreed to it.", WHY, "3 March 2026"):
        assert said in told
    assert "Who read this in an emergency" in page(mo, space.get_absolute_url())
    letters = Letter.objects.all()
    assert sorted(each.person.name for each in letters) == ["Fay", "Mo"]
    for each in letters:
        written = mail_of(each, key="k")
        assert written.subject == "A space that you are in was read in an emergency"
        assert not SECRET.search(written.body)
    assert Notice.objects.count() == 2


def test_before_anybody_agreed_no_member_and_no_lookup_knows_of_it(space, fay, olu):
    reading = asked(space, olu)
    nowhere = actions.ask("/spaces/no-such.AAAAAAAAAAAA/", WHY, once=once(), by=olu, at=AT)

    there, none = (page(olu, f"/emergency/{each.public_id}/") for each in (reading, nowhere))

    assert reading.space is nowhere.space is None
    without = [re.sub(r"csrfmiddlewaretoken.*?>", "", told) for told in (there, none)]
    assert without[0].replace(reading.where, "") == without[1].replace(nowhere.where, "")
    assert "was-read" not in page(fay, space.get_absolute_url())
    assert "never done" in page(fay, f"{space.get_absolute_url()}was-read/")


def test_while_it_is_read_the_space_is_nowhere_else_for_whoever_reads_it(space, olu, stig):
    agreed(space, olu, stig)
    thread = space.threads.get()

    for address in (space.get_absolute_url(), thread.get_absolute_url(),
                    f"{space.get_absolute_url()}was-read/"):  # fmt: skip
        assert of(olu).get(address).status_code == 404
    assert "Nothing was found" in page(olu, "/search/?q=Bladderwrack")
    assert not SECRET.search(page(olu, "/spaces/"))
    assert not Space.objects.visible_to(olu).exists()


def test_an_address_that_leads_nowhere_is_agreed_to_and_nothing_is_read(olu, stig):
    reading = actions.ask("/spaces/x.AAAAAAAAAAAA/", WHY, once=once(), by=olu, at=AT)

    actions.agree(reading, by=stig, at=AT)

    assert "There is no such space" in page(olu, f"/emergency/{reading.public_id}/")


def test_a_space_is_meant_by_each_address_that_leads_into_it(space):
    inside = space.threads.get().get_absolute_url()
    for where in (space.get_absolute_url(), inside, f"https://x.example{inside}?page=2#a",
                  f" {space.address} "):  # fmt: skip
        assert meant_by(where) == space
    for where in ("", space.slug, space.public_id, f"/spaces/{space.slug}/", "\0.", "." * 200):
        assert meant_by(where) is None


def test_what_was_hidden_or_removed_there_is_read_as_well(space, fay, olu, stig):
    thread = space.threads.get()
    a_post(thread, fay, "Come to the quay, or else.")
    Post.objects.update(state="removed")
    reading = agreed(space, olu, stig)

    told = page(olu, f"/emergency/{reading.public_id}/{thread.public_id}/")

    assert "or else" in told


def test_no_thread_of_another_space_is_read(space, fay, olu, stig):
    elsewhere = a_thread(a_space(fay), fay, "Elsewhere", "Elsewhere")
    reading = agreed(space, olu, stig)

    inside = f"/emergency/{reading.public_id}/{elsewhere.public_id}/"
    assert of(olu).get(inside).status_code == 404


def test_the_trail_names_both_people_and_no_space(space, olu, stig):
    agreed(space, olu, stig)

    found = Entry.objects.filter(act__startswith="spaces.emergency").order_by("pk")

    assert [each.by for each in found] == [olu.public_id, stig.public_id]
    assert space.public_id not in repr(list(found.values()))


def test_what_was_not_agreed_to_is_taken_back_and_what_was_stays(space, olu, stig):
    waits, was = asked(space, olu), agreed(space, olu, stig)

    of(olu).post(f"/emergency/{waits.public_id}/", {"take-back": "yes"})
    answer = of(olu).post(f"/emergency/{was.public_id}/", {"take-back": "yes"})

    assert answer.status_code == 404
    assert list(EmergencyReading.objects.all()) == [was]


def test_whoever_deletes_their_account_has_no_name_there_and_nothing_that_waits(
    space, fay, olu, stig
):
    agreed(space, olu, stig)
    asked(space, olu)
    kept = queries.kept_about(olu)["said"]

    for person in (olu, stig):
        spaces.forget_person(person)

    assert [each["says"] for each in kept] == [WHY, WHY]
    assert EmergencyReading.objects.count() == 1
    told = page(fay, f"{space.get_absolute_url()}was-read/")
    assert told.count("Somebody who is here no more") == 2
    assert WHY in told


def test_two_agree_at_once_and_it_counts_once(space, olu, stig):
    other = somebody("ola@harbourline.example", Role.OWNER, name="Ola")
    reading = agreed(space, olu, stig)

    with pytest.raises(spaces.NotAllowed):
        actions.agree(reading, by=other, at=AT)


def test_what_is_typed_wrong_is_said_and_kept(olu):
    told = of(olu).post("/emergency/", {"where": "x" * 10_000, "why": WHY, "once": "a"})

    assert told.status_code == 200
    assert told.context["form"].errors
    assert WHY in unescape(told.content.decode())
    assert not EmergencyReading.objects.exists()
