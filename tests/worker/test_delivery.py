"""The job that tells people, from what happens to the mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from web.delivery.made import AT, Killed, Server, Working, happens, later, wants
from web.people import somebody

from tiebeam.web.delivery.models import Letter, Notice
from tiebeam.web.delivery.topics import How
from tiebeam.web.jobs import registry
from tiebeam.web.jobs.actions import Limits
from tiebeam.web.jobs.models import Job
from tiebeam.worker import delivery, schedule
from tiebeam.worker.loop import Pace, Worker

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    def __init__(self) -> None:
        self.at = AT

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(clock: Clock, monkeypatch: pytest.MonkeyPatch, settings) -> Worker:
    """One that has the job of this room and nothing else to do."""
    settings.EMAIL_BACKEND = "web.delivery.made.Server"
    Server.begin()
    monkeypatch.setattr(registry, "_HANDLERS", {})
    monkeypatch.setattr(schedule, "_RULES", {})
    for each in delivery.handlers(now=clock.now):
        registry.handle(each)
    for rule in (delivery.to_be_told, delivery.digests, delivery.late_mails):
        schedule.recurs(rule.__name__, rule)
    worker = Worker(limits=Limits(), pace=Pace(look=0), now=clock.now, monotonic=clock.monotonic)
    # The digests of this day and this week were before all that tests look at.
    until_idle(worker)
    clock.at = later(0.01)
    return worker


def until_idle(worker: Worker) -> None:
    while worker.turn():
        pass


def test_what_happens_is_told_without_anybody_asking(worker: Worker, clock: Clock):
    ada = somebody()
    wants(ada, How.MAIL)
    happens()

    until_idle(worker)
    clock.at = later(1)
    until_idle(worker)

    (mail,) = Server.took
    assert mail.to == [ada.email]
    assert Letter.objects.get().state == "sent"
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_a_digest_comes_once_a_day_at_six(worker: Worker, clock: Clock):
    wants(somebody(), How.DAILY)
    for _ in range(2):
        happens()
    until_idle(worker)
    so_far = len(Server.took)

    clock.at = datetime(2026, 11, 27, 5, 59, tzinfo=UTC)
    until_idle(worker)
    too_early = len(Server.took)
    for minute in (0, 1, 30):
        clock.at = datetime(2026, 11, 27, 6, minute, tzinfo=UTC)
        until_idle(worker)

    assert (so_far, too_early, len(Server.took)) == (0, 0, 1)
    assert Server.took[0].body.count("It rains") == 2


def test_a_weekly_digest_comes_on_monday_or_as_soon_as_a_worker_runs(worker, clock):
    wants(somebody(), How.WEEKLY)
    happens()
    until_idle(worker)

    clock.at = datetime(2026, 11, 29, 22, tzinfo=UTC)
    until_idle(worker)
    on_sunday = len(Server.took)
    clock.at = datetime(2026, 12, 2, 10, tzinfo=UTC)
    until_idle(worker)

    assert (on_sunday, len(Server.took)) == (0, 1)


def test_a_mail_that_was_begun_when_the_worker_died_is_not_sent_again(worker: Worker):
    wants(somebody(), How.MAIL)
    happens()
    Server.does = ["after"]

    until_idle(worker)
    delivery.send(Working(), now=lambda: AT)

    assert len(Server.took) == 1
    assert Letter.objects.get().state == "begun"
    assert Notice.objects.count() == 1


def test_a_server_that_says_later_is_asked_again(worker: Worker, clock: Clock):
    wants(somebody(), How.MAIL)
    happens()
    Server.does = ["later"]

    until_idle(worker)
    meanwhile = len(Server.took)
    clock.at = later(0.1)
    until_idle(worker)

    assert (meanwhile, len(Server.took)) == (0, 1)


def test_an_address_that_is_refused_holds_up_nobody_else(worker: Worker):
    for each in ("ada", "bo"):
        wants(somebody(f"{each}@harbourline.example", name=each), How.MAIL)
    happens()
    Server.does = ["refuse"]

    until_idle(worker)

    assert [mail.to for mail in Server.took] == [["bo@harbourline.example"]]
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["refused", "sent"]


def test_what_a_job_could_not_send_another_does_an_hour_later(worker: Worker, clock: Clock):
    wants(somebody(), How.MAIL)
    happens()
    Server.does = ["later"] * 5
    for minute in range(6):
        clock.at = later((minute + 1) / 60)
        until_idle(worker)
    failed = Job.objects.get(kind="tell").state

    clock.at = later(1)
    until_idle(worker)

    assert failed == "failed"
    assert len(Server.took) == 1


def test_where_the_server_is_away_no_mail_is_taken(worker: Worker, monkeypatch):
    def away(self):
        raise ConnectionRefusedError

    monkeypatch.setattr(Server, "open", away)
    wants(somebody(), How.MAIL)
    happens()

    until_idle(worker)

    assert Letter.objects.get().state == "waiting"


def test_a_kill_while_it_is_decided_leaves_nothing_half_done(worker: Worker, monkeypatch):
    wants(somebody(), How.MAIL)
    happens()

    def dies(*_, **__):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Notice.objects, "bulk_create", dies)
        worker.turn()
    half = Letter.objects.count(), Notice.objects.count()

    assert half == (0, 0)
