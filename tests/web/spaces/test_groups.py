"""The page of a group: what it stands on and what is missing, and never a score."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from web.people import somebody
from web.spaces.made import (
    AT,
    a_charter,
    a_group,
    a_leader,
    a_space,
    a_sponsor,
    an_ask,
    an_office,
    joined,
    money,
    put_out,
)

from tiebeam.web.permissions import Role
from tiebeam.web.spaces.brokering.actions import take_questions
from tiebeam.web.spaces.groups.offices import actions as offices

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def gia():
    return somebody("gia@harbourline.example", Role.GROUP_LEAD, name="Gia Moretti")


def of(group, person) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(f"{group.get_absolute_url()}group/")
    assert answer.status_code == 200
    return unescape(answer.content.decode()).split("<main")[1].split("</main")[0]


def test_what_is_missing_says_what_it_would_give_and_a_first_step(gia):
    told = of(a_group(gia), gia)

    assert told.count("Not there yet") == 8
    assert "There since" not in told
    assert told.count("First step:") >= 6


def test_what_is_there_says_since_when(gia):
    group, lena = a_group(gia), a_leader()
    a_charter(group, gia)
    offices.take(an_office(group, gia), term_until=date(2027, 1, 1), by=gia, at=AT)
    a_sponsor(group, gia, lena)
    money(group, gia, "granted", "100")
    an_ask(group, gia, lena)
    take_questions(group, takes=True, by=gia)
    put_out(group, gia)

    told = of(group, gia)

    assert "Not there yet" not in told
    assert told.count("There since 2 March 2026.") == 4
    assert "One has no answer yet." in told
    assert "The last one is of 2026." in told


def test_nothing_is_counted_up(gia):
    told = of(a_group(gia), gia)

    assert not re.search(r"%|\d+ of \d+|score|level|stars?\b", told)


def test_a_term_that_ends_soon_is_a_gap(gia):
    group = a_group(gia)
    offices.take(an_office(group, gia), term_until=date(2026, 4, 1), by=gia, at=AT)

    assert "One term ends within 60 days or is over." in of(group, gia)


def test_others_read_it_without_what_is_for_members(gia):
    group, mo = a_group(gia), somebody("mo@harbourline.example", name="Mo")
    assert "Charter" in of(group, mo)
    assert "Budget" not in of(group, mo)
    assert "Takes questions" not in of(group, mo)

    joined(group, mo)

    assert "Budget" in of(group, mo)


def test_an_ally_space_takes_no_questions_and_a_council_has_no_such_page(gia):
    assert "Takes questions" not in of(a_space(gia), gia)
    client = Client()
    client.force_login(gia)
    council = a_space(gia, kind="council")
    assert client.get(f"{council.get_absolute_url()}group/").status_code == 404
    assert "group/" not in client.get(council.get_absolute_url()).content.decode()


def test_the_page_of_the_space_leads_to_it(gia):
    client, group = Client(), a_group(gia)
    client.force_login(gia)

    assert f"{group.slug}.{group.public_id}/group/" in client.get(
        group.get_absolute_url()
    ).content.decode()  # fmt: skip
