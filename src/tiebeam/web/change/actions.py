"""Every change to redesigns. Those of the worker run with its job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tiebeam.web.audit.actions import record
from tiebeam.web.change import acts, queries, telling
from tiebeam.web.change.finding import REDESIGNS
from tiebeam.web.change.judging import Judged
from tiebeam.web.change.locking import worked_out
from tiebeam.web.change.models import (
    Answers,
    Missed,
    Moment,
    Objection,
    Outcome,
    Redesign,
    Reply,
    Written,
)
from tiebeam.web.delivery.actions import tell
from tiebeam.web.insight.barriers import actions as barriers
from tiebeam.web.organisation.inventory import actions as inventory
from tiebeam.web.search.actions import index

State, What = Redesign.State, Moment.What
#: After a date that was missed, the next one is set so many days later.
NEXT_DATE_DAYS: Final = 14
#: After so many missed dates the decision passes.
MISSED_UNTIL_IT_PASSES: Final = 2


class ChangedMeanwhile(ValueError):
    """Somebody changed the redesign since this was shown."""


class GoneOn(ValueError):
    """It stands otherwise by now: it was done in another tab, or by somebody else."""


class NotComplete(ValueError):
    """Something has to be said before it can be proposed."""


class NotInTheNewest(ValueError):
    """The newest version of the document no longer holds the text that is to be changed."""


# --- writing it -----------------------------------------------------------------------------------


@transaction.atomic
def begin(
    said: Mapping[str, Any], answered: Iterable[Any], *, once: str, by: Any, at: datetime
) -> Redesign:
    """A redesign that is being written; a form that is sent twice is one.

    said      by field of the model
    answered  the barriers that it answers
    """
    found, is_new = Redesign.objects.get_or_create(
        once=once, defaults={**said, "opened_on": _day(at)}
    )
    if is_new:
        for each in answered:
            Answers.objects.create(redesign=found, barrier=each)
        _note(found, What.OPENED, at)
        record(acts.BEGAN, by=by, about=found, at=at)
    return found


@transaction.atomic
def say(
    redesign: Redesign, said: Mapping[str, Any], *, edition: int, by: Any, at: datetime
) -> None:
    """Say a part of it; the same said twice is once.

    Of one that was proposed, only the text can be said otherwise, and what stood there is kept.
    Raises  ChangedMeanwhile, GoneOn
    """
    held = _held(redesign)
    if all(getattr(held, name) == value for name, value in said.items()):
        return
    was_proposed = held.state == State.PROPOSED
    if not held.is_draft and not (was_proposed and "new_text" in said):
        raise GoneOn
    if held.edition != edition:
        raise ChangedMeanwhile
    before = held.new_text
    for name, value in said.items():
        setattr(held, name, value)
    _changed(held)
    if was_proposed:
        _note(held, What.REWORDED, at, words=before)
    record(acts.REWORDED if was_proposed else acts.WROTE, by=by, about=held, at=at)


@transaction.atomic
def answer_also(redesign: Redesign, barrier: Any, *, by: Any, at: datetime) -> None:
    """It answers this barrier as well; twice is once."""
    _answers, is_new = Answers.objects.get_or_create(redesign=redesign, barrier=barrier)
    if is_new:
        record(acts.LINKED, by=by, about=redesign, at=at)


# --- how it will be judged ------------------------------------------------------------------------


@transaction.atomic
def write_down(
    redesign: Redesign, said: Mapping[str, Any], *, edition: int, by: Any, at: datetime
) -> Written:
    """How it will be judged. Before it is proposed, that replaces what was said; later it is a new
    row with its reason, locked at once, and the earlier ones stay.

    said    by field of `Written`
    Raises  ChangedMeanwhile, GoneOn where it was judged or dropped
    """
    held = _held(redesign)
    last = held.written.last()
    if last is not None and _says(last) == {**said, "reason": said.get("reason", "")}:
        return last
    if held.edition != edition:
        raise ChangedMeanwhile
    if held.is_draft:
        written, _new = Written.objects.update_or_create(
            redesign=held, number=1, defaults={**said, "reason": "", "on": _day(at)}
        )
        record(acts.WROTE, by=by, about=held, at=at)
    else:
        written = _measured_otherwise(held, last, said, by=by, at=at)
    _changed(held)
    return written


def _says(written: Written) -> dict[str, Any]:
    names = ("metric", "where", "direction", "size", "aim", "judged_on", "detectable", "reason")
    return {name: getattr(written, name) for name in names}


def _measured_otherwise(
    held: Redesign, last: Written | None, said: Mapping[str, Any], *, by: Any, at: datetime
) -> Written:
    if held.state in (State.JUDGED, State.DROPPED) or last is None:
        raise GoneOn
    if not said.get("reason"):
        raise NotComplete
    written = Written(redesign=held, number=last.number + 1, before=last.hash, on=_day(at), **said)
    written.hash = worked_out(written, of=held.public_id)
    written.save(force_insert=True)
    _note(held, What.MEASURED, at, words=written.reason)
    record(acts.MEASURED, by=by, about=held, at=at)
    return written


# --- what becomes of it ---------------------------------------------------------------------------


@transaction.atomic
def propose(redesign: Redesign, *, edition: int, by: Any, at: datetime) -> None:
    """Everybody who may see its barriers reads it from now on, and how it will be judged is locked;
    twice is once.

    Raises  ChangedMeanwhile, NotComplete, NotInTheNewest
    """
    held = _held(redesign)
    if not held.is_draft:
        return
    if held.edition != edition:
        raise ChangedMeanwhile
    if queries.still_open(held):
        raise NotComplete
    if not queries.applies(held):
        raise NotInTheNewest
    _lock(held, at)
    held.state, held.proposed_on, held.due = State.PROPOSED, _day(at), held.decide_by
    _changed(held)
    _note(held, What.PROPOSED, at)
    record(acts.PROPOSED, by=by, about=held, at=at)
    tell(telling.TO_DECIDE, about=held.public_id, to=telling.who_decides(held), at=at)


def _lock(redesign: Redesign, at: datetime) -> None:
    written = redesign.written.get(number=1)
    written.on = _day(at)
    written.hash = worked_out(written, of=redesign.public_id)
    written.save(update_fields=["on", "hash"])


@transaction.atomic
def decide(redesign: Redesign, *, edition: int, by: Any, at: datetime) -> None:
    """It will be so: from now on its text is waited for. Twice is once.

    Raises  ChangedMeanwhile, GoneOn, NotInTheNewest
    """
    held = _held(redesign)
    if held.state == State.DECIDED:
        return
    if held.state != State.PROPOSED:
        raise GoneOn
    if held.edition != edition:
        raise ChangedMeanwhile
    if not queries.applies(held):
        raise NotInTheNewest
    today = _day(at)
    held.state, held.decided_on = State.DECIDED, today
    held.due = max(held.in_force_by or today, today + timedelta(days=1))
    _changed(held)
    _note(held, What.DECIDED, at)
    record(acts.DECIDED, by=by, about=held, at=at)


@transaction.atomic
def drop(redesign: Redesign, *, reason: str, by: Any, at: datetime) -> None:
    """It will not be done, and why; it stays to be read. Twice is once.

    Raises  GoneOn where it is in force already
    """
    held = _held(redesign)
    if held.state == State.DROPPED:
        return
    if held.state not in (State.DRAFT, State.PROPOSED, State.DECIDED):
        raise GoneOn
    held.state, held.due = State.DROPPED, None
    _changed(held)
    _note(held, What.DROPPED, at, words=reason)
    record(acts.DROPPED, by=by, about=held, at=at)


@transaction.atomic
def put_in_force(redesign: Redesign, *, by: Any, at: datetime) -> None:
    """One that changes no text is in force when whoever may decide says so; twice is once.

    Raises  GoneOn where it is not decided, or its text has to be found
    """
    held = _held(redesign)
    if held.state in (State.IN_FORCE, State.TO_JUDGE, State.JUDGED):
        return
    if held.state != State.DECIDED or held.changes_text:
        raise GoneOn
    _begin_to_count(held, on=_day(at), by=by, at=at)


# --- arguments ------------------------------------------------------------------------------------


@transaction.atomic
def object_to(redesign: Redesign, *, says: str, once: str, at: datetime) -> Objection:
    """An argument against it, by nobody; a form that is sent twice is one."""
    found, is_new = Objection.objects.get_or_create(
        once=once, defaults={"redesign": redesign, "says": says, "on": _day(at)}
    )
    if is_new:
        record(acts.OBJECTED, by=None, at=at)
    return found


@transaction.atomic
def reply(objection: Objection, *, says: str, once: str, at: datetime) -> Reply:
    """An answer to an argument, by nobody; a form that is sent twice is one."""
    found, is_new = Reply.objects.get_or_create(
        once=once, defaults={"objection": objection, "says": says, "on": _day(at)}
    )
    if is_new:
        record(acts.OBJECTED, by=None, at=at)
    return found


# --- what the worker tells ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What became of looking for the new text of a redesign in the newest version.

    version  its public id
    holds    whether it holds the new text
    on       the day from which on it counts
    reads    what the clause says there
    judged   of a metric that is read from the text
    """

    version: str
    holds: bool
    on: date
    reads: Mapping[str, str]
    judged: Judged | None = None


