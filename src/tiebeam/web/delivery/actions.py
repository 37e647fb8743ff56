"""Every change to what is told, and to what people want to be told.

Rooms call `tell`, which only queues. People choose, read and stop. All else is for the job of the
worker, which alone decides who is told what (decision 14).

What somebody chooses, reads or stops is theirs: the audit trail has no word of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from secrets import SystemRandom
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import transaction

from tiebeam.vault.seal import SealingKey
from tiebeam.web.delivery import audiences, news, queries, topics
from tiebeam.web.delivery.audiences import Audience
from tiebeam.web.delivery.links import fingerprint, new_key
from tiebeam.web.delivery.messages import EVERYBODY, MESSAGE
from tiebeam.web.delivery.models import Choice, Letter, Message, Notice, Quiet, Telling, Times
from tiebeam.web.delivery.quiet.sealing import MOST_HELD, held_in, hold, seal
from tiebeam.web.delivery.quiet.subjects import written
from tiebeam.web.delivery.topics import IN_DIGEST, How, Topic

ID: Final = re.compile(r"[\w:-]{1,40}", re.ASCII)
#: Rows that go to the database at once.
AT_ONCE: Final = 500
State = Letter.State
#: What somebody wants quiet, from their public id and what is sealed; only the worker can.
Opens = Callable[[str, bytes], frozenset[str]]


class NotAnId(ValueError):
    """Something other than a public id was to be kept with what is told."""


class EnoughSaid(RuntimeError):
    """So much was said to everybody in a year that what is kept from somebody has no more room."""


# --- rooms ----------------------------------------------------------------------------------------


def tell(
    topic: Topic, *, about: str, to: Audience, at: datetime, subjects: Iterable[str] = ()
) -> None:
    """Let people know of something, as far as they want to; in the transaction in which it happens.

    about     the public id of what it is about, and nothing of what stands in it
    subjects  of what reaches everybody: what people may want quiet of
    Raises NotATopic, NotAnAudience, NotAnId, NotASubject
    """
    if not topics.is_declared(topic):
        raise topics.NotATopic(f"Declare '{topic.name}' first.")
    if not audiences.is_declared(to):
        raise audiences.NotAnAudience(f"'{to.name}' is no audience. Declare it in its room.")
    if not ID.fullmatch(about) or (to.of and not ID.fullmatch(to.of)):
        raise NotAnId("What is told holds public ids alone.")
    if subjects and not topic.reaches_everybody:
        raise topics.NotATopic(f"'{topic.name}' can be turned off, and needs no subjects.")
    Telling.objects.create(
        topic=topic.name, about=about, audience=to.name, audience_of=to.of, made_at=at,
        subjects=written(subjects),
    )  # fmt: skip


# --- people ---------------------------------------------------------------------------------------


@transaction.atomic
def choose(person: Any, chosen: Mapping[str, How]) -> None:
    """How somebody wants to be told, by the name of each topic."""
    for name, how in chosen.items():
        Choice.objects.update_or_create(person=person, topic=name, defaults={"how": how})


def say_quiet(person: Any, codes: Iterable[str], *, to: SealingKey) -> None:
    """What somebody wants quiet, in place of what they wanted before. No page reads it again."""
    written(codes)
    sealed = seal(codes, of=person.public_id, to=to)
    Quiet.objects.update_or_create(
        person=person, defaults={"sealed": sealed}, create_defaults={"sealed": sealed,
                                                                     "held": hold([])}
    )  # fmt: skip


def put_quiet_in_place(pk: int, *, of: bytes, sealed: bytes) -> None:
    """The same, sealed to another key; left alone where it was said anew meanwhile."""
    Quiet.objects.filter(pk=pk, sealed=of).update(sealed=sealed)


@transaction.atomic
def shuffle_quiet() -> None:
    """Write all records anew, in an order by chance: who had one first would say who wanted it."""
    rows = list(Quiet.objects.select_for_update())
    SystemRandom().shuffle(rows)
    Quiet.objects.filter(pk__in=[each.pk for each in rows]).delete()
    Quiet.objects.bulk_create(
        [Quiet(person_id=each.person_id, sealed=each.sealed, held=hold(held_in(bytes(each.held))))
         for each in rows], AT_ONCE,
    )  # fmt: skip


@transaction.atomic
def give_everybody_a_record(*, to: SealingKey) -> int:
    """Of what they want quiet: nothing. Whoever wants something looks like all others then.

    Returns how many had none
    """
    without = get_user_model().objects.exclude(pk__in=Quiet.objects.values("person"))
    empty = Quiet.objects.filter(sealed=b"").select_related("person")
    made = [Quiet(person=each, sealed=seal([], of=each.public_id, to=to), held=hold([]))
            for each in without]  # fmt: skip
    Quiet.objects.bulk_create(made, AT_ONCE)
    for each in empty:
        each.sealed = seal([], of=each.person.public_id, to=to)
        each.save(update_fields=["sealed"])
    return len(made)


def say_times(person: Any, *, zone: str, first: int, last: int) -> None:
    """From when to when mails may reach somebody; the whole day takes that back."""
    if (first, last) == (0, 24):
        Times.objects.filter(person=person).delete()
        return
    Times.objects.update_or_create(
        person=person, defaults={"zone": zone, "first": first, "last": last}
    )


@transaction.atomic
def say_to_everybody(
    *, title: str, text: str, subjects: Sequence[str], once: str, by: Any, at: datetime
) -> Message:
    """Say something to everybody here, once. Whom it does not reach, nobody learns.

    Raises  NotASubject, EnoughSaid
    """
    if subjects and len(_tellings_with_subjects()) >= MOST_HELD:
        raise EnoughSaid
    message, is_new = Message.objects.get_or_create(
        once=fingerprint(f"{by.public_id} {once}"),
        defaults={"title": title, "text": text, "subjects": written(subjects), "by": by, "at": at},
    )
    if is_new:
        tell(MESSAGE, about=message.public_id, to=EVERYBODY, at=at, subjects=subjects)
    return message


def read(notice: Notice, *, at: datetime) -> None:
    """Somebody has opened what a notice is about."""
    # Whoever wants quiet never opens what is kept from them: what others opened would tell it.
    opened = Notice.objects.filter(pk=notice.pk, read_at=None, telling__subjects="")
    opened.update(read_at=at)


@transaction.atomic
def stop(key: str) -> bool:
    """End the mails of the kind that a link stands in: what they told is from now on only here.

    Returns whether there is such a link; to follow it twice is fine
    """
    letter = Letter.objects.filter(stop=fingerprint(key)).first()
    if letter is None:
        return False
    for name in _topics_to_stop(letter):
        topic = topics.topic_of(name)
        how = How.NOT if topic and topic.only_in_digest else How.HERE
        Choice.objects.update_or_create(
            person_id=letter.person_id, topic=name, defaults={"how": how}
        )
    return True


def _topics_to_stop(letter: Letter) -> set[str]:
    """Of a mail by itself its topic; of a digest all that comes in it, today or another day."""
    inside = set(letter.notices.values_list("telling__topic", flat=True))
    chosen = _chosen_by([letter.person_id], inside if letter.how == How.MAIL else None)
    by_mail = {topic for (_, topic), how in chosen.items() if how == letter.how}
    defaults = {
        each for each in inside
        if (letter.person_id, each) not in chosen and _default(each) == letter.how
    }  # fmt: skip
    of_person = queries.chosen_by(letter.person)
    return by_mail | defaults | {
        each.topic.name for each in news.every()
        if each.topic.default == letter.how == of_person.get(each.topic.name)
    }  # fmt: skip


# --- the job --------------------------------------------------------------------------------------


def mark_queued(telling: str, *, at: datetime) -> None:
    """The job that decides it was asked for."""
    Telling.objects.filter(public_id=telling).update(queued_at=at)


@transaction.atomic
def decide(telling: str, *, opens: Opens, at: datetime) -> int:
    """Find out who is told, and how, and note it: one notice for each, and the mails to come.

    opens    what somebody wants quiet, from their public id and what is sealed
    Returns  how many notices there are. Once decided, it changes nothing more.
    """
    found = Telling.objects.select_for_update().filter(public_id=telling, decided_at=None).first()
    if found is None:
        return 0
    found.decided_at = at
    found.save(update_fields=["decided_at"])
    told = _who_wants_to_know(found)
    notices = [
        Notice(telling=found, person_id=person, how=how, made_at=at,
               letter=_letter_at_once(found, person, at) if how == How.MAIL else None)
        for person, how in sorted(told.items())
    ]  # fmt: skip
    Letter.objects.bulk_create([each.letter for each in notices if each.letter], AT_ONCE)
    Notice.objects.bulk_create(notices, AT_ONCE)
    if found.subjects:
        _hold_back(found, set(told), opens)
    return len(notices)


def _hold_back(telling: Telling, told: set[int], opens: Opens) -> None:
    """Keep it from the pages of whoever wants quiet of what it is about.

    They have a notice like all others, and what is held for others is written anew as well: so
    nothing that is kept tells who they are.
    """
    about, known = set(telling.subjects.split()), _tellings_with_subjects()
    people = get_user_model().objects.in_bulk(told)
    rows = {each.person_id: each for each in Quiet.objects.select_for_update()}
    for pk, person in people.items():
        row = rows.get(pk) or Quiet(person=person, sealed=b"", held=hold([]))
        held = [each for each in held_in(bytes(row.held)) if each in known]
        if row.sealed and about & opens(person.public_id, bytes(row.sealed)):
            held.append(telling.public_id)
        row.held = hold(held)
        rows[pk] = row
    told_now = [rows[pk] for pk in people]
    Quiet.objects.bulk_update([each for each in told_now if each.pk], ["held"], AT_ONCE)
    Quiet.objects.bulk_create([each for each in told_now if not each.pk], AT_ONCE)


def _tellings_with_subjects() -> set[str]:
    return set(Telling.objects.exclude(subjects="").values_list("public_id", flat=True))


def _who_wants_to_know(telling: Telling) -> dict[int, How]:
    """By primary key: how each is told, of those who want to be told at all."""
    topic = topics.topic_of(telling.topic)
    if topic is None:
        return {}
    # What reaches everybody has no other way than its default.
    people = audiences.people_of(Audience(telling.audience, telling.audience_of))
    active = get_user_model().objects.filter(pk__in=people, is_active=True)
    chosen = {} if topic.reaches_everybody else _chosen_by(None, {topic.name})
    wanted = {
        person: chosen.get((person, topic.name), topic.default)
        for person in active.values_list("pk", flat=True)
    }
    return {person: how for person, how in wanted.items() if how != How.NOT}


def _letter_at_once(telling: Telling, person: int, at: datetime) -> Letter:
    key = f"{telling.public_id}:{person}"
    return Letter(person_id=person, key=key, how=How.MAIL, made_at=at)


@transaction.atomic
def make_digests(how: How, period: str, *, at: datetime) -> int:
    """One mail for each who wants such a digest and was told something since their last one.

    period  the day or the week, which has one digest for each
    Returns how many mails there will be
    """
    waiting = {each: list[int]() for each in _who_hear_news(how, at)} | _waiting_for_digest(how)
    letters = {
        person: Letter(person_id=person, key=f"{how}:{period}:{person}", how=how, made_at=at)
        for person in sorted(waiting)
    }
    Letter.objects.bulk_create(letters.values(), AT_ONCE, ignore_conflicts=True)
    made = Letter.objects.filter(
        key__in=[each.key for each in letters.values()], state=State.WAITING
    )
    for letter in made:
        Notice.objects.filter(pk__in=waiting[letter.person_id], letter=None).update(letter=letter)
    return len(made)


def _who_hear_news(how: How, at: datetime) -> list[int]:
    """Those who want to hear of news in such a digest, whether or not there are any: a row for some
    on the days with news alone would tell where they are."""
    names = [each.topic.name for each in news.every()]
    chosen = Choice.objects.filter(topic__in=names, how=how, person__is_active=True)
    found = set(chosen.values_list("person", flat=True))
    for each in news.every():
        if each.topic.default == how and each.ever(at - news.LOOKS_BACK[how]):
            otherwise = Choice.objects.filter(topic=each.topic.name).exclude(how=how)
            people = get_user_model().objects.filter(is_active=True)
            found |= set(people.exclude(pk__in=otherwise.values("person"))
                         .values_list("pk", flat=True))  # fmt: skip
    return sorted(found)


def _waiting_for_digest(how: How) -> dict[int, list[int]]:
    """By person, the notices that are in no mail yet, not opened, and still wanted in this one."""
    held = Notice.objects.select_for_update(of=("self",)).filter(
        letter=None, read_at=None, how__in=IN_DIGEST, person__is_active=True
    )
    rows = list(held.order_by("pk").values_list("pk", "person_id", "telling__topic"))
    chosen = _chosen_by({person for _, person, _ in rows}, None)
    found: dict[int, list[int]] = {}
    for pk, person, topic in rows:
        if chosen.get((person, topic), _default(topic)) == how:
            found.setdefault(person, []).append(pk)
    return found


@transaction.atomic
def begin(letter: int, *, at: datetime) -> str | None:
    """Take a mail to send it: nobody else takes it after this, whatever happens to whoever did.

    Returns the key of its link to stop; None where it is not to be sent, or no longer
    """
    found = Letter.objects.select_for_update(of=("self",)).filter(
        pk=letter, state=State.WAITING
    ).first()  # fmt: skip
    if found is None:
        return None
    if found.how == How.MAIL:
        _take_in_what_waits(found)
    key, is_wanted = new_key(), _is_still_wanted(found)
    if not is_wanted and not queries.hears_news(found):
        found.state = State.UNWANTED
        found.save(update_fields=["state"])
        return None
    # A digest that would tell of news ends the same with and without: its days would say which.
    found.state = State.BEGUN if is_wanted else State.SENT
    found.begun_at, found.stop = at, fingerprint(key)
    found.save(update_fields=["state", "begun_at", "stop"])
    return key if is_wanted else None


def _take_in_what_waits(letter: Letter) -> None:
    """What else waits to go to the same person at once goes with it: one mail, not nine."""
    others = Letter.objects.select_for_update(of=("self",)).filter(
        person=letter.person_id, how=How.MAIL, state=State.WAITING
    )
    waiting = list(others.exclude(pk=letter.pk).values_list("pk", flat=True))
    Notice.objects.filter(letter__in=waiting).update(letter=letter)
    Letter.objects.filter(pk__in=waiting).update(state=State.UNWANTED)


def _leave_out_what_is_not_for_them_now(letter: Letter) -> None:
    """Whoever is no more among those who may be told, as one who left a space, is told nothing,
    though it was decided when they were; what was taken back is told to nobody."""
    for notice in letter.notices.select_related("telling"):
        of = Audience(notice.telling.audience, notice.telling.audience_of)
        if not audiences.is_declared(of) or letter.person_id not in audiences.people_of(of):
            notice.delete()


def _is_still_wanted(letter: Letter) -> bool:
    """Takes out of it what somebody has since chosen to be told otherwise, or not at all."""
    if not letter.person.is_active:
        return False
    _leave_out_what_is_not_for_them_now(letter)
    inside = dict(letter.notices.values_list("pk", "telling__topic"))
    chosen = _chosen_by([letter.person_id], set(inside.values()))
    now = {
        pk: chosen.get((letter.person_id, topic), _default(topic)) for pk, topic in inside.items()
    }
    otherwise = {pk: how for pk, how in now.items() if how != letter.how}
    for pk, how in otherwise.items():
        later = how if how in IN_DIGEST else How.HERE
        Notice.objects.filter(pk=pk).update(letter=None, how=later)
    return len(otherwise) < len(inside) or bool(queries.news_in(letter))


def end(letter: int, state: Letter.State) -> None:
    """What became of a mail that was taken."""
    Letter.objects.filter(pk=letter, state=State.BEGUN).update(state=state)


def put_back(letter: int) -> None:
    """It certainly was not sent, and can be later."""
    Letter.objects.filter(pk=letter, state=State.BEGUN).update(
        state=State.WAITING, begun_at=None, stop=None
    )


@transaction.atomic
def forget(*, before: datetime) -> int:
    """Delete what was told so long ago, with who was told it. Returns how many tellings."""
    old = Telling.objects.filter(made_at__lt=before)
    number = old.count()
    # Whom it was kept from is forgotten with it, so it is there for nobody any more.
    Message.objects.filter(public_id__in=old.filter(topic=MESSAGE.name).values("about")).delete()
    old.delete()
    Letter.objects.filter(made_at__lt=before, notices=None).delete()
    return number


# --- what they share ------------------------------------------------------------------------------


def _chosen_by(people: Iterable[int] | None, names: set[str] | None) -> dict[tuple[int, str], How]:
    """By person and topic, what was chosen; of all people or all topics where none are named."""
    rows = Choice.objects.all()
    if people is not None:
        rows = rows.filter(person__in=people)
    if names is not None:
        rows = rows.filter(topic__in=names)
    return {
        (person, topic): How(how)
        for person, topic, how in rows.values_list("person_id", "topic", "how")
    }


def _default(name: str) -> How:
    topic = topics.topic_of(name)
    return topic.default if topic else How.NOT
