"""The worker's loop: take what is due, carry it out, and look after what dead workers left.

The queue is that of django-tasks-db, the loop is not. Its own takes an entry in one transaction and
would take our lease in another, keeps the text of exceptions, and knows no leases.
"""

from __future__ import annotations

import logging
import secrets
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any, Final

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from tiebeam.web.jobs import actions
from tiebeam.web.jobs.actions import Limits
from tiebeam.web.jobs.registry import chores
from tiebeam.worker.quiet import say_ids_alone
from tiebeam.worker.running import carry_out, where
from tiebeam.worker.schedule import Planner

logger = logging.getLogger(__name__)

#: Either asks the worker to end; it finishes the step it is at.
ENDING: Final = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many seconds between looks into an empty queue, between rounds of the reaper, and between
    looks for what is due without anybody asking.
    """

    look: float = 0.25
    reap: float = 15.0
    plan: float = 5.0


class Worker:
    """One process, one job at a time."""

    def __init__(
        self,
        *,
        limits: Limits,
        pace: Pace,
        now: Callable[[], datetime] = timezone.now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.is_ending = False
        self._limits, self._pace, self._now, self._monotonic = limits, pace, now, monotonic
        # Its `put` may be called from a signal handler; that of an Event may lock itself out.
        self._woken: SimpleQueue[None] = SimpleQueue()
        self._reaped = self._planned = float("-inf")
        self._planner = Planner()

    def end(self, *_: Any) -> None:
        """Take no other job; between two steps, give back the one that runs."""
        self.is_ending = True
        self._woken.put(None)

    def run(self) -> None:
        """Until somebody ends it."""
        logger.info("waits for jobs")
        while not self.is_ending:
            if not self.turn():
                self._rest()
        logger.info("has ended")

    def turn(self) -> bool:
        """Carry one job out. Returns whether there was one."""
        try:
            close_old_connections()
            self._reap_now_and_then()
            self._plan_now_and_then()
            return self._carry_one_out()
        except Error as error:
            logger.warning("the database did not answer: %s", where(error))
            connection.close()
            return False

    def _carry_one_out(self) -> bool:
        # A new token for each turn: what an earlier turn left behind can't write any more.
        token = secrets.token_hex(16)
        held = actions.take_next(token=token, at=self._now(), limits=self._limits)
        if held is None:
            return False
        logger.info("job %s: taken", held.job)
        carry_out(held, limits=self._limits, now=self._now, ends=lambda: self.is_ending)
        return True

    def _reap_now_and_then(self) -> None:
        """Between jobs is often enough: while this worker is busy it could not take them anyway."""
        if self._monotonic() - self._reaped < self._pace.reap:
            return
        self._reaped = self._monotonic()
        for job in actions.requeue_abandoned(at=self._now(), limits=self._limits):
            logger.warning("job %s: its worker left it", job)
        for chore in chores():
            chore(at=self._now())

    def _plan_now_and_then(self) -> None:
        if self._monotonic() - self._planned < self._pace.plan:
            return
        self._planned = self._monotonic()
        self._planner.plan(at=self._now())

    def _rest(self) -> None:
        try:
            self._woken.get(timeout=self._pace.look)
        except Empty:
            return


def work(*, limits: Limits | None = None, pace: Pace | None = None) -> None:
    """Be the worker of this process, until a signal ends it."""
    say_ids_alone()
    worker = Worker(limits=limits or Limits(), pace=pace or Pace())
    for each in ENDING:
        signal.signal(each, worker.end)
    worker.run()
