"""All that happens to a job. Each is one transaction, in which the queue follows the job.

Each locks the job first and its entry in the queue after it, so that no two wait for each other.

A worker shows the token of its lease with everything it writes. Once the lease has gone to another,
nothing that it writes is let through, however late it comes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from tiebeam.web.jobs.models import Job
from tiebeam.web.jobs.registry import Problem, Write, kind_of
from tiebeam.web.jobs.tasks import run

ID: Final = re.compile(r"[\w:-]{1,80}", re.ASCII)
State = Job.State
Jobs = QuerySet[Job]

ABANDONED: Final = Problem(
    code="abandoned",
    remedy=gettext_noop(
        "It was cut off again and again. What was finished before is kept. Tell whoever looks "
        "after this Tiebeam, and give them the number of this job."
    ),
)
FAULT: Final = Problem(
    code="fault",
    remedy=gettext_noop(
        "It is our fault, not yours. What was finished before is kept. Tell whoever looks after "
        "this Tiebeam, and give them the number of this job."
    ),
)


class NotIds(ValueError):
    """Something other than ids and counts was to be kept with a job."""


class LeaseLost(RuntimeError):
    """Another worker has the job, or it has ended: nothing may be written for it."""


class StopAsked(RuntimeError):
    """Somebody has asked for the job to stop, so nothing more is written."""


class Standing(Enum):
    """How a worker stands to a job that it holds."""

    HELD = "held"
    ASKED_TO_STOP = "asked to stop"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long and how often.

    lease  a worker that said nothing for so long is taken for dead
    tries  after so many in the same step it has failed
    wait   before the second try; twice as long before each further one
    """

    lease: timedelta = timedelta(seconds=60)
    tries: int = 5
    wait: timedelta = timedelta(seconds=5)


@dataclass(frozen=True, kw_only=True)
class Held:
    """A job as a worker holds it: what it has to know, and the token that it shows."""

    job: str
    token: str
    kind: str
    step: str
    given: Mapping[str, Any]
    result: Mapping[str, Any]


# --- whoever asks ---------------------------------------------------------------------------------


@transaction.atomic
def enqueue(kind: str, given: Mapping[str, Any], *, by: Any, key: str, at: datetime) -> Job:
    """Ask for something to be done in the background.

    given  ids alone: what they stand for is looked up when it is done
    by     whoever asks and may see it; None where no person does
    key    asking again with the same key gives the job that there is, also when it has ended, and
           to nobody but who asked first; so it names the one thing that is asked for, once
    Raises UnknownKind, NotIds
    """
    if not ID.fullmatch(key):
        raise NotIds("A key is letters, digits, '_', ':' and '-', at most 80 of them.")
    job, is_new = Job.objects.get_or_create(
        kind=kind_of(kind).name, key=key,
        defaults={"given": only_ids(given), "asked_by": by, "made_at": at},
    )  # fmt: skip
    if is_new:
        _queue(job)
        job.save(update_fields=["task"])
    return job


