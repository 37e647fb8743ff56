"""One job from where it stands to its end, whatever its steps do."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from web.jobs.made import AT, LIMITS, asked, later, now_of, somebody, taken

from tiebeam.web.accounts.models import User
from tiebeam.web.jobs import actions, registry
from tiebeam.web.jobs.actions import Limits, Standing
from tiebeam.web.jobs.models import Job
from tiebeam.web.jobs.registry import CannotGoOn, Handler, Problem, Step
from tiebeam.worker import running
from tiebeam.worker.pulse import Pulse
from tiebeam.worker.running import carry_out

# As in a worker: with no transaction around, which would outlive the connection.
pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "Ada Lovelace earns 91200"
UNREADABLE = Problem(code="unreadable", remedy="Save it as CSV, and send it again.")


@pytest.fixture(autouse=True)
def _no_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_HANDLERS", {})


def handled(**does: Callable[[Any], Any]) -> None:
    """Steps by their names, one after the other."""
    steps = [Step(name=name, words=f"Now: {name}.", does=each) for name, each in does.items()]
    registry.handle(Handler(kind="tally", steps=steps, says=["Half of it."], problems=[UNREADABLE]))


def run(held=None, *, ends=lambda: False, at=AT) -> None:
    carry_out(held or taken(at=at), limits=LIMITS, now=lambda: at, ends=ends)


def raising(error: BaseException) -> Callable[[Any], Any]:
    def does(work: Any) -> None:
        raise error

    return does


# --- step by step ---------------------------------------------------------------------------------


def test_each_step_knows_what_was_given_and_what_those_before_it_wrote():
    seen = []
    handled(
        count=lambda work: lambda: {"rows": 12},
        tell=lambda work: seen.append((work.given["file"], work.so_far["rows"])),
    )
    job = asked(file=7)

    run()

    assert seen == [(7, 12)]
    assert (now_of(job).state, now_of(job).result) == ("done", {"rows": 12})
    assert (now_of(job).steps_done, now_of(job).steps_all) == (2, 2)


def test_it_begins_after_the_last_step_that_was_finished():
    done = []
    handled(count=lambda work: done.append("count"), tell=lambda work: done.append("tell"))
    job = asked()
    actions.finish_step(taken(), "count", write=None, is_last=False, at=AT)
    actions.requeue_abandoned(at=later(61), limits=LIMITS)

    run(at=later(100))

    assert done == ["tell"]
    assert now_of(job).state == "done"


def test_it_says_at_which_step_it_is():
    shown = []
    handled(
        count=lambda work: None,
        tell=lambda work: shown.append(Job.objects.values("words", "steps_done").get()),
    )
    asked()

    run()

    assert shown == [{"words": "Now: tell.", "steps_done": 1}]


def test_a_step_may_say_more_if_the_handler_announced_it():
    job = asked()
    handled(count=lambda work: work.report("Half of it."))

    run()

    assert now_of(job).words == "Half of it."


def test_words_that_were_not_announced_are_not_shown():
    job = asked()
    handled(count=lambda work: work.report(SECRET))

    run()

    assert (now_of(job).words, now_of(job).state) == ("Now: count.", "waiting")


def test_a_program_that_was_changed_so_that_nobody_knows_where_to_begin_fails():
    handled(tell=lambda work: None)
    job = asked()
    actions.finish_step(taken(), "gone", write=None, is_last=False, at=AT)
    Job.objects.update(tries=3)

    actions.requeue_abandoned(at=later(61), limits=Limits(tries=4, wait=timedelta(0)))
    run(at=later(100))

    assert (now_of(job).state, now_of(job).problem) == ("failed", "fault")


# --- something comes in between -------------------------------------------------------------------


def test_asked_to_stop_in_the_middle_it_writes_nothing_more():
    job = asked()
    handled(
        count=lambda work: actions.ask_to_stop(job, at=AT),
        tell=lambda work: lambda: {"told": 1},
    )

    run()

    assert (now_of(job).state, now_of(job).result, now_of(job).step) == ("cancelled", {}, "")


def test_a_worker_that_ends_gives_the_job_back_between_two_steps():
    job = asked()
    ending = []
    handled(count=lambda work: ending.append(True), tell=lambda work: lambda: {"told": 1})

    run(ends=lambda: bool(ending))

    found = now_of(job)
    assert (found.state, found.step, found.result, found.tries) == ("waiting", "count", {}, 0)


def test_a_long_step_hears_that_the_worker_ends():
    job = asked()
    ending = []

    def long(work: Any) -> None:
        ending.append(True)
        work.go_on()
        raise AssertionError("It went on.")

    handled(count=long)
    run(ends=lambda: bool(ending))

    assert (now_of(job).state, now_of(job).step) == ("waiting", "")


def test_who_lost_the_job_leaves_it_to_the_other(caplog: pytest.LogCaptureFixture):
    job = asked()

    def slow(work: Any) -> Any:
        actions.requeue_abandoned(at=later(61), limits=LIMITS)
        taken("other", at=later(100))
        return lambda: {"told": 1}

    handled(count=slow)
    with caplog.at_level(logging.INFO):
        run()

    found = now_of(job)
    assert (found.state, found.lease_token, found.result) == ("running", "other", {})
    assert f"job {job.public_id}: another has it" in caplog.text


def test_who_lost_the_job_and_then_fails_leaves_it_to_the_other_too():
    job = asked()

    def slow(work: Any) -> Any:
        actions.requeue_abandoned(at=later(61), limits=LIMITS)
        taken("other", at=later(100))
        raise ZeroDivisionError

    handled(count=slow)
    run()

    assert (now_of(job).state, now_of(job).lease_token) == ("running", "other")


# --- something goes wrong -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [ValueError(SECRET), SystemExit(SECRET), KeyboardInterrupt(SECRET), MemoryError(SECRET)],
)
def test_whatever_a_step_raises_is_tried_again_and_its_words_go_nowhere(error, caplog):
    job = asked()
    handled(count=raising(error))

    with caplog.at_level(logging.DEBUG):
        run()

    assert (now_of(job).state, now_of(job).tries) == ("waiting", 1)
    assert f"{type(error).__name__} at {__name__}:" in caplog.text
    assert SECRET not in caplog.text
    assert all(each.exc_info is None for each in caplog.records)


def test_after_the_last_try_it_has_failed_with_a_remedy():
    job = asked()
    handled(count=raising(ValueError(SECRET)))

    for number in range(3):
        run(at=later(number * 100))

    found = now_of(job)
    assert (found.state, found.problem) == ("failed", "fault")
    assert SECRET not in str(vars(found))


def test_a_write_that_fails_is_tried_again_and_leaves_nothing():
    job = asked()
    times = []

    def write() -> dict[str, int]:
        times.append(somebody())
        return {"rows": 12 // (len(times) - 1)}

    handled(count=lambda work: write)
    run()
    assert User.objects.count() == 0

    run(at=later(10))
    assert User.objects.count() == 1
    assert now_of(job).state == "done"


def test_a_problem_that_was_announced_fails_at_once():
    job = asked()
    handled(count=raising(CannotGoOn(UNREADABLE)))

    run()

    assert (now_of(job).state, now_of(job).remedy) == ("failed", UNREADABLE.remedy)


def test_a_problem_that_was_not_announced_is_a_fault_because_it_could_hold_anything():
    job = asked()
    handled(count=raising(CannotGoOn(Problem(code="x", remedy=SECRET))))

    run()

    assert (now_of(job).state, now_of(job).remedy) == ("waiting", "")


def test_a_kind_that_this_worker_does_not_know_waits_for_one_that_does():
    job = asked()

    run()

    assert (now_of(job).state, now_of(job).tries) == ("waiting", 1)


def test_where_the_database_does_not_answer_the_job_is_left_to_its_lease(monkeypatch, caplog):
    job = asked()
    handled(count=raising(ValueError(SECRET)))
    monkeypatch.setattr(
        running.actions, "try_again", lambda *_, **__: raise_(DatabaseError(SECRET))
    )

    run()

    assert now_of(job).state == "running"
    assert "left to the next worker" in caplog.text
    assert SECRET not in caplog.text


def raise_(error: BaseException) -> Any:
    raise error


# --- the heartbeat --------------------------------------------------------------------------------


class Clock:
    """Hours pass only when a test says so; a beat is known to have happened when it was asked."""

    def __init__(self) -> None:
        self.seconds, self.asked = 0.0, threading.Semaphore(0)

    def now(self):
        self.asked.release()
        return later(self.seconds)


QUICK = Limits(lease=timedelta(seconds=0.04), tries=3)


def test_while_a_long_step_runs_the_lease_grows():
    job, held = asked(), taken()
    clock = Clock()
    clock.seconds = 1000

    with Pulse(held, limits=QUICK, now=clock.now) as pulse:
        for _ in range(3):
            assert clock.asked.acquire(timeout=30)

    assert now_of(job).lease_until > later(999)
    assert pulse.standing is Standing.HELD


@pytest.mark.parametrize(
    ("happened", "standing"),
    [
        (lambda job: actions.ask_to_stop(job, at=AT), Standing.ASKED_TO_STOP),
        (lambda job: actions.requeue_abandoned(at=later(61), limits=LIMITS), Standing.LOST),
    ],
)
def test_a_long_step_hears_what_happened_to_its_job(happened, standing):
    job, held = asked(), taken()

    with Pulse(held, limits=QUICK, now=Clock().now) as pulse:
        happened(job)
        wait_for(lambda: pulse.standing is standing)


def test_a_beat_that_the_database_did_not_hear_is_made_good_by_the_next(monkeypatch):
    _, held = asked(), taken()
    answers = [DatabaseError(SECRET), Standing.ASKED_TO_STOP]
    monkeypatch.setattr(actions, "beat", lambda *_, **__: answered(answers.pop(0)))
    pulse = Pulse(held, limits=QUICK, now=Clock().now)

    pulse.beat()
    assert pulse.standing is Standing.HELD

    pulse.beat()
    assert pulse.standing is Standing.ASKED_TO_STOP


def answered(answer: Any) -> Any:
    if isinstance(answer, BaseException):
        raise answer
    return answer


def wait_for(happened: Callable[[], bool]) -> None:
    over = threading.Event()
    for _ in range(3000):
        if happened():
            return
        over.wait(0.01)
    raise AssertionError("It did not happen.")
