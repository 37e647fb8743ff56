"""The audit trail: bound line to line, and silent about what people do for themselves."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from web.people import an_owner, somebody

from tiebeam.web.audit import queries
from tiebeam.web.audit.actions import record
from tiebeam.web.audit.acts import NotAnAct, declare
from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 9, 14, 30, tzinfo=UTC)
OPENED = declare("tests.opened", "Opened something")
DESCRIBED = declare("tests.described", "Described themselves", unnamed=True)


@dataclass(frozen=True)
class Thing:
    public_id: str


ADA, DOOR = Thing("ada"), Thing("door")


def test_it_says_who_did_what_to_what_and_when():
    record(OPENED, by=ADA, about=DOOR, at=AT)

    (entry,) = queries.entries()
    assert (entry.act, entry.by, entry.about, entry.at) == ("tests.opened", "ada", "door", AT)


def test_a_trail_that_nobody_touched_holds():
    for n in range(5):
        record(OPENED, by=ADA, about=DOOR, at=AT + timedelta(minutes=n))

    last = queries.verified()

    assert last is not None
    assert last.number == 5
    assert queries.verified(noted=queries.entries()[3].hash) == last


@pytest.mark.parametrize(
    ("harm", "broken_at"),
    [
        (lambda: Entry.objects.filter(number=2).update(by="olu"), 2),
        (lambda: Entry.objects.filter(number=3).update(at=AT), 3),
        (lambda: Entry.objects.filter(number=2).delete(), 2),
        (lambda: Entry.objects.filter(number=4).delete(), 4),
        (lambda: Entry.objects.all().delete(), 1),
        (lambda: Entry.objects.filter(number=1).update(hash="0" * 64), 1),
    ],
)
def test_the_first_entry_that_does_not_hold_is_named(harm, broken_at):
    for n in range(4):
        record(OPENED, by=ADA, about=DOOR, at=AT + timedelta(minutes=n + 1))

    harm()

    with pytest.raises(queries.BrokenTrail) as raised:
        queries.verified()
    assert raised.value.number == broken_at


def test_a_trail_that_was_written_anew_does_not_hold_the_hash_that_was_noted():
    record(OPENED, by=ADA, about=DOOR, at=AT)

    with pytest.raises(queries.Rewritten):
        queries.verified(noted="f" * 64)


def test_of_what_people_do_for_themselves_it_keeps_how_often_on_a_day_and_no_more():
    record(OPENED, by=ADA, at=AT)
    record(DESCRIBED, by=ADA, about=DOOR, at=AT + timedelta(minutes=1))
    record(DESCRIBED, by=ADA, about=DOOR, at=AT + timedelta(minutes=2))
    record(OPENED, by=ADA, at=AT + timedelta(minutes=3))

    # Not even where between others it was done: that would tell the minute.
    assert [each.act for each in queries.entries()] == ["tests.opened", "tests.opened"]
    assert [(each.day, each.times) for each in Tally.objects.all()] == [(AT.date(), 2)]

    record(OPENED, by=ADA, at=AT + timedelta(days=1))

    said = queries.entries()[1]
    assert (said.act, said.by, said.about, said.times) == ("tests.described", "", "", 2)
    assert said.at == datetime(2026, 3, 9, tzinfo=UTC)
    assert not Tally.objects.exists()
    assert queries.verified() is not None


def test_what_was_undone_is_not_in_it():
    with transaction.atomic():
        record(OPENED, by=ADA, at=AT)
        transaction.set_rollback(True)

    assert queries.verified() is None


@pytest.mark.django_db(transaction=True)
def test_several_who_write_at_once_make_one_chain():
    ready = threading.Barrier(4)

    def write() -> None:
        try:
            ready.wait()
            for _ in range(5):
                record(OPENED, by=ADA, at=AT)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    last = queries.verified()
    assert last is not None
    assert last.number == 20


def test_two_acts_can_not_have_one_name():
    with pytest.raises(NotAnAct):
        declare("tests.opened", "Opened it again")


def test_an_owner_reads_who_gave_whom_a_role_and_nobody_else_may(client):
    owner, ada = an_owner(), somebody()
    client.force_login(owner)
    client.post(f"/people/{ada.public_id}/", {"role": Role.STEWARD.value})

    page = client.get("/audit-trail/").content.decode()

    assert "Gave somebody a role" in page
    assert page.count("Olu") >= 1
    assert page.count("Ada") == 1
    client.force_login(ada)
    assert client.get("/audit-trail/").status_code == 404


def test_a_long_trail_is_shown_a_hundred_at_a_time(client, django_assert_max_num_queries):
    client.force_login(an_owner())
    for n in range(120):
        record(OPENED, by=ADA, about=DOOR, at=AT + timedelta(minutes=n))

    with django_assert_max_num_queries(10):
        first = client.get("/audit-trail/").content.decode()

    assert first.count("Opened something") == 100
    assert client.get("/audit-trail/?page=2").content.decode().count("Opened something") == 20
    assert client.get("/audit-trail/?page=nonsense").status_code == 200
