"""What is done with what spaces raise: on Mondays it becomes evidence on barriers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Handler, Step, Work, Write, handle
from tiebeam.web.spaces.raising import actions
from tiebeam.web.spaces.raising.work import LET_OUT
from tiebeam.worker.schedule import Due, recurs, week_of

#: When it is let out, by the organisation's clock: in the first hour of a Monday.
HOUR: Final = 1


def weekly(at: datetime) -> list[Due]:
    return [Due(kind=LET_OUT.name, key=f"let-out:{week_of(at, hour=HOUR)}")]


def let_out(work: Work, *, now: Callable[[], datetime]) -> Write:
    """How much it was is kept nowhere: of one it would tell more than of many."""

    def write() -> None:
        actions.let_out(at=now())

    return write


def handlers(*, now: Callable[[], datetime]) -> tuple[Handler, ...]:
    """How it is done, by a clock."""
    step = Step(name="let-out", words=gettext_noop("What was raised is let out."),
                does=partial(let_out, now=now))  # fmt: skip
    return (Handler(kind=LET_OUT.name, steps=[step]),)


HANDLERS: Final = handlers(now=timezone.now)
for each in HANDLERS:
    handle(each)
recurs(LET_OUT.name, weekly)
