"""Jobs for tests: a kind that no room has, some people, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tiebeam.web.accounts.models import User
from tiebeam.web.jobs import actions, registry
from tiebeam.web.jobs.actions import Held, Limits
from tiebeam.web.jobs.models import Job

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
LIMITS = Limits(lease=timedelta(seconds=60), tries=3, wait=timedelta(seconds=5))


def _where(result: Mapping[str, Any]) -> str:
    return f"/tallies/{result['tally']}/"


TALLY = registry.name(
    registry.Kind(name="tally", title="Counting", done="All was counted.", after=_where)
)


def later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def somebody(email: str = "ada@harbourline.example") -> User:
    return User.objects.create(email=email, name="Ada", joined_at=AT)


def asked(key: str = "first", *, by: User | None = None, at: datetime = AT, **given: Any) -> Job:
    return actions.enqueue("tally", given, by=by, key=key, at=at)


def taken(token: str = "one", *, at: datetime = AT) -> Held:
    held = actions.take_next(token=token, at=at, limits=LIMITS)
    assert held is not None
    return held


def now_of(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)
