"""The charter of a group, and its offices: taken, offered and handed over, by one's own act."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from web.people import somebody
from web.spaces.made import AT, a_charter, a_group, a_leader, a_space, an_office, joined, put_out

from tiebeam.web.accounts import actions as accounts
from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces import migrations
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.groups.offices import actions
from tiebeam.web.spaces.groups.reviews import actions as reviews
from tiebeam.web.spaces.models import Charter, Office, OfficeOffer, ReviewCorrection
from tiebeam.web.spaces.queries import kept_about
from tiebeam.web.spaces.who import name_of

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 31)
PARTS = {"purpose": "Plan", "does": "Writes", "does_not": "Speaks for all", "decides": "Two of us"}


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def gia():
    return somebody("gia@harbourline.example", Role.GROUP_LEAD, name="Gia Moretti")


@pytest.fixture
def group(gia):
    return a_group(gia)


@pytest.fixture
def mo(group):
    found = somebody("mo@harbourline.example", name="Mo Haddad")
    joined(group, found)
    return found


@pytest.fixture
def kim(group):
    found = somebody("kim@harbourline.example", name="Kim Sato")
    joined(group, found)
    return found


@pytest.fixture
def office(group, gia):
    return an_office(group, gia)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return unescape(answer.content.decode())


def address(office) -> str:
    return f"{office.space.get_absolute_url()}offices/{office.public_id}/"


def outsider() -> Client:
    return signed_in(somebody("out@harbourline.example", name="Out"))


# --- charter --------------------------------------------------------------------------------------


def test_a_charter_is_read_by_whoever_knows_of_the_group(group, gia):
    there, out = f"{group.get_absolute_url()}charter/", outsider()
    assert "no charter yet" in page(out, there)

    signed_in(gia).post(f"{there}change/", {"number": "0", **PARTS})

    assert all(each in page(out, there) for each in PARTS.values())


def test_what_it_said_before_stays_to_be_read(group, gia):
    a_charter(group, gia)
    a_charter(group, gia, number=1, purpose="Another purpose")
    there, out = f"{group.get_absolute_url()}charter/", outsider()

    assert "Another purpose" in page(out, there)
    assert "A rota that people can plan by." in page(out, f"{there}?version=1")
    assert "This is how it was" in page(out, f"{there}?version=1")
    for wrong in ("3", "0", "x", "%00", "1e9"):
        assert out.get(f"{there}?version={wrong}").status_code == 404


def test_two_who_write_it_do_not_write_over_each_other(group, gia):
    a_charter(group, gia)
    there = f"{group.get_absolute_url()}charter/change/"

    late = signed_in(gia).post(there, {"number": "0", **PARTS})

    assert "Somebody changed this meanwhile" in late.content.decode()
    with pytest.raises(ChangedMeanwhile):
        a_charter(group, gia, purpose="Else")
    assert a_charter(group, gia) == 1
    assert Charter.objects.count() == 1


def test_a_charter_that_was_written_while_hidden_is_not_opened_with_the_group(gia):
    out, group = outsider(), a_group(gia, visibility="hidden", joining="link")
    a_charter(group, gia, purpose="Among us")
    said = {name: getattr(group, name) for name in ("name", "about", "roster")}
    spaces.change_space(group, said | {"visibility": "members", "joining": "own"}, edition=1,
                        by=gia, at=AT)  # fmt: skip
    there = f"{group.get_absolute_url()}charter/"

    for address in (there, f"{group.get_absolute_url()}group/"):
        assert "Among us" not in page(out, address)
    assert "This group has no charter yet" in page(out, there)
    assert out.get(f"{there}?version=1").status_code == 404
    assert "Members alone read this" in page(signed_in(gia), there)

    # The same words once more, and all read it.
    assert a_charter(group, gia, number=1, purpose="Among us") == 2
    assert a_charter(group, gia, number=2, purpose="Among us") == 2
    assert "Among us" in page(out, there)
    assert out.get(f"{there}?version=1").status_code == 404


@pytest.mark.parametrize("seen", ["open", "members", "hidden"])
def test_of_what_was_written_before_this_was_kept_as_many_read_it_as_do_now(gia, seen):
    group = a_group(gia, visibility=seen, joining="link")
    a_charter(group, gia)
    reviews.correct(put_out(group, gia), "Nine days.", number=0, by=gia, at=AT)
    for each in (Charter, ReviewCorrection):
        each.objects.update(shown_to="open" if seen == "hidden" else "hidden")

    import_module(f"{migrations.__name__}.0015_what_was_said_while_hidden").as_it_is_now(apps, None)

    for each in (Charter, ReviewCorrection):
        assert each.objects.get().shown_to == seen


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_asked_for_and_has_an_end(group, gia, part):
    for wrong in ("", "x" * 2001):
        form = {"number": "0", **PARTS, part: wrong}
        signed_in(gia).post(f"{group.get_absolute_url()}charter/change/", form)

    assert not Charter.objects.exists()


def test_only_whoever_looks_after_the_group_writes_it(group, mo):
    assert signed_in(mo).get(f"{group.get_absolute_url()}charter/change/").status_code == 404
    with pytest.raises(NotAllowed):
        a_charter(group, mo)


def test_a_council_has_neither_charter_nor_offices(gia):
    council = a_space(gia, kind="council")

    for each in ("charter/", "charter/change/", "offices/", "offices/new/", "sponsor/"):
        assert signed_in(gia).get(f"{council.get_absolute_url()}{each}").status_code == 404


# --- offices --------------------------------------------------------------------------------------


def test_a_member_takes_an_office_and_is_named_to_whoever_knows_of_the_group(office, mo):
    signed_in(mo).post(address(office), {"term_until": "2026-12-31"})

    told = page(outsider(), f"{office.space.get_absolute_url()}offices/")
    assert "Mo Haddad, until 31 December 2026." in told


def test_nobody_is_put_in_by_others(office, gia, mo, kim):
    actions.take(office, term_until=UNTIL, by=mo, at=AT)

    assert not actions.hand_over(office, "no-offer", by=mo, at=AT)
    with pytest.raises(actions.TakenMeanwhile):
        actions.take(office, term_until=UNTIL, by=kim, at=AT)
    actions.offer(office, term_until=UNTIL, by=kim, at=AT)
    with pytest.raises(NotAllowed):
        actions.hand_over(office, OfficeOffer.objects.get().public_id, by=gia, at=AT)
    assert Office.objects.get().who == name_of(mo)


def test_whoever_holds_it_hands_it_to_one_who_offered(office, mo, kim):
    actions.take(office, term_until=UNTIL, by=mo, at=AT)
    signed_in(kim).post(address(office), {"term_until": "2027-06-30"})
    assert "Kim Sato" not in page(outsider(), address(office))
    assert "Kim Sato" in page(signed_in(mo), address(office))

    signed_in(mo).post(address(office), {"to": OfficeOffer.objects.get().public_id})

    assert "Kim Sato, until 30 June 2027." in page(signed_in(mo), address(office))
    assert not OfficeOffer.objects.exists()


def test_an_offer_is_taken_back(office, mo, kim):
    actions.take(office, term_until=UNTIL, by=mo, at=AT)
    client = signed_in(kim)
    client.post(address(office), {"term_until": "2027-06-30"})

    client.post(address(office), {"no-more": "yes"})

    assert not OfficeOffer.objects.exists()


def test_the_end_of_a_term_is_said_sixty_days_before(office, mo):
    actions.take(office, term_until=UNTIL, by=mo, at=AT)

    for day, is_said in ((date(2026, 10, 31), False), (date(2026, 11, 1), True), (UNTIL, True)):
        with time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)):
            told = page(signed_in(mo), f"{office.space.get_absolute_url()}offices/")
        assert ("The term ends soon" in told) == is_said


def test_after_its_term_an_office_can_be_taken(office, mo, kim):
    actions.take(office, term_until=UNTIL, by=mo, at=AT)
    later = datetime(2027, 1, 1, 9, tzinfo=UTC)

    with time_machine.travel(later):
        assert "the term ended on 31 December 2026" in page(signed_in(kim), address(office))
        signed_in(kim).post(address(office), {"term_until": "2027-12-31"})

    assert Office.objects.get().who == name_of(kim)


@pytest.mark.parametrize("until", ["", "2026-03-01", "2036-01-01", "never", "0000-00-00"])
def test_a_term_has_an_end_that_somebody_sees_coming(office, mo, until):
    assert signed_in(mo).post(address(office), {"term_until": until}).status_code == 200
    assert Office.objects.get().who == ""


def test_whoever_is_no_member_takes_and_offers_nothing(office):
    out = a_leader()

    signed_in(out).post(address(office), {"term_until": "2026-12-31"})
    for act in (actions.take, actions.offer):
        with pytest.raises(NotAllowed):
            act(office, term_until=UNTIL, by=out, at=AT)

    assert Office.objects.get().who == ""


def test_a_member_who_offered_and_left_is_not_handed_it(office, mo, kim):
    actions.take(office, term_until=UNTIL, by=mo, at=AT)
    actions.offer(office, term_until=UNTIL, by=kim, at=AT)
    offer = OfficeOffer.objects.get().public_id

    spaces.leave(office.space, by=kim, at=AT)

    assert not actions.hand_over(office, offer, by=mo, at=AT)
    assert Office.objects.get().who == name_of(mo)


def test_whoever_leaves_or_goes_holds_nothing_more(group, gia, office, mo, kim):
    other = an_office(group, gia, "Speaker")
    actions.take(office, term_until=UNTIL, by=mo, at=AT)
    actions.take(other, term_until=UNTIL, by=kim, at=AT)
    actions.offer(other, term_until=UNTIL, by=mo, at=AT)
    assert [each["says"] for each in kept_about(mo)["said"]] == ["Treasurer", "Speaker"]

    spaces.leave(group, by=mo, at=AT)
    accounts.delete_account(kim, at=AT)

    assert set(Office.objects.values_list("who", "since", "term_until")) == {("", None, None)}
    assert not OfficeOffer.objects.exists()
    assert kept_about(mo)["said"] == []


def test_an_office_that_somebody_holds_is_not_closed(office, gia, mo):
    actions.take(office, term_until=UNTIL, by=mo, at=AT)
    client = signed_in(gia)

    answer = client.post(f"{address(office)}change/", {"close": "yes"}, follow=True)
    assert "Somebody holds it." in answer.content.decode()
    signed_in(mo).post(address(office), {"back": "yes"})
    client.post(f"{address(office)}change/", {"close": "yes"})

    assert not Office.objects.exists()


def test_sent_twice_an_office_is_there_once_and_two_do_not_write_over_each_other(group, gia):
    client, form = signed_in(gia), {"once": "x", "title": "Speaker", "does": ""}
    for _ in range(2):
        client.post(f"{group.get_absolute_url()}offices/new/", form)
    office = Office.objects.get()
    actions.change_office(office, "Voice", "", edition=1, by=gia, at=AT)

    late = client.post(f"{address(office)}change/", {"edition": "1", "title": "X", "does": ""})

    assert "Somebody changed this meanwhile" in late.content.decode()
    assert Office.objects.get().title == "Voice"


def test_the_trail_names_nobody(office, mo):
    actions.take(office, term_until=UNTIL, by=mo, at=AT)

    assert not Entry.objects.exists()
    assert Tally.objects.get(act="spaces.looked-after-group").times == 2
