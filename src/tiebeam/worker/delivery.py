"""The job that alone decides who is told what, and sends the mails.

A mail is noted as begun, and that is committed, before the mail server is asked. Killed after that,
nobody knows whether it went out, so it is not sent again: a mail that is missing is better than the
same mail twice, and what it says stands on the page of notices anyway (decision 14).
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from tiebeam.web.delivery import actions, queries
from tiebeam.web.delivery.actions import State
from tiebeam.web.delivery.letters import mail_of
from tiebeam.web.delivery.topics import How
from tiebeam.web.jobs.registry import Handler, Kind, Step, Work, Write, handle, name
from tiebeam.worker import quieting as quiet
from tiebeam.worker.schedule import Due, day_of, recurs, week_of

#: When digests are made, by the organisation's clock.
HOUR: Final = 6
#: A mail that waits longer gets a job of its own each hour: the mail server was away.
LATE: Final = timedelta(minutes=10)

Now = Callable[[], datetime]


# --- when -----------------------------------------------------------------------------------------


def to_be_told(at: datetime) -> Iterator[Due]:
    """A job for each telling that has none yet."""
    for each in queries.not_queued():
        note = partial(actions.mark_queued, each, at=at)
        yield Due(kind="tell", key=f"tell:{each}", given={"telling": each}, once=note)


def digests(at: datetime) -> Iterator[Due]:
    """The digest of the day, and that of the week from Monday on."""
    for how, period in ((How.DAILY, day_of(at, hour=HOUR)), (How.WEEKLY, week_of(at, hour=HOUR))):
        given = {"how": how.value, "period": period}
        yield Due(kind="digest", key=f"digest:{period}", given=given)


def late_mails(at: datetime) -> Iterator[Due]:
    """Once an hour, as long as there are any."""
    if queries.is_a_letter_late(before=at - LATE):
        yield Due(kind="mails", key=f"mails:{at:%Y-%m-%dT%H}")


# --- what -----------------------------------------------------------------------------------------


def decide(work: Work, *, now: Now) -> Write:
    telling = str(work.given["telling"])
    if queries.is_about_something(telling):
        quiet.give_everybody_one(settings.HERE.home)
    return lambda: {"told": actions.decide(telling, opens=quiet.opens(), at=now())}


def make_digests(work: Work, *, now: Now) -> Write:
    how, period = How(work.given["how"]), str(work.given["period"])
    return lambda: {"digests": actions.make_digests(how, period, at=now())}


def send(work: Work, *, now: Now) -> None:
    """Send every mail that waits, whichever job made it: what one could not, the next one does."""
    waiting = queries.letters_waiting(at=now())
    if not waiting:
        return
    # Opened before a mail is taken: where the server is away, all wait for another try.
    with get_connection() as server:
        for each in waiting:
            work.go_on()
            _send_one(each, server, now=now)


def _send_one(letter: int, server: Any, *, now: Now) -> None:
    key = actions.begin(letter, at=now())
    if key is None:
        return
    with _noting_what_the_server_said(letter):
        mail = mail_of(queries.letter(letter), key=key)
        mail.connection = server
        mail.send()
        actions.end(letter, State.SENT)


@contextmanager
def _noting_what_the_server_said(letter: int) -> Iterator[None]:
    """A mail that was refused is over; one that may come later waits. Where the server said
    nothing, it may have gone out: then it stays as it is, and is never sent again.
    """
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        _after(letter, min(code for code, _ in refused.recipients.values()))
    except smtplib.SMTPResponseException as refused:
        _after(letter, int(refused.smtp_code))


def _after(letter: int, code: int) -> None:
    """Codes from 500 on are for good."""
    if code >= 500:
        actions.end(letter, State.REFUSED)
        return
    actions.put_back(letter)
    raise MailServerBusy(code)


class MailServerBusy(RuntimeError):
    """The mail server says: later. The job is tried again, and what waits is sent then."""


# --- made known -----------------------------------------------------------------------------------

SENDS: Final = gettext_noop("The mails are being sent.")


def kinds() -> Iterator[Kind]:
    """Nobody asks for these, so no page speaks of them."""
    done = gettext_noop("All is told.")
    yield Kind(name="tell", title=gettext_noop("Telling who wants to know"), done=done)
    yield Kind(name="digest", title=gettext_noop("Telling what happened in a while"), done=done)
    yield Kind(name="mails", title=gettext_noop("Sending mails that wait"), done=done)


def handlers(*, now: Now) -> Iterator[Handler]:
    """How each is done, by a clock."""
    sends = Step(name="send", words=SENDS, does=partial(send, now=now))
    decides = Step(
        name="decide", does=partial(decide, now=now),
        words=gettext_noop("Who wants to know is being looked up."),
    )  # fmt: skip
    gathers = Step(
        name="gather", does=partial(make_digests, now=now),
        words=gettext_noop("What is to be told is being put together."),
    )  # fmt: skip
    yield Handler(kind="tell", steps=[decides, sends])
    yield Handler(kind="digest", steps=[gathers, sends])
    yield Handler(kind="mails", steps=[sends])


for _kind in kinds():
    name(_kind)
for _handler in handlers(now=timezone.now):
    handle(_handler)
for _rule in (to_be_told, digests, late_mails):
    recurs(_rule.__name__.replace("_", "-"), _rule)
