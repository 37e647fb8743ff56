"""The heartbeat of a job: says that its worker lives, and hears whether it still has the job."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType

from django.db import Error, connection

from tiebeam.web.jobs import actions
from tiebeam.web.jobs.actions import Held, Limits, Standing


class Pulse:
    """Beats while it is entered, from a thread of its own: a long step need not think of it.

    standing  as of the last beat; a lost lease is never found again
    """

    def __init__(self, held: Held, *, limits: Limits, now: Callable[[], datetime]) -> None:
        self.standing = Standing.HELD
        self._held, self._limits, self._now = held, limits, now
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"pulse of {held.job}", daemon=True)

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        every: timedelta = self._limits.lease / 4
        try:
            while self.standing is not Standing.LOST and not self._over.wait(every.total_seconds()):
                self.beat()
        finally:
            connection.close()

    def beat(self) -> None:
        """A database that does not answer now may do so next time, before the lease is over."""
        try:
            self.standing = actions.beat(self._held, at=self._now(), limits=self._limits)
        except Error:
            # The next beat asks anew, over a new connection.
            connection.close()
