"""What is over is deleted, and what is not stays."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django_tasks_db.models import DBTaskResult
from web.delivery.made import Working
from web.jobs.made import asked
from web.people import an_owner

from tiebeam.web.accounts import actions as accounts
from tiebeam.web.accounts.models import Invitation
from tiebeam.web.jobs.models import Job
from tiebeam.web.permissions import Role
from tiebeam.worker.tidying import leave_no_trace, tidy

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def tidied() -> dict[str, int]:
    return dict(tidy(Working(), now=lambda: NOW)())


def ended(key: str, at: datetime) -> Job:
    job = asked(key, at=at)
    Job.objects.filter(pk=job.pk).update(state="done", ended_at=at)
    return job


def test_jobs_that_ended_a_month_ago_go_with_their_entries_in_the_queue():
    ended("old", ago(31))
    ended("new", ago(29))
    asked("waits", at=ago(99))

    assert tidied()["jobs"] == 1
    assert set(Job.objects.values_list("key", flat=True)) == {"new", "waits"}
    assert DBTaskResult.objects.count() == 2


def test_sessions_that_ended_a_week_ago_go_with_what_is_kept_of_their_browsers():
    owner = an_owner()
    for key, at in (("old", ago(8)), ("just-now", ago(1)), ("open", ago(-1))):
        Session.objects.create(session_key=key, session_data="", expire_date=at)
        UserSession.objects.create(user=owner, session_key=key, ip="203.0.113.7")

    assert tidied()["sessions"] == 1
    assert set(Session.objects.values_list("pk", flat=True)) == {"just-now", "open"}
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {"just-now", "open"}


def test_dead_invitations_go_after_ninety_days_and_accepted_ones_stay():
    owner = an_owner()
    for name, days in (("dead", 105), ("late", 103), ("came", 200)):
        _, key = accounts.invite(
            email=f"{name}@x.example", role=Role.MEMBER, by=owner, at=ago(days)
        )
        if name == "came":
            accounts.accept(key, name="Cy", password="four words or more", at=ago(days))

    assert tidied()["invitations"] == 1
    assert set(Invitation.objects.values_list("email", flat=True)) == {
        "late@x.example", "came@x.example",
    }  # fmt: skip


def test_a_withdrawn_invitation_goes_ninety_days_after_that():
    invitation, _ = accounts.invite(
        email="a@x.example", role=Role.MEMBER, by=an_owner(), at=ago(95)
    )
    accounts.withdraw(invitation, by=invitation.invited_by, at=ago(91))

    assert tidied()["invitations"] == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has files of its own")
def test_what_was_deleted_is_in_no_file_of_the_database_a_moment_later():
    file = Path(connection.settings_dict["NAME"])
    # As the pages have it: a connection that stays open, so that no file is put away.
    with closing(sqlite3.connect(file)) as pages:
        pages.execute("SELECT count(*) FROM sqlite_master").fetchone()
        Session.objects.create(session_key="a", session_data="Bladderwrack", expire_date=NOW)
        Session.objects.all().delete()
        left = [each.name for each in stands_in(file, b"Bladderwrack")]

        leave_no_trace(at=NOW)

        assert left
        assert list(stands_in(file, b"Bladderwrack")) == []
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (20_000,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has files of its own")
def test_while_somebody_reads_it_leaves_the_files_as_they_are():
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as reads:
        reads.execute("BEGIN")
        reads.execute("SELECT count(*) FROM django_session").fetchone()
        Session.objects.create(session_key="a", session_data="x", expire_date=NOW)

        leave_no_trace(at=NOW)

        assert reads.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
    assert Session.objects.count() == 1


def stands_in(file: Path, words: bytes) -> list[Path]:
    return [each for each in file.parent.glob(f"{file.name}*") if words in each.read_bytes()]
