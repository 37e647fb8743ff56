"""What is done for redesigns: find new texts in new versions, and look at their dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from tiebeam.web.change import actions, clauses, judging, lists, queries, work
from tiebeam.web.change.actions import Looked
from tiebeam.web.change.clauses import Place
from tiebeam.web.change.queries import InDocument
from tiebeam.web.jobs.registry import Handler, Step, Work, Write, handle
from tiebeam.worker.schedule import Due, daily, recurs

#: When dates are looked at, by the organisation's clock: in the first hour of a day, so that what
#: was due yesterday is missed today.
HOUR: Final = 1


# --- new texts ------------------------------------------------------------------------------------


def to_look_for(at: datetime) -> Iterator[Due]:
    """One job for each version in which nobody has looked for a new text yet."""
    for redesign, there in queries.to_look_for():
        public_id, version = redesign.public_id, there.newest.public_id
        yield Due(kind=work.LOOK.name, key=f"{public_id}:{version}",
                  given={"redesign": public_id, "version": version})  # fmt: skip


def look(job: Work, *, now: Callable[[], datetime]) -> Write | None:
    """Whether the newest version holds the new text, and what the clause says there."""
    redesign = queries.decided(job.given["redesign"])
    there = queries.in_document(redesign) if redesign else None
    if redesign is None or there is None or there.is_newest:
        return None
    looked = looked_at(redesign, there)

    def write() -> dict[str, Any]:
        actions.note_looked(redesign.public_id, looked, at=now())
        return {"redesign": redesign.public_id}

    return write


def looked_at(redesign: Any, there: InDocument) -> Looked:
    """What becomes of a redesign by the newest version of its document."""
    newest = there.newest
    is_there = _holds(redesign, there)
    reads = _reads(redesign, there) if is_there else {}
    written = lists.last_written(redesign)
    judged = None
    if is_there and written is not None and written.is_of_clause:
        judged = judging.judge(written, redesign.reads_before, reads)
    day = newest.in_force_on or newest.at.astimezone(settings.HERE.time_zone).date()
    return Looked(version=newest.public_id, holds=is_there, on=day, reads=reads, judged=judged)


def _holds(redesign: Any, there: InDocument) -> bool:
    """Whether the new text stands there; where the old one was to go, whether it went."""
    if redesign.new_text:
        return there.holds(redesign.new_text)
    return not there.holds(redesign.old_text)


def _reads(redesign: Any, there: InDocument) -> dict[str, str]:
    places = there.places(redesign.new_text) or [Place(start=0, text="")]
    return clauses.reads(there.document.name, there.content, there.newest.read_as, places[0])


# --- dates ----------------------------------------------------------------------------------------


def dates(job: Work, *, now: Callable[[], datetime]) -> Write:
    """What was missed, what is due soon, and what can be judged from today on."""
    day, at = date.fromisoformat(job.given["day"]), now()
    overdue, soon = queries.overdue(day), queries.to_remind_of(day)
    to_judge = queries.to_judge(day)
    return lambda: {
        "missed": sum(actions.note_missed(each, day=day, at=at) for each in overdue),
        "told": sum(actions.remind(each, due=due, at=at) for each, due in soon),
        "to-judge": sum(actions.note_day_of_judging(each, at=at) for each in to_judge),
    }


def handlers(*, now: Callable[[], datetime]) -> tuple[Handler, ...]:
    """How it is done, by a clock."""
    return (
        Handler(
            kind=work.LOOK.name,
            steps=[Step(name="look", words=gettext_noop("The new text is looked for."),
                        does=partial(look, now=now))],
        ),
        Handler(
            kind=work.DATES.name,
            steps=[Step(name="dates", words=gettext_noop("The dates are looked at."),
                        does=partial(dates, now=now))],
        ),
    )  # fmt: skip


HANDLERS: Final = handlers(now=timezone.now)
for each in HANDLERS:
    handle(each)
recurs(work.LOOK.name, to_look_for)
recurs(work.DATES.name, daily(work.DATES.name, hour=HOUR))