@transaction.atomic
def note_looked(public_id: str, looked: Looked, *, at: datetime) -> bool:
    """Note whether a version holds the new text; whether it came in force. Twice is once."""
    held = Redesign.objects.select_for_update().filter(public_id=public_id).first()
    if held is None or held.state != State.DECIDED or held.looked_at == looked.version:
        return False
    held.looked_at = looked.version
    if not looked.holds:
        _changed(held)
        _note(held, What.NOT_FOUND, at)
        return False
    held.found_in, held.reads_after = looked.version, dict(looked.reads)
    _begin_to_count(held, on=looked.on, by=None, at=at, judged=looked.judged)
    return True


def _begin_to_count(
    held: Redesign, *, on: date, by: Any, at: datetime, judged: Judged | None = None
) -> None:
    held.state, held.in_force_on, held.due = State.IN_FORCE, on, None
    _note(held, What.IN_FORCE, at)
    record(acts.IN_FORCE, by=by, about=held, at=at)
    if judged is not None:
        _judge(held, judged, at=at)
    _changed(held)
    _hand_over(held, at=at)
    words = _("“%(title)s” is in force.") % {"title": held.title}
    for each in held.answers.select_related("barrier__merged_into"):
        whole = each.barrier.merged_into or each.barrier
        if not whole.is_closed:
            barriers.mark_answered(whole, by=by, at=at, words=words)
    tell(telling.IN_FORCE, about=held.public_id, to=telling.who_decides(held), at=at)


