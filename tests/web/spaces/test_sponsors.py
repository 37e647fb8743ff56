"""A leader stands up for a group: by their own act, with duties that were kept or not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from web.people import somebody
from web.spaces.made import (
    AT,
    a_group,
    a_hidden_space,
    a_leader,
    a_sponsor,
    an_office,
    joined,
    said,
)

from tiebeam.web.accounts import actions as accounts
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.actions import NotAllowed
from tiebeam.web.spaces.groups.offices import actions as offices
from tiebeam.web.spaces.groups.sponsors import actions
from tiebeam.web.spaces.groups.sponsors.duties import first_duties, months_later, next_due
from tiebeam.web.spaces.models import Duty, DutySaid, Sponsor
from tiebeam.web.spaces.queries import kept_about
from tiebeam.web.spaces.who import name_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def gia():
    return somebody("gia@harbourline.example", Role.GROUP_LEAD, name="Gia Moretti")


@pytest.fixture
def lena():
    return a_leader()


@pytest.fixture
def group(gia):
    return a_group(gia)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return unescape(answer.content.decode())


def test_a_leader_takes_the_office_by_their_own_act(group, gia, lena):
    there = f"{group.get_absolute_url()}sponsor/"
    assert "This group has no sponsor" in page(signed_in(lena), there)
    signed_in(gia).post(there, {"open": "yes"})
    assert "The office is open" in page(signed_in(lena), there)

    signed_in(lena).post(there, {"take": "yes"})

    told = page(signed_in(somebody("out@harbourline.example")), there)
    assert "Lena Brandt, since 2 March 2026." in told
    assert "Meets the officers" in told
    assert "Due on 2 June 2026." in told


def test_only_whoever_looks_after_the_group_opens_the_office_and_only_once(group, gia, lena):
    for person in (lena, somebody("out@harbourline.example")):
        with pytest.raises(NotAllowed):
            actions.open_office(group, by=person, at=AT)

    assert actions.open_office(group, by=gia, at=AT) == actions.open_office(group, by=gia, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sponsor.objects.create(space=group, opened_on=AT.date())


def test_nobody_who_does_not_lead_takes_it(group, gia):
    sponsor, mo = actions.open_office(group, by=gia, at=AT), somebody("mo@harbourline.example")
    joined(group, mo)

    with pytest.raises(NotAllowed):
        actions.take(sponsor, by=mo, at=AT)
    assert signed_in(mo).post(f"{group.get_absolute_url()}sponsor/", {"take": "x"}
                              ).status_code == 404  # fmt: skip


def test_whoever_looks_after_the_group_does_not_say_it_of_themselves(group, gia, lena):
    leading = a_group(lena, "Pier friends")
    sponsor = actions.open_office(leading, by=lena, at=AT)

    with pytest.raises(NotAllowed):
        actions.take(sponsor, by=lena, at=AT)


def test_two_leaders_at_once_and_one_holds_it(group, gia, lena):
    sponsor, lars = a_sponsor(group, gia, lena), a_leader("Lars")

    with pytest.raises(actions.TakenMeanwhile):
        actions.take(sponsor, by=lars, at=AT)
    answer = signed_in(lars).post(f"{group.get_absolute_url()}sponsor/", {"take": "x"}, follow=True)
    assert "Somebody was there before you." in answer.content.decode()
    assert Sponsor.objects.get().who == name_of(lena)


def test_of_a_hidden_group_only_a_member_takes_it(gia, lena):
    space = a_hidden_space(gia, kind="resource-group")
    sponsor, there = (
        actions.open_office(space, by=gia, at=AT),
        f"{space.get_absolute_url()}sponsor/",
    )

    with pytest.raises(NotAllowed):
        actions.take(sponsor, by=lena, at=AT)
    assert signed_in(lena).get(there).status_code == 404
    joined(space, lena)
    actions.take(sponsor, by=lena, at=AT)
    assert "Lena Brandt" in page(signed_in(gia), there)

    spaces.leave(space, by=lena, at=AT)

    assert name_of(lena) not in str(list(Sponsor.objects.values()))
    assert "no sponsor" in page(signed_in(gia), there)


def test_whoever_leaves_an_open_group_may_still_stand_up_for_it(group, gia, lena):
    joined(group, lena)
    a_sponsor(group, gia, lena)

    spaces.leave(group, by=lena, at=AT)

    assert Sponsor.objects.get().who == name_of(lena)


def test_a_group_that_hides_has_no_sponsor_outside(group, gia, lena):
    a_sponsor(group, gia, lena)
    said = {"name": group.name, "about": "", "visibility": "hidden", "joining": "link",
            "roster": "own"}  # fmt: skip

    spaces.change_space(group, said, edition=1, by=gia, at=AT)

    assert (Sponsor.objects.get().who, Sponsor.objects.get().ended_on) == ("", AT.date())


def test_a_duty_is_kept_not_kept_or_moved_and_each_period_stays(group, gia, lena):
    sponsor = a_sponsor(group, gia, lena)
    duty = sponsor.duties.get(code="meets")

    said(duty, gia, "kept", "Twice.")
    said(duty, gia, "not kept")
    said(duty, gia, "moved", moved_to=date(2026, 12, 24))

    duty.refresh_from_db()
    assert [each.due_on for each in duty.said.all()] == [
        date(2026, 6, 2), date(2026, 9, 2), date(2026, 12, 2)
    ]  # fmt: skip
    assert duty.due_on == date(2026, 12, 24)
    told = page(signed_in(lena), f"{group.get_absolute_url()}sponsor/{duty.public_id}/")
    became = ("It was kept. Twice.", "Not kept.", "Moved to 24 December 2026")
    assert all(each in told for each in became)
    assert "%" not in told


def test_the_sponsor_has_a_line_of_their_own_beside_it(group, gia, lena):
    duty = a_sponsor(group, gia, lena).duties.get(code="meets")
    said(duty, gia, "not kept")
    there = f"{group.get_absolute_url()}sponsor/{duty.public_id}/"

    signed_in(lena).post(there, {"line": "yes", "about": "1", "says": "I was on the ships."})

    assert "The sponsor: I was on the ships." in page(signed_in(gia), there)
    with pytest.raises(NotAllowed):
        actions.add_line(DutySaid.objects.get(), "Not so.", by=gia, at=AT)
    assert [each["says"] for each in kept_about(lena)["said"]] == ["", "I was on the ships."]


def test_officers_say_it_and_other_members_and_the_sponsor_do_not(group, gia, lena):
    duty, mo = a_sponsor(group, gia, lena).duties.get(code="meets"), somebody()
    joined(group, mo, lena)

    for person in (mo, lena):
        with pytest.raises(NotAllowed):
            said(duty, person)
    offices.take(an_office(group, gia), term_until=date(2027, 1, 1), by=mo, at=AT)
    said(duty, mo)
    assert DutySaid.objects.count() == 1


def test_said_twice_or_by_two_at_once_it_is_there_once(group, gia, lena):
    duty = a_sponsor(group, gia, lena).duties.get(code="meets")
    form = {"kept": "yes", "number": "0", "kind": "kept", "says": ""}
    client, there = signed_in(gia), f"{group.get_absolute_url()}sponsor/{duty.public_id}/"

    for _ in range(2):
        assert client.post(there, form).status_code == 302
    late = client.post(there, {**form, "kind": "not kept"})

    assert "Somebody else said what became of it" in late.content.decode()
    assert DutySaid.objects.get().kind == "kept"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""}, {"kind": "well kept"}, {"kind": "moved"}, {"number": ""},
        {"kind": "moved", "moved_to": "2026-01-01"}, {"kind": "moved", "moved_to": "2099-01-01"},
        {"says": "x" * 301}, {"kind": "moved", "moved_to": "later"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_not_said(group, gia, lena, wrong):
    duty = a_sponsor(group, gia, lena).duties.get(code="meets")
    form = {"kept": "yes", "number": "0", "kind": "kept", "says": ""} | wrong

    answer = signed_in(gia).post(f"{group.get_absolute_url()}sponsor/{duty.public_id}/", form)

    assert answer.status_code == 200
    assert not DutySaid.objects.exists()


def test_both_sides_change_duties_and_not_over_each_other(group, gia, lena):
    sponsor = a_sponsor(group, gia, lena)
    duty = sponsor.duties.get(code="meets")
    there = f"{group.get_absolute_url()}sponsor/{duty.public_id}/change/"
    form = {"says": "Sails along once", "rhythm": "once", "due_on": "2026-07-01", "edition": "1"}

    signed_in(lena).post(there, form)
    late = signed_in(gia).post(there, {**form, "says": "Else"})

    assert "Somebody changed this meanwhile" in late.content.decode()
    duty.refresh_from_db()
    assert (duty.says, duty.rhythm, duty.due_on) == ("Sails along once", "once", date(2026, 7, 1))
    for _ in range(2):
        actions.add_duty(sponsor, "Reads it", rhythm="month", due_on=None, once="x", by=lena, at=AT)
    assert Duty.objects.get(says="Reads it").due_on == date(2026, 4, 2)
    signed_in(lena).post(there, {"end": "yes"})
    assert "Sails along once" not in page(signed_in(gia), f"{group.get_absolute_url()}sponsor/")


def test_nobody_else_changes_duties(group, gia, lena):
    sponsor, mo = a_sponsor(group, gia, lena), somebody("mo@harbourline.example")
    joined(group, mo)
    duty = sponsor.duties.get(code="meets")

    for person in (mo, a_leader("Lars")):
        for address in ("new/", f"{duty.public_id}/change/"):
            answer = signed_in(person).get(f"{group.get_absolute_url()}sponsor/{address}")
            assert answer.status_code == 404
        with pytest.raises(NotAllowed):
            actions.end_duty(duty, by=person, at=AT)


def test_what_is_due_once_ends_when_it_was_kept(group, gia, lena):
    sponsor = a_sponsor(group, gia, lena)
    duty = actions.add_duty(sponsor, "Opens the year", rhythm="once", due_on=date(2026, 4, 1),
                            once="x", by=lena, at=AT)  # fmt: skip
    said(duty, gia)

    duty.refresh_from_db()
    assert duty.ended_on == AT.date()
    with pytest.raises(actions.TakenMeanwhile):
        said(duty, gia)


def test_either_side_ends_it_and_the_history_stays(group, gia, lena):
    sponsor = a_sponsor(group, gia, lena)
    said(sponsor.duties.get(code="meets"), gia, "not kept")
    there = f"{group.get_absolute_url()}sponsor/"

    signed_in(lena).post(there, {"end": "yes"})

    told = page(signed_in(gia), there)
    assert "Lena Brandt, from 2 March 2026 to 2 March 2026" in told
    assert "not kept" in told
    signed_in(gia).post(there, {"open": "yes"})
    assert "The office is open" in page(signed_in(gia), there)


def test_a_sponsor_who_goes_leaves_no_name(group, gia, lena):
    a_sponsor(group, gia, lena)
    accounts.delete_account(lena, at=AT)

    assert name_of(lena) not in str(list(Sponsor.objects.values()))
    assert "This group has no sponsor" in page(
        signed_in(gia), f"{group.get_absolute_url()}sponsor/"
    )


def test_overdue_says_that_nothing_was_said_yet(group, gia, lena):
    a_sponsor(group, gia, lena)
    with time_machine.travel(datetime(2026, 6, 3, 9, tzinfo=UTC), tick=False):
        told = page(signed_in(gia), f"{group.get_absolute_url()}sponsor/")

    assert "It was due on 2 June 2026." in told
    assert "Nothing said yet" in told


def test_our_own_duties_have_rhythms_of_ours():
    assert len(first_duties()) >= 3
    assert all(rhythm in Duty.Rhythm.values for _, rhythm in first_duties().values())


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(0, 240))
def test_a_later_month_has_the_same_day_or_its_last(day, months):
    later = months_later(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)
    assert next_due("once", day) is None
