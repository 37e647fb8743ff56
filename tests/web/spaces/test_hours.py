"""Hours that people write down themselves: paid, and nobody learns for what."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from web.people import somebody
from web.spaces.made import AT, once

from tiebeam.web.audit.models import Entry
from tiebeam.web.permissions import Role
from tiebeam.web.spaces.hours import actions, queries
from tiebeam.web.spaces.models import HandOver, Hours

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


@pytest.fixture
def ada():
    return somebody(name="=Ada")


@pytest.fixture
def stig():
    return somebody("stig@harbourline.example", Role.STEWARD, name="Stig")


def given(by, hours="1.5", month=MARCH, paid=True) -> Hours:
    return actions.write_down(month, Decimal(hours), paid=paid, once=once(), by=by)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def rows_of(client: Client, handed: HandOver) -> list[list[str]]:
    answer = client.get(f"/hours/{handed.public_id}/file/")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_whoever_pays_reads_person_hours_month_and_one_code(ada, stig):
    mo = somebody("mo@harbourline.example", name="Mo")
    given(ada), given(ada, "0.25"), given(ada, "8", date(2026, 2, 1)), given(mo, "3")
    given(mo, "40", paid=False)

    client = signed_in(stig)
    client.post("/hours/", {"once": "x"})

    assert rows_of(client, HandOver.objects.get()) == [
        ["name", "address", "month", "hours", "for"],
        ["'=Ada", "ada@harbourline.example", "2026-02", "8.00", "voluntary work"],
        ["'=Ada", "ada@harbourline.example", "2026-03", "1.75", "voluntary work"],
        ["Mo", "mo@harbourline.example", "2026-03", "3.00", "voluntary work"],
    ]


def test_each_hour_is_handed_over_once_however_often_it_is_asked(ada, stig):
    given(ada)
    client = signed_in(stig)
    for _ in range(2):
        client.post("/hours/", {"once": "x"})
    given(ada, "2")
    client.post("/hours/", {"once": "y"})
    client.post("/hours/", {"once": "z"})

    first, second = HandOver.objects.order_by("pk")
    assert [sum(Decimal(row[3]) for row in rows_of(client, each)[1:]) for each in (first, second)
            ] == [Decimal("1.5"), Decimal(2)]  # fmt: skip
    assert [hours for _, hours in queries.handed_over()] == [Decimal(2), Decimal("1.5")]


def test_hours_that_nobody_asked_to_be_paid_are_read_by_nobody_else(ada, stig):
    given(ada, "40", paid=False)

    assert queries.waiting() == 0
    assert "No hours wait" in signed_in(stig).get("/hours/").content.decode()
    assert actions.hand_over(once="x", by=stig, at=AT) is None


def test_one_writes_down_and_strikes_out_ones_own_hours_alone(ada, stig):
    mine, other = given(ada), given(stig)
    client = signed_in(ada)

    assert client.post(f"/me/hours/{other.public_id}/strike-out/").status_code == 404
    client.post(f"/me/hours/{mine.public_id}/strike-out/")
    assert list(Hours.objects.all()) == [other]

    over = given(ada)
    actions.hand_over(once="x", by=stig, at=AT)
    assert not actions.strike_out(over, by=ada)
    assert Hours.objects.filter(pk=over.pk).exists()


@pytest.mark.parametrize("hours", ["0", "-1", "0.1", "201", "NaN", "1e9", "", "x" * 10_000, "1,5"])
def test_hours_that_are_none_are_not_written_down(ada, hours):
    answer = signed_in(ada).post("/me/hours/", {"once": "x", "month": "2026-11", "hours": hours})

    assert answer.status_code == 200
    assert not Hours.objects.exists()


def test_only_whoever_pays_opens_what_is_to_be_paid(ada, stig):
    given(ada)
    handed = actions.hand_over(once="x", by=stig, at=AT)
    lena = somebody("lena@harbourline.example", Role.LEADER, Role.BROKER, Role.FACILITATOR)

    for person in (ada, lena):
        for address in ("/hours/", f"/hours/{handed.public_id}/file/"):
            assert signed_in(person).get(address).status_code == 404


def test_the_trail_says_who_handed_hours_over_and_not_who_gave_them(ada, stig):
    given(ada)
    actions.hand_over(once="x", by=stig, at=AT)

    assert [(each.act, each.by) for each in Entry.objects.filter(act__startswith="spaces")] == [
        ("spaces.handed-over", stig.public_id)
    ]
