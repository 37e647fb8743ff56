"""Every write about questions and briefs. The trail tells how often, of nobody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from tiebeam.web.audit import actions as audit
from tiebeam.web.search.actions import forget, index
from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import NotAllowed, day_of, held_for_members, own_once
from tiebeam.web.spaces.brokering.finding import BRIEFS
from tiebeam.web.spaces.brokering.queries import (
    GROUPS,
    is_broker,
    may_be_asked,
    may_be_passed_to,
    may_take_back,
)
from tiebeam.web.spaces.models import (
    Attribution,
    Brief,
    OfficeHours,
    Passed,
    Question,
    SentBack,
    Space,
)
from tiebeam.web.spaces.queries import is_facilitator
from tiebeam.web.spaces.who import name_of

#: Questions that one person has waiting.
MOST_WAITING: Final = 10


class EnoughWaits(RuntimeError):
    """Somebody has asked so much that is not answered yet."""


# --- whoever asks ---------------------------------------------------------------------------------


@transaction.atomic
def ask(text: str, *, once: str, by: Any, at: datetime, space: Space | None = None) -> Question:
    """Put a question to the brokers; sent twice, it is there once.

    space  where the answer is to stand too
    Raises  NotAllowed, EnoughWaits
    """
    if space is not None:
        space = held_for_members(space, by, at)
    once, mine = own_once(f"ask {once}", by), Question.objects.filter(by=name_of(by))
    there = mine.filter(once=once).first()
    if there is not None:
        return there
    if mine.filter(brief=None).count() >= MOST_WAITING:
        raise EnoughWaits
    # Where no space is held, both of two that come at once may be here.
    said = {"space": space, "by": name_of(by), "text": text, "asked_on": day_of(at)}
    return Question.objects.get_or_create(once=once, defaults=said)[0]


def take_question_back(question: Question, *, by: Any) -> None:
    """Ask it no more: it is gone, whoever had it."""
    Question.objects.filter(pk=question.pk, by=name_of(by)).delete()


# --- a broker -------------------------------------------------------------------------------------


@transaction.atomic
def hand_to(question: Question, group: Space, *, by: Any, at: datetime) -> None:
    """Ask a resource group, which takes questions.

    Raises  NotAllowed
    """
    held = _held(question, by)
    if group not in may_be_asked(held, by):
        raise NotAllowed("This group takes no questions, or sent this one back.")
    held.handed_to, held.set_aside = group, False
    held.save(update_fields=["handed_to", "set_aside"])
    audit.record(acts.BROKERED, by=by, at=at)


@transaction.atomic
def set_aside(question: Question, *, aside: bool, by: Any, at: datetime) -> None:
    """Not now, or now after all. Whoever asked sees that it waits, as before.

    Raises  NotAllowed
    """
    held = _held(question, by)
    held.set_aside = aside
    held.handed_to = None
    held.save(update_fields=["set_aside", "handed_to"])
    audit.record(acts.BROKERED, by=by, at=at)


@transaction.atomic
def answer_with(question: Question, brief: Brief, *, by: Any, at: datetime) -> None:
    """Let a brief that is there answer it, for whoever asked, and where they asked.

    Raises  NotAllowed
    """
    # Taken back meanwhile, it answers nothing. The brief is held first, as by who takes it back.
    there = Brief.objects.select_for_update().filter(pk=brief.pk).first()
    held = _held(question, by)
    if there is None:
        raise NotAllowed("It was taken back meanwhile.")
    # Where it was asked follows from the question: a row that says that the brief stands there
    # would tell the broker.
    held.brief = there
    held.save(update_fields=["brief"])
    audit.record(acts.BROKERED, by=by, at=at)


@transaction.atomic
def pass_to(brief: Brief, space: Space, *, by: Any, at: datetime) -> None:
    """Let a brief be read in a space.

    Raises  NotAllowed
    """
    there = Brief.objects.select_for_update().filter(pk=brief.pk).first()
    if not is_broker(by) or there is None or space not in may_be_passed_to(there, by):
        raise NotAllowed("A broker passes on what is there, to spaces that they know of.")
    Passed.objects.get_or_create(
        brief=there, space=space, defaults={"on": day_of(at), "shown_to": space.visibility}
    )
    audit.record(acts.BROKERED, by=by, at=at)


def _held(question: Question, by: Any) -> Question:
    held = Question.objects.select_for_update().filter(pk=question.pk, brief=None).first()
    if not is_broker(by) or held is None:
        raise NotAllowed("A broker decides on what waits.")
    return held


# --- a resource group -----------------------------------------------------------------------------


@transaction.atomic
def take_questions(group: Space, *, takes: bool, by: Any) -> None:
    """Let brokers hand questions to a group, or not. What was handed to it goes back then.

    Raises  NotAllowed
    """
    if not is_facilitator(group, by) or group.kind not in GROUPS:
        raise NotAllowed("Whoever looks after a group can say that.")
    if takes:
        Space.objects.filter(pk=group.pk).update(takes_questions=True)
    else:
        hand_questions_back(group)


def hand_questions_back(group: Space) -> None:
    """A group takes none any more; those that it was handed wait on the desk again."""
    Space.objects.filter(pk=group.pk).update(takes_questions=False)
    Question.objects.filter(handed_to=group, brief=None).update(handed_to=None)


@transaction.atomic
def send_back(question: Question, *, by: Any, at: datetime) -> None:
    """Not us, or not now: no reason is asked, and it does not come to this group again.

    Raises  NotAllowed
    """
    group = question.handed_to
    if group is None:
        raise NotAllowed("Somebody of the group can send it back.")
    held_for_members(group, by, at)
    held = Question.objects.select_for_update().filter(pk=question.pk, handed_to=group).first()
    if held is None:
        raise NotAllowed("It was taken back, or sent back, meanwhile.")
    SentBack.objects.get_or_create(question=held, group=group)
    held.handed_to = None
    held.save(update_fields=["handed_to"])


@transaction.atomic
def write_brief(
    group: Space, *, title: str, text: str, attribution: str, once: str, by: Any, at: datetime,
    answers: Question | None = None,
) -> Brief:  # fmt: skip
    """Write what others may read, for a broker to pass on; sent twice, it is there once.

    Raises  NotAllowed
    """
    group = held_for_members(group, by, at)
    if group.kind not in GROUPS or (group.is_hidden and attribution == Attribution.GROUP):
        raise NotAllowed("A group that does not exist for others is not named to them.")
    if answers is not None and answers.handed_to_id != group.pk:
        answers = None
    brief, is_new = Brief.objects.get_or_create(
        once=once_of(group, once, by),
        defaults={"group": group, "by": name_of(by), "title": title, "text": text,
                  "attribution": attribution, "written_on": day_of(at), "answers": answers},
    )  # fmt: skip
    if is_new:
        index(BRIEFS, brief.public_id, title=title, body=text, url=brief.get_absolute_url())
    return brief


def once_of(group: Space, once: str, by: Any) -> str:
    """What tells a form that is sent twice, by whom it is sent and for whom."""
    return own_once(f"brief {group.pk} {once}", by)


def sent_before(group: Space, once: str, *, by: Any) -> Brief | None:
    """What the same form has made already: pressed twice, it finds its question answered."""
    return Brief.objects.filter(once=once_of(group, once, by)).first()


@transaction.atomic
def take_back(brief: Brief, *, by: Any) -> None:
    """It is gone: in every space, in search, for whoever asked, and with its words. What it
    answered waits again.

    Raises  NotAllowed
    """
    if not may_take_back(by, brief):
        raise NotAllowed("Whoever wrote it, or looks after the group, takes it back.")
    remove(Brief.objects.filter(pk=brief.pk))


def remove(found: Any) -> None:
    """Delete briefs, and what finds them."""
    for public_id in list(found.values_list("public_id", flat=True)):
        forget(BRIEFS, public_id)
    found.delete()


# --- office hours ---------------------------------------------------------------------------------


@transaction.atomic
def say_office_hours(space: Space, says: str, *, until: date, by: Any) -> None:
    """Say when one has time for whoever wants to talk; nothing takes it back.

    Raises  NotAllowed
    """
    if not is_facilitator(space, by):
        raise NotAllowed("Whoever looks after a space can say that.")
    mine = OfficeHours.objects.filter(space=space, who=name_of(by))
    if not says:
        mine.delete()
        return
    OfficeHours.objects.update_or_create(
        space=space, who=name_of(by), defaults={"says": says, "until": until}
    )
