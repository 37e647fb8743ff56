"""One job from where it stands to its end: step by step, and never a word of an exception.

Whatever a step raises ends here. Its text may hold a value, so neither the database nor the log
gets it; the log says of what class it was and in which line.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import Error, connection

from tiebeam.web.jobs import actions
from tiebeam.web.jobs.actions import Held, LeaseLost, Limits, Standing, StopAsked
from tiebeam.web.jobs.registry import CannotGoOn, Handler, Step, Stopped, Unsaid, handler_of
from tiebeam.worker.pulse import Pulse

logger = logging.getLogger(__name__)


class Work:
    """What a step is given: see `registry.Work`."""

    def __init__(
        self, held: Held, handler: Handler, *, pulse: Pulse, ends: Callable[[], bool]
    ) -> None:
        self.job, self.given = held.job, held.given
        self.so_far: Mapping[str, Any] = held.result
        self._held, self._says = held, handler.words()
        self._pulse, self._ends = pulse, ends

    def report(self, words: str) -> None:
        if words not in self._says:
            raise Unsaid(f"'{self._held.kind}' did not announce these words in its handler.")
        actions.report(self._held, words=words)

    def go_on(self) -> None:
        if self._pulse.standing is not Standing.HELD or self._ends():
            raise Stopped


def carry_out(
    held: Held, *, limits: Limits, now: Callable[[], datetime], ends: Callable[[], bool]
) -> None:
    """Do what is left of a job. It is then done, failed, cancelled, waiting, or another's.

    ends  whether the worker should end; asked between steps, and by steps that take long
    """
    with Pulse(held, limits=limits, now=now) as pulse:
        try:
            _go_through(held, pulse=pulse, now=now, ends=ends)
        except LeaseLost:
            logger.info("job %s: another has it", held.job)
        except BaseException as raised:
            _settle(held, raised, pulse=pulse, limits=limits, now=now, ends=ends)


def _go_through(
    held: Held, *, pulse: Pulse, now: Callable[[], datetime], ends: Callable[[], bool]
) -> None:
    handler = handler_of(held.kind)
    work = Work(held, handler, pulse=pulse, ends=ends)
    for step in _left(handler.steps, after=held.step):
        work.go_on()
        number = handler.steps.index(step)
        actions.report(held, words=step.words, done=number, of=len(handler.steps))
        write = step.does(work)
        is_last = step is handler.steps[-1]
        work.so_far = actions.finish_step(held, step.name, write=write, is_last=is_last, at=now())
        logger.info("job %s: step %s is finished", held.job, step.name)


def _left(steps: Sequence[Step], *, after: str) -> Sequence[Step]:
    """Steps that are not finished.

    Raises  LookupError where the finished one is gone: the program was changed in between
    """
    if not after:
        return steps
    names = [each.name for each in steps]
    if after not in names:
        raise LookupError("The step that was finished last is not there any more.")
    return steps[names.index(after) + 1 :]


def _settle(
    held: Held,
    raised: BaseException,
    *,
    pulse: Pulse,
    limits: Limits,
    now: Callable[[], datetime],
    ends: Callable[[], bool],
) -> None:
    """End a job that something came in between, or let it wait for another try."""
    try:
        # A write that failed may have left the connection in any state.
        connection.close_if_unusable_or_obsolete()
        logger.info("job %s: %s", held.job, _ending(held, raised, pulse, limits, now, ends))
    except LeaseLost:
        logger.info("job %s: another has it", held.job)
    except Error as error:
        # Nobody can be told now. The lease runs out, and then the job goes on.
        logger.warning("job %s: %s, so it is left to the next worker", held.job, where(error))


def _ending(
    held: Held,
    raised: BaseException,
    pulse: Pulse,
    limits: Limits,
    now: Callable[[], datetime],
    ends: Callable[[], bool],
) -> str:
    asked = isinstance(raised, StopAsked) or pulse.standing is Standing.ASKED_TO_STOP
    if asked and isinstance(raised, StopAsked | Stopped):
        actions.cancel(held, at=now())
        return "stopped, as was asked for"
    if isinstance(raised, Stopped) and ends():
        actions.give_back(held, at=now())
        return "given back, because the worker ends"
    if isinstance(raised, CannotGoOn) and raised.problem in handler_of(held.kind).problems:
        actions.fail(held, raised.problem, at=now())
        return f"failed: {raised.problem.code}"
    again = actions.try_again(held, at=now(), limits=limits)
    return f"{where(raised)}; {'it will be tried again' if again else 'it has failed'}"


def where(raised: BaseException) -> str:
    """Of what class an exception is, and in which line it arose: all that is said of it."""
    place, trace = "", raised.__traceback__
    while trace is not None:
        place = f" at {trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(raised).__qualname__}{place}"