@transaction.atomic
def ask_to_stop(job: Job, *, at: datetime) -> None:
    """One that waits ends at once; one that runs, before it writes the next time."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state == State.WAITING:
        _end(job, State.CANCELLED, at=at)
    elif job.state == State.RUNNING:
        job.asked_to_stop = True
        job.save(update_fields=["asked_to_stop"])


# --- the worker -----------------------------------------------------------------------------------


def take_next(*, token: str, at: datetime, limits: Limits) -> Held | None:
    """Of the jobs that are due, the one that has waited longest; no other worker gets it too.

    Looking is a read. A transaction that may write keeps the others out on SQLite, so none is
    begun in vain at each look.
    """
    return _take(token, at, limits) if _due(at).exists() else None


@transaction.atomic
def _take(token: str, at: datetime, limits: Limits) -> Held | None:
    job = _lock_one(_due(at))
    if job is None:
        return None
    _mark(job, TaskResultStatus.RUNNING, started_at=at)
    job.state, job.lease_token, job.lease_until = State.RUNNING, token, at + limits.lease
    job.started_at = job.started_at or at
    job.tries += 1
    job.save()
    return Held(
        job=job.public_id, token=token, kind=job.kind, step=job.step, given=job.given,
        result=job.result,
    )  # fmt: skip


def beat(held: Held, *, at: datetime, limits: Limits) -> Standing:
    """Say that the worker lives, and hear how it stands to the job."""
    mine = Job.objects.filter(_is(held))
    if not mine.update(lease_until=at + limits.lease):
        return Standing.LOST
    asked = mine.values_list("asked_to_stop", flat=True).first()
    return {None: Standing.LOST, True: Standing.ASKED_TO_STOP, False: Standing.HELD}[asked]


def report(held: Held, *, words: str, done: int | None = None, of: int | None = None) -> None:
    """Show on the page what is going on, and at which step.

    Raises  LeaseLost
    """
    steps = {"steps_done": done, "steps_all": of}
    known = {name: number for name, number in steps.items() if number is not None}
    if not Job.objects.filter(_is(held)).update(words=words, **known):
        raise LeaseLost(held.job)


@transaction.atomic
def finish_step(
    held: Held, step: str, *, write: Write | None, is_last: bool, at: datetime
) -> Mapping[str, Any]:
    """Write what a step worked out, and the mark that it is finished: both, or neither.

    Returns the ids and counts that all steps wrote so far. The last step ends the job with it.
    Raises  LeaseLost, StopAsked, NotIds, and whatever the write raises
    """
    job = _held(held)
    if job.asked_to_stop:
        raise StopAsked(held.job)
    made = only_ids((write() if write else None) or {})
    job.result = {**job.result, **made}
    job.step, job.tries = step, 1
    job.steps_done += 1
    job.save()
    if is_last:
        _end(job, State.DONE, at=at)
    return dict(job.result)


@transaction.atomic
def fail(held: Held, problem: Problem, *, at: datetime) -> None:
    """It can't be done, and trying again would not help.

    Raises  LeaseLost
    """
    _end(_held(held), State.FAILED, at=at, problem=problem)


@transaction.atomic
def cancel(held: Held, *, at: datetime) -> None:
    """It ends because somebody asked for that.

    Raises  LeaseLost
    """
    _end(_held(held), State.CANCELLED, at=at)


@transaction.atomic
def try_again(held: Held, *, at: datetime, limits: Limits) -> bool:
    """It went wrong for a reason that nobody foresaw: later it may go well.

    Returns whether there is another try
    Raises  LeaseLost
    """
    return _again(_held(held), FAULT, at=at, limits=limits)


@transaction.atomic
def give_back(held: Held, *, at: datetime) -> None:
    """The worker ends before the job does. That is nobody's fault, so it is no try.

    Raises  LeaseLost
    """
    job = _held(held)
    job.tries -= 1
    _wait(job)


# --- the reaper -----------------------------------------------------------------------------------


def requeue_abandoned(*, at: datetime, limits: Limits) -> list[str]:
    """Give jobs whose worker is dead to another, and let the queue follow. Safe at any time.

    Returns the public ids of the jobs that it changed
    """
    dead = Job.objects.filter(state=State.RUNNING, lease_until__lt=at)
    # The library knows no leases: an entry stays RUNNING after its worker, and so is not due.
    astray = Job.objects.filter(state=State.WAITING).exclude(task__status=TaskResultStatus.READY)
    found = [job.public_id for job in dead if _reap(dead, job.pk, at=at, limits=limits)]
    found += [job.public_id for job in astray if _put_right(astray, job.pk)]
    left = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    entries = DBTaskResult.objects.filter(task_path=run.module_path, status__in=left)
    entries.exclude(jobs__state__in=Job.OPEN).update(
        status=TaskResultStatus.SUCCESSFUL, finished_at=at
    )
    return found


@transaction.atomic
def _reap(dead: Jobs, pk: int, *, at: datetime, limits: Limits) -> bool:
    job = _lock_one(dead.filter(pk=pk))
    if job is None:
        return False
    if job.asked_to_stop:
        _end(job, State.CANCELLED, at=at)
    else:
        _again(job, ABANDONED, at=at, limits=limits)
    return True


@transaction.atomic
def _put_right(astray: Jobs, pk: int) -> bool:
    job = _lock_one(astray.filter(pk=pk))
    if job is None:
        return False
    _wait(job)
    return True


# --- what is over ---------------------------------------------------------------------------------


@transaction.atomic
def forget_ended(*, before: datetime) -> int:
    """Delete jobs that ended so long ago, with their entries in the queue. Returns how many.

    Whoever asks again with the key of one of them after that, asks anew.
    """
    over = Job.objects.exclude(state__in=Job.OPEN).filter(ended_at__lt=before)
    DBTaskResult.objects.filter(jobs__in=over).delete()
    return over.delete()[0]


# --- what they share ------------------------------------------------------------------------------


def only_ids(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, if all of it is ids and counts, so that no value gets into the database.

    Raises  NotIds
    """
    for name, value in given.items():
        several = value if isinstance(value, list | tuple) else [value]
        if not all(isinstance(each, int) or _is_id(each) for each in several):
            raise NotIds(f"A job keeps ids and counts alone; something else stands at '{name}'.")
    return dict(given)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and bool(ID.fullmatch(value))


