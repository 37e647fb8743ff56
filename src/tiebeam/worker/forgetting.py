"""What is kept of spaces no longer than it has to be: each day, what is over is deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final, Protocol

from django.utils import timezone
from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Handler, Step, Work, Write, handle
from tiebeam.web.spaces.caring import actions as caring
from tiebeam.web.spaces.caring import work as weeks
from tiebeam.web.spaces.emergency import actions as emergency
from tiebeam.web.spaces.meeting import actions as meeting
from tiebeam.web.spaces.meeting import work as meetings
from tiebeam.worker.schedule import daily, recurs

#: By the organisation's clock: in the first hour of a day.
HOUR: Final = 1


class Forgets(Protocol):
    def __call__(self, *, at: datetime) -> None: ...


_OVER: Final = gettext_noop("What is over is being deleted.")
_GUESTS: Final = gettext_noop("Who came to meetings is deleted.")
#: By the name of its job: what that says of itself, and what it does.
JOBS: Final[Mapping[str, tuple[str, Sequence[Forgets]]]] = {
    meetings.FORGET.name: (_GUESTS, [meeting.forget_guests]),
    weeks.FORGET.name: (_OVER, [caring.forget_weeks, emergency.forget_what_nobody_agreed_to]),
}


def forget(work: Work, *, acts: Sequence[Forgets], now: Callable[[], datetime]) -> Write:
    """How many there were is kept nowhere either."""

    def write() -> None:
        for each in acts:
            each(at=now())

    return write


def handlers(*, now: Callable[[], datetime]) -> tuple[Handler, ...]:
    """How it is done, by a clock."""
    return tuple(
        Handler(kind=kind, steps=[Step(name="forget", words=words,
                                       does=partial(forget, acts=acts, now=now))])
        for kind, (words, acts) in JOBS.items()
    )  # fmt: skip


for each in handlers(now=timezone.now):
    handle(each)
    recurs(each.kind, daily(each.kind, hour=HOUR))