def _hand_over(held: Redesign, *, at: datetime) -> None:
    """Its structure names who decides from now on; where it named somebody else than whoever was
    said to decide before, it is left alone, and the page says so."""
    policy, before = held.policy, held.decided_before.casefold()
    if (
        policy is None
        or policy.decides.casefold() != before
        or before == held.decides_now.casefold()
    ):
        return
    said = {"decides": held.decides_now, "gets_there": held.gets_there}
    inventory.change(policy, said, edition=policy.edition, by=held.answers_for_it, at=at)


def _judge(held: Redesign, judged: Judged, *, at: datetime) -> None:
    held.state = State.JUDGED
    last = held.written.last()
    if last is None:
        return
    Outcome.objects.create(
        redesign=held, written=last, before=judged.before, after=judged.after,
        is_as_written=judged.is_as_written, on=_day(at),
    )  # fmt: skip
    _note(held, What.JUDGED, at)
    record(acts.JUDGED, by=None, about=held, at=at)


@transaction.atomic
def note_day_of_judging(public_id: str, *, at: datetime) -> bool:
    """The day that was written down has come; twice is once."""
    held = Redesign.objects.select_for_update().filter(public_id=public_id).first()
    if held is None or held.state != State.IN_FORCE:
        return False
    held.state = State.TO_JUDGE
    _changed(held)
    _note(held, What.TO_JUDGE, at)
    record(acts.TO_JUDGE, by=None, about=held, at=at)
    return True


@transaction.atomic
def note_missed(public_id: str, *, day: date, at: datetime) -> bool:
    """A date has passed without what was due; after two, the decision passes. Twice is once.

    day  that has begun: what was due before it is missed
    """
    held = Redesign.objects.select_for_update().filter(public_id=public_id).first()
    if held is None or held.due is None or held.due >= day:
        return False
    number = (held.missed.aggregate(last=Max("number"))["last"] or 0) + 1
    of = Missed.What.DECISION if held.state == State.PROPOSED else Missed.What.IN_FORCE
    missed = Missed.objects.create(
        redesign=held, number=number, what=of, due=held.due,
        next_due=day + timedelta(days=NEXT_DATE_DAYS),
    )  # fmt: skip
    held.due = missed.next_due
    _note(held, What.MISSED, at)
    record(acts.MISSED, by=None, about=held, at=at)
    tell(telling.MISSED, about=held.public_id, to=telling.who_decides(held), at=at)
    if number == MISSED_UNTIL_IT_PASSES:
        _pass_on(held, day=day, at=at)
    _changed(held)
    return True


def _pass_on(held: Redesign, *, day: date, at: datetime) -> None:
    held.passed_on = day
    _note(held, What.PASSED, at)
    record(acts.PASSED, by=None, about=held, at=at)
    # Found when it is sent, so whoever it passed to is told.
    tell(telling.PASSED, about=held.public_id, to=telling.who_decides(held), at=at)


@transaction.atomic
def remind(public_id: str, *, due: date, at: datetime) -> bool:
    """Tell whoever has to decide what is due soon; once for each date."""
    held = Redesign.objects.select_for_update().filter(public_id=public_id, due=due).first()
    if held is None or held.reminded_of == due:
        return False
    held.reminded_of = due
    held.save(update_fields=["reminded_of"])
    tell(telling.DUE, about=held.public_id, to=telling.who_decides(held), at=at)
    return True


# --- what they share ------------------------------------------------------------------------------


def _held(redesign: Redesign) -> Redesign:
    """It, which nobody else changes until this is done."""
    return Redesign.objects.select_for_update().get(pk=redesign.pk)


def _day(at: datetime) -> date:
    return at.astimezone(settings.HERE.time_zone).date()


def _changed(redesign: Redesign) -> None:
    redesign.edition += 1
    redesign.save()
    if not redesign.is_draft:
        index(REDESIGNS, redesign.public_id, title=redesign.title[:200],
              url=redesign.get_absolute_url(), body=_found_by(redesign))  # fmt: skip


def _found_by(redesign: Redesign) -> str:
    return " ".join([redesign.new_text, redesign.old_text, redesign.stops, redesign.decides_now])


def _note(redesign: Redesign, what: Moment.What, at: datetime, *, words: str = "") -> None:
    Moment.objects.create(redesign=redesign, what=what, words=words, on=_day(at))