def _is(held: Held) -> Q:
    return Q(public_id=held.job, lease_token=held.token, state=State.RUNNING)


def _lock_one(jobs: Jobs) -> Job | None:
    """The first of them, for this transaction alone; one that somebody else has is passed over."""
    return jobs.select_for_update(of=("self",), skip_locked=True).first()


def _held(held: Held) -> Job:
    job = Job.objects.select_for_update().filter(_is(held)).first()
    if job is None:
        raise LeaseLost(held.job)
    return job


def _again(job: Job, problem: Problem, *, at: datetime, limits: Limits) -> bool:
    if job.tries >= limits.tries:
        _end(job, State.FAILED, at=at, problem=problem)
        return False
    _wait(job, until=at + limits.wait * 2 ** (job.tries - 1))
    return True


def _wait(job: Job, *, until: datetime | None = None) -> None:
    job.state, job.lease_token, job.lease_until = State.WAITING, "", None
    _queue(job, until=until)
    job.save()


def _end(job: Job, state: Job.State, *, at: datetime, problem: Problem | None = None) -> None:
    job.state, job.lease_token, job.lease_until, job.ended_at = state, "", None, at
    if problem:
        job.problem, job.remedy = problem.code, problem.remedy
    job.save()
    _mark(job, TaskResultStatus.SUCCESSFUL, finished_at=at)


def _due(at: datetime) -> Jobs:
    """What waits and may begin, in the order of the queue."""
    now_or_then = Q(task__run_after=get_date_max()) | Q(task__run_after__lte=at)
    waiting = Job.objects.filter(
        now_or_then, state=State.WAITING, task__status=TaskResultStatus.READY
    )
    return waiting.order_by("-task__priority", "task__run_after", "task__enqueued_at")


def _queue(job: Job, *, until: datetime | None = None) -> None:
    """One entry for the whole life of a job; a new one only where it is gone."""
    when = until or get_date_max()
    clean = {"exception_class_path": "", "traceback": ""}
    if not _mark(job, TaskResultStatus.READY, run_after=when, **clean):
        entry = run.using(run_after=until).enqueue(job.public_id)
        job.task_id = UUID(entry.id)


def _mark(job: Job, status: str, **more: Any) -> bool:
    """Let the entry follow its job. Returns whether there is one."""
    return bool(DBTaskResult.objects.filter(jobs=job).update(status=status, **more))
