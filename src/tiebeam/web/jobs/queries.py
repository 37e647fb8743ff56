"""What is read of jobs, and for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tiebeam.web.jobs.models import Job
from tiebeam.web.jobs.registry import kind_of
from tiebeam.web.ui.shapes import Progress


def job_for(person: Any, public_id: str) -> Job | None:
    """A job, for whoever asked for it and for nobody else."""
    return Job.objects.filter(public_id=public_id, asked_by=person).first()


def job_about(kind: str, key: str) -> Job | None:
    """The job of a kind that was asked for with a key, for the room that asked for it."""
    return Job.objects.filter(kind=kind, key=key).first()


def open_for(person: Any) -> QuerySet[Job]:
    """What somebody asked for and what has not ended, the newest first."""
    return Job.objects.filter(asked_by=person, state__in=Job.OPEN).order_by("-made_at", "-pk")


def ended_for(person: Any, *, since: datetime) -> QuerySet[Job]:
    """What somebody asked for and what has ended since, the newest first."""
    return Job.objects.filter(asked_by=person, ended_at__gte=since).order_by("-ended_at", "-pk")


def failed_or_open_for(person: Any, *, since: datetime) -> QuerySet[Job]:
    """What failed since and what has not ended, of what somebody asked for; what failed last and
    what was asked for last first."""
    failed = Q(state="failed", ended_at__gte=since)
    found = Job.objects.filter(failed | Q(state__in=Job.OPEN), asked_by=person)
    return found.order_by("-ended_at", "-made_at", "-pk")


def title_of(job: Job) -> str:
    """What a job does, in words of the reader's language."""
    return _(kind_of(job.kind).title)


def progress_of(job: Job) -> Progress:
    """How far a job has come, in words of the reader's language."""
    says = {
        Job.State.WAITING: _("It waits for its turn."),
        Job.State.RUNNING: _(job.words) if job.words else _("It has begun."),
        Job.State.DONE: _(kind_of(job.kind).done),
        Job.State.FAILED: _("It could not be finished."),
        Job.State.CANCELLED: _("It was stopped. What was finished before is kept."),
    }
    state = Job.State(job.state)
    return Progress(
        text=says[state],
        done=job.steps_done,
        of=job.steps_all,
        state=cast(Any, state.value),
        remedy=_(job.remedy) if job.remedy else "",
    )


def what_it_made(job: Job) -> str:
    """The address of what a job made; empty where it has none, or is not done."""
    after = kind_of(job.kind).after
    return after(job.result) if after and job.state == Job.State.DONE else ""


def asked_for_by(person: Any) -> list[dict[str, str]]:
    """What somebody had done, for the file of what is kept about them."""
    return [
        {
            "what": each.kind,
            "asked": each.made_at.isoformat(timespec="seconds"),
            "ended": each.state,
        }
        for each in Job.objects.filter(asked_by=person).order_by("pk")
    ]
