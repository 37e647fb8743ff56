"""Reading a space in an emergency: never by one person, never longer than a day, never untold."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from web.delivery.made import Working
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
from tiebeam.web.delivery import actions as delivery
from tiebeam.web.delivery.letters import mail_of
from tiebeam.web.delivery.models import Letter, Notice, Telling
from tiebeam.web.delivery.topics import How
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces import queries
from tiebeam.web.spaces.emergency import actions
from tiebeam.web.spaces.emergency.queries import meant_by, pointed_at
from tiebeam.web.spaces.emergency.telling import READ
from tiebeam.web.spaces.models import EmergencyReading, Post, Space
from tiebeam.worker import forgetting as job

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


def trusted(name: str, role: Role, since: timedelta = timedelta(days=300)) -> User:
    found = somebody(f"{name.lower()}@harbourline.example", role, name=name)
    found.places.update(since=AT - since)
    return User.objects.get(pk=found.pk)


@pytest.fixture
def olu() -> User:
    return trusted("Olu", Role.OWNER)


@pytest.fixture
def stig() -> User:
    return trusted("Stig", Role.STEWARD)


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
    return actions.ask(space.public_id, WHY, once=once(), by=by, at=AT)


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

    of(olu).post(f"/emergency/{reading.public_id}/", {"agree": "yes"})
    assert EmergencyReading.objects.get().agreed_at is None
    with pytest.raises(spaces.NotAllowed):
        actions.agree(reading, by=olu, at=AT)
    assert not SECRET.search(page(olu, f"/emergency/{reading.public_id}/"))


def test_whoever_agreed_does_not_read_and_neither_does_anybody_else(space, olu, stig):
    reading, thread = agreed(space, olu, stig), space.threads.get()
    others = [stig, trusted("Ola", Role.OWNER)]

    for person in others:
        assert not SECRET.search(page(person, f"/emergency/{reading.public_id}/"))
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


def digest(person: User, at) -> list[str]:
    """What the digest of a day says to somebody, when it is sent."""
    delivery.make_digests(How.DAILY, f"{at:%Y-%m-%d}", at=at)
    letter = Letter.objects.filter(person=person).order_by("-pk").first()
    if letter is None or delivery.begin(letter.pk, at=at) is None:
        return []
    return mail_of(letter, key="k").body.splitlines()


SAID = "A space that you are in was read in an emergency"


def test_members_read_who_read_and_why_on_their_pages_and_in_the_mail_of_that_day(
    space, fay, olu, stig
):
    mo, out = (somebody(f"{each.lower()}@harbourline.example", name=each) for each in ("Mo", "Out"))
    joined(space, mo)

    agreed(space, olu, stig)

    told = page(mo, f"{space.get_absolute_url()}was-read/")
    for said in ("Olu", "Stig agreed to it.", WHY, "3 March 2026"):
        assert said in told
    assert "Who read this in an emergency" in page(mo, space.get_absolute_url())
    assert "with another's agreement, read what is written" in page(mo, "/spaces/")
    assert "with another's agreement, read what is written" not in page(out, "/spaces/")
    tomorrow = AT + timedelta(hours=20)
    for person, is_told in ((fay, True), (mo, True), (out, False), (olu, False)):
        body = "\n".join(digest(person, tomorrow))
        assert (SAID in body) == is_told, person
        assert not SECRET.search(body)


def test_no_row_tells_whom_it_was_told(space, fay, olu, stig):
    mo, out = (somebody(f"{each.lower()}@harbourline.example", name=each) for each in ("Mo", "Out"))
    joined(space, mo)
    agreed(space, olu, stig)
    tomorrow = AT + timedelta(hours=20)

    for person in (mo, out):
        digest(person, tomorrow)

    assert not Notice.objects.exists()
    assert not Telling.objects.exists()
    rows = {each: Letter.objects.filter(person=each) for each in (mo, out)}
    for letter in Letter.objects.all():
        delivery.end(letter.pk, Letter.State.SENT)
    kept = [[{**row, "id": 0, "person_id": 0, "key": "", "public_id": "", "stop": ""}
             for row in found.values()] for found in rows.values()]  # fmt: skip
    assert kept[0] == kept[1] != []


def test_on_a_day_on_which_nothing_was_read_nobody_has_a_row(space, fay):
    assert digest(fay, AT) == []
    assert not Letter.objects.exists()


def test_whoever_does_not_want_the_mail_gets_none(space, fay, olu, stig):
    delivery.choose(fay, {READ.name: How.NOT})
    agreed(space, olu, stig)

    assert digest(fay, AT + timedelta(hours=20)) == []


def test_whoever_left_is_told_nothing_by_then(space, fay, olu, stig):
    mo = somebody("mo@harbourline.example", name="Mo")
    joined(space, mo)
    agreed(space, olu, stig)
    spaces.leave(space, by=mo, at=AT)

    assert SAID not in "\n".join(digest(mo, AT + timedelta(hours=20)))
    assert "with another's agreement" not in page(mo, "/spaces/")


def test_whoever_agrees_was_trusted_with_it_a_week_before_it_was_asked(space, olu):
    new = trusted("Nia", Role.STEWARD, timedelta(days=6))
    reading = asked(space, olu)

    with pytest.raises(spaces.NotAllowed):
        actions.agree(reading, by=new, at=AT)
    told = of(new).post(f"/emergency/{reading.public_id}/", {"agree": "yes"}, follow=True)

    assert "That is not possible at this moment" in unescape(told.content.decode())
    actions.agree(reading, by=trusted("Ola", Role.OWNER, timedelta(days=7)), at=AT)


def test_nobody_agrees_for_somebody_who_is_trusted_no_more_and_it_ends_when_either_is(
    space, olu, stig
):
    waits, read = asked(space, olu), agreed(space, olu, stig)
    inside = f"/emergency/{read.public_id}/{space.threads.get().public_id}/"
    assert of(olu).get(inside).status_code == 200
    stig.places.all().delete()
    assert of(olu).get(inside).status_code == 404

    olu.places.all().delete()
    with pytest.raises(spaces.NotAllowed):
        actions.agree(waits, by=trusted("Ola", Role.OWNER), at=AT)


def test_what_came_of_it_is_told_to_the_two_and_to_no_other(space, olu, stig):
    third = trusted("Ola", Role.OWNER)
    there = agreed(space, olu, stig)
    nowhere = actions.agree(actions.ask("A" * 12, WHY, once=once(), by=olu, at=AT), by=stig, at=AT)

    said = [page(third, f"/emergency/{each.public_id}/") for each in (there, nowhere)]

    without = [re.sub(r"csrfmiddlewaretoken.*?>", "", each) for each in said]
    assert without[0] == without[1].replace(nowhere.public_id, there.public_id)
    assert space.public_id not in page(third, "/emergency/") + said[0]
    assert "There is no one space" in page(olu, f"/emergency/{nowhere.public_id}/")


def test_before_anybody_agreed_no_member_and_no_lookup_knows_of_it(space, fay, olu):
    reading = asked(space, olu)
    nowhere = actions.ask("AAAAAAAAAAAA", WHY, once=once(), by=olu, at=AT)

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
    reading = actions.ask("AAAAAAAAAAAA", WHY, once=once(), by=olu, at=AT)

    actions.agree(reading, by=stig, at=AT)

    assert "There is no one space of this name or number" in page(
        olu, f"/emergency/{reading.public_id}/"
    )


def test_an_address_points_at_a_number_or_a_name_and_at_nothing_else(space):
    inside = space.threads.get().get_absolute_url()
    for typed in (space.get_absolute_url(), inside, f"https://x.example{inside}?page=2#a",
                  f" {space.address} ", f"({space.get_absolute_url()}).", f"„{inside}“",
                  f"known.{space.public_id}"):  # fmt: skip
        assert pointed_at(typed) == space.public_id
    assert pointed_at(f"https://x.example/spaces/{space.slug}/{'a' * 12}/") == space.slug
    for typed in ("", "\0.", "." * 200, "https://x.example/", "/me/", "Riverside allies please",
                  f"/spaces/known.{'A' * 12}/#/li.{space.public_id}/../li.{space.public_id}/",
                  f"/spaces/known.{'A' * 12}/li.{space.public_id}/", f"{space.address} and more",
                  "/spaces/x.short/"):  # fmt: skip
        assert pointed_at(typed) in ("", "A" * 12), typed
        assert meant_by(pointed_at(typed)) is None


def test_a_name_means_the_one_space_that_has_it(space, fay):
    assert meant_by(space.slug) == space
    a_space(fay, space.name)

    assert meant_by(space.slug) is None
    assert meant_by(space.public_id) == space


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
    of(olu).post(f"/emergency/{was.public_id}/", {"take-back": "yes"})

    assert list(EmergencyReading.objects.all()) == [was]


def test_whoever_deletes_their_account_stays_named_where_they_read_and_nothing_waits(
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
    assert "Stig agreed to it." in told
    assert WHY in told
    assert {each.by + each.agreed_by for each in EmergencyReading.objects.all()} == {""}


def test_two_agree_at_once_and_it_counts_once(space, olu, stig):
    other = trusted("Ola", Role.OWNER)
    reading = agreed(space, olu, stig)

    with pytest.raises(spaces.NotAllowed):
        actions.agree(reading, by=other, at=AT)


def test_what_was_taken_back_meanwhile_is_agreed_to_and_declined_no_more(space, olu, stig):
    reading = asked(space, olu)
    actions.take_back(reading, by=olu)

    for act in (actions.agree, actions.decline):
        with pytest.raises(spaces.NotAllowed):
            act(reading, by=stig, at=AT)
    with pytest.raises(spaces.NotAllowed):
        actions.take_back(reading, by=olu)


def test_whoever_declines_is_in_the_trail_and_what_nobody_agreed_to_is_deleted(space, olu, stig):
    kept = agreed(space, olu, stig)
    actions.decline(asked(space, olu), by=stig, at=AT)
    asked(space, olu)
    assert Entry.objects.filter(act="spaces.emergency-declined").get().by == stig.public_id

    def forgets(hours: int) -> None:
        _, handler = job.handlers(now=lambda: AT + timedelta(hours=hours))
        handler.steps[0].does(Working())()

    forgets(33 * 24)
    assert EmergencyReading.objects.count() == 3
    forgets(33 * 24 + 1)

    assert EmergencyReading.objects.get() == kept


def test_what_is_typed_wrong_is_said_and_kept(olu):
    told = of(olu).post("/emergency/", {"where": "x" * 10_000, "why": WHY, "once": "a"})

    assert told.status_code == 200
    assert told.context["form"].errors
    assert WHY in unescape(told.content.decode())
    assert not EmergencyReading.objects.exists()
