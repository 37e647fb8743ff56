"""What is over and of no more use is deleted once a day: each room says in its actions what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from tiebeam.web.accounts import actions as accounts
from tiebeam.web.delivery import actions as delivery
from tiebeam.web.jobs import actions as jobs
from tiebeam.web.jobs.registry import (
    Handler,
    Kind,
    Step,
    Work,
    Write,
    handle,
    name,
    now_and_then,
)
from tiebeam.web.spaces.attaching import actions as attaching
from tiebeam.worker.schedule import daily, recurs

#: At night, by the organisation's clock.
HOUR: Final = 3
JOBS_ARE_KEPT: Final = timedelta(days=30)
#: Longer than nothing: what somebody typed when their session ended is given back by it.
SESSIONS_ARE_KEPT: Final = timedelta(days=7)
INVITATIONS_ARE_KEPT: Final = timedelta(days=90)
NOTICES_ARE_KEPT: Final = timedelta(days=365)
#: Longer than it takes to write a row after a file.
STRAYS_ARE_KEPT: Final = timedelta(days=1)
#: For those who read at this moment.
LONGEST_WAIT_MS: Final = 500


def tidy(work: Work, *, now: Callable[[], datetime]) -> Write:
    at = now()

    def write() -> dict[str, int]:
        # How many these were is kept nowhere: a hidden space may be all that there is.
        attaching.forget_strays(before=at - STRAYS_ARE_KEPT)
        return {
            "jobs": jobs.forget_ended(before=at - JOBS_ARE_KEPT),
            "sessions": accounts.forget_sessions(before=at - SESSIONS_ARE_KEPT),
            "invitations": accounts.forget_invitations(before=at - INVITATIONS_ARE_KEPT),
            "tellings": delivery.forget(before=at - NOTICES_ARE_KEPT),
        }

    return write


def leave_no_trace(*, at: datetime) -> None:
    """SQLite writes what changes into a file beside its own. There stands what was deleted since,
    for as long as anybody is connected, unless it is emptied."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        # Whoever writes waits meanwhile: where somebody reads for long, it is tried another time.
        cursor.execute(f"PRAGMA busy_timeout = {LONGEST_WAIT_MS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout = {patience}")


def handler(*, now: Callable[[], datetime]) -> Handler:
    """How it is done, by a clock."""
    words = gettext_noop("What is over is being deleted.")
    return Handler(
        kind="tidy", steps=[Step(name="tidy", words=words, does=partial(tidy, now=now))]
    )  # fmt: skip


KIND: Final = Kind(
    name="tidy", title=gettext_noop("Deleting what is over"), done=gettext_noop("All is tidy.")
)

name(KIND)
handle(handler(now=timezone.now))
recurs("tidy", daily("tidy", hour=HOUR))
now_and_then(leave_no_trace)
