"""The worker's loop, turn by turn."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from web.jobs.made import AT, LIMITS, asked, later, now_of, taken

from tiebeam.web.jobs import actions, registry
from tiebeam.web.jobs.registry import Handler, Step
from tiebeam.worker import ready, schedule
from tiebeam.worker.loop import Pace, Worker
from tiebeam.worker.ready import is_up_to_date, wait_until_up_to_date

# As in a worker: with no transaction around, which would outlive the connection.
pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self):
        return later(self.seconds)

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Worker:
    monkeypatch.setattr(registry, "_HANDLERS", {})
    # Those of a real worker ask for jobs of their own.
    monkeypatch.setattr(registry, "_CHORES", [])
    monkeypatch.setattr(schedule, "_RULES", {})
    registry.handle(
        Handler(
            kind="tally",
            steps=[Step(name="count", words="The rows are being counted.", does=lambda _: None)],
        )
    )
    return Worker(
        limits=LIMITS, pace=Pace(look=0, reap=10), now=clock.now, monotonic=clock.monotonic
    )


def test_one_turn_is_one_job(worker: Worker):
    jobs = [asked("a"), asked("b")]

    assert [worker.turn() for _ in range(3)] == [True, True, False]
    assert {now_of(each).state for each in jobs} == {"done"}


def test_each_turn_has_a_token_of_its_own(worker: Worker, monkeypatch: pytest.MonkeyPatch):
    tokens = []
    monkeypatch.setattr(actions, "take_next", lambda *, token, **_: tokens.append(token))

    worker.turn()
    worker.turn()

    assert len(set(tokens)) == 2


def test_jobs_of_dead_workers_are_looked_for_now_and_then(worker: Worker, clock: Clock):
    job = asked()
    taken("dead")
    assert not worker.turn()

    clock.seconds = 9
    assert not worker.turn()
    clock.seconds = 61
    assert not worker.turn()
    assert now_of(job).state == "waiting"
    clock.seconds = 70
    assert worker.turn()

    assert now_of(job).state == "done"


def test_chores_are_done_now_and_then_between_jobs(worker: Worker, clock: Clock, monkeypatch):
    done = []
    monkeypatch.setattr(registry, "_CHORES", [lambda *, at: done.append(at)])

    worker.turn()
    worker.turn()

    assert len(done) == 1


def test_it_goes_on_until_it_is_told_to_end(worker: Worker, monkeypatch: pytest.MonkeyPatch):
    turns = []

    def turn() -> bool:
        turns.append(1)
        if len(turns) == 3:
            worker.end()
        return False

    monkeypatch.setattr(worker, "turn", turn)

    worker.run()

    assert len(turns) == 3


def test_a_database_that_does_not_answer_is_asked_again(worker, monkeypatch, caplog):
    def refuse(**_):
        raise OperationalError("Ada Lovelace earns 91200")

    job = asked()
    with monkeypatch.context() as patch:
        patch.setattr(actions, "take_next", refuse)
        patch.setattr("tiebeam.worker.loop.connection.close", lambda: None)
        assert not worker.turn()

    assert "the database did not answer: OperationalError" in caplog.text
    assert "Ada" not in caplog.text
    assert worker.turn()
    assert now_of(job).state == "done"


def test_it_waits_until_the_database_is_up_to_date_and_says_so_once(monkeypatch):
    answers = iter([False, False, True])
    monkeypatch.setattr(ready, "is_up_to_date", lambda: next(answers))
    said, pauses = [], []

    wait_until_up_to_date(say=said.append, pause=lambda: pauses.append(1))

    assert len(said) == 1
    assert "waits until the database is up to date" in said[0]
    assert len(pauses) == 2


def test_a_database_with_every_migration_is_up_to_date():
    assert is_up_to_date()


def test_one_that_lacks_a_migration_or_does_not_answer_is_not(monkeypatch):
    plan = "django.db.migrations.executor.MigrationExecutor.migration_plan"
    monkeypatch.setattr(plan, lambda *_: ["0002"])
    assert not is_up_to_date()

    def refuse(*_):
        raise OperationalError

    monkeypatch.setattr(plan, refuse)
    assert not is_up_to_date()


def test_a_lease_is_looked_at_by_the_worker_s_own_clock(worker: Worker, clock: Clock):
    job = asked(at=AT)
    taken("dead")
    clock.seconds = 59

    worker.turn()

    assert now_of(job).state == "running"
