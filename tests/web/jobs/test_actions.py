"""What may happen to a job, and what may not: nothing is lost, and nothing is done twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django_tasks_db.models import DBTaskResult
from web.jobs.made import AT, LIMITS, asked, later, now_of, somebody, taken

from tiebeam.web.accounts.models import User
from tiebeam.web.jobs import actions
from tiebeam.web.jobs.actions import LeaseLost, NotIds, Standing, StopAsked
from tiebeam.web.jobs.models import Job
from tiebeam.web.jobs.registry import Problem, UnknownKind

pytestmark = pytest.mark.django_db
UNREADABLE = Problem(code="unreadable", remedy="Save it as CSV, and send it again.")


def reaped(seconds: float) -> list[str]:
    return actions.requeue_abandoned(at=later(seconds), limits=LIMITS)


def next_at(seconds: float, token: str = "other"):
    return actions.take_next(token=token, at=later(seconds), limits=LIMITS)


def finish(held, step="count", *, write=None, is_last=False):
    return actions.finish_step(held, step, write=write, is_last=is_last, at=later(1))


# --- asking ---------------------------------------------------------------------------------------


def test_asking_twice_is_one_job():
    first, again = asked("k"), asked("k")

    assert first == again
    assert Job.objects.count() == DBTaskResult.objects.count() == 1


def test_a_job_and_its_place_in_the_queue_are_there_together_or_not_at_all():
    def ask_and_fail():
        with transaction.atomic():
            asked()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()

    assert Job.objects.count() == DBTaskResult.objects.count() == 0


def test_the_queue_knows_nothing_but_the_id():
    job = asked(file=12)

    assert job.task.args_kwargs == {"args": [job.public_id], "kwargs": {}}


@pytest.mark.parametrize("value", ["Ada Lovelace", "ada@harbourline.example", 1.5, {"a": 1}, None])
def test_anything_but_ids_and_counts_is_refused_without_saying_it(value):
    with pytest.raises(NotIds, match="stands at 'who'") as refused:
        asked(who=value)

    assert str(value) not in str(refused.value)
    assert Job.objects.count() == 0


def test_ids_counts_and_lists_of_them_are_kept():
    assert asked(file="Xy_-9", rows=12, units=["a", "b"]).given["units"] == ["a", "b"]


def test_a_key_is_an_id_too():
    with pytest.raises(NotIds):
        asked("Ada Lovelace")


def test_a_kind_that_nobody_named_is_refused():
    with pytest.raises(UnknownKind, match="'count' is no kind of job"):
        actions.enqueue("count", {}, by=None, key="k", at=AT)


# --- taking ---------------------------------------------------------------------------------------


def test_who_waited_longest_is_next_and_each_is_taken_once():
    one, other = asked("a"), asked("b")

    assert [taken("x").job, taken("y").job] == [one.public_id, other.public_id]
    assert next_at(0) is None


def test_who_takes_a_job_holds_its_lease():
    job = asked(file=12)

    held = taken("mine")

    found = now_of(job)
    assert (held.given, held.step, held.result) == ({"file": 12}, "", {})
    assert (found.state, found.lease_token, found.lease_until) == ("running", "mine", later(60))
    assert (found.tries, found.started_at) == (1, AT)


def test_an_entry_of_the_queue_without_a_job_is_cleared_away():
    job = asked()
    Job.objects.all().delete()

    assert next_at(0) is None
    assert reaped(1) == []
    assert DBTaskResult.objects.get(pk=job.task_id).status == "SUCCESSFUL"


@pytest.mark.django_db(transaction=True)
def test_several_who_take_and_write_at_once_neither_share_a_job_nor_are_refused():
    for number in range(24):
        asked(f"k{number}")
    got: list[str] = []
    refused: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for turn in range(40):
                held = actions.take_next(token=f"{name}{turn}", at=AT, limits=LIMITS)
                if held is None:
                    break
                got.append(held.job)
                try:
                    finish(held, is_last=True)
                except StopAsked:
                    actions.cancel(held, at=AT)
        except BaseException as error:
            refused.append(error)
        finally:
            connection.close()

    def ask() -> None:
        try:
            for number in range(12):
                actions.ask_to_stop(asked(f"w{number}"), at=AT)
        except BaseException as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(each,)) for each in "abc"]
    threads.append(threading.Thread(target=ask))
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert refused == []
    assert len(got) == len(set(got)) >= 24


# --- holding --------------------------------------------------------------------------------------


def test_a_beat_makes_the_lease_longer():
    job, held = asked(), taken()

    assert actions.beat(held, at=later(50), limits=LIMITS) is Standing.HELD

    assert now_of(job).lease_until == later(110)
    assert reaped(61) == []


def test_a_beat_hears_that_somebody_asked_to_stop():
    job, held = asked(), taken()
    actions.ask_to_stop(job, at=AT)

    assert actions.beat(held, at=later(1), limits=LIMITS) is Standing.ASKED_TO_STOP


def test_a_step_and_what_it_wrote_are_there_together():
    job, held = asked(), taken()

    so_far = finish(held, "count", write=lambda: {"rows": len([somebody()])})

    found = now_of(job)
    assert so_far == found.result == {"rows": 1}
    assert (found.state, found.step, found.steps_done) == ("running", "count", 1)


def test_a_write_that_fails_leaves_neither():
    job, held = asked(), taken()

    def write():
        somebody()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        finish(held, write=write)

    assert not User.objects.exists()
    assert (now_of(job).step, now_of(job).steps_done) == ("", 0)


def test_a_write_may_keep_ids_and_counts_alone():
    job, held = asked(), taken()

    with pytest.raises(NotIds):
        finish(held, write=lambda: {"who": "Ada Lovelace"})

    assert now_of(job).result == {}


def test_results_of_all_steps_are_kept_and_the_last_ends_the_job():
    job, held = asked(), taken()
    finish(held, "count", write=lambda: {"rows": 12})

    finish(held, "tell", write=lambda: {"tally": "Xy"}, is_last=True)

    found = now_of(job)
    assert found.result == {"rows": 12, "tally": "Xy"}
    assert (found.state, found.ended_at, found.lease_token) == ("done", later(1), "")
    assert found.task.status == "SUCCESSFUL"


def test_what_is_going_on_is_shown():
    job, held = asked(), taken()

    actions.report(held, words="The rows are being counted.", done=1, of=4)

    found = now_of(job)
    assert (found.words, found.steps_done, found.steps_all) == ("The rows are being counted.", 1, 4)


# --- losing ---------------------------------------------------------------------------------------


def test_whose_lease_has_gone_to_another_can_write_nothing():
    job, slow = asked(), taken("slow")
    assert reaped(61) == [job.public_id]
    quick = taken("quick", at=later(70))
    written: list[str] = []

    assert actions.beat(slow, at=later(70), limits=LIMITS) is Standing.LOST
    for attempt in (
        lambda: finish(slow, write=lambda: written.append("slow")),
        lambda: actions.report(slow, words="x"),
        lambda: actions.fail(slow, UNREADABLE, at=later(70)),
        lambda: actions.cancel(slow, at=later(70)),
        lambda: actions.try_again(slow, at=later(70), limits=LIMITS),
        lambda: actions.give_back(slow, at=later(70)),
    ):
        with pytest.raises(LeaseLost):
            attempt()

    assert written == []
    finish(quick, write=lambda: written.append("quick"), is_last=True)
    assert written == ["quick"]


def test_nothing_is_written_for_a_job_that_has_ended():
    _, held = asked(), taken()
    finish(held, is_last=True)

    with pytest.raises(LeaseLost):
        finish(held, is_last=True)


# --- stopping -------------------------------------------------------------------------------------


def test_a_job_that_waits_stops_at_once():
    job = asked()

    actions.ask_to_stop(job, at=later(5))

    assert (now_of(job).state, now_of(job).ended_at) == ("cancelled", later(5))
    assert next_at(6) is None


def test_a_job_that_runs_stops_before_it_writes_again():
    job, held = asked(), taken()
    written: list[int] = []
    finish(held, "count")
    actions.ask_to_stop(job, at=later(5))

    with pytest.raises(StopAsked):
        finish(held, "tell", write=lambda: written.append(1))
    actions.cancel(held, at=later(6))

    assert written == []
    assert (now_of(job).state, now_of(job).step) == ("cancelled", "count")


def test_a_job_that_has_ended_stays_as_it_ended():
    job, held = asked(), taken()
    finish(held, is_last=True)

    actions.ask_to_stop(job, at=later(5))

    assert now_of(job).state == "done"


# --- trying again ---------------------------------------------------------------------------------


def test_each_further_try_waits_twice_as_long_and_the_last_one_fails_with_a_remedy():
    job = asked()

    assert actions.try_again(taken("a"), at=AT, limits=LIMITS)
    assert next_at(4.9) is None
    assert actions.try_again(taken("b", at=later(5)), at=later(5), limits=LIMITS)
    assert next_at(14.9) is None
    assert not actions.try_again(taken("c", at=later(15)), at=later(15), limits=LIMITS)

    found = now_of(job)
    assert (found.state, found.problem, found.tries) == ("failed", "fault", 3)
    assert "It is our fault" in found.remedy
    assert next_at(1000) is None


def test_a_job_that_comes_further_has_all_its_tries_again():
    job = asked()
    for number in range(2):
        actions.try_again(taken(at=later(number * 100)), at=AT, limits=LIMITS)
    finish(taken(at=later(300)))

    reaped(400)

    assert (now_of(job).state, now_of(job).tries) == ("waiting", 1)


def test_a_worker_that_ends_gives_back_and_that_is_no_try():
    job = asked()
    for number in range(10):
        actions.give_back(taken(f"t{number}"), at=AT)

    assert (now_of(job).state, now_of(job).tries) == ("waiting", 0)


def test_what_can_t_be_done_fails_at_once_with_its_own_remedy():
    job, held = asked(), taken()

    actions.fail(held, UNREADABLE, at=later(2))

    found = now_of(job)
    assert (found.state, found.problem, found.remedy) == (
        "failed", "unreadable", "Save it as CSV, and send it again."
    )  # fmt: skip


# --- the reaper -----------------------------------------------------------------------------------


def test_another_goes_on_after_the_last_step_that_a_dead_worker_finished():
    job, held = asked(), taken()
    finish(held, "count", write=lambda: {"rows": 12})

    assert reaped(59) == []
    assert reaped(61) == [job.public_id]

    again = taken("other", at=later(70))
    assert (again.job, again.step, again.result) == (job.public_id, "count", {"rows": 12})


def test_a_job_that_kills_its_worker_each_time_fails_with_a_remedy():
    job = asked()
    for number in range(3):
        taken(f"t{number}", at=later(number * 100))
        reaped(number * 100 + 61)

    found = now_of(job)
    assert (found.state, found.problem) == ("failed", "abandoned")
    assert "cut off again and again" in found.remedy


def test_a_dead_worker_s_job_that_should_stop_stops():
    job = asked()
    taken()
    actions.ask_to_stop(job, at=AT)

    reaped(61)

    assert now_of(job).state == "cancelled"


@pytest.mark.parametrize("status", ["RUNNING", "FAILED", "SUCCESSFUL"])
def test_a_job_that_waits_is_due_whatever_became_of_its_entry(status: str):
    job = asked()
    DBTaskResult.objects.update(status=status, traceback="x")

    assert reaped(1) == [job.public_id]

    assert taken(at=later(2)).job == job.public_id
    assert DBTaskResult.objects.get().traceback == ""


def test_a_job_whose_entry_is_gone_gets_another():
    job = asked()
    DBTaskResult.objects.all().delete()

    assert reaped(1) == [job.public_id]

    assert taken(at=later(2)).job == job.public_id


def test_no_entry_stays_running_when_its_job_has_ended_or_is_gone():
    one, other = asked("a"), asked("b")
    finish(taken("x"), is_last=True)
    DBTaskResult.objects.update(status="RUNNING")
    Job.objects.filter(pk=other.pk).delete()

    assert reaped(1) == []

    assert {each.status for each in DBTaskResult.objects.all()} == {"SUCCESSFUL"}
    assert now_of(one).state == "done"


def test_a_job_that_runs_keeps_its_entry():
    asked()
    taken()

    assert reaped(1) == []
    assert DBTaskResult.objects.get().status == "RUNNING"


def test_a_round_over_nothing_changes_nothing():
    job = asked()

    assert reaped(10_000) == reaped(20_000) == []
    assert now_of(job).state == "waiting"


# --- what the database itself refuses -------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"state": "lost"}, "a_job_is_in_a_state_of_ours"),
        ({"state": "running"}, "who_runs_a_job_holds_its_lease"),
        ({"lease_token": "x"}, "who_runs_a_job_holds_its_lease"),
        ({"state": "done"}, "what_ended_says_when"),
        ({"ended_at": datetime(2026, 1, 5, tzinfo=UTC)}, "what_ended_says_when"),
        ({"problem": "x"}, "what_failed_says_why_and_what_helps"),
        ({"state": "failed", "ended_at": AT}, "what_failed_says_why_and_what_helps"),
    ],
)
def test_a_job_that_contradicts_itself_is_refused(changed, rule):
    job = asked()

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**changed)
