"""Carrying out one job in this process, as the worker does."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from tiebeam.web.jobs import actions
from tiebeam.web.jobs.actions import Limits
from tiebeam.web.jobs.models import Job
from tiebeam.web.jobs.registry import handler_of
from tiebeam.worker import handlers  # noqa: F401 — registers them
from tiebeam.worker.running import Work


def carried_out(job: Job, *, at: datetime | None = None) -> None:
    """Each step and what it writes; without the heartbeat, which needs a connection of its own."""
    held = actions.take_next(token="t" * 32, at=at or timezone.now(), limits=Limits())
    assert held is not None
    assert held.job == job.public_id
    handler = handler_of(held.kind)
    for step in handler.steps:
        work = Work(held, handler, pulse=None, ends=lambda: False)  # type: ignore[arg-type]
        write = step.does(work)
        is_last = step is handler.steps[-1]
        actions.finish_step(held, step.name, write=write, is_last=is_last, at=timezone.now())
