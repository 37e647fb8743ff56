"""What is kept of spaces no longer than it has to be: each day, what is over is deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Handler, Step, Work, Write, handle
from tiebeam.web.spaces.caring import actions
from tiebeam.web.spaces.caring.work import FORGET
from tiebeam.web.spaces.emergency import actions as emergency
from tiebeam.worker.schedule import daily, recurs

#: By the organisation's clock: in the first hour of a day.
HOUR: Final = 1


def forget(work: Work, *, now: Callable[[], datetime]) -> Write:
    """How many there were is kept nowhere either."""

    def write() -> None:
        actions.forget_weeks(at=now())
        emergency.forget_what_nobody_agreed_to(at=now())

    return write


def handlers(*, now: Callable[[], datetime]) -> tuple[Handler, ...]:
    """How it is done, by a clock."""
    step = Step(name="forget", words=gettext_noop("What is over is being deleted."),
                does=partial(forget, now=now))  # fmt: skip
    return (Handler(kind=FORGET.name, steps=[step]),)


HANDLERS: Final = handlers(now=timezone.now)
for each in HANDLERS:
    handle(each)
recurs(FORGET.name, daily(FORGET.name, hour=HOUR))
